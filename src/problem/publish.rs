//! A schedule as the published one of a draft.

use super::draft::{AttendanceDraft, RotationDraft};
use super::{Problem, ProblemDraft, RuleDraft, RuleRow};
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::rules;
use crate::schedule::Schedule;

/// The draft of `problem` with `schedule` as what is published, in place of what was published before.
///
/// The draft is plain data: change it, validate it, and give the result to
/// [`Replan`](crate::replan::Replan). Rules about changes go with an empty schedule: with nothing published there is nothing to change.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let published = medrota::problem::publish(&problem, &schedule)?.validate()?;
/// assert_eq!(published.published(), Some(&schedule));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, as [`Problem::ensure_known`].
///
/// # Complexity
/// Linear in the draft and the schedule.
pub fn publish(problem: &Problem, schedule: &Schedule) -> Result<ProblemDraft> {
    problem.ensure_known(schedule)?;
    let mut draft = problem.draft().clone();
    (draft.published, draft.published_attendances) =
        published_rows(problem, schedule, problem.doctor_ids());
    drop_changes_of_nothing(problem, &mut draft);
    Ok(draft)
}

/// Takes the rules about changes out of a draft of the problem in which nothing is published, and what turns off nothing else: there is nothing to change.
fn drop_changes_of_nothing(problem: &Problem, draft: &mut ProblemDraft) {
    if !draft.published.is_empty() || !draft.published_attendances.is_empty() {
        return;
    }
    let is_change = |row: RuleRow| {
        let row = row
            .position()
            .and_then(|row| problem.draft().rules.get(row));
        matches!(row, Some(RuleDraft::Change(_)))
    };
    let (gone, others): (Vec<_>, Vec<_>) = problem
        .turned_off()
        .iter()
        .partition(|(row, _)| is_change(*row));
    let only_changes = |rule: &String| {
        gone.iter().any(|(_, id)| id == rule) && !others.iter().any(|(_, id)| id == rule)
    };
    draft.rules.retain(|rule| match rule {
        RuleDraft::Change(_) => false,
        RuleDraft::Off(rules::Off { rule, .. }) => !only_changes(rule),
        _ => true,
    });
}

/// The rotations and attendances of some doctors as rows; the schedule is known to be one of the problem.
pub(crate) fn published_rows(
    problem: &Problem,
    schedule: &Schedule,
    doctors: impl Iterator<Item = DoctorId>,
) -> (Vec<RotationDraft>, Vec<AttendanceDraft>) {
    let (mut rotations, mut attendances) = (Vec::new(), Vec::new());
    for doctor in doctors {
        let key = &problem.doctor(doctor).key;
        for rotation in schedule.pathway(doctor).rotations() {
            rotations.push(RotationDraft {
                doctor: key.clone(),
                activity: problem.activity(rotation.activity).key.clone(),
                from: when(rotation.first),
                to: when(rotation.last),
            });
        }
        for attendance in schedule.pathway(doctor).attendances() {
            attendances.push(AttendanceDraft {
                doctor: key.clone(),
                event: problem.event(attendance.event).key.clone(),
                slot: i64::from(attendance.slot) + 1,
            });
        }
    }
    (rotations, attendances)
}

/// A period as drafts write it.
pub(crate) fn when(period: PeriodId) -> String {
    format!("#{}", period.index() + 1)
}
