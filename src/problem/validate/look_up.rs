//! Reading ids, and looking them up.

use super::Resolver;
use super::names::{Table, is_meant, no_table};
use crate::error::{Code, nearest};
use crate::limits;
use std::collections::HashMap;

/// Reads the ids of a table of the draft into the names of that table.
macro_rules! read_ids {
    ($resolver:expr, $draft:expr, $kind:literal in $table:ident) => {
        $resolver.names.$table = $resolver.name_table(
            $kind,
            stringify!($table),
            $draft.$table.iter().map(|row| row.id.as_str()),
        )
    };
}
pub(super) use read_ids;

impl Resolver {
    /// Reads the ids of the grids; the built-in grid is the first of them.
    pub(super) fn name_grids(&mut self, keys: impl Iterator<Item = String>) -> Table {
        let keys: Vec<String> = keys.collect();
        let mut table = self.name_table("grid", "grids", keys.iter().map(String::as_str));
        for position in table.0.values_mut() {
            *position += 1;
        }
        if let Some(position) = table.0.insert("period".into(), 0) {
            let message = "the id is taken by the built-in grid.";
            self.found.error(
                Code::DuplicateId,
                format!("/grids/{}/id", position - 1),
                "grid \"period\"",
                message,
            );
        }
        table
    }

    /// Reads the ids of one table, in order; reports empty and repeated ones.
    pub(super) fn name_table<'a>(
        &mut self,
        kind: &str,
        table: &str,
        keys: impl Iterator<Item = &'a str>,
    ) -> Table {
        let mut names = HashMap::new();
        for (index, key) in keys.enumerate() {
            let pointer = format!("/{table}/{index}/id");
            if key.trim().is_empty() {
                self.found.error(
                    Code::EmptyId,
                    pointer,
                    format!("{kind} {}", index + 1),
                    "the id is empty.",
                );
            } else if names.contains_key(key) {
                self.found.error(
                    Code::DuplicateId,
                    pointer,
                    format!("{kind} {key:?}"),
                    "the id is taken by an earlier row.",
                );
            } else {
                names.insert(key.to_owned(), index);
            }
        }
        Table(names)
    }

    /// Looks a reference up and reports it if it leads nowhere. Whatever a draft refers to is looked up here, so that what was never looked up is not used.
    pub(in crate::problem) fn look_up(
        &mut self,
        found: Option<usize>,
        kind: &str,
        key: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<usize> {
        match (kind, found) {
            (_, None) => self.unknown(kind, key, pointer, subject),
            ("cohort", Some(cohort)) => {
                self.names.used_cohorts.insert(cohort);
            }
            ("grid", Some(grid)) => {
                self.names.used_grids.insert(grid);
            }
            (_, Some(_)) => {}
        }
        found
    }

    /// Reports a reference that leads nowhere. That a table is missing as a whole is one mistake, however many rows refer to it.
    pub(super) fn unknown(&mut self, kind: &str, key: &str, pointer: &str, subject: &str) {
        let Some(message) = (match self.empty_table(kind) {
            Some(table) => self
                .names
                .missing
                .insert(table)
                .then(|| no_table(kind, key, table)),
            None => {
                let near = self.near(kind, key);
                let near = is_meant(near.as_deref());
                Some(format!("there is no {kind} {key:?}.{near}"))
            }
        }) else {
            return;
        };
        self.found
            .error(Code::UnknownReference, pointer, subject, message);
    }

    /// The table of a kind of thing, as people call it, if nothing at all is in it.
    pub(super) fn empty_table(&self, kind: &str) -> Option<&'static str> {
        let names = &self.names;
        let (name, is_empty) = match kind {
            "doctor" => ("doctors", names.doctors.0.is_empty()),
            "specialty" => ("specialties", names.specialties.0.is_empty()),
            "region" => ("regions", names.regions.0.is_empty()),
            "cohort" => ("cohorts", names.cohorts.0.is_empty()),
            "curriculum" => ("curricula", names.curricula.0.is_empty()),
            "hospital" => ("hospitals", names.hospitals.0.is_empty()),
            "requirement" => ("requirements", names.requirements.0.is_empty()),
            "event" => ("events", names.events.0.is_empty()),
            // One is built in.
            "grid" => ("grids", names.grids.0.len() <= 1),
            "department" => ("departments", names.departments.0.is_empty()),
            "activity" | "department or activity" => (
                "departments",
                names.departments.0.is_empty() && names.activities.0.is_empty(),
            ),
            _ => return None,
        };
        is_empty.then_some(name)
    }

    /// An id of the kind that looks like `key`, as long as few are looked for among few.
    pub(super) fn near(&self, kind: &str, key: &str) -> Option<String> {
        let names = &self.names;
        let tables: &[&Table] = match kind {
            "doctor" => &[&names.doctors],
            "specialty" => &[&names.specialties],
            "region" => &[&names.regions],
            "cohort" => &[&names.cohorts],
            "curriculum" => &[&names.curricula],
            "hospital" => &[&names.hospitals],
            "department" => &[&names.departments],
            "activity" => &[&names.activities],
            "department or activity" => &[&names.departments, &names.activities],
            "requirement" => &[&names.requirements],
            "event" => &[&names.events],
            "grid" => &[&names.grids],
            _ => return None,
        };
        self.near_among(key, tables.iter().flat_map(|table| table.0.keys()))
    }

    /// One of these ids that looks like `key`, as long as few are looked for among few.
    pub(super) fn near_among<'a>(
        &self,
        key: &str,
        ids: impl Iterator<Item = &'a String> + Clone,
    ) -> Option<String> {
        const MOST: usize = 2_000;
        if key.len() > limits::ID_BYTES
            || self.found.as_slice().len() >= limits::FINDINGS_OF_A_CODE
            || ids.clone().nth(MOST).is_some()
        {
            return None;
        }
        nearest(key, ids.map(String::as_str)).map(str::to_owned)
    }
}
