//! Capacities, written as one rule for each stretch of equal limits.

use super::super::part::Part;
use super::recipe::{Origin, Stance, Writer};
use crate::ids::{PeriodId, RuleId};
use crate::problem::edit::{PlacesLeft, stretches};
use crate::problem::rule::{Capacity, Rule};
use crate::problem::{Presence, when};

/// How many others are there, and how many places they have, kept ones too.
#[derive(Default)]
struct Others {
    there: i64,
    places: i64,
}

impl Writer<'_> {
    pub(super) fn write_places(&mut self) {
        for (rule, data) in self.problem.rules() {
            if let Rule::Capacity(capacity) = data
                && capacity.weight.is_none()
            {
                self.write_capacity(rule, capacity);
            }
        }
    }

    fn write_capacity(&mut self, rule: RuleId, capacity: &Capacity) {
        let problem = self.problem;
        let weight_of = |period: PeriodId| match (self.stance)(Part::Places {
            rule,
            first: period,
            last: period,
        }) {
            Stance::Hard => Some(None),
            Stance::Soft(cost) => Some(Some(cost)),
            Stance::Off => None,
        };
        let limits = capacity.limits.iter().filter_map(|limit| {
            let others = self.others_in(capacity, limit.period);
            let max = limit.max.map(|most| (most - others.places).max(0));
            Some((
                limit.period,
                (
                    (limit.min - others.there).max(0),
                    max,
                    weight_of(limit.period)?,
                ),
            ))
        });
        for stretch in stretches(limits) {
            let (min, max, weight) = stretch.content;
            let left = PlacesLeft {
                doctors: self.filter(capacity.doctors.iter()),
                periods: stretch.named(),
                min,
                max,
                weight,
            };
            let wanted = format!("{} from {}", problem.rule_key(rule), when(stretch.first));
            let row = self.edit.add_places(wanted, problem, capacity, left);
            self.edit.note(row, Origin::Places(rule, stretch.first));
        }
    }

    /// The doctors besides the one of whom the question is, in a period.
    fn others_in(&self, capacity: &Capacity, period: PeriodId) -> Others {
        let mut others = Others::default();
        let Some((schedule, doctor)) = self.recipe.taken else {
            return others;
        };
        let problem = self.problem;
        for other in capacity.doctors.iter().filter(|other| *other != doctor) {
            let Some(rotation) = schedule.pathway(other).rotation_at(period) else {
                continue;
            };
            let is_there = problem.is_available(other, period);
            let works = problem
                .works_in(rotation.activity, period)
                .filter(|_| is_there);
            let keeps = works.is_none()
                && (is_there || problem.presence(other, period) == Presence::KeepsPlace);
            let is_counted = capacity
                .activities
                .contains(works.unwrap_or(rotation.activity));
            others.there += i64::from(is_counted && works.is_some());
            others.places += i64::from(is_counted && (works.is_some() || keeps));
        }
        others
    }
}
