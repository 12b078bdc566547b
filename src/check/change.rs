//! Family 14: differences from the published schedule.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, Ledger, count};
use super::timeline::{Moment, Timeline};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::rule::Change;
use crate::problem::{Problem, Rule};
use crate::schedule::{Pathway, Schedule};

/// What a doctor does in a period, as rule 14 compares it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// At an event that takes the whole period.
    Event(EventId),
    /// In a rotation.
    Activity(ActivityId),
    /// Neither.
    Nothing,
}

/// A period in which a doctor does something else than was published.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub struct Difference {
    /// When; the doctor is there by the calendar.
    pub period: PeriodId,
    /// What was published.
    pub published: Doing,
    /// What the doctor does now.
    pub now: Doing,
}

/// The periods in which `pathway` differs from `published`, as rule 14 in `docs/rules.md` compares them, ascending.
///
/// Empty for a doctor the problem does not know.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// let pathway = &schedule.pathways()[ana.index()];
/// assert!(medrota::check::differences(&problem, ana, pathway, pathway).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
/// Linear in the doctor's periods of presence.
#[must_use]
pub fn differences(
    problem: &Problem,
    doctor: DoctorId,
    published: &Pathway,
    pathway: &Pathway,
) -> Vec<Difference> {
    if doctor.index() >= problem.doctors().len() {
        return Vec::new();
    }
    let timeline = Timeline::new(problem, doctor, pathway);
    timeline
        .moments()
        .filter_map(|(period, moment)| difference(problem, &timeline, published, (period, moment)))
        .collect()
}

/// The rules that make a disturbed doctor cost something.
pub(super) fn with_doctor_cost(problem: &Problem) -> Vec<&Change> {
    let rules = problem.rules().filter_map(|(_, rule)| {
        if let Rule::Change(rule) = rule {
            Some(rule)
        } else {
            None
        }
    });
    rules.filter(|rule| rule.doctor_cost > 0).collect()
}

/// What the doctor's being disturbed costs; part of the score.
pub(super) fn judge_doctor(
    rules: &[&Change],
    problem: &Problem,
    timeline: &Timeline,
    ledger: &mut Ledger,
) {
    let Some(published) = problem.published() else {
        return;
    };
    let published = published.pathway(timeline.doctor);
    if *published == Pathway::default() {
        return;
    }
    for rule in rules
        .iter()
        .filter(|rule| rule.doctors.contains(timeline.doctor))
    {
        let disturbed = count_differences(rule, problem, timeline, published) > 0;
        ledger.earn(rule.doctor_cost.saturating_neg(), i64::from(disturbed));
    }
}

impl JudgeAll for Change {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let (problem, timelines) = (case.problem, case.timelines);
        let nothing = Schedule::default();
        let published = problem.published().unwrap_or(&nothing);
        let mut total = 0_i64;
        for doctor in self.doctors.iter() {
            let Some(timeline) = timelines.get(doctor.index()) else {
                continue;
            };
            let changed = count_differences(self, problem, timeline, published.pathway(doctor));
            total = total.saturating_add(changed);
            let beyond = self
                .max_periods_per_doctor
                .map_or(0, |max| changed.saturating_sub(max));
            findings.add_for(Subject::Doctor(doctor), None, None, beyond);
        }
        findings.earn(self.cost.saturating_neg(), total);
        findings.add(
            None,
            None,
            self.max_periods.map_or(0, |max| total.saturating_sub(max)),
        );
    }
}

fn count_differences(
    rule: &Change,
    problem: &Problem,
    timeline: &Timeline,
    published: &Pathway,
) -> i64 {
    let counted = timeline
        .within(&rule.periods)
        .iter()
        .filter_map(|&period| Some((period, timeline.moment(period)?)));
    count(
        counted
            .filter_map(|moment| difference(problem, timeline, published, moment))
            .count(),
    )
}

/// The difference in one period, if there is one and the doctor is there.
fn difference(
    problem: &Problem,
    timeline: &Timeline,
    published: &Pathway,
    (period, moment): (PeriodId, Moment),
) -> Option<Difference> {
    if !moment.is_available() {
        return None;
    }
    let event = timeline
        .attended
        .iter()
        .find(|attended| attended.takes(period))
        .map(|attended| Doing::Event(attended.event));
    let now = event
        .or(moment.activity.map(Doing::Activity))
        .unwrap_or(Doing::Nothing);
    let published = published_doing(problem, published, period);
    (now != published).then_some(Difference {
        period,
        published,
        now,
    })
}

/// What was published for a period, read as it stands.
fn published_doing(problem: &Problem, published: &Pathway, period: PeriodId) -> Doing {
    let takes = |event: EventId, slot: u32| {
        let slot = problem
            .events()
            .get(event.index())
            .and_then(|event| event.slots.get(slot as usize));
        slot.is_some_and(|slot| slot.whole && slot.first <= period && period <= slot.last)
    };
    let event = published
        .attendances()
        .iter()
        .find(|attendance| takes(attendance.event, attendance.slot));
    let event = event.map(|attendance| Doing::Event(attendance.event));
    event
        .or(published
            .rotation_at(period)
            .map(|rotation| Doing::Activity(rotation.activity)))
        .unwrap_or(Doing::Nothing)
}
