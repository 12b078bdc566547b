//! Changes become a new draft, and the draft a validated problem.

use super::change::Change;
use super::claim::find_contradictions;
use super::set::Scenario;
use super::work::Work;
use super::{cohorts, known, people, places, rows, waive};
use crate::error::Code;
use crate::problem::Problem;
use crate::schedule::Schedule;

impl Scenario {
    /// The problem as it is in this scenario.
    ///
    /// Doctors, departments and activities of `problem` keep their ids; what is added comes behind. A scenario without changes is `problem`
    /// itself. With [`known_from`](Scenario::known_from) everything before that moment stays as in `baseline`.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::scenario::{Change, Scenario};
    ///
    /// let scenario = Scenario::new("ben is ill", vec![Change::Withdraw { doctor: "ben".into() }]);
    /// let changed = scenario.apply(&problem, Some(&schedule))?;
    /// assert!(medrota::Solver::new().work_limit(2_000).solve(&changed)?.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input): E601 for changes that contradict each other and E103 for unknown names, both naming the changes;
    /// E602 for a change of nothing; and whatever validation finds in the changed problem.
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a baseline that is needed and of another problem.
    ///
    /// # Complexity
    /// As [`ProblemDraft::validate`](crate::ProblemDraft::validate).
    pub fn apply(
        &self,
        problem: &Problem,
        baseline: Option<&Schedule>,
    ) -> crate::error::Result<Problem> {
        if self.changes.is_empty() {
            return Ok(problem.clone());
        }
        let past = self.known_from.as_ref().zip(baseline);
        past.map_or(Ok(()), |(_, schedule)| problem.ensure_known(schedule))?;
        let mut work = Work::new(problem, &self.name);
        work.shows_names = self.changes.len() <= NAMED_CHANGES;
        if !work.check_size(&self.changes) {
            return Err(work.found.into());
        }
        find_contradictions(problem, &work.subject, &self.changes, &mut work.found);
        // Changes of one scenario commute, so that they may be made in the order in which each finds what it builds on: moved cohorts
        // before doctors' own dates, withdrawals before look-alikes, supervisors before places.
        for stage in 0..=LAST_STAGE {
            for (number, change) in self
                .changes
                .iter()
                .enumerate()
                .filter(|(_, change)| stage_of(change) == stage)
            {
                work.speak_of(number, change);
                make(&mut work, change);
            }
        }
        places::change(&mut work, &self.changes);
        for rule in std::mem::take(&mut work.off) {
            work.edit.turn_off_called(rule);
        }
        if self.changes.iter().any(waive::is_for_one_doctor) && !work.found.has_errors() {
            // What a doctor owes depends on the time that all other changes leave.
            let now = work.edit.draft.clone().validate()?;
            waive::change(&mut work, &self.changes, &now);
        }
        if let Some((moment, schedule)) = past {
            known::keep_the_past(&mut work, moment, schedule);
        }
        if work.found.has_errors() {
            return Err(work.found.into());
        }
        work.edit.finish().0.validate()
    }
}

const LAST_STAGE: u8 = 2;
/// Of so many changes at most the findings show names.
const NAMED_CHANGES: usize = 200;

fn stage_of(change: &Change) -> u8 {
    match change {
        Change::MoveCohort { .. } => 0,
        // Whoever is back cuts leaves of the same scenario short, too.
        Change::EnlargeCohort { .. } | Change::Return { .. } => 2,
        _ => 1,
    }
}

/// Makes a change.
fn make(work: &mut Work<'_>, change: &Change) {
    match change {
        // Places are counted when all else is done.
        Change::AddPlaces { .. } | Change::SetPlaces { .. } => {}
        Change::Close { .. } | Change::Reopen { .. } | Change::SupervisorAway { .. } => {
            places::close_or_reopen(work, change)
        }
        Change::AddDoctor { doctor } => work.add_doctor(doctor.clone()),
        Change::Withdraw { doctor } => {
            let Some(data) = work.doctor(doctor) else {
                return;
            };
            if std::mem::replace(&mut data.withdrawn, true) {
                let message = "the doctor has withdrawn already.";
                work.report(Code::NothingToChange, "doctor", message);
            }
        }
        Change::Arrive { .. }
        | Change::Depart { .. }
        | Change::Leave { .. }
        | Change::LeaveProgramme { .. }
        | Change::Return { .. }
        | Change::Extend { .. }
        | Change::PartTime { .. } => people::change(work, change),
        // What single doctors owe is counted when all else is done.
        Change::Waive { doctor, .. } => {
            work.doctor(doctor);
        }
        Change::Swap { doctor, with, .. } => {
            work.doctor(doctor);
            if work.doctor(with).is_some() && doctor == with {
                work.report(Code::NothingToChange, "with", "it is the same doctor.");
            }
        }
        Change::AddCohort { .. } | Change::MoveCohort { .. } | Change::EnlargeCohort { .. } => {
            cohorts::change(work, change)
        }
        Change::AddEvent { .. }
        | Change::MoveEvent { .. }
        | Change::SetNumber { .. }
        | Change::SetRule { .. }
        | Change::SwitchOff { .. } => rows::change(work, change),
    }
}
