//! Families 1, 2 and the pair of requirements of family 7.

use super::Draw;
use medrota::problem::draft::{
    ElectiveDraft, HistoryDraft, PeriodFilter, PrecedenceDraft, RequirementDraft, UnitDraft,
};
use medrota::problem::rule_draft::RuleDraft;
use medrota::problem::rules;

impl Draw {
    pub(super) fn some_requirement(&mut self) {
        self.requirement(2);
    }

    /// A new requirement of at least up to `most_min`; its id.
    fn requirement(&mut self, most_min: i64) -> String {
        let run_min = self.dice.perhaps(25, 1, 2).unwrap_or(0);
        let runs_min = self.dice.perhaps(15, 1, 2).unwrap_or(0);
        let min = self.dice.amount(0, most_min);
        let least_max = min.max(run_min).max(runs_min * run_min.max(1));
        let runs_max = self.dice.perhaps(40, runs_min.max(1), runs_min + 2);
        let mut row = RequirementDraft {
            id: self.id("requirement"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            min,
            max: self.dice.perhaps(60, least_max, least_max + 2),
            unit: if self.dice.chance(35) {
                UnitDraft::Periods
            } else {
                UnitDraft::Blocks
            },
            run_min,
            run_max: self
                .dice
                .perhaps(25, run_min.max(min).max(1), run_min + min + 2),
            runs_min,
            runs_max,
            optional: self.dice.chance(25),
            within: if self.dice.chance(25) {
                self.sometime()
            } else {
                PeriodFilter::default()
            },
            weight: self.dice.perhaps(40, 0, 9),
        };
        if row
            .max
            .is_some_and(|max| row.run_max.is_some_and(|run_max| run_max < max))
            && self.dice.chance(50)
        {
            row.runs_max = None;
        }
        for doctor in self.draft.doctors.clone() {
            if self.dice.chance(20) {
                let (amount, runs) = (self.dice.amount(0, 2), self.dice.amount(0, 1));
                self.draft.history.push(HistoryDraft {
                    doctor: doctor.id,
                    requirement: row.id.clone(),
                    amount,
                    runs,
                });
            }
        }
        let id = row.id.clone();
        self.draft.requirements.push(row);
        id
    }

    /// Ids of `count` requirements in the order of the draft, new ones where there are too few.
    fn several_requirements(&mut self, count: usize) -> Vec<String> {
        while self.draft.requirements.len() < count
            || (self.draft.requirements.len() < 4 && self.dice.chance(30))
        {
            self.requirement(1);
        }
        let mut chosen = self.dice.shuffled(self.draft.requirements.len())[..count].to_vec();
        chosen.sort_unstable();
        chosen
            .into_iter()
            .map(|index| self.draft.requirements[index].id.clone())
            .collect()
    }

    pub(super) fn elective(&mut self) {
        let count = self.dice.between(2, 3);
        let requirements = self.several_requirements(count);
        let min = self.dice.amount(0, 2);
        let row = ElectiveDraft {
            id: self.id("elective"),
            doctors: self.doctors(),
            requirements,
            min,
            max: self.dice.perhaps(60, min.max(1), 3),
            weight: self.dice.weight(),
        };
        self.draft.electives.push(row);
    }

    pub(super) fn precedence(&mut self) {
        let count = self.dice.between(2, 3);
        let mut before = self.several_requirements(count);
        let after = before.pop().unwrap_or_default();
        let row = PrecedenceDraft {
            id: self.id("precedence"),
            doctors: self.doctors(),
            count: self.dice.perhaps(50, 1, before.len() as i64),
            before,
            after,
            weight: self.dice.weight(),
        };
        self.draft.precedence.push(row);
    }

    pub(super) fn same_hospital(&mut self) {
        let both = self.several_requirements(2);
        let (id, doctors, weight) = (self.id("same-hospital"), self.doctors(), self.dice.weight());
        self.draft
            .rules
            .push(RuleDraft::SameHospital(rules::SameHospital {
                id,
                doctors,
                first: both[0].clone(),
                second: both[1].clone(),
                weight,
            }));
    }
}
