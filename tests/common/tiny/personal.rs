//! The other rules that speak of one doctor.

use super::Draw;
use medrota::problem::draft::{DocumentDraft, PerDraft, PeriodFilter};
use medrota::problem::rule_draft::{
    CellsModeDraft, PatternStepDraft, RuleDraft, SuccessionModeDraft, TemplateCellDraft,
};
use medrota::problem::rules;

impl Draw {
    pub(super) fn document(&mut self) {
        let id = self.id("document");
        for doctor in self.draft.doctors.clone() {
            if self.dice.chance(60) {
                let (first, last) = self.span(self.periods);
                let from = self.dice.chance(60).then(|| self.when(first));
                let to = self.dice.chance(60).then(|| self.when(last));
                self.draft.documents.push(DocumentDraft {
                    doctor: doctor.id,
                    document: "vaccination".into(),
                    from,
                    to,
                });
            }
        }
        let rule = RuleDraft::Document(rules::Document {
            id,
            doctors: self.doctors(),
            activities: self.anywhere(),
            document: "vaccination".into(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn boundary(&mut self) {
        let some = |draw: &mut Self, percent| -> Option<PeriodFilter> {
            draw.dice.chance(percent).then(|| draw.sometime())
        };
        let rule = RuleDraft::Boundary(rules::Boundary {
            id: self.id("boundary"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            starts: some(self, 50),
            ends: some(self, 40),
            uncrossed: some(self, 40),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn cells(&mut self) {
        let mode = self.dice.pick(&[
            CellsModeDraft::Fixed,
            CellsModeDraft::OneOf,
            CellsModeDraft::Forbidden,
            CellsModeDraft::Forbidden,
        ]);
        let periods = if mode == CellsModeDraft::Fixed {
            PeriodFilter {
                periods: vec![format!("#{}", self.dice.between(1, self.periods))],
                ..PeriodFilter::default()
            }
        } else {
            self.sometime()
        };
        let rule = RuleDraft::Cells(rules::Cells {
            id: self.id("cells"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            periods,
            mode,
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn template(&mut self) {
        let mut cells = Vec::new();
        for _ in 0..self.dice.between(1, 2) {
            let (first, last) = self.span(2);
            let place = self.dice.pick(&self.activities.clone());
            let activity = self.dice.chance(60).then_some(place.activity);
            cells.push(TemplateCellDraft {
                from: self.when(first),
                to: self.when(last),
                activity,
            });
        }
        let (id, doctors, weight) = (
            self.id("template"),
            self.doctors(),
            self.dice.perhaps(70, 0, 9),
        );
        self.draft.rules.push(RuleDraft::Template(rules::Template {
            id,
            doctors,
            cells,
            weight,
        }));
    }

    pub(super) fn succession(&mut self) {
        let rule = RuleDraft::Succession(rules::Succession {
            id: self.id("succession"),
            doctors: self.doctors(),
            first: self.anywhere(),
            next: self.anywhere(),
            mode: self
                .dice
                .pick(&[SuccessionModeDraft::Must, SuccessionModeDraft::MustNot]),
            immediate: self.dice.chance(50),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn spacing(&mut self) {
        let rule = RuleDraft::Spacing(rules::Spacing {
            id: self.id("spacing"),
            doctors: self.doctors(),
            first: self.anywhere(),
            second: self.anywhere(),
            min_gap_blocks: self.dice.amount(0, 3),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn window(&mut self) {
        let window_blocks = self.dice.amount(1, 4);
        let min = self.dice.perhaps(50, 1, window_blocks.min(2)).unwrap_or(0);
        let rule = RuleDraft::Window(rules::Window {
            id: self.id("window"),
            doctors: self.doctors(),
            activities: self.anywhere(),
            window_blocks,
            min,
            max: self.dice.perhaps(60, min, window_blocks),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn longest_run(&mut self) {
        let max_blocks = self.dice.amount(0, 3);
        let (id, doctors, activities, weight) = (
            self.id("longest-run"),
            self.doctors(),
            self.anywhere(),
            self.dice.weight(),
        );
        self.draft
            .rules
            .push(RuleDraft::LongestRun(rules::LongestRun {
                id,
                doctors,
                activities,
                max_blocks,
                weight,
            }));
    }

    pub(super) fn alignment(&mut self) {
        let (id, doctors, activities, weight) = (
            self.id("alignment"),
            self.doctors(),
            self.anywhere(),
            self.dice.weight(),
        );
        let mode = if self.dice.chance(50) {
            rules::AlignmentMode::Starts
        } else {
            rules::AlignmentMode::Changes
        };
        let mut rule = rules::Alignment {
            id,
            doctors,
            activities,
            mode,
            weight,
            ..Default::default()
        };
        let grids: Vec<String> = self
            .draft
            .grids
            .iter()
            .map(|grid| grid.id.clone())
            .collect();
        if !grids.is_empty() && self.dice.chance(40) {
            rule.grid = Some(self.dice.pick(&grids).clone());
        } else {
            rule.every = self.dice.perhaps(80, 1, 3);
            let from = self.dice.between(0, self.periods - 1);
            rule.from = self.dice.chance(60).then(|| self.when(from));
        }
        self.draft.rules.push(rule.into());
    }

    pub(super) fn weighted_amount(&mut self) {
        let weights = (0..self.dice.between(1, 2))
            .map(|_| (self.anywhere(), self.dice.amount(0, 4)))
            .collect::<Vec<_>>();
        let weights = weights
            .into_iter()
            .map(|(activities, weight)| rules::ActivityWeight { activities, weight })
            .collect();
        let window_blocks = self.dice.perhaps(60, 1, 3);
        let min = self.dice.perhaps(40, 1, 4).unwrap_or(0);
        let (id, doctors, max) = (
            self.id("weighted-amount"),
            self.doctors(),
            self.dice.perhaps(70, min, min + 6),
        );
        let periods = if self.dice.chance(70) {
            PeriodFilter::default()
        } else {
            self.sometime()
        };
        let (average, weight) = (self.dice.chance(40), self.dice.weight());
        let rule = rules::WeightedAmount {
            id,
            doctors,
            weights,
            periods,
            window_blocks,
            min,
            max,
            average,
            weight,
        };
        self.draft.rules.push(rule.into());
    }

    pub(super) fn first_by(&mut self) {
        let by = format!("#{}", self.dice.between(1, self.periods));
        let (id, doctors, activities, weight) = (
            self.id("first-by"),
            self.doctors(),
            self.anywhere(),
            self.dice.weight(),
        );
        self.draft.rules.push(RuleDraft::FirstBy(rules::FirstBy {
            id,
            doctors,
            activities,
            by,
            weight,
        }));
    }

    pub(super) fn pattern(&mut self) {
        let steps = (0..self.dice.between(1, 3))
            .map(|_| PatternStepDraft {
                activities: self.anywhere(),
                idle: self.dice.chance(30),
            })
            .collect::<Vec<_>>();
        let single = steps.len() == 1;
        let value = self.dice.perhaps(if single { 90 } else { 50 }, -5, 5);
        let (id, doctors) = (self.id("pattern"), self.doctors());
        self.draft.rules.push(RuleDraft::Pattern(rules::Pattern {
            id,
            doctors,
            steps,
            value,
        }));
    }

    pub(super) fn hospital_limit(&mut self) {
        let rule = RuleDraft::HospitalLimit(rules::HospitalLimit {
            id: self.id("hospital-limit"),
            doctors: self.doctors(),
            max_rotations: self.dice.amount(0, 2),
            weight: self.dice.weight(),
        });
        self.draft.rules.push(rule);
    }

    pub(super) fn hospital_change(&mut self) {
        let (id, doctors, weight) = (
            self.id("hospital-change"),
            self.doctors(),
            self.dice.weight(),
        );
        self.draft
            .rules
            .push(RuleDraft::HospitalChange(rules::HospitalChange {
                id,
                doctors,
                weight,
            }));
    }

    pub(super) fn ranked(&mut self) {
        let count = self.dice.between(1, self.draft.departments.len());
        let order = self.dice.shuffled(self.draft.departments.len());
        let departments = order[..count]
            .iter()
            .map(|&index| self.draft.departments[index].id.clone())
            .collect();
        let values = (0..count).map(|_| self.dice.amount(0, 9)).collect();
        let (id, doctors) = (self.id("ranked"), self.doctors());
        let per = [PerDraft::Period, PerDraft::Block, PerDraft::Rotation][count % 3];
        self.draft.rules.push(RuleDraft::Ranked(rules::Ranked {
            id,
            doctors,
            departments,
            values,
            per,
        }));
    }

    pub(super) fn idle(&mut self) {
        let rule = RuleDraft::Idle(rules::Idle {
            id: self.id("idle"),
            doctors: self.doctors(),
            cost: self.dice.amount(-2, 6),
            leading: self.dice.chance(50),
            trailing: self.dice.chance(50),
            leave: self.dice.chance(40),
        });
        self.draft.rules.push(rule);
    }
}
