//! Doctors and cohorts who are never there: a visit that falls into closures, a leave as long as the stay.

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::ids::{CohortId, DoctorId};
use crate::problem::Presence;
use crate::problem::Problem;

/// Adds a finding for each cohort, or else each doctor, without a period to work in.
pub(super) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    let is_away: Vec<bool> = axes
        .iter()
        .enumerate()
        .map(|(index, axis)| never_there(problem, DoctorId::new(index), axis))
        .collect();
    let mut is_told = vec![false; is_away.len()];
    for (index, cohort) in problem.cohorts().iter().enumerate() {
        if cohort.doctors.is_empty() || !cohort.doctors.iter().all(|doctor| is_away[doctor.index()])
        {
            continue;
        }
        cohort
            .doctors
            .iter()
            .for_each(|doctor| is_told[doctor.index()] = true);
        audit.findings.push(finding(
            FindingSubject::Cohort(CohortId::new(index)),
            cohort.doctors.iter().collect(),
        ));
    }
    for index in (0..is_away.len()).filter(|&index| is_away[index] && !is_told[index]) {
        let doctor = DoctorId::new(index);
        audit
            .findings
            .push(finding(FindingSubject::Doctor(doctor), vec![doctor]));
    }
}

/// Days at a fixed event are days of presence, though not of work.
fn never_there(problem: &Problem, doctor: DoctorId, axis: &Axis) -> bool {
    axis.steps.iter().all(|step| step.present.is_empty())
        && !problem.fixed_events(doctor).iter().any(|&event| {
            let slot = problem.event(event).slots.first();
            slot.is_some_and(|slot| problem.presence(doctor, slot.first) == Presence::Event)
        })
}

fn finding(subject: FindingSubject, doctors: Vec<DoctorId>) -> Finding {
    // It proves nothing: doctors of whom nothing is asked may be away; if something is asked of them, their own rules leave no pathway.
    Finding {
        asked: 1,
        doctors,
        ..Finding::new(FindingKind::NeverThere, subject)
    }
}
