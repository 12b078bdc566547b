//! Writing a workbook: a sheet a table with its header frozen, drop-downs where only certain words or ids make sense, and a sheet that explains every column.

use super::explain::{Explained, explained};
use crate::calendar::Date;
use crate::error::{Error, Result};
use crate::format::csv::cell::CellKind;
use crate::format::csv::table::Named;
use crate::format::csv::{Cells, plain, quoted, table_name};
use crate::format::sheet::is_date_column;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, Formula,
    Workbook, Worksheet, XlsxError,
};
use std::path::Path;

/// Rows below the header that drop-downs reach.
const FILLED_IN: u32 = 1_000;
/// Rows that a column's width is measured by.
const MEASURED_ROWS: usize = 200;
/// Widths of columns in letters: at least and at most.
const WIDTHS: (usize, usize) = (9, 48);
/// Where the ids of columns come from that name something else.
const REFERENCES: [(&str, &str); 12] = [
    ("doctor", "doctors"),
    ("department", "departments"),
    ("of", "departments"),
    ("activity", "activities"),
    ("specialty", "specialties"),
    ("region", "regions"),
    ("cohort", "cohorts"),
    ("hospital", "hospitals"),
    ("curriculum", "curricula"),
    ("grid", "grids"),
    ("requirement", "requirements"),
    ("event", "events"),
];

struct Formats {
    header: Format,
    must: Format,
    date: Format,
    wrapped: Format,
}

/// A workbook with the tables, those first that come first, and what their columns mean; `path` is what failures call it.
pub(in crate::format) fn workbook_bytes(path: &Path, tables: &[Cells]) -> Result<Vec<u8>> {
    fill(tables).map_err(|error| Error::io(path, std::io::Error::other(error)))
}

fn fill(tables: &[Cells]) -> std::result::Result<Vec<u8>, XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00D9_E7F5))
        .set_align(FormatAlign::Left);
    let formats = Formats {
        must: header.clone().set_font_color(Color::RGB(0x0099_0000)),
        header,
        date: Format::new().set_num_format("yyyy-mm-dd"),
        wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
    };
    let mut workbook = Workbook::new();
    let written: Vec<&str> = tables.iter().map(|cells| table_name(cells.file)).collect();
    let explained = explained();
    for cells in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table_name(cells.file))?;
        fill_table(sheet, cells, &written, &formats)?;
    }
    fill_about(workbook.add_worksheet(), &written, &explained, &formats)?;
    workbook.save_to_buffer()
}

fn fill_table(
    sheet: &mut Worksheet,
    cells: &Cells,
    written: &[&str],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    for index in 0..cells.columns.len() {
        fill_column_head(sheet, cells, index, written, formats)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    for (line, row) in (1_u32..).zip(&cells.rows) {
        for ((at, cell), column) in (0_u16..).zip(row).zip(&cells.columns) {
            match Content::of(cell, column, cells.file) {
                Content::Nothing => continue,
                Content::Number(number) => sheet.write_number(line, at, number)?,
                Content::Date(date) => {
                    sheet.write_datetime_with_format(line, at, &date, &formats.date)?
                }
                Content::Text(text) => sheet.write_string(line, at, text)?,
            };
        }
    }
    Ok(())
}

/// Writes the name of a column, and makes it as wide as what stands in it, with a list of what may stand there.
fn fill_column_head(
    sheet: &mut Worksheet,
    cells: &Cells,
    index: usize,
    written: &[&str],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let column = &cells.columns[index];
    let at = u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError)?;
    let format = if column.is_required {
        &formats.must
    } else {
        &formats.header
    };
    sheet.write_string_with_format(0, at, column.name, format)?;
    let longest = cells
        .rows
        .iter()
        .take(MEASURED_ROWS)
        .filter_map(|row| row.get(index))
        .map(|cell| cell.chars().count())
        .max();
    let width = longest
        .unwrap_or(0)
        .max(column.name.len())
        .clamp(WIDTHS.0, WIDTHS.1)
        + 2;
    sheet.set_column_width(at, f64::from(u8::try_from(width).unwrap_or(u8::MAX)))?;
    if let Some(validation) = choices(cells.file, column.name, column.kind, written) {
        sheet.add_data_validation(1, at, FILLED_IN, at, &validation)?;
    }
    Ok(())
}

/// What a cell is for a spreadsheet.
enum Content {
    Nothing,
    Number(i32),
    Date(ExcelDateTime),
    Text(String),
}

impl Content {
    fn of(cell: &str, column: &Named, file: &str) -> Self {
        if cell.is_empty() {
            return Self::Nothing;
        }
        let number = cell
            .parse::<i32>()
            .ok()
            .filter(|number| column.kind == CellKind::Number && number.to_string() == cell);
        if let Some(number) = number {
            return Self::Number(number);
        }
        let is_date = column.kind == CellKind::Text && is_date_column(column.name)
            || (file == "problem.csv" && column.name == "value");
        if let Some(date) = day(cell).filter(|_| is_date) {
            return Self::Date(date);
        }
        // Line ends of another kind would not come back as they are.
        if column.kind == CellKind::Text && cell.contains('\r') {
            return Self::Text(quoted(plain(cell)));
        }
        Self::Text(cell.to_owned())
    }
}

/// A day that is written as one.
fn day(cell: &str) -> Option<ExcelDateTime> {
    let date: Date = cell.parse().ok()?;
    let (year, month, day) = (
        u16::try_from(date.year()).ok()?,
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    );
    // Before the days that spreadsheets count right.
    if year <= 1900 {
        None
    } else {
        ExcelDateTime::from_ymd(year, month, day).ok()
    }
}

/// The words or ids that a column takes, as a drop-down that lets others pass after a warning.
fn choices(file: &str, column: &str, kind: CellKind, written: &[&str]) -> Option<DataValidation> {
    let words: &[&str] = match (kind, column) {
        (CellKind::YesNo, _) => &["true", "false"],
        (CellKind::Number, _) => &[],
        (_, "mode") => &[
            "fixed",
            "one_of",
            "forbidden",
            "must",
            "must_not",
            "starts",
            "changes",
        ],
        (_, "scope") => &["department", "activity", "hospital"],
        (_, "measure") => &["periods", "score"],
        (_, "per") if file == "rules.csv" => &["period", "block", "rotation", "total"],
        (_, "role") => &["observer", "hands_on"],
        (_, "unit") => &["blocks", "periods"],
        (_, "per") => &["period", "block", "rotation"],
        (_, "every") => &["week", "month", "day", "period"],
        _ => &[],
    };
    let validation = if words.is_empty() {
        let (_, table) = REFERENCES.iter().find(|(name, table)| {
            *name == column && *table != table_name(file) && written.contains(table)
        })?;
        DataValidation::new()
            .allow_list_formula(Formula::new(format!("={table}!$A$2:$A${}", FILLED_IN + 1)))
    } else {
        DataValidation::new().allow_list_strings(words).ok()?
    };
    Some(validation.set_error_style(DataValidationErrorStyle::Warning))
}

fn fill_about(
    sheet: &mut Worksheet,
    written: &[&str],
    explained: &[Explained],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name("about")?;
    for (index, (name, width)) in (0_u16..).zip([
        ("sheet", 22),
        ("column", 22),
        ("must be there", 14),
        ("what it means", 100),
    ]) {
        sheet.write_string_with_format(0, index, name, &formats.header)?;
        sheet.set_column_width(index, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let rows = explained
        .iter()
        .filter(|row| written.contains(&row.table.as_str()));
    for (line, row) in (1_u32..).zip(rows) {
        sheet.write_string(line, 0, &row.table)?;
        sheet.write_string(line, 1, &row.column)?;
        sheet.write_string(line, 2, if row.must { "yes" } else { "" })?;
        sheet.write_string_with_format(line, 3, &row.meaning, &formats.wrapped)?;
    }
    Ok(())
}
