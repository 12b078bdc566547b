//! What lay before the moment a scenario became known stays as it was.

use super::work::Work;
use crate::check::timeline;
use crate::ids::DoctorId;
use crate::schedule::Schedule;

/// Fixes every doctor's baseline before `moment` by a template.
pub(super) fn keep_the_past(work: &mut Work<'_>, moment: &str, baseline: &Schedule) {
    let problem = work.problem;
    let first = match problem.horizon().moment(moment) {
        // What has begun by then stays, too.
        Ok((first, _)) => problem.horizon().first_not_begun(first).index(),
        Err((code, message)) => {
            (work.pointer, work.words) = (String::new(), "the moment it becomes known".to_owned());
            return work.report(code, "known_from", &message);
        }
    };
    for (index, doctor) in problem.doctors().iter().enumerate() {
        let id = DoctorId::new(index);
        let withdrawn = work
            .edit
            .draft
            .doctors
            .get(index)
            .is_none_or(|draft| draft.withdrawn);
        if withdrawn {
            continue;
        }
        let past = timeline(problem, id, baseline.pathway(id))
            .into_iter()
            .take_while(|(period, _)| period.index() < first);
        let past = past.filter_map(|(period, cell)| Some((period, cell.content()?)));
        work.edit
            .hold(format!("scenario/known/{}", doctor.key), problem, id, past);
    }
}
