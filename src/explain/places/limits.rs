//! Hard capacities, and which of them contain one another.

use crate::ids::{ActivityId, DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{Capacity, Rule};

/// The hard capacities of a problem that limit from above, narrow ones first.
pub(super) struct Limits<'a> {
    rules: Vec<(RuleId, &'a Capacity)>,
    /// The narrowest capacity that contains each.
    parent: Vec<Option<usize>>,
    /// Capacities that speak of each activity, narrow ones first.
    of_activity: Vec<Vec<usize>>,
    /// True where everybody counts.
    is_for_all: Vec<bool>,
    /// Most doctors by capacity and period.
    most: Vec<Vec<Option<u64>>>,
}

impl<'a> Limits<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let hard = |capacity: &&Capacity| {
            let is_limit = capacity.limits.iter().any(|limit| limit.max.is_some());
            capacity.weight.is_none() && is_limit && problem.counts_whole(&capacity.activities)
        };
        let capacity = |rule: &'a Rule| {
            if let Rule::Capacity(capacity) = rule {
                Some(capacity)
            } else {
                None
            }
        };
        let capacities = problem
            .rules()
            .filter_map(|(id, rule)| capacity(rule).filter(hard).map(|capacity| (id, capacity)));
        let mut rules: Vec<(RuleId, &Capacity)> = capacities.collect();
        rules
            .sort_by_key(|(id, capacity)| (capacity.activities.len(), capacity.doctors.len(), *id));
        let mut of_activity: Vec<Vec<usize>> = vec![Vec::new(); problem.activities().len()];
        for (index, (_, capacity)) in rules.iter().enumerate() {
            capacity
                .activities
                .iter()
                .for_each(|activity| of_activity[activity.index()].push(index));
        }
        let contains = |outer: usize, inner: usize| {
            let (outer, inner) = (rules[outer].1, rules[inner].1);
            let has_activities = inner
                .activities
                .iter()
                .all(|activity| outer.activities.contains(activity));
            has_activities
                && inner
                    .doctors
                    .iter()
                    .all(|doctor| outer.doctors.contains(doctor))
        };
        // A capacity that contains another one speaks of the other's first activity, too.
        let parent = (0..rules.len())
            .map(|index| {
                let first = rules[index].1.activities.iter().next()?;
                of_activity[first.index()]
                    .iter()
                    .copied()
                    .find(|&outer| outer > index && contains(outer, index))
            })
            .collect();
        let most = rules
            .iter()
            .map(|(_, capacity)| {
                let mut most = vec![None; problem.horizon().len()];
                for limit in &capacity.limits {
                    most[limit.period.index()] =
                        limit.max.map(|max| u64::try_from(max).unwrap_or(0));
                }
                most
            })
            .collect();
        let is_for_all = rules
            .iter()
            .map(|(_, capacity)| capacity.doctors.len() == problem.doctors().len())
            .collect();
        Self {
            parent,
            of_activity,
            is_for_all,
            most,
            rules,
        }
    }
    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }
    pub(super) fn rule(&self, index: usize) -> RuleId {
        self.rules[index].0
    }
    pub(super) fn capacity(&self, index: usize) -> &'a Capacity {
        self.rules[index].1
    }
    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        self.parent[index]
    }
    /// The capacities of some doctors only that count this one.
    pub(super) fn restricted(&self, doctor: DoctorId) -> Vec<usize> {
        (0..self.rules.len())
            .filter(|&index| {
                !self.is_for_all[index] && self.rules[index].1.doctors.contains(doctor)
            })
            .collect()
    }
    /// The capacities that count a doctor with `restricted` in an activity: the narrowest, then those that contain it.
    pub(super) fn chain(
        &self,
        activity: ActivityId,
        restricted: &[usize],
    ) -> impl Iterator<Item = usize> + '_ {
        let counts =
            |index: &usize| self.is_for_all[*index] || restricted.binary_search(index).is_ok();
        let first = self.of_activity[activity.index()]
            .iter()
            .copied()
            .find(counts);
        std::iter::successors(first, |&index| self.parent[index])
    }
    /// Places in a stretch of periods; none for no limit.
    pub(super) fn places(&self, index: usize, stretch: std::ops::Range<usize>) -> Option<u64> {
        let mut sum = 0_u64;
        for most in self.most[index].get(stretch).unwrap_or_default() {
            sum = sum.saturating_add((*most)?);
        }
        Some(sum)
    }
}
