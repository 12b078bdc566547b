//! What-ifs: changes to a problem, sets of them, parallel runs, comparison, and baselines that do well over many.
//!
//! A [`Change`] is plain data; a [`Scenario`] is a list of changes, a [`ScenarioSet`] many scenarios from few words. A [`ScenarioRun`] solves them in
//! parallel, each started from a [`Baseline`], and delivers a [`ScenarioResult`] for each; a [`Comparison`] says what they come to, and
//! [`robust`] chooses a baseline that stands up to disruptions. `docs/scenarios.md` shows the files.
//!
//! ```
//! use medrota::ProblemBuilder;
//! use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet, Status};
//!
//! let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
//!     .department("surgery", 1)
//!     .doctor("ana")
//!     .doctor("ben")
//!     .requirement("surgery", &["surgery"], 2)
//!     .build()?;
//! let solver = ScenarioRun::usual_solver(&problem);
//! let baseline = Baseline::solve(&problem, &solver)?;
//! let closed = Change::Close { of: "surgery".into(), from: "2026-09-06".into(), to: "2026-09-12".into(), reason: String::new() };
//! let ill = Change::Withdraw { doctor: "ben".into() };
//! let set = ScenarioSet::one_at_a_time("what if", vec![closed, ill]);
//! let (results, summary) = ScenarioRun::new(&set, &baseline).collect_all()?;
//! assert_eq!((results[0].status, results[1].status), (Status::Infeasible, Status::Solved));
//! assert_eq!(summary.scenarios, 2);
//! # Ok::<(), medrota::Error>(())
//! ```

mod apply;
mod baseline;
mod change;
mod claim;
mod cohorts;
mod common_prices;
mod compare;
mod concession;
mod document;
mod editor;
mod ends;
mod file;
mod known;
mod names;
mod numbers;
mod owed;
mod people;
mod places;
mod queue;
mod random;
mod result;
pub mod robust;
mod rows;
mod run;
mod set;
mod shard;
mod solve;
#[cfg(feature = "tables")]
mod table;
mod waive;
mod words;
mod work;

pub use baseline::Baseline;
pub use change::{Amounts, Change};
pub use compare::{Comparison, Effect, Limiting, Quantiles, Spread};
pub use file::{ResultsFile, RunDocument, merge_results, read_results};
pub use random::Disruptions;
pub use result::{Figures, ScenarioResult, Status};
pub use run::{ScenarioRun, Summary};
pub use set::{Part, SCENARIO_FORMAT_VERSION, Scenario, ScenarioSet};
pub use shard::Shard;
