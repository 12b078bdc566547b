//! Sizes of numbers, so that no schedule, whatever it is, has a value that leaves `i64`; and the published schedule.

use super::Resolver;
use crate::error::Code;
use crate::ids::{ActivityId, EventId};
use crate::problem::problem::ProblemData;
use crate::problem::rule::{Coverage, Measure, Rule};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};

/// Largest value, weight or limit of a single rule.
const LARGEST: i64 = 1_000_000_000;
/// Largest sum of everything that a schedule can earn and cost; half of what an `i64` holds.
const LARGEST_TOTAL: i128 = 1 << 62;

impl Resolver {
    /// Refuses numbers with which the value of some schedule, also one that makes no sense, could leave the range of `i64`.
    ///
    /// Each rule's weight is multiplied by the greatest amount that it can come to (`docs/rules.md` gives the units), and the products are summed without
    /// their signs: so every part of a value stays within the limit, in whatever order it is summed.
    pub(super) fn check_magnitudes(&mut self) {
        let mut too_large = Vec::new();
        let mut scores: Vec<i128> = vec![0; self.data.doctors.len()];
        let mut everybody = 0_i128;
        let mut worst: (i128, &str) = (0, "");
        let mut total = 0_i128;
        let mut add = |key, amount: i128, total: &mut i128| {
            *total = total.saturating_add(amount);
            if amount > worst.0 {
                worst = (amount, key);
            }
        };
        for (key, rule) in &self.data.rules {
            let numbers = numbers_of(rule, &self.data);
            if numbers.iter().any(|number| number.unsigned_abs() > LARGEST.unsigned_abs()) {
                too_large.push(key.clone());
                continue;
            }
            let each = self.personal_amount(rule);
            if each == 0 {
                continue;
            }
            let doctors = self.doctors_of(rule).filter(|_| crate::problem::rule::is_personal(rule));
            match (rule, doctors) {
                (Rule::Change(change), _) => change.doctors.iter().for_each(|doctor| scores[doctor.index()] += each),
                // Nonsense may attend what it was never asked to.
                (_, None) => everybody = everybody.saturating_add(each),
                (_, Some(doctors)) => doctors.iter().for_each(|doctor| {
                    let score = &mut scores[doctor.index()];
                    *score = score.saturating_add(each);
                }),
            }
            let count = doctors.map_or(scores.len(), |doctors| doctors.len());
            add(key.as_str(), each.saturating_mul(count as i128), &mut total);
        }
        scores.iter_mut().for_each(|score| *score = score.saturating_add(everybody));
        for (key, rule) in self.data.rules.iter().filter(|_| too_large.is_empty()) {
            add(key.as_str(), self.shared_amount(rule, &scores), &mut total);
        }
        let worst = worst.1.to_owned();
        if too_large.is_empty() && total > LARGEST_TOTAL {
            let message = format!("values could add up to {total}; the most comes from rule {worst:?}.");
            self.found.error(Code::NumberTooLarge, "", "problem", message);
        }
        let pointers = self.pointers_of_rules(&too_large);
        for (key, pointer) in too_large.iter().zip(pointers) {
            self.found.error(Code::NumberTooLarge, pointer, format!("rule {key:?}"), format!("it has a number beyond {LARGEST}."));
        }
    }

    /// The most that a rule can add to one doctor's score or take off it.
    fn personal_amount(&self, rule: &Rule) -> i128 {
        let periods = self.horizon().len() as i128;
        let (weight, amount) = match rule {
            Rule::Requirement(rule) => {
                let limits = &self.data.requirements[rule.requirement];
                let earlier = limits.history.iter().map(|entry| i128::from(entry.1)).max().unwrap_or(0);
                (limits.weight, (periods + earlier).max(limits.min.into()))
            }
            Rule::Elective(rule) => (rule.weight, (rule.requirements.len() as i128).max(rule.min.into())),
            Rule::Precedence(rule) => (rule.weight, periods),
            // A start and an end for each rotation, and a crossing for each period.
            Rule::Boundary(rule) => (rule.weight, 3 * periods),
            Rule::Cells(rule) => (rule.weight, rule.entries.iter().map(|entry| entry.periods.len() as i128).sum()),
            Rule::Succession(rule) => (rule.weight, periods),
            Rule::Spacing(rule) => (rule.weight, periods),
            Rule::Window(rule) => (rule.weight, periods.saturating_mul(i128::from(rule.min.max(rule.window_blocks)))),
            Rule::LongestRun(rule) => (rule.weight, periods),
            Rule::FirstBy(rule) => (rule.weight, 1),
            Rule::Pattern(rule) => (rule.value, periods),
            Rule::HospitalLimit(rule) => (rule.weight, periods),
            Rule::HospitalChange(rule) => (rule.weight, periods),
            Rule::SameHospital(rule) => (rule.weight, periods),
            Rule::Preference(rule) => (Some(rule.value), periods),
            Rule::Idle(rule) => (Some(rule.cost), periods),
            Rule::Attendance(rule) => {
                let event = &self.data.events[rule.event.index()];
                (Some(event.value), event.slots.len() as i128 + 1)
            }
            Rule::Change(rule) => (Some(rule.doctor_cost), 1),
            Rule::Availability(_)
            | Rule::Document(_)
            | Rule::Eligibility(_)
            | Rule::Capacity(_)
            | Rule::Coverage(_)
            | Rule::Together(_)
            | Rule::Apart(_)
            | Rule::SplitEvenly(_)
            | Rule::Team(_)
            | Rule::WorstDoctor(_)
            | Rule::WorstGroup(_)
            | Rule::EvenLoad(_) => return 0,
        };
        i128::from(weight.unwrap_or(0).unsigned_abs()).saturating_mul(amount)
    }

    /// The most that a shared rule can add to the sum of the scores or take off it, if scores lie within `scores`.
    fn shared_amount(&self, rule: &Rule, scores: &[i128]) -> i128 {
        let (weight, amount) = match rule {
            Rule::Capacity(rule) => {
                let doctors = rule.doctors.len() as i128;
                (rule.weight, rule.limits.iter().map(|limit| doctors.max(limit.min.into())).sum())
            }
            Rule::Coverage(rule) => (rule.weight, coverage_amount(rule)),
            Rule::Together(rule) => (rule.weight, (2 * rule.doctors.len() * rule.periods.len()) as i128),
            Rule::Apart(rule) => (rule.weight, (rule.doctors.len() * rule.periods.len()) as i128),
            Rule::SplitEvenly(rule) => {
                let pairs = (rule.places.len() as i128).saturating_mul(rule.places.len() as i128);
                (rule.weight, pairs.saturating_mul((rule.doctors.len() * rule.periods.len()) as i128))
            }
            Rule::Team(rule) => (rule.weight, (rule.doctors.len() * rule.periods.len()) as i128),
            Rule::WorstDoctor(rule) => {
                let most = rule.doctors.iter().filter_map(|doctor| scores.get(doctor.index())).max();
                (Some(rule.weight), most.copied().unwrap_or(0))
            }
            Rule::WorstGroup(rule) => {
                let of_group = |doctors: &crate::problem::rule::DoctorSet| match rule.measure {
                    Measure::Score => {
                        doctors.iter().filter_map(|doctor| scores.get(doctor.index())).fold(0_i128, |sum, score| sum.saturating_add(*score))
                    }
                    Measure::Periods => (doctors.len() * self.horizon().len()) as i128,
                };
                let most = rule.groups.iter().map(|(doctors, multiplier)| of_group(doctors).saturating_mul((*multiplier).into())).max();
                (Some(rule.weight), most.unwrap_or(0))
            }
            Rule::EvenLoad(rule) => (Some(rule.weight), rule.doctors.len() as i128),
            Rule::Change(rule) => (Some(rule.cost), (rule.doctors.len() * rule.periods.len()) as i128),
            // Personal rules, and what attendances are worth, are in the scores.
            Rule::Attendance(_)
            | Rule::Requirement(_)
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
            | Rule::Idle(_) => return 0,
        };
        i128::from(weight.unwrap_or(0).unsigned_abs()).saturating_mul(amount)
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

/// The furthest that the sums of a coverage can lie from what it asks for, over all its periods.
fn coverage_amount(rule: &Coverage) -> i128 {
    let heaviest: i128 = rule.doctor_weights.iter().map(|entry| i128::from(entry.1.unsigned_abs())).sum();
    let asked = rule.min.into_iter().chain(rule.max).chain(rule.allowed.iter().copied());
    let furthest = asked.map(|number| i128::from(number.unsigned_abs())).max().unwrap_or(0);
    let periods = rule.periods.len() as i128;
    if rule.each_period { periods.saturating_mul(heaviest + furthest) } else { periods.saturating_mul(heaviest).saturating_add(furthest) }
}

/// The values, weights and limits of a rule.
fn numbers_of(rule: &Rule, data: &ProblemData) -> Vec<i64> {
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
        Rule::Cells(rule) => vec![or_zero(rule.weight)],
        Rule::Succession(rule) => vec![or_zero(rule.weight)],
        Rule::Spacing(rule) => vec![or_zero(rule.weight)],
        Rule::Window(rule) => vec![or_zero(rule.weight), rule.min.into()],
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
