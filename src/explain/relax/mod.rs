//! Relaxations: the cheapest ways to make a problem fit.

mod apply;
mod calendar;
mod cohort;
mod concession;
mod options;
mod read;
mod search;
pub(super) mod soft;

pub(super) use apply::apply;
pub use cohort::{DatesOptions, DatesTried, nearest_dates};
pub use concession::{Concession, Given};
pub(super) use concession::{amount_in_words, places_in_words};
pub use options::{RelaxationOptions, RelaxationPrices};
pub(super) use read::given;
pub(super) use search::relaxations_told;
pub use search::{Relaxation, Relaxations, relaxations};
