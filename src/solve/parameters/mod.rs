//! The numbers of the engine, a file each for its parts: each has its name, its unit and what it trades here, and nowhere else; an engine imports what it needs.
//!
//! A value of 2, half, or the first of a list is no parameter; neither are limits of input, which are in [`limits`](crate::limits), nor the
//! figures of a backend, which are at the backend. *Measured* says what was measured when a number was set; where nothing is said it was
//! set by judgement. Longer accounts are in `docs/log.md`. Temperatures, pressures and widths are in units of value
//! ([`unit_of_value`](super::unit::unit_of_value)) unless something else is said.

pub(super) mod apart;
pub(super) mod closer;
pub(super) mod columns;
pub(super) mod compact;
pub(super) mod counting;
pub(super) mod cuts;
pub(super) mod fitting;
pub(super) mod flow;
pub(super) mod mend;
pub(super) mod neighbourhoods;
pub(super) mod prices;
pub(super) mod proofs;
pub(super) mod reach;
pub(super) mod recipes;
pub(super) mod search;
pub(super) mod totals;
pub(super) mod usual;
