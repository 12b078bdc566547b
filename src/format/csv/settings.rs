//! `problem.csv`: what there is only one of, as keys and values.

use super::book::Book;
use super::cell::{Cell, Fault};
use super::table::{Cells, Table, cells_of, rows, write_table};
use crate::error::{Code, Diagnostics, Result};
use crate::format::options::Budget;
use crate::format::sheet::{Reading, normalised};
use crate::format::source::FolderLines;
use crate::problem::draft::{FORMAT_VERSION, ProblemDraft};
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

pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table): Option<Table<SettingRow>> = book.read(FILE, "", budget, found) else {
        return;
    };
    let file = book.place(FILE);
    let mut seen = std::collections::HashSet::new();
    let is_date = |row: &SettingRow| matches!(normalised(&row.key).as_str(), "start" | "end");
    let dates = table
        .rows
        .iter()
        .zip(&table.lines)
        .filter(|(row, _)| is_date(row))
        .map(|(row, line)| (*line, row.value.0.as_str()));
    let reading = Reading::of(dates).unwrap_or_else(|fault| {
        let message = fault.message();
        found.push(crate::format::options::finding(
            Code::UnclearDates,
            Some(&file),
            Some(fault.line()),
            message,
        ));
        Reading::default()
    });
    for (mut row, line) in table.rows.into_iter().zip(table.lines) {
        if let Some(date) = reading.apply(&row.value.0).filter(|_| is_date(&row)) {
            row.value.0 = date;
        }
        let key = normalised(&row.key);
        let key = key.as_str();
        let fault = match SETTINGS.iter().find(|setting| setting.key == key) {
            None => {
                let known: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
                Err((
                    String::new(),
                    Fault::new(
                        Code::UnknownField,
                        format!("there is no such key; there are {}.", known.join(", ")),
                    ),
                ))
            }
            Some(setting) if !seen.insert(setting.key) => Err((
                setting.pointer.into(),
                Fault::new(Code::DuplicateColumn, "the key is given more than once."),
            )),
            Some(setting) => {
                lines.add_setting(setting.pointer, file.clone(), line);
                (setting.read)(draft, &row.value.0).map_err(|fault| (setting.pointer.into(), fault))
            }
        };
        if let Err((pointer, fault)) = fault {
            let mut diagnostic =
                crate::format::options::finding(fault.code, Some(&file), Some(line), fault.message);
            diagnostic.subject = format!("key {key:?}");
            diagnostic.place.pointer = pointer;
            found.push(diagnostic);
        }
    }
    // People who write tables by hand do not think of versions.
    if !seen.contains("format") {
        draft.format = FORMAT_VERSION;
    }
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
