//! The problem of a part of the doctors, within what a problem may have.

use super::foresight::{Charge, FINENESS, Paid};
use super::parts::Selection;
use super::reduce::Reduced;
use super::run::Run;
use super::whole::Aim;
use crate::check::differences;
use crate::error::{Code, Error, ErrorKind, Result, Severity};
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use crate::problem::rule::DoctorSet;
use crate::schedule::Schedule;

/// A part of the doctors as a problem of its own.
pub(super) struct Part {
    pub(super) problem: Problem,
    /// What it has of the whole problem.
    pub(super) selection: Selection,
    /// What each disturbed doctor costs.
    pub(super) doctor_cost: i64,
}

impl Run<'_> {
    /// The problem in which the doctors of `free` are planned, for whoever pays so many percent of prices.
    ///
    /// The costs that a replanning adds by itself become smaller, for good, where values would add up to more than a problem may have with them.
    pub(super) fn part(
        &mut self,
        free: &DoctorSet,
        aim: Aim,
        charge: Option<Charge<'_>>,
    ) -> Result<Part> {
        let mut fineness = charge.is_some().then_some(FINENESS);
        loop {
            let (doctor_cost, aim) = match aim {
                Aim::Fewest => (0, aim),
                Aim::FewestPeriods { doctor_cost } => {
                    let doctor_cost = doctor_cost.min(self.largest_cost);
                    (doctor_cost, Aim::FewestPeriods { doctor_cost })
                }
                Aim::Value { doctor_cost } => {
                    let doctor_cost = doctor_cost.min(self.largest_cost);
                    (doctor_cost, Aim::Value { doctor_cost })
                }
            };
            let Reduced {
                mut edit,
                selection,
            } = self.whole().reduce(free, aim);
            if let (Some(Charge { foresight, percent }), Some(fineness)) = (charge, fineness) {
                foresight.charge(self.problem, free, Paid { percent, fineness }, &mut edit);
            }
            match edit.finish().0.validate() {
                Ok(problem) => {
                    return Ok(Part {
                        problem,
                        selection,
                        doctor_cost,
                    });
                }
                Err(error) if !is_too_large(&error) => return Err(refused(error)),
                Err(_) if fineness.is_some() => {
                    fineness = fineness.filter(|fineness| *fineness > 1).map(|_| 1)
                }
                Err(_) if doctor_cost > 0 => self.largest_cost = doctor_cost / 64,
                Err(error) => return Err(refused(error)),
            }
        }
    }

    /// How many periods more could differ from what was published for the doctors of `free` than do in a schedule.
    pub(super) fn unchanged(&self, free: &DoctorSet, schedule: &Schedule) -> i64 {
        let problem = self.problem;
        let is_there = |doctor, period| problem.is_available(doctor, PeriodId::new(period));
        let most = self
            .request
            .limits
            .max_periods_per_doctor
            .unwrap_or(i64::MAX);
        let of_doctor = |doctor: DoctorId| {
            let there = (0..problem.horizon().len())
                .filter(|period| is_there(doctor, *period))
                .count();
            let now = differences(
                problem,
                doctor,
                self.standing.published.pathway(doctor),
                schedule.pathway(doctor),
            )
            .len();
            (i64::try_from(there).unwrap_or(i64::MAX).min(most))
                .saturating_sub(i64::try_from(now).unwrap_or(i64::MAX))
                .max(0)
        };
        free.iter()
            .filter(|doctor| self.standing.has_published[doctor.index()])
            .map(of_doctor)
            .fold(0, i64::saturating_add)
    }
}

/// True if nothing is wrong with an input but that there is too much of something.
pub(super) fn is_too_large(error: &Error) -> bool {
    let mut codes = error
        .diagnostics()
        .as_slice()
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.code);
    error.kind() == ErrorKind::Input
        && codes.all(|code| matches!(code, Code::LimitExceeded | Code::NumberTooLarge))
}

/// Why a part cannot be solved: with what has to stay and with the costs that were asked for it has more of something than a problem may have.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` takes")]
pub(super) fn refused(error: Error) -> Error {
    if is_too_large(&error) {
        Error::option(format!(
            "what is kept and what changes cost make the problem too large: {error}"
        ))
    } else {
        Error::backend(format!("the part of the doctors is refused: {error}"))
    }
}
