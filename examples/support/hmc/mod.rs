//! An internal-medicine residency year: residents, mapping onto the rules of the crate, own evaluation.

mod evaluate;
mod mapping;
mod residents;
mod table;

pub use evaluate::{Cell, Evaluation, evaluate};
pub use mapping::{cells, draft};
pub use residents::{Resident, read_residents};
pub use table::{BLOCKS, YEARS, Year};
