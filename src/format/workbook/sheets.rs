//! The sheets of a workbook as rows of text, within the limits of a reader.
//!
//! A workbook is a packed folder, and one cell far away makes a sheet large: what a file holds says nothing about what reading it costs. So it is
//! unpacked once without keeping anything, to count, and cells are read one by one.

use super::super::options::{Budget, finding};
use crate::error::{Code, Diagnostic};
use calamine::{Data, DataType, ExcelDateTime, Reader, Sheets, Xlsx, XlsxError};
use csv::StringRecord;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Memory that a cell takes beside its text.
const CELL_BYTES: u64 = 32;
/// Memory that an empty cell before another one takes.
const GAP_BYTES: u64 = 8;

/// Rows of a sheet that hold something, each with its number.
pub(super) type Rows = Vec<(u64, StringRecord)>;

/// Reads all sheets of the workbook `name`, in their order.
pub(super) fn read(
    bytes: Vec<u8>,
    name: &str,
    budget: &mut Budget,
) -> Result<Vec<(String, Rows)>, Diagnostic> {
    let broken = |error: &dyn std::fmt::Display| {
        finding(
            Code::InvalidSyntax,
            Some(name),
            None,
            format!("it is no workbook that can be read: {error}."),
        )
    };
    take_unpacked(&bytes, name, budget)?;
    let mut book =
        calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let cells = match &mut book {
            Sheets::Xlsx(book) => {
                cells_of(book, &sheet, name, budget)?.map_err(|error| broken(&error))?
            }
            Sheets::Xlsb(_) => return Err(broken(&"it is a binary workbook; save it as .xlsx")),
            other => {
                let range = other
                    .worksheet_range(&sheet)
                    .map_err(|error| broken(&error))?;
                let (row, column) = range.start().unwrap_or_default();
                let mut cells = Cells::default();
                for (at_row, at_column, cell) in range.used_cells() {
                    let at = (
                        row.saturating_add(at_row as u32),
                        column.saturating_add(at_column as u32),
                    );
                    cells.add(at, text(cell), name, budget)?;
                }
                cells
            }
        };
        sheets.push((sheet, cells.rows(name, budget)?));
    }
    Ok(sheets)
}

/// Counts what a packed workbook holds when it is unpacked. What cannot be unpacked is told by whoever reads it.
fn take_unpacked(bytes: &[u8], name: &str, budget: &mut Budget) -> Result<(), Diagnostic> {
    let Ok(mut packed) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    for index in 0..packed.len() {
        if let Ok(file) = packed.by_index(index) {
            let most = budget.bytes_left().saturating_add(1);
            let mut file = file.take(most);
            // What comes before a fault counts, too; the fault is told by whoever reads the file.
            let _ended = std::io::copy(&mut file, &mut std::io::sink());
            budget.take_bytes(most.saturating_sub(file.limit()), name)?;
        }
    }
    Ok(())
}

/// Cells of a sheet by row and column. What is blank is no cell: spreadsheets leave formats and spaces behind wherever somebody has been.
#[derive(Default)]
struct Cells {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
}

impl Cells {
    fn add(
        &mut self,
        (row, column): (u32, u32),
        text: String,
        name: &str,
        budget: &mut Budget,
    ) -> Result<(), Diagnostic> {
        if !text.trim().is_empty() {
            budget.take_bytes(CELL_BYTES.saturating_add(text.len() as u64), name)?;
            self.rows.entry(row).or_default().insert(column, text);
        }
        Ok(())
    }

    /// Rows as a table has them: all begin in the first column that is used.
    fn rows(self, name: &str, budget: &mut Budget) -> Result<Rows, Diagnostic> {
        let first = self
            .rows
            .values()
            .filter_map(|row| row.keys().next())
            .min()
            .copied()
            .unwrap_or(0);
        let mut rows = Vec::new();
        for (line, cells) in self.rows {
            let mut record = StringRecord::new();
            let mut next = first;
            for (column, text) in cells {
                budget.take_bytes(
                    GAP_BYTES.saturating_mul(u64::from(column.saturating_sub(next))),
                    name,
                )?;
                for _ in next..column {
                    record.push_field("");
                }
                record.push_field(&text);
                next = column.saturating_add(1);
            }
            rows.push((u64::from(line).saturating_add(1), record));
        }
        Ok(rows)
    }
}

/// Cells of a sheet one by one, without the rectangle that they span.
fn cells_of(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    name: &str,
    budget: &mut Budget,
) -> Result<Result<Cells, XlsxError>, Diagnostic> {
    let mut cells = Cells::default();
    let mut reader = match book.worksheet_cells_reader(sheet) {
        Ok(reader) => reader,
        // A sheet that holds a picture of figures.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Ok(cells)),
        Err(error) => return Ok(Err(error)),
    };
    loop {
        match reader.next_cell() {
            Ok(Some(cell)) => {
                let at = cell.get_position();
                cells.add(
                    at,
                    text(&Data::from(cell.get_value().clone())),
                    name,
                    budget,
                )?;
            }
            Ok(None) => return Ok(Ok(cells)),
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// A cell as it would be typed.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::DateTime(date) if date.is_datetime() => date_text(*date),
        // A whole number is written without a point.
        other => match other
            .get_float()
            .filter(|number| number.fract() == 0.0 && number.abs() < 1e15)
        {
            Some(number) => format!("{number:.0}"),
            None => other.to_string(),
        },
    }
}

fn date_text(date: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
