//! The rules without a table of their own that link several doctors.

use super::Resolver;
use super::size::Budget;
use crate::error::Code;
use crate::ids::{DoctorId, IdSet};
use crate::problem::rule::{
    Apart, Capacity, Change, Coverage, EvenLoad, Measure, PlaceLimit, Rule, Scope, SplitEvenly, Team, Together, WorstDoctor, WorstGroup,
};
use crate::problem::rule_draft::{CoveragePerDraft, DoctorWeightDraft, MeasureDraft, RuleDraft, ScopeDraft};

impl Resolver {
    /// Resolves a rule that links several doctors; personal ones never come here.
    pub(super) fn resolve_shared_rule(&mut self, rule: &RuleDraft, pointer: &str, subject: &str) {
        if let Some(resolved) = self.shared_rule(rule, pointer, subject) {
            self.add_rule(rule.id(), resolved);
        }
    }

    fn shared_rule(&mut self, rule: &RuleDraft, pointer: &str, subject: &str) -> Option<Rule> {
        let at = |field: &str| format!("{pointer}/{field}");
        Some(match rule {
            RuleDraft::Capacity { doctors, activities, periods, min, max, weight, .. } => {
                self.weight(*weight, pointer, subject);
                if !self.limits((*min, *max), ("min", "max"), pointer, subject) {
                    return None;
                }
                let periods = self.periods(periods, &at("periods"), subject)?;
                if !self.spend(Budget::SharedRows, periods.len(), pointer, subject) {
                    return None;
                }
                Rule::Capacity(Capacity {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    activities: self.activities(activities, &at("activities"), subject)?,
                    limits: periods.iter().map(|period| PlaceLimit { period, min: *min, max: *max }).collect(),
                    weight: *weight,
                })
            }
            RuleDraft::Coverage { doctors, activities, periods, per, min, max, allowed, doctor_weights, half_presence, weight, .. } => {
                self.weight(*weight, pointer, subject);
                if min.is_none() && max.is_none() && allowed.is_empty() {
                    self.found.error(Code::MissingValue, pointer, subject, "it has neither min nor max nor allowed.");
                    return None;
                }
                if let (Some(min), Some(max)) = (min, max)
                    && min > max
                {
                    self.found.error(Code::ReversedLimits, at("min"), subject, format!("min {min} is more than max {max}."));
                    return None;
                }
                let chosen = self.doctors(doctors, &at("doctors"), subject)?;
                let doctor_weights = self.doctor_weights(&chosen, doctor_weights, *half_presence, pointer, subject)?;
                let mut allowed = allowed.clone();
                allowed.sort_unstable();
                allowed.dedup();
                Rule::Coverage(Coverage {
                    doctor_weights,
                    activities: self.activities(activities, &at("activities"), subject)?,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    each_period: *per == CoveragePerDraft::Period,
                    min: *min,
                    max: *max,
                    allowed,
                    half_presence: *half_presence,
                    weight: *weight,
                })
            }
            RuleDraft::Together { doctors, scope, periods, weight, .. } => {
                self.weight(*weight, pointer, subject);
                Rule::Together(Together {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    scope: scope_of(*scope),
                    periods: self.periods(periods, &at("periods"), subject)?,
                    weight: *weight,
                })
            }
            RuleDraft::Apart { doctors, scope, activities, periods, max_together, weight, .. } => {
                self.weight(*weight, pointer, subject);
                Rule::Apart(Apart {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    scope: scope_of(*scope),
                    activities: self.activities(activities, &at("activities"), subject)?,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    max_together: self.count(max_together.unwrap_or(1), 0..=1_000_000, &at("max_together"), subject)?.into(),
                    weight: *weight,
                })
            }
            RuleDraft::SplitEvenly { doctors, departments, periods, tolerance, weight, .. } => {
                self.weight(*weight, pointer, subject);
                if departments.len() < 2 {
                    self.found.error(Code::MissingValue, at("departments"), subject, "it needs at least two departments.");
                    return None;
                }
                let mut places = Vec::new();
                for (position, key) in departments.iter().enumerate() {
                    let place = format!("{pointer}/departments/{position}");
                    places.push(self.activities_named(key, "departments", &place, subject)?.into_iter().collect());
                }
                Rule::SplitEvenly(SplitEvenly {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    places,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    tolerance: self.count(tolerance.unwrap_or(1), 0..=1_000_000, &at("tolerance"), subject)?.into(),
                    weight: *weight,
                })
            }
            RuleDraft::Team { doctors, companions, doctors_per_companion, scope, activities, periods, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let doctors = self.doctors(doctors, &at("doctors"), subject)?;
                let companions = self.doctors(companions, &at("companions"), subject)?;
                if doctors.intersects(&companions) {
                    self.found.error(Code::ContradictoryRule, at("companions"), subject, "a doctor cannot be his or her own companion.");
                    return None;
                }
                let per_companion = self.count(*doctors_per_companion, 0..=1_000_000, &at("doctors_per_companion"), subject)?;
                Rule::Team(Team {
                    doctors,
                    companions,
                    doctors_per_companion: per_companion.into(),
                    scope: scope_of(*scope),
                    activities: self.activities(activities, &at("activities"), subject)?,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    weight: *weight,
                })
            }
            RuleDraft::WorstDoctor { doctors, weight, at_least, .. } => {
                self.weight(Some(*weight), pointer, subject);
                let doctors = self.doctors(doctors, &at("doctors"), subject)?;
                Rule::WorstDoctor(WorstDoctor { doctors, weight: *weight, at_least: *at_least })
            }
            RuleDraft::WorstGroup { groups, measure, weight, at_least, .. } => {
                self.weight(Some(*weight), pointer, subject);
                if groups.is_empty() {
                    self.found.error(Code::MissingValue, at("groups"), subject, "it has no groups.");
                    return None;
                }
                let mut resolved = Vec::new();
                for (position, group) in groups.iter().enumerate() {
                    let place = format!("{pointer}/groups/{position}");
                    let multiplier = self.count(group.multiplier.unwrap_or(1), 1..=1_000_000, &format!("{place}/multiplier"), subject)?;
                    resolved.push((self.doctors(&group.doctors, &format!("{place}/doctors"), subject)?, multiplier.into()));
                }
                let measure = match measure {
                    MeasureDraft::Periods => Measure::Periods,
                    MeasureDraft::Score => Measure::Score,
                };
                Rule::WorstGroup(WorstGroup { groups: resolved, measure, weight: *weight, at_least: *at_least })
            }
            RuleDraft::EvenLoad { doctors, activities, periods, weight, at_most, .. } => {
                self.weight(Some(*weight), pointer, subject);
                Rule::EvenLoad(EvenLoad {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    activities: self.activities(activities, &at("activities"), subject)?,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    weight: *weight,
                    at_most: *at_most,
                })
            }
            RuleDraft::Change { doctors, periods, cost, doctor_cost, max_periods_per_doctor, max_periods, .. } => {
                self.weight(Some(*cost), pointer, subject);
                self.weight(Some(*doctor_cost), pointer, subject);
                if self.draft.published.is_empty() && self.draft.published_attendances.is_empty() {
                    self.found.error(Code::MissingValue, pointer, subject, "there is no published schedule to compare with.");
                    return None;
                }
                Rule::Change(Change {
                    doctors: self.doctors(doctors, &at("doctors"), subject)?,
                    periods: self.periods(periods, &at("periods"), subject)?,
                    cost: *cost,
                    doctor_cost: *doctor_cost,
                    max_periods_per_doctor: *max_periods_per_doctor,
                    max_periods: *max_periods,
                })
            }
            _ => return None,
        })
    }

    /// How much each doctor counts: the last row that chooses a doctor decides, others count 1.
    fn doctor_weights(
        &mut self,
        chosen: &IdSet<DoctorId>,
        rows: &[DoctorWeightDraft],
        half_presence: bool,
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<(DoctorId, i64)>> {
        let mut weights: std::collections::HashMap<DoctorId, i64> = std::collections::HashMap::new();
        for (position, row) in rows.iter().enumerate() {
            let place = format!("{pointer}/doctor_weights/{position}");
            for doctor in self.doctors(&row.doctors, &format!("{place}/doctors"), subject)?.iter() {
                weights.insert(doctor, row.weight);
            }
        }
        if !self.spend(Budget::SharedCells, chosen.len(), pointer, subject) {
            return None;
        }
        let weighted: Vec<(DoctorId, i64)> =
            chosen.iter().map(|doctor| (doctor, weights.get(&doctor).copied().unwrap_or(1))).filter(|(_, weight)| *weight != 0).collect();
        if half_presence && weighted.iter().any(|(_, weight)| weight % 2 != 0) {
            let message = "a half-present doctor counts half, but a weight is odd.";
            self.found.error(Code::ContradictoryRule, format!("{pointer}/doctor_weights"), subject, message);
            return None;
        }
        Some(weighted)
    }
}

fn scope_of(scope: ScopeDraft) -> Scope {
    match scope {
        ScopeDraft::Activity => Scope::Activity,
        ScopeDraft::Department => Scope::Department,
        ScopeDraft::Hospital => Scope::Hospital,
    }
}
