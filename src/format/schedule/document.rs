//! A schedule as plain data.

use crate::calendar::{HalfDay, PeriodKind};
use crate::error::Result;
use crate::problem::Problem;
use crate::problem::draft::{FORMAT_VERSION, When, draft};
use crate::schedule::Schedule;

draft! {
    /// A schedule as plain data.
    ScheduleDocument {
        /// Format version, 1.
        format: u32,
        /// Name of the problem it was made for.
        problem: String,
        /// Its value, if known.
        value: Option<i64>,
        /// The bound proven with it, if there is one: no schedule has a greater value.
        bound: Option<i64>,
        /// On whose word: `certified` if a certificate of this bound was written with it, `exhausted` if a search came to its end; empty if not known.
        evidence: String,
        /// Rotations, by doctor and time.
        rotations: Vec<RotationRecord>,
        /// Attendances of events, by doctor and event.
        attendances: Vec<AttendanceRecord>,
    }
    /// A rotation. Either the dates or the period numbers may be left out; where both are given they must agree.
    RotationRecord {
        /// Doctor.
        doctor: String,
        /// Activity.
        activity: String,
        /// Department of the activity; it may be left out, and has to be the activity's if it is there.
        department: String,
        /// First date (or half-day).
        from: When,
        /// Last date (or half-day), included.
        to: When,
        /// First period, `#1` the horizon's first.
        first_period: When,
        /// Last period, included.
        last_period: When,
    }
    /// An attendance of an event.
    AttendanceRecord {
        /// Doctor.
        doctor: String,
        /// Event.
        event: String,
        /// Slot, 1 the first.
        slot: i64,
    }
}

impl ScheduleDocument {
    /// The document of a schedule of `problem`, without value and bound.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, as [`Problem::ensure_known`].
    pub fn new(problem: &Problem, schedule: &Schedule) -> Result<Self> {
        problem.ensure_known(schedule)?;
        let mut document = Self {
            format: FORMAT_VERSION,
            problem: problem.name().into(),
            ..Self::default()
        };
        let horizon = problem.horizon();
        let shown = |half_day: HalfDay| {
            if horizon.kind() == PeriodKind::HalfDay {
                half_day.to_string()
            } else {
                half_day.date.to_string()
            }
        };
        for (doctor, pathway) in problem.doctors().iter().zip(schedule.pathways()) {
            for rotation in pathway.rotations() {
                let activity = problem.activity(rotation.activity);
                document.rotations.push(RotationRecord {
                    doctor: doctor.key.clone(),
                    activity: activity.key.clone(),
                    department: problem.department(activity.department).key.clone(),
                    from: shown(horizon.span(rotation.first).first),
                    to: shown(horizon.span(rotation.last).last),
                    first_period: format!("#{}", rotation.first.index() + 1),
                    last_period: format!("#{}", rotation.last.index() + 1),
                });
            }
            for attendance in pathway.attendances() {
                document.attendances.push(AttendanceRecord {
                    doctor: doctor.key.clone(),
                    event: problem.event(attendance.event).key.clone(),
                    slot: i64::from(attendance.slot) + 1,
                });
            }
        }
        Ok(document)
    }

    /// Adds the schedule's value.
    #[must_use]
    pub fn with_value(mut self, value: i64) -> Self {
        self.value = Some(value);
        self
    }

    /// Adds the proven bound.
    #[must_use]
    pub fn with_bound(mut self, bound: i64) -> Self {
        self.bound = Some(bound);
        self
    }

    /// Adds on whose word the bound rests, as [`Evidence::as_str`](crate::solve::Evidence::as_str) says it.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &str) -> Self {
        self.evidence = evidence.into();
        self
    }
}
