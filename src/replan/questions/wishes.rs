//! What each wish cost, and whether it was granted.

use super::price::{Price, Shares, price};
use crate::check::check;
use crate::error::Result;
use crate::explain::Plan;
use crate::ids::{DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::draft::{RequirementDraft, UnitDraft};
use crate::problem::edit::{DraftEdit, named_periods};
use crate::problem::rule::{Per, Preference, Rule};
use crate::scenario::{Change, Scenario};
use crate::solve::Solver;

/// What became of a doctor's wish.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct WishAnswer {
    /// The preference.
    pub rule: RuleId,
    /// Whose.
    pub doctor: DoctorId,
    /// What it earned: periods, blocks or rotations in the plan times its value; below 0 for a dislike that was not heeded.
    pub earned: i64,
    /// The same in units.
    pub units: i64,
    /// True if something wished for is there, or nothing disliked is.
    pub is_granted: bool,
    /// Granted: all others would gain so much if the doctor did not have the wish. Not granted: to grant it once, or to heed it altogether, would cost so much, its own value
    /// counted. `None` if it was not solved.
    pub price: Option<Price>,
}

/// What became of wishes: preferences and ranks that speak of some doctors and not of all, those of `doctors` (of everybody if empty), in the order of the problem.
///
/// Two solves at most for each wish; within the limits as many as there are, all limits together.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{Solver, explain::Plan, replan::questions::wishes};
///
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// let plan = Plan { schedule: &schedule, bound: outcome.bound };
/// // Nobody has wished for anything.
/// assert!(wishes(&problem, plan, &[ana], &Solver::new().work_limit(2_000))?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`best_places`](super::best_places).
pub fn wishes(
    problem: &Problem,
    plan: Plan<'_>,
    doctors: &[DoctorId],
    solver: &Solver,
) -> Result<Vec<WishAnswer>> {
    problem.ensure_known(plan.schedule)?;
    doctors
        .iter()
        .try_for_each(|doctor| problem.ensure_doctor(*doctor))?;
    let mut asked: Vec<(RuleId, &Preference, DoctorId)> = Vec::new();
    for (id, rule) in problem.rules() {
        let Rule::Preference(rule) = rule else {
            continue;
        };
        if rule.doctors.len() == problem.doctors().len() && rule.doctors.len() > 1
            || rule.value == 0
        {
            continue;
        }
        let wanted = rule
            .doctors
            .iter()
            .filter(|doctor| doctors.is_empty() || doctors.contains(doctor));
        asked.extend(wanted.map(|doctor| (id, rule, doctor)));
    }
    let mut shares = Shares::new(solver, asked.len());
    let mut answers = Vec::new();
    for (id, rule, doctor) in asked {
        let waive = Change::Waive {
            doctor: problem.doctor(doctor).key.clone(),
            rule: Some(problem.rule_key(id).to_owned()),
            amounts: None,
            from: None,
            amount: None,
        };
        // A rank of a list that several doctors share cannot be taken from one of them alone.
        let Ok(without) = Scenario::new("without the wish", vec![waive]).apply(problem, None)
        else {
            continue;
        };
        let score = |problem: &Problem| {
            check(problem, plan.schedule)
                .scores
                .get(doctor.index())
                .copied()
                .unwrap_or(0)
        };
        let earned = score(problem).saturating_sub(score(&without));
        let units = earned / rule.value;
        let is_granted = (units > 0) == (rule.value > 0);
        let mut answer = WishAnswer {
            rule: id,
            doctor,
            earned,
            units,
            is_granted,
            price: None,
        };
        if !shares.is_cancelled() {
            answer.price = Some(if is_granted {
                gain_of_others(&without, plan, &shares.next())?
            } else {
                price(
                    problem,
                    plan,
                    &granted(problem, rule, doctor)?,
                    &shares.next(),
                )?
            });
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// How much more could be had if a wish were not there.
fn gain_of_others(without: &Problem, plan: Plan<'_>, solver: &Solver) -> Result<Price> {
    let value = check(without, plan.schedule).value;
    let outcome = solver
        .clone()
        .warm_start(plan.schedule.clone())
        .solve(without)?;
    let found = outcome
        .schedule
        .filter(|schedule| check(without, schedule).is_feasible());
    let then = found
        .as_ref()
        .map(|schedule| check(without, schedule).value);
    let least = then.map_or(0, |then| then.saturating_sub(value).max(0));
    let moved = found
        .as_ref()
        .map(|schedule| super::price::moved(without, plan.schedule, schedule))
        .unwrap_or_default();
    let most = outcome
        .bound
        .map(|bound| bound.saturating_sub(value).max(least));
    Ok(Price {
        least: Some(least),
        most,
        is_impossible: false,
        schedule: found,
        value: then,
        moved,
    })
}

/// The problem in which the wish is granted once, or what is disliked does not happen.
fn granted(problem: &Problem, rule: &Preference, doctor: DoctorId) -> Result<Problem> {
    let mut edit: DraftEdit = DraftEdit::of(problem);
    let wished = rule.value > 0;
    let per_rotation = rule.per == Per::Rotation;
    let row = RequirementDraft {
        doctors: problem.only(doctor),
        activities: problem.named_activities(rule.activities.iter()),
        within: named_periods(rule.periods.iter().flat_map(|periods| periods.iter())),
        unit: if rule.per == Per::Period {
            UnitDraft::Periods
        } else {
            UnitDraft::Blocks
        },
        min: i64::from(wished && !per_rotation),
        max: (!wished && !per_rotation).then_some(0),
        runs_min: i64::from(wished && per_rotation),
        runs_max: (!wished && per_rotation).then_some(0),
        ..RequirementDraft::default()
    };
    edit.add("granted", row);
    edit.finish().0.validate()
}
