//! What may be wrong with a cell.

use crate::error::Code;

/// What is wrong with a cell.
#[derive(Debug)]
pub(in crate::format) struct Fault {
    pub(in crate::format) code: Code,
    pub(in crate::format) message: String,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
