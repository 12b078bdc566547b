//! Hospitals: how many rotations in one, and changes between them.

use super::model::{Refusal, Sum, TimeIndexed, number};
use medrota::ids::HospitalId;
use medrota::problem::rule::{HospitalChange, HospitalLimit};

impl TimeIndexed<'_> {
    pub(super) fn hospital_limit(&mut self, rule: &HospitalLimit) -> Result<(), Refusal> {
        if rule.weight.is_some() {
            return Err(Refusal("soft limits of a hospital".to_owned()));
        }
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            for hospital in self.hospitals(doctor) {
                let starts: Sum = (0..self.problem.horizon().len())
                    .flat_map(|period| self.starts_in(doctor, hospital, period))
                    .collect();
                self.at_most(starts, f64::from(rule.max_rotations));
            }
        }
        Ok(())
    }

    /// A column for each hospital and period says that the last rotation so far is there.
    pub(super) fn hospital_change(&mut self, rule: &HospitalChange) -> Result<(), Refusal> {
        for doctor in rule.doctors.iter().map(|doctor| doctor.index()) {
            let hospitals = self.hospitals(doctor);
            if hospitals.len() < 2 {
                continue;
            }
            let mut last: Vec<Sum> = vec![Sum::default(); hospitals.len()];
            for period in 0..self.problem.horizon().len() {
                let starts: Vec<Sum> = hospitals
                    .iter()
                    .map(|hospital| {
                        self.starts_in(doctor, *hospital, period)
                            .into_iter()
                            .collect()
                    })
                    .collect();
                if starts.iter().all(|start| start.terms.is_empty()) {
                    continue;
                }
                // Whoever starts in a hospital comes from there, or from nowhere yet, or changes.
                let known = last
                    .iter()
                    .fold(Sum::default(), |sum, last| sum.plus(1.0, last));
                for (start, last) in starts
                    .iter()
                    .zip(&last)
                    .filter(|(start, _)| !start.terms.is_empty())
                {
                    let changed = self.model.add_column(
                        0.0,
                        if rule.weight.is_some() { 1.0 } else { 0.0 },
                        0.0,
                    );
                    if let Some(weight) = rule.weight {
                        self.earn(Some(doctor), changed, -number(weight));
                    }
                    let from_elsewhere = start.clone().plus(1.0, &known).plus(-1.0, last);
                    self.at_most(from_elsewhere.plus(-1.0, &Sum::of(changed)), 1.0);
                }
                let now: Vec<Sum> = hospitals
                    .iter()
                    .map(|_| Sum::of(self.model.add_column(0.0, 1.0, 0.0)))
                    .collect();
                let all = starts
                    .iter()
                    .fold(Sum::default(), |sum, start| sum.plus(1.0, start));
                for ((now, before), start) in now.iter().zip(&last).zip(&starts) {
                    self.at_least(now.clone().plus(-1.0, start), 0.0);
                    let elsewhere = all.clone().plus(-1.0, start);
                    self.at_least(now.clone().plus(-1.0, before).plus(1.0, &elsewhere), 0.0);
                    self.at_most(now.clone().plus(-1.0, before).plus(-1.0, start), 0.0);
                }
                self.at_most(
                    now.iter()
                        .fold(Sum::default(), |sum, now| sum.plus(1.0, now)),
                    1.0,
                );
                last = now;
            }
        }
        Ok(())
    }

    /// Hospitals that the doctor may be in, ascending.
    fn hospitals(&self, doctor: usize) -> Vec<HospitalId> {
        let mut hospitals: Vec<HospitalId> = self.doctors[doctor]
            .places
            .iter()
            .map(|place| self.problem.activity(place.activity).hospital)
            .collect();
        hospitals.sort_unstable();
        hospitals.dedup();
        hospitals
    }

    fn starts_in(&self, doctor: usize, hospital: HospitalId, period: usize) -> Vec<usize> {
        let there = self.doctors[doctor]
            .places
            .iter()
            .filter(|place| self.problem.activity(place.activity).hospital == hospital);
        there.filter_map(|place| place.starts[period]).collect()
    }
}
