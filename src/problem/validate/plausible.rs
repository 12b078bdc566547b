//! What is allowed and looks like a slip: values that differ from others by a letter, ids that differ by a capital, blocks that are missing, doctors whom
//! no requirement speaks of. All of it is told in warnings, for documents and tables alike.

use super::Resolver;
use super::table_row::{Ends, TableRow};
use crate::error::{Code, same_but_for_marks};
use crate::ids::RuleId;
use crate::problem::rule::Rule;
use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// Warns of cohorts and grids that nothing refers to: no doctor, no cohort, no filter, no rule. A catalogue of curricula may well be wider than today's
    /// doctors need. Code of the user's may look at anything.
    pub(super) fn warn_of_unused(&mut self) {
        if self.draft.custom_rules().next().is_some() {
            return;
        }
        let draft = self.draft.clone();
        let names = &self.names;
        let is_used = |at: Option<usize>, used: &HashSet<usize>| {
            at.is_none_or(|position| used.contains(&position))
        };
        let cohorts = draft.cohorts.iter().map(|row| row.id.as_str());
        let unused_cohorts: Vec<(usize, &str)> = cohorts
            .enumerate()
            .filter(|(_, id)| !is_used(names.cohorts.get(id), &names.used_cohorts))
            .collect();
        let grids = draft.grids.iter().map(|row| row.id.as_str());
        let unused_grids: Vec<(usize, &str)> = grids
            .enumerate()
            .filter(|(_, id)| !is_used(names.grids.get(id), &names.used_grids))
            .collect();
        for (kind, table, unused) in [
            ("cohort", "cohorts", unused_cohorts),
            ("grid", "grids", unused_grids),
        ] {
            for (index, id) in unused {
                self.found.warning(
                    Code::UnusedEntity,
                    format!("/{table}/{index}"),
                    format!("{kind} {id:?}"),
                    format!("nothing refers to this {kind}: no doctor, no filter, no rule."),
                );
            }
        }
    }

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
        macro_rules! near {
            ($($kind:literal in $table:ident),+ $(,)?) => {
                $(self.warn_of_near($kind, stringify!($table), draft.$table.iter().map(|row| row.id.as_str()));)+
            };
        }
        near!(
            "doctor" in doctors,
            "department" in departments,
            "activity" in activities,
            "hospital" in hospitals,
            "specialty" in specialties,
            "cohort" in cohorts,
            "requirement" in requirements,
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
    pub(super) fn warn_of_outside(&mut self, ends: Ends<'_>, at: &TableRow) {
        let horizon = self.horizon();
        let (first, last) = (
            horizon.periods()[0].first.date,
            horizon.periods()[horizon.len() - 1].last.date,
        );
        let date = |text: Option<&str>| text.and_then(|text| horizon.moment(text).ok());
        let (from, to) = (date(ends.from), date(ends.to));
        let is_outside =
            to.is_some_and(|to| to.1.date < first) || from.is_some_and(|from| from.0.date > last);
        if is_outside {
            let shown = ends.from.or(ends.to).unwrap_or_default();
            let message = format!(
                "{shown} lies outside the horizon, which goes from {first} to {last}: the row has no effect."
            );
            self.found.warning(
                Code::SpanOutside,
                at.pointer.as_str(),
                at.subject.as_str(),
                message,
            );
        }
    }
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
