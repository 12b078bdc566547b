//! Cohorts on other dates, and larger ones.

use super::change::Change;
use super::work::Work;
use crate::calendar::{Half, HalfDay, Horizon};
use crate::error::Code;
use crate::limits;
use crate::problem::draft::{DoctorDraft, DoctorFilter, DocumentDraft, ProblemDraft, When};
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
    let draft = &mut work.edit.draft;
    let Some(cohort) = draft.cohorts.iter_mut().find(|cohort| cohort.id == id) else {
        return;
    };
    let old = match cohort
        .arrival
        .as_deref()
        .map(|arrival| horizon.moment(arrival))
    {
        Some(Ok((first, _))) => first,
        _ => match horizon.periods().first() {
            Some(span) => span.first,
            None => return,
        },
    };
    cohort.arrival = Some(arrival.to_owned());
    let shift = Shift {
        horizon,
        days: new.date.days_since(old.date),
    };
    shift.end(cohort.departure.as_mut());
    shift.visit(draft, id);
}

/// A number of days, applied to points in time; what cannot be read is left for validation to report.
struct Shift<'a> {
    horizon: &'a Horizon,
    days: i32,
}

impl Shift<'_> {
    /// Moves what belongs to the visit of a cohort, but for the cohort's own dates.
    fn visit(&self, draft: &mut ProblemDraft, cohort: &str) {
        let mut members = HashSet::new();
        let doctors = draft.doctors.iter_mut();
        for doctor in doctors.filter(|doctor| doctor.cohort.as_deref() == Some(cohort)) {
            self.span(doctor.arrival.as_mut(), doctor.departure.as_mut());
            self.span(doctor.visa_from.as_mut(), doctor.visa_to.as_mut());
            members.insert(doctor.id.as_str());
        }
        let leaves = draft.leaves.iter_mut();
        for leave in leaves.filter(|leave| members.contains(leave.doctor.as_str())) {
            self.span(Some(&mut leave.from), Some(&mut leave.to));
        }
        let published = draft.published.iter_mut();
        for rotation in published.filter(|row| members.contains(row.doctor.as_str())) {
            self.span(Some(&mut rotation.from), Some(&mut rotation.to));
        }
        let only_these = DoctorFilter::cohorts([cohort]);
        let events = draft.events.iter_mut();
        for event in events.filter(|event| event.attendees == only_these) {
            for slot in &mut event.slots {
                self.span(Some(&mut slot.from), Some(&mut slot.to));
            }
        }
    }

    fn span(&self, from: Option<&mut When>, to: Option<&mut When>) {
        self.start(from);
        self.end(to);
    }

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
        let message = format!("{doctors} is outside 1 to {MOST_ADDED}.");
        return work.report(code, "doctors", &message);
    }
    let draft = &work.edit.draft;
    let is_member =
        |doctor: &&DoctorDraft| doctor.cohort.as_deref() == Some(id) && !doctor.withdrawn;
    let members: Vec<DoctorDraft> = draft.doctors.iter().filter(is_member).cloned().collect();
    if members.is_empty() {
        let message = "the cohort has no doctor to take after.";
        return work.report(Code::NothingToChange, "cohort", message);
    }
    let ids: HashSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
    let mut documents: HashMap<String, Vec<DocumentDraft>> = HashMap::new();
    for document in &draft.documents {
        if ids.contains(document.doctor.as_str()) {
            let of_member = documents.entry(document.doctor.clone());
            of_member.or_default().push(document.clone());
        }
    }
    for (number, like) in (1..=doctors).zip(members.iter().cycle()) {
        let documents = documents.get(&like.id).map_or(&[][..], Vec::as_slice);
        if !add_like(work, format!("{id}+{number}"), like, documents) {
            return;
        }
    }
}

/// Adds a doctor like another one, with documents like the other's; false, reported, where there is no room.
fn add_like(
    work: &mut Work<'_>,
    id: String,
    like: &DoctorDraft,
    documents: &[DocumentDraft],
) -> bool {
    let draft = &work.edit.draft;
    if draft.doctors.len() >= limits::DOCTORS
        || draft.documents.len() + documents.len() > limits::ROWS
    {
        let (doctors, documents) = (limits::DOCTORS, limits::ROWS);
        let message = format!(
            "there are more doctors than {doctors} then, or more documents than {documents}."
        );
        work.report(Code::LimitExceeded, "doctors", &message);
        return false;
    }
    let doctor = DoctorDraft {
        name: String::new(),
        id: id.clone(),
        ..like.clone()
    };
    if !work.push_doctor(doctor) {
        work.taken("cohort", "doctor", &id);
        return false;
    }
    let documents = documents.iter().map(|document| DocumentDraft {
        doctor: id.clone(),
        ..document.clone()
    });
    work.edit.draft.documents.extend(documents);
    true
}
