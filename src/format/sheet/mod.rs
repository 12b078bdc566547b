//! Tables as spreadsheets write them: whatever encoding, separator, place of the header and form of dates a file or a sheet has, what comes out are
//! cells of text under known names of columns, dates as `YYYY-MM-DD`.
//!
//! What was recognised is told in notes (N101), only where it is not the plain form: UTF-8, commas, the header in the first line, dates as they are
//! written here. What can be read in two ways is refused.

mod dates;
mod decode;
mod header;
mod mistakes;
mod read;
mod records;

pub(in crate::format) use dates::{Reading, is_date_column, may_be_misread};
pub(in crate::format) use decode::{Decoded, decode};
pub(crate) use header::Expected;
pub(in crate::format) use header::normalised;
pub(in crate::format) use mistakes::{Mistakes, merge_same};
pub(crate) use read::{Row, Sheet};
pub(in crate::format) use records::Records;
