//! LP and MILP backends behind one plain model.
//!
//! Engines build a [`LinearModel`] and hand it to a [`Backend`] without knowing which one it is; [`default_backend`] picks
//! HiGHS where the feature `highs` is on and microlp otherwise. A solver's claim is never passed on as it is: statuses that mix
//! infeasible and unbounded are told apart by a second solve without objective, points are checked against the model, prices
//! against strong duality, and a panic inside a solver is a status. To plug in another solver implement [`RawSolver`]; the
//! checks come with it.
//!
//! Prices: [`duals`] works with every backend, by the explicit dual programme where a solver has none to offer;
//! [`infeasibility_ray`] gives multipliers that prove infeasibility.

mod backend;
mod checked;
mod choice;
mod clarabel;
mod dual;
mod good;
#[cfg(feature = "highs")]
mod highs;
mod microlp;
mod model;
mod prepare;
mod verify;

pub use backend::{Backend, Capabilities, LimitKind, LpOptions, LpResult, LpSolution, LpStatus, RawAnswer, RawSolver, RawStatus};
pub use choice::default_backend;
pub use clarabel::Clarabel;
pub use dual::{Duals, duals, explicit_duals, infeasibility_ray};
#[cfg(feature = "highs")]
pub use highs::Highs;
pub use microlp::MicroLp;
pub use model::{Column, LARGEST_NUMBER, LinearModel, LinearRow};
pub use verify::{bound_of_prices, infeasibility_of_prices, prices_prove};
