//! What lay before the moment a scenario became known stays as it was.

use super::apply::Work;
use crate::check::{Cell, timeline};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::draft::DoctorFilter;
use crate::problem::rule_draft::TemplateCellDraft;
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft, UnusedIds, when};
use crate::schedule::{Pathway, Schedule};

/// Fixes every doctor's baseline before `moment` by a template.
pub(super) fn keep_the_past(work: &mut Work<'_>, moment: &str, baseline: &Schedule) {
    let problem = work.problem;
    let first = match problem.horizon().moment(moment) {
        Ok((first, _)) => problem.horizon().first_from(first).map_or(problem.horizon().len(), PeriodId::index),
        Err((code, message)) => {
            (work.pointer, work.words) = (String::new(), "the moment it becomes known".to_owned());
            return work.report(code, "known_from", &message);
        }
    };
    let mut ids = UnusedIds::of(&work.draft);
    for (index, doctor) in problem.doctors().iter().enumerate() {
        let id = DoctorId::new(index);
        let withdrawn = work.draft.doctors.get(index).is_none_or(|draft| draft.withdrawn);
        if withdrawn {
            continue;
        }
        let rule = ids.rule(format!("scenario/known/{}", doctor.key));
        work.draft.rules.extend(template(problem, (id, rule), (id, baseline.pathway(id)), |period| period.index() < first));
    }
}

/// A hard template that holds a doctor to what a pathway, their own or another doctor's, has in some periods; what the calendar fixes is left out.
pub(super) fn template(
    problem: &Problem,
    (doctor, id): (DoctorId, String),
    (of, pathway): (DoctorId, &Pathway),
    wanted: impl Fn(PeriodId) -> bool,
) -> Option<RuleDraft> {
    let cells: Vec<(PeriodId, Cell)> = timeline(problem, of, pathway).into_iter().filter(|(period, _)| wanted(*period)).collect();
    let cells = stretches(&cells).into_iter().map(|(from, to, activity)| TemplateCellDraft {
        from: when(PeriodId::new(from)),
        to: when(PeriodId::new(to)),
        activity: activity.map(|activity| problem.activity(activity).key.clone()),
    });
    let cells: Vec<TemplateCellDraft> = cells.collect();
    let doctors = DoctorFilter { doctors: vec![problem.doctor(doctor).key.clone()], ..DoctorFilter::default() };
    (!cells.is_empty()).then_some(RuleDraft::Template(rules::Template { id, doctors, cells, weight: None }))
}

/// Stretches of one activity, or of idle time.
fn stretches(cells: &[(PeriodId, Cell)]) -> Vec<(usize, usize, Option<ActivityId>)> {
    let mut stretches: Vec<(usize, usize, Option<ActivityId>)> = Vec::new();
    for (period, cell) in cells {
        let content = match cell {
            Cell::Activity { activity, .. } => Some(*activity),
            Cell::Idle => None,
            Cell::Outside | Cell::Leave | Cell::KeepsPlace | Cell::Event(_) => continue,
        };
        match stretches.last_mut() {
            Some((_, last, known)) if *known == content && *last + 1 == period.index() => *last = period.index(),
            _ => stretches.push((period.index(), period.index(), content)),
        }
    }
    stretches
}
