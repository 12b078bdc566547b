//! Why a filter chooses nothing: the value that nothing has, and those that there are.

use super::Resolver;
use super::doctor_filter::{LISTED, TEXTS};
use super::names::is_meant;
use crate::calendar::{PeriodKind, WEEKDAYS};
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use std::collections::BTreeSet;

/// The most values that a message lists.
const MOST: usize = 8;

impl Resolver {
    pub(super) fn why_no_doctor(&self, filter: &DoctorFilter) -> String {
        let names = &self.names;
        for texts in &TEXTS {
            let (keys, doctors_by) = ((texts.keys)(filter), (texts.doctors_by)(names));
            if !keys.is_empty() && !keys.iter().any(|key| doctors_by.contains_key(key)) {
                return self.none_has(texts.kind, keys, doctors_by.keys());
            }
        }
        for listed in &LISTED {
            let ids = (listed.keys)(filter).iter();
            let mut members = ids.clone().filter_map(|key| (listed.table)(names).get(key));
            if ids.len() > 0 && members.all(|index| (listed.members)(names, index).is_empty()) {
                return format!(
                    "none has the {} {}.",
                    listed.kind,
                    either((listed.keys)(filter))
                );
            }
        }
        none_fits_all()
    }

    pub(super) fn why_no_activity(&self, filter: &ActivityFilter) -> String {
        let tags: BTreeSet<&String> = self
            .data
            .activities
            .iter()
            .flat_map(|activity| &activity.tags)
            .collect();
        if !filter.tags.is_empty() && !filter.tags.iter().any(|tag| tags.contains(tag)) {
            return self.none_has("tag", &filter.tags, tags.iter().copied());
        }
        none_fits_all()
    }

    pub(super) fn why_no_period(&self, filter: &PeriodFilter) -> String {
        let spans = self.horizon().periods().iter();
        let begins: BTreeSet<usize> = spans.map(|span| span.first.date.weekday()).collect();
        let is_met = |name: &String| {
            begins
                .iter()
                .any(|day| WEEKDAYS[*day].eq_ignore_ascii_case(name))
        };
        if filter.weekdays.is_empty() || filter.weekdays.iter().any(is_met) {
            return none_fits_all();
        }
        let begins: Vec<&str> = begins.iter().map(|day| WEEKDAYS[*day]).collect();
        let why = match self.horizon().kind() {
            PeriodKind::Day | PeriodKind::HalfDay => {
                " A day is a period if the horizon's working_days name its weekday."
            }
            _ => "",
        };
        format!(
            "none begins on {}; periods begin on {}.{why}",
            filter.weekdays.join(" or "),
            begins.join(", ")
        )
    }

    /// Says which text nothing has, and what is meant or can be.
    fn none_has<'a>(
        &self,
        kind: &str,
        keys: &[String],
        known: impl Iterator<Item = &'a String> + Clone,
    ) -> String {
        let near = keys
            .iter()
            .find_map(|key| self.near_among(key, known.clone()));
        let mut listed: Vec<&String> = known.take(MOST + 1).collect();
        listed.sort_unstable();
        let there = match listed.len() {
            _ if near.is_some() => is_meant(near.as_deref()),
            0 => format!(" Nothing has a {kind}."),
            1 => format!(" There is the {kind} {:?}.", listed[0]),
            2..=MOST => {
                let quoted: Vec<String> = listed.iter().map(|text| format!("{text:?}")).collect();
                format!(" There are the {kind}s {}.", quoted.join(", "))
            }
            _ => String::new(),
        };
        format!("none has the {kind} {}.{there}", either(keys))
    }
}

fn either(keys: &[String]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .take(MOST)
        .map(|key| format!("{key:?}"))
        .collect();
    keys.join(" or ")
}

fn none_fits_all() -> String {
    "none fits all that it says.".to_owned()
}
