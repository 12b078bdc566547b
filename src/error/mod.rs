//! The two channels for what goes wrong outside a schedule: [`Diagnostics`] for bad input, [`Error`] for failures.
//!
//! A broken rule of a schedule is a [`Violation`](crate::check::Violation) and a solve that finds nothing is an
//! [`Outcome`](crate::solve::Outcome); neither is an error.

mod code;
mod diagnostic;
mod failure;
mod likeness;
mod parse;
mod visible;

pub use code::Code;
#[cfg(feature = "tables")]
pub(crate) use diagnostic::row_in;
pub(crate) use diagnostic::row_words;
pub use diagnostic::{Diagnostic, Diagnostics, Place, Severity};
pub use failure::{Error, ErrorKind};
pub(crate) use likeness::{nearest, same_but_for_marks, without_marks};
pub use parse::ParseError;
#[cfg(feature = "report")]
pub(crate) use visible::visible_in_markup;
pub use visible::{visible, visible_lines};

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;
