//! From the rows of a file or a sheet to cells under known columns.

use super::dates::{Reading, Unclear, is_date_column, serial_note};
use super::header::{Expected, Header, find};
use super::mistakes::{Mistakes, as_note};
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
        for note in notes {
            mistakes.note(file, None, &note);
        }
        let header_at = find(rows.iter().map(|(_, row)| row), expected.columns);
        let body = rows.split_off((header_at + 1).min(rows.len()));
        let (header_line, header) = rows.pop()?;
        if let Some((line, title)) = rows.first() {
            let mut cells = title.iter().map(str::trim);
            let title = cells.find(|cell| !cell.is_empty()).unwrap_or_default();
            let message = format!(
                "what stands above the names of the columns in line {header_line} is left out, from {title:?} on."
            );
            let finding = finding(Code::Recognised, Some(file), Some(*line), message);
            mistakes.add("N title".into(), as_note(finding));
        }
        let header = Header {
            cells: &header,
            file,
            line: header_line,
        };
        let mut sheet = Self {
            columns: header.columns(&body, expected, mistakes)?,
            rows: Vec::with_capacity(body.len()),
        };
        let last = body.last().map_or(0, |(line, _)| *line);
        for (line, row) in body {
            let is_cut = is_cut && line == last;
            match sheet.fault_of(&row, &header, is_cut) {
                None => sheet.rows.push((line, row)),
                Some(fault) => {
                    let told = finding(fault.code, Some(file), Some(line), fault.message);
                    let told = match fault.code {
                        Code::CommentRow => as_warning(told),
                        _ => told,
                    };
                    mistakes.add(fault.key.into(), told);
                }
            }
        }
        sheet.refuse_errors(expected, file, mistakes);
        sheet.read_dates(expected, file, mistakes).then_some(sheet)
    }

    /// Why a row is not taken, if it is not; `is_cut` says that the file ends in it, in the middle.
    fn fault_of(&self, row: &StringRecord, header: &Header<'_>, is_cut: bool) -> Option<Fault> {
        let named = self.columns.len();
        let mut beyond = row.iter().skip(named);
        let (key, code, message) = if beyond.any(|cell| !cell.trim().is_empty()) {
            let (cells, line) = (row.len(), header.line);
            let message = format!(
                "the row has {cells} cells, line {line} names {named} columns; a text with a comma in it needs quotes."
            );
            ("E long", Code::InvalidSyntax, message)
        } else if is_cut && row.len() < header.cells.len() {
            let message = "the file ends in the middle of this row.".to_owned();
            ("E cut", Code::InvalidSyntax, message)
        } else if is_comment(row, &self.columns) {
            let first = first_cell(row);
            let message =
                format!("the row begins with #: {first:?} is taken for a comment and left out.");
            ("W comment", Code::CommentRow, message)
        } else {
            return None;
        };
        Some(Fault { key, code, message })
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
        let of_column = match self.readings(expected) {
            Ok(of_column) => of_column,
            Err(unclear) => {
                mistakes.add("E dates".into(), unclear.finding(file));
                return false;
            }
        };
        let mut notes: Vec<(u64, &'static str)> = Vec::new();
        for (line, row) in &mut self.rows {
            let mut written: Vec<(usize, String)> = Vec::new();
            for (index, reading) in &of_column {
                let cell = text_of(row, *index);
                let Some(date) = reading.apply(cell) else {
                    continue;
                };
                written.push((*index, date));
                let note = serial_note(cell).or(reading.note());
                let new = note.filter(|note| !notes.iter().any(|(_, known)| known == note));
                notes.extend(new.map(|note| (*line, note)));
            }
            if !written.is_empty() {
                let cell = |(index, cell): (usize, &str)| {
                    let mut written = written.iter();
                    let date = written.find(|(changed, _)| *changed == index);
                    date.map_or_else(|| cell.to_owned(), |(_, date)| date.clone())
                };
                *row = row.iter().enumerate().map(cell).collect();
            }
        }
        for (line, note) in notes {
            mistakes.note(file, Some(line), note);
        }
        true
    }

    /// How the dates of each column of dates are read. A column that says too little is read as the others are, where these agree.
    fn readings<'a>(
        &self,
        expected: &Expected<'a>,
    ) -> Result<Vec<(usize, Reading)>, UnclearColumns<'a>> {
        let named = self.columns.iter().enumerate();
        let named = named.filter_map(|(index, column)| Some((index, expected.columns[(*column)?])));
        let named: Vec<(usize, &str)> = named.filter(|(_, name)| is_date_column(name)).collect();
        let read = |index: usize| {
            let cells = self.rows.iter();
            Reading::of(cells.map(|(line, row)| (*line, text_of(row, index))))
        };
        let readings: Vec<Result<Reading, Unclear<'_>>> =
            named.iter().map(|(index, _)| read(*index)).collect();
        let shared = Reading::shared(readings.iter().filter_map(|reading| reading.as_ref().ok()));
        let mut of_column = Vec::new();
        let mut unclear: Option<UnclearColumns<'a>> = None;
        for (&(index, name), reading) in named.iter().zip(&readings) {
            match (reading, shared) {
                (Ok(reading), _) => of_column.push((index, *reading)),
                (Err(Unclear::Ambiguous(..)), Some(shared)) => of_column.push((index, shared)),
                (Err(fault), _) => unclear
                    .get_or_insert_with(|| UnclearColumns {
                        line: fault.line(),
                        message: fault.message(),
                        names: Vec::new(),
                    })
                    .names
                    .push(name),
            }
        }
        match unclear {
            None => Ok(of_column),
            Some(unclear) => Err(unclear),
        }
    }
}

/// Why a row is not taken.
struct Fault {
    /// What is told once of all such rows.
    key: &'static str,
    code: Code,
    message: String,
}

/// Columns whose dates cannot be read, and what is wrong in the first of them.
struct UnclearColumns<'a> {
    line: u64,
    message: String,
    names: Vec<&'a str>,
}

impl UnclearColumns<'_> {
    fn finding(self, file: &str) -> Diagnostic {
        let names: Vec<String> = self.names.iter().map(|name| format!("{name:?}")).collect();
        let noun = match names.len() {
            1 => "column",
            _ => "columns",
        };
        Diagnostic {
            subject: format!("{noun} {}", names.join(", ")),
            ..finding(
                Code::UnclearDates,
                Some(file),
                Some(self.line),
                self.message,
            )
        }
    }
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

fn as_warning(finding: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..finding
    }
}
