//! The rules that link several doctors, and rules turned off.

use super::Draw;
use medrota::problem::draft::{AttendanceDraft, DoctorFilter, RotationDraft};
use medrota::problem::rule_draft::{
    CoveragePerDraft, DoctorWeightDraft, GroupDraft, MeasureDraft, RuleDraft, ScopeDraft,
};
use medrota::problem::rules;

impl Draw {
    fn scope(&mut self) -> ScopeDraft {
        self.dice.pick(&[
            ScopeDraft::Department,
            ScopeDraft::Activity,
            ScopeDraft::Hospital,
        ])
    }

    pub(super) fn capacity(&mut self) {
        let doctors = self.draft.doctors.len() as i64;
        let weight = self.dice.weight();
        let min = self
            .dice
            .perhaps(if weight.is_some() { 60 } else { 35 }, 1, doctors.min(2))
            .unwrap_or(0);
        let rule = RuleDraft::Capacity(rules::Capacity {
            id: self.id("places"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            periods: if min > 0 {
                self.sometime()
            } else {
                self.whenever()
            },
            min,
            max: self.dice.perhaps(70, min, doctors),
            weight,
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn coverage(&mut self) {
        let half_presence = self.dice.chance(40);
        let unit = if half_presence { 2 } else { 1 };
        let mut doctor_weights = Vec::new();
        if half_presence {
            doctor_weights.push(DoctorWeightDraft {
                doctors: DoctorFilter::default(),
                weight: 2,
            });
        }
        while self.dice.chance(40) {
            let weight = unit * self.dice.amount(-1, 2);
            doctor_weights.push(DoctorWeightDraft {
                doctors: self.doctors(),
                weight,
            });
        }
        let per = self
            .dice
            .pick(&[CoveragePerDraft::Period, CoveragePerDraft::Total]);
        let most = unit * if per == CoveragePerDraft::Total { 6 } else { 2 };
        let min = self.dice.perhaps(40, -1, most / 2);
        let max = self
            .dice
            .perhaps(40, min.unwrap_or(0), min.unwrap_or(0) + most);
        let mut allowed = Vec::new();
        if (min.is_none() && max.is_none()) || self.dice.chance(25) {
            allowed
                .extend((min.unwrap_or(0)..=max.unwrap_or(most)).filter(|_| self.dice.chance(60)));
            allowed.push(max.or(min).unwrap_or(0));
        }
        let rule = RuleDraft::Coverage(rules::Coverage {
            id: self.id("coverage"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            periods: self.whenever(),
            per,
            min,
            max,
            allowed,
            doctor_weights,
            half_presence,
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    /// How much one doctor is somewhere in all, written as a shared rule of that doctor alone.
    pub(super) fn own_total(&mut self) {
        let doctor = self.dice.pick(&self.draft.doctors.clone()).id;
        let half_presence = self.dice.chance(20);
        let unit = if half_presence {
            2
        } else {
            self.dice.pick(&[1, 1, 1, 2, 3])
        };
        let min = self.dice.perhaps(60, 0, 3).map(|min| min * unit);
        let max = self
            .dice
            .perhaps(if min.is_some() { 60 } else { 100 }, 0, 4);
        let max = max.map(|max| min.unwrap_or(0) + max);
        let mut allowed = Vec::new();
        if self.dice.chance(20) {
            let most = 6 * unit;
            allowed
                .extend((min.unwrap_or(0)..=max.unwrap_or(most)).filter(|_| self.dice.chance(40)));
            allowed.push(max.or(min).unwrap_or(0));
        }
        let rule = RuleDraft::Coverage(rules::Coverage {
            id: self.id("own-total"),
            doctors: DoctorFilter {
                doctors: vec![doctor],
                ..DoctorFilter::default()
            },
            activities: self.anywhere(),
            periods: self.whenever(),
            per: CoveragePerDraft::Total,
            min,
            max,
            allowed,
            doctor_weights: vec![DoctorWeightDraft {
                doctors: DoctorFilter::default(),
                weight: unit,
            }],
            half_presence,
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn together(&mut self) {
        let rule = RuleDraft::Together(rules::Together {
            id: self.id("together"),
            doctors: self.doctors(),
            scope: self.scope(),
            periods: self.whenever(),
            weight: self.dice.perhaps(60, 0, 9),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn apart(&mut self) {
        let rule = RuleDraft::Apart(rules::Apart {
            id: self.id("apart"),
            doctors: self.doctors(),
            scope: self.scope(),
            activities: self.anywhere(),
            periods: self.whenever(),
            max_together: self.dice.perhaps(60, 0, 2),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn split_evenly(&mut self) {
        let count = self.draft.departments.len();
        if count < 2 {
            return self.apart();
        }
        let chosen = self.dice.between(2, count);
        let order = self.dice.shuffled(count);
        let rule = RuleDraft::SplitEvenly(rules::SplitEvenly {
            id: self.id("split"),
            doctors: self.doctors(),
            departments: order[..chosen]
                .iter()
                .map(|&index| self.draft.departments[index].id.clone())
                .collect(),
            periods: self.whenever(),
            tolerance: self.dice.perhaps(60, 0, 2),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn team(&mut self) {
        let ids: Vec<String> = self
            .draft
            .doctors
            .iter()
            .map(|doctor| doctor.id.clone())
            .collect();
        let order = self.dice.shuffled(ids.len());
        let split = self.dice.between(1, ids.len() - 1);
        let named = |chosen: &[usize]| DoctorFilter {
            doctors: chosen.iter().map(|&index| ids[index].clone()).collect(),
            ..DoctorFilter::default()
        };
        let rule = RuleDraft::Team(rules::Team {
            id: self.id("team"),
            doctors: named(&order[..split]),
            companions: named(&order[split..]),
            doctors_per_companion: self.dice.amount(0, 2),
            scope: self.scope(),
            activities: self.anywhere(),
            periods: self.whenever(),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn worst_doctor(&mut self) {
        let rule = RuleDraft::WorstDoctor(rules::WorstDoctor {
            id: self.id("worst-doctor"),
            doctors: self.doctors(),
            weight: self.dice.amount(0, 3),
            at_least: self.dice.perhaps(40, -8, 4),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn worst_group(&mut self) {
        let measure = self
            .dice
            .pick(&[MeasureDraft::Periods, MeasureDraft::Score]);
        let groups = (1..=self.dice.between(1, 3))
            .map(|number| GroupDraft {
                name: format!("group {number}"),
                doctors: self.doctors(),
                multiplier: self.dice.perhaps(50, 1, 3),
            })
            .collect();
        let least = if measure == MeasureDraft::Periods {
            (0, 2)
        } else {
            (-9, 4)
        };
        let rule = RuleDraft::WorstGroup(rules::WorstGroup {
            id: self.id("worst-group"),
            groups,
            measure,
            weight: self.dice.amount(0, 3),
            at_least: self.dice.perhaps(40, least.0, least.1),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn even_load(&mut self) {
        let rule = RuleDraft::EvenLoad(rules::EvenLoad {
            id: self.id("even-load"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            periods: self.whenever(),
            weight: self.dice.amount(0, 4),
            at_most: self.dice.perhaps(40, 0, 2),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn change(&mut self) {
        if self.draft.published.is_empty() && self.draft.published_attendances.is_empty() {
            self.publish();
        }
        let periods = self.periods as i64;
        let rule = RuleDraft::Change(rules::Change {
            id: self.id("change"),
            doctors: self.doctors(),
            periods: self.whenever(),
            cost: self.dice.amount(0, 5),
            doctor_cost: if self.dice.chance(50) {
                self.dice.amount(1, 9)
            } else {
                0
            },
            max_periods_per_doctor: self.dice.perhaps(30, 1, periods),
            max_periods: self.dice.perhaps(30, 2, 2 * periods),
        });
        self.draft.rules.push(rule);
    }

    fn publish(&mut self) {
        for doctor in self.draft.doctors.clone() {
            let mut from = self.dice.between(0, 2);
            while from < self.periods {
                let to = (from + self.dice.between(0, 2)).min(self.periods - 1);
                let activity = self.dice.pick(&self.activities.clone()).activity;
                let rotation = RotationDraft {
                    doctor: doctor.id.clone(),
                    activity,
                    from: self.when(from),
                    to: self.when(to),
                };
                self.draft.published.push(rotation);
                from = to + 1 + self.dice.between(0, 2);
            }
            for event in self.draft.events.clone() {
                if self.dice.chance(60) {
                    let slot = self.dice.between(1, event.slots.len()) as i64;
                    self.draft.published_attendances.push(AttendanceDraft {
                        doctor: doctor.id.clone(),
                        event: event.id,
                        slot,
                    });
                }
            }
        }
    }

    /// Now and then turns off a rule, a built-in one included.
    pub(super) fn switch_off(&mut self) {
        if !self.dice.chance(8) {
            return;
        }
        let mut named: Vec<String> = vec!["eligibility".into()];
        named.extend(self.draft.requirements.iter().map(|row| row.id.clone()));
        named.extend(
            self.draft
                .capacities
                .iter()
                .filter(|row| row.max.is_some())
                .map(|row| format!("capacity/{}", row.of)),
        );
        let rule = self.dice.pick(&named);
        let id = self.id("off");
        self.draft
            .rules
            .push(RuleDraft::Off(rules::Off { id, rule }));
    }
}
