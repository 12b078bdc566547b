//! Family 12, built in: who attends which slot of an event.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, Ledger, count};
use super::timeline::{Attended, Timeline};
use crate::ids::{EventId, PeriodId, RuleId};
use crate::problem::rule::{Attendance, Rule};
use crate::problem::{Presence, Problem};

/// The attendance rule of each event, indexed by [`EventId`]; `None` where it is turned off.
pub(super) fn rules_by_event(problem: &Problem) -> Vec<Option<RuleId>> {
    let mut rules = vec![None; problem.events().len()];
    for (id, rule) in problem.rules() {
        if let Rule::Attendance(Attendance { event }) = rule
            && let Some(entry) = rules.get_mut(event.index())
        {
            *entry = Some(id);
        }
    }
    rules
}

/// What one doctor's attendances are worth, and whether they are sound for that doctor.
pub(super) fn judge_doctor(
    problem: &Problem,
    timeline: &Timeline,
    rules: &[Option<RuleId>],
    ledger: &mut Ledger,
) {
    for attended in &timeline.attended {
        ledger.earn(problem.event(attended.event).value, 1);
    }
    let mut rest = timeline.attended.as_slice();
    for (index, rule) in rules.iter().enumerate() {
        let id = EventId::new(index);
        let event = problem.event(id);
        let slots;
        (slots, rest) = rest.split_at(
            rest.iter()
                .take_while(|attended| attended.event == id)
                .count(),
        );
        let Some(rule) = *rule else { continue };
        let mut findings = Findings::new(ledger, rule, Subject::Doctor(timeline.doctor));
        if !event.attendees.contains(timeline.doctor) {
            findings.add(None, None, i64::from(!slots.is_empty()));
            continue;
        }
        let too_few = slots.is_empty() && !event.optional;
        findings.add(None, None, i64::from(too_few || slots.len() > 1));
        for attended in slots {
            findings.add(
                None,
                first_absence(attended, timeline),
                i64::from(first_absence(attended, timeline).is_some()),
            );
            let clash = timeline
                .attended
                .iter()
                .find(|other| *other != attended && clash(attended, other));
            let since = clash.map(|other| other.slot.first.max(attended.slot.first));
            findings.add(None, since, i64::from(since.is_some()));
        }
    }
}

impl JudgeAll for Attendance {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let (event, seats) = (
            case.problem.event(self.event),
            &case.seats[self.event.index()],
        );
        let mut held = 0_i64;
        for (position, (&attendees, slot)) in seats.iter().zip(&event.slots).enumerate() {
            if attendees == 0 {
                continue;
            }
            held += 1;
            let subject = Subject::Slot(self.event, u32::try_from(position).unwrap_or(u32::MAX));
            findings.add_for(
                subject,
                None,
                Some(slot.first),
                event.min_places.saturating_sub(attendees),
            );
            if let Some(max_places) = event.max_places {
                findings.add_for(
                    subject,
                    None,
                    Some(slot.first),
                    attendees.saturating_sub(max_places),
                );
            }
            if event.joint && held > 1 {
                findings.add_for(subject, None, None, 1);
            }
        }
    }
}

/// Doctors who attend each slot, by event and slot.
pub(super) fn seats(problem: &Problem, timelines: &[Timeline]) -> Vec<Vec<i64>> {
    let mut seats: Vec<Vec<i64>> = problem
        .events()
        .iter()
        .map(|event| vec![0; event.slots.len()])
        .collect();
    for attended in timelines.iter().flat_map(|timeline| &timeline.attended) {
        seats[attended.event.index()][attended.position as usize] += 1;
    }
    debug_assert!(
        seats
            .iter()
            .flatten()
            .all(|seats| *seats <= count(timelines.len()))
    );
    seats
}

/// The first period of the slot in which the doctor is away.
fn first_absence(attended: &Attended, timeline: &Timeline) -> Option<PeriodId> {
    (attended.slot.first.index()..=attended.slot.last.index())
        .map(PeriodId::new)
        .find(|period| match timeline.moment(*period) {
            Some(moment) => matches!(
                moment.presence,
                Presence::Outside | Presence::Leave | Presence::KeepsPlace
            ),
            None => true,
        })
}

fn clash(one: &Attended, other: &Attended) -> bool {
    let both_whole = one.slot.whole && other.slot.whole;
    both_whole && one.slot.first <= other.slot.last && other.slot.first <= one.slot.last
}
