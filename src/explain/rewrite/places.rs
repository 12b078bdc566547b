//! Capacities, written as one rule for each stretch of equal limits.

use super::super::part::Part;
use super::people::activity_filter;
use super::recipe::{Origin, Stance, Writer, period_id};
use crate::ids::{PeriodId, RuleId};
use crate::problem::draft::PeriodFilter;
use crate::problem::rule::{Capacity, PlaceLimit, Rule};
use crate::problem::rules;
use crate::problem::{Presence, RuleDraft};

impl Writer<'_> {
    pub(super) fn write_places(&mut self) {
        for department in &mut self.draft.departments {
            (department.supervisors, department.visitors_per_supervisor) = (None, None);
        }
        let problem = self.problem;
        for (rule, data) in problem.rules() {
            if let Rule::Capacity(capacity) = data
                && capacity.weight.is_none()
            {
                self.write_capacity(rule, capacity);
            }
        }
    }

    fn write_capacity(&mut self, rule: RuleId, capacity: &Capacity) {
        let weight_of = |period: PeriodId| match (self.stance)(Part::Places { rule, first: period, last: period }) {
            Stance::Hard => Some(None),
            Stance::Soft(cost) => Some(Some(cost)),
            Stance::Off => None,
        };
        let mut stretches: Vec<(PlaceLimit, PeriodId, Option<i64>)> = Vec::new();
        let limits = capacity.limits.iter().map(|limit| {
            let taken = self.taken(capacity, limit.period);
            PlaceLimit { min: (limit.min - taken).max(0), max: limit.max.map(|most| (most - taken).max(0)), ..*limit }
        });
        for limit in limits {
            let Some(weight) = weight_of(limit.period) else { continue };
            match stretches.last_mut() {
                Some((open, last, known))
                    if last.index() + 1 == limit.period.index() && *known == weight && (open.min, open.max) == (limit.min, limit.max) =>
                {
                    *last = limit.period;
                }
                _ => stretches.push((limit, limit.period, weight)),
            }
        }
        let key = self.problem.rule_key(rule);
        for (limit, last, weight) in stretches {
            let id = self.ids.rule(format!("{key} from {}", period_id(limit.period)));
            self.note(&id, Origin::Places(rule, limit.period));
            self.draft.rules.push(RuleDraft::Capacity(rules::Capacity {
                id,
                doctors: self.filter(capacity.doctors.iter()),
                activities: activity_filter(self.problem, capacity.activities.iter()),
                periods: PeriodFilter { from: Some(period_id(limit.period)), to: Some(period_id(last)), ..PeriodFilter::default() },
                min: limit.min,
                max: limit.max,
                weight,
            }));
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
