//! One solve: what it starts from, what it knows, and its outcome.

use super::effort::Effort;
use super::groundwork::Groundwork;
use super::known::Known;
use super::limits::Limits;
use super::outcome::relative_gap;
use super::{
    Engine, Improvement, Options, Outcome, Phase, SolveState, Statistics, StopRule, Termination,
};
use crate::certificate::{Certificate, Claim, Prices, Proven};
use crate::check::{check, custom_fault};
use crate::diagram::pathway;
use crate::error::{Error, Result};
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;

/// Solves a problem with the engine that the options name.
pub(crate) fn solve(problem: &Problem, options: &Options) -> Result<Outcome> {
    super::threads::run(options.pool.as_ref(), options.threads, || {
        solve_here(problem, options)
    })
}

/// Solves a problem on the pool of this thread. Where the limits do not even leave time for diagrams and rows, nothing is known.
fn solve_here(problem: &Problem, options: &Options) -> Result<Outcome> {
    let limits = Limits::new(options);
    match Run::new(problem, limits) {
        Some(run) => run.run(),
        None => Ok(Outcome::nothing(
            limits.reason(0).unwrap_or(Termination::TimeLimit),
            limits.elapsed(),
        )),
    }
}

/// One solve, in parts that are borrowed apart: engines read one while they change another. `engine.rs` says who changes which.
pub(super) struct Run<'a> {
    pub(super) problem: &'a Problem,
    /// Diagrams and rows.
    pub(super) ground: Groundwork,
    /// Limits, work and statistics.
    pub(super) effort: Effort<'a>,
    /// Schedules, bounds and proofs.
    pub(super) known: Known,
    listeners: Listeners,
}

/// What observers and stop rules have heard.
#[derive(Debug, Default)]
struct Listeners {
    /// The best value that was told of, and the work done then.
    told: (Option<i64>, u64),
    /// A stop rule said so.
    is_stopped: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(problem: &'a Problem, limits: Limits<'a>) -> Option<Self> {
        limits.tell(Phase::Diagrams, None, None);
        let options = limits.options;
        let ground = {
            let _span = crate::trace::info_span!("diagrams").entered();
            Groundwork::build(
                problem,
                options.groundwork.as_deref(),
                options.diagram_arc_limit,
                &|| limits.is_urgent(),
            )?
        };
        let sizes = ground.pathways.statistics();
        let mut run = Self::over(problem, limits, ground);
        let statistics = &mut run.effort.statistics;
        (statistics.diagrams, statistics.arcs) = (sizes.diagrams, sizes.arcs);
        statistics.rows = run.ground.formulation.rows().len();
        crate::trace::debug!(
            diagrams = sizes.diagrams,
            relaxed = sizes.relaxed,
            arcs = sizes.arcs,
            rows = statistics.rows,
            took = ?run.effort.limits.elapsed(),
            "ground"
        );
        Some(run)
    }

    /// A run over diagrams and rows that are there already.
    pub(super) fn over(problem: &'a Problem, limits: Limits<'a>, ground: Groundwork) -> Self {
        let statistics = Statistics {
            relaxed_diagrams: ground.pathways.statistics().relaxed,
            ..Statistics::default()
        };
        let effort = Effort {
            limits,
            work: 0,
            statistics,
        };
        Self {
            problem,
            ground,
            effort,
            known: Known::default(),
            listeners: Listeners::default(),
        }
    }

    /// Why to stop, if what was asked for is reached.
    pub(super) fn is_done(&self) -> Option<Termination> {
        let is_stopped = self.listeners.is_stopped.then_some(Termination::StopRule);
        let Some(value) = self.known.value() else {
            return is_stopped;
        };
        let options = self.effort.options();
        let is_target = || {
            options
                .target
                .is_some_and(|target| value >= target)
                .then_some(Termination::TargetReached)
        };
        let Some(bound) = self.known.proven() else {
            return is_target().or(is_stopped);
        };
        if value >= bound {
            return Some(Termination::Optimal);
        }
        let is_within = relative_gap(value, bound).is_some_and(|gap| gap <= options.gap);
        is_within
            .then_some(Termination::GapReached)
            .or_else(is_target)
            .or(is_stopped)
    }

    /// Tells listeners what is known, a better schedule first, and asks the stop rules.
    pub(super) fn tell(&mut self, phase: Phase) {
        let (value, bound, work) = (self.known.value(), self.known.proven(), self.effort.work);
        if value > self.listeners.told.0 {
            self.listeners.told = (value, work);
            self.effort.limits.gained();
            self.tell_improvement(phase);
        }
        let limits = &self.effort.limits;
        limits.tell(phase, value, bound);
        let options = limits.options;
        if self.listeners.is_stopped || options.stop.is_empty() && options.stop_rules.is_empty() {
            return;
        }
        let idle_work = work.saturating_sub(self.listeners.told.1);
        let state = SolveState {
            value,
            bound,
            elapsed: limits.elapsed(),
            work,
            idle: limits.idle(),
            idle_work,
        };
        let by_data = options.stop.iter().any(|rule| rule.stops(&state));
        self.listeners.is_stopped =
            by_data || options.stop_rules.iter().any(|rule| rule.stops(&state));
    }

    /// Hands out the best schedule, judged as the last one will be.
    fn tell_improvement(&self, phase: Phase) {
        let (Some(audience), Some(best)) = (&self.effort.options().audience, &self.known.best)
        else {
            return;
        };
        let schedule = self.schedule(&best.labels);
        let report = check(self.problem, &schedule);
        // A schedule that `check` refuses ends the solve with an error when the outcome is made.
        if report.is_feasible() && report.value == best.value {
            let (bound, elapsed, work) = (
                self.known.proven(),
                self.effort.limits.elapsed(),
                self.effort.work,
            );
            audience(&Improvement {
                schedule: &schedule,
                value: best.value,
                bound,
                phase,
                elapsed,
                work,
            });
        }
    }

    fn run(mut self) -> Result<Outcome> {
        if let Some(outcome) = self.impossible_doctor()? {
            return Ok(outcome);
        }
        let closed = match self.effort.options().engine {
            Engine::Flow => self.close_with_flow(),
            _ => None,
        };
        let termination = match closed {
            Some(termination) => termination,
            None if self.falls_apart() => self.search_apart(),
            None => self.search(),
        };
        self.finish(termination)
    }

    /// The outcome if some doctor has no pathway at all.
    fn impossible_doctor(&mut self) -> Result<Option<Outcome>> {
        let Some(prices) = self.start_bound() else {
            return Ok(None);
        };
        let certificate = self.refutation(&prices)?;
        Ok(Some(self.outcome(
            Termination::Infeasible,
            None,
            Some(certificate),
        )))
    }

    /// The bound without prices is the first; if there is none as some doctor has no pathway at all, the prices that prove it.
    pub(super) fn start_bound(&mut self) -> Option<Prices> {
        let prices = Prices::zero(&self.ground.formulation, &self.ground.pathways, 1);
        self.known.bound = self.prove(prices.clone());
        let has_none = || self.evaluate(&prices).proves_infeasible();
        (self.known.bound.is_none() && has_none()).then_some(prices)
    }

    /// The document of a bound. Its prices were evaluated, by what evaluates those of any certificate, over the diagrams and rows of this solve.
    fn certificate(&self, proven: &Proven) -> Result<Certificate> {
        let ground = &self.ground;
        let arcs = self.effort.options().diagram_arc_limit;
        proven
            .certificate(self.problem, &ground.pathways, &ground.formulation, arcs)
            .ok_or_else(|| {
                Error::backend("the certificate does not say what the prices of the solve prove")
            })
    }

    /// The document of a proof that there is no schedule, verified over the diagrams and rows of this solve.
    fn refutation(&self, prices: &Prices) -> Result<Certificate> {
        let ground = &self.ground;
        let certificate = Certificate::new(
            self.problem,
            &ground.formulation,
            prices,
            Claim::Infeasible,
            self.effort.options().diagram_arc_limit,
        );
        match certificate.verify_with(self.problem, &ground.pathways, &ground.formulation) {
            Ok(()) => Ok(certificate),
            Err(error) => Err(Error::backend(format!(
                "the proof of infeasibility does not verify: {error}"
            ))),
        }
    }

    /// Judges the best schedule and puts the outcome together.
    fn finish(mut self, termination: Termination) -> Result<Outcome> {
        self.tell(Phase::Finish);
        let schedule = self
            .known
            .best
            .as_ref()
            .map(|best| self.schedule(&best.labels));
        if let (Some(schedule), Some(best)) = (&schedule, &self.known.best) {
            // Where code of the user says two things, the engine is not to blame.
            if let Some(fault) = custom_fault(self.problem, schedule) {
                return Err(fault);
            }
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
        let certificate = match (termination, &self.known.infeasible, self.known.certified()) {
            (Termination::Infeasible, Some(prices), _) => Some(self.refutation(prices)?),
            (Termination::Infeasible, None, _) | (_, _, None) => None,
            (_, _, Some(proven)) => match (self.certificate(proven), &self.known.bound) {
                // A document has no room for all cuts, say.
                (Err(_), Some(without)) if proven.has_cuts() => Some(self.certificate(without)?),
                (certificate, _) => Some(certificate?),
            },
        };
        Ok(self.outcome(termination, schedule, certificate))
    }

    fn outcome(
        &mut self,
        termination: Termination,
        schedule: Option<Schedule>,
        certificate: Option<Certificate>,
    ) -> Outcome {
        let bound = self.known.proven();
        let exhausted = match termination {
            Termination::Infeasible => self.known.exhausted,
            _ => self
                .known
                .exhausted_bound
                .filter(|exhausted| Some(exhausted.0) == bound)
                .map(|exhausted| exhausted.1),
        };
        let is_certified =
            certificate
                .as_ref()
                .is_some_and(|certificate| match certificate.claim {
                    Claim::Infeasible => true,
                    Claim::Bound(claimed) => Some(claimed) == bound,
                });
        let nearest = self
            .known
            .nearest
            .take()
            .filter(|_| schedule.is_none())
            .map(|nearest| self.schedule(&nearest.labels));
        let statistics = std::mem::take(&mut self.effort.statistics);
        Outcome {
            termination,
            schedule,
            nearest,
            value: self.known.value(),
            bound,
            certificate,
            exhausted: exhausted.filter(|_| !is_certified),
            statistics: Statistics {
                elapsed: self.effort.limits.elapsed(),
                work: self.effort.work,
                ..statistics
            },
        }
    }

    fn schedule(&self, labels: &[Vec<u32>]) -> Schedule {
        let setting = self.ground.setting();
        let pathways = labels.iter().enumerate().map(|(index, labels)| {
            let doctor = DoctorId::new(index);
            pathway(
                self.problem,
                doctor,
                setting.pathways.axis(doctor),
                &setting.pathways.class(doctor).diagram,
                labels,
            )
        });
        Schedule::new(pathways.collect())
    }
}
