//! What the doctors who stay as they are leave of places and sums.

use super::reduce::Names;
use crate::check::{Cell, timeline};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use crate::problem::rule::{ActivitySet, Capacity, Coverage};
use crate::problem::rule_draft::{CoveragePerDraft, DoctorWeightDraft, RuleDraft};
use crate::problem::rules;
use crate::problem::{Problem, UnusedIds, when};
use crate::schedule::Schedule;
use std::collections::BTreeMap;

/// Who of the doctors taken out is present where and when.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// By activity: period, doctor, there for half.
    by_activity: BTreeMap<ActivityId, Vec<(PeriodId, DoctorId, bool)>>,
}

impl Uses {
    /// The cells of `doctors` in `schedule`, within `periods`. Linear in the horizon for each doctor.
    pub(super) fn new(problem: &Problem, schedule: &Schedule, doctors: &[DoctorId], periods: &[bool]) -> Self {
        let mut uses = Self::default();
        for &doctor in doctors {
            let pathway = schedule.pathway(doctor);
            let near =
                |rotation: &crate::schedule::Rotation| periods[rotation.first.index()..=rotation.last.index()].iter().any(|wanted| *wanted);
            if !pathway.rotations().iter().any(near) {
                continue;
            }
            for (period, cell) in timeline(problem, doctor, pathway) {
                if let Cell::Activity { activity, half } = cell
                    && periods[period.index()]
                {
                    uses.by_activity.entry(activity).or_default().push((period, doctor, half));
                }
            }
        }
        uses
    }

    fn within<'a>(&'a self, activities: &'a ActivitySet) -> impl Iterator<Item = (PeriodId, DoctorId, bool)> + 'a {
        activities.iter().filter_map(|activity| self.by_activity.get(&activity)).flatten().copied()
    }
}

/// The capacity that is left in the chosen periods, as a rule for each pair of limits.
pub(super) fn capacity_left(
    problem: &Problem,
    (id, rule): (RuleId, &Capacity),
    uses: &Uses,
    (periods, doctors): (&[bool], &DoctorFilter),
    names: &mut Names,
) -> Vec<RuleDraft> {
    let mut used = vec![0_i64; periods.len()];
    uses.within(&rule.activities).filter(|entry| rule.doctors.contains(entry.1)).for_each(|entry| used[entry.0.index()] += 1);
    let mut by_limits: BTreeMap<(i64, Option<i64>), Vec<PeriodId>> = BTreeMap::new();
    for limit in rule.limits.iter().filter(|limit| periods[limit.period.index()]) {
        let used = used[limit.period.index()];
        let max = limit.max.map(|max| max.saturating_sub(used).max(0));
        let min = limit.min.saturating_sub(used).max(0);
        if max.is_some() || min > 0 {
            by_limits.entry((min.min(max.unwrap_or(i64::MAX)), max)).or_default().push(limit.period);
        }
    }
    let key = |number: usize| format!("{}/left/{}", problem.rule_key(id), number + 1);
    let mut name = |number: usize| {
        let left = names.ids.rule(key(number));
        names.capacities.insert(left.clone(), id);
        left
    };
    let named = by_limits.into_iter().enumerate().map(|(number, ((min, max), periods))| {
        RuleDraft::Capacity(rules::Capacity {
            id: name(number),
            doctors: doctors.clone(),
            activities: named_activities(problem, &rule.activities),
            periods: named_periods(&periods),
            min,
            max,
            weight: rule.weight,
        })
    });
    named.collect()
}

/// The coverage that is left, as a rule for each amount that the others add.
pub(super) fn coverage_left(
    problem: &Problem,
    (key, rule): (&str, &Coverage),
    uses: &Uses,
    kept: &[DoctorId],
    ids: &mut UnusedIds,
) -> Vec<RuleDraft> {
    let weight_of = |doctor: DoctorId| match rule.doctor_weights.binary_search_by_key(&doctor, |entry| entry.0) {
        Ok(position) => rule.doctor_weights[position].1,
        Err(_) => 0,
    };
    let mut added: BTreeMap<PeriodId, i64> = rule.periods.iter().map(|period| (period, 0)).collect();
    for (period, doctor, half) in uses.within(&rule.activities) {
        if let Some(sum) = added.get_mut(&period) {
            let weight = weight_of(doctor);
            *sum += if half && rule.half_presence { weight / 2 } else { weight };
        }
    }
    let mut by_amount: BTreeMap<i64, Vec<PeriodId>> = BTreeMap::new();
    if rule.each_period {
        added.into_iter().for_each(|(period, amount)| by_amount.entry(amount).or_default().push(period));
    } else {
        by_amount.insert(added.values().sum(), rule.periods.iter().collect());
    }
    let weighed: Vec<(DoctorId, i64)> = kept.iter().map(|doctor| (*doctor, weight_of(*doctor))).filter(|entry| entry.1 != 0).collect();
    let name = |doctor: &DoctorId| problem.doctor(*doctor).key.clone();
    if weighed.is_empty() {
        return Vec::new();
    }
    let doctor_weights = weighed.iter().map(|(doctor, weight)| DoctorWeightDraft {
        doctors: DoctorFilter { doctors: vec![name(doctor)], ..DoctorFilter::default() },
        weight: *weight,
    });
    let doctor_weights: Vec<DoctorWeightDraft> = doctor_weights.collect();
    let doctors = DoctorFilter { doctors: weighed.iter().map(|entry| name(&entry.0)).collect(), ..DoctorFilter::default() };
    let named = by_amount.into_iter().enumerate().map(|(number, (amount, periods))| {
        RuleDraft::Coverage(rules::Coverage {
            id: ids.rule(format!("{key}/left/{}", number + 1)),
            doctors: doctors.clone(),
            activities: named_activities(problem, &rule.activities),
            periods: named_periods(&periods),
            per: if rule.each_period { CoveragePerDraft::Period } else { CoveragePerDraft::Total },
            min: rule.min.map(|min| min.saturating_sub(amount)),
            max: rule.max.map(|max| max.saturating_sub(amount)),
            allowed: rule.allowed.iter().map(|allowed| allowed.saturating_sub(amount)).collect(),
            doctor_weights: doctor_weights.clone(),
            half_presence: rule.half_presence,
            weight: rule.weight,
        })
    });
    named.collect()
}

fn named_activities(problem: &Problem, activities: &ActivitySet) -> ActivityFilter {
    ActivityFilter {
        activities: activities.iter().map(|activity| problem.activity(activity).key.clone()).collect(),
        ..ActivityFilter::default()
    }
}

fn named_periods(periods: &[PeriodId]) -> PeriodFilter {
    PeriodFilter { periods: periods.iter().map(|period| when(*period)).collect(), ..PeriodFilter::default() }
}
