//! The compact programme: columns for the moves of doctors' axes, their personal rules as linear rows and as flows through small automata, the shared
//! rules as the rows that all engines write; no diagram and no product of automata.
//!
//! Its relaxation takes seconds where diagrams have hundreds of thousands of arcs. Prices of its shared rows are prices like any others: what they
//! prove is what they prove over the diagrams, so that no bound rests on this programme. Its points are nearly whole, and are rounded to schedules.

mod alone;
mod around;
mod dive;
mod doctor;
mod engine;
mod losing;
mod model;
mod paths;
mod presolve;
mod relax;
mod round;
mod states;
mod task;
mod time;
mod writer;

pub(in crate::solve) use alone::Alone;
pub(super) use engine::CompactProgramme;
use model::CompactModel;
pub(in crate::solve) use task::Optimum;
