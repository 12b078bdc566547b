//! Sizes of numbers, so that no schedule, whatever it is, has a value that leaves `i64`; and the published schedule.

use super::Resolver;
use crate::error::Code;
use crate::ids::{ActivityId, EventId};
use crate::problem::problem::{NamedRule, ProblemData};
use crate::problem::rule::Rule;
use crate::problem::rules::Size;
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
        for NamedRule { key, row, rule } in &self.data.rules {
            let numbers = rule.facts().numbers(&self.data);
            if numbers
                .iter()
                .any(|number| number.unsigned_abs() > LARGEST.unsigned_abs())
            {
                too_large.push((key.clone(), *row));
                continue;
            }
            let each = self.most_in_score(rule);
            if each == 0 {
                continue;
            }
            let doctors = self.doctors_of(rule);
            match doctors {
                // Nonsense may attend what it was never asked to.
                None => everybody = everybody.saturating_add(each),
                Some(doctors) => doctors.iter().for_each(|doctor| {
                    let score = &mut scores[doctor.index()];
                    *score = score.saturating_add(each);
                }),
            }
            let count = doctors.map_or(scores.len(), |doctors| doctors.len());
            add(key.as_str(), each.saturating_mul(count as i128), &mut total);
        }
        scores
            .iter_mut()
            .for_each(|score| *score = score.saturating_add(everybody));
        for NamedRule { key, rule, .. } in self.data.rules.iter().filter(|_| too_large.is_empty()) {
            add(key.as_str(), self.most_in_value(rule, &scores), &mut total);
        }
        let worst = worst.1.to_owned();
        if too_large.is_empty() && total > LARGEST_TOTAL {
            let message =
                format!("values could add up to {total}; the most comes from rule {worst:?}.");
            self.found
                .error(Code::NumberTooLarge, "", "problem", message);
        }
        for (key, row) in too_large {
            self.found.error(
                Code::NumberTooLarge,
                self.pointer_of(row),
                format!("rule {key:?}"),
                format!("it has a number beyond {LARGEST}."),
            );
        }
    }

    /// The most that a rule can add to one doctor's score or take off it.
    fn most_in_score(&self, rule: &Rule) -> i128 {
        let size = Size {
            data: &self.data,
            periods: self.horizon().len() as i128,
            scores: &[],
        };
        if rule.kind().is_personal() {
            cost(rule, &self.data).saturating_mul(rule.facts().units(&size))
        } else {
            rule.facts().in_score(&size)
        }
    }

    /// The most that a shared rule can add to the sum of the scores or take off it, if scores lie within `scores`.
    fn most_in_value(&self, rule: &Rule, scores: &[i128]) -> i128 {
        if rule.kind().is_personal() {
            return 0;
        }
        let size = Size {
            data: &self.data,
            periods: self.horizon().len() as i128,
            scores,
        };
        cost(rule, &self.data).saturating_mul(rule.facts().shared_units(&size))
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
            let doctor = self.look_up(
                doctor,
                "doctor",
                &row.doctor,
                &format!("{pointer}/doctor"),
                &subject,
            );
            let activity = self.names.activities.get(&row.activity);
            let activity = self.look_up(
                activity,
                "activity",
                &row.activity,
                &format!("{pointer}/activity"),
                &subject,
            );
            let periods = self.touched(Some(&row.from), Some(&row.to), &pointer, &subject);
            let (Some(doctor), Some(activity), Some(periods)) = (doctor, activity, periods) else {
                continue;
            };
            match (periods.first(), periods.last()) {
                (Some(&first), Some(&last)) => {
                    rotations[doctor].push((
                        Rotation {
                            first,
                            last,
                            activity: ActivityId::new(activity),
                        },
                        index,
                    ));
                }
                _ => {
                    let message =
                        format!("{} to {} has no period of the horizon.", row.from, row.to);
                    self.found
                        .error(Code::InvalidSchedule, pointer, subject, message);
                }
            }
        }
        for (index, row) in draft.published_attendances.iter().enumerate() {
            let subject = format!("attendance of doctor {:?}", row.doctor);
            let pointer = format!("/published_attendances/{index}");
            let doctor = self.names.doctors.get(&row.doctor);
            let doctor = self.look_up(
                doctor,
                "doctor",
                &row.doctor,
                &format!("{pointer}/doctor"),
                &subject,
            );
            let event = self.names.events.get(&row.event);
            let event = self.look_up(
                event,
                "event",
                &row.event,
                &format!("{pointer}/event"),
                &subject,
            );
            let (Some(doctor), Some(event)) = (doctor, event) else {
                continue;
            };
            // An event with a mistake of its own is not in the list, and the positions behind it are not known.
            if self.data.events.len() != draft.events.len() {
                continue;
            }
            let slots = self.data.events[event].slots.len();
            match usize::try_from(row.slot) {
                Ok(slot) if (1..=slots).contains(&slot) => {
                    attendances[doctor].push(Attendance {
                        event: EventId::new(event),
                        slot: u32::try_from(slot - 1).unwrap_or(0),
                    });
                }
                _ => {
                    let message =
                        format!("slot {} does not exist; the event has {slots}.", row.slot);
                    self.found.error(
                        Code::InvalidSchedule,
                        format!("{pointer}/slot"),
                        subject,
                        message,
                    );
                }
            }
        }
        for (doctor, list) in rotations.iter_mut().enumerate() {
            list.sort_unstable();
            if let Some(pair) = list
                .windows(2)
                .find(|pair| pair[1].0.first <= pair[0].0.last)
            {
                let subject = format!("doctor {:?}", self.data.doctors[doctor].key);
                // A mistake of people: what was published stands as it is, and `check` says which rule it breaks.
                let message = format!(
                    "two published rotations share period {}.",
                    self.horizon().span(pair[1].0.first)
                );
                self.found.warning(
                    Code::PublishedOverlap,
                    format!("/published/{}", pair[1].1),
                    subject,
                    message,
                );
            }
        }
        let rotations = rotations
            .into_iter()
            .map(|list| list.into_iter().map(|(rotation, _)| rotation).collect());
        let pathways = rotations
            .zip(attendances)
            .map(|(rotations, attendances)| Pathway::new(rotations, attendances));
        self.data.published = Some(Schedule::new(pathways.collect()));
    }
}

/// What a unit of breach costs, without its sign.
fn cost(rule: &Rule, data: &ProblemData) -> i128 {
    rule.facts().cost(data).unwrap_or(0).unsigned_abs().into()
}
