//! Schedules as JSON documents, as CSV files with a rotation or an attendance a row, and as the chart of a workbook.
//!
//! `document` has the plain data, `read` and `write` the files, `resolve` makes of names what a problem knows.

mod document;
mod kind;
mod read;
mod resolve;
#[cfg(feature = "tables")]
mod rows;
mod write;

pub use document::{AttendanceRecord, RotationRecord, ScheduleDocument};
pub use read::{read_published, read_schedule, schedule_from_bytes};
#[cfg(feature = "spreadsheet")]
pub use write::write_chart;
pub use write::{schedule_bytes, write_schedule};
