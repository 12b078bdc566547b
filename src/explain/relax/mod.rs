//! Relaxations: the cheapest ways to make a problem fit.

mod apply;
mod cohort;
mod concession;
mod options;
mod read;
mod search;
mod soft;

pub use cohort::{DatesOptions, DatesTried, nearest_dates};
pub use concession::{Concession, Given};
pub use options::{RelaxationOptions, RelaxationPrices};
pub use search::{Relaxation, Relaxations, relaxations};
