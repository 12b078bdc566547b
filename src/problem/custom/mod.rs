//! Rules of one's own, in Rust, that keep the proof.
//!
//! What the [kinds of rules](super::rules) cannot say, code can: a rule about one doctor's pathway ([`PersonalRule`]), a value of cells and a limit on their sum
//! ([`CellCounts`]). Such a rule takes part in everything that other rules take part in: it is searched with, it is in the bound and its
//! certificate, [`check`](crate::check::check) judges it, conflicts and ways out name it, scenarios and replanning carry it along. `examples/custom_rule.rs` is a whole program.
//!
//! | what | trait | rule | hard or soft |
//! |---|---|---|---|
//! | a rule about one doctor's blocks, one after the other | [`PersonalRule`] | [`CustomRule`](super::rules::CustomRule) | hard without `weight` |
//! | a value of each cell (doctor, activity, period) | [`CellCounts`] | [`CustomValue`](super::rules::CustomValue) | a value |
//! | a limit on a sum over cells of several doctors | [`CellCounts`] | [`CustomSum`](super::rules::CustomSum) | hard without `weight` |
//!
//! ```
//! use medrota::custom::{Block, Breach, Doing, PersonalRule};
//! use medrota::problem::Doctor;
//! use medrota::problem::rules::CustomRule;
//! use medrota::{ProblemBuilder, Solver, check};
//!
//! /// Nobody goes from one of two activities straight to the other.
//! #[derive(Debug)]
//! struct Apart(&'static str, &'static str);
//!
//! impl Apart {
//!     /// 1 for the first activity, 2 for the second, 0 for anything else.
//!     fn side(&self, block: &Block<'_>) -> u64 {
//!         match block.doing.activity() {
//!             Some(activity) if activity.key == self.0 => 1,
//!             Some(activity) if activity.key == self.1 => 2,
//!             _ => 0,
//!         }
//!     }
//! }
//!
//! impl PersonalRule for Apart {
//!     // The state is where the doctor was in the block before.
//!     fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
//!         let side = self.side(block);
//!         (side, i64::from(state + side == 3 && state != 0 && side != 0))
//!     }
//!     // The judge reads the whole pathway and knows nothing of states.
//!     fn judge(&self, _doctor: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
//!         let meets = |pair: &&[Block<'_>]| {
//!             let sides = [self.side(&pair[0]), self.side(&pair[1])];
//!             sides == [1, 2] || sides == [2, 1]
//!         };
//!         blocks.windows(2).filter(meets).map(|pair| Breach::at(pair[1].first, 1)).collect()
//!     }
//! }
//!
//! let problem = ProblemBuilder::weeks("apart", "2026-09-06", "2026-10-03")
//!     .department("ward", 1)
//!     .department("clinic", 1)
//!     .doctor("ana")
//!     .requirement("ward", &["ward"], 2)
//!     .requirement("clinic", &["clinic"], 1)
//!     .rule(CustomRule { id: "apart".into(), code: Apart("ward", "clinic").into(), ..Default::default() })
//!     .build()?;
//! let outcome = Solver::new().work_limit(20_000).solve(&problem)?;
//! let schedule = outcome.schedule.as_ref().ok_or("nothing found")?;
//! assert!(check(&problem, schedule).is_feasible());
//! outcome.certificate().ok_or("no certificate")?.verify(&problem)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two readings of one rule
//!
//! A personal rule is written twice. The **automaton** ([`start`](PersonalRule::start), [`step`](PersonalRule::step), [`end`](PersonalRule::end)) is what the engine searches and
//! proves with: it reads the doctor's blocks one after the other and remembers nothing but a number. The **judge** ([`judge`](PersonalRule::judge)) is what
//! [`check`](crate::check::check) asks: it has all blocks at once and decides what is right. Write the judge from the rule's words and not from the automaton; two readings that share a mistake
//! agree about it.
//!
//! Validation tries both on random pathways and refuses a rule of which they say different things (E406, with the pathway); [`conformance`] does the same on as many as
//! one likes, in a test of one's own. A solve compares them once more on the schedule that it returns.
//!
//! # Duties
//!
//! * **Pure**: the same question has the same answer, whoever asks, in whatever order, from whatever thread; no clock, no random numbers, no files. Validation asks twice.
//! * **By key**: know doctors and activities by their `key`, tags or level, never by positions that were kept from another problem. Scenarios, explanations and replanning
//!   solve changed copies of a problem, with other doctors, other rules and other dates, and ask the same code about these.
//! * **Total**: any state that was given out may come with any block, also in an order that no pathway has (a rotation that goes on where none began). What the answer is there does not matter,
//!   but there has to be one.
//! * **Finite**: all doctors together reach at most [`CUSTOM_STATES`](crate::limits::CUSTOM_STATES) states. Cap counters where more makes no difference: the fewer states, the
//!   smaller the diagrams. A few dozen are no burden; where diagrams grow too large the rule is left out of some of them, which weakens bounds and never makes them wrong.
//! * **Bounded**: a block, and the end, add between 0 and [`most_units`](PersonalRule::most_units) units of breach. A rule cannot pay for anything; [`CustomValue`](super::rules::CustomValue) does.
//!
//! Code that panics ends the call with its panic. Any other fault is a coded error of validation, or of the solve that comes upon it, and never a wrong proof.
//!
//! # When code is asked
//!
//! The automaton and the counts are asked **when a problem is validated**, and their answers are kept with it: the engine, bounds, certificates and
//! sums read these tables. A [`Certificate`](crate::Certificate) is verified against a problem as it was validated, so that whoever verifies needs the same code. Only the judge is asked later, by
//! each [`check`](crate::check::check).
//!
//! Validation asks for each state reached and each kind of block (first and last period, presence) about each activity that one of the doctors may be in, at most [`CUSTOM_ANSWERS`](crate::limits::CUSTOM_ANSWERS)
//! times in all; counts are asked for doctors × activities × periods of the rule, at most [`CUSTOM_CELLS`](crate::limits::CUSTOM_CELLS) times.
//!
//! # Files
//!
//! Code is in no file. Schedules, certificates and reports are written as ever. A problem with such rules is not: tables, workbooks and documents are refused with E407, which names the rule; the text of
//! [`to_json`](super::ProblemDraft::to_json) has a row for it that no reader takes. [`take_custom_rules`](super::ProblemDraft::take_custom_rules) takes them out before, and
//! whoever reads adds them again.

mod answers;
mod asking;
mod blocks;
mod code;
mod counts;
mod letter;
mod rows;
mod trial;

pub use answers::Asked;
pub(crate) use answers::{Answers, LARGEST_UNITS};
pub use code::{CellCode, PersonalCode};
pub use counts::Counts;
pub(crate) use counts::Wrong;
pub(crate) use letter::Letter;
pub(crate) use rows::{is_custom_kind, refuse_to_write};
pub use trial::conformance;
pub(crate) use trial::{ask_all, compare};

use super::entity::{Activity, Doctor};
use crate::calendar::Date;
use crate::ids::PeriodId;
use std::fmt;
use std::panic::RefUnwindSafe;

/// A rule about one doctor's pathway: an automaton for the engine and a judge for the check. The [module](self) has the duties and an example.
pub trait PersonalRule: fmt::Debug + Send + Sync + RefUnwindSafe {
    /// The state before a doctor's first block. What differs between doctors goes in here; the default starts everybody at 0.
    fn start(&self, _doctor: &Doctor) -> u64 {
        0
    }
    /// The state after a block, and the units of breach that the block adds.
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64);
    /// The units of breach that a pathway adds which ends in a state. The default adds none.
    fn end(&self, _state: u64) -> i64 {
        0
    }
    /// What a whole pathway breaks, in the same units. Units of 0 and below are no breach.
    fn judge(&self, doctor: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach>;
    /// The most units that one block, or the end, may add: 1 to 1,000,000. With the weight it says what a schedule may cost at most, so that a large number may be refused (E303).
    /// The default is 100.
    fn most_units(&self) -> i64 {
        100
    }
    /// A breach by so many units in words, for reports: starts in lower case and has no full stop.
    fn breach(&self, units: i64) -> String {
        format!("breaks it by {units}")
    }
}

/// A whole number for each cell, to be added up: of a [`CustomValue`](super::rules::CustomValue) it is worth something, of a [`CustomSum`](super::rules::CustomSum) it is limited. The
/// [module](self) has the duties.
///
/// ```
/// use medrota::custom::{Cell, CellCounts};
/// use medrota::problem::rules::CustomSum;
/// use medrota::{ProblemBuilder, Solver, check};
///
/// /// Kilometres from home.
/// #[derive(Debug)]
/// struct Travel;
///
/// impl CellCounts for Travel {
///     fn count(&self, cell: &Cell<'_>) -> i64 {
///         match (cell.doctor.key.as_str(), cell.activity.key.as_str()) {
///             ("ana", "coast") => 30,
///             (_, "coast") => 80,
///             _ => 0,
///         }
///     }
/// }
///
/// let problem = ProblemBuilder::weeks("travel", "2026-09-06", "2026-10-03")
///     .department("coast", 1)
///     .department("city", 2)
///     .doctor("ana")
///     .doctor("ben")
///     .preference("ben", "coast", 1)
///     .requirement("somewhere", &["coast", "city"], 4)
///     .rule(CustomSum { id: "kilometres".into(), counts: Travel.into(), max: Some(100), ..Default::default() })
///     .build()?;
/// let outcome = Solver::new().work_limit(20_000).solve(&problem)?;
/// assert!(check(&problem, outcome.schedule.as_ref().ok_or("nothing found")?).is_feasible());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait CellCounts: fmt::Debug + Send + Sync + RefUnwindSafe {
    /// What the cell counts, of any sign, at most 1,000,000 (E303).
    fn count(&self, cell: &Cell<'_>) -> i64;
}

/// One block of a doctor's axis and what the doctor does in it. Blocks that events take altogether are in no pathway; `docs/rules.md` has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block<'a> {
    /// First period, within the doctor's stay.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    /// The periods in which the doctor is there, for all or half of the time, and at no event that takes it.
    pub present: &'a [PeriodId],
    /// What the doctor does.
    pub doing: Doing<'a>,
}

/// What a doctor does in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing<'a> {
    /// A rotation starts here.
    Starts(&'a Activity),
    /// A rotation goes on. Leave within a rotation is an activity of its own, in the rotation of the activity that it is leave of.
    GoesOn(&'a Activity),
    /// In no rotation.
    Idle,
    /// On leave, and in no rotation whose place is kept.
    Leave,
}

impl<'a> Doing<'a> {
    /// The activity that the doctor is in.
    #[must_use]
    pub fn activity(&self) -> Option<&'a Activity> {
        match self {
            Self::Starts(activity) | Self::GoesOn(activity) => Some(activity),
            Self::Idle | Self::Leave => None,
        }
    }
}

/// A doctor in an activity in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cell<'a> {
    /// Who.
    pub doctor: &'a Doctor,
    /// Where.
    pub activity: &'a Activity,
    /// When.
    pub period: PeriodId,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period, included.
    pub to: Date,
}

/// What a judge found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breach {
    /// Where it begins, if it is anywhere.
    pub period: Option<PeriodId>,
    /// How much.
    pub units: i64,
}

impl Breach {
    /// A breach that begins at a period.
    #[must_use]
    pub fn at(period: PeriodId, units: i64) -> Self {
        Self {
            period: Some(period),
            units,
        }
    }
    /// A breach of the pathway as a whole.
    #[must_use]
    pub fn of_all(units: i64) -> Self {
        Self {
            period: None,
            units,
        }
    }
}

/// The units of all breaches together.
pub(crate) fn units_of(breaches: &[Breach]) -> i64 {
    breaches
        .iter()
        .fold(0, |sum, breach| sum.saturating_add(breach.units.max(0)))
}
