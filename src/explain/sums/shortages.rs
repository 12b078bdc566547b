//! What is short over stretches of time and in single periods.

use super::super::finding::{Audit, Finding, FindingKind, FindingSubject};
use super::add_up::contradictions;
use super::reach::Reach;
use super::rows::{Programme, Sum};
use super::stretch::{Stretch, stretches};
use crate::diagram::Axis;
use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::{Event, Problem};
use std::collections::BTreeMap;

/// Most cells (doctor, activity, period) that are looked at.
const MOST_CELLS: usize = 40_000_000;
/// Most coefficients of all programmes together.
const MOST_COEFFICIENTS: usize = 3_000_000;
/// Most findings over stretches, and as many over single periods.
const MOST_FINDINGS: usize = 6;

/// Adds a finding for each sum that cannot be met.
pub(in crate::explain) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    let cells = problem
        .doctors()
        .len()
        .saturating_mul(problem.activities().len())
        .saturating_mul(problem.horizon().len());
    if cells > MOST_CELLS {
        let why = "there are too many doctors, activities and periods to add up what is asked for.";
        audit.skipped.push(why.to_owned());
        return;
    }
    let reach = axes.iter().enumerate();
    let mut ground = Ground {
        problem,
        axes,
        reach: reach
            .map(|(doctor, axis)| Reach::new(problem, DoctorId::new(doctor), axis))
            .collect(),
        left: MOST_COEFFICIENTS,
        is_cut: false,
    };
    let over_stretches = ground.over_stretches(&audit.findings);
    let in_periods = ground.in_periods();
    let of_events = ground.of_events();
    let is_told = |finding: &Finding| {
        let mut known = audit.findings.iter();
        known.any(|known| known.rules == finding.rules && known.periods == finding.periods)
    };
    let new: Vec<Finding> = in_periods
        .into_iter()
        .chain(of_events)
        .filter(|finding| !is_told(finding))
        .collect();
    audit.findings.extend(over_stretches);
    audit.findings.extend(new);
    if ground.is_cut {
        let why = "what is asked for was not added up for all stretches of time: there are too many doctors and rules.";
        audit.skipped.push(why.to_owned());
    }
}

/// What is added up, and how much may still be.
struct Ground<'a> {
    problem: &'a Problem,
    axes: &'a [Axis],
    reach: Vec<Reach>,
    /// Coefficients of programmes that are left.
    left: usize,
    /// There were more than that.
    is_cut: bool,
}

impl<'a> Ground<'a> {
    fn programme(&self, stretch: &Stretch) -> Programme<'a> {
        Programme::new(self.problem, self.axes, &self.reach, stretch)
    }

    /// The contradictions of a programme; `None` if it is too large for what is left.
    fn contradictions(&mut self, programme: &Programme<'_>) -> Option<Vec<Sum>> {
        let left = self.left.checked_sub(programme.coefficients());
        self.is_cut |= left.is_none();
        self.left = left?;
        Some(contradictions(programme))
    }

    /// What is short over stretches of time.
    fn over_stretches(&mut self, told: &[Finding]) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for stretch in stretches(self.problem) {
            let programme = self.programme(&stretch);
            let Some(sums) = self.contradictions(&programme) else {
                break;
            };
            for sum in sums {
                let finding = finding(&programme, &sum, FindingKind::SumShort, stretch.ends());
                // A shortage in a part of a stretch is a shortage of the stretch, too. If both are as large, the narrower one says more.
                let is_known = found
                    .iter()
                    .chain(told)
                    .any(|known| known.rules == finding.rules && known.short() >= finding.short());
                if !is_known && found.len() < MOST_FINDINGS {
                    found.push(finding);
                }
            }
        }
        found
    }

    /// What is short in single periods; those that ask for the same are asked once.
    fn in_periods(&mut self) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let mut known: BTreeMap<Vec<i64>, Vec<Sum>> = BTreeMap::new();
        for period in self.problem.horizon().all().iter() {
            let Some(stretch) = Stretch::new(vec![period]) else {
                continue;
            };
            let programme = self.programme(&stretch);
            let signature = programme.signature();
            if !known.contains_key(&signature) {
                let Some(sums) = self.contradictions(&programme) else {
                    break;
                };
                known.insert(signature.clone(), sums);
            }
            // Amounts that are asked of a doctor over time are short over time, not in a period.
            let sums = known[&signature].iter();
            for sum in sums.filter(|sum| programme.asks_for_staff(sum)) {
                let kind = FindingKind::StaffingShort;
                merge(&mut found, finding(&programme, sum, kind, (period, period)));
            }
        }
        found.truncate(MOST_FINDINGS);
        found
    }

    /// What is short because doctors attend an event with a choice of slots.
    fn of_events(&mut self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (index, event) in self.problem.events().iter().enumerate() {
            let id = EventId::new(index);
            // Fixed events are part of the calendar.
            let is_asked = !event.optional && !event.is_fixed() && !event.attendees.is_empty();
            if found.len() == MOST_FINDINGS || !is_asked {
                continue;
            }
            let short = match event.joint {
                true => self.in_each_slot(id, event),
                false => self.over_all_slots(event),
            };
            let rule = self.problem.attendance_of(id);
            // What is short without the event was told before.
            let is_new = |finding: &Finding| rule.is_some_and(|rule| finding.rules.contains(&rule));
            let short = short.filter(is_new);
            found.extend(short.map(|finding| Finding {
                subject: FindingSubject::Event(id),
                ..finding
            }));
        }
        found
    }

    /// What is short in the slots of an event taken together, of which everybody attends one.
    fn over_all_slots(&mut self, event: &Event) -> Option<Finding> {
        let slots = event.slots.iter();
        let mut periods: Vec<PeriodId> = slots
            .flat_map(|slot| Stretch::of_slot(slot.first, slot.last))
            .collect();
        periods.sort_unstable();
        periods.dedup();
        let stretch = Stretch::new(periods)?;
        let programme = self.programme(&stretch);
        let sums = self.contradictions(&programme)?;
        let sum = sums.iter().find(|sum| programme.asks_for_staff(sum))?;
        let kind = FindingKind::SumShort;
        Some(finding(&programme, sum, kind, stretch.ends()))
    }

    /// What is short in whichever slot a joint event is held: in the slot where the least is.
    fn in_each_slot(&mut self, id: EventId, event: &Event) -> Option<Finding> {
        let mut least: Option<Finding> = None;
        let mut others = 0;
        for (slot, data) in (0..).zip(&event.slots) {
            let is_there = |doctor: DoctorId| {
                let mut slots = self.axes[doctor.index()].slots.iter();
                slots.any(|own| own.event == id && own.slot == slot)
            };
            // It is not held where somebody is away who has to attend.
            if !event.attendees.iter().all(is_there) {
                continue;
            }
            let mut short = None;
            for period in Stretch::of_slot(data.first, data.last) {
                let stretch = Stretch::new(vec![period])?.holding(id, slot);
                let programme = self.programme(&stretch);
                let sums = self.contradictions(&programme)?;
                let mut sums = sums.iter().filter(|sum| programme.asks_for_staff(sum));
                if let Some(sum) = sums.next() {
                    let kind = FindingKind::StaffingShort;
                    short = Some(finding(&programme, sum, kind, (period, period)));
                    break;
                }
            }
            let short = short?;
            others += usize::from(least.is_some());
            if least
                .as_ref()
                .is_none_or(|least| short.short() < least.short())
            {
                least = Some(short);
            }
        }
        least.map(|least| Finding {
            more_periods: others,
            ..least
        })
    }
}

/// What a sum says.
fn finding(
    programme: &Programme<'_>,
    sum: &Sum,
    kind: FindingKind,
    periods: (PeriodId, PeriodId),
) -> Finding {
    let terms = programme.terms(sum);
    let mut doctors: Vec<_> = terms
        .iter()
        .flat_map(|term| term.doctors.iter().copied())
        .collect();
    doctors.sort_unstable();
    doctors.dedup();
    let mut rules: Vec<_> = terms.iter().filter_map(|term| term.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let subject = FindingSubject::Activities(programme.activities(sum));
    Finding {
        periods: Some(periods),
        asked: sum.asked,
        available: sum.available,
        doctors,
        rules,
        terms,
        proves_infeasible: true,
        ..Finding::new(kind, subject)
    }
}

/// Adds the shortage of a period: to that of the period before if it is the same, otherwise it is counted with a shortage of the same
/// rules.
fn merge(found: &mut Vec<Finding>, new: Finding) {
    let Some((period, _)) = new.periods else {
        return;
    };
    for known in found.iter_mut() {
        let goes_on = known
            .periods
            .is_some_and(|(_, last)| last.index() + 1 == period.index());
        let is_same = known.rules == new.rules
            && known.doctors == new.doctors
            && (known.asked, known.available) == (new.asked, new.available);
        if goes_on && is_same {
            known.periods = known.periods.map(|(first, _)| (first, period));
            return;
        }
        if known.subject == new.subject {
            known.more_periods += 1;
            return;
        }
    }
    found.push(new);
}
