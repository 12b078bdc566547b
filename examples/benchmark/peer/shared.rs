//! Rules that link doctors.

use super::model::{Refusal, Sum, TimeIndexed, number};
use medrota::problem::rule::{Capacity, Coverage, WorstDoctor};

impl TimeIndexed<'_> {
    pub(super) fn capacity(&mut self, rule: &Capacity) -> Result<(), Refusal> {
        for limit in &rule.limits {
            let period = limit.period.index();
            let doctors = rule
                .doctors
                .iter()
                .map(|doctor| &self.doctors[doctor.index()]);
            let there: Sum = doctors
                .flat_map(|columns| columns.present(&rule.activities, period))
                .collect();
            let most = limit.max.map_or(f64::INFINITY, number);
            if limit.min > 0 || most.is_finite() {
                let least = if limit.min > 0 {
                    number(limit.min)
                } else {
                    f64::NEG_INFINITY
                };
                self.between_or_pay(None, there, least, most, rule.weight);
            }
        }
        Ok(())
    }

    pub(super) fn coverage(&mut self, rule: &Coverage) -> Result<(), Refusal> {
        if !rule.allowed.is_empty() {
            return Err(Refusal("a list of allowed sums".to_owned()));
        }
        let (least, most) = (
            rule.min.map_or(f64::NEG_INFINITY, number),
            rule.max.map_or(f64::INFINITY, number),
        );
        let mut total = Sum::default();
        for period in rule.periods.iter().map(|period| period.index()) {
            let mut sum = Sum::default();
            for &(doctor, weight) in &rule.doctor_weights {
                let columns = &self.doctors[doctor.index()];
                let counted = if rule.half_presence && columns.half[period] {
                    weight / 2
                } else {
                    weight
                };
                sum = sum.plus(
                    number(counted),
                    &columns.present(&rule.activities, period).collect::<Sum>(),
                );
            }
            if rule.each_period {
                self.between_or_pay(None, sum, least, most, rule.weight);
            } else {
                total = total.plus(1.0, &sum);
            }
        }
        if !rule.each_period {
            self.between_or_pay(None, total, least, most, rule.weight);
        }
        Ok(())
    }

    /// A column below every score.
    pub(super) fn worst_doctor(&mut self, rule: &WorstDoctor) {
        if let Some(least) = rule.at_least {
            rule.doctors.iter().for_each(|doctor| {
                self.at_least(self.scores[doctor.index()].clone(), number(least))
            });
        }
        if rule.weight == 0 || rule.doctors.is_empty() {
            return;
        }
        let worst = self
            .model
            .add_column(f64::NEG_INFINITY, f64::INFINITY, number(rule.weight));
        for doctor in rule.doctors.iter() {
            self.at_most(Sum::of(worst).plus(-1.0, &self.scores[doctor.index()]), 0.0);
        }
    }
}
