//! What is done with an input, and what has to hold of what comes out. A stage panics where something does not hold.

mod answers;
mod certificates;
mod futures;
mod plans;
mod problems;
mod schedules;
mod views;

use crate::common::dice::Dice;
use crate::input::Input;
use medrota::{Engine, Problem, Schedule, Solver};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// A stage.
pub(crate) type Stage = fn(&mut Bench, &mut Dice);

/// All stages in the order in which they run. Later ones use what earlier ones found; each also runs alone.
pub(crate) const ALL: [(&str, Stage); 17] = [
    ("read", problems::read),
    ("round", problems::round),
    ("audit", answers::audited),
    ("solve", plans::solve),
    ("again", plans::again),
    ("schedule", schedules::files),
    ("numbers", schedules::numbers),
    ("certificate", certificates::verify),
    ("set", futures::set),
    ("changes", futures::changes),
    ("replan", futures::replan),
    ("conflicts", answers::conflicting),
    ("shortfall", answers::short),
    ("why_not", answers::why_nots),
    ("worth", answers::worths),
    ("dates", answers::nearest),
    ("report", views::report),
];

/// Some stages, always the first.
pub(crate) fn drawn(dice: &mut Dice) -> Vec<String> {
    let percent = |name: &str| match name {
        "read" => 100,
        "solve" => 70,
        "round" | "report" => 40,
        "conflicts" | "shortfall" | "replan" => 15,
        _ => 25,
    };
    ALL.iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| dice.chance(percent(name)))
        .collect()
}

/// Counts of what was done.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Inputs.
    pub(crate) inputs: u64,
    /// Problems that passed validation.
    pub(crate) accepted: u64,
    /// Calls that solve something.
    pub(crate) solves: u64,
    /// Schedules that were judged.
    pub(crate) schedules: u64,
    /// Certificates that were verified, or refused.
    pub(crate) certificates: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.inputs += other.inputs;
        self.accepted += other.accepted;
        self.solves += other.solves;
        self.schedules += other.schedules;
        self.certificates += other.certificates;
    }
}

/// An input and what is known of it so far.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) input: Input,
    /// A folder for files.
    pub(crate) folder: PathBuf,
    /// The problem, once it was accepted.
    pub(crate) problem: Option<Problem>,
    /// Any schedules, of the problem or not.
    pub(crate) schedules: Vec<Schedule>,
    /// The greatest value of a schedule that keeps all hard rules.
    best: Option<i64>,
    /// The least bound that was claimed, and by whom.
    bound: Option<(i64, String)>,
    /// Who says that there is no schedule.
    infeasible: Option<String>,
    pub(crate) tally: Tally,
}

impl Bench {
    pub(crate) fn new(input: Input, folder: PathBuf) -> Self {
        let tally = Tally {
            inputs: 1,
            ..Tally::default()
        };
        Self {
            input,
            folder,
            problem: None,
            schedules: Vec::new(),
            best: None,
            bound: None,
            infeasible: None,
            tally,
        }
    }
    /// Judges a schedule of the problem and keeps it; its value if it keeps all hard rules.
    pub(crate) fn judge(&mut self, schedule: &Schedule) -> Option<i64> {
        let problem = self.problem.as_ref()?;
        let report = medrota::check(problem, schedule);
        self.tally.schedules += 1;
        let value = report.is_feasible().then_some(report.value);
        if self.schedules.len() < 8 {
            self.schedules.push(schedule.clone());
        }
        self.best = self.best.max(value);
        self.hold();
        value
    }
    /// Somebody claims that no schedule is worth more than `bound`.
    pub(crate) fn claim_bound(&mut self, bound: i64, who: &str) {
        if self.bound.as_ref().is_none_or(|(least, _)| bound < *least) {
            self.bound = Some((bound, who.to_owned()));
        }
        self.hold();
    }
    /// Somebody claims that there is no schedule.
    pub(crate) fn claim_infeasible(&mut self, who: &str) {
        self.infeasible = Some(who.to_owned());
        self.hold();
    }
    /// No claim contradicts a schedule.
    fn hold(&self) {
        let Some(best) = self.best else { return };
        if let Some(who) = &self.infeasible {
            panic!("{who} says that there is no schedule; one is worth {best}");
        }
        if let Some((bound, who)) = &self.bound {
            assert!(
                best <= *bound,
                "{who} says that no schedule is worth more than {bound}; one is worth {best}"
            );
        }
    }
}

/// A solver with little work and any options.
pub(crate) fn solver(dice: &mut Dice) -> Solver {
    let engine = if dice.chance(50) {
        Engine::Portfolio
    } else {
        dice.pick(Engine::ALL)
    };
    Solver::new()
        .engine(engine)
        .work_limit(dice.pick(&[0, 1, 10, 100, 100, 1_000]))
        .time_limit(Duration::from_secs(3))
        .gap(dice.pick(&[0.0, 0.0, 0.01, 1e9]))
        .seed(dice.between(0, 1_000) as u64)
        .threads(dice.pick(&[1, 1, 2]))
        .diagram_arc_limit(dice.pick(&[0, 30, 400_000, 400_000, 400_000]))
        .flow_column_limit(dice.pick(&[0, 300, 3_000]))
}
