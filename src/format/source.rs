//! Where the values of a draft were read from.

use super::json;
#[cfg(feature = "tables")]
use super::sheet::merge_same;
use crate::error::Diagnostics;
#[cfg(feature = "tables")]
use crate::error::{Code, Severity, row_in};
#[cfg(feature = "tables")]
use std::collections::HashMap;

/// What a draft was read from, to say where a finding about it is.
#[derive(Debug)]
pub(super) enum Source {
    /// A JSON document: its file, if it has one, and its text.
    Json(Option<String>, String),
    /// A folder of CSV tables.
    #[cfg(feature = "tables")]
    Folder(FolderLines),
}

impl Source {
    /// Adds file and line to findings; those about tables that are one mistake become one, behind what was found when the tables were read.
    pub(super) fn locate(self, found: &mut Diagnostics) {
        match self {
            Self::Json(..) if found.is_empty() => {}
            Self::Json(file, text) => json::locate(found, &text, file.as_deref()),
            #[cfg(feature = "tables")]
            Self::Folder(lines) => {
                lines.locate(found);
                let mut all = lines.found;
                if found.has_errors() {
                    // How the tables were understood is of no interest as long as they cannot be used.
                    all.retain_from(0, |diagnostic| diagnostic.severity > Severity::Note);
                }
                all.extend(std::mem::take(found));
                merge_same(&mut all);
                *found = all;
            }
        }
    }
}

/// The lines of the rows of the tables of a folder.
#[cfg(feature = "tables")]
#[derive(Debug, Default)]
pub(super) struct FolderLines {
    /// The folder, or the workbook.
    book: String,
    /// For each list of the draft the tables that its rows come from, in order.
    tables: HashMap<&'static str, Vec<(String, Vec<u64>)>>,
    /// Warnings and notes of the reader.
    found: Diagnostics,
}

#[cfg(feature = "tables")]
impl FolderLines {
    /// The next rows of the list at `pointer` start on these lines of a file.
    pub(super) fn add(&mut self, pointer: &'static str, file: String, lines: Vec<u64>) {
        self.tables.entry(pointer).or_default().push((file, lines));
    }

    /// The value at `pointer` is on this line of a file.
    pub(super) fn add_setting(&mut self, pointer: &'static str, file: String, line: u64) {
        self.tables.insert(pointer, vec![(file, vec![line])]);
    }

    /// Keeps the name of the whole and what was found that refuses nothing.
    pub(super) fn keep(&mut self, book: String, found: Diagnostics) {
        self.book = book;
        self.found.extend(found);
    }

    fn locate(&self, found: &mut Diagnostics) {
        for diagnostic in found
            .iter_mut()
            .filter(|diagnostic| diagnostic.place.file.is_none())
        {
            if let Code::DuplicateId | Code::LimitLeftOut = diagnostic.code
                && let Some(message) = self.with_line(&diagnostic.message)
            {
                diagnostic.message = message;
            }
            let pointer = &diagnostic.place.pointer;
            let table = pointer
                .match_indices('/')
                .map(|(end, _)| end)
                .skip(1)
                .chain([pointer.len()]);
            let table = table
                .filter_map(|end| Some((end, self.tables.get(&pointer[..end])?)))
                .last();
            diagnostic.place.file = Some(match table {
                Some((end, parts)) => {
                    let row = pointer[end..]
                        .split('/')
                        .nth(1)
                        .and_then(|row| row.parse::<usize>().ok());
                    let (file, line) = place(parts, row);
                    diagnostic.place.line = line;
                    file
                }
                None => self.book.clone(),
            });
        }
    }
}

#[cfg(feature = "tables")]
impl FolderLines {
    /// A message that names another row, with the file and the line that it is on.
    fn with_line(&self, message: &str) -> Option<String> {
        let (before, table, row, behind) = row_in(message)?;
        let parts = self.tables.get(format!("/{table}").as_str())?;
        let (file, line) = place(parts, Some(row));
        let name = std::path::Path::new(&file).file_name()?.to_string_lossy();
        Some(format!("{before}line {} of {name}{behind}", line?))
    }
}

/// File and line of a row of a list; of a list with one row also if no row is named.
#[cfg(feature = "tables")]
fn place(parts: &[(String, Vec<u64>)], row: Option<usize>) -> (String, Option<u64>) {
    let mut left = row.unwrap_or(0);
    for (file, lines) in parts {
        if let Some(line) = lines
            .get(left)
            .filter(|_| row.is_some() || lines.len() == 1)
        {
            return (file.clone(), Some(*line));
        }
        left = left.saturating_sub(lines.len());
    }
    (
        parts
            .first()
            .map_or_else(String::new, |part| part.0.clone()),
        None,
    )
}
