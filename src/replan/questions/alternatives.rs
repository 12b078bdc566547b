//! Other plans that are nearly as good.

use super::price::Shares;
use crate::check::{check, differences};
use crate::error::Result;
use crate::explain::Plan;
use crate::problem::Problem;
use crate::problem::draft::{PerDraft, PreferenceDraft};
use crate::problem::edit::{DraftEdit, named_stretch, scale_values};
use crate::replan::Differences;
use crate::schedule::Schedule;
use crate::solve::Solver;

/// Another plan, and how far it is from the first.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Alternative {
    /// The plan, judged by `check`.
    pub schedule: Schedule,
    /// Its value.
    pub value: i64,
    /// It is worth at most so much less than the best schedule there is; `None` if no bound is known.
    pub most_cost: Option<i64>,
    /// Periods of doctors in which it differs from the plan that was given, and from each alternative before it.
    pub periods_apart: Vec<usize>,
    /// What is different from the plan that was given.
    pub differences: Differences,
}

/// Most solves that are tried for one alternative.
const TRIES: u32 = 8;

/// Up to `most` plans that differ from the given one, and from each other, in at least `apart` periods of doctors, each as good as was found; the best first.
///
/// What a plan before has in a period costs something there, and more and more until enough differs; what is found is judged by `check` at its own value. That there
/// is no alternative is not proven.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{Solver, explain::Plan, replan::questions::alternatives};
///
/// let plan = Plan { schedule: &schedule, bound: outcome.bound };
/// for other in alternatives(&problem, plan, 1, 1, &Solver::new().work_limit(2_000))? {
///     assert!(!other.differences.is_empty());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`best_places`](super::best_places).
pub fn alternatives(
    problem: &Problem,
    plan: Plan<'_>,
    most: usize,
    apart: usize,
    solver: &Solver,
) -> Result<Vec<Alternative>> {
    problem.ensure_known(plan.schedule)?;
    let mut known: Vec<Schedule> = vec![plan.schedule.clone()];
    let mut found: Vec<Alternative> = Vec::new();
    let mut shares = Shares::new(solver, most.saturating_mul(TRIES as usize));
    for _ in 0..most {
        let (mut cost, mut best): (i64, Option<Alternative>) = (1, None);
        for _ in 0..TRIES {
            if shares.is_cancelled() {
                break;
            }
            // Once enough differs a smaller cost may do.
            let tried = if best.is_some() { cost / 2 } else { cost };
            if tried == 0 {
                break;
            }
            let outcome = shares
                .next()
                .warm_start(plan.schedule.clone())
                .solve(&charged(problem, &known, &|_| tried, 1)?);
            let schedule = match outcome {
                Ok(outcome) => outcome.schedule,
                // Values have become too large.
                Err(error) if error.kind() == crate::ErrorKind::Option => None,
                Err(error) => return Err(error),
            };
            let Some(other) = schedule.and_then(|schedule| judged(problem, plan, &known, schedule))
            else {
                break;
            };
            let is_apart = other
                .periods_apart
                .iter()
                .all(|periods| *periods >= apart.max(1));
            match (is_apart, best.is_some()) {
                (true, _) => {
                    if best.as_ref().is_none_or(|best| other.value > best.value) {
                        best = Some(other);
                    }
                    cost = tried;
                }
                (false, true) => break,
                (false, false) => cost = cost.saturating_mul(4),
            }
        }
        let Some(best) = best else { break };
        known.push(best.schedule.clone());
        found.push(best);
    }
    found.sort_by_key(|alternative| std::cmp::Reverse(alternative.value));
    Ok(found)
}

/// The problem in which each period that is as in a known plan costs something, so much for each plan by its position; other values are multiplied by `finest`, or by less if they become too large.
pub(super) fn charged(
    problem: &Problem,
    known: &[Schedule],
    cost: &dyn Fn(usize) -> i64,
    finest: i64,
) -> Result<Problem> {
    let mut edit: DraftEdit = DraftEdit::of(problem);
    let mut factor = finest;
    while factor > 1 && scale_values(&mut edit.draft, factor) == 1 {
        factor /= 10;
    }
    for (number, schedule) in known.iter().enumerate() {
        for doctor in problem.doctor_ids() {
            for rotation in schedule.pathway(doctor).rotations() {
                let row = PreferenceDraft {
                    doctors: problem.only(doctor),
                    activities: problem.named_activities([rotation.activity]),
                    periods: named_stretch(rotation.first, rotation.last),
                    value: cost(number).saturating_neg(),
                    per: PerDraft::Period,
                    ..PreferenceDraft::default()
                };
                edit.add("as before", row);
            }
        }
    }
    edit.finish().0.validate()
}

/// A schedule that keeps all rules, with what it is worth without any charge.
fn judged(
    problem: &Problem,
    plan: Plan<'_>,
    known: &[Schedule],
    schedule: Schedule,
) -> Option<Alternative> {
    let report = check(problem, &schedule);
    let apart = |other: &Schedule| -> usize {
        let doctors = problem.doctor_ids();
        doctors
            .map(|doctor| {
                differences(
                    problem,
                    doctor,
                    other.pathway(doctor),
                    schedule.pathway(doctor),
                )
                .len()
            })
            .sum()
    };
    report.is_feasible().then(|| Alternative {
        value: report.value,
        most_cost: plan
            .bound
            .map(|bound| bound.saturating_sub(report.value).max(0)),
        periods_apart: known.iter().map(apart).collect(),
        differences: Differences::new(problem, plan.schedule, &schedule),
        schedule: schedule.clone(),
    })
}
