//! What the doctors who stay as they are leave of places and sums.

use super::reduce::Reducer;
use crate::check::{Share, shares};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::draft::DoctorFilter;
use crate::problem::edit::{PlacesLeft, named_periods};
use crate::problem::rule::{ActivitySet, Capacity, Coverage, Rule};
use crate::problem::rule_draft::{CoveragePerDraft, DoctorWeightDraft};
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft};
use crate::schedule::Schedule;
use std::collections::BTreeMap;

/// Who of the doctors taken out is present where and when, and who keeps a place while on leave.
#[derive(Debug, Default)]
pub(super) struct Uses {
    present: BTreeMap<ActivityId, Vec<Use>>,
    kept: BTreeMap<ActivityId, Vec<Use>>,
}

/// A doctor in a place in a period.
#[derive(Clone, Copy, Debug)]
struct Use {
    period: PeriodId,
    doctor: DoctorId,
    /// There for half.
    half: bool,
}

impl Uses {
    /// The cells of `doctors` in `schedule`, within `periods`. Linear in the horizon for each doctor.
    pub(super) fn new(
        problem: &Problem,
        schedule: &Schedule,
        doctors: &[DoctorId],
        periods: &[bool],
    ) -> Self {
        let mut uses = Self::default();
        for &doctor in doctors {
            let pathway = schedule.pathway(doctor);
            let near = |rotation: &crate::schedule::Rotation| {
                periods[rotation.first.index()..=rotation.last.index()]
                    .iter()
                    .any(|wanted| *wanted)
            };
            if !pathway.rotations().iter().any(near) {
                continue;
            }
            for (period, share) in shares(problem, doctor, pathway)
                .into_iter()
                .filter(|share| periods[share.0.index()])
            {
                let (uses, activity, half) = match share {
                    Share::Works { activity, half } => (&mut uses.present, activity, half),
                    Share::Keeps { activity } => (&mut uses.kept, activity, false),
                };
                uses.entry(activity).or_default().push(Use {
                    period,
                    doctor,
                    half,
                });
            }
        }
        uses
    }
}

/// The uses of some activities.
fn within<'a>(
    uses: &'a BTreeMap<ActivityId, Vec<Use>>,
    activities: &'a ActivitySet,
) -> impl Iterator<Item = Use> + 'a {
    activities
        .iter()
        .filter_map(|activity| uses.get(&activity))
        .flatten()
        .copied()
}

/// How much a doctor counts for a coverage.
fn weight_of(rule: &Coverage, doctor: DoctorId) -> i64 {
    let weights = &rule.doctor_weights;
    let position = weights.binary_search_by_key(&doctor, |entry| entry.0);
    position.map_or(0, |position| weights[position].1)
}

/// What doctors add to a coverage: the periods in which they add the same.
fn added(rule: &Coverage, uses: &Uses) -> BTreeMap<i64, Vec<PeriodId>> {
    let mut added: BTreeMap<PeriodId, i64> =
        rule.periods.iter().map(|period| (period, 0)).collect();
    for Use {
        period,
        doctor,
        half,
    } in within(&uses.present, &rule.activities)
    {
        if let Some(sum) = added.get_mut(&period) {
            let weight = weight_of(rule, doctor);
            *sum += if half && rule.half_presence {
                weight / 2
            } else {
                weight
            };
        }
    }
    let mut by_amount: BTreeMap<i64, Vec<PeriodId>> = BTreeMap::new();
    if rule.each_period {
        for (period, amount) in added {
            by_amount.entry(amount).or_default().push(period);
        }
    } else {
        by_amount.insert(added.values().sum(), rule.periods.iter().collect());
    }
    by_amount
}

impl Reducer<'_> {
    /// Rules about sums and changes, what the doctors taken out use taken off their limits.
    pub(super) fn write_sums(&mut self) {
        let problem = self.problem;
        let out = problem
            .doctor_ids()
            .filter(|doctor| self.kept.binary_search(doctor).is_err());
        let out: Vec<DoctorId> = out.collect();
        // Totals over the horizon need everybody's use of all of it; places only where somebody is planned.
        let totals = problem
            .rules()
            .any(|(_, rule)| matches!(rule, Rule::Coverage(_)));
        let mut near = vec![totals; problem.horizon().len()];
        for doctor in self.free.iter().map(|doctor| problem.doctor(doctor)) {
            let end = (doctor.last.index() + 1).min(near.len());
            near.iter_mut()
                .take(end)
                .skip(doctor.first.index())
                .for_each(|near| *near = true);
        }
        let uses = Uses::new(problem, &self.whole.standing.kept, &out, &near);
        for (id, rule) in problem.rules() {
            let counts = |weight: Option<i64>| weight.is_none() || !self.is_without_values();
            if let Rule::Capacity(rule) = rule
                && counts(rule.weight)
            {
                self.write_capacity(id, rule, &uses, &near);
            } else if let Rule::Coverage(rule) = rule
                && counts(rule.weight)
            {
                self.write_coverage(id, rule, &uses);
            } else if let Rule::Change(rule) = rule {
                self.write_change(id, rule, &out);
            }
        }
    }

    /// The capacity that is left in the chosen periods, as a rule for each pair of limits.
    fn write_capacity(&mut self, id: RuleId, rule: &Capacity, uses: &Uses, near: &[bool]) {
        let problem = self.problem;
        let counted: Vec<DoctorId> = self
            .kept
            .iter()
            .copied()
            .filter(|doctor| rule.doctors.contains(*doctor))
            .collect();
        let is_everybodys = counted.len() == self.kept.len();
        let Some(named) = problem.named_doctors(counted) else {
            return;
        };
        let doctors = if is_everybodys {
            DoctorFilter::default()
        } else {
            named
        };
        let mut used = vec![0_i64; near.len()];
        within(&uses.present, &rule.activities)
            .filter(|entry| rule.doctors.contains(entry.doctor))
            .for_each(|entry| used[entry.period.index()] += 1);
        let mut taken = used.clone();
        within(&uses.kept, &rule.activities)
            .filter(|entry| rule.doctors.contains(entry.doctor))
            .for_each(|entry| taken[entry.period.index()] += 1);
        let mut by_limits: BTreeMap<(i64, Option<i64>), Vec<PeriodId>> = BTreeMap::new();
        for limit in rule
            .limits
            .iter()
            .filter(|limit| near[limit.period.index()])
        {
            let (used, taken) = (used[limit.period.index()], taken[limit.period.index()]);
            let max = limit.max.map(|max| max.saturating_sub(taken).max(0));
            let min = limit.min.saturating_sub(used).max(0);
            if max.is_some() || min > 0 {
                by_limits
                    .entry((min.min(max.unwrap_or(i64::MAX)), max))
                    .or_default()
                    .push(limit.period);
            }
        }
        for (number, ((min, max), periods)) in by_limits.into_iter().enumerate() {
            let wanted = format!("{}/left/{}", problem.rule_key(id), number + 1);
            let left = PlacesLeft {
                doctors: doctors.clone(),
                periods: named_periods(periods),
                min,
                max,
                weight: rule.weight,
            };
            let row = self.edit.add_places(wanted, problem, rule, left);
            self.edit.note(row, id);
        }
    }

    /// The coverage that is left, as a rule for each amount that the others add.
    fn write_coverage(&mut self, id: RuleId, rule: &Coverage, uses: &Uses) {
        let problem = self.problem;
        let weighed: Vec<(DoctorId, i64)> = self
            .kept
            .iter()
            .map(|doctor| (*doctor, weight_of(rule, *doctor)))
            .filter(|entry| entry.1 != 0)
            .collect();
        let Some(doctors) = problem.named_doctors(weighed.iter().map(|entry| entry.0)) else {
            return;
        };
        let doctor_weights = weighed.iter().map(|&(doctor, weight)| DoctorWeightDraft {
            doctors: problem.only(doctor),
            weight,
        });
        let left = rules::Coverage {
            doctors,
            activities: problem.named_activities(rule.activities.iter()),
            per: if rule.each_period {
                CoveragePerDraft::Period
            } else {
                CoveragePerDraft::Total
            },
            doctor_weights: doctor_weights.collect(),
            half_presence: rule.half_presence,
            weight: rule.weight,
            ..rules::Coverage::default()
        };
        for (number, (amount, periods)) in added(rule, uses).into_iter().enumerate() {
            let row = rules::Coverage {
                periods: named_periods(periods),
                min: rule.min.map(|min| min.saturating_sub(amount)),
                max: rule.max.map(|max| max.saturating_sub(amount)),
                allowed: rule
                    .allowed
                    .iter()
                    .map(|allowed| allowed.saturating_sub(amount))
                    .collect(),
                ..left.clone()
            };
            self.edit.add(
                format!("{}/left/{}", problem.rule_key(id), number + 1),
                RuleDraft::Coverage(row),
            );
        }
    }
}
