//! `problem.csv`: what there is only one of, as keys and values.

use super::cell::Cell;
use super::fault::Fault;
use super::intake::Intake;
use super::table::{Cells, Table, cells_of, rows, write_table};
use crate::error::{Code, Diagnostic, Diagnostics, Result};
use crate::format::options::finding;
use crate::format::sheet::{Reading, normalised};
use crate::problem::draft::{FORMAT_VERSION, ProblemDraft};
use std::collections::HashSet;
use std::path::Path;

pub(super) const FILE: &str = "problem.csv";

#[derive(Default)]
struct SettingRow {
    key: String,
    value: Raw,
}

/// A cell as it stands: which notation it has depends on the key.
#[derive(Default, PartialEq)]
struct Raw(String);

impl Cell for Raw {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        Ok(Self(text.to_owned()))
    }
    fn write(&self) -> String {
        self.0.clone()
    }
}

rows! { SettingRow(2) { key, value } }

impl SettingRow {
    fn is_date(&self) -> bool {
        matches!(normalised(&self.key).as_str(), "start" | "end")
    }
}

struct Setting {
    key: &'static str,
    pointer: &'static str,
    read: fn(&mut ProblemDraft, &str) -> std::result::Result<(), Fault>,
    write: fn(&ProblemDraft) -> String,
}

macro_rules! settings {
    ($($key:literal $pointer:literal: $($field:ident).+;)+) => {
        const SETTINGS: &[Setting] = &[$(Setting {
            key: $key,
            pointer: $pointer,
            read: |draft, text| {
                draft.$($field).+ = Cell::read(text)?;
                Ok(())
            },
            write: |draft| Cell::write(&draft.$($field).+),
        }),+];
    };
}

settings! {
    "format" "/format": format;
    "name" "/name": name;
    "note" "/note": note;
    "kind" "/horizon/kind": horizon.kind;
    "start" "/horizon/start": horizon.start;
    "end" "/horizon/end": horizon.end;
    "working_days" "/horizon/working_days": horizon.working_days;
    "working_mornings" "/horizon/working_mornings": horizon.working_mornings;
}

impl Cell for u32 {
    fn read(text: &str) -> std::result::Result<Self, Fault> {
        let number = <i64 as Cell>::read(text)?;
        Self::try_from(number)
            .map_err(|_| Fault::new(Code::WrongType, format!("{number} is not a count.")))
    }
    fn write(&self) -> String {
        self.to_string()
    }
}

pub(super) fn read(intake: &mut Intake<'_>) {
    let Some(table): Option<Table<SettingRow>> = intake.table(FILE, "") else {
        return;
    };
    let file = intake.book.place(FILE);
    let reading = reading_of_dates(&table, &file, &mut intake.found);
    let mut seen = HashSet::new();
    for (mut row, line) in table.rows.into_iter().zip(table.lines) {
        if let Some(date) = reading.apply(&row.value.0).filter(|_| row.is_date()) {
            row.value.0 = date;
        }
        let key = normalised(&row.key);
        match setting(&key, &mut seen) {
            Ok(setting) => {
                intake
                    .lines
                    .add_setting(setting.pointer, file.clone(), line);
                if let Err(fault) = (setting.read)(&mut intake.draft, &row.value.0) {
                    intake
                        .found
                        .push(wrong(&file, line, &key, setting.pointer, fault));
                }
            }
            Err((pointer, fault)) => intake.found.push(wrong(&file, line, &key, pointer, fault)),
        }
    }
    // People who write tables by hand do not think of versions.
    if !seen.contains("format") {
        intake.draft.format = FORMAT_VERSION;
    }
}

/// How the dates of the table are written.
fn reading_of_dates(table: &Table<SettingRow>, file: &str, found: &mut Diagnostics) -> Reading {
    let rows = table.rows.iter().zip(&table.lines);
    let dates = rows
        .filter(|(row, _)| row.is_date())
        .map(|(row, line)| (*line, row.value.0.as_str()));
    Reading::of(dates).unwrap_or_else(|fault| {
        found.push(finding(
            Code::UnclearDates,
            Some(file),
            Some(fault.line()),
            fault.message(),
        ));
        Reading::default()
    })
}

/// The setting of a key that is given for the first time, or what is wrong with it, with the JSON pointer of that.
fn setting(
    key: &str,
    seen: &mut HashSet<&'static str>,
) -> std::result::Result<&'static Setting, (&'static str, Fault)> {
    let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
        let known: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
        let message = format!("there is no such key; there are {}.", known.join(", "));
        return Err(("", Fault::new(Code::UnknownField, message)));
    };
    if !seen.insert(setting.key) {
        let fault = Fault::new(Code::DuplicateColumn, "the key is given more than once.");
        return Err((setting.pointer, fault));
    }
    Ok(setting)
}

fn wrong(file: &str, line: u64, key: &str, pointer: &str, fault: Fault) -> Diagnostic {
    let mut wrong = finding(fault.code, Some(file), Some(line), fault.message);
    wrong.subject = format!("key {key:?}");
    wrong.place.pointer = pointer.to_owned();
    wrong
}

fn rows_of(draft: &ProblemDraft) -> Vec<SettingRow> {
    let empty = ProblemDraft::default();
    SETTINGS
        .iter()
        .map(|setting| (setting.key, (setting.write)(draft), (setting.write)(&empty)))
        .filter(|(key, value, default)| *key == "kind" || value != default)
        .map(|(key, value, _)| SettingRow {
            key: key.into(),
            value: Raw(value),
        })
        .collect()
}

pub(super) fn write(folder: &Path, draft: &ProblemDraft) -> Result<()> {
    write_table(&folder.join(FILE), rows_of(draft).iter())
}

/// The cells of the table.
pub(super) fn cells(draft: &ProblemDraft) -> Cells {
    cells_of(FILE, "", rows_of(draft).iter())
}
