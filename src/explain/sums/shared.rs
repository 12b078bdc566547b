//! What hard rules over several doctors say of a stretch.

use super::stretch::Stretch;
use crate::ids::{ActivityId, DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{Capacity, Coverage, Rule};
use std::collections::BTreeMap;

/// A hard rule over doctors in a stretch.
pub(super) struct Shared {
    pub(super) rule: RuleId,
    pub(super) at_least: Option<i64>,
    pub(super) at_most: Option<i64>,
    pub(super) activities: Vec<ActivityId>,
    pub(super) weights: BTreeMap<DoctorId, i64>,
}

/// What a shared rule says of a stretch, if it is hard and says something.
pub(super) fn shared(
    problem: &Problem,
    id: RuleId,
    rule: &Rule,
    stretch: &Stretch,
) -> Option<Shared> {
    if let Rule::Capacity(rule) = rule {
        of_capacity(id, rule, stretch)
            .filter(|_| rule.weight.is_none() && problem.counts_whole(&rule.activities))
    } else if let Rule::Coverage(rule) = rule {
        // Whoever is on leave there does not count, which a sum of time does not see.
        let is_leave = |activity: ActivityId| problem.activity(activity).leave_of.is_some();
        let sees_all =
            || problem.counts_whole(&rule.activities) && !rule.activities.iter().any(is_leave);
        of_coverage(id, rule, stretch).filter(|_| rule.weight.is_none() && sees_all())
    } else {
        None
    }
}

fn of_capacity(id: RuleId, rule: &Capacity, stretch: &Stretch) -> Option<Shared> {
    let within: Vec<_> = rule
        .limits
        .iter()
        .filter(|limit| stretch.contains(limit.period))
        .collect();
    let at_least = within
        .iter()
        .fold(0_i64, |sum, limit| sum.saturating_add(limit.min.max(0)));
    let is_limited = within.len() == stretch.len();
    let at_most = within
        .iter()
        .try_fold(0_i64, |sum, limit| Some(sum.saturating_add(limit.max?)));
    let shared = Shared {
        rule: id,
        at_least: Some(at_least).filter(|least| *least > 0),
        at_most: at_most.filter(|_| is_limited),
        activities: rule.activities.iter().collect(),
        weights: rule.doctors.iter().map(|doctor| (doctor, 1)).collect(),
    };
    (shared.at_least.is_some() || shared.at_most.is_some()).then_some(shared)
}

fn of_coverage(id: RuleId, rule: &Coverage, stretch: &Stretch) -> Option<Shared> {
    let counted = i64::try_from(
        rule.periods
            .iter()
            .filter(|period| stretch.contains(*period))
            .count(),
    )
    .unwrap_or(0);
    let covers = counted == i64::try_from(stretch.len()).unwrap_or(i64::MAX);
    let holds_all = rule.periods.iter().all(|period| stretch.contains(period));
    let only_more = rule.doctor_weights.iter().all(|(_, weight)| *weight > 0);
    let least = rule
        .min
        .into_iter()
        .chain(rule.allowed.first().copied())
        .max();
    let most = rule
        .max
        .into_iter()
        .chain(rule.allowed.last().copied())
        .min();
    let (least, most) = if rule.each_period {
        (
            least.map(|least| least.saturating_mul(counted)),
            most.map(|most| most.saturating_mul(counted)),
        )
    } else {
        (least.filter(|_| holds_all), most)
    };
    let shared = Shared {
        rule: id,
        // Time outside the rule's periods only adds if no doctor counts negatively; half a presence counts as a whole one here.
        at_least: least.filter(|least| *least > 0 && counted > 0 && only_more),
        at_most: most.filter(|_| covers && only_more && !rule.half_presence),
        activities: rule.activities.iter().collect(),
        weights: rule.doctor_weights.iter().copied().collect(),
    };
    (shared.at_least.is_some() || shared.at_most.is_some()).then_some(shared)
}
