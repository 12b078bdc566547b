//! From the rows of a file or a sheet to cells under known columns.

use super::dates::{Reading, Unclear, is_date_column, serial_note};
use super::header::{find, normalised};
use super::mistakes::Mistakes;
use super::records::Records;
use crate::error::{Code, Diagnostic, Severity};
use crate::format::csv::plain;
use crate::format::options::finding;
use csv::StringRecord;

/// What a spreadsheet shows where a formula went wrong, in English and in Russian.
const ERRORS: [&str; 16] = [
    "#REF!",
    "#N/A",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#ССЫЛКА!",
    "#Н/Д",
    "#ИМЯ?",
    "#ЗНАЧ!",
    "#ДЕЛ/0!",
    "#ПУСТО!",
    "#ЧИСЛО!",
];

/// The columns that a table may have, and those that it must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) columns: &'a [&'a str],
    pub(crate) required: &'a [&'a str],
}

/// A table as it was meant.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// For each cell of a row the position of its column in [`Expected::columns`].
    columns: Vec<Option<usize>>,
    rows: Vec<(u64, StringRecord)>,
}

/// A row of a [`Sheet`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The line that it starts on.
    pub(crate) line: u64,
    columns: &'a [Option<usize>],
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The cells of known columns with the positions of these, without white space around them; a cell that is not there is empty.
    pub(crate) fn cells(self) -> impl Iterator<Item = (usize, &'a str)> {
        let cell = |index: usize| self.record.get(index).unwrap_or_default().trim();
        self.columns
            .iter()
            .enumerate()
            .filter_map(move |(index, column)| Some(((*column)?, cell(index))))
    }
}

/// A cell without white space around it and without the apostrophe that says that it is text.
fn text_of(record: &StringRecord, index: usize) -> &str {
    plain(record.get(index).unwrap_or_default().trim())
}

/// True for what a spreadsheet shows where a formula went wrong.
fn is_error(cell: &str) -> bool {
    cell.contains(['#', ':'])
        && cell
            .split([';', '=', '"', ' ', '(', ')'])
            .any(|part| ERRORS.contains(&part) || (part.starts_with("Err:5") && part.len() == 7))
}

impl Sheet {
    /// The rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row {
            line: *line,
            columns: &self.columns,
            record,
        })
    }

    /// Finds the header, drops what is empty, reads dates and tells what was recognised and what is wrong; `None` if the rows cannot be read.
    pub(in crate::format) fn new(
        records: Records,
        expected: &Expected<'_>,
        file: &str,
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let Records {
            mut rows,
            notes,
            is_cut,
        } = records;
        let tell = |code, line, message: String| finding(code, Some(file), line, message);
        for note in notes {
            mistakes.add(
                format!("N {note}"),
                as_note(tell(Code::Recognised, None, format!("{note}."))),
            );
        }
        let header_at = find(rows.iter().map(|(_, row)| row), expected.columns);
        let body = rows.split_off((header_at + 1).min(rows.len()));
        let (header_line, header) = rows.pop()?;
        if let Some((line, title)) = rows.first() {
            let title = title
                .iter()
                .find(|cell| !cell.trim().is_empty())
                .unwrap_or_default()
                .trim();
            let message = format!(
                "what stands above the names of the columns in line {header_line} is left out, from {title:?} on."
            );
            mistakes.add(
                "N title".into(),
                as_note(tell(Code::Recognised, Some(*line), message)),
            );
        }
        let columns = read_header(&header, &body, expected, (file, header_line), mistakes)?;
        let mut sheet = Self {
            columns,
            rows: Vec::with_capacity(body.len()),
        };
        let last = body.last().map_or(0, |(line, _)| *line);
        for (line, row) in body {
            if row.len() > sheet.columns.len()
                && row
                    .iter()
                    .skip(sheet.columns.len())
                    .any(|cell| !cell.trim().is_empty())
            {
                let message = format!(
                    "the row has {} cells, line {header_line} names {} columns; a text with a comma in it needs quotes.",
                    row.len(),
                    sheet.columns.len()
                );
                mistakes.add(
                    "E long".into(),
                    tell(Code::InvalidSyntax, Some(line), message),
                );
            } else if is_cut && line == last && row.len() < header.len() {
                mistakes.add(
                    "E cut".into(),
                    tell(
                        Code::InvalidSyntax,
                        Some(line),
                        "the file ends in the middle of this row.".into(),
                    ),
                );
            } else if is_comment(&row, &sheet.columns) {
                let message = format!(
                    "the row begins with #: {:?} is taken for a comment and left out.",
                    first_cell(&row)
                );
                mistakes.add(
                    "W comment".into(),
                    as_warning(tell(Code::CommentRow, Some(line), message)),
                );
            } else {
                sheet.rows.push((line, row));
            }
        }
        sheet.refuse_errors(expected, file, mistakes);
        sheet.read_dates(expected, file, mistakes).then_some(sheet)
    }

    fn refuse_errors(&self, expected: &Expected<'_>, file: &str, mistakes: &mut Mistakes) {
        for row in self.rows() {
            for (column, cell) in row.cells().filter(|(_, cell)| is_error(cell)) {
                let name = expected.columns[column];
                let mut wrong = finding(
                    Code::SpreadsheetError,
                    Some(file),
                    Some(row.line),
                    format!(
                        "the cell holds {cell:?}, which a spreadsheet shows where a formula went wrong."
                    ),
                );
                wrong.subject = format!("column {name:?}");
                mistakes.add(format!("E error {name}"), wrong);
            }
        }
    }

    /// Writes dates as they are written here; false if it cannot be said what they are.
    fn read_dates(&mut self, expected: &Expected<'_>, file: &str, mistakes: &mut Mistakes) -> bool {
        let named = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| Some((index, expected.columns[(*column)?])));
        let named: Vec<(usize, &str)> = named.filter(|(_, name)| is_date_column(name)).collect();
        let read = |index: usize| {
            Reading::of(
                self.rows
                    .iter()
                    .map(|(line, row)| (*line, text_of(row, index))),
            )
        };
        let readings: Vec<Result<Reading, Unclear<'_>>> =
            named.iter().map(|(index, _)| read(*index)).collect();
        let shared =
            || Reading::shared(readings.iter().filter_map(|reading| reading.as_ref().ok()));
        let (mut of_column, mut unclear) = (Vec::new(), Vec::new());
        for (place, reading) in named.iter().zip(&readings) {
            match reading {
                Ok(reading) => of_column.push((place.0, *reading)),
                Err(Unclear::Ambiguous(..)) if shared().is_some() => {
                    of_column.extend(shared().map(|reading| (place.0, reading)))
                }
                Err(fault) => unclear.push((place.1, fault)),
            }
        }
        if let Some((_, fault)) = unclear.first() {
            let mut wrong = finding(
                Code::UnclearDates,
                Some(file),
                Some(fault.line()),
                fault.message(),
            );
            let names: Vec<String> = unclear
                .iter()
                .map(|(name, _)| format!("{name:?}"))
                .collect();
            wrong.subject = format!(
                "{} {}",
                if names.len() == 1 {
                    "column"
                } else {
                    "columns"
                },
                names.join(", ")
            );
            mistakes.add("E dates".into(), wrong);
            return false;
        }
        let mut notes = Vec::new();
        for (line, row) in &mut self.rows {
            let written: Vec<(usize, String)> = of_column
                .iter()
                .filter_map(|(index, reading)| Some((*index, reading.apply(text_of(row, *index))?)))
                .collect();
            for (index, reading) in of_column
                .iter()
                .filter(|(index, _)| written.iter().any(|(changed, _)| changed == index))
            {
                notes.extend(
                    serial_note(text_of(row, *index))
                        .or(reading.note())
                        .filter(|note| !notes.iter().any(|(_, known)| known == note))
                        .map(|note| (*line, note)),
                );
            }
            if !written.is_empty() {
                let cell = |(index, cell): (usize, &str)| match written
                    .iter()
                    .find(|(changed, _)| *changed == index)
                {
                    Some((_, date)) => date.clone(),
                    None => cell.to_owned(),
                };
                *row = row.iter().enumerate().map(cell).collect();
            }
        }
        for (line, note) in notes {
            mistakes.add(
                format!("N {note}"),
                as_note(finding(
                    Code::Recognised,
                    Some(file),
                    Some(line),
                    format!("{note}."),
                )),
            );
        }
        true
    }
}

/// The columns that the header names; `None` if the rows cannot be read with it.
fn read_header(
    header: &StringRecord,
    body: &[(u64, StringRecord)],
    expected: &Expected<'_>,
    (file, line): (&str, u64),
    mistakes: &mut Mistakes,
) -> Option<Vec<Option<usize>>> {
    let mut sound = true;
    let mut report = |code: Code, name: &str, line: u64, message: String| {
        let subject = format!("column {name:?}");
        mistakes.add(
            format!("E header {code} {name}"),
            Diagnostic {
                subject,
                ..finding(code, Some(file), Some(line), message)
            },
        );
    };
    let known = || expected.columns.join(", ");
    let mut columns: Vec<Option<usize>> = Vec::new();
    for (index, written) in header.iter().enumerate() {
        let name = normalised(written);
        let column = expected.columns.iter().position(|column| *column == name);
        if name.is_empty() {
            // Columns without a name are left over from cells that were emptied.
            if let Some((line, row)) = body
                .iter()
                .find(|(_, row)| row.get(index).is_some_and(|cell| !cell.trim().is_empty()))
            {
                let cell = row.get(index).unwrap_or_default().trim();
                report(
                    Code::UnknownField,
                    &(index + 1).to_string(),
                    *line,
                    format!(
                        "the column has no name, but it holds {cell:?}; the table has {}.",
                        known()
                    ),
                );
            }
        } else if column.is_none() {
            let hint = if header.len() == 1 && written.contains([',', ';', '\t']) {
                " The whole row is one cell: in the spreadsheet, split it with Data, Text to Columns.".into()
            } else {
                nearest(&name, expected.columns)
                    .map_or_else(String::new, |near| format!(" Is {near:?} meant?"))
            };
            report(
                Code::UnknownField,
                written.trim(),
                line,
                format!("the table has no such column; it has {}.{hint}", known()),
            );
        } else if columns.contains(&column) {
            report(
                Code::DuplicateColumn,
                &name,
                line,
                "the column is there more than once.".into(),
            );
            sound = false;
        }
        columns.push(column);
    }
    for name in expected.required {
        if !columns
            .iter()
            .flatten()
            .any(|column| expected.columns[*column] == *name)
        {
            report(
                Code::MissingField,
                name,
                line,
                "the column is missing.".into(),
            );
            sound = false;
        }
    }
    sound.then_some(columns)
}

/// The column whose name differs by a letter or two.
fn nearest<'a>(name: &str, columns: &[&'a str]) -> Option<&'a str> {
    columns
        .iter()
        .map(|column| (strsim::damerau_levenshtein(name, column), *column))
        .min()
        .filter(|(distance, _)| *distance <= 2 && *distance < name.chars().count())
        .map(|(_, column)| column)
}

fn first_cell(row: &StringRecord) -> &str {
    row.get(0).unwrap_or_default().trim()
}

/// True for `# whatever`: a note that somebody left, not the number of a period.
fn is_comment(row: &StringRecord, columns: &[Option<usize>]) -> bool {
    let first = first_cell(row);
    let Some(text) = first.strip_prefix('#') else {
        return false;
    };
    let alone = row.iter().skip(1).all(|cell| cell.trim().is_empty());
    !is_error(first) && !columns.is_empty() && (alone || text.starts_with(char::is_whitespace))
}

fn as_note(finding: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        ..finding
    }
}

fn as_warning(finding: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..finding
    }
}
