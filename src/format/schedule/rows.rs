//! The rows of a schedule's CSV file.

use super::document::{AttendanceRecord, RotationRecord, ScheduleDocument};
use crate::error::Diagnostics;
use crate::format::csv::{Table, rows};
use crate::format::sheet::merge_same;
use crate::problem::draft::{FORMAT_VERSION, When};

/// A row of a schedule's CSV file: a rotation, or an attendance if it has an event.
#[derive(Default)]
pub(super) struct ScheduleRow {
    doctor: String,
    activity: String,
    department: String,
    from: When,
    to: When,
    first_period: When,
    last_period: When,
    event: String,
    slot: i64,
}

rows! {
    ScheduleRow(1) { doctor, activity, department, from, to, first_period, last_period, event, slot }
}

impl ScheduleDocument {
    pub(super) fn rows(&self) -> Vec<ScheduleRow> {
        let rotations = self.rotations.iter().cloned().map(|rotation| ScheduleRow {
            doctor: rotation.doctor,
            activity: rotation.activity,
            department: rotation.department,
            from: rotation.from,
            to: rotation.to,
            first_period: rotation.first_period,
            last_period: rotation.last_period,
            ..ScheduleRow::default()
        });
        let attendances = self
            .attendances
            .iter()
            .cloned()
            .map(|attendance| ScheduleRow {
                doctor: attendance.doctor,
                event: attendance.event,
                slot: attendance.slot,
                ..ScheduleRow::default()
            });
        rotations.chain(attendances).collect()
    }

    /// The document of a table, and the lines of its rows.
    pub(super) fn of_table(table: Table<ScheduleRow>) -> (Self, Lines) {
        let mut document = Self {
            format: FORMAT_VERSION,
            ..Self::default()
        };
        let mut lines = Lines::default();
        for (row, line) in table.rows.into_iter().zip(table.lines) {
            if row.event.is_empty() {
                lines.rotations.push(line);
                document.rotations.push(RotationRecord {
                    doctor: row.doctor,
                    activity: row.activity,
                    department: row.department,
                    from: row.from,
                    to: row.to,
                    first_period: row.first_period,
                    last_period: row.last_period,
                });
            } else {
                lines.attendances.push(line);
                document.attendances.push(AttendanceRecord {
                    doctor: row.doctor,
                    event: row.event,
                    slot: row.slot,
                });
            }
        }
        (document, lines)
    }
}

/// The lines of the rotations and of the attendances of a document.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) rotations: Vec<u64>,
    pub(super) attendances: Vec<u64>,
}

impl Lines {
    /// Gives findings in a document the lines of its rows, and the file that rotations (`true`) or attendances stand in.
    pub(super) fn locate(&self, found: &mut Diagnostics, file_of: impl Fn(bool) -> String) {
        for diagnostic in found.iter_mut() {
            let mut parts = diagnostic.place.pointer.split('/').skip(1);
            let is_rotation = parts.next() == Some("rotations");
            let row = parts.next().and_then(|index| index.parse::<usize>().ok());
            let lines = if is_rotation {
                &self.rotations
            } else {
                &self.attendances
            };
            diagnostic.place.line = row.and_then(|row| lines.get(row)).copied();
            diagnostic.place.file = Some(file_of(is_rotation));
        }
        merge_same(found);
    }
}
