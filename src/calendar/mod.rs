//! Real dates: half-days, periods, the horizon and its grids.
//!
//! The horizon is a sequence of **periods**, all of one kind, that hold only working time: a day on which nobody works
//! is in no period of a day or half-day horizon, and a week that lies in a closure is left out of a week horizon.
//! A **grid** groups the periods into blocks (weeks, months) for doctors who change place only at block starts.

mod date;
mod days;
mod grid;
mod horizon;
mod moment;
pub(crate) mod seconds;
mod working_time;

pub(crate) use date::WEEKDAYS;
pub use date::{Date, Half, HalfDay};
pub(crate) use days::{Days, NamedDays, closed_days};
pub use grid::Grid;
pub(crate) use horizon::WorkingWeek;
pub use horizon::{Coverage, Horizon, PeriodKind, PeriodSpan};
pub(crate) use working_time::{joined, whole_periods};
