//! What a language has to say.

use crate::calendar::Date;
use crate::replan::Ending;
use crate::solve::{Evidence, Termination};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Noun {
    Doctor,
    Department,
    Week,
    Day,
    HalfDay,
    Block,
    Rotation,
    Part,
}

/// A number with its noun in the forms that CLDR tells apart, `{}` for the number; a form that a language lacks is one that it has.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Counted {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
}

impl Counted {
    /// English: one and all others.
    pub(super) const fn english(one: &'static str, other: &'static str) -> Self {
        Self {
            one,
            two: other,
            few: other,
            many: other,
        }
    }
    /// Russian: 1, 21, 31, … but not 11; 2 to 4, 22 to 24, … but not 12 to 14; all others.
    pub(super) const fn russian(one: &'static str, few: &'static str, many: &'static str) -> Self {
        Self {
            one,
            two: few,
            few,
            many,
        }
    }
    /// Kazakh: a noun behind a number is in the singular.
    pub(super) const fn kazakh(all: &'static str) -> Self {
        Self {
            one: all,
            two: all,
            few: all,
            many: all,
        }
    }
    /// Hebrew: one, two and all others.
    pub(super) const fn hebrew(one: &'static str, two: &'static str, other: &'static str) -> Self {
        Self {
            one,
            two,
            few: other,
            many: other,
        }
    }
    /// The number with the noun in the form that belongs to it.
    pub(in crate::report) fn write(&self, number: i64, plural: fn(i64) -> Plural) -> String {
        let form = match plural(number) {
            Plural::One => self.one,
            Plural::Two => self.two,
            Plural::Few => self.few,
            Plural::Many => self.many,
        };
        form.replace("{}", &number.to_string())
    }
}

/// The classes of whole numbers that the languages tell apart, after CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Plural {
    One,
    Two,
    Few,
    /// `many` in Russian, `other` elsewhere.
    Many,
}

impl Plural {
    /// English and Kazakh.
    pub(super) fn one_or_many(number: i64) -> Self {
        if number == 1 { Self::One } else { Self::Many }
    }
    /// Russian.
    pub(super) fn russian(number: i64) -> Self {
        let (units, tens) = (number.unsigned_abs() % 10, number.unsigned_abs() / 10 % 10);
        match units {
            1 if tens != 1 => Self::One,
            2..=4 if tens != 1 => Self::Few,
            _ => Self::Many,
        }
    }
    /// Hebrew.
    pub(super) fn hebrew(number: i64) -> Self {
        match number {
            1 => Self::One,
            2 => Self::Two,
            _ => Self::Many,
        }
    }
}

/// The words of a language. Functions take texts that are ready to stand where they are put: numbers as written, names with their marks.
pub(in crate::report) struct Words {
    pub(in crate::report) language: super::Language,

    // Numbers and dates.
    pub(super) plural: fn(i64) -> Plural,
    pub(super) nouns: fn(Noun) -> Counted,
    /// What is paid for each of these: ` a week`.
    pub(in crate::report) per: fn(&str, Noun) -> String,
    pub(in crate::report) decimal_sign: &'static str,
    pub(in crate::report) thousands: &'static str,
    pub(in crate::report) minus: &'static str,
    pub(in crate::report) per_cent: &'static str,
    /// A day, or the days from one to another.
    pub(in crate::report) days: fn(Date, Date) -> String,
    /// A month on its own, short.
    pub(in crate::report) month: fn(Date) -> &'static str,
    pub(in crate::report) month_year: fn(Date) -> String,
    pub(in crate::report) quarter: fn(i32) -> String,
    /// Sunday first.
    pub(in crate::report) weekdays: [&'static str; 7],
    pub(in crate::report) morning: &'static str,
    pub(in crate::report) afternoon: &'static str,
    pub(in crate::report) seconds: fn(&str) -> String,
    pub(in crate::report) blocks: fn(&str, &str) -> String,
    pub(in crate::report) foreign_periods: fn(usize, usize) -> String,
    pub(in crate::report) of: fn(&str, &str) -> String,
    pub(in crate::report) exactly_any: &'static str,
    pub(in crate::report) at_least: fn(i64) -> String,
    pub(in crate::report) at_most: fn(i64) -> String,
    pub(in crate::report) from_to: fn(i64, i64) -> String,

    // Around the sections.
    pub(in crate::report) sections: &'static str,
    pub(in crate::report) filter: &'static str,
    pub(in crate::report) filter_hint: &'static str,
    pub(in crate::report) nothing_matches: &'static str,
    /// In front of, between and behind how many doctors are found of how many.
    pub(in crate::report) found: [&'static str; 3],
    pub(in crate::report) footer: &'static str,
    pub(in crate::report) cut_doctors: fn(usize, usize) -> String,
    pub(in crate::report) cut_wishes: fn(usize, usize) -> String,
    pub(in crate::report) cut_sentences: fn(usize, usize) -> String,
    pub(in crate::report) and_more: fn(usize) -> String,

    // Words of several sections.
    pub(in crate::report) doctor: &'static str,
    pub(in crate::report) doctors: &'static str,
    pub(in crate::report) department: &'static str,
    pub(in crate::report) departments: &'static str,
    pub(in crate::report) activity: &'static str,
    pub(in crate::report) role: &'static str,
    pub(in crate::report) observer: &'static str,
    pub(in crate::report) hands_on: &'static str,
    pub(in crate::report) when: &'static str,
    pub(in crate::report) who: &'static str,
    pub(in crate::report) places: &'static str,
    pub(in crate::report) doctor_weeks: &'static str,
    pub(in crate::report) bar: &'static str,
    pub(in crate::report) value: &'static str,
    pub(in crate::report) points: &'static str,

    // Figures.
    pub(in crate::report) solve_stopped: fn(&str) -> String,
    pub(in crate::report) termination: fn(Termination) -> &'static str,
    pub(in crate::report) engine: fn(&str) -> String,
    pub(in crate::report) evidence: fn(Evidence) -> &'static str,
    pub(in crate::report) certified: fn(i64) -> String,
    pub(in crate::report) proven_bound: &'static str,
    pub(in crate::report) gap: &'static str,
    pub(in crate::report) proven_best: &'static str,
    pub(in crate::report) hard_rules_broken: &'static str,
    pub(in crate::report) feasible: &'static str,
    pub(in crate::report) not_feasible: &'static str,
    pub(in crate::report) soft_breaches: &'static str,
    pub(in crate::report) doctor_weeks_placed: &'static str,
    /// Share in per cent with its sign, what is available.
    pub(in crate::report) of_available: fn(&str, &str) -> String,
    pub(in crate::report) doctors_placed: &'static str,
    pub(in crate::report) of_all: fn(&str) -> String,
    pub(in crate::report) regions_and_specialties: &'static str,
    pub(in crate::report) region: &'static str,
    pub(in crate::report) no_region: &'static str,
    pub(in crate::report) specialty: &'static str,
    pub(in crate::report) no_specialty: &'static str,
    pub(in crate::report) placed: &'static str,
    pub(in crate::report) per_million: &'static str,
    pub(in crate::report) per_million_hint: &'static str,

    // Calendar.
    pub(in crate::report) calendar: &'static str,
    pub(in crate::report) others: &'static str,
    pub(in crate::report) whole_horizon: &'static str,
    pub(in crate::report) zoom_out: &'static str,
    pub(in crate::report) zoom_in: &'static str,
    pub(in crate::report) fit: &'static str,
    pub(in crate::report) calendar_of: fn(&str) -> String,
    /// Whom a calendar without a title is of.
    pub(in crate::report) of_doctors: &'static str,
    pub(in crate::report) rotations: &'static str,
    pub(in crate::report) rotations_within: fn(&str) -> String,
    pub(in crate::report) half_days_present: fn(&str) -> String,
    pub(in crate::report) leave: &'static str,
    pub(in crate::report) half_leave: &'static str,
    pub(in crate::report) not_there: &'static str,
    pub(in crate::report) event: &'static str,
    pub(in crate::report) closed: &'static str,

    // Load.
    pub(in crate::report) load_title: &'static str,
    pub(in crate::report) load_of_one: &'static str,
    pub(in crate::report) doctors_present: &'static str,
    pub(in crate::report) key_places: &'static str,
    pub(in crate::report) fewest_asked: &'static str,
    pub(in crate::report) beyond_or_short: &'static str,
    pub(in crate::report) load_over_time: &'static str,
    pub(in crate::report) used: &'static str,
    pub(in crate::report) fullest: &'static str,
    pub(in crate::report) emptiest: &'static str,
    pub(in crate::report) asked_for: fn(&str, &str) -> String,
    pub(in crate::report) at_most_present: fn(&str, i64) -> String,

    // Rules.
    pub(in crate::report) rules: &'static str,
    pub(in crate::report) every_hard_rule_kept: &'static str,
    pub(in crate::report) every_soft_rule_kept: &'static str,
    pub(in crate::report) soft_rules_not_kept: &'static str,
    pub(in crate::report) rules_in_force: &'static str,
    pub(in crate::report) hard: &'static str,
    pub(in crate::report) kept: &'static str,
    pub(in crate::report) broken_times: fn(usize) -> String,
    pub(in crate::report) who_or_where: &'static str,
    pub(in crate::report) what: &'static str,
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) cost: &'static str,
    pub(in crate::report) the_schedule: &'static str,
    pub(in crate::report) both: fn(&str, &str) -> String,
    pub(in crate::report) group: fn(u64) -> String,
    pub(in crate::report) slot: fn(&str, u64) -> String,

    // Requirements.
    pub(in crate::report) requirements: &'static str,
    pub(in crate::report) complete: &'static str,
    pub(in crate::report) beyond_the_most: &'static str,
    pub(in crate::report) not_complete: &'static str,
    pub(in crate::report) fulfilled: &'static str,
    pub(in crate::report) not_begun: &'static str,
    pub(in crate::report) so_many_complete: fn(i64) -> String,
    /// Of what, how much there is, what is asked for, how it stands.
    pub(in crate::report) standing: fn(&str, &str, &str, &str) -> String,

    // Wishes.
    pub(in crate::report) wishes: &'static str,
    /// How many of how many, as markup.
    pub(in crate::report) wishes_granted: fn(usize, usize) -> String,
    /// How many of those that are not granted no plan at all could grant.
    pub(in crate::report) wishes_out_of_reach: fn(usize) -> String,
    pub(in crate::report) out_of_reach: &'static str,
    pub(in crate::report) wish: &'static str,
    pub(in crate::report) place: &'static str,
    pub(in crate::report) outcome: &'static str,
    pub(in crate::report) worth: &'static str,
    pub(in crate::report) earned: &'static str,
    pub(in crate::report) granted: &'static str,
    pub(in crate::report) avoided: &'static str,
    pub(in crate::report) not_granted: &'static str,
    pub(in crate::report) not_avoided: &'static str,
    pub(in crate::report) choice: fn(usize) -> String,
    pub(in crate::report) not_at: fn(&str) -> String,
    pub(in crate::report) anywhere: &'static str,

    // Value.
    pub(in crate::report) value_and_fairness: &'static str,
    pub(in crate::report) value_note: &'static str,
    pub(in crate::report) made_of: &'static str,
    pub(in crate::report) times: &'static str,
    pub(in crate::report) rest_of_value: &'static str,
    pub(in crate::report) more: fn(usize) -> String,
    pub(in crate::report) scores: fn(&str, &str, &str) -> String,

    // Events.
    pub(in crate::report) events: &'static str,
    pub(in crate::report) event_head: &'static str,
    pub(in crate::report) attend: &'static str,
    pub(in crate::report) optional: &'static str,
    pub(in crate::report) invited: fn(&str) -> String,
    pub(in crate::report) names_and_more: fn(&str, usize) -> String,

    // Pages of a doctor and of a department.
    pub(in crate::report) working_half_days: &'static str,
    pub(in crate::report) so_many_half_days: fn(&str) -> String,
    pub(in crate::report) least: &'static str,
    pub(in crate::report) who_is_here: &'static str,
    pub(in crate::report) who_comes: &'static str,

    // Changes and letters.
    pub(in crate::report) changes_about: &'static str,
    pub(in crate::report) nothing_changes: &'static str,
    pub(in crate::report) to_doctors: &'static str,
    pub(in crate::report) to_departments: &'static str,
    pub(in crate::report) why_no_fewer: &'static str,
    pub(in crate::report) had_to_stay: &'static str,
    pub(in crate::report) published_breaks: &'static str,
    pub(in crate::report) result: &'static str,
    pub(in crate::report) ending: fn(Ending) -> &'static str,
    pub(in crate::report) doctors_disturbed: &'static str,
    pub(in crate::report) rotations_changed: &'static str,
    pub(in crate::report) doctors_new: &'static str,
    pub(in crate::report) value_found: &'static str,
    pub(in crate::report) bound: &'static str,
    pub(in crate::report) unknown: &'static str,
    pub(in crate::report) seconds_taken: &'static str,
    pub(in crate::report) proven_fewest: &'static str,
    pub(in crate::report) calendar_lacks: fn(&str) -> String,
    pub(in crate::report) cannot_stay: fn(&str, &str) -> String,
    pub(in crate::report) some_cannot_stay: fn(usize, &str, &str) -> String,
    pub(in crate::report) and_so_on: &'static str,
    pub(in crate::report) no_fewer_than: fn(&str) -> String,
    pub(in crate::report) and_others: fn(usize) -> String,
    pub(in crate::report) free: &'static str,
    pub(in crate::report) newly_added: fn(&str) -> String,
    pub(in crate::report) cancelled_free: fn(&str) -> String,
    pub(in crate::report) cancelled_not_there: fn(&str) -> String,
    pub(in crate::report) instead_of: fn(&str, &str) -> String,
    pub(in crate::report) is_in_instead: fn(&str, &str, &str) -> String,
    pub(in crate::report) does_not_come: fn(&str, &str) -> String,
    pub(in crate::report) goes_to: fn(&str) -> String,
    pub(in crate::report) comes_to: fn(&str, &str) -> String,
    pub(in crate::report) was_to_be_in: fn(&str) -> String,

    // Why a problem does not fit.
    pub(in crate::report) has_schedule: &'static str,
    pub(in crate::report) has_no_schedule: &'static str,
    pub(in crate::report) schedule_unknown: &'static str,
    pub(in crate::report) audit: &'static str,
    pub(in crate::report) conflicts: &'static str,
    pub(in crate::report) conflict: fn(usize) -> String,
    pub(in crate::report) all_needed: &'static str,
    pub(in crate::report) marked_needed: &'static str,
    pub(in crate::report) needed: &'static str,
    pub(in crate::report) rest_fits: &'static str,
    pub(in crate::report) more_conflicts: &'static str,
    pub(in crate::report) rest_unknown: &'static str,
    pub(in crate::report) ways: &'static str,
    pub(in crate::report) way: fn(usize) -> String,
    pub(in crate::report) way_cost: fn(&str, &str) -> String,
    pub(in crate::report) verified: &'static str,
    pub(in crate::report) not_verified: &'static str,
    pub(in crate::report) nothing_resolves: &'static str,
    pub(in crate::report) no_way_cheaper: fn(&str) -> String,

    pub(in crate::report) scenarios: super::ScenarioWords,
    #[cfg(feature = "spreadsheet")]
    pub(in crate::report) chart: crate::format::ChartWords,
}

impl Words {
    /// A number with its noun.
    pub(in crate::report) fn count(&self, number: i64, noun: Noun) -> String {
        (self.nouns)(noun).write(number, self.plural)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Words")
            .field(&self.language)
            .finish()
    }
}
