//! What an engine of the portfolio is, and what engines have in common.
//!
//! # How to add an engine
//!
//! Write a file with a type of its own, implement [`PortfolioEngine`] for it, and add a line to the list in `portfolio.rs`. Nothing else has to know of it. A solve goes
//! in **rounds**; in each of them every engine of the list is asked, in the order of the list, whether it is [available](PortfolioEngine::is_available), and if it is, it
//! [takes](PortfolioEngine::take) what others have, does one [step](PortfolioEngine::step) and [shares](PortfolioEngine::share) what it has. The first round is the
//! [opening](Course::is_opening): walks have been short, and there are no prices yet. Between two steps the solve ends if what was asked for is reached; limits are
//! looked at between two rounds, and by steps that take long themselves.
//!
//! What an engine is handed is borrowed in parts, so that one can be read while another is changed:
//!
//! | part | what it is | who changes it |
//! |---|---|---|
//! | [`Run::ground`](super::run::Run) | diagrams and rows | nobody but the closer look |
//! | [`Run::effort`](super::run::Run) | limits, work done, statistics | everybody: work is counted by who does it |
//! | [`Run::known`](super::run::Run) | the best schedule, bounds, proofs | everybody, by `offer_…`, at once when something is found |
//! | [`Common`] | prices, chains of the search and their joint choices, the course of the rounds | its owner by step, others by [`PortfolioEngine::share`] |
//! | the engine itself | whatever it keeps from turn to turn | the engine |
//!
//! # Duties
//!
//! * **Work is counted** in units of [`Solver::work_limit`](super::Solver::work_limit) (`run.effort.work`), and what is done may depend on the work done but, under a
//!   work limit, never on the clock, the number of threads or the order of a hash.
//! * **Nothing is believed**: a schedule is offered with the value that [`judge`](super::judge::judge) gives it, a bound with prices that were evaluated in whole
//!   numbers, or as exhausted, with a word for what came to its end.
//! * **It stops in time**: between units of work it asks `run.effort.is_urgent()`, which is true at the time limit or a cancel.
//! * **It tells** after each step ([`Run::tell`](super::run::Run::tell)): observers and stop rules hear of it only then.
//! * **It does not panic**, and an error of a backend is a warning and the end of its own turns, not of the solve.

use super::Termination;
use super::joint::JointChoices;
use super::parameters::prices::{COLDEST, COOLING, STAGES_SAVED, STALLED_STAGES, WARMEST};
use super::prices::PriceSearch;
use super::run::Run;
use super::search::Search;

/// How a solve goes on after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// With the next engine of the list.
    Engine,
    /// With a new round: what comes later in the list has to wait.
    Round,
    /// Not at all: nothing is left to try.
    Nothing,
    /// Not at all, for this reason.
    End(Termination),
}

/// An engine that takes turns with others. The module's docs are its manual.
pub(super) trait PortfolioEngine {
    /// Its name in logs.
    fn name(&self) -> &'static str;

    /// What it does ahead of everybody's first round; nothing unless said otherwise.
    fn open(&mut self, _run: &mut Run<'_>, _common: &mut Common) {}

    /// True if it has a turn in this round. Cheap, and changes nothing; whether the options ask for it is part of the answer.
    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool;

    /// Takes what others have before its step; nothing unless said otherwise, as most of it is at hand in `run.known` and `common`.
    fn take(&mut self, _run: &Run<'_>, _common: &mut Common) {}

    /// One step of work: as much as is worth a turn, and no more than what was spent before by all engines together, unless it is alone.
    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next;

    /// Shares what its step has left for others to start from; nothing unless said otherwise, as schedules and bounds were offered when they were found.
    fn share(&mut self, _run: &mut Run<'_>, _common: &mut Common) {}
}

/// What engines have in common beside what is known.
pub(super) struct Common {
    /// A unit of value: what a step of a doctor's pathway is worth.
    pub(super) unit: f64,
    /// Prices of rows, smoothed or those of a programme.
    pub(super) prices: PriceSearch,
    /// The chains of the search, each with a schedule at hand.
    pub(super) chains: Vec<Search>,
    /// What walks keep to in joint events.
    pub(super) joint: JointChoices,
    pub(super) course: Course,
}

/// How the rounds of a solve go.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// Rounds of walks begun.
    pub(super) round: u64,
    /// This is the round before there are prices.
    pub(super) is_opening: bool,
    /// The pathways that a better schedule can use are few, and branching goes through them.
    pub(super) is_listed: bool,
    /// Prices cool in this round, so that everything else is short or waits.
    pub(super) is_pricing: bool,
    /// Walks of everybody, or passes of walks in parts, that brought nothing, one after another.
    pub(super) rounds_without_gain: u32,
    /// What walks cost so far: time or work.
    pub(super) walked: u64,
    /// What prices cost since the last walk: time or work.
    pub(super) priced: u64,
    /// The last walk was one of parts.
    pub(super) is_in_parts: bool,
    pub(super) stages: Stages,
}

/// The temperatures of the prices.
#[derive(Debug, Default)]
pub(super) struct Stages {
    /// Temperature of the next stage.
    pub(super) tau: f64,
    /// Temperature from which on bounds are sought; above it prices are only to come near.
    pub(super) warmest: f64,
    /// Below this prices are cold.
    coldest: f64,
    /// Stages without a better bound, one after another.
    without_gain: usize,
}

impl Stages {
    /// From the temperature of values, or of what rows weigh if that is more.
    pub(super) fn new(unit: f64, weight_of_rows: f64) -> Self {
        let tau = unit.max(weight_of_rows) * WARMEST;
        Self {
            tau,
            warmest: unit * WARMEST,
            coldest: unit * COLDEST,
            without_gain: 0,
        }
    }

    /// Goes on from prices that are near already: a warm start would only lose them.
    pub(super) fn start_cold(&mut self) {
        self.tau = self.warmest * COOLING.powi(STAGES_SAVED);
    }

    /// True if prices are only to come near.
    pub(super) fn is_warm(&self) -> bool {
        self.tau > self.warmest
    }

    /// True until prices are cold or bring nothing.
    pub(super) fn go_on(&self) -> bool {
        self.tau >= self.coldest && self.without_gain < STALLED_STAGES
    }

    /// The next temperature, after a stage that did or did not bring a better bound.
    pub(super) fn cool(&mut self, gained: bool) {
        self.tau *= COOLING;
        self.without_gain = if gained || self.tau >= self.warmest {
            0
        } else {
            self.without_gain + 1
        };
    }
}
