//! One solve: what it starts from, what it knows, and its outcome.

use super::columns::Stock;
use super::groundwork::Groundwork;
use super::limits::Limits;
use super::outcome::relative_gap;
use super::prices::Setting;
use super::search::{Incumbent, Nearest};
use super::{Engine, Exhausted, Improvement, Options, Outcome, Phase, SolveState, Statistics, StopRule, Termination};
use crate::certificate::{Certificate, Claim, Prices};
use crate::check::check;
use crate::diagram::{Pathways, pathway};
use crate::error::{Error, Result};
use crate::formulation::Formulation;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;

/// Solves a problem with the engine that the options name.
pub(crate) fn solve(problem: &Problem, options: &Options) -> Result<Outcome> {
    super::threads::run(options, || solve_here(problem, options))
}

/// Solves a problem on the pool of this thread. Where the limits do not even leave time for diagrams and rows, nothing is known.
fn solve_here(problem: &Problem, options: &Options) -> Result<Outcome> {
    let limits = Limits::new(options);
    match Run::new(problem, limits) {
        Some(run) => run.run(),
        None => Ok(Outcome::nothing(limits.reason(0).unwrap_or(Termination::TimeLimit), limits.elapsed())),
    }
}

/// One solve.
pub(super) struct Run<'a> {
    pub(super) problem: &'a Problem,
    pub(super) limits: Limits<'a>,
    pub(super) pathways: Pathways,
    pub(super) formulation: Formulation,
    pub(super) statistics: Statistics,
    /// The best bound that prices prove.
    pub(super) bound: Option<(i64, Prices)>,
    /// A bound without a certificate, and what came to its end.
    pub(super) exhausted_bound: Option<(i64, Exhausted)>,
    /// What came to its end and found no schedule at all.
    pub(super) exhausted: Option<Exhausted>,
    /// Prices that prove that there is no feasible schedule.
    pub(super) infeasible: Option<Prices>,
    pub(super) best: Option<Incumbent>,
    /// What came nearest to the hard rules before anything kept them all.
    pub(super) nearest: Option<Nearest>,
    pub(super) work: u64,
    /// The flow programme had its turn.
    pub(super) flow_tried: bool,
    /// What column generation has at hand, once it had its turn.
    pub(super) stock: Option<Stock>,
    pub(super) neighbourhoods_seen: u64,
    /// Work done when it last had its turn.
    pub(super) work_at_turn: u64,
    /// Work done when it last branched.
    pub(super) work_at_branching: u64,
    /// The best value that was told of, and the work done then.
    told: (Option<i64>, u64),
    /// A stop rule said so.
    is_stopped: bool,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem, limits: Limits<'a>) -> Option<Self> {
        limits.tell(Phase::Diagrams, None, None);
        let span = tracing::info_span!("diagrams").entered();
        let Groundwork { pathways, formulation } = Groundwork::build(problem, limits.options, &|| limits.is_urgent())?;
        drop(span);
        let sizes = pathways.statistics();
        let statistics = Statistics {
            diagrams: sizes.diagrams,
            arcs: sizes.arcs,
            relaxed_diagrams: sizes.relaxed,
            rows: formulation.rows().len(),
            ..Statistics::default()
        };
        Some(Self { statistics, ..Self::of_part(problem, limits, pathways, formulation) })
    }

    /// A run over diagrams and rows that are there already.
    pub(super) fn of_part(problem: &'a Problem, limits: Limits<'a>, pathways: Pathways, formulation: Formulation) -> Self {
        Self {
            problem,
            limits,
            statistics: Statistics { relaxed_diagrams: pathways.statistics().relaxed, ..Statistics::default() },
            pathways,
            formulation,
            bound: None,
            exhausted_bound: None,
            exhausted: None,
            infeasible: None,
            best: None,
            nearest: None,
            work: 0,
            flow_tried: false,
            stock: None,
            neighbourhoods_seen: 0,
            work_at_turn: 0,
            work_at_branching: 0,
            told: (None, 0),
            is_stopped: false,
        }
    }

    pub(super) fn setting(&self) -> Setting<'_> {
        Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() }
    }

    pub(super) fn value(&self) -> Option<i64> {
        self.best.as_ref().map(|best| best.value)
    }

    pub(super) fn proven(&self) -> Option<i64> {
        let certified = self.bound.as_ref().map(|bound| bound.0);
        certified.into_iter().chain(self.exhausted_bound.map(|bound| bound.0)).min()
    }

    /// Keeps a bound without a certificate if it is less than what is proven.
    pub(super) fn offer_exhausted(&mut self, bound: i64, exhausted: Exhausted) {
        if self.proven().is_none_or(|known| bound < known) {
            self.exhausted_bound = Some((bound, exhausted));
        }
    }

    /// Why to stop, if what was asked for is reached.
    pub(super) fn is_done(&self) -> Option<Termination> {
        let is_stopped = self.is_stopped.then_some(Termination::StopRule);
        let Some(value) = self.value() else { return is_stopped };
        let is_target = || self.limits.options.target.is_some_and(|target| value >= target).then_some(Termination::TargetReached);
        let Some(bound) = self.proven() else { return is_target().or(is_stopped) };
        if value >= bound {
            return Some(Termination::Optimal);
        }
        let is_within = relative_gap(value, bound).is_some_and(|gap| gap <= self.limits.options.gap);
        is_within.then_some(Termination::GapReached).or_else(is_target).or(is_stopped)
    }

    /// Tells who listens what is known, a better schedule before all, and asks the stop rules.
    pub(super) fn tell(&mut self, phase: Phase) {
        let (value, bound) = (self.value(), self.proven());
        if value > self.told.0 {
            self.told = (value, self.work);
            self.limits.gained();
            self.tell_improvement(phase);
        }
        self.limits.tell(phase, value, bound);
        let options = self.limits.options;
        if self.is_stopped || options.stop.is_empty() && options.stop_rules.is_empty() {
            return;
        }
        let state = SolveState {
            value,
            bound,
            elapsed: self.limits.elapsed(),
            work: self.work,
            idle: self.limits.idle(),
            idle_work: self.work.saturating_sub(self.told.1),
        };
        self.is_stopped = options.stop.iter().any(|rule| rule.stops(&state)) || options.stop_rules.iter().any(|rule| rule.stops(&state));
    }

    /// Hands out the best schedule, judged as the last one will be.
    fn tell_improvement(&self, phase: Phase) {
        let (Some(audience), Some(best)) = (&self.limits.options.audience, &self.best) else { return };
        let schedule = self.schedule(&best.labels);
        let report = check(self.problem, &schedule);
        // What does not stand up to it ends the solve with an error in the end.
        if report.is_feasible() && report.value == best.value {
            let (bound, elapsed, work) = (self.proven(), self.limits.elapsed(), self.work);
            audience(&Improvement { schedule: &schedule, value: best.value, bound, phase, elapsed, work });
        }
    }

    fn run(mut self) -> Result<Outcome> {
        if let Some(outcome) = self.impossible_doctor() {
            return Ok(outcome);
        }
        if self.limits.options.engine == Engine::Flow {
            let closed = self.close_with_flow();
            let termination = closed.unwrap_or_else(|| self.search());
            return self.finish(termination);
        }
        let termination = if self.falls_apart() { self.search_apart() } else { self.search() };
        self.finish(termination)
    }

    /// The outcome if some doctor has no pathway at all.
    pub(super) fn impossible_doctor(&mut self) -> Option<Outcome> {
        let prices = Prices::zero(&self.formulation, &self.pathways, 1);
        let evaluation = self.evaluate(&prices);
        if evaluation.proves_infeasible() {
            let arcs = self.limits.options.diagram_arc_limit;
            let certificate = Certificate::new(self.problem, &self.formulation, &prices, Claim::Infeasible, arcs);
            return Some(self.outcome(Termination::Infeasible, None, Some(certificate)));
        }
        if let Some(bound) = evaluation.bound() {
            self.bound = Some((bound, prices));
        }
        None
    }

    /// Keeps a schedule if it is better than the best one.
    pub(super) fn take(&mut self, found: Option<Incumbent>) {
        if let Some(found) = found
            && self.value().is_none_or(|value| value < found.value)
        {
            self.best = Some(found);
        }
    }

    /// Judges the best schedule and puts the outcome together.
    fn finish(mut self, termination: Termination) -> Result<Outcome> {
        self.tell(Phase::Finish);
        let schedule = self.best.as_ref().map(|best| self.schedule(&best.labels));
        if let (Some(schedule), Some(best)) = (&schedule, &self.best) {
            let report = check(self.problem, schedule);
            if !report.is_feasible() || report.value != best.value {
                return Err(Error::backend(format!(
                    "the engine's schedule does not stand up to the check: value {} instead of {}, {} violations, first {:?}",
                    report.value,
                    best.value,
                    report.violations.len(),
                    report.violations.first()
                )));
            }
        }
        let arcs = self.limits.options.diagram_arc_limit;
        let proof = match (termination, &self.infeasible, &self.bound) {
            (Termination::Infeasible, Some(prices), _) => Some((prices, Claim::Infeasible)),
            (Termination::Infeasible, None, _) | (_, _, None) => None,
            (_, _, Some((bound, prices))) => Some((prices, Claim::Bound(*bound))),
        };
        let certificate = proof.map(|(prices, claim)| Certificate::new(self.problem, &self.formulation, prices, claim, arcs));
        if let Some(certificate) = certificate.as_ref().filter(|certificate| certificate.claim == Claim::Infeasible)
            && let Err(error) = certificate.verify_with(self.problem, &self.pathways, &self.formulation)
        {
            return Err(Error::backend(format!("the proof of infeasibility does not verify: {error}")));
        }
        Ok(self.outcome(termination, schedule, certificate))
    }

    fn outcome(&mut self, termination: Termination, schedule: Option<Schedule>, certificate: Option<Certificate>) -> Outcome {
        self.statistics.elapsed = self.limits.elapsed();
        self.statistics.work = self.work;
        let bound = self.proven();
        let exhausted = match termination {
            Termination::Infeasible => self.exhausted,
            _ => self.exhausted_bound.filter(|exhausted| Some(exhausted.0) == bound).map(|exhausted| exhausted.1),
        };
        let is_certified = certificate.as_ref().is_some_and(|certificate| match certificate.claim {
            Claim::Infeasible => true,
            Claim::Bound(claimed) => Some(claimed) == bound,
        });
        let nearest = self.nearest.take().filter(|_| schedule.is_none()).map(|nearest| self.schedule(&nearest.labels));
        Outcome {
            termination,
            schedule,
            nearest,
            value: self.value(),
            bound,
            certificate,
            exhausted: exhausted.filter(|_| !is_certified),
            statistics: std::mem::take(&mut self.statistics),
        }
    }

    fn schedule(&self, labels: &[Vec<u32>]) -> Schedule {
        let setting = self.setting();
        let pathways = labels.iter().enumerate().map(|(index, labels)| {
            let doctor = DoctorId::new(index);
            pathway(self.problem, doctor, setting.pathways.axis(doctor), &setting.pathways.class(doctor).diagram, labels)
        });
        Schedule::new(pathways.collect())
    }
}
