//! Requirements, electives, precedence and all other rules, for the doctors they still speak of.

use super::super::part::Part;
use super::recipe::{Origin, Split, Stance, Writer};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::draft::{
    DoctorFilter, ElectiveDraft, PerDraft, PeriodFilter, PrecedenceDraft, PreferenceDraft,
    RequirementDraft, UnitDraft,
};
use crate::problem::edit::{NewRow, named_periods};
use crate::problem::rule::{Document, Per, Rule, is_personal};
use crate::problem::rules;
use crate::problem::{Problem, RequirementIndex, RuleDraft, RuleRow};
use std::collections::BTreeMap;

/// A rule for some of its doctors.
pub(super) struct Version {
    doctors: Vec<DoctorId>,
    weight: Option<i64>,
    /// The rule was hard for them.
    is_softened: bool,
}

impl Writer<'_> {
    pub(super) fn write_tables(&mut self) {
        self.write_requirements();
        let problem = self.problem;
        for (index, row) in problem.draft().electives.iter().enumerate() {
            let version = |doctors, weight| ElectiveDraft {
                doctors,
                weight,
                ..row.clone()
            };
            self.write_versions(RuleRow::Elective(index), row.weight, version);
        }
        for (index, row) in problem.draft().precedence.iter().enumerate() {
            let version = |doctors, weight| PrecedenceDraft {
                doctors,
                weight,
                ..row.clone()
            };
            self.write_versions(RuleRow::Precedence(index), row.weight, version);
        }
    }

    /// A row of a personal rule in its versions, each for some doctors and at some cost.
    fn write_versions<Row: NewRow>(
        &mut self,
        at: RuleRow,
        weight: Option<i64>,
        version_of: impl Fn(DoctorFilter, Option<i64>) -> Row,
    ) {
        let Some(rule) = self.problem.rule_at(at) else {
            return;
        };
        for version in self.versions(rule, weight.is_some(), weight) {
            let doctors = self.filter(version.doctors.iter().copied());
            self.put(rule, &version, version_of(doctors, version.weight));
        }
    }

    fn write_requirements(&mut self) {
        let problem = self.problem;
        for (index, row) in problem.draft().requirements.iter().enumerate() {
            let rule = problem.rule_at(RuleRow::Requirement(index));
            let Split { hard, soft } = match rule {
                Some(rule) if problem.is_hard(rule) => self.split(rule),
                Some(rule) if self.scores => self.unsplit(rule),
                _ => Split::default(),
            };
            let is_asked = !hard.is_empty();
            let mut kept = RequirementDraft {
                doctors: self.filter(hard),
                ..row.clone()
            };
            if !self.scores && kept.weight.is_some() {
                kept.weight = Some(0);
            }
            let written = self.edit.put(kept);
            // Other rules refer to it even where it asks nothing of any doctor.
            if !is_asked {
                self.edit.turn_off_row(written);
            }
            let Some(rule) = rule.filter(|rule| problem.is_hard(*rule)) else {
                continue;
            };
            self.edit.note(written, Origin::Rule(rule));
            for (cost, doctors) in soft {
                let loosened = RequirementDraft {
                    weight: Some(cost),
                    ..loosened(row, earlier_runs(problem, index, &doctors))
                };
                let written = self.edit.add_requirement(
                    softened_id(&row.id, cost),
                    loosened,
                    problem,
                    index,
                    &doctors,
                );
                self.edit.note(written, Origin::Rule(rule));
                self.softened.insert(rule);
            }
        }
    }

    /// All doctors of a rule as it is.
    fn unsplit(&self, rule: RuleId) -> Split {
        Split {
            hard: self.doctors_of.get(&rule).cloned().unwrap_or_default(),
            soft: BTreeMap::new(),
        }
    }

    /// The versions of a personal rule: the hard one (or the soft one it was), and one for each cost.
    fn versions(&self, rule: RuleId, is_soft: bool, weight: Option<i64>) -> Vec<Version> {
        if is_soft && !self.scores {
            return Vec::new();
        }
        let Split { hard, soft } = if is_soft {
            self.unsplit(rule)
        } else {
            self.split(rule)
        };
        let first = (!hard.is_empty()).then_some(Version {
            doctors: hard,
            weight,
            is_softened: false,
        });
        let soft = soft.into_iter().map(|(cost, doctors)| Version {
            doctors,
            weight: Some(cost),
            is_softened: true,
        });
        first.into_iter().chain(soft).collect()
    }
    /// Adds a version of a rule.
    fn put(&mut self, rule: RuleId, version: &Version, row: impl NewRow) {
        let written = if version.is_softened {
            self.softened.insert(rule);
            self.edit.add(
                softened_id(self.problem.rule_key(rule), version.weight.unwrap_or(0)),
                row,
            )
        } else {
            self.edit.put(row)
        };
        self.edit.note(written, Origin::Rule(rule));
    }

    /// Preferences, ranked ones too, where scores are read: one by one as the problem has them.
    pub(super) fn write_preferences(&mut self) {
        if !self.scores {
            return;
        }
        let problem = self.problem;
        for (rule, data) in problem.rules() {
            let Rule::Preference(data) = data else {
                continue;
            };
            if data.activities.is_empty() {
                continue;
            }
            let row = PreferenceDraft {
                id: problem.rule_key(rule).to_owned(),
                doctors: self.filter(data.doctors.iter()),
                activities: problem.named_activities(data.activities.iter()),
                periods: named_periods(data.periods.iter().flat_map(|periods| periods.iter())),
                value: data.value,
                per: match data.per {
                    Per::Period => PerDraft::Period,
                    Per::Block => PerDraft::Block,
                    Per::Rotation => PerDraft::Rotation,
                },
            };
            self.edit.put(row);
        }
    }

    pub(super) fn write_rules(&mut self) {
        let source = self.problem.draft();
        let mut needs_published = false;
        for (index, row) in source.rules.iter().enumerate() {
            match row {
                // Capacities are written with the places, wishes with the preferences.
                RuleDraft::Off(_) | RuleDraft::Capacity(_) | RuleDraft::Ranked(_) => continue,
                _ => {}
            }
            // What is off has no rule in the problem any more.
            let Some(rule) = self.problem.rule_at(RuleRow::Rule(index)) else {
                continue;
            };
            let (data, hard) = (self.problem.rule(rule), self.problem.is_hard(rule));
            // A group without doctors has no worst one, so the rule is left out; its filter would choose the doctor who is never there.
            if matches!(data, Rule::WorstDoctor(worst) if worst.doctors.is_empty()) {
                continue;
            }
            // Of the rules that link doctors only the cost of being disturbed is part of a score.
            let earns =
                is_personal(data) || matches!(data, Rule::Change(change) if change.doctor_cost > 0);
            if !(hard || self.scores && earns) {
                continue;
            }
            if is_personal(data) {
                self.write_personal(row, rule, hard);
            } else {
                needs_published |=
                    self.write_shared(row, rule, hard) && matches!(row, RuleDraft::Change(_));
            }
        }
        if needs_published {
            self.edit.draft.published.clone_from(&source.published);
            self.edit
                .draft
                .published_attendances
                .clone_from(&source.published_attendances);
        }
    }

    /// Writes a rule that links doctors; false if it is left out.
    fn write_shared(&mut self, row: &RuleDraft, rule: RuleId, hard: bool) -> bool {
        let stance = if hard {
            (self.stance)(Part::Shared { rule })
        } else {
            Stance::Hard
        };
        let mut written = row.clone();
        without_value(&mut written, self.scores);
        match (stance, written.weight_mut()) {
            (Stance::Hard, _) => {}
            (Stance::Soft(cost), Some(weight)) => *weight = Some(cost),
            // A limit without a unit of breach is lifted.
            (Stance::Off, _) | (Stance::Soft(_), None) => return false,
        }
        let data = self.problem.rule(rule);
        // A team's companions have a filter of their own.
        let doctors = if let Rule::Team(team) = data {
            self.filter(team.doctors.iter())
        } else {
            self.filter(data.linked_doctors().iter())
        };
        set_doctors(&mut written, doctors);
        let written = self.edit.put(written);
        self.edit.note(written, Origin::Rule(rule));
        true
    }

    fn write_personal(&mut self, row: &RuleDraft, rule: RuleId, hard: bool) {
        if let (RuleDraft::Document(row), Rule::Document(data)) = (row, self.problem.rule(rule)) {
            self.write_missing(row, rule, data);
        }
        let own = row.clone().weight_mut().and_then(|weight| *weight);
        for version in self.versions(rule, !hard, own) {
            // A document that is soft for a doctor has been written.
            if version.is_softened && matches!(row, RuleDraft::Document(_)) {
                continue;
            }
            let mut written = row.clone();
            set_doctors(&mut written, self.filter(version.doctors.iter().copied()));
            if let RuleDraft::Pattern(rules::Pattern { value, .. }) = &mut written {
                if version.is_softened {
                    *value = version.weight.map(i64::wrapping_neg);
                }
            } else if let Some(field) = written.weight_mut() {
                *field = version.weight;
            }
            self.put(rule, &version, written);
        }
    }

    /// A document that is soft for a doctor: a cost of being there without it.
    fn write_missing(&mut self, row: &rules::Document, rule: RuleId, data: &Document) {
        let problem = self.problem;
        for (cost, doctors) in self.split(rule).soft {
            for doctor in doctors {
                let held = || {
                    problem
                        .doctor(doctor)
                        .documents
                        .iter()
                        .filter(|held| held.document == row.document)
                };
                let is_missing =
                    |period: &PeriodId| !held().any(|held| held.valid.contains(*period));
                let periods: Vec<PeriodId> =
                    problem.horizon().all().iter().filter(is_missing).collect();
                if !periods.is_empty() {
                    let wanted = format!("{} of {:?}", row.id, problem.doctor(doctor).key);
                    let activities = problem.named_activities(data.activities.iter());
                    let cells = rules::Cells {
                        activities,
                        periods: named_periods(periods),
                        weight: Some(cost),
                        ..Default::default()
                    };
                    self.forbid(Part::Rule { rule, doctor }, doctor, wanted, cells);
                }
            }
        }
    }
}

/// The id that the version of a rule should have that costs so much.
fn softened_id(key: &str, cost: i64) -> String {
    format!("{key} at {cost}")
}

fn set_doctors(row: &mut RuleDraft, chosen: DoctorFilter) {
    if let Some(doctors) = row.doctors_mut() {
        *doctors = chosen;
    }
}

/// A requirement whose one rotation may be shorter or longer. Where several rotations are possible their limits stay hard: several short
/// ones would otherwise be as good as a long one.
///
/// `earlier` rotations of the past count among those that it limits. Whatever keeps the requirement keeps the loosened one as well, or the problem in which it
/// costs something would cost more than one in which it is kept: one rotation is all there can be only where every one of them counts for the greatest amount.
pub(in crate::explain) fn loosened(row: &RequirementDraft, earlier: i64) -> RequirementDraft {
    let every_one_counts =
        row.within == PeriodFilter::default() && (row.unit == UnitDraft::Blocks || row.run_min > 0);
    let is_full = |max: i64| row.run_min.max(1).saturating_mul(2) > max;
    let most_runs = if row.runs_max == Some(1) {
        row.runs_max
    } else if every_one_counts && row.max.is_some_and(is_full) {
        let one_more = earlier.max(0).saturating_add(1);
        Some(row.runs_max.map_or(one_more, |most| most.min(one_more)))
    } else {
        None
    };
    let mut row = row.clone();
    if most_runs.is_some() {
        (row.run_min, row.run_max, row.runs_min, row.runs_max) = (0, None, 0, most_runs);
    }
    row
}

/// The most rotations of the past that any of some doctors has of a requirement.
pub(in crate::explain) fn earlier_runs(
    problem: &Problem,
    requirement: RequirementIndex,
    doctors: &[DoctorId],
) -> i64 {
    let theirs = problem
        .requirement(requirement)
        .history
        .iter()
        .filter(|entry| doctors.contains(&entry.0));
    theirs.map(|entry| entry.2).max().unwrap_or(0)
}

/// Takes the value off a rule that limits as well: only what forbids is asked about. What a disturbed doctor costs stays where scores are read.
fn without_value(row: &mut RuleDraft, scores: bool) {
    match row {
        RuleDraft::WorstDoctor(rules::WorstDoctor { weight, .. })
        | RuleDraft::WorstGroup(rules::WorstGroup { weight, .. })
        | RuleDraft::EvenLoad(rules::EvenLoad { weight, .. }) => *weight = 0,
        RuleDraft::Change(rules::Change {
            cost, doctor_cost, ..
        }) => {
            *cost = 0;
            if !scores {
                *doctor_cost = 0;
            }
        }
        _ => {}
    }
}
