//! Limits of the readers, and reading a file within them.

use super::commit::finish_commit_beside;
#[cfg(feature = "tables")]
use super::sheet::{Decoded, decode};
use crate::error::{Code, Diagnostic, Place, Severity};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much a reader takes before it refuses an input with `E007`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    max_bytes: u64,
    max_rows: usize,
    strict: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_bytes: 512 << 20,
            max_rows: 5_000_000,
            strict: false,
        }
    }
}

impl ReadOptions {
    /// 512 MiB and 5 million rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Refuses a problem for whatever is worth a warning.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }
    pub(super) fn is_strict(&self) -> bool {
        self.strict
    }
    /// Most bytes of a document, or of all tables of a folder together.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }
    /// Most rows of all tables together.
    #[must_use]
    pub fn max_rows(mut self, rows: usize) -> Self {
        self.max_rows = rows;
        self
    }
}

/// What is left of the limits while the files of one input are read.
#[derive(Debug)]
pub(super) struct Budget {
    options: ReadOptions,
    bytes_left: u64,
    rows_left: usize,
}

impl Budget {
    pub(super) fn new(options: &ReadOptions) -> Self {
        Self {
            options: *options,
            bytes_left: options.max_bytes,
            rows_left: options.max_rows,
        }
    }

    /// Takes rows off the budget; a finding if there are not as many left.
    pub(super) fn take_rows(&mut self, rows: usize, file: Option<&str>) -> Result<(), Diagnostic> {
        self.rows_left = self.rows_left.checked_sub(rows).ok_or_else(|| {
            let message = format!("the input has more than {} rows.", self.options.max_rows);
            finding(Code::InputTooLarge, file, None, message)
        })?;
        Ok(())
    }

    /// The bytes of a file.
    pub(super) fn read_bytes(&mut self, path: &Path) -> Result<Vec<u8>, Diagnostic> {
        let name = path.display().to_string();
        let unreadable = |error: std::io::Error| {
            finding(
                Code::UnreadableFile,
                Some(&name),
                None,
                format!("it cannot be read: {error}."),
            )
        };
        finish_commit_beside(path);
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(self.bytes_left.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        self.take_bytes(bytes.len() as u64, &name)?;
        Ok(bytes)
    }

    /// What is left of the bytes.
    #[cfg(feature = "spreadsheet")]
    pub(super) fn bytes_left(&self) -> u64 {
        self.bytes_left
    }

    /// Takes bytes off the budget; a finding if there are not as many left.
    pub(super) fn take_bytes(&mut self, bytes: u64, file: &str) -> Result<(), Diagnostic> {
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or_else(|| {
            let message = format!(
                "the input has more than {} bytes, or would have when it is unpacked.",
                self.options.max_bytes
            );
            finding(Code::InputTooLarge, Some(file), None, message)
        })?;
        Ok(())
    }

    /// The text of a table, whatever its encoding is.
    #[cfg(feature = "tables")]
    pub(super) fn read_table(&mut self, path: &Path) -> Result<Decoded, Diagnostic> {
        table_text(&path.display().to_string(), self.read_bytes(path)?)
    }

    /// The text of a document in UTF-8 without its byte order mark.
    pub(super) fn read_text(&mut self, path: &Path) -> Result<String, Diagnostic> {
        document_text(&path.display().to_string(), self.read_bytes(path)?)
    }
}

/// The text of a table, whatever its encoding is.
#[cfg(feature = "tables")]
pub(super) fn table_text(name: &str, bytes: Vec<u8>) -> Result<Decoded, Diagnostic> {
    decode(bytes).map_err(|(line, message)| finding(Code::InvalidSyntax, Some(name), line, message))
}

/// The text of a document in UTF-8 without its byte order mark.
pub(super) fn document_text(name: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    match String::from_utf8(bytes) {
        Ok(text) if text.starts_with('\u{feff}') => Ok(text['\u{feff}'.len_utf8()..].to_owned()),
        Ok(text) => Ok(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..valid]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count() as u64;
            let message = format!("byte {} is not UTF-8.", valid + 1);
            Err(finding(
                Code::InvalidSyntax,
                Some(name),
                Some(line),
                message,
            ))
        }
    }
}

/// A finding about a file that this build cannot read: it lacks the feature.
#[cfg(not(feature = "spreadsheet"))]
pub(crate) fn not_in_this_build(path: &Path, what: &str, feature: &str) -> Diagnostic {
    let message = format!(
        "it is {what}, which this build does not read: medrota was built without its feature {feature:?}."
    );
    finding(
        Code::UnreadableFile,
        Some(&path.display().to_string()),
        None,
        message,
    )
}

/// A finding about a file, before anything is known about the draft.
pub(super) fn finding(
    code: Code,
    file: Option<&str>,
    line: Option<u64>,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        place: Place {
            file: file.map(Into::into),
            line,
            pointer: String::new(),
        },
        subject: String::new(),
        message: message.into(),
    }
}
