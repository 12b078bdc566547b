//! Reading and writing one table, whatever its rows are.

use super::cell::Fault;
use super::guard::{guarded, plain};
use crate::error::{Code, Diagnostics, Place, Result, Severity};
use crate::format::options::{Budget, finding};
use crate::format::write::write_file;
use crate::limits;
use std::path::Path;

/// One column of a table.
pub(in crate::format) struct Column<R> {
    pub(in crate::format) name: &'static str,
    pub(in crate::format) read: fn(&mut R, &str) -> std::result::Result<(), Fault>,
    pub(in crate::format) write: fn(&R) -> String,
    pub(in crate::format) is_default: fn(&R) -> bool,
}

/// A type that is a row of a table.
pub(in crate::format) trait Row: Default + 'static {
    /// The columns, in the order in which they are written.
    const COLUMNS: &'static [Column<Self>];
    /// So many of the first columns must be there.
    const REQUIRED: usize;
}

/// Makes plain structs rows: a column for each field, of the field's name; all fields must be listed.
macro_rules! rows {
    ($($name:ident($required:literal) { $($field:ident),+ $(,)? })+) => {$(
        impl $crate::format::csv::table::Row for $name {
            const COLUMNS: &'static [$crate::format::csv::table::Column<Self>] = &[$($crate::format::csv::table::Column {
                name: stringify!($field),
                read: |row, text| {
                    row.$field = $crate::format::csv::cell::Cell::read(text)?;
                    Ok(())
                },
                write: |row| $crate::format::csv::cell::Cell::write(&row.$field),
                is_default: |row| $crate::problem::draft::is_default(&row.$field),
            }),+];
            const REQUIRED: usize = {
                let _every_field = |row: Self| {
                    let $name { $($field: _),+ } = row;
                };
                $required
            };
        }
    )+};
}
pub(in crate::format) use rows;

/// The rows of a table and the line each starts on.
#[derive(Debug)]
pub(in crate::format) struct Table<R> {
    pub(in crate::format) rows: Vec<R>,
    pub(in crate::format) lines: Vec<u64>,
}

/// Reads a table; `pointer` is where its list is in the draft. Reports everything that is wrong with it.
pub(in crate::format) fn read_table<R: Row>(path: &Path, pointer: &str, budget: &mut Budget, found: &mut Diagnostics) -> Table<R> {
    let mut table = Table { rows: Vec::new(), lines: Vec::new() };
    match budget.read_text(path) {
        Ok(text) => read_rows(&text, &path.display().to_string(), pointer, budget, found, &mut table),
        Err(diagnostic) => found.push(diagnostic),
    }
    table
}

fn read_rows<R: Row>(text: &str, file: &str, pointer: &str, budget: &mut Budget, found: &mut Diagnostics, table: &mut Table<R>) {
    if text.trim().is_empty() {
        found.push(finding(Code::InvalidSyntax, Some(file), Some(1), "the file is empty; its first line must name the columns."));
        return;
    }
    if let Some(line) = open_quote(text) {
        found.push(finding(Code::InvalidSyntax, Some(file), Some(line), "a quote that opens here is not closed."));
        return;
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            found.push(finding(Code::InvalidSyntax, Some(file), Some(1), format!("{error}.")));
            return;
        }
    };
    let Some(columns) = read_header::<R>(&header, file, found) else { return };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                found.push(finding(Code::InvalidSyntax, Some(file), line, format!("{error}.")));
                return;
            }
        }
        let line = record.position().map_or(0, |position| first_line(text, position));
        if let Err(diagnostic) = budget.take_rows(1, Some(file)) {
            found.push(diagnostic);
            return;
        }
        let (name, most) = limits::of_table(pointer.rsplit('/').next().unwrap_or_default());
        if table.rows.len() >= most {
            let message = format!("the table has more rows than {most}, the most there may be ({name}).");
            found.push(finding(Code::LimitExceeded, Some(file), Some(line), message));
            return;
        }
        if record.len() != columns.len() {
            let message = format!("the row has {} cells, the first line names {} columns.", record.len(), columns.len());
            found.push(finding(Code::InvalidSyntax, Some(file), Some(line), message));
            continue;
        }
        let mut row = R::default();
        for (column, text) in columns.iter().zip(&record) {
            let Some(column) = column else { continue };
            if let Err(fault) = (column.read)(&mut row, plain(text)) {
                let mut diagnostic = finding(fault.code, Some(file), Some(line), fault.message);
                diagnostic.place.pointer = format!("{pointer}/{}/{}", table.rows.len(), column.name);
                diagnostic.subject = format!("column {:?}", column.name);
                found.push(diagnostic);
            }
        }
        table.rows.push(row);
        table.lines.push(line);
    }
}

/// The columns the header names; `None` if the rows cannot be read with it.
fn read_header<R: Row>(header: &csv::StringRecord, file: &str, found: &mut Diagnostics) -> Option<Vec<Option<&'static Column<R>>>> {
    let mut sound = true;
    let mut report = |code: Code, name: &str, message: String| {
        let place = Place { file: Some(file.to_owned()), line: Some(1), pointer: String::new() };
        let subject = format!("column {name:?}");
        found.push(crate::error::Diagnostic { code, severity: Severity::Error, place, subject, message });
    };
    let mut columns: Vec<Option<&'static Column<R>>> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for name in header.iter().map(str::trim) {
        let column = R::COLUMNS.iter().find(|column| column.name == name);
        if column.is_none() {
            let known: Vec<&str> = R::COLUMNS.iter().map(|column| column.name).collect();
            report(Code::UnknownField, name, format!("the table has no such column; it has {}.", known.join(", ")));
        } else if !seen.insert(name) {
            report(Code::DuplicateColumn, name, "the column is there more than once.".into());
            sound = false;
        }
        columns.push(column);
    }
    for column in &R::COLUMNS[..R::REQUIRED] {
        if !seen.contains(column.name) {
            report(Code::MissingField, column.name, "the column is missing.".into());
            sound = false;
        }
    }
    sound.then_some(columns)
}

/// Writes a table. Columns in which every row has the default are left out unless they are required.
pub(in crate::format) fn write_table<'a, R: Row>(path: &Path, rows: impl Iterator<Item = &'a R> + Clone) -> Result<()> {
    let is_written =
        |(index, column): &(usize, &Column<R>)| *index < R::REQUIRED.max(1) || rows.clone().any(|row| !(column.is_default)(row));
    let columns: Vec<&Column<R>> = R::COLUMNS.iter().enumerate().filter(is_written).map(|(_, column)| column).collect();
    write_file(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(columns.iter().map(|column| column.name))?;
        for row in rows {
            let cell =
                |column: &&Column<R>| if (column.is_default)(row) { String::new() } else { guarded(&(column.write)(row)).into_owned() };
            writer.write_record(columns.iter().map(cell))?;
        }
        writer.into_inner().map_err(|error| error.into_error())?.flush()
    })
}

/// The line of a quote that is never closed. The csv crate would take the rest of the file for one cell.
fn open_quote(text: &str) -> Option<u64> {
    let (mut line, mut open) = (1, None);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            b'"' => open = if open.is_none() { Some(line) } else { None },
            _ => {}
        }
    }
    open
}

/// The line of a record; the csv crate counts empty lines in front of it to the record.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.as_bytes().get(start..).into_iter().flatten().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + blank.filter(|&&byte| byte == b'\n').count() as u64
}
