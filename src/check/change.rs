//! Family 14: differences from the published schedule.

use super::Subject;
use super::ledger::Findings;
use super::timeline::Timeline;
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::Problem;
use crate::problem::rule::Change;
use crate::schedule::{Pathway, Schedule};

/// What a doctor does in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Event(EventId),
    Activity(ActivityId),
    Nothing,
}

pub(super) fn judge(rule: &Change, problem: &Problem, timelines: &[Timeline], findings: &mut Findings<'_>) {
    let nothing = Schedule::default();
    let published = problem.published().unwrap_or(&nothing);
    let mut total = 0_i64;
    for doctor in rule.doctors.iter() {
        let Some(timeline) = timelines.get(doctor.index()) else { continue };
        let changed = differences(rule, problem, timeline, published.pathway(doctor), doctor);
        total = total.saturating_add(changed);
        let beyond = rule.max_periods_per_doctor.map_or(0, |max| changed.saturating_sub(max));
        findings.add_for(Subject::Doctor(doctor), None, None, beyond);
    }
    findings.earn(rule.cost.saturating_neg(), total);
    findings.add(None, None, rule.max_periods.map_or(0, |max| total.saturating_sub(max)));
}

fn differences(rule: &Change, problem: &Problem, timeline: &Timeline, published: &Pathway, doctor: DoctorId) -> i64 {
    debug_assert_eq!(timeline.doctor, doctor);
    let mut changed = 0;
    for &period in timeline.within(&rule.periods) {
        let Some(moment) = timeline.moment(period).filter(|moment| moment.is_available()) else { continue };
        let event = timeline.attended.iter().find(|attended| attended.takes(period)).map(|attended| Doing::Event(attended.event));
        let now = event.or(moment.activity.map(Doing::Activity)).unwrap_or(Doing::Nothing);
        changed += i64::from(now != published_doing(problem, published, period));
    }
    changed
}

/// What was published for a period, read as it stands.
fn published_doing(problem: &Problem, published: &Pathway, period: PeriodId) -> Doing {
    let takes = |event: EventId, slot: u32| {
        let slot = problem.events().get(event.index()).and_then(|event| event.slots.get(slot as usize));
        slot.is_some_and(|slot| slot.whole && slot.first <= period && period <= slot.last)
    };
    let event = published.attendances().iter().find(|attendance| takes(attendance.event, attendance.slot));
    let event = event.map(|attendance| Doing::Event(attendance.event));
    event.or(published.rotation_at(period).map(|rotation| Doing::Activity(rotation.activity))).unwrap_or(Doing::Nothing)
}
