//! Capacities, written as one rule for each stretch of equal limits.

use super::super::part::Part;
use super::recipe::{Origin, Stance, Writer};
use crate::ids::{PeriodId, RuleId};
use crate::problem::edit::{PlacesLeft, stretches};
use crate::problem::rule::{Capacity, Rule};
use crate::problem::{Presence, when};

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
        let weight_of = |period: PeriodId| match (self.stance)(Part::Places { rule, first: period, last: period }) {
            Stance::Hard => Some(None),
            Stance::Soft(cost) => Some(Some(cost)),
            Stance::Off => None,
        };
        let limits = capacity.limits.iter().filter_map(|limit| {
            let taken = self.taken(capacity, limit.period);
            let max = limit.max.map(|most| (most - taken).max(0));
            Some((limit.period, ((limit.min - taken).max(0), max, weight_of(limit.period)?)))
        });
        for stretch in stretches(limits) {
            let (min, max, weight) = stretch.content;
            let left = PlacesLeft { doctors: self.filter(capacity.doctors.iter()), periods: stretch.named(), min, max, weight };
            let wanted = format!("{} from {}", problem.rule_key(rule), when(stretch.first));
            let row = self.edit.add_places(wanted, problem, capacity, left);
            self.edit.note(row, Origin::Places(rule, stretch.first));
        }
    }

    /// Places that others have in a period.
    fn taken(&self, capacity: &Capacity, period: PeriodId) -> i64 {
        let Some((schedule, doctor)) = self.recipe.taken else { return 0 };
        let others = capacity.doctors.iter().filter(|other| *other != doctor);
        let there = others.filter(|&other| {
            let rotation = schedule.pathway(other).rotation_at(period);
            rotation.is_some_and(|rotation| capacity.activities.contains(rotation.activity))
                && matches!(self.problem.presence(other, period), Presence::Half | Presence::Full)
        });
        i64::try_from(there.count()).unwrap_or(i64::MAX)
    }
}
