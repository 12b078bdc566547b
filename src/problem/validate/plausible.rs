//! What is allowed and looks like a slip: values that differ from others by a letter, ids that differ by a capital, blocks that are missing, doctors whom
//! no requirement speaks of. All of it is told in warnings, for documents and tables alike.

use super::Resolver;
use crate::calendar::{Date, WorkingWeek};
use crate::error::{Code, same_but_for_marks};
use crate::ids::RuleId;
use crate::problem::rule::Rule;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A value that others have so often is the usual one.
const OFTEN: usize = 3;
/// Names of a level or a tag shorter than this, numbers aside, are not compared letter by letter: R1 and F1 are two levels.
const COMPARED_LETTERS: usize = 3;
/// Ids shorter than this may differ by a capital: shifts d and D.
const COMPARED_ID: usize = 3;
/// Fewer doctors say nothing about what is usual, and more than one in so many without a requirement are no slip.
const DOCTORS_AT_LEAST: usize = 5;
const WITHOUT_REQUIREMENT: usize = 10;

impl Resolver {
    pub(super) fn warn_of_slips(&mut self) {
        let draft = self.draft.clone();
        let doctors = || draft.doctors.iter().enumerate();
        let slips = self.warn_of_lonely(
            "level",
            doctors().map(|(index, row)| (row.level.as_str(), format!("/doctors/{index}/level"))),
        );
        let listed = |list: fn(&super::super::draft::DoctorDraft) -> &Vec<String>,
                      field: &'static str| {
            doctors().flat_map(move |(index, row)| {
                list(row)
                    .iter()
                    .map(move |value| (value.as_str(), format!("/doctors/{index}/{field}")))
            })
        };
        self.warn_of_lonely("tag", listed(|row| &row.tags, "tags"));
        self.warn_of_lonely("language", listed(|row| &row.languages, "languages"));
        let documents = draft.documents.iter().enumerate().map(|(index, row)| {
            (
                row.document.as_str(),
                format!("/documents/{index}/document"),
            )
        });
        self.warn_of_lonely("document", documents);
        self.warn_of_near(
            "doctor",
            "doctors",
            draft.doctors.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "department",
            "departments",
            draft.departments.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "activity",
            "activities",
            draft.activities.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "hospital",
            "hospitals",
            draft.hospitals.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "specialty",
            "specialties",
            draft.specialties.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "cohort",
            "cohorts",
            draft.cohorts.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_near(
            "requirement",
            "requirements",
            draft.requirements.iter().map(|row| row.id.as_str()),
        );
        self.warn_of_forgotten(&slips);
    }

    /// Warns of a value that one or two have and that is nearly the value of many. The values that it warned of.
    fn warn_of_lonely<'a>(
        &mut self,
        kind: &str,
        values: impl Iterator<Item = (&'a str, String)>,
    ) -> Vec<&'a str> {
        let mut used: BTreeMap<&str, (usize, String)> = BTreeMap::new();
        for (value, pointer) in values.filter(|(value, _)| !value.is_empty()) {
            used.entry(value).or_insert((0, pointer)).0 += 1;
        }
        // Where everybody has a value of his own nothing is usual.
        let usual: Vec<(&str, usize)> = used
            .iter()
            .filter(|(_, (count, _))| *count >= OFTEN)
            .map(|(value, (count, _))| (*value, *count))
            .collect();
        let mut warned = Vec::new();
        for (value, (count, pointer)) in &used {
            let is_near = |other: &&(&str, usize)| {
                other.0 != *value
                    && other.1 > *count
                    && (same_but_for_marks(value, other.0)
                        || (*count == 1 && is_slip(value, other.0)))
            };
            if let Some((other, often)) = usual.iter().find(is_near) {
                let times = if *count == 1 {
                    "once".to_owned()
                } else {
                    format!("{count} times")
                };
                let message = format!(
                    "it is used {times}, beside {other:?}, which is used {often} times: rules that name the one do not mean the other."
                );
                self.found.warning(
                    Code::LonelyValue,
                    pointer.clone(),
                    format!("{kind} {value:?}"),
                    message,
                );
                warned.push(*value);
            }
        }
        warned
    }

    /// Warns of ids of one kind that differ by capitals, spaces and marks only.
    fn warn_of_near<'a>(&mut self, kind: &str, table: &str, keys: impl Iterator<Item = &'a str>) {
        let mut known: HashMap<String, &str> = HashMap::new();
        for (index, key) in keys
            .enumerate()
            .filter(|(_, key)| key.chars().count() >= COMPARED_ID)
        {
            match known.get(&crate::error::without_marks(key)) {
                Some(other) if *other != key => {
                    let message = format!(
                        "it differs from {other:?} by capitals, spaces or marks only; these are two."
                    );
                    self.found.warning(
                        Code::NearlyEqualIds,
                        format!("/{table}/{index}/id"),
                        format!("{kind} {key:?}"),
                        message,
                    );
                }
                Some(_) => {}
                None => drop(known.insert(crate::error::without_marks(key), key)),
            }
        }
    }

    /// Warns of the few doctors whom no requirement speaks of, where requirements speak of all others. A level that is written in two ways
    /// has been told.
    fn warn_of_forgotten(&mut self, slips: &[&str]) {
        let total = self.data.doctors.len();
        if self.data.requirements.is_empty() || total < DOCTORS_AT_LEAST {
            return;
        }
        let is_requirement =
            |rule: &RuleId| matches!(self.data.rules[rule.index()].rule, Rule::Requirement(_));
        let is_spoken_of = |index: usize| self.data.rules_of[index].iter().any(is_requirement);
        let draft = self.draft.clone();
        let forgotten: Vec<usize> = (0..total)
            .filter(|index| !draft.doctors[*index].withdrawn && !is_spoken_of(*index))
            .filter(|index| !slips.contains(&draft.doctors[*index].level.as_str()))
            .collect();
        if forgotten.len() * WITHOUT_REQUIREMENT > total.max(WITHOUT_REQUIREMENT) {
            return;
        }
        for index in forgotten {
            let doctor = &draft.doctors[index];
            let level = if doctor.level.is_empty() {
                String::new()
            } else {
                format!(" (level {:?})", doctor.level)
            };
            let message =
                format!("no requirement speaks of this doctor{level}, but of nearly all others.");
            self.found.warning(
                Code::NoRequirement,
                format!("/doctors/{index}"),
                format!("doctor {:?}", doctor.id),
                message,
            );
        }
    }

    /// Warns of rows whose dates have nothing in common with the horizon.
    pub(super) fn warn_of_outside(
        &mut self,
        ends: (Option<&str>, Option<&str>),
        pointer: &str,
        subject: &str,
    ) {
        let horizon = self.horizon();
        let (first, last) = (
            horizon.periods()[0].first.date,
            horizon.periods()[horizon.len() - 1].last.date,
        );
        let date = |text: Option<&str>| text.and_then(|text| horizon.moment(text).ok());
        let (from, to) = (date(ends.0), date(ends.1));
        let is_outside =
            to.is_some_and(|to| to.1.date < first) || from.is_some_and(|from| from.0.date > last);
        if is_outside {
            let shown = ends.0.or(ends.1).unwrap_or_default();
            let message = format!(
                "{shown} lies outside the horizon, which goes from {first} to {last}: the row has no effect."
            );
            self.found
                .warning(Code::SpanOutside, pointer, subject, message);
        }
    }

    /// Warns of working days between the first and the last date that no block holds.
    pub(super) fn warn_of_missing_blocks(
        &mut self,
        blocks: &[(String, Date, Date)],
        (first, last): (Date, Date),
        week: &WorkingWeek,
        closed: &[(Date, Date)],
    ) {
        let closed = closed_days(closed, first, last);
        let mut gaps: Vec<(usize, Range<usize>)> = Vec::new();
        let day = |date: Date| usize::try_from(date.days_since(first)).unwrap_or(0);
        let mut free = 0;
        for (index, (_, from, to)) in blocks.iter().enumerate() {
            gaps.push((index, free..day(*from).min(closed.len())));
            free = free.max(day(to.next()));
        }
        gaps.push((blocks.len().saturating_sub(1), free..closed.len()));
        for (index, gap) in gaps {
            let open = gap
                .filter(|day| !closed[*day])
                .filter_map(|day| Some(first.plus_days(i32::try_from(day).ok()?)));
            let days: Vec<Date> = open
                .filter(|date| week.full_days[date.weekday()] || week.mornings[date.weekday()])
                .collect();
            if let (Some(one), Some(other)) = (days.first(), days.last()) {
                let message = format!(
                    "no block holds the {} working days from {one} to {other}: nobody is planned on them.",
                    days.len()
                );
                self.found.warning(
                    Code::DaysWithoutBlock,
                    format!("/horizon/blocks/{index}"),
                    "horizon",
                    message,
                );
            }
        }
    }
}

/// For each day from `first` to `last` whether a closure holds it.
fn closed_days(closures: &[(Date, Date)], first: Date, last: Date) -> Vec<bool> {
    let days = usize::try_from(last.days_since(first) + 1).unwrap_or(0);
    // How many closures begin and end at each day.
    let mut steps = vec![0_i64; days + 1];
    for (from, to) in closures
        .iter()
        .filter(|(from, to)| *to >= first && *from <= last)
    {
        let start = usize::try_from(from.days_since(first)).unwrap_or(0);
        let end = usize::try_from(to.days_since(first) + 1)
            .unwrap_or(0)
            .min(days);
        steps[start] += 1;
        steps[end] -= 1;
    }
    let mut open = 0;
    steps[..days]
        .iter()
        .map(|step| {
            open += step;
            open > 0
        })
        .collect()
}

/// True if two texts with the same digits differ by one letter that was changed, left out, doubled or exchanged with its neighbour.
fn is_slip(value: &str, other: &str) -> bool {
    let parts = |text: &str| -> (String, String) {
        text.to_lowercase().chars().partition(char::is_ascii_digit)
    };
    let ((digits, letters), (other_digits, other_letters)) = (parts(value), parts(other));
    let long = letters.chars().count().min(other_letters.chars().count()) >= COMPARED_LETTERS;
    long && digits == other_digits && strsim::damerau_levenshtein(&letters, &other_letters) == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_letter_is_a_slip_and_a_number_is_none() {
        for (value, other) in [
            ("PYG1", "PGY1"),
            ("residnet", "resident"),
            ("PGYY2", "PGY2"),
        ] {
            assert!(is_slip(value, other), "{value} {other}");
        }
        for (value, other) in [
            ("PGY4", "PGY3"),
            ("R1", "F1"),
            ("intern", "senior"),
            ("12", "13"),
        ] {
            assert!(!is_slip(value, other), "{value} {other}");
        }
    }
}
