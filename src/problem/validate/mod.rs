//! The one validation: a draft in, a [`Problem`] or everything that is wrong with it out.
//!
//! Each file resolves one part of the draft, reports what is wrong there and goes on, so that one run names every
//! mistake. Later parts skip what earlier ones could not resolve.

mod budget;
mod closures;
mod cycles;
mod doctor_filter;
mod doctor_index;
mod eligibility;
mod entities;
mod events;
mod filters;
mod horizon;
mod leave;
mod look_up;
mod magnitude;
mod names;
mod numbers;
mod people;
mod places;
mod plausible;
mod precedence;
mod published;
mod requirements;
mod resolver;
mod rule_index;
mod rules;
mod size;
mod table_row;
mod time;
mod why_empty;

pub(super) use budget::Budget;
#[cfg(feature = "tables")]
pub(crate) use names::no_table;
pub(crate) use resolver::Resolver;
