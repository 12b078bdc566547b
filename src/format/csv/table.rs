//! Reading and writing one table, whatever its rows are.

use super::cell::CellKind;
use super::fault::Fault;
use super::guard::{guarded, plain, quoted};
use crate::error::{Code, Diagnostic, Diagnostics, Result};
use crate::format::options::{Budget, ReadOptions, finding, table_text};
use crate::format::sheet::{
    Decoded, Expected, Mistakes, Records, Sheet, is_date_column, may_be_misread,
};
use crate::format::write::write_file;
use crate::limits;
use std::io::{self, Write};
use std::path::Path;

/// One column of a table.
pub(in crate::format) struct Column<R> {
    pub(in crate::format) name: &'static str,
    pub(in crate::format) read: fn(&mut R, &str) -> std::result::Result<(), Fault>,
    pub(in crate::format) write: fn(&R) -> String,
    pub(in crate::format) is_default: fn(&R) -> bool,
    pub(in crate::format) kind: fn(&R) -> CellKind,
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
                kind: |row| $crate::format::csv::cell::Cell::kind(&row.$field),
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

/// Where the rows of a table come from: what findings call it, and its rows unless they cannot be had.
pub(in crate::format) struct Origin {
    pub(in crate::format) name: String,
    pub(in crate::format) records: std::result::Result<Records, Diagnostic>,
}

impl Origin {
    /// The file at a path, whose table has these columns and is the list `pointer` of the draft.
    pub(in crate::format) fn file(
        path: &Path,
        columns: &[&str],
        pointer: &str,
        budget: &mut Budget,
    ) -> Self {
        let name = path.display().to_string();
        let decoded = budget.read_table(path);
        Self::of(name, decoded, columns, pointer)
    }

    /// What a file of this name would hold.
    pub(in crate::format) fn bytes(
        name: &str,
        bytes: &[u8],
        columns: &[&str],
        pointer: &str,
        budget: &mut Budget,
    ) -> Self {
        let taken = budget.take_bytes(bytes.len() as u64, name);
        let decoded = taken.and_then(|()| table_text(name, bytes.to_vec()));
        Self::of(name.to_owned(), decoded, columns, pointer)
    }

    fn of(
        name: String,
        decoded: std::result::Result<Decoded, Diagnostic>,
        columns: &[&str],
        pointer: &str,
    ) -> Self {
        let records = decoded.and_then(|decoded| {
            if decoded.text.trim().is_empty() {
                return Err(finding(
                    Code::InvalidSyntax,
                    Some(&name),
                    Some(1),
                    "the file is empty; its first line must name the columns.",
                ));
            }
            let mut records = Records::from_text(&decoded.text, columns, most_rows(pointer).1)
                .map_err(|(line, message)| {
                    finding(Code::InvalidSyntax, Some(&name), line, message)
                })?;
            records.notes.extend(decoded.note);
            Ok(records)
        });
        Self { name, records }
    }
}

/// Reads the table that a file of this name would hold; see [`read_table`].
pub(in crate::format) fn read_held<R: Row>(
    name: &str,
    bytes: &[u8],
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Table<R> {
    let columns = columns_of::<R>();
    // The bytes have been taken off the budget.
    let origin = Origin::of(
        name.to_owned(),
        table_text(name, bytes.to_vec()),
        &columns,
        "",
    );
    read_table(origin, "", budget, found)
}

/// Reads a table whose columns are not those of a struct: that of a file, or what a file of this name would hold.
pub(crate) fn read_sheet(
    path: &Path,
    held: Option<&[u8]>,
    expected: &Expected<'_>,
    found: &mut Diagnostics,
) -> Option<Sheet> {
    let mut budget = Budget::new(&ReadOptions::default());
    let origin = match held {
        None => Origin::file(path, expected.columns, "", &mut budget),
        Some(bytes) => {
            let name = path.display().to_string();
            Origin::bytes(&name, bytes, expected.columns, "", &mut budget)
        }
    };
    let mut mistakes = Mistakes::default();
    let sheet = match origin.records {
        Ok(records) => Sheet::new(records, expected, &origin.name, &mut mistakes),
        Err(diagnostic) => {
            found.push(diagnostic);
            None
        }
    };
    mistakes
        .tell()
        .into_iter()
        .for_each(|diagnostic| found.push(diagnostic));
    sheet
}

/// The limit of the rows of a table: its name and the number.
fn most_rows(pointer: &str) -> (&'static str, usize) {
    limits::of_table(pointer.rsplit('/').next().unwrap_or_default())
}

/// The names of the columns of a table.
pub(in crate::format) fn columns_of<R: Row>() -> Vec<&'static str> {
    R::COLUMNS.iter().map(|column| column.name).collect()
}

/// Reads a table; `pointer` is where its list is in the draft. Reports everything that is wrong with it, each mistake once.
pub(in crate::format) fn read_table<R: Row>(
    origin: Origin,
    pointer: &str,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Table<R> {
    let mut table = Table {
        rows: Vec::new(),
        lines: Vec::new(),
    };
    let mut mistakes = Mistakes::default();
    match origin.records {
        Ok(records) => read_rows(
            records,
            &origin.name,
            pointer,
            budget,
            &mut mistakes,
            &mut table,
        ),
        Err(diagnostic) => found.push(diagnostic),
    }
    mistakes
        .tell()
        .into_iter()
        .for_each(|diagnostic| found.push(diagnostic));
    table
}

fn read_rows<R: Row>(
    records: Records,
    file: &str,
    pointer: &str,
    budget: &mut Budget,
    mistakes: &mut Mistakes,
    table: &mut Table<R>,
) {
    let columns = columns_of::<R>();
    let expected = Expected {
        columns: &columns,
        required: &columns[..R::REQUIRED],
    };
    let Some(sheet) = Sheet::new(records, &expected, file, mistakes) else {
        return;
    };
    let (name, most) = most_rows(pointer);
    for line in sheet.rows() {
        if let Err(diagnostic) = budget.take_rows(1, Some(file)) {
            return mistakes.add("E rows".into(), diagnostic);
        }
        if table.rows.len() >= most {
            let message =
                format!("the table has more rows than {most}, the most there may be ({name}).");
            return mistakes.add(
                "E rows".into(),
                finding(Code::LimitExceeded, Some(file), Some(line.line), message),
            );
        }
        let mut row = R::default();
        for (index, text) in line.cells() {
            let column = &R::COLUMNS[index];
            if let Err(fault) = (column.read)(&mut row, plain(text)) {
                let mut diagnostic =
                    finding(fault.code, Some(file), Some(line.line), fault.message);
                diagnostic.place.pointer =
                    format!("{pointer}/{}/{}", table.rows.len(), column.name);
                diagnostic.subject = format!("column {:?}", column.name);
                mistakes.add(format!("E cell {} {}", fault.code, column.name), diagnostic);
            }
        }
        table.rows.push(row);
        table.lines.push(line.line);
    }
}

/// A table as it is written.
#[derive(Debug)]
pub(in crate::format) struct Cells {
    /// The file that it has in a folder, and where its list is in the draft.
    pub(in crate::format) file: &'static str,
    pub(in crate::format) pointer: &'static str,
    pub(in crate::format) columns: Vec<Named>,
    pub(in crate::format) rows: Vec<Vec<String>>,
}

/// What there is to know of a column but its cells.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Named {
    pub(in crate::format) name: &'static str,
    pub(in crate::format) is_required: bool,
    pub(in crate::format) kind: CellKind,
}

/// All cells of a table, every column with them.
pub(in crate::format) fn cells_of<'a, R: Row>(
    file: &'static str,
    pointer: &'static str,
    rows: impl Iterator<Item = &'a R>,
) -> Cells {
    let sample = R::default();
    let named = |(index, column): (usize, &Column<R>)| Named {
        name: column.name,
        is_required: index < R::REQUIRED,
        kind: (column.kind)(&sample),
    };
    let columns: Vec<&Column<R>> = R::COLUMNS.iter().collect();
    Cells {
        file,
        pointer,
        columns: R::COLUMNS.iter().enumerate().map(named).collect(),
        rows: rows.map(|row| cells_of_row(&columns, row)).collect(),
    }
}

/// The cells of a row. A row without anything would be no row, and one that begins with # a comment.
fn cells_of_row<R>(columns: &[&Column<R>], row: &R) -> Vec<String> {
    let mut cells: Vec<String> = columns.iter().map(|column| cell_of(column, row)).collect();
    if let Some(first) = cells
        .first()
        .filter(|first| first.starts_with('#') || cells.iter().all(String::is_empty))
        .cloned()
    {
        cells[0] = quoted(&first);
    }
    cells
}

/// Writes a table. Columns in which every row has the default are left out unless they are required.
pub(in crate::format) fn write_table<'a, R: Row>(
    path: &Path,
    rows: impl Iterator<Item = &'a R> + Clone,
) -> Result<()> {
    let is_written = |(index, column): &(usize, &Column<R>)| {
        *index < R::REQUIRED.max(1) || rows.clone().any(|row| !(column.is_default)(row))
    };
    let columns: Vec<&Column<R>> = R::COLUMNS
        .iter()
        .enumerate()
        .filter(is_written)
        .map(|(_, column)| column)
        .collect();
    write_file(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(columns.iter().map(|column| column.name))?;
        for row in rows {
            writer.write_record(cells_of_row(&columns, row))?;
        }
        writer
            .into_inner()
            .map_err(|error| error.into_error())?
            .flush()
    })
}

/// What [`write_table`] writes, in memory.
pub(in crate::format) fn table_bytes<'a, R: Row>(
    rows: impl Iterator<Item = &'a R> + Clone,
) -> io::Result<Vec<u8>> {
    cells_bytes(&cells_of("", "", rows))
}

/// What [`write_cells`] writes, in memory. The first column is there whatever it holds, as in a table with rows.
pub(in crate::format) fn cells_bytes(cells: &Cells) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fill(&mut bytes, cells, 1)?;
    Ok(bytes)
}

fn fill(file: &mut dyn Write, cells: &Cells, at_least: usize) -> io::Result<()> {
    let is_written = |index: &usize| {
        *index < at_least
            || cells.columns[*index].is_required
            || cells.rows.iter().any(|row| !row[*index].is_empty())
    };
    let written: Vec<usize> = (0..cells.columns.len()).filter(is_written).collect();
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record(written.iter().map(|index| cells.columns[*index].name))?;
    for row in &cells.rows {
        writer.write_record(written.iter().map(|index| &row[*index]))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error())?
        .flush()
}

/// Writes the cells of a table. Columns without any are left out unless they are required.
pub(in crate::format) fn write_cells(path: &Path, cells: &Cells) -> Result<()> {
    write_file(path, |file| fill(file, cells, 0))
}

/// A cell as it is written, so that it is read as what it is.
fn cell_of<R>(column: &Column<R>, row: &R) -> String {
    if (column.is_default)(row) {
        return String::new();
    }
    let cell = (column.write)(row);
    let is_other_date = (column.kind)(row) == CellKind::Text
        && is_date_column(column.name)
        && may_be_misread(&cell);
    guarded(&if is_other_date { quoted(&cell) } else { cell }).into_owned()
}
