//! Drafts of stages: which rows of a problem have a value at whose turn.

use super::filters::{Members, narrow_rule};
use super::reduce::prune_off;
use super::strip::strip_values;
use crate::error::{Error, Result};
use crate::ids::{DoctorId, RuleId};
use crate::problem::draft::PreferenceDraft;
use crate::problem::rule::is_personal;
use crate::problem::rules::RuleDraft;
use crate::problem::{Problem, ProblemDraft, UnusedIds};
use std::collections::HashSet;

/// A problem, and the same without anything that has a value.
pub(super) struct Source<'a> {
    problem: &'a Problem,
    /// Preferences have their ids in it.
    pub(super) draft: ProblemDraft,
    pub(super) stripped: ProblemDraft,
}

impl<'a> Source<'a> {
    pub(super) fn new(problem: &'a Problem) -> Result<Self> {
        if problem.rules().any(|(_, rule)| rule.compares_scores()) {
            return Err(Error::option("priorities in order cannot be planned where rules compare scores"));
        }
        let mut draft = problem.draft().clone();
        for (number, row) in draft.preferences.iter_mut().enumerate().filter(|(_, row)| row.id.is_empty()) {
            row.id = format!("preference/{}", number + 1);
        }
        let mut stripped = draft.clone();
        strip_values(&mut stripped);
        prune_off(&mut stripped);
        Ok(Self { problem, draft, stripped })
    }

    /// The rules that a row of the draft became and that are not turned off.
    fn ids(&self, keys: impl IntoIterator<Item = String>) -> Vec<RuleId> {
        keys.into_iter().filter_map(|key| self.problem.find_rule(&key)).collect()
    }
    /// True if a rule has a value or a cost.
    fn has_value(rule: &RuleDraft) -> bool {
        let mut without = rule.clone();
        !matches!(rule, RuleDraft::Off(_)) && (!without.as_draft_mut().strip() || without != *rule)
    }

    /// Refuses what takes part in scores and is no rule of a doctor's own.
    pub(super) fn ensure_own_scores(&self) -> Result<()> {
        let draft = &self.draft;
        let has_cost = |weight: &Option<i64>| weight.is_some_and(|weight| weight != 0);
        let mixed = if draft.requirements.iter().any(|row| has_cost(&row.weight)) {
            "soft requirements"
        } else if draft.electives.iter().any(|row| has_cost(&row.weight)) {
            "soft electives"
        } else if draft.precedence.iter().any(|row| has_cost(&row.weight)) {
            "soft precedence"
        } else if draft.events.iter().any(|row| row.value != 0) {
            "values of events"
        } else if draft.rules.iter().any(|rule| matches!(rule, RuleDraft::Change(_)) && Self::has_value(rule)) {
            "costs of changes"
        } else {
            return Ok(());
        };
        Err(Error::option(format!(
            "doctors cannot be planned in turn where there are {mixed}: scores would hold more than the doctor's own wishes"
        )))
    }

    /// The draft in which only these doctors' own preferences and soft rules have a value.
    pub(super) fn turn(&self, doctors: &[DoctorId]) -> Result<ProblemDraft> {
        let mut sorted = doctors.to_vec();
        sorted.sort_unstable();
        let members = Members::new(self.problem, &sorted);
        let mut draft = self.stripped.clone();
        let mut ids = UnusedIds::of(&self.draft);
        for row in &self.draft.preferences {
            if self.problem.find_rule(&row.id).is_some()
                && let Some(doctors) = members.narrow(&row.doctors)
            {
                draft.preferences.push(PreferenceDraft { id: ids.rule("turn"), doctors, ..row.clone() });
            }
        }
        for rule in self.draft.rules.iter().filter(|rule| Self::has_value(rule)) {
            let keys = rule.keys();
            let on = self.ids(keys.iter().cloned());
            if on.is_empty() || !on.iter().all(|id| is_personal(self.problem.rule(*id))) {
                continue;
            }
            if on.len() < keys.len() {
                let message = format!("rule {:?} is turned off in part; write its ranks as preferences to plan doctors in turn", rule.id());
                return Err(Error::option(message));
            }
            if let Some(mut own) = narrow_rule(&members, rule) {
                *own.id_mut() = ids.rule("turn");
                draft.rules.push(own);
            }
        }
        Ok(draft)
    }

    /// The levels with what remains as the last one; each rule that is named has a value and comes once.
    pub(super) fn levels(&self, levels: &[Vec<RuleId>]) -> Result<Vec<Vec<RuleId>>> {
        let draft = &self.draft;
        let mut keys: Vec<String> = draft.preferences.iter().map(|row| row.id.clone()).collect();
        keys.extend(draft.requirements.iter().filter(|row| row.weight.is_some()).map(|row| row.id.clone()));
        keys.extend(draft.electives.iter().filter(|row| row.weight.is_some()).map(|row| row.id.clone()));
        keys.extend(draft.precedence.iter().filter(|row| row.weight.is_some()).map(|row| row.id.clone()));
        keys.extend(draft.events.iter().filter(|row| row.value != 0).map(|row| format!("attendance/{}", row.id)));
        keys.extend(draft.rules.iter().filter(|rule| Self::has_value(rule)).flat_map(RuleDraft::keys));
        let mut left: HashSet<RuleId> = self.ids(keys).into_iter().collect();
        let mut all = Vec::new();
        for rules in levels {
            let mut level = rules.clone();
            level.sort_unstable();
            for rule in &level {
                self.problem.ensure_rule(*rule)?;
                if !left.remove(rule) {
                    let key = self.problem.rule_key(*rule);
                    return Err(Error::option(format!("rule {key:?} is in the levels twice, or has neither a value nor a cost")));
                }
            }
            all.push(level);
        }
        let mut rest: Vec<RuleId> = left.into_iter().collect();
        rest.sort_unstable();
        all.push(rest);
        Ok(all)
    }

    /// A draft with the rows of these rules as they stand.
    pub(super) fn with_rules(&self, mut draft: ProblemDraft, rules: &[RuleId]) -> ProblemDraft {
        let wanted: HashSet<&str> = rules.iter().map(|rule| self.problem.rule_key(*rule)).collect();
        let source = &self.draft;
        draft.preferences.extend(source.preferences.iter().filter(|row| wanted.contains(row.id.as_str())).cloned());
        for (row, original) in draft.requirements.iter_mut().zip(&source.requirements) {
            if wanted.contains(original.id.as_str()) && original.weight.is_some() {
                row.weight = original.weight;
            }
        }
        let is_soft = |id: &str, weight: Option<i64>| weight.is_some() && wanted.contains(id);
        draft.electives.extend(source.electives.iter().filter(|row| is_soft(&row.id, row.weight)).cloned());
        draft.precedence.extend(source.precedence.iter().filter(|row| is_soft(&row.id, row.weight)).cloned());
        for (row, original) in draft.events.iter_mut().zip(&source.events) {
            if wanted.contains(format!("attendance/{}", original.id).as_str()) && original.value != 0 {
                row.value = original.value;
            }
        }
        for rule in source.rules.iter().filter(|rule| Self::has_value(rule)) {
            if rule.keys().iter().any(|key| wanted.contains(key.as_str())) {
                draft.rules.retain(|row| row.id() != rule.id());
                draft.rules.push(rule.clone());
            }
        }
        // What was turned off stays so where it has come back.
        draft
            .rules
            .extend(source.rules.iter().filter(|rule| matches!(rule, RuleDraft::Off(_)) && !draft_has(&self.stripped, rule)).cloned());
        let mut seen = HashSet::new();
        draft.rules.retain(|rule| !matches!(rule, RuleDraft::Off(_)) || seen.insert(rule.id().to_owned()));
        prune_off(&mut draft);
        draft
    }
}

fn draft_has(draft: &ProblemDraft, rule: &RuleDraft) -> bool {
    draft.rules.iter().any(|row| row.id() == rule.id())
}
