//! Reading and writing: problems, schedules and certificates as versioned JSON, as CSV tables (feature `tables`) or as workbooks (feature `spreadsheet`).
//!
//! In a build without these features JSON is all that is read and written; a table or a workbook is refused with E001, which names the feature.
//!
//! A problem is one JSON document or a folder with a CSV file for each table; both hold the same content without loss.
//! A schedule is one JSON document or one CSV file with a rotation a row. `docs/formats.md` describes every field and
//! the notation of lists, filters and slots in cells; [`schema`] gives the JSON Schema.
//!
//! Readers report everything that is wrong at once, each finding with file, line and the JSON pointer of the value.
//! They take at most what [`ReadOptions`] allow. Writers fill a temporary file in the same folder, bring it to disk and rename it, so that
//! a reader never sees half a file; files that belong together come through an [`OutputFolder`], all or none.
//!
//! Nothing needs files: `from_json_str` and `to_json`, [`Problem::from_tables`](crate::Problem::from_tables), [`Problem::from_workbook`](crate::Problem::from_workbook) and
//! their writers, [`schedule_bytes`] and [`schedule_from_bytes`] do the same in memory.

mod commit;
#[cfg(feature = "tables")]
mod csv;
mod files;
mod folder;
mod json;
mod options;
mod problem;
mod schedule;
#[cfg(feature = "tables")]
mod sheet;
mod source;
#[cfg(feature = "spreadsheet")]
mod workbook;
mod write;

pub(crate) use commit::finish_commit_beside;
#[cfg(feature = "tables")]
pub(crate) use csv::{escaped_json, plain, read_sheet, read_text, text_cell};
pub use folder::{OutputFolder, StagedFiles};
pub(crate) use json::{Described, parse_document, read_document, schema_of};
pub use json::{read_json_file, schedule_schema, schema};
pub use options::ReadOptions;
#[cfg(not(feature = "tables"))]
pub(crate) use options::not_in_this_build;
#[cfg(feature = "spreadsheet")]
pub use problem::copy_tables;
#[cfg(feature = "spreadsheet")]
pub use schedule::write_chart;
pub use schedule::{
    AttendanceRecord, RotationRecord, ScheduleDocument, read_published, read_schedule,
    schedule_bytes, schedule_from_bytes, write_schedule,
};
#[cfg(feature = "tables")]
pub(crate) use sheet::{Expected, Row};
#[cfg(feature = "spreadsheet")]
pub use workbook::ChartWords;
pub use write::{try_file, write_bytes, write_file, write_json_file};
