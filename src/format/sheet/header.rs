//! The row that names the columns: not always the first one, and not always written as in the docs.

use super::mistakes::Mistakes;
use crate::error::{Code, Diagnostic};
use crate::format::options::finding;
use csv::StringRecord;
use std::collections::HashSet;

/// A name of a column without what people and spreadsheets add to it: capitals, spaces around and within, hyphens, a star or a colon behind.
pub(in crate::format) fn normalised(name: &str) -> String {
    let name = name.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}' | '*' | ':')
    });
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' => out.push('_'),
            letter if letter.is_whitespace() => {
                if !out.ends_with('_') {
                    out.push('_');
                }
            }
            letter => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// How many different columns a row names.
pub(super) fn score(row: &StringRecord, columns: &[&str]) -> usize {
    let names: HashSet<String> = row.iter().map(normalised).collect();
    columns
        .iter()
        .filter(|column| names.contains(**column))
        .count()
}

/// Rows that are looked at to find the header.
pub(super) const LOOKED_AT: usize = 20;

/// The position of the row that names most columns, of several the first; the first row if none names any.
pub(super) fn find<'a>(rows: impl Iterator<Item = &'a StringRecord>, columns: &[&str]) -> usize {
    let mut best = (0, 0);
    for (index, row) in rows.take(LOOKED_AT).enumerate() {
        let score = score(row, columns);
        if score > best.1 {
            best = (index, score);
        }
    }
    best.0
}

/// The columns that a table may have, and those that it must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) columns: &'a [&'a str],
    pub(crate) required: &'a [&'a str],
}

/// The row that names the columns.
pub(super) struct Header<'a> {
    pub(super) cells: &'a StringRecord,
    pub(super) file: &'a str,
    pub(super) line: u64,
}

impl Header<'_> {
    /// The columns that it names; `None` if the rows cannot be read with it.
    pub(super) fn columns(
        &self,
        body: &[(u64, StringRecord)],
        expected: &Expected<'_>,
        mistakes: &mut Mistakes,
    ) -> Option<Vec<Option<usize>>> {
        let mut sound = true;
        let known = expected.columns.join(", ");
        let mut columns: Vec<Option<usize>> = Vec::new();
        for (index, written) in self.cells.iter().enumerate() {
            let name = normalised(written);
            let column = expected.columns.iter().position(|column| *column == name);
            if name.is_empty() {
                // Columns without a name are left over from cells that were emptied.
                let mut cells = body
                    .iter()
                    .map(|(line, row)| (line, row.get(index).unwrap_or_default().trim()));
                if let Some((line, cell)) = cells.find(|(_, cell)| !cell.is_empty()) {
                    let number = (index + 1).to_string();
                    let message = format!(
                        "the column has no name, but it holds {cell:?}; the table has {known}."
                    );
                    self.report(Code::UnknownField, &number, *line, message, mistakes);
                }
            } else if column.is_none() {
                let hint = self.hint(written, &name, expected);
                let message = format!("the table has no such column; it has {known}.{hint}");
                let name = written.trim();
                self.report(Code::UnknownField, name, self.line, message, mistakes);
            } else if columns.contains(&column) {
                let message = "the column is there more than once.".to_owned();
                self.report(Code::DuplicateColumn, &name, self.line, message, mistakes);
                sound = false;
            }
            columns.push(column);
        }
        for name in expected.required {
            let mut there = columns.iter().flatten();
            if !there.any(|column| expected.columns[*column] == *name) {
                let message = "the column is missing.".to_owned();
                self.report(Code::MissingField, name, self.line, message, mistakes);
                sound = false;
            }
        }
        sound.then_some(columns)
    }

    /// What may be meant by a name that the table does not have.
    fn hint(&self, written: &str, name: &str, expected: &Expected<'_>) -> String {
        if self.cells.len() == 1 && written.contains([',', ';', '\t']) {
            return " The whole row is one cell: in the spreadsheet, split it with Data, Text to Columns.".into();
        }
        nearest(name, expected.columns)
            .map_or_else(String::new, |near| format!(" Is {near:?} meant?"))
    }

    fn report(&self, code: Code, name: &str, line: u64, message: String, mistakes: &mut Mistakes) {
        let told = Diagnostic {
            subject: format!("column {name:?}"),
            ..finding(code, Some(self.file), Some(line), message)
        };
        mistakes.add(format!("E header {code} {name}"), told);
    }
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

#[cfg(test)]
mod tests {
    use super::{find, normalised};
    use csv::StringRecord;

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in [
            "visa_from",
            "Visa from",
            " VISA-FROM ",
            "visa  from*",
            "\u{feff}Visa_From:",
        ] {
            assert_eq!(normalised(name), "visa_from");
        }
    }

    #[test]
    fn titles_stand_above_the_header() {
        let rows: Vec<StringRecord> = [
            ["Residents of 2026", "", ""],
            ["ID", "Name", "Level"],
            ["id", "name", ""],
        ]
        .iter()
        .map(|row| StringRecord::from(&row[..]))
        .collect();
        assert_eq!(find(rows.iter(), &["id", "name", "level"]), 1);
        assert_eq!(find(rows.iter(), &["doctor"]), 0);
    }
}
