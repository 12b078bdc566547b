//! An internal-medicine residency year: residents, mapping onto the rules of the crate, own evaluation.
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests take more of this than the example does"
)]

mod evaluate;
mod mapping;
mod residents;
mod table;

pub(crate) use evaluate::{Cell, Evaluation, evaluate};
pub(crate) use mapping::{cells, draft};
pub(crate) use residents::{Resident, read_residents};
pub(crate) use table::{BLOCKS, YEARS, Year};
