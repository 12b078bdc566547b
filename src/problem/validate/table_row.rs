//! What the rows of the draft's tables have in common: where they are, what they refer to, and the ends of their spans.

use super::Resolver;
use super::names::{Names, Table};
use crate::error::Code;
use crate::ids::DoctorId;
use std::ops::Range;

/// A row of a table, as messages speak of it.
pub(super) struct TableRow {
    pub(super) pointer: String,
    pub(super) subject: String,
}

/// The ends of a span as a row writes them, and the fields that they are written in. A missing end is the horizon's.
#[derive(Clone, Copy)]
pub(super) struct Ends<'a> {
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
    pub(super) fields: [&'static str; 2],
}

/// A row of a table by its position, and the working half-days that it covers.
#[derive(Clone)]
pub(super) struct SpanRow {
    pub(super) index: usize,
    pub(super) stretch: Range<usize>,
}

impl TableRow {
    pub(super) fn new(table: &str, index: usize, subject: String) -> Self {
        Self {
            pointer: format!("/{table}/{index}"),
            subject,
        }
    }

    /// The place of a field.
    pub(super) fn field(&self, field: &str) -> String {
        format!("{}/{field}", self.pointer)
    }

    /// The place of an entry of a field that is a list.
    pub(super) fn entry(&self, field: &str, position: usize) -> String {
        format!("{}/{field}/{position}", self.pointer)
    }
}

impl<'a> Ends<'a> {
    pub(super) fn dates(from: &'a str, to: &'a str) -> Self {
        Self::open(Some(from), Some(to))
    }

    pub(super) fn open(from: Option<&'a str>, to: Option<&'a str>) -> Self {
        Self {
            from,
            to,
            fields: ["from", "to"],
        }
    }
}

/// The stretches of rows.
pub(super) fn stretches_of<'a>(rows: impl IntoIterator<Item = &'a SpanRow>) -> Vec<Range<usize>> {
    rows.into_iter().map(|row| row.stretch.clone()).collect()
}

impl Resolver {
    /// Reports a mistake in a field of a row.
    pub(super) fn error_in(
        &mut self,
        at: &TableRow,
        field: &str,
        code: Code,
        message: impl Into<String>,
    ) {
        self.found
            .error(code, at.field(field), at.subject.as_str(), message);
    }

    /// Reports a mistake of a whole row.
    pub(super) fn error_of(&mut self, at: &TableRow, code: Code, message: impl Into<String>) {
        self.found
            .error(code, at.pointer.as_str(), at.subject.as_str(), message);
    }

    /// The entity of another table that a field named after it refers to; reports a reference that leads nowhere.
    pub(super) fn reference(
        &mut self,
        at: &TableRow,
        field: &str,
        table: fn(&Names) -> &Table,
        key: &str,
    ) -> Option<usize> {
        let found = table(&self.names).get(key);
        self.look_up(found, field, key, &at.field(field), &at.subject)
    }

    /// As [`Self::reference`], for a row about a doctor.
    pub(super) fn doctor_of(&mut self, at: &TableRow, key: &str) -> Option<DoctorId> {
        self.reference(at, "doctor", |names| &names.doctors, key)
            .map(DoctorId::new)
    }

    /// The working time of a row that has no effect outside the horizon, which a warning says.
    pub(super) fn stretch_inside(&mut self, at: &TableRow, ends: Ends<'_>) -> Option<Range<usize>> {
        let stretch = self.stretch(ends, at);
        if stretch.as_ref().is_some_and(Range::is_empty) {
            self.warn_of_outside(ends, at);
        }
        stretch
    }
}
