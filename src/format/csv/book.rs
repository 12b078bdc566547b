//! Where the tables of a problem lie: files of a folder, or sheets of a workbook.

use super::table::{Origin, Row, Table, columns_of, read_table};
use crate::error::Diagnostics;
use crate::format::options::Budget;
#[cfg(feature = "spreadsheet")]
use crate::format::workbook::Workbook;
use std::collections::BTreeMap;
use std::path::Path;

/// The tables of one problem.
pub(in crate::format) enum Book<'a> {
    /// A folder with a CSV file for each table.
    Folder(&'a Path),
    /// What the files of a folder would hold, by their names.
    Memory(&'a BTreeMap<String, Vec<u8>>),
    /// A workbook with a sheet for each table.
    #[cfg(feature = "spreadsheet")]
    Workbook(&'a Workbook),
}

impl Book<'_> {
    /// What findings call a table, or the whole if no table is named; tables go by their file's name here.
    pub(super) fn place(&self, file: &str) -> String {
        match self {
            Self::Folder(folder) if file.is_empty() => folder.display().to_string(),
            Self::Folder(folder) => folder.join(file).display().to_string(),
            Self::Memory(_) if file.is_empty() => "tables".to_owned(),
            Self::Memory(_) => file.to_owned(),
            #[cfg(feature = "spreadsheet")]
            Self::Workbook(workbook) => workbook.place(file),
        }
    }

    /// True if the table is there.
    pub(super) fn has(&self, file: &str) -> bool {
        match self {
            Self::Folder(folder) => folder.join(file).exists(),
            Self::Memory(tables) => tables.contains_key(file),
            #[cfg(feature = "spreadsheet")]
            Self::Workbook(workbook) => workbook.has(file),
        }
    }

    /// Reads a table, if it is there.
    pub(super) fn read<R: Row>(
        &self,
        file: &str,
        pointer: &str,
        budget: &mut Budget,
        found: &mut Diagnostics,
    ) -> Option<Table<R>> {
        if !self.has(file) {
            return None;
        }
        let origin = match self {
            Self::Folder(folder) => {
                Origin::file(&folder.join(file), &columns_of::<R>(), pointer, budget)
            }
            Self::Memory(tables) => {
                let bytes = tables.get(file)?;
                Origin::bytes(file, bytes, &columns_of::<R>(), pointer, budget)
            }
            #[cfg(feature = "spreadsheet")]
            Self::Workbook(workbook) => Origin {
                name: workbook.place(file),
                records: workbook.records(file),
            },
        };
        Some(read_table(origin, pointer, budget, found))
    }
}
