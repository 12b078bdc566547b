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
        let mut rules: Vec<(RuleId, &Capacity)> = problem
            .rules()
            .filter_map(|(id, rule)| Some((id, hard_limit(problem, rule)?)))
            .collect();
        rules
            .sort_by_key(|(id, capacity)| (capacity.activities.len(), capacity.doctors.len(), *id));
        let mut of_activity: Vec<Vec<usize>> = vec![Vec::new(); problem.activities().len()];
        for (index, (_, capacity)) in rules.iter().enumerate() {
            for activity in capacity.activities.iter() {
                of_activity[activity.index()].push(index);
            }
        }
        // A capacity that contains another one speaks of the other's first activity, too.
        let parent = |index: usize| {
            let inner = rules[index].1;
            let first = inner.activities.iter().next()?;
            let mut speaking = of_activity[first.index()].iter().copied();
            speaking.find(|&outer| outer > index && contains(rules[outer].1, inner))
        };
        let most = |capacity: &Capacity| {
            let mut most = vec![None; problem.horizon().len()];
            for limit in &capacity.limits {
                most[limit.period.index()] = limit.max.map(|max| u64::try_from(max).unwrap_or(0));
            }
            most
        };
        let is_for_all = |capacity: &Capacity| capacity.doctors.len() == problem.doctors().len();
        Self {
            parent: (0..rules.len()).map(parent).collect(),
            is_for_all: rules.iter().map(|rule| is_for_all(rule.1)).collect(),
            most: rules.iter().map(|rule| most(rule.1)).collect(),
            of_activity,
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

/// A hard capacity that limits from above.
fn hard_limit<'a>(problem: &Problem, rule: &'a Rule) -> Option<&'a Capacity> {
    let Rule::Capacity(capacity) = rule else {
        return None;
    };
    let is_limit = capacity.limits.iter().any(|limit| limit.max.is_some());
    let is_hard = capacity.weight.is_none();
    (is_hard && is_limit && problem.counts_whole(&capacity.activities)).then_some(capacity)
}

/// True if one capacity counts all that another one counts.
fn contains(outer: &Capacity, inner: &Capacity) -> bool {
    let mut activities = inner.activities.iter();
    let mut doctors = inner.doctors.iter();
    activities.all(|activity| outer.activities.contains(activity))
        && doctors.all(|doctor| outer.doctors.contains(doctor))
}
