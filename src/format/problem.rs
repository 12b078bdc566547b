//! Problems from files and texts, and back.

#[cfg(feature = "spreadsheet")]
use super::csv::{Book, Cells, read_as_it_stands, read_tables, short_tables, table_name};
#[cfg(feature = "tables")]
use super::csv::{all_cells, cells_bytes, read_folder, read_memory, write_folder};
use super::json;
#[cfg(feature = "tables")]
use super::options::finding;
#[cfg(not(feature = "spreadsheet"))]
use super::options::not_in_this_build;
use super::options::{Budget, ReadOptions};
use super::source::Source;
#[cfg(feature = "spreadsheet")]
use super::write::write_bytes;
use super::write::write_json_file;
#[cfg(feature = "tables")]
use crate::error::{Code, Error};
use crate::error::{Diagnostics, Result};
use crate::problem::custom::refuse_to_write;
use crate::problem::draft::FORMAT_VERSION;
use crate::problem::{Problem, ProblemDraft};
use std::borrow::Cow;
#[cfg(feature = "tables")]
use std::collections::BTreeMap;
use std::path::Path;

impl ProblemDraft {
    /// Reads a draft, without validating it: a JSON document, a folder of CSV tables (feature `tables`) or a workbook (feature `spreadsheet`).
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with everything that is wrong: E001 to E009, E303 and E405.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        Self::from_path_with(path, &ReadOptions::default())
    }
    /// Reads a draft within other limits; see [`Self::from_path`].
    ///
    /// # Errors
    /// As [`Self::from_path`].
    pub fn from_path_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self> {
        Ok(read(path.as_ref(), options)?.0)
    }
    /// Reads a draft from the text of a JSON document.
    ///
    /// # Errors
    /// As [`Self::from_path`].
    pub fn from_json_str(text: &str) -> Result<Self> {
        Ok(json::parse(text, None)?)
    }
    /// The draft as a JSON document. [Custom rules](crate::custom) have a row that no reader takes (E407).
    #[must_use]
    pub fn to_json(&self) -> String {
        // Plain data with text keys: serde_json has no reason to refuse it.
        serde_json::to_string_pretty(&*self.versioned()).unwrap_or_default()
    }
    /// Writes the draft as a JSON document.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io); [`ErrorKind::Input`](crate::ErrorKind::Input) with E407 for each [custom rule](crate::custom).
    pub fn write_json(&self, path: impl AsRef<Path>) -> Result<()> {
        self.ensure_in_files()?;
        write_json_file(path, &*self.versioned())
    }
    /// Writes the draft as a folder of CSV tables. Tables without rows get no file; one that is there is emptied. With the feature `tables`.
    ///
    /// # Errors
    /// As [`write_json`](Self::write_json).
    #[cfg(feature = "tables")]
    pub fn write_csv(&self, folder: impl AsRef<Path>) -> Result<()> {
        self.ensure_in_files()?;
        write_folder(folder.as_ref(), &self.versioned(), &[])
    }
    /// Reads a draft, without validating it, from what the files of a folder of CSV tables hold, by their names (`doctors.csv`). With the feature `tables`.
    ///
    /// # Errors
    /// As [`Self::from_path`].
    #[cfg(feature = "tables")]
    pub fn from_tables(tables: &BTreeMap<String, Vec<u8>>, options: &ReadOptions) -> Result<Self> {
        Ok(read_memory(tables, &mut Budget::new(options))?.0)
    }
    /// What [`write_csv`](Self::write_csv) would write, by the names of the files. Tables without rows are left out. With the feature `tables`.
    ///
    /// ```
    /// use medrota::format::ReadOptions;
    /// use medrota::{Problem, ProblemBuilder};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// let tables = problem.draft().to_tables()?;
    /// assert!(tables["doctors.csv"].starts_with(b"id"));
    /// assert_eq!(Problem::from_tables(&tables, &ReadOptions::new())?, problem);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with E407 for each [custom rule](crate::custom).
    #[cfg(feature = "tables")]
    pub fn to_tables(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        self.ensure_in_files()?;
        let tables = all_cells(&self.versioned());
        let written = tables.iter().filter(|cells| !cells.rows.is_empty());
        written
            .map(|cells| {
                let bytes = cells_bytes(cells).map_err(|error| Error::io(cells.file, error))?;
                Ok((cells.file.to_owned(), bytes))
            })
            .collect()
    }
    /// Reads a draft, without validating it, from the bytes of a workbook (`.xlsx`, `.ods`, `.xls`). With the feature `spreadsheet`.
    ///
    /// # Errors
    /// As [`Self::from_path`].
    #[cfg(feature = "spreadsheet")]
    pub fn from_workbook(bytes: &[u8], options: &ReadOptions) -> Result<Self> {
        Ok(read_workbook(bytes, options)?.0)
    }
    /// What [`write_workbook`](Self::write_workbook) would write. With the feature `spreadsheet`.
    ///
    /// ```
    /// use medrota::format::ReadOptions;
    /// use medrota::{Problem, ProblemBuilder};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// let workbook = problem.draft().to_workbook()?;
    /// assert_eq!(Problem::from_workbook(&workbook, &ReadOptions::new())?, problem);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`write_workbook`](Self::write_workbook).
    #[cfg(feature = "spreadsheet")]
    pub fn to_workbook(&self) -> Result<Vec<u8>> {
        self.workbook_for(Path::new(IN_MEMORY))
    }
    #[cfg(feature = "spreadsheet")]
    fn workbook_for(&self, path: &Path) -> Result<Vec<u8>> {
        self.ensure_in_files()?;
        let tables: Vec<_> = all_cells(&self.versioned())
            .into_iter()
            .filter(|cells| !cells.rows.is_empty())
            .collect();
        super::workbook::workbook_bytes(path, &tables)
    }
    /// Writes the draft as a workbook (`.xlsx`) with a sheet for each table that has rows, drop-downs, and a sheet that explains every column. With the feature
    /// `spreadsheet`.
    ///
    /// # Errors
    /// As [`write_json`](Self::write_json), and [`ErrorKind::Io`](crate::ErrorKind::Io) for a text longer than the 32,767 characters that a cell holds.
    #[cfg(feature = "spreadsheet")]
    pub fn write_workbook(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        write_bytes(path, self.workbook_for(path)?)
    }
    /// Writes the draft as a workbook to be filled in: as [`write_workbook`](Self::write_workbook), with the tables that `empty` names (`leaves`, `staffing`) also if
    /// they have no rows. With the feature `spreadsheet`.
    ///
    /// # Errors
    /// As [`write_workbook`](Self::write_workbook).
    #[cfg(feature = "spreadsheet")]
    pub fn write_form(&self, path: impl AsRef<Path>, empty: &[&str]) -> Result<()> {
        self.ensure_in_files()?;
        let wanted =
            |cells: &Cells| !cells.rows.is_empty() || empty.contains(&table_name(cells.file));
        let short = short_tables().into_iter().map(|(cells, _)| cells);
        let tables: Vec<_> = all_cells(&self.versioned())
            .into_iter()
            .chain(short)
            .filter(wanted)
            .collect();
        let path = path.as_ref();
        write_bytes(path, super::workbook::workbook_bytes(path, &tables)?)
    }
    /// Refuses a draft with rules that no file can hold.
    fn ensure_in_files(&self) -> Result<()> {
        let mut found = Diagnostics::new();
        for (row, rule) in self.rules.iter().enumerate() {
            if rule.is_custom() {
                refuse_to_write(rule, format!("/rules/{row}"), &mut found);
            }
        }
        if found.is_empty() {
            Ok(())
        } else {
            Err(found.into())
        }
    }
    /// What is written is of this release's version, also if the draft was never given one.
    fn versioned(&self) -> Cow<'_, Self> {
        if self.format == 0 {
            Cow::Owned(Self {
                format: FORMAT_VERSION,
                ..self.clone()
            })
        } else {
            Cow::Borrowed(self)
        }
    }
}

impl Problem {
    /// Reads and validates a problem: a JSON document, a folder of CSV tables (feature `tables`) or a workbook (feature `spreadsheet`).
    ///
    /// ```
    /// use medrota::{Problem, ProblemBuilder};
    ///
    /// let folder = std::env::temp_dir().join(format!("medrota-doc-{}", std::process::id()));
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// problem.draft().write_csv(&folder)?;
    /// assert_eq!(Problem::from_path(&folder)?.draft(), problem.draft());
    /// # std::fs::remove_dir_all(&folder).ok();
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with everything that is wrong, each finding with file and line;
    /// `docs/errors.md` lists the codes.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        Self::from_path_with(path, &ReadOptions::default())
    }
    /// Reads and validates a problem within other limits; see [`Self::from_path`].
    ///
    /// # Errors
    /// As [`Self::from_path`].
    pub fn from_path_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self> {
        let (draft, source) = read(path.as_ref(), options)?;
        validate(draft, source, options)
    }
    /// Reads and validates a problem from what the files of a folder of CSV tables hold, by their names (`doctors.csv`). With the feature `tables`.
    ///
    /// ```
    /// use medrota::Problem;
    /// use medrota::format::ReadOptions;
    ///
    /// let tables = [
    ///     ("problem.csv", "key,value\nname,ward\nkind,week\nstart,2026-09-06\nend,2026-10-03\n"),
    ///     ("departments.csv", "id\nsurgery\n"),
    ///     ("doctors.csv", "id\nana\nben\n"),
    /// ];
    /// let tables = tables.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into();
    /// assert_eq!(Problem::from_tables(&tables, &ReadOptions::new())?.doctors().len(), 2);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_path`], with the names of the tables as files.
    #[cfg(feature = "tables")]
    pub fn from_tables(tables: &BTreeMap<String, Vec<u8>>, options: &ReadOptions) -> Result<Self> {
        let (draft, lines) = read_memory(tables, &mut Budget::new(options))?;
        validate(draft, Source::Folder(lines), options)
    }
    /// Reads and validates a problem from the bytes of a workbook (`.xlsx`, `.ods`, `.xls`). With the feature `spreadsheet`.
    ///
    /// # Errors
    /// As [`Self::from_path`].
    #[cfg(feature = "spreadsheet")]
    pub fn from_workbook(bytes: &[u8], options: &ReadOptions) -> Result<Self> {
        let (draft, source) = read_workbook(bytes, options)?;
        validate(draft, source, options)
    }
    /// Reads and validates a problem from the text of a JSON document.
    ///
    /// # Errors
    /// As [`Self::from_path`], with lines of the text.
    pub fn from_json_str(text: &str) -> Result<Self> {
        let draft: ProblemDraft = json::parse(text, None)?;
        draft.validate_located(|found| json::locate(found, text, None))
    }
    /// The problem as a JSON document. [Custom rules](crate::custom) have a row that no reader takes (E407).
    #[must_use]
    pub fn to_json(&self) -> String {
        self.draft().to_json()
    }
}

/// Copies the tables of a folder or a workbook into a workbook (`.xlsx`) or a folder, **as they stand**: `staffing`, `vacations`, `wishes` and the other short tables
/// stay what they are, where a [`ProblemDraft`] has the rules that they stand for. A workbook has the tables that `empty` names (`leaves`, `pins`) also if they
/// have no rows.
///
/// What the tables say is not looked at; [`Problem::from_path`] does that.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) if the tables cannot be read, [`ErrorKind::Io`](crate::ErrorKind::Io) if they cannot be written.
#[cfg(feature = "spreadsheet")]
pub fn copy_tables(from: impl AsRef<Path>, to: impl AsRef<Path>, empty: &[&str]) -> Result<()> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let mut budget = Budget::new(&ReadOptions::default());
    let (draft, short) = if from.is_dir() {
        super::commit::finish_commit(from);
        read_as_it_stands(&Book::Folder(from), &mut budget)?
    } else {
        let workbook = super::workbook::Workbook::open(from, &mut budget).map_err(json::alone)?;
        read_as_it_stands(&Book::Workbook(&workbook), &mut budget)?
    };
    if !to
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
    {
        return write_folder(to, &draft.versioned(), &short);
    }
    let is_there = |cells: &Cells| short.iter().any(|there| there.file == cells.file);
    let others: Vec<Cells> = short_tables()
        .into_iter()
        .map(|(cells, _)| cells)
        .filter(|cells| !is_there(cells))
        .collect();
    let wanted = |cells: &Cells| !cells.rows.is_empty() || empty.contains(&table_name(cells.file));
    let tables: Vec<Cells> = all_cells(&draft.versioned())
        .into_iter()
        .chain(short)
        .chain(others)
        .filter(wanted)
        .collect();
    write_bytes(to, super::workbook::workbook_bytes(to, &tables)?)
}

/// What findings call a workbook that is no file.
#[cfg(feature = "spreadsheet")]
const IN_MEMORY: &str = "workbook";

fn validate(draft: ProblemDraft, source: Source, options: &ReadOptions) -> Result<Problem> {
    draft.validate_located(|found| {
        source.locate(found);
        if options.is_strict() {
            found.make_strict();
        }
    })
}

#[cfg(feature = "spreadsheet")]
fn read_workbook(
    bytes: &[u8],
    options: &ReadOptions,
) -> std::result::Result<(ProblemDraft, Source), Diagnostics> {
    let mut budget = Budget::new(options);
    let taken = budget.take_bytes(bytes.len() as u64, IN_MEMORY);
    taken.map_err(json::alone)?;
    let workbook = super::workbook::Workbook::of(IN_MEMORY.into(), bytes.to_vec(), &mut budget);
    read_sheets(&workbook.map_err(json::alone)?, &mut budget)
}

#[cfg(feature = "spreadsheet")]
fn read_sheets(
    workbook: &super::workbook::Workbook,
    budget: &mut Budget,
) -> std::result::Result<(ProblemDraft, Source), Diagnostics> {
    let mut found = Diagnostics::new();
    workbook.report_strangers(&mut found);
    let (draft, lines) = read_tables(&Book::Workbook(workbook), budget, found)?;
    Ok((draft, Source::Folder(lines)))
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

fn read(
    path: &Path,
    options: &ReadOptions,
) -> std::result::Result<(ProblemDraft, Source), Diagnostics> {
    let mut budget = Budget::new(options);
    let name = path.display().to_string();
    #[cfg(not(feature = "tables"))]
    if path.is_dir() {
        return Err(json::alone(not_in_this_build(
            path,
            "a folder of tables",
            "tables",
        )));
    }
    #[cfg(feature = "tables")]
    if path.is_dir() {
        let (draft, lines) = read_folder(path, &mut budget)?;
        return Ok((draft, Source::Folder(lines)));
    }
    #[cfg(feature = "spreadsheet")]
    if super::workbook::is_workbook(path) {
        let workbook = super::workbook::Workbook::open(path, &mut budget).map_err(json::alone)?;
        return read_sheets(&workbook, &mut budget);
    }
    #[cfg(not(feature = "spreadsheet"))]
    if has_ending(path, "xlsx") {
        return Err(json::alone(not_in_this_build(
            path,
            "a workbook",
            "spreadsheet",
        )));
    }
    #[cfg(not(feature = "tables"))]
    if has_ending(path, "csv") {
        return Err(json::alone(not_in_this_build(path, "a table", "tables")));
    }
    #[cfg(feature = "tables")]
    if has_ending(path, "csv") {
        let message = "it is one table of a problem; name its folder.";
        return Err(json::alone(finding(
            Code::UnreadableFile,
            Some(&name),
            None,
            message,
        )));
    }
    let text = budget.read_text(path).map_err(json::alone)?;
    let draft: ProblemDraft = json::parse(&text, Some(&name))?;
    budget
        .take_rows(rows_of(&draft), Some(&name))
        .map_err(json::alone)?;
    Ok((draft, Source::Json(Some(name), text)))
}

/// Rows of the lists that can grow with the world.
fn rows_of(draft: &ProblemDraft) -> usize {
    let people =
        draft.doctors.len() + draft.leaves.len() + draft.documents.len() + draft.history.len();
    let places = draft.departments.len()
        + draft.activities.len()
        + draft.capacities.len()
        + draft.closures.len()
        + draft.absences.len();
    let rules =
        draft.requirements.len() + draft.preferences.len() + draft.events.len() + draft.rules.len();
    people + places + rules + draft.published.len() + draft.published_attendances.len()
}
