//! Requirements, electives, precedence and all other rules, for the doctors they still speak of.

use super::super::part::Part;
use super::recipe::{Origin, Stance, Writer, period_id};
use crate::ids::{DoctorId, RuleId};
use crate::problem::draft::{ElectiveDraft, PerDraft, PeriodFilter, PrecedenceDraft, PreferenceDraft, RequirementDraft, UnitDraft};
use crate::problem::rule::{Per, Rule};
use crate::problem::rules;
use crate::problem::{Problem, RuleDraft};
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn write_requirements(&mut self) {
        let source = self.problem.draft();
        for row in &source.requirements {
            let (hard, soft) = match self.rule_of.get(row.id.as_str()) {
                Some(&rule) if self.problem.is_hard(rule) => {
                    self.note(&row.id, Origin::Rule(rule));
                    self.split(rule)
                }
                Some(rule) if self.scores => (self.doctors_of.get(rule).cloned().unwrap_or_default(), BTreeMap::new()),
                _ => Default::default(),
            };
            // Other rules refer to it even where it asks nothing of any doctor.
            if hard.is_empty() {
                self.off.push(row.id.clone());
            }
            let mut kept = RequirementDraft { doctors: self.filter(hard), ..row.clone() };
            if !self.scores && kept.weight.is_some() {
                kept.weight = Some(0);
            }
            self.draft.requirements.push(kept);
            for (cost, doctors) in soft {
                let id = self.soft_id(&row.id, cost);
                if let Some(&rule) = self.rule_of.get(row.id.as_str()) {
                    self.note(&id, Origin::Rule(rule));
                }
                for history in source.history.iter().filter(|history| history.requirement == row.id) {
                    if doctors.iter().any(|doctor| self.problem.doctor(*doctor).key == history.doctor) {
                        self.draft.history.push(crate::problem::draft::HistoryDraft { requirement: id.clone(), ..history.clone() });
                    }
                }
                let loosened = loosened(row, earlier_runs(self.problem, row, &doctors));
                let loosened = RequirementDraft { id, doctors: self.filter(doctors), weight: Some(cost), ..loosened };
                self.draft.requirements.push(loosened);
            }
        }
        for row in &source.electives {
            let is_soft = row.weight.is_some();
            for (id, doctors, weight) in self.versions(&row.id, is_soft, row.weight) {
                self.draft.electives.push(ElectiveDraft { id, doctors: self.filter(doctors), weight, ..row.clone() });
            }
        }
        for row in &source.precedence {
            let is_soft = row.weight.is_some();
            for (id, doctors, weight) in self.versions(&row.id, is_soft, row.weight) {
                self.draft.precedence.push(PrecedenceDraft { id, doctors: self.filter(doctors), weight, ..row.clone() });
            }
        }
    }

    /// The versions of a personal rule: the hard one (or the soft one it was), and one for each cost.
    fn versions(&mut self, key: &str, is_soft: bool, weight: Option<i64>) -> Vec<(String, Vec<DoctorId>, Option<i64>)> {
        let Some(&rule) = self.rule_of.get(key) else { return Vec::new() };
        if is_soft && !self.scores {
            return Vec::new();
        }
        let (hard, soft) =
            if is_soft { (self.doctors_of.get(&rule).cloned().unwrap_or_default(), Default::default()) } else { self.split(rule) };
        let mut versions = Vec::new();
        if !hard.is_empty() {
            self.note(key, Origin::Rule(rule));
            versions.push((key.to_owned(), hard, weight));
        }
        for (cost, doctors) in soft {
            let id = self.soft_id(key, cost);
            self.note(&id, Origin::Rule(rule));
            versions.push((id, doctors, Some(cost)));
        }
        versions
    }

    fn soft_id(&mut self, key: &str, cost: i64) -> String {
        self.ids.rule(format!("{key} at {cost}"))
    }

    /// Preferences, ranked ones too, where scores are read: one by one as the problem has them.
    pub(super) fn write_preferences(&mut self) {
        if !self.scores {
            return;
        }
        let problem = self.problem;
        for (rule, data) in problem.rules() {
            let Rule::Preference(data) = data else { continue };
            if data.activities.is_empty() {
                continue;
            }
            let periods = data.periods.as_ref().map(|periods| periods.iter().map(period_id).collect()).unwrap_or_default();
            self.draft.preferences.push(PreferenceDraft {
                id: problem.rule_key(rule).to_owned(),
                doctors: self.filter(data.doctors.iter()),
                activities: super::people::activity_filter(problem, data.activities.iter()),
                periods: PeriodFilter { periods, ..PeriodFilter::default() },
                value: data.value,
                per: match data.per {
                    Per::Period => PerDraft::Period,
                    Per::Block => PerDraft::Block,
                    Per::Rotation => PerDraft::Rotation,
                },
            });
        }
    }

    pub(super) fn write_rules(&mut self) {
        let source = self.problem.draft();
        let mut needs_published = false;
        for row in &source.rules {
            match row {
                // What is off has no rule in the problem any more. Capacities are written with the places, wishes with the preferences.
                RuleDraft::Off(_) | RuleDraft::Capacity(_) | RuleDraft::Ranked(_) => continue,
                _ => {}
            }
            let Some(&rule) = self.rule_of.get(row.id()) else { continue };
            let data = self.problem.rule(rule);
            let hard = self.problem.is_hard(rule);
            // A group without doctors has no worst one, so the rule is left out; its filter would choose the doctor who is never there.
            if matches!(data, Rule::WorstDoctor(worst) if worst.doctors.is_empty()) {
                continue;
            }
            // Of the rules that link doctors only the cost of being disturbed is part of a score.
            let earns = crate::problem::rule::is_personal(data) || matches!(data, Rule::Change(change) if change.doctor_cost > 0);
            if !(hard || self.scores && earns) {
                continue;
            }
            if crate::problem::rule::is_personal(data) {
                self.write_personal(row, rule, hard);
                continue;
            }
            let stance = if hard { (self.stance)(Part::Shared { rule }) } else { Stance::Hard };
            let mut written = row.clone();
            without_value(&mut written, self.scores);
            match stance {
                Stance::Off => continue,
                Stance::Soft(cost) => match written.weight_mut() {
                    Some(weight) => *weight = Some(cost),
                    // A limit without a unit of breach is lifted.
                    None => continue,
                },
                Stance::Hard => {}
            }
            // A team's companions have a filter of their own.
            let doctors =
                if let Rule::Team(team) = data { self.filter(team.doctors.iter()) } else { self.filter(data.linked_doctors().iter()) };
            needs_published |= matches!(written, RuleDraft::Change(_));
            let id = row.id().to_owned();
            self.note(&id, Origin::Rule(rule));
            self.push(&written, id, |row| set_doctors(row, doctors));
        }
        if needs_published {
            self.draft.published.clone_from(&source.published);
            self.draft.published_attendances.clone_from(&source.published_attendances);
        }
    }

    fn write_personal(&mut self, row: &RuleDraft, rule: RuleId, hard: bool) {
        let own = row.clone().weight_mut().and_then(|weight| *weight);
        if let (RuleDraft::Document(rules::Document { document, .. }), Rule::Document(data)) = (row, self.problem.rule(rule)) {
            // Soft for a doctor: a cost of being there without it.
            let activities = super::people::activity_filter(self.problem, data.activities.iter());
            for (cost, doctors) in self.split(rule).1 {
                for doctor in doctors {
                    let valid = |period| {
                        let documents = &self.problem.doctor(doctor).documents;
                        documents.iter().any(|held| held.document == *document && held.valid.contains(period))
                    };
                    let missing: Vec<String> =
                        self.problem.horizon().all().iter().filter(|period| !valid(*period)).map(period_id).collect();
                    if !missing.is_empty() {
                        let id = format!("{} of {:?}", row.id(), self.problem.doctor(doctor).key);
                        let periods = PeriodFilter { periods: missing, ..PeriodFilter::default() };
                        self.forbid(Part::Rule { rule, doctor }, doctor, id, activities.clone(), periods, cost);
                    }
                }
            }
        }
        for (id, doctors, weight) in self.versions(row.id(), !hard, own) {
            let is_soft_version = id != row.id();
            if is_soft_version && matches!(row, RuleDraft::Document(_)) {
                continue;
            }
            let doctors = self.filter(doctors);
            self.push(row, id, |row| {
                set_doctors(row, doctors);
                if let RuleDraft::Pattern(rules::Pattern { value, .. }) = row {
                    if is_soft_version {
                        *value = weight.map(i64::wrapping_neg);
                    }
                } else if let Some(field) = row.weight_mut() {
                    *field = weight;
                }
            });
        }
    }

    fn push(&mut self, row: &RuleDraft, id: String, change: impl FnOnce(&mut RuleDraft)) {
        let mut row = row.clone();
        *row.id_mut() = id;
        change(&mut row);
        self.draft.rules.push(row);
    }
}

fn set_doctors(row: &mut RuleDraft, chosen: crate::problem::draft::DoctorFilter) {
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
    let every_one_counts = row.within == PeriodFilter::default() && (row.unit == UnitDraft::Blocks || row.run_min > 0);
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
pub(in crate::explain) fn earlier_runs(problem: &Problem, row: &RequirementDraft, doctors: &[DoctorId]) -> i64 {
    let history = problem.draft().history.iter().filter(|history| history.requirement == row.id);
    let theirs = history.filter(|history| doctors.iter().any(|doctor| problem.doctor(*doctor).key == history.doctor));
    theirs.map(|history| history.runs).max().unwrap_or(0)
}

/// Takes the value off a rule that limits as well: only what forbids is asked about. What a disturbed doctor costs stays where scores are read.
fn without_value(row: &mut RuleDraft, scores: bool) {
    match row {
        RuleDraft::WorstDoctor(rules::WorstDoctor { weight, .. })
        | RuleDraft::WorstGroup(rules::WorstGroup { weight, .. })
        | RuleDraft::EvenLoad(rules::EvenLoad { weight, .. }) => *weight = 0,
        RuleDraft::Change(rules::Change { cost, doctor_cost, .. }) => {
            *cost = 0;
            if !scores {
                *doctor_cost = 0;
            }
        }
        _ => {}
    }
}

/// The row of a requirement in the draft.
pub(in crate::explain) fn requirement_row(problem: &Problem, rule: RuleId) -> Option<&RequirementDraft> {
    let Rule::Requirement(data) = problem.rule(rule) else { return None };
    problem.draft().requirements.get(data.requirement)
}
