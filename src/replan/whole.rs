//! What the problem of a part of the doctors is reduced from, and for what.

use super::fit::Standing;
use super::keep::Pins;
use crate::check::differences;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::problem::edit::LARGEST_NUMBER;
use crate::schedule::Schedule;

/// The most that a change may cost: rules take no larger numbers.
pub(super) const LARGEST_COST: i64 = LARGEST_NUMBER;

/// Limits of what may change, besides the pins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChangeLimits {
    pub(super) max_periods_per_doctor: Option<i64>,
    /// Of everybody together, where as few as possible are to change.
    pub(super) max_periods: Option<i64>,
    pub(super) period_cost: i64,
}

/// What a reduced problem is solved for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aim {
    /// Fewest doctors disturbed; nothing else counts.
    Fewest,
    /// Fewest periods that differ, where each disturbed doctor counts as so many; nothing else counts.
    FewestPeriods { doctor_cost: i64 },
    /// The value, where each disturbed doctor costs so much.
    Value { doctor_cost: i64 },
}

/// What everybody's draft is reduced from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole<'a> {
    pub(super) problem: &'a Problem,
    pub(super) standing: &'a Standing,
    pub(super) pins: &'a Pins,
    pub(super) limits: ChangeLimits,
}

impl Whole<'_> {
    /// Periods of some doctors in which a schedule differs from what was published.
    pub(super) fn changed(&self, of: impl Fn(DoctorId) -> bool, schedule: &Schedule) -> i64 {
        let published = &self.standing.published;
        let doctors = self
            .problem
            .doctor_ids()
            .filter(|doctor| self.standing.has_published[doctor.index()] && of(*doctor));
        doctors
            .map(|doctor| {
                differences(
                    self.problem,
                    doctor,
                    published.pathway(doctor),
                    schedule.pathway(doctor),
                )
                .len()
            })
            .fold(0, |sum, changed| {
                i64::try_from(changed)
                    .unwrap_or(i64::MAX)
                    .saturating_add(sum)
            })
    }
}
