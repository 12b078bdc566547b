//! Relaxations: the cheapest ways to make a problem fit.

mod apply;
mod calendar;
mod cohort;
mod concession;
mod one;
mod options;
mod read;
mod relaxation;
mod search;
pub(super) mod soft;

pub(super) use apply::apply;
pub use cohort::{DatesOptions, DatesTried, nearest_dates};
pub use concession::{Concession, Given};
pub(super) use concession::{amount_in_words, places_in_words};
pub use options::{RelaxationOptions, RelaxationPrices};
pub(super) use read::given;
pub use relaxation::{Relaxation, Relaxations};
pub use search::relaxations;
pub(super) use search::relaxations_told;
