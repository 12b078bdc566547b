//! LP and MILP backends behind one plain model.
//!
//! Engines build a [`LinearModel`] and hand it to a [`Backend`] without knowing which one it is. That is microlp, with [`Interior`], an
//! interior point method, for large programmes without whole numbers, unless [`Solver::backend`](crate::Solver::backend) is given another one: a solver program that is
//! [installed](Installed), HiGHS with the feature `highs`, or one of your own. A solver's claim is never passed on as it is: statuses that mix
//! infeasible and unbounded are told apart by a second solve without objective, points are checked against the model, prices
//! against strong duality, and a panic inside a solver is a status. To plug in another solver
//! implement [`RawSolver`]; the checks come with it, and [`conformance`] is a suite that such a solver has to pass.
//!
//! ```
//! use medrota::solve::lp::{Capabilities, LinearModel, LpOptions, MicroLp, RawAnswer, RawSolver, conformance};
//! use medrota::{ProblemBuilder, Solver};
//!
//! /// Hands every programme to a solver of this crate; yours translates the model into the words of another library.
//! #[derive(Debug)]
//! struct Own(MicroLp);
//!
//! impl RawSolver for Own {
//!     fn name(&self) -> &str {
//!         "own"
//!     }
//!     fn capabilities(&self) -> Capabilities {
//!         RawSolver::capabilities(&self.0)
//!     }
//!     fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
//!         self.0.run(model, options)
//!     }
//! }
//!
//! assert_eq!(conformance::failures(&Own(MicroLp::default())), []);
//! let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
//! Solver::new().work_limit(1_000).backend(Own(MicroLp::default())).solve(&problem)?;
//! # Ok::<(), medrota::Error>(())
//! ```
//!
//! Prices: [`duals`] works with every backend, by the explicit dual programme where a solver has none to offer;
//! [`infeasibility_ray`] gives multipliers that prove infeasibility.

mod backend;
mod checked;
mod choice;
#[cfg(feature = "clarabel")]
mod clarabel;
pub mod conformance;
mod dual;
#[cfg(feature = "highs")]
mod good;
#[cfg(feature = "highs")]
mod highs;
mod installed;
mod interior;
mod microlp;
mod model;
mod prepare;
mod verify;
mod watch;

pub use backend::{
    Backend, Capabilities, LimitKind, LpOptions, LpResult, LpSolution, LpStatus, RawAnswer,
    RawSolver, RawStatus, Reach,
};
pub use choice::default_backend;
pub(crate) use choice::{Relaxation, USUAL, given_for_linear, linear, relaxation};
#[cfg(feature = "clarabel")]
pub use clarabel::Clarabel;
pub use dual::{Duals, duals, explicit_duals, infeasibility_ray};
#[cfg(feature = "highs")]
pub use highs::Highs;
pub use installed::{Installed, Program};
pub use interior::Interior;
pub use microlp::MicroLp;
pub use model::{Column, LARGEST_NUMBER, LinearModel, LinearRow};
pub use verify::{bound_of_prices, infeasibility_of_prices, prices_prove};
