//! Where the values of a draft were read from.

use super::json;
use super::sheet::merge_same;
use crate::error::{Diagnostics, Severity};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a draft was read from, to say where a finding about it is.
#[derive(Debug)]
pub(super) enum Source {
    /// A JSON document: its file, if it has one, and its text.
    Json(Option<String>, String),
    /// A folder of CSV tables.
    Folder(FolderLines),
}

impl Source {
    /// Adds file and line to findings; those about tables that are one mistake become one, behind what was found when the tables were read.
    pub(super) fn locate(self, found: &mut Diagnostics) {
        match self {
            Self::Json(..) if found.is_empty() => {}
            Self::Json(file, text) => json::locate(found, &text, file.as_deref()),
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
#[derive(Debug)]
pub(super) struct FolderLines {
    folder: PathBuf,
    tables: HashMap<&'static str, (&'static str, Vec<u64>)>,
    /// Warnings and notes of the reader.
    found: Diagnostics,
}

impl FolderLines {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), tables: HashMap::new(), found: Diagnostics::new() }
    }

    /// The rows of the list at `pointer` start on these lines of a file.
    pub(super) fn add(&mut self, pointer: &'static str, file: &'static str, lines: Vec<u64>) {
        self.tables.insert(pointer, (file, lines));
    }

    /// The value at `pointer` is on this line of a file.
    pub(super) fn add_setting(&mut self, pointer: &'static str, file: &'static str, line: u64) {
        self.tables.insert(pointer, (file, vec![line]));
    }

    /// Keeps what was found that refuses nothing.
    pub(super) fn keep(&mut self, found: Diagnostics) {
        self.found.extend(found);
    }

    fn locate(&self, found: &mut Diagnostics) {
        for diagnostic in found.iter_mut().filter(|diagnostic| diagnostic.place.file.is_none()) {
            let pointer = &diagnostic.place.pointer;
            let table = pointer.match_indices('/').map(|(end, _)| end).skip(1).chain([pointer.len()]);
            let table = table.filter_map(|end| Some((end, self.tables.get(&pointer[..end])?))).last();
            let path = match table {
                Some((end, (file, lines))) => {
                    let row = pointer[end..].split('/').nth(1).and_then(|row| row.parse::<usize>().ok());
                    diagnostic.place.line = row.and_then(|row| lines.get(row)).or_else(|| single(lines)).copied();
                    self.folder.join(file)
                }
                None => self.folder.clone(),
            };
            diagnostic.place.file = Some(path.display().to_string());
        }
    }
}

fn single(lines: &[u64]) -> Option<&u64> {
    if let [line] = lines { Some(line) } else { None }
}
