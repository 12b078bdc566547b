//! Failures: input that was refused, files that cannot be read or written, a backend that broke.

use super::{Diagnostics, visible, visible_lines};
use std::fmt;
use std::path::{Path, PathBuf};

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input was refused; [`Error::diagnostics`] says why.
    Input,
    /// A file could not be read or written.
    Io,
    /// An LP backend failed, or an engine does not stand up to the check.
    Backend,
    /// The system refused threads.
    ThreadPool,
    /// An option has a value outside its range.
    Option,
    /// A schedule, an id or a result was given that is of another problem.
    WrongProblem,
}

impl ErrorKind {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Io => "io",
            Self::Backend => "backend",
            Self::ThreadPool => "thread_pool",
            Self::Option => "option",
            Self::WrongProblem => "wrong_problem",
        }
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A failure with its source.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    // Boxed, so that results stay small.
    message: Box<str>,
    path: Option<Box<Path>>,
    diagnostics: Diagnostics,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// The input was refused for the reasons in `diagnostics`.
    #[must_use]
    pub fn input(diagnostics: Diagnostics) -> Self {
        Self {
            kind: ErrorKind::Input,
            message: Box::default(),
            path: None,
            diagnostics,
            source: None,
        }
    }
    /// A file at `path` could not be read or written.
    #[must_use]
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self {
            kind: ErrorKind::Io,
            message: source.to_string().into(),
            path: Some(path.into().into_boxed_path()),
            diagnostics: Diagnostics::new(),
            source: Some(Box::new(source)),
        }
    }
    /// An LP backend failed.
    #[must_use]
    pub fn backend(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::Backend, message)
    }
    /// The system refused threads.
    #[must_use]
    pub fn thread_pool(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::ThreadPool, message)
    }
    /// An option has a value outside its range.
    #[must_use]
    pub fn option(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::Option, message)
    }
    /// A schedule, an id or a result was given that is of another problem; `message` says what shows it.
    #[must_use]
    pub fn wrong_problem(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::WrongProblem, message)
    }
    fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into().into_boxed_str(),
            path: None,
            diagnostics: Diagnostics::new(),
            source: None,
        }
    }
    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
    /// True if the input was refused.
    #[must_use]
    pub fn is_input(&self) -> bool {
        self.kind == ErrorKind::Input
    }
    /// True if a file could not be read or written.
    #[must_use]
    pub fn is_io(&self) -> bool {
        self.kind == ErrorKind::Io
    }
    /// True if an LP backend failed.
    #[must_use]
    pub fn is_backend(&self) -> bool {
        self.kind == ErrorKind::Backend
    }
    /// True if the system refused threads.
    #[must_use]
    pub fn is_thread_pool(&self) -> bool {
        self.kind == ErrorKind::ThreadPool
    }
    /// True if an option has a value outside its range.
    #[must_use]
    pub fn is_option(&self) -> bool {
        self.kind == ErrorKind::Option
    }
    /// True if something of another problem was given.
    #[must_use]
    pub fn is_wrong_problem(&self) -> bool {
        self.kind == ErrorKind::WrongProblem
    }
    /// The file that could not be read or written, if it is known.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
    /// Why the input was refused; empty for other kinds.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }
}

impl From<Diagnostics> for Error {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::input(diagnostics)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Input => write!(formatter, "the input was refused:\n{}", self.diagnostics),
            ErrorKind::Io => match &self.path {
                Some(path) => write!(
                    formatter,
                    "{}: {}",
                    visible(&path.display().to_string()),
                    visible_lines(&self.message)
                ),
                None => formatter.write_str(&visible_lines(&self.message)),
            },
            ErrorKind::Backend => write!(
                formatter,
                "the LP backend failed: {}",
                visible_lines(&self.message)
            ),
            ErrorKind::ThreadPool => write!(
                formatter,
                "the system gave no threads: {}",
                visible_lines(&self.message)
            ),
            ErrorKind::Option => formatter.write_str(&visible_lines(&self.message)),
            ErrorKind::WrongProblem => write!(
                formatter,
                "this is of another problem: {}",
                visible_lines(&self.message)
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

impl serde::Serialize for Error {
    /// `kind`, `message` as displayed, and the `diagnostics` of a refused input.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Error", 3)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("message", &self.to_string())?;
        out.serialize_field("diagnostics", &self.diagnostics)?;
        out.end()
    }
}
