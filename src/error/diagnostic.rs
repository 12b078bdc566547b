//! Findings about an input, collected and reported at once.

use super::code::Held;
use super::{Code, visible};
use crate::limits;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// How bad a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// How the input was understood, where it was not in the plain form.
    Note,
    /// The input is usable; the finding is worth a look.
    Warning,
    /// The input cannot be used.
    Error,
}

impl Severity {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Where in the input a finding is.
///
/// `pointer` is always the place in the problem draft as a JSON pointer (`/doctors/3/arrival`); readers add the file
/// and line it came from.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// File the input was read from, if any.
    pub file: Option<String>,
    /// Line in that file, 1-based.
    pub line: Option<u64>,
    /// JSON pointer into the draft; empty for the whole document.
    pub pointer: String,
}

/// One finding about an input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// The entity it speaks of, such as `doctor "ana"`.
    pub subject: String,
    /// What is wrong, in one sentence.
    pub message: String,
}

impl Diagnostic {
    fn at(
        severity: Severity,
        code: Code,
        pointer: impl Into<String>,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            place: Place {
                pointer: pointer.into(),
                ..Place::default()
            },
            subject: subject.into(),
            message: message.into(),
        }
    }
    /// What to do about it, in the words of what the input is: a sheet, a table, a document.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match &self.place.file {
            Some(file) => self.code.remedy_in(Held::of(file)),
            None => self.code.remedy(),
        }
    }
    /// True for a row of a table: its place is a line and a column, not where its list is in a document.
    fn is_in_table(&self) -> bool {
        let file = self.place.file.as_deref();
        self.place.line.is_some() && file.is_some_and(|file| Held::of(file) != Held::Document)
    }
    /// The column of the table at hand that the pointer leads to, unless the subject says it.
    fn column(&self) -> Option<&str> {
        let parts: Vec<&str> = self.place.pointer.split('/').skip(1).collect();
        let row = parts
            .iter()
            .position(|part| part.parse::<usize>().is_ok())?;
        let file = self.place.file.as_deref()?;
        let table = match (Held::of(file), file.rsplit_once('!')) {
            (Held::Sheet, Some((_, sheet))) => sheet,
            _ => Path::new(file).file_stem()?.to_str()?,
        };
        // A table that writes rows of another list has other columns.
        let is_own = table.trim().eq_ignore_ascii_case(&parts[..row].join("_"));
        let column = parts.get(row + 1).copied()?;
        (is_own && !self.subject.starts_with("column ")).then_some(column)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.place.file {
            write!(formatter, "{}:", visible(file))?;
            if let Some(line) = self.place.line {
                write!(formatter, "{line}:")?;
            }
            formatter.write_str(" ")?;
        }
        write!(formatter, "{} ", self.code)?;
        if self.is_in_table() {
            if let Some(column) = self.column() {
                write!(formatter, "in column {} ", visible(column))?;
            }
        } else if !self.place.pointer.is_empty() {
            write!(formatter, "at {} ", visible(&self.place.pointer))?;
        }
        if !self.subject.is_empty() {
            write!(formatter, "({}) ", visible(&self.subject))?;
        }
        write!(formatter, "{} {}", visible(&self.message), self.remedy())
    }
}

/// All findings about one input, in the order of the input.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    suppressed: usize,
    /// Warnings and notes in the list.
    warnings: usize,
    /// Findings in the list, by code.
    by_code: BTreeMap<Code, usize>,
}

impl Diagnostics {
    /// Findings kept; further ones are only counted, so that a broken file of a million rows stays readable. The same holds for more than
    /// [`limits::FINDINGS_OF_A_CODE`] with one code: no mistake hides the others.
    pub const LIMIT: usize = limits::FINDINGS;

    /// True if further findings of a code are only counted.
    pub(crate) fn is_full_of(&self, code: Code) -> bool {
        self.by_code
            .get(&code)
            .is_some_and(|count| *count >= limits::FINDINGS_OF_A_CODE)
    }

    /// No findings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds an error.
    pub fn error(
        &mut self,
        code: Code,
        pointer: impl Into<String>,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.push(Diagnostic::at(
            Severity::Error,
            code,
            pointer,
            subject,
            message,
        ));
    }
    /// Adds a warning.
    pub fn warning(
        &mut self,
        code: Code,
        pointer: impl Into<String>,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.push(Diagnostic::at(
            Severity::Warning,
            code,
            pointer,
            subject,
            message,
        ));
    }
    /// Adds a note.
    pub fn note(
        &mut self,
        code: Code,
        pointer: impl Into<String>,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.push(Diagnostic::at(
            Severity::Note,
            code,
            pointer,
            subject,
            message,
        ));
    }
    /// Adds a finding; an error takes the place of a warning when the list is full. Texts are cut to a length that can be read.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        let of_code = self.by_code.get(&diagnostic.code).copied().unwrap_or(0);
        if of_code >= limits::FINDINGS_OF_A_CODE {
            self.suppressed += 1;
            return;
        }
        if self.list.len() >= Self::LIMIT {
            self.suppressed += 1;
            let warning = self
                .list
                .iter()
                .position(|kept| kept.severity < Severity::Error);
            match warning.filter(|_| diagnostic.severity == Severity::Error && self.warnings > 0) {
                Some(warning) => self.forget(warning),
                None => return,
            }
        }
        for text in [
            &mut diagnostic.place.pointer,
            &mut diagnostic.subject,
            &mut diagnostic.message,
        ] {
            shorten(text);
        }
        self.warnings += usize::from(diagnostic.severity < Severity::Error);
        *self.by_code.entry(diagnostic.code).or_default() += 1;
        self.list.push(diagnostic);
    }
    fn forget(&mut self, position: usize) {
        let gone = self.list.remove(position);
        self.warnings -= usize::from(gone.severity < Severity::Error);
        if let Some(kept) = self.by_code.get_mut(&gone.code) {
            *kept -= 1;
        }
    }
    /// Appends the findings of `other`.
    pub fn extend(&mut self, other: Self) {
        self.suppressed += other.suppressed;
        for diagnostic in other.list {
            self.push(diagnostic);
        }
    }
    /// The findings.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }
    /// The findings, one after another.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
    /// Findings that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// The findings, to add file and line.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }
    /// Drops the findings from position `start` on that `keep` refuses.
    pub(crate) fn retain_from(&mut self, start: usize, keep: impl Fn(&Diagnostic) -> bool) {
        let tail = self.list.split_off(start.min(self.list.len()));
        self.list.extend(tail.into_iter().filter(keep));
        self.recount();
    }
    /// Puts `list` in the place of the findings; what was only counted stays counted.
    pub(crate) fn replace(&mut self, list: Vec<Diagnostic>) {
        self.list = list;
        self.recount();
    }
    fn recount(&mut self) {
        self.warnings = self
            .list
            .iter()
            .filter(|kept| kept.severity < Severity::Error)
            .count();
        self.by_code.clear();
        for kept in &self.list {
            *self.by_code.entry(kept.code).or_default() += 1;
        }
    }
    /// Findings that were counted but not kept.
    #[must_use]
    pub fn suppressed(&self) -> usize {
        self.suppressed
    }
    /// True if a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
    /// True if a finding is a warning.
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Warning)
    }
    /// Makes errors of all warnings; notes stay what they are.
    pub fn make_strict(&mut self) {
        self.list
            .iter_mut()
            .filter(|diagnostic| diagnostic.severity == Severity::Warning)
            .for_each(|diagnostic| {
                diagnostic.severity = Severity::Error;
            });
        self.recount();
    }
    /// True if there is no finding.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A row besides the one that a finding is about, in a message; readers of tables put file and line in its place.
pub(crate) fn row_words(table: &str, index: usize) -> String {
    format!("{ROW}{} of {table}", index.saturating_add(1))
}

/// What [`row_words`] begins with.
const ROW: &str = "row ";

/// The first such row of a message: what comes before it, its table, its position, and what comes behind it.
#[cfg(feature = "tables")]
pub(crate) fn row_in(message: &str) -> Option<(&str, &str, usize, &str)> {
    let (before, rest) = message.split_once(ROW)?;
    let (number, rest) = rest.split_once(" of ")?;
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    let is_name = |character: char| character.is_ascii_lowercase() || character == '_';
    let end = rest.find(|character| !is_name(character));
    let (table, behind) = rest.split_at(end.unwrap_or(rest.len()));
    Some((before, table, index, behind))
}

/// Longest text of a finding.
const LONGEST_TEXT: usize = 2_000;

/// Cuts a text that nobody would read to its end.
fn shorten(text: &mut String) {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT)
            .rev()
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{diagnostic}")?;
        }
        if self.suppressed > 0 {
            write!(formatter, "\nand {} more", self.suppressed)?;
        }
        Ok(())
    }
}

iterates!(Diagnostics, list: Diagnostic);

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, found: T) {
        found
            .into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(found: T) -> Self {
        let mut all = Self::new();
        Extend::extend(&mut all, found);
        all
    }
}

/// What a user can be told is wrong with an input is an error like any other: `?` takes it anywhere.
impl std::error::Error for Diagnostics {}

impl serde::Serialize for Diagnostics {
    /// `findings`, each with its `remedy` beside what it says, and how many were `suppressed`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        #[derive(serde::Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            diagnostic: &'a Diagnostic,
            remedy: &'static str,
        }
        let findings: Vec<Told<'_>> = self
            .iter()
            .map(|diagnostic| Told {
                diagnostic,
                remedy: diagnostic.remedy(),
            })
            .collect();
        let mut out = serializer.serialize_struct("Diagnostics", 2)?;
        out.serialize_field("findings", &findings)?;
        out.serialize_field("suppressed", &self.suppressed)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str, line: u64, pointer: &str) -> String {
        let mut found = Diagnostics::new();
        found.error(Code::UnknownReference, pointer, "", "there is none.");
        let mut found = found.as_slice()[0].clone();
        found.place.file = Some(file.into());
        found.place.line = Some(line);
        found.to_string()
    }

    #[test]
    fn a_place_is_named_as_whoever_reads_it_sees_it() {
        for (file, pointer, place) in [
            (
                "year.xlsx!leaves",
                "/leaves/10/doctor",
                "year.xlsx!leaves:12: E103 in column doctor ",
            ),
            (
                "t/leaves.csv",
                "/leaves/10/doctor",
                "t/leaves.csv:12: E103 in column doctor ",
            ),
            (
                "t/horizon_blocks.csv",
                "/horizon/blocks/1/from",
                "t/horizon_blocks.csv:12: E103 in column from ",
            ),
            (
                "t/requirements.csv",
                "/requirements/1/doctors/levels/0",
                "t/requirements.csv:12: E103 in column doctors ",
            ),
            (
                "t/staffing.csv",
                "/rules/1/activities",
                "t/staffing.csv:12: E103 there",
            ),
            (
                "t/problem.csv",
                "/horizon/start",
                "t/problem.csv:12: E103 there",
            ),
            (
                "year.json",
                "/leaves/10/doctor",
                "year.json:12: E103 at /leaves/10/doctor ",
            ),
        ] {
            let told = told(file, 12, pointer);
            assert!(told.starts_with(place), "{told}");
        }
    }
}
