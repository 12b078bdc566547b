//! From the programme to a schedule and a bound.

use super::model::TimeIndexed;
use medrota::Schedule;
use medrota::ids::PeriodId;
use medrota::schedule::{Pathway, Rotation};
use medrota::solve::lp::{Backend, LimitKind, LpOptions, LpStatus};
use std::time::Duration;

/// What a backend makes of the programme. Nothing of it is believed before `check` has seen it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: &'static str,
    pub(crate) schedule: Option<Schedule>,
    /// The objective of the schedule, as the backend has it.
    pub(crate) value: Option<f64>,
    /// The backend's word.
    pub(crate) bound: Option<i64>,
}

/// Solves the programme.
///
/// # Errors
/// If the backend refuses the model.
pub(crate) fn solve(
    programme: &TimeIndexed<'_>,
    backend: &dyn Backend,
    limit: Duration,
    seed: u64,
) -> medrota::Result<Answer> {
    let options = LpOptions {
        time_limit: Some(limit),
        seed,
        ..LpOptions::default()
    };
    let result = backend.solve(programme.model(), &options)?;
    let status = match result.status {
        LpStatus::Optimal => "optimal",
        LpStatus::Infeasible => "infeasible",
        LpStatus::Limit(LimitKind::Size) => "too large",
        LpStatus::Limit(_) => "limit",
        LpStatus::Unbounded | LpStatus::InfeasibleOrUnbounded | LpStatus::Unknown => "unknown",
    };
    Ok(Answer {
        status,
        schedule: result
            .solution
            .as_ref()
            .map(|solution| schedule(programme, &solution.columns)),
        value: result
            .solution
            .as_ref()
            .map(|solution| solution.objective + programme.constant),
        bound: result
            .bound
            .and_then(|bound| whole(bound + programme.constant)),
    })
}

/// Rotations are stretches of presences in one activity.
fn schedule(programme: &TimeIndexed<'_>, point: &[f64]) -> Schedule {
    let pathways = programme.doctors.iter().map(|columns| {
        let mut rotations: Vec<Rotation> = Vec::new();
        for place in &columns.places {
            let mut open: Option<Rotation> = None;
            for (period, column) in place.present.iter().enumerate() {
                let here = column
                    .is_some_and(|column| point.get(column).is_some_and(|value| *value > 0.5));
                let period = PeriodId::new(period);
                match (&mut open, here) {
                    (Some(rotation), true) => rotation.last = period,
                    (None, true) => {
                        open = Some(Rotation {
                            first: period,
                            last: period,
                            activity: place.activity,
                        })
                    }
                    (_, false) => rotations.extend(open.take()),
                }
            }
            rotations.extend(open);
        }
        Pathway::new(rotations, Vec::new())
    });
    Schedule::new(pathways.collect())
}

/// Values are whole, so that a bound may be rounded down; a hair below a whole number means it.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the range is looked at first"
)]
fn whole(bound: f64) -> Option<i64> {
    let floor = (bound + 1e-6 * bound.abs().max(1.0)).floor();
    (floor.abs() < 1e15).then_some(floor as i64)
}
