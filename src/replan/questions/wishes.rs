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
    let asked = wished(problem, doctors);
    let mut shares = Shares::new(solver, asked.len());
    let mut answers = Vec::new();
    for wish in asked {
        // A rank of a list that several doctors share cannot be taken from one of them alone.
        let Ok(without) = wish.left_out(problem) else {
            continue;
        };
        let mut answer = wish.judged(problem, &without, plan);
        if !shares.is_cancelled() {
            answer.price = Some(if answer.is_granted {
                gain_of_others(&without, plan, &shares.next())?
            } else {
                price(problem, plan, &wish.granted(problem)?, &shares.next())?
            });
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// A preference of one doctor.
struct Wish<'a> {
    id: RuleId,
    rule: &'a Preference,
    doctor: DoctorId,
}

/// The wishes of some doctors, of everybody if there are none: preferences that do not speak of all.
fn wished<'a>(problem: &'a Problem, doctors: &[DoctorId]) -> Vec<Wish<'a>> {
    let mut wished = Vec::new();
    for (id, rule) in problem.rules() {
        let Rule::Preference(rule) = rule else {
            continue;
        };
        let is_of_all = rule.doctors.len() == problem.doctors().len() && rule.doctors.len() > 1;
        if is_of_all || rule.value == 0 {
            continue;
        }
        let wanted = rule
            .doctors
            .iter()
            .filter(|doctor| doctors.is_empty() || doctors.contains(doctor));
        wished.extend(wanted.map(|doctor| Wish { id, rule, doctor }));
    }
    wished
}

impl Wish<'_> {
    /// The problem in which the doctor does not have the wish.
    fn left_out(&self, problem: &Problem) -> Result<Problem> {
        let waive = Change::Waive {
            doctor: problem.doctor(self.doctor).key.clone(),
            rule: Some(problem.rule_key(self.id).to_owned()),
            amounts: None,
            from: None,
            amount: None,
        };
        Scenario::new("without the wish", vec![waive]).apply(problem, None)
    }

    /// What became of it in a plan.
    fn judged(&self, problem: &Problem, without: &Problem, plan: Plan<'_>) -> WishAnswer {
        let score = |problem: &Problem| {
            let scores = check(problem, plan.schedule).scores;
            scores.get(self.doctor.index()).copied().unwrap_or(0)
        };
        let earned = score(problem).saturating_sub(score(without));
        let units = earned / self.rule.value;
        WishAnswer {
            rule: self.id,
            doctor: self.doctor,
            earned,
            units,
            is_granted: (units > 0) == (self.rule.value > 0),
            price: None,
        }
    }

    /// The problem in which it is granted once, or what is disliked does not happen.
    fn granted(&self, problem: &Problem) -> Result<Problem> {
        let rule = self.rule;
        let mut edit: DraftEdit = DraftEdit::of(problem);
        let wished = rule.value > 0;
        let per_rotation = rule.per == Per::Rotation;
        let row = RequirementDraft {
            doctors: problem.only(self.doctor),
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
