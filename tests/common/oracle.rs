//! The test oracle: every schedule of a tiny problem, written down block by block and judged by `check` alone.
//!
//! Follows `docs/rules.md`, "Time as one doctor sees it", and knows nothing of diagrams, rows or solvers.

use medrota::check;
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::problem::{Presence, Problem};
use medrota::schedule::{Attendance, Pathway, Rotation, Schedule};

/// Most schedules [`best`] looks at.
pub(crate) const MOST_SCHEDULES: usize = 30_000;

/// What enumeration says about a problem.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Oracle {
    /// No schedule keeps all hard rules.
    Infeasible,
    /// The best value and one schedule that has it.
    Best { value: i64, schedule: Schedule },
    /// More schedules than [`MOST_SCHEDULES`].
    TooLarge,
}

/// A block of a doctor's axis, clipped to the doctor's presence.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Block {
    first: PeriodId,
    last: PeriodId,
    free: bool,
    /// Nothing but leave that keeps the place.
    kept: bool,
}

/// Everything that a doctor's calendar can hold, valid or not.
pub(crate) fn candidates(problem: &Problem, doctor: DoctorId) -> Vec<Pathway> {
    let mut candidates = Vec::new();
    for attendances in attendance_choices(problem, doctor) {
        let axis = axis(problem, doctor, &attendances);
        for contents in contents(&axis, problem.activities().len()) {
            if gives_up_a_kept_place(problem, &axis, &contents)
                || has_mere_leave(problem, &axis, &contents)
            {
                continue;
            }
            candidates.push(Pathway::new(
                rotations(&axis, &contents),
                attendances.clone(),
            ));
        }
    }
    candidates
}

/// Two rotations with nothing but kept leave between them are one: written as such by other contents.
fn gives_up_a_kept_place(
    problem: &Problem,
    axis: &[Block],
    contents: &[Option<ActivityId>],
) -> bool {
    let base = |activity: ActivityId| problem.activity(activity).leave_of.unwrap_or(activity);
    (0..axis.len()).any(|first| {
        let kept = (first..axis.len())
            .take_while(|&position| axis[position].kept && contents[position].is_none())
            .count();
        let before = first
            .checked_sub(1)
            .and_then(|before| contents[before])
            .map(base);
        let after = contents.get(first + kept).copied().flatten().map(base);
        kept > 0 && before.is_some() && before == after
    })
}

/// A rotation that is nothing but kept leave is none: written as such by other contents.
fn has_mere_leave(problem: &Problem, axis: &[Block], contents: &[Option<ActivityId>]) -> bool {
    let base = |activity: ActivityId| problem.activity(activity).leave_of.unwrap_or(activity);
    let stay = |position: usize| contents[position].map(base);
    let starts =
        (0..axis.len()).filter(|&at| stay(at).is_some() && (at == 0 || stay(at - 1) != stay(at)));
    starts.into_iter().any(|first| {
        (first..axis.len())
            .take_while(|&at| stay(at) == stay(first))
            .all(|at| axis[at].kept)
    })
}

/// Every valid pathway of a doctor with its score, sorted by pathway.
pub(crate) fn pathways(problem: &Problem, doctor: DoctorId) -> Vec<(Pathway, i64)> {
    let mut found = Vec::new();
    for pathway in candidates(problem, doctor) {
        let report = check::personal(problem, doctor, &pathway);
        if report.violations.is_empty() {
            found.push((pathway, report.score));
        }
    }
    found.sort_by_key(|entry| sort_key(&entry.0));
    found.dedup();
    found
}

/// A key that orders pathways.
pub(crate) fn sort_key(pathway: &Pathway) -> (Vec<Rotation>, Vec<Attendance>) {
    (pathway.rotations().to_vec(), pathway.attendances().to_vec())
}

/// Looks at every schedule.
pub(crate) fn best(problem: &Problem) -> Oracle {
    let mut best: Option<(i64, Schedule)> = None;
    let all = visit(problem, |schedule, report| {
        if report.is_feasible() && best.as_ref().is_none_or(|(value, _)| *value < report.value) {
            best = Some((report.value, schedule));
        }
    });
    match best {
        _ if !all => Oracle::TooLarge,
        Some((value, schedule)) => Oracle::Best { value, schedule },
        None => Oracle::Infeasible,
    }
}

/// Shows every combination of valid pathways with what the judge says about it; false if there are too many.
pub(crate) fn visit(problem: &Problem, mut look: impl FnMut(Schedule, check::Report)) -> bool {
    let doctors: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).collect();
    let choices: Vec<Vec<(Pathway, i64)>> = doctors
        .iter()
        .map(|doctor| pathways(problem, *doctor))
        .collect();
    let count = choices
        .iter()
        .fold(1_usize, |product, list| product.saturating_mul(list.len()));
    if count > MOST_SCHEDULES {
        return false;
    }
    for number in 0..count {
        let mut rest = number;
        let mut scores = Vec::new();
        let mut chosen = Vec::new();
        for list in &choices {
            let (pathway, score) = &list[rest % list.len()];
            rest /= list.len();
            chosen.push(pathway.clone());
            scores.push(*score);
        }
        let schedule = Schedule::new(chosen);
        let report = check::check(problem, &schedule);
        assert_eq!(
            report.scores, scores,
            "the scores of a schedule are those of its pathways: {schedule:?}"
        );
        look(schedule, report);
    }
    true
}

/// Every way in which a doctor can attend the events: the fixed ones always, one slot of each with a choice.
fn attendance_choices(problem: &Problem, doctor: DoctorId) -> Vec<Vec<Attendance>> {
    let mut choices: Vec<Vec<Attendance>> = vec![Vec::new()];
    for (index, event) in problem.events().iter().enumerate() {
        if !event.attendees.contains(doctor) {
            continue;
        }
        let id = EventId::new(index);
        let mut longer = Vec::new();
        for choice in &choices {
            if event.optional {
                longer.push(choice.clone());
            }
            for slot in 0..event.slots.len() {
                let attendance = Attendance {
                    event: id,
                    slot: slot as u32,
                };
                if can_attend(problem, doctor, attendance)
                    && !choice
                        .iter()
                        .any(|other| overlap(problem, *other, attendance))
                {
                    longer.push(choice.iter().copied().chain([attendance]).collect());
                }
            }
        }
        choices = longer;
    }
    choices
}

fn can_attend(problem: &Problem, doctor: DoctorId, attendance: Attendance) -> bool {
    let slot = problem.event(attendance.event).slots[attendance.slot as usize];
    (slot.first.index()..=slot.last.index()).all(|period| {
        let presence = problem.presence(doctor, PeriodId::new(period));
        !matches!(
            presence,
            Presence::Outside | Presence::Leave | Presence::KeepsPlace
        )
    })
}

/// True if both slots take all of a common period.
fn overlap(problem: &Problem, one: Attendance, other: Attendance) -> bool {
    let slot =
        |attendance: Attendance| problem.event(attendance.event).slots[attendance.slot as usize];
    let (one, other) = (slot(one), slot(other));
    one.whole && other.whole && one.first <= other.last && other.first <= one.last
}

/// The doctor's axis, given what is attended.
fn axis(problem: &Problem, doctor: DoctorId, attendances: &[Attendance]) -> Vec<Block> {
    let data = problem.doctor(doctor);
    let grid = problem.grid(data.grid);
    let mut axis = Vec::new();
    for block in 0..grid.len() {
        let (first, last) = (
            grid.first(block).max(data.first),
            grid.last(block).min(data.last),
        );
        if last < first {
            continue;
        }
        let periods: Vec<PeriodId> = (first.index()..=last.index()).map(PeriodId::new).collect();
        if periods
            .iter()
            .all(|period| is_cut(problem, doctor, attendances, *period))
        {
            continue;
        }
        let available = |period: &PeriodId| {
            matches!(
                problem.presence(doctor, *period),
                Presence::Half | Presence::Full
            )
        };
        let on_leave = |period: &PeriodId| problem.presence(doctor, *period) == Presence::Leave;
        let kept = !periods.iter().any(available) && !periods.iter().any(on_leave);
        axis.push(Block {
            first,
            last,
            free: kept || periods.iter().any(available),
            kept,
        });
    }
    axis
}

fn is_cut(
    problem: &Problem,
    doctor: DoctorId,
    attendances: &[Attendance],
    period: PeriodId,
) -> bool {
    let attended = attendances.iter().any(|attendance| {
        let slot = problem.event(attendance.event).slots[attendance.slot as usize];
        slot.whole && slot.first <= period && period <= slot.last
    });
    attended || problem.presence(doctor, period) == Presence::Event
}

/// Everything that a doctor's axis can hold: an activity or nothing on every free block.
fn contents(axis: &[Block], activities: usize) -> Vec<Vec<Option<ActivityId>>> {
    let mut all: Vec<Vec<Option<ActivityId>>> = vec![Vec::new()];
    for block in axis {
        let options = if block.free { activities } else { 0 };
        let mut longer = Vec::with_capacity(all.len() * (options + 1));
        for contents in &all {
            for option in std::iter::once(None)
                .chain((0..options).map(|activity| Some(ActivityId::new(activity))))
            {
                longer.push(contents.iter().copied().chain([option]).collect());
            }
        }
        all = longer;
    }
    all
}

/// The rotations of an axis so filled: neighbouring blocks of one activity are one rotation.
fn rotations(axis: &[Block], contents: &[Option<ActivityId>]) -> Vec<Rotation> {
    let mut rotations: Vec<Rotation> = Vec::new();
    let mut previous = None;
    for (block, content) in axis.iter().zip(contents) {
        if let Some(activity) = *content {
            match rotations.last_mut() {
                Some(rotation) if previous == Some(activity) => rotation.last = block.last,
                _ => rotations.push(Rotation {
                    first: block.first,
                    last: block.last,
                    activity,
                }),
            }
        }
        previous = *content;
    }
    rotations
}
