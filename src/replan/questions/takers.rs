//! Who could do somebody else's rotation.

use super::price::{Price, Shares, price};
use crate::error::{Error, Result};
use crate::explain::Plan;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::edit::{DraftEdit, cells};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Problem, publish, when};
use crate::replan::swap::{Swapped, between, judged, outside, swap};
use crate::scenario::{Change, Scenario};
use crate::schedule::{Pathway, Rotation, Schedule};
use crate::solve::Solver;

/// How a rotation gets another doctor.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TakerWay {
    /// The other doctor does it, and whoever had it does something else or nothing.
    TakeOver,
    /// Both exchange what they do in these periods.
    Swap,
}

impl TakerWay {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TakeOver => "take_over",
            Self::Swap => "swap",
        }
    }
}

impl std::fmt::Display for TakerWay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A doctor who could do a rotation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Taker {
    /// Who.
    pub doctor: DoctorId,
    /// How.
    pub way: TakerWay,
    /// What it breaks and costs if nobody else moves.
    pub direct: Swapped,
    /// What it costs if others may move, too; `None` if it was not solved.
    pub price: Option<Price>,
}

impl Taker {
    /// What takers who break and cost the same are sorted by.
    fn rank(&self) -> (i64, TakerWay, DoctorId) {
        (-self.direct.value_change, self.way, self.doctor)
    }
}

/// Who could take over the rotation that a plan has for a doctor in a period, or swap with it: those first who can without anybody else moving, then by cost.
///
/// Every doctor who may be there is judged by `check` as things stand; the first `solved` of them are solved, too, where others may move.
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) if the plan has the doctor nowhere in the period; else as [`best_places`](super::best_places).
pub fn who_instead(
    problem: &Problem,
    plan: Plan<'_>,
    doctor: DoctorId,
    period: PeriodId,
    solved: usize,
    solver: &Solver,
) -> Result<Vec<Taker>> {
    problem.ensure_known(plan.schedule)?;
    problem.ensure_doctor(doctor)?;
    problem.ensure_period(period)?;
    let Some(rotation) = plan.schedule.pathway(doctor).rotation_at(period).copied() else {
        return Err(Error::option(format!(
            "doctor {:?} is in no rotation then",
            problem.doctor(doctor).key
        )));
    };
    let mut takers = Vec::new();
    for other in problem
        .doctor_ids()
        .filter(|other| *other != doctor && could_take(problem, plan.schedule, *other, rotation))
    {
        let doctors = [doctor, other];
        let periods = [rotation.first, rotation.last];
        let taken = take_over(problem, plan.schedule, doctors, rotation);
        let swapped = swap(problem, plan.schedule, doctors, periods)?;
        for (way, direct) in [(TakerWay::TakeOver, taken), (TakerWay::Swap, swapped)] {
            takers.push(Taker {
                doctor: other,
                way,
                direct,
                price: None,
            });
        }
    }
    takers.sort_by_key(|taker| (taker.direct.newly_broken.len(), taker.rank()));
    let mut shares = Shares::new(solver, solved.min(takers.len()));
    for taker in takers.iter_mut().take(solved) {
        if shares.is_cancelled() {
            break;
        }
        let doctors = [doctor, taker.doctor];
        let asked = asked(problem, plan.schedule, doctors, rotation, taker.way)?;
        taker.price = Some(price(problem, plan, &asked, &shares.next())?);
    }
    takers.sort_by_key(|taker| {
        let unsolved = (false, i64::MAX, i64::MAX);
        let cost = taker.price.as_ref().map_or(unsolved, Price::rank);
        // Two letters are less than many, whatever they cost.
        (cost.0, !taker.direct.is_possible(), cost, taker.rank())
    });
    Ok(takers)
}

/// True if a doctor is there at the time of a rotation, may do it and does not do it already.
fn could_take(
    problem: &Problem,
    schedule: &Schedule,
    doctor: DoctorId,
    rotation: Rotation,
) -> bool {
    let mut span = (rotation.first.index()..=rotation.last.index()).map(PeriodId::new);
    let has_it = schedule.pathway(doctor).rotations().iter().any(|own| {
        own.activity == rotation.activity
            && own.first <= rotation.first
            && rotation.last <= own.last
    });
    span.any(|period| problem.is_available(doctor, period))
        && !has_it
        && problem.eligible(doctor).contains(rotation.activity)
}

/// The schedule in which the second doctor does the rotation and the first does nothing then.
fn take_over(
    problem: &Problem,
    schedule: &Schedule,
    [from, to]: [DoctorId; 2],
    rotation: Rotation,
) -> Swapped {
    let (first, last) = (rotation.first, rotation.last);
    let mut taken = schedule.clone();
    for (doctor, more) in [(from, None), (to, between(&rotation, first, last))] {
        let own = schedule.pathway(doctor);
        let beside = own
            .rotations()
            .iter()
            .flat_map(|rotation| outside(rotation, first, last));
        let pathway = Pathway::new(beside.chain(more).collect(), own.attendances().to_vec());
        taken.set(doctor, crate::check::normalised(problem, doctor, &pathway));
    }
    judged(problem, schedule, taken)
}

/// The problem in which it has to be so.
fn asked(
    problem: &Problem,
    schedule: &Schedule,
    [from, to]: [DoctorId; 2],
    rotation: Rotation,
    way: TakerWay,
) -> Result<Problem> {
    let key = |doctor: DoctorId| problem.doctor(doctor).key.clone();
    if way == TakerWay::Swap {
        let (first, last) = (when(rotation.first), when(rotation.last));
        let swap = Change::Swap {
            doctor: key(from),
            with: key(to),
            from: first,
            to: last,
        };
        return Scenario::new("swap", vec![swap])
            .apply(&publish(problem, schedule)?.validate()?, None);
    }
    let mut edit: DraftEdit = DraftEdit::of(problem);
    for (doctor, mode) in [
        (from, CellsModeDraft::Forbidden),
        (to, CellsModeDraft::Fixed),
    ] {
        let row = cells(
            problem,
            doctor,
            Some(rotation.activity),
            [rotation.first, rotation.last],
            mode,
        );
        edit.add(format!("instead/{}", key(doctor)), row);
    }
    edit.finish().0.validate()
}
