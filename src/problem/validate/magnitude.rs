//! Sizes of numbers, so that no schedule, whatever it is, has a value that leaves `i64`.

use super::Resolver;
use crate::error::Code;
use crate::problem::problem::{NamedRule, ProblemData};
use crate::problem::rule::Rule;
use crate::problem::rules::Size;

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
            let message = format!(
                "values could add up to {total}, more than 2^62; the most comes from rule {worst:?}: lower its values or weights, or its limits."
            );
            self.found
                .error(Code::NumberTooLarge, "", "problem", message);
        }
        for (key, row) in too_large {
            self.found.error(
                Code::NumberTooLarge,
                self.pointer_of(row),
                format!("rule {key:?}"),
                format!("it has a number beyond {LARGEST}, the most that values, weights and limits may be."),
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
}

/// What a unit of breach costs, without its sign.
fn cost(rule: &Rule, data: &ProblemData) -> i128 {
    rule.facts().cost(data).unwrap_or(0).unsigned_abs().into()
}
