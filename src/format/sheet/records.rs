//! The rows of a text or of a sheet, before anything is known about them but their cells.

use super::header::{LOOKED_AT, score};
use csv::{Position, ReaderBuilder, StringRecord};

/// What may stand between the cells of a row; where two fit alike the first is taken.
const SEPARATORS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

/// Rows that hold anything, with the line each starts on.
#[derive(Debug, Default)]
pub(in crate::format) struct Records {
    pub(super) rows: Vec<(u64, StringRecord)>,
    /// What to tell of how they were recognised.
    pub(in crate::format) notes: Vec<String>,
    /// The last row has no line end.
    pub(super) is_cut: bool,
}

/// Why a text has no rows: a line, if one can be named, and a sentence.
pub(in crate::format) type NoRows = (Option<u64>, String);

impl Records {
    /// Rows that come from somewhere else than a text.
    #[cfg(feature = "spreadsheet")]
    pub(in crate::format) fn new(rows: Vec<(u64, StringRecord)>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }

    /// Reads at most about `most` rows; the separator is the one under which most of the columns are found.
    pub(in crate::format) fn from_text(
        text: &str,
        columns: &[&str],
        most: usize,
    ) -> Result<Self, NoRows> {
        if let Some(line) = open_quote(text) {
            return Err((Some(line), "a quote that opens here is not closed.".into()));
        }
        // Spreadsheets understand, and some write, a first line that names the separator.
        let named = text
            .get(..5)
            .filter(|line| line.to_ascii_lowercase().starts_with("sep="))
            .map(|line| line.as_bytes()[4]);
        let named = named.filter(|_| text[5..].starts_with(['\r', '\n']));
        let (separator, skipped) = match named {
            Some(separator) => (separator, 1),
            None => (separator_of(text, columns), 0),
        };
        let mut records = Self {
            is_cut: !text.ends_with(['\n', '\r']),
            ..Self::default()
        };
        if let Some((_, word)) = SEPARATORS
            .iter()
            .skip(1)
            .find(|(known, _)| *known == separator)
        {
            records
                .notes
                .push(format!("its cells are separated by {word}"));
        }
        for row in rows(text, separator).skip(skipped) {
            let (line, row) = row?;
            if !is_empty(&row) {
                records.rows.push((line, row));
            }
            if records.rows.len() > most.saturating_add(LOOKED_AT) {
                break;
            }
        }
        Ok(records)
    }
}

/// True if no cell holds anything.
pub(super) fn is_empty(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn separator_of(text: &str, columns: &[&str]) -> u8 {
    let fits = |separator: u8| {
        let looked_at = rows(text, separator)
            .map_while(Result::ok)
            .map(|(_, row)| row)
            .filter(|row| !is_empty(row))
            .take(LOOKED_AT);
        looked_at.map(|row| score(&row, columns)).max().unwrap_or(0)
    };
    let mut best = (SEPARATORS[0].0, 0);
    for (separator, _) in SEPARATORS {
        let score = fits(separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

/// The rows of a text, empty lines left out.
fn rows(text: &str, separator: u8) -> impl Iterator<Item = Result<(u64, StringRecord), NoRows>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    std::iter::from_fn(move || {
        let mut row = StringRecord::new();
        match reader.read_record(&mut row) {
            Ok(true) => Some(Ok((
                row.position()
                    .map_or(0, |position| first_line(text, position)),
                row,
            ))),
            Ok(false) => None,
            Err(error) => Some(Err((
                error.position().map(Position::line),
                format!("{error}."),
            ))),
        }
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
fn first_line(text: &str, position: &Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text
        .as_bytes()
        .get(start..)
        .into_iter()
        .flatten()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + blank.filter(|&&byte| byte == b'\n').count() as u64
}
