//! Column generation: a linear programme over whole pathways, which grows by those that prices ask for.
//!
//! A column is a pathway of one doctor, or of one of several doctors who are alike. The restricted programme has a row that says how many
//! pathways such doctors take together, and the shared rows that can bind among the columns at hand. Its prices tell which pathway of
//! each doctor is missing; what they prove is never taken from the programme but evaluated anew in whole numbers.
//!
//! Whole schedules come from the same columns: by dives (settle the most certain pathways, price again), from the optimum or around a schedule, and by mixed-integer
//! programmes over a few doctors at a time. What is left of a small gap is closed by branching on the sums of shared rows.

mod backends;
mod branch;
mod cutting;
mod dive;
mod dives;
mod engine;
mod fitting;
mod generate;
mod giving;
mod inherit;
mod kin;
mod lacking;
mod listed;
mod listing;
mod master;
mod meter;
mod neighbourhood;
mod neighbourhoods;
mod pool;
mod price;
mod programme;
mod scopes;
mod separate;
mod split;
mod state;
mod stock;
mod strong;
mod tighten;

pub(super) use engine::ColumnGeneration;
pub(super) use neighbourhoods::Neighbourhoods;
