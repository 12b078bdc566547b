//! Cohorts on other dates, and larger ones.

use super::apply::Work;
use super::change::Change;
use crate::calendar::{Half, HalfDay, Horizon};
use crate::error::Code;
use crate::limits;
use crate::problem::draft::{DoctorDraft, DoctorFilter, DocumentDraft, When};
use std::collections::{HashMap, HashSet};

/// Most doctors one change adds; more is a slip of the pen.
const MOST_ADDED: i64 = limits::DOCTORS_ADDED as i64;

/// Makes a change of a cohort.
pub(super) fn change(work: &mut Work<'_>, change: &Change) {
    match change {
        Change::AddCohort { cohort, doctors } => {
            if !work.cohorts.insert(cohort.id.clone()) {
                return work.taken("cohort", "cohort", &cohort.id);
            }
            work.edit.draft.cohorts.push(cohort.clone());
            for doctor in doctors {
                work.add_doctor(DoctorDraft {
                    cohort: Some(cohort.id.clone()),
                    ..doctor.clone()
                });
            }
        }
        Change::MoveCohort { cohort, arrival } if work.knows_cohort(cohort) => {
            move_to(work, cohort, arrival)
        }
        Change::EnlargeCohort { cohort, doctors } if work.knows_cohort(cohort) => {
            enlarge(work, cohort, *doctors)
        }
        // What is not about a cohort that there is is made elsewhere, or has been reported.
        _ => {}
    }
}

/// Moves a cohort and what belongs to its visit by as many days as its arrival moves.
fn move_to(work: &mut Work<'_>, id: &str, arrival: &str) {
    let horizon = work.problem.horizon();
    let new = match horizon.moment(arrival) {
        Ok((first, _)) => first,
        Err((code, message)) => return work.report(code, "arrival", &message),
    };
    let Some(cohort) = work
        .edit
        .draft
        .cohorts
        .iter_mut()
        .find(|cohort| cohort.id == id)
    else {
        return;
    };
    let old = cohort
        .arrival
        .as_deref()
        .and_then(|arrival| horizon.moment(arrival).ok())
        .map(|moment| moment.0);
    let Some(old) = old.or(horizon.periods().first().map(|span| span.first)) else {
        return;
    };
    let shift = Shift {
        horizon,
        days: new.date.days_since(old.date),
    };
    cohort.arrival = Some(arrival.to_owned());
    shift.end(cohort.departure.as_mut());
    let mut members = std::collections::HashSet::new();
    for doctor in work
        .edit
        .draft
        .doctors
        .iter_mut()
        .filter(|doctor| doctor.cohort.as_deref() == Some(id))
    {
        shift.start(doctor.arrival.as_mut());
        shift.end(doctor.departure.as_mut());
        shift.start(doctor.visa_from.as_mut());
        shift.end(doctor.visa_to.as_mut());
        members.insert(doctor.id.clone());
    }
    for leave in work
        .edit
        .draft
        .leaves
        .iter_mut()
        .filter(|leave| members.contains(&leave.doctor))
    {
        shift.start(Some(&mut leave.from));
        shift.end(Some(&mut leave.to));
    }
    for rotation in work
        .edit
        .draft
        .published
        .iter_mut()
        .filter(|rotation| members.contains(&rotation.doctor))
    {
        shift.start(Some(&mut rotation.from));
        shift.end(Some(&mut rotation.to));
    }
    let only_these = DoctorFilter {
        cohorts: vec![id.to_owned()],
        ..DoctorFilter::default()
    };
    for event in work
        .edit
        .draft
        .events
        .iter_mut()
        .filter(|event| event.attendees == only_these)
    {
        for slot in &mut event.slots {
            shift.start(Some(&mut slot.from));
            shift.end(Some(&mut slot.to));
        }
    }
}

/// A number of days, applied to points in time; what cannot be read is left for validation to report.
struct Shift<'a> {
    horizon: &'a Horizon,
    days: i32,
}

impl Shift<'_> {
    fn start(&self, when: Option<&mut When>) {
        let Some(when) = when else { return };
        if let Ok((first, _)) = self.horizon.moment(when) {
            let moved = self.moved(first);
            *when = if moved.half == Half::Morning {
                moved.date.to_string()
            } else {
                moved.to_string()
            };
        }
    }

    fn end(&self, when: Option<&mut When>) {
        let Some(when) = when else { return };
        if let Ok((_, last)) = self.horizon.moment(when) {
            let moved = self.moved(last);
            *when = if moved.half == Half::Afternoon {
                moved.date.to_string()
            } else {
                moved.to_string()
            };
        }
    }

    fn moved(&self, half_day: HalfDay) -> HalfDay {
        HalfDay {
            date: half_day.date.plus_days(self.days),
            half: half_day.half,
        }
    }
}

/// Adds doctors like those of the cohort, one after the other.
fn enlarge(work: &mut Work<'_>, id: &str, doctors: i64) {
    let code = match doctors {
        i64::MIN..=-1 => Some(Code::NegativeNumber),
        0 => Some(Code::ZeroNumber),
        1..=MOST_ADDED => None,
        _ => Some(Code::NumberTooLarge),
    };
    if let Some(code) = code {
        return work.report(
            code,
            "doctors",
            &format!("{doctors} is outside 1 to {MOST_ADDED}."),
        );
    }
    let is_member =
        |doctor: &&DoctorDraft| doctor.cohort.as_deref() == Some(id) && !doctor.withdrawn;
    let members: Vec<DoctorDraft> = work
        .edit
        .draft
        .doctors
        .iter()
        .filter(is_member)
        .cloned()
        .collect();
    if members.is_empty() {
        return work.report(
            Code::NothingToChange,
            "cohort",
            "the cohort has no doctor to take after.",
        );
    }
    let ids: HashSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
    let mut documents: HashMap<String, Vec<DocumentDraft>> = HashMap::new();
    for document in work
        .edit
        .draft
        .documents
        .iter()
        .filter(|document| ids.contains(document.doctor.as_str()))
    {
        documents
            .entry(document.doctor.clone())
            .or_default()
            .push(document.clone());
    }
    for (number, like) in (1..=doctors).zip(members.iter().cycle()) {
        let id = format!("{id}+{number}");
        let of_doctor = documents.get(&like.id).map_or(0, Vec::len);
        if work.edit.draft.doctors.len() >= limits::DOCTORS
            || work.edit.draft.documents.len() + of_doctor > limits::ROWS
        {
            let message = format!(
                "there are more doctors than {} then, or more documents than {}.",
                limits::DOCTORS,
                limits::ROWS
            );
            return work.report(Code::LimitExceeded, "doctors", &message);
        }
        if !work.push_doctor(DoctorDraft {
            name: String::new(),
            id: id.clone(),
            ..like.clone()
        }) {
            return work.report(
                Code::DuplicateId,
                "cohort",
                &format!("there is a doctor {id:?} already."),
            );
        }
        let like = documents.get(&like.id).into_iter().flatten();
        work.edit
            .draft
            .documents
            .extend(like.map(|document| DocumentDraft {
                doctor: id.clone(),
                ..document.clone()
            }));
    }
}
