//! Whether what comes from outside speaks of what a problem has.

use super::Problem;
use crate::error::{Error, Result};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};

impl Problem {
    /// Refuses a schedule that is of another problem: with a pathway for a doctor beyond the last, or with a rotation or attendance whose activity,
    /// periods, event or slot this problem does not have.
    ///
    /// It says nothing of the rules: [`check`](crate::check::check) judges those. Every function that cannot work with such a schedule calls it.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem), with the first thing that the problem does not have.
    ///
    /// # Complexity
    /// Linear in the schedule.
    ///
    /// ```
    /// use medrota::ids::{ActivityId, PeriodId};
    /// use medrota::schedule::{Pathway, Rotation};
    /// use medrota::{ErrorKind, ProblemBuilder, Schedule};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// let elsewhere = Rotation { first: PeriodId::new(0), last: PeriodId::new(51), activity: ActivityId::new(0) };
    /// let schedule = Schedule::new(vec![Pathway::new(vec![elsewhere], Vec::new())]);
    /// assert_eq!(problem.ensure_known(&schedule).unwrap_err().kind(), ErrorKind::WrongProblem);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    pub fn ensure_known(&self, schedule: &Schedule) -> Result<()> {
        let doctors = self.doctors();
        for (index, pathway) in schedule.pathways().iter().enumerate() {
            let Some(doctor) = doctors.get(index) else {
                if *pathway == Pathway::default() {
                    continue;
                }
                let message = format!(
                    "the schedule has a pathway for a doctor number {}; the problem has {}.",
                    index + 1,
                    doctors.len()
                );
                return Err(Error::wrong_problem(message));
            };
            let strange = pathway
                .rotations()
                .iter()
                .find_map(|rotation| self.strange_in(rotation));
            let strange = strange.or_else(|| {
                pathway
                    .attendances()
                    .iter()
                    .find_map(|attendance| self.strange_at(*attendance))
            });
            if let Some(strange) = strange {
                return Err(Error::wrong_problem(format!(
                    "in the schedule of doctor {:?} {strange}.",
                    doctor.key
                )));
            }
        }
        Ok(())
    }
    /// Refuses a doctor that this problem does not have.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem).
    pub fn ensure_doctor(&self, doctor: DoctorId) -> Result<()> {
        ensure(doctor.index(), self.doctors().len(), "doctor")
    }
    /// Refuses an activity that this problem does not have.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem).
    pub fn ensure_activity(&self, activity: ActivityId) -> Result<()> {
        ensure(activity.index(), self.activities().len(), "activity")
    }
    /// Refuses an event that this problem does not have.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem).
    pub fn ensure_event(&self, event: EventId) -> Result<()> {
        ensure(event.index(), self.events().len(), "event")
    }
    /// Refuses a rule that this problem does not have.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem).
    pub fn ensure_rule(&self, rule: RuleId) -> Result<()> {
        ensure(rule.index(), self.rule_count(), "rule")
    }
    /// Refuses a period beyond the horizon.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem).
    pub fn ensure_period(&self, period: PeriodId) -> Result<()> {
        ensure(period.index(), self.horizon().len(), "period")
    }

    /// What the problem does not have of a rotation.
    fn strange_in(&self, rotation: &Rotation) -> Option<String> {
        let (first, last) = (rotation.first.index(), rotation.last.index());
        let (activities, periods) = (self.activities().len(), self.horizon().len());
        if rotation.activity.index() >= activities {
            Some(format!(
                "a rotation is in activity number {}; the problem has {activities}",
                rotation.activity.index() + 1
            ))
        } else if first.max(last) >= periods {
            Some(format!(
                "a rotation goes from period #{} to #{}; the problem has {periods}",
                first + 1,
                last + 1
            ))
        } else if last < first {
            Some(format!(
                "a rotation goes from period #{} back to #{}",
                first + 1,
                last + 1
            ))
        } else {
            None
        }
    }

    /// What the problem does not have of an attendance.
    fn strange_at(&self, attendance: Attendance) -> Option<String> {
        let Some(event) = self.events().get(attendance.event.index()) else {
            return Some(format!(
                "an attendance is of event number {}; the problem has {}",
                attendance.event.index() + 1,
                self.events().len()
            ));
        };
        let slots = event.slots.len();
        let number = u64::from(attendance.slot) + 1;
        (attendance.slot as usize >= slots).then(|| {
            format!(
                "an attendance is of slot {number} of event {:?}, which has {slots}",
                event.key
            )
        })
    }
}

fn ensure(index: usize, count: usize, kind: &str) -> Result<()> {
    if index < count {
        Ok(())
    } else {
        Err(Error::wrong_problem(format!(
            "there is no {kind} number {}; the problem has {count}.",
            index + 1
        )))
    }
}
