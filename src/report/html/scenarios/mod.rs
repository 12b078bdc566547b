//! The page about many scenarios: what they come to, what matters most, what limits.

mod delivered;
mod effects;
mod limits;
mod list;
mod page;
mod values;
mod weeks;

pub use page::{scenarios_page, scenarios_page_in};

/// Width of pictures in their own units.
const WIDTH: i64 = 1_000;
