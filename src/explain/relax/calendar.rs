//! Whether a doctor's calendar can grow without anything else of the problem noticing.

use super::super::part::Part;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;

/// True if every schedule of the problem is one with a longer stay and without leaves as well, the doctor being idle in what is new: the
/// soft problem, in which all stays and leaves may grow at a price, then has it too. Where this is not so the soft problem may cost more than a
/// relaxation that leaves the calendar alone.
pub(super) fn grows_freely(problem: &Problem, doctor: DoctorId) -> bool {
    let data = problem.doctor(doctor);
    let grid = problem.grid(data.grid);
    let end = PeriodId::new(problem.horizon().len().saturating_sub(1));
    let outside = |period: PeriodId| period < data.first || data.last < period;
    let is_away = |period: PeriodId| data.leaves.iter().any(|leave| leave.away.contains(period));
    let is_new = |period: PeriodId| outside(period) || is_away(period);
    // A leave that keeps the place lets a rotation go on around it; half a day of leave beside whole ones goes with them.
    if data
        .leaves
        .iter()
        .any(|leave| !leave.away.is_empty() && (leave.keeps_place || !leave.half.is_empty()))
    {
        return false;
    }
    // No block that the doctor has already may become longer or fuller, and a new one of several periods may be given up in part, which costs less than
    // all of it.
    let mut blocks = (0..grid.len()).map(|block| (grid.first(block), grid.last(block)));
    let mut is_whole = |(first, last): (PeriodId, PeriodId)| {
        first == last
            || !(first.index()..=last.index())
                .map(PeriodId::new)
                .any(is_new)
    };
    if end < data.first || !blocks.all(&mut is_whole) {
        return false;
    }
    let new: Vec<PeriodId> = problem
        .horizon()
        .all()
        .iter()
        .filter(|period| is_new(*period))
        .collect();
    problem.rules().all(|(id, rule)| {
        let speaks =
            problem.rules_of(doctor).contains(&id) || rule.linked_doctors().contains(doctor);
        !speaks || !problem.is_hard(id) || rule.facts().is_blind_to_idle(&new)
    })
}

/// True if the part is a stay or a leave of one of these doctors.
pub(super) fn is_calendar_of(doctors: &[bool], part: Part) -> bool {
    let (Part::Stay { doctor } | Part::Leaves { doctor }) = part else {
        return false;
    };
    doctors.get(doctor.index()).copied().unwrap_or(false)
}
