//! The best places for a doctor.

use super::price::{Price, Shares, price};
use crate::error::{Error, Result};
use crate::explain::Plan;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::Problem;
use crate::problem::edit::{DraftEdit, cells};
use crate::problem::rule_draft::CellsModeDraft;
use crate::solve::Solver;

/// A place for a doctor, and what it costs to be there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PlaceOffer {
    /// Where; `None` is nowhere.
    pub activity: Option<ActivityId>,
    /// True if the plan has the doctor there, and nowhere else, in these periods.
    pub is_planned: bool,
    /// What it costs.
    pub price: Price,
}

/// The places where a doctor could be between two periods, both included, and nowhere, with what each would cost: the cheapest first, impossible ones last.
///
/// One solve for each activity that the doctor may take.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::ids::PeriodId;
/// use medrota::{Solver, explain::Plan, replan::questions::best_places};
///
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// let plan = Plan { schedule: &schedule, bound: outcome.bound };
/// let offers = best_places(&problem, plan, ana, [PeriodId::new(0); 2], &Solver::new().work_limit(2_000))?;
/// assert!(offers.iter().any(|offer| offer.is_planned));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a plan, doctor or period of another problem; [`ErrorKind::Option`](crate::ErrorKind::Option) if the doctor is
/// not there in any of the periods; else as [`Solver::solve`].
pub fn best_places(
    problem: &Problem,
    plan: Plan<'_>,
    doctor: DoctorId,
    [first, last]: [PeriodId; 2],
    solver: &Solver,
) -> Result<Vec<PlaceOffer>> {
    problem.ensure_known(plan.schedule)?;
    problem.ensure_doctor(doctor)?;
    problem.ensure_period(first)?;
    problem.ensure_period(last)?;
    let there: Vec<PeriodId> = (first.index()..=last.index())
        .map(PeriodId::new)
        .filter(|period| problem.is_available(doctor, *period))
        .collect();
    if there.is_empty() {
        return Err(Error::option(format!(
            "doctor {:?} is not there then",
            problem.doctor(doctor).key
        )));
    }
    let eligible = problem.eligible(doctor).iter().map(Some);
    let places: Vec<Option<ActivityId>> = eligible.chain([None]).collect();
    let mut shares = Shares::new(solver, places.len());
    let mut offers = Vec::new();
    for activity in places {
        if shares.is_cancelled() {
            break;
        }
        let planned = |period: &PeriodId| {
            let rotation = plan.schedule.pathway(doctor).rotation_at(*period);
            rotation.map(|rotation| rotation.activity)
        };
        let asked = asked(problem, doctor, activity, [first, last])?;
        offers.push(PlaceOffer {
            activity,
            is_planned: there.iter().all(|period| planned(period) == activity),
            price: price(problem, plan, &asked, &shares.next())?,
        });
    }
    offers.sort_by_key(|offer| {
        (
            offer.price.rank(),
            !offer.is_planned,
            offer.activity.is_none(),
            offer.activity,
        )
    });
    Ok(offers)
}

/// The problem in which the doctor has to be there.
fn asked(
    problem: &Problem,
    doctor: DoctorId,
    activity: Option<ActivityId>,
    span: [PeriodId; 2],
) -> Result<Problem> {
    let mut edit: DraftEdit = DraftEdit::of(problem);
    // Without a place none of all activities is the one.
    let mode = if activity.is_some() {
        CellsModeDraft::Fixed
    } else {
        CellsModeDraft::Forbidden
    };
    edit.add("place", cells(problem, doctor, activity, span, mode));
    edit.finish().0.validate()
}
