//! What lay before the moment a scenario became known stays as it was.

use super::apply::Work;
use crate::check::{Cell, timeline};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::draft::DoctorFilter;
use crate::problem::rule_draft::TemplateCellDraft;
use crate::problem::{RuleDraft, UnusedIds};
use crate::schedule::Schedule;

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
        let cells = past(&timeline(problem, id, baseline.pathway(id)), first);
        if withdrawn || cells.is_empty() {
            continue;
        }
        let cells = cells.into_iter().map(|(from, to, activity)| TemplateCellDraft {
            from: format!("#{}", from + 1),
            to: format!("#{}", to + 1),
            activity: activity.map(|activity| problem.activity(activity).key.clone()),
        });
        work.draft.rules.push(RuleDraft::Template {
            id: ids.rule(format!("scenario/known/{}", doctor.key)),
            doctors: DoctorFilter { doctors: vec![doctor.key.clone()], ..DoctorFilter::default() },
            cells: cells.collect(),
            weight: None,
        });
    }
}

/// Stretches of one activity, or of idle time, before period `end`.
fn past(cells: &[(PeriodId, Cell)], end: usize) -> Vec<(usize, usize, Option<ActivityId>)> {
    let mut stretches: Vec<(usize, usize, Option<ActivityId>)> = Vec::new();
    for (period, cell) in cells.iter().take(end) {
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
