//! How numbers, dates and periods are written for people.

use super::language::{Noun, Words};
use crate::calendar::{Half, HalfDay, PeriodKind};
use crate::error::{visible, visible_in_markup};
use crate::ids::PeriodId;
use crate::problem::{Doctor, Problem, RequirementIndex, Role};

/// Appends formatted text to a `String`; writing to a string cannot fail.
macro_rules! put {
    ($out:expr, $($arguments:tt)*) => {{
        use std::fmt::Write as _;
        let _ = write!($out, $($arguments)*);
    }};
}
pub(super) use put;

/// Stands in front of every text of the input within a sentence: the text has a direction of its own (U+2068, FIRST STRONG ISOLATE), and what
/// comes behind it is not pulled along.
pub(super) const OPEN: char = '\u{2068}';
/// Ends what [`OPEN`] begins (U+2069, POP DIRECTIONAL ISOLATE).
pub(super) const CLOSE: char = '\u{2069}';

/// Begins what is written in English within a text in another language (U+2066, LEFT-TO-RIGHT ISOLATE); [`CLOSE`] ends it.
pub(super) const ENGLISH: char = '\u{2066}';

/// A text of the input as a part of a sentence. Pages turn the marks around it into markup, terminals do without them.
pub(super) fn named(text: &str) -> String {
    format!("{OPEN}{}{CLOSE}", visible_in_markup(text))
}

/// A sentence with texts of the input as one line for a terminal.
pub(super) fn spoken(sentence: &str) -> String {
    visible(&sentence.replace([OPEN, ENGLISH, CLOSE], "")).into_owned()
}

impl Words {
    /// As [`count`](Self::count) for a length.
    pub(super) fn count_of(&self, number: usize, noun: Noun) -> String {
        self.count(i64::try_from(number).unwrap_or(i64::MAX), noun)
    }

    /// `6 Sep 2026` or `6–12 Sep 2026`, `30 Aug – 5 Sep 2026`, with am and pm where the halves do not make whole days.
    pub(super) fn span(&self, first: HalfDay, last: HalfDay) -> String {
        if first.half == Half::Morning && last.half == Half::Afternoon {
            return (self.days)(first.date, last.date);
        }
        let moment = |at: HalfDay| {
            let half = if at.half == Half::Morning {
                self.morning
            } else {
                self.afternoon
            };
            format!("{} {half}", (self.days)(at.date, at.date))
        };
        if first == last {
            moment(last)
        } else {
            format!("{} – {}", moment(first), moment(last))
        }
    }

    /// The dates of periods `first..=last` as a part of a sentence; a block has its name in front, periods of another problem are told by number.
    pub(super) fn periods(&self, problem: &Problem, first: PeriodId, last: PeriodId) -> String {
        let horizon = problem.horizon();
        if first.max(last).index() >= horizon.len() {
            return (self.foreign_periods)(first.index() + 1, last.index() + 1);
        }
        let (from, to) = (horizon.span(first), horizon.span(last));
        let dates = self.span(from.first, to.last);
        match (from.name.is_empty(), first == last) {
            (true, _) => dates,
            (false, true) => format!("{} ({dates})", named(&from.name)),
            (false, false) => format!(
                "{} ({dates})",
                (self.blocks)(&named(&from.name), &named(&to.name))
            ),
        }
    }

    /// What a doctor is in an activity, as a word. Nothing where the problem does not tell roles apart, and nothing for somebody with a level (a resident) whose
    /// role is the one that everybody has by default.
    pub(super) fn role_of(
        &self,
        problem: &Problem,
        doctor: &Doctor,
        role: Role,
    ) -> Option<&'static str> {
        match role {
            Role::HandsOn => Some(self.hands_on),
            Role::Observer => {
                (problem.tells_roles() && doctor.level.is_empty()).then_some(self.observer)
            }
        }
    }

    /// `4`, `4 to 6`, `at least 4`, `at most 6`.
    pub(super) fn range(&self, min: i64, max: i64) -> String {
        match (min, max) {
            _ if min == max => min.to_string(),
            (i64::MIN..=0, i64::MAX) => self.exactly_any.to_owned(),
            (_, i64::MAX) => (self.at_least)(min),
            (i64::MIN..=0, _) => (self.at_most)(max),
            _ => (self.from_to)(min, max),
        }
    }

    /// `1 234 567` with the language's separators that do not break, and a true minus.
    pub(super) fn grouped(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut written = String::from(if number < 0 { self.minus } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push_str(self.thousands);
            }
            written.push(digit);
        }
        written
    }

    /// A number with one decimal.
    pub(super) fn tenths(&self, number: f64) -> String {
        self.decimals(number, 1)
    }

    fn decimals(&self, number: f64, decimals: usize) -> String {
        format!("{number:.decimals$}").replace('.', self.decimal_sign)
    }

    /// Quarters of a day as half-days: `9` or `9.5`.
    pub(super) fn half_days(&self, quarters: i64) -> String {
        half_days(quarters).replace('.', self.decimal_sign)
    }

    /// A gap as a percentage: `0 %`, `0.012 %`, `1.28 %`, `12.5 %`.
    pub(super) fn percent(&self, share: f64) -> String {
        // The sum makes a positive zero of a negative one.
        let percent = share * 100.0 + 0.0;
        let decimals = if percent == 0.0 {
            0
        } else if percent.abs() < 0.1 {
            3
        } else if percent.abs() < 10.0 {
            2
        } else {
            1
        };
        format!("{}{}", self.decimals(percent, decimals), self.per_cent)
    }

    /// A whole number of per cent.
    pub(super) fn per_cent_of(&self, part: i64, whole: i64) -> String {
        format!("{}{}", share(part, whole), self.per_cent)
    }

    /// An English sentence as a part of a text in this language.
    pub(super) fn in_english(&self, text: &str) -> String {
        if self.language == super::Language::English {
            text.to_owned()
        } else {
            format!("{ENGLISH}{text}{CLOSE}")
        }
    }
}

/// The dates of periods as a part of an English sentence.
pub(super) fn periods(problem: &Problem, first: PeriodId, last: PeriodId) -> String {
    super::Language::English
        .words()
        .periods(problem, first, last)
}

/// What a period of the horizon is.
pub(super) fn period(problem: &Problem) -> Noun {
    match problem.horizon().kind() {
        PeriodKind::Week => Noun::Week,
        PeriodKind::Day => Noun::Day,
        PeriodKind::HalfDay => Noun::HalfDay,
        PeriodKind::Block => Noun::Block,
    }
}

/// What a requirement counts.
pub(super) fn unit(problem: &Problem, requirement: RequirementIndex) -> Noun {
    if problem.requirement(requirement).in_blocks {
        Noun::Block
    } else {
        period(problem)
    }
}

/// What a period of the horizon is called in English, in the singular.
pub(super) fn period_noun(problem: &Problem) -> &'static str {
    match problem.horizon().kind() {
        PeriodKind::Week => "week",
        PeriodKind::Day => "day",
        PeriodKind::HalfDay => "half-day",
        PeriodKind::Block => "block",
    }
}

/// The role as tables write it.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Observer => "observer",
        Role::HandsOn => "hands-on",
    }
}

/// `1 doctor`, `2 doctors`; `2 idle blocks`, `2 rotation starts or ends`, `2 changes of hospital`.
pub(super) fn count(number: i64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {}", plural(noun))
    }
}

/// The plural of an English noun, or of several with `, ` and ` or ` between them.
fn plural(noun: &str) -> String {
    for separator in [" of ", ", ", " or "] {
        if let Some((first, rest)) = noun.split_once(separator) {
            let rest = if separator == " of " {
                rest.to_owned()
            } else {
                plural(rest)
            };
            return format!("{}{separator}{rest}", plural(first));
        }
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ["ch", "sh", "s", "x"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// As [`count`] for a length.
pub(super) fn count_of(number: usize, noun: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), noun)
}

/// Quarters of a day as half-days: `9` or `9.5`.
pub(super) fn half_days(quarters: i64) -> String {
    if quarters % 2 == 0 {
        (quarters / 2).to_string()
    } else {
        format!("{}.5", quarters / 2)
    }
}

/// A gap as an English percentage.
pub(super) fn percent(share: f64) -> String {
    super::Language::English.words().percent(share)
}

/// `part` of `whole` in whole per cent, 0 of nothing.
pub(super) fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        0
    } else {
        (part.saturating_mul(200) / whole + 1) / 2
    }
}

/// `gap_reached` as `gap reached`.
pub(super) fn termination(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn plurals_of_nouns_with_more_words() {
        let said = |noun| count(2, noun);
        assert_eq!(said("idle block"), "2 idle blocks");
        assert_eq!(said("more rule"), "2 more rules");
        assert_eq!(said("day"), "2 days");
        assert_eq!(said("vacancy"), "2 vacancies");
        assert_eq!(said("breach"), "2 breaches");
        assert_eq!(said("change of hospital"), "2 changes of hospital");
        assert_eq!(
            said("rotation start, end or crossing"),
            "2 rotation starts, ends or crossings"
        );
        assert_eq!(count(1, "completed elective"), "1 completed elective");
    }
}
