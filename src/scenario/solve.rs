//! One scenario, from its changes to its result.

use super::baseline::Baseline;
use super::change::Change;
use super::result::{Figures, ScenarioResult, Status, relative_gap};
use super::set::Scenario;
use crate::check::{Report, check};
use crate::clock::Instant;
use crate::explain::audit;
use crate::problem::{Problem, ProblemDraft};
use crate::schedule::Schedule;
use crate::solve::{Evidence, Outcome, Solver, Termination};

/// How scenarios are solved.
#[derive(Clone, Debug)]
pub(super) struct Recipe<'a> {
    baseline: &'a Baseline,
    solver: Solver,
    from_baseline: bool,
    verify: bool,
}

impl<'a> Recipe<'a> {
    /// The one place where a scenario's solve is started from the baseline: its schedule, its prices, and whatever of its diagrams did not change.
    pub(super) fn new(
        baseline: &'a Baseline,
        solver: Solver,
        from_baseline: bool,
        verify: bool,
    ) -> Self {
        let mut solver = solver.threads(1);
        if from_baseline && let Some(schedule) = baseline.schedule() {
            solver = solver
                .for_problems_like(baseline.problem())
                .warm_start(schedule.clone());
            if let Some(certificate) = baseline.certificate() {
                solver = solver.warm_prices(certificate.clone());
            }
        }
        Self {
            baseline,
            solver,
            from_baseline,
            verify,
        }
    }
}

impl Recipe<'_> {
    /// Solves one scenario; whatever goes wrong is its result. `None` if the solve was cancelled.
    pub(super) fn solve(
        &self,
        id: u64,
        scenario: &Scenario,
        threads: usize,
    ) -> Option<ScenarioResult> {
        let began = Instant::now();
        let mut result = ScenarioResult {
            id,
            name: scenario.name.clone(),
            changes: scenario
                .changes
                .iter()
                .map(|change| change.describe(self.baseline.problem()))
                .collect(),
            status: Status::Failed,
            reason: String::new(),
            value: None,
            bound: None,
            evidence: Evidence::None.as_str().into(),
            gap: None,
            figures: None,
            work: 0,
            seconds: 0.0,
        };
        match scenario.apply(self.baseline.problem(), self.baseline.schedule()) {
            Ok(problem) => {
                if !self.keep_baseline(scenario, &problem, &mut result) {
                    let solved = if threads == 1 {
                        self.solver.solve(&problem)
                    } else {
                        self.solver.clone().threads(threads).solve(&problem)
                    };
                    match solved {
                        // Whatever the solve says of its end: a walk that the token cut off may have come to another schedule.
                        Ok(_) if self.solver.options().cancel.is_cancelled() => return None,
                        Ok(outcome) => self.judge(&problem, &outcome, &mut result),
                        Err(error) => result.reason = error.to_string(),
                    }
                }
            }
            Err(error) if error.is_input() => result.reason = error.diagnostics().to_string(),
            Err(error) => result.reason = error.to_string(),
        }
        result.seconds = began.elapsed().as_secs_f64();
        Some(result)
    }

    /// True if the baseline answers the scenario: its schedule still keeps all rules, and as the changes can only take something away, no
    /// schedule is worth more than the baseline's bound.
    fn keep_baseline(
        &self,
        scenario: &Scenario,
        problem: &Problem,
        result: &mut ScenarioResult,
    ) -> bool {
        let (Some(schedule), Some(bound), true) = (
            self.baseline.schedule(),
            self.baseline.bound(),
            self.from_baseline,
        ) else {
            return false;
        };
        if scenario.known_from.is_some()
            || !only_takes_away(scenario, self.baseline.problem().draft())
        {
            return false;
        }
        let report = check(problem, schedule);
        let close =
            relative_gap(report.value, bound).is_some_and(|gap| gap <= self.solver.options().gap);
        if !report.is_feasible() || report.value > bound || !close {
            return false;
        }
        self.fill(problem, schedule, &report, None, result);
        result.bound = Some(bound);
        result.evidence = self.baseline.evidence().as_str().into();
        result.gap = relative_gap(report.value, bound);
        result.reason = "baseline_holds".into();
        true
    }

    fn judge(&self, problem: &Problem, outcome: &Outcome, result: &mut ScenarioResult) {
        result.work = outcome.statistics.work;
        result.bound = outcome.bound;
        result.evidence = outcome.evidence().as_str().into();
        result.reason = outcome.termination.as_str().into();
        if self.verify
            && let Some(certificate) = outcome.certificate()
            && let Err(error) = certificate.verify(problem)
        {
            result.bound = None;
            result.evidence = Evidence::None.as_str().into();
            result.reason = format!("the certificate does not hold: {error}");
            return;
        }
        if let Some(schedule) = &outcome.schedule {
            let report = check(problem, schedule);
            if !report.is_feasible() || Some(report.value) != outcome.value {
                result.reason = "the engine's schedule does not stand up to the check".into();
                return;
            }
            self.fill(problem, schedule, &report, Some(outcome), result);
            result.gap = outcome.gap();
        } else if outcome.termination == Termination::Infeasible {
            result.status = Status::Infeasible;
            let audit = audit(problem);
            let proof = audit
                .findings
                .iter()
                .find(|finding| finding.proves_infeasible);
            result.reason = proof.map_or_else(
                || "proven by prices".into(),
                |finding| finding.describe(problem),
            );
        } else {
            result.reason = format!("no schedule found ({})", outcome.termination.as_str());
        }
    }

    fn fill(
        &self,
        problem: &Problem,
        schedule: &Schedule,
        report: &Report,
        outcome: Option<&Outcome>,
        result: &mut ScenarioResult,
    ) {
        let certificate = match outcome {
            Some(outcome) => outcome.certificate(),
            None => self.baseline.certificate(),
        };
        result.status = Status::Solved;
        result.value = Some(report.value);
        result.figures = Some(Figures::new(
            self.baseline,
            problem,
            schedule,
            report,
            certificate,
        ));
    }
}

/// True if every schedule of the changed problem is a schedule of the unchanged one, worth at least as much there.
///
/// So it is for fewer places, as long as none of them has to be filled: a closure lifts the least number of doctors, too.
fn only_takes_away(scenario: &Scenario, draft: &ProblemDraft) -> bool {
    let fills_places = draft.capacities.iter().any(|row| row.min > 0);
    scenario.changes.iter().all(|change| match change {
        Change::AddPlaces { places, .. } => *places <= 0 && !fills_places,
        Change::Close { .. } | Change::SupervisorAway { .. } => !fills_places,
        Change::SetPlaces { .. }
        | Change::Reopen { .. }
        | Change::AddDoctor { .. }
        | Change::Withdraw { .. }
        | Change::Arrive { .. }
        | Change::Depart { .. }
        | Change::Leave { .. }
        | Change::AddCohort { .. }
        | Change::MoveCohort { .. }
        | Change::EnlargeCohort { .. }
        | Change::AddEvent { .. }
        | Change::MoveEvent { .. }
        | Change::SetNumber { .. }
        | Change::SetRule { .. }
        | Change::SwitchOff { .. }
        | Change::Waive { .. }
        | Change::LeaveProgramme { .. }
        | Change::Swap { .. }
        | Change::Return { .. }
        | Change::Extend { .. }
        | Change::PartTime { .. } => false,
    })
}
