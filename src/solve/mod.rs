//! Engines: a [`Problem`](crate::Problem) in, an [`Outcome`] out.

mod apart;
mod bounds;
mod cancel;
mod columns;
mod compact;
mod counting;
mod cycle;
mod flow;
mod groundwork;
mod ledger;
mod limits;
pub mod lp;
mod mend;
mod options;
mod outcome;
mod parts;
mod portfolio;
mod prices;
mod progress;
mod proofs;
mod ray;
mod rows;
mod run;
mod search;
mod solver;
mod stop;
mod threads;
mod warm;

pub use cancel::CancelToken;
pub use options::{Engine, Options};
pub(crate) use outcome::relative_gap;
pub use outcome::{Evidence, Exhausted, Outcome, Statistics, Termination};
pub use progress::{Improvement, Phase, Progress};
pub use solver::Solver;
pub use stop::{SolveState, Stop, StopRule};
pub use threads::ThreadPool;
