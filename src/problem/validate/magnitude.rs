//! Sizes of numbers, so that no later sum can overflow, and the published schedule.

use super::Resolver;
use crate::error::Code;
use crate::ids::{ActivityId, EventId};
use crate::problem::rule::{Measure, Rule};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};

/// Largest value or weight of a single rule.
const LARGEST: i64 = 1_000_000_000;
/// Largest total; half of what an `i64` holds.
const LARGEST_TOTAL: i128 = 1 << 62;

impl Resolver {
    /// Refuses numbers with which a total could leave the range of `i64`.
    pub(super) fn check_magnitudes(&mut self) {
        let periods = self.horizon().len() as i128;
        let all_doctors = self.data.doctors.len() as i128;
        let mut total: i128 = 0;
        let mut score: i128 = 0;
        let mut too_large = Vec::new();
        for (key, rule) in &self.data.rules {
            let numbers = numbers_of(rule, &self.data);
            if numbers.iter().any(|number| number.unsigned_abs() > LARGEST.unsigned_abs()) {
                too_large.push(key.clone());
            }
            let largest = numbers.iter().map(|number| i128::from(number.unsigned_abs())).max().unwrap_or(0);
            let doctors = self.doctors_of(rule).map_or(all_doctors, |doctors| doctors.len() as i128);
            if crate::problem::rule::is_personal(rule) {
                score = score.saturating_add(largest.saturating_mul(periods * 2));
                total = total.saturating_add(largest.saturating_mul(periods * 2 * doctors));
            } else {
                if let Rule::Change(change) = rule {
                    score = score.saturating_add(i128::from(change.doctor_cost));
                }
                let each = match rule {
                    Rule::WorstDoctor(_) => score,
                    Rule::WorstGroup(group) if group.measure == Measure::Score => score.saturating_mul(doctors * 1_000_000),
                    Rule::WorstGroup(_) => periods * doctors * 1_000_000,
                    Rule::Coverage(coverage) => {
                        let heaviest = coverage.doctor_weights.iter().map(|entry| i128::from(entry.1.unsigned_abs())).max().unwrap_or(0);
                        heaviest.saturating_mul(doctors * periods)
                    }
                    Rule::Capacity(_)
                    | Rule::Attendance(_)
                    | Rule::Together(_)
                    | Rule::Apart(_)
                    | Rule::SplitEvenly(_)
                    | Rule::Team(_)
                    | Rule::EvenLoad(_)
                    | Rule::Change(_) => doctors * periods * 8,
                    // Personal rules were counted above.
                    Rule::Requirement(_)
                    | Rule::Elective(_)
                    | Rule::Precedence(_)
                    | Rule::Availability(_)
                    | Rule::Document(_)
                    | Rule::Boundary(_)
                    | Rule::Cells(_)
                    | Rule::Succession(_)
                    | Rule::Spacing(_)
                    | Rule::Window(_)
                    | Rule::LongestRun(_)
                    | Rule::FirstBy(_)
                    | Rule::Pattern(_)
                    | Rule::HospitalLimit(_)
                    | Rule::HospitalChange(_)
                    | Rule::SameHospital(_)
                    | Rule::Eligibility(_)
                    | Rule::Preference(_)
                    | Rule::Idle(_) => 0,
                };
                total = total.saturating_add(largest.saturating_mul(each));
            }
        }
        if too_large.is_empty() && total > LARGEST_TOTAL {
            self.found.error(Code::NumberTooLarge, "", "problem", format!("values could add up to {total}."));
        }
        for key in too_large {
            let message = format!("it has a number beyond {LARGEST}.");
            let pointer = self.pointer_of_rule(&key);
            self.found.error(Code::NumberTooLarge, pointer, format!("rule {key:?}"), message);
        }
    }

    pub(super) fn resolve_published(&mut self) {
        let draft = self.draft.clone();
        if draft.published.is_empty() && draft.published_attendances.is_empty() {
            return;
        }
        let mut rotations: Vec<Vec<(Rotation, usize)>> = vec![Vec::new(); self.data.doctors.len()];
        let mut attendances: Vec<Vec<Attendance>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, row) in draft.published.iter().enumerate() {
            let subject = format!("rotation of doctor {:?}", row.doctor);
            let pointer = format!("/published/{index}");
            let doctor = self.names.doctors.get(&row.doctor);
            let doctor = self.look_up(doctor, "doctor", &row.doctor, &format!("{pointer}/doctor"), &subject);
            let activity = self.names.activities.get(&row.activity);
            let activity = self.look_up(activity, "activity", &row.activity, &format!("{pointer}/activity"), &subject);
            let periods = self.touched(Some(&row.from), Some(&row.to), &pointer, &subject);
            let (Some(doctor), Some(activity), Some(periods)) = (doctor, activity, periods) else { continue };
            match (periods.first(), periods.last()) {
                (Some(&first), Some(&last)) => {
                    rotations[doctor].push((Rotation { first, last, activity: ActivityId::new(activity) }, index));
                }
                _ => {
                    let message = format!("{} to {} has no period of the horizon.", row.from, row.to);
                    self.found.error(Code::InvalidSchedule, pointer, subject, message);
                }
            }
        }
        for (index, row) in draft.published_attendances.iter().enumerate() {
            let subject = format!("attendance of doctor {:?}", row.doctor);
            let pointer = format!("/published_attendances/{index}");
            let doctor = self.names.doctors.get(&row.doctor);
            let doctor = self.look_up(doctor, "doctor", &row.doctor, &format!("{pointer}/doctor"), &subject);
            let event = self.names.events.get(&row.event);
            let event = self.look_up(event, "event", &row.event, &format!("{pointer}/event"), &subject);
            let (Some(doctor), Some(event)) = (doctor, event) else { continue };
            // An event with a mistake of its own is not in the list, and the positions behind it are not known.
            if self.data.events.len() != draft.events.len() {
                continue;
            }
            let slots = self.data.events[event].slots.len();
            match usize::try_from(row.slot) {
                Ok(slot) if (1..=slots).contains(&slot) => {
                    attendances[doctor].push(Attendance { event: EventId::new(event), slot: u32::try_from(slot - 1).unwrap_or(0) });
                }
                _ => {
                    let message = format!("slot {} does not exist; the event has {slots}.", row.slot);
                    self.found.error(Code::InvalidSchedule, format!("{pointer}/slot"), subject, message);
                }
            }
        }
        for (doctor, list) in rotations.iter_mut().enumerate() {
            list.sort_unstable();
            if let Some(pair) = list.windows(2).find(|pair| pair[1].0.first <= pair[0].0.last) {
                let subject = format!("doctor {:?}", self.data.doctors[doctor].key);
                // A mistake of people: what was published stands as it is, and `check` says which rule it breaks.
                let message = format!("two published rotations share period {}.", self.horizon().span(pair[1].0.first));
                self.found.warning(Code::PublishedOverlap, format!("/published/{}", pair[1].1), subject, message);
            }
        }
        let rotations = rotations.into_iter().map(|list| list.into_iter().map(|(rotation, _)| rotation).collect());
        let pathways = rotations.zip(attendances).map(|(rotations, attendances)| Pathway::new(rotations, attendances));
        self.data.published = Some(Schedule::new(pathways.collect()));
    }
}

/// The values, weights and limits of a rule.
fn numbers_of(rule: &Rule, data: &crate::problem::problem::ProblemData) -> Vec<i64> {
    let or_zero = |weight: Option<i64>| weight.unwrap_or(0);
    let bounded = |limit: i64| if limit == i64::MAX { 0 } else { limit };
    match rule {
        Rule::Requirement(rule) => {
            let limits = &data.requirements[rule.requirement];
            let mut numbers =
                vec![limits.min, bounded(limits.max), limits.run_min, bounded(limits.run_max), limits.runs_min, bounded(limits.runs_max)];
            numbers.extend(limits.history.iter().flat_map(|entry| [entry.1, entry.2]));
            numbers.push(or_zero(limits.weight));
            numbers
        }
        Rule::Elective(rule) => vec![or_zero(rule.weight), rule.min, bounded(rule.max)],
        Rule::Precedence(rule) => vec![or_zero(rule.weight)],
        Rule::Availability(_) | Rule::Document(_) | Rule::Eligibility(_) => Vec::new(),
        Rule::Boundary(rule) => vec![or_zero(rule.weight)],
        Rule::Cells(rule) => vec![or_zero(rule.weight).saturating_mul(rule.entries.len() as i64)],
        Rule::Succession(rule) => vec![or_zero(rule.weight)],
        Rule::Spacing(rule) => vec![or_zero(rule.weight)],
        Rule::Window(rule) => vec![or_zero(rule.weight).saturating_mul(rule.window_blocks.into())],
        Rule::LongestRun(rule) => vec![or_zero(rule.weight)],
        Rule::FirstBy(rule) => vec![or_zero(rule.weight)],
        Rule::Pattern(rule) => vec![or_zero(rule.value)],
        Rule::HospitalLimit(rule) => vec![or_zero(rule.weight)],
        Rule::HospitalChange(rule) => vec![or_zero(rule.weight)],
        Rule::SameHospital(rule) => vec![or_zero(rule.weight)],
        Rule::Preference(rule) => vec![rule.value],
        Rule::Idle(rule) => vec![rule.cost],
        Rule::Capacity(rule) => {
            let limits = rule.limits.iter().flat_map(|limit| [limit.min, or_zero(limit.max)]);
            limits.chain([or_zero(rule.weight)]).collect()
        }
        Rule::Coverage(rule) => {
            let weights = rule.doctor_weights.iter().map(|entry| entry.1);
            let limits = [or_zero(rule.min), or_zero(rule.max), or_zero(rule.weight)];
            weights.chain(limits).chain(rule.allowed.iter().copied()).collect()
        }
        Rule::Attendance(rule) => {
            let event = &data.events[rule.event.index()];
            vec![event.value, event.min_places, or_zero(event.max_places)]
        }
        Rule::Together(rule) => vec![or_zero(rule.weight)],
        Rule::Apart(rule) => vec![or_zero(rule.weight), rule.max_together],
        Rule::SplitEvenly(rule) => vec![or_zero(rule.weight), rule.tolerance],
        Rule::Team(rule) => vec![or_zero(rule.weight), rule.doctors_per_companion],
        Rule::WorstDoctor(rule) => vec![rule.weight, or_zero(rule.at_least)],
        Rule::WorstGroup(rule) => rule.groups.iter().map(|group| group.1).chain([rule.weight, or_zero(rule.at_least)]).collect(),
        Rule::EvenLoad(rule) => vec![rule.weight, or_zero(rule.at_most)],
        Rule::Change(rule) => vec![rule.cost, rule.doctor_cost, or_zero(rule.max_periods_per_doctor), or_zero(rule.max_periods)],
    }
}
