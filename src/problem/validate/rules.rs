//! Preferences, the rules without a table of their own, and what turns rules off.

use super::Resolver;
use super::names::is_meant;
use super::table_row::TableRow;
use crate::error::Code;
use crate::problem::RuleDraft;
use crate::problem::draft::PerDraft;
use crate::problem::row::{RuleRow, preference_id};
use crate::problem::rule::{Per, Preference, Rule};
use crate::problem::rules::{At, Off};
use std::collections::HashSet;

impl Resolver {
    pub(super) fn resolve_rules(&mut self) {
        self.resolve_preferences();
        let draft = self.draft.clone();
        for (index, rule) in draft.rules.iter().enumerate() {
            let key = rule.id();
            let pointer = format!("/rules/{index}");
            self.rule_id(key, &pointer);
            let mut at = At {
                resolver: self,
                row: index,
                key,
                pointer: &pointer,
                subject: &format!("rule {key:?}"),
            };
            // What could not be resolved has been reported.
            let _ = rule.as_draft().add_to(&mut at);
        }
    }

    pub(super) fn turn_rules_off(&mut self) {
        let draft = self.draft.clone();
        let keys = self.data.rules.iter().map(|entry| entry.key.clone());
        let keys: HashSet<String> = keys.collect();
        let mut off: HashSet<String> = HashSet::new();
        for (index, rule) in draft.rules.iter().enumerate() {
            let RuleDraft::Off(Off { id, rule }) = rule else {
                continue;
            };
            let at = TableRow::new("rules", index, format!("rule {id:?}"));
            if rule == "availability" {
                let message =
                    "availability cannot be turned off; change the doctors' dates instead.";
                self.error_in(&at, "rule", Code::ContradictoryRule, message);
                continue;
            }
            let before = off.len();
            let meant = match keys.contains(rule) {
                true => vec![rule.clone()],
                false => ranks_of(&draft.rules, rule),
            };
            off.extend(meant.into_iter().filter(|key| keys.contains(key)));
            if off.len() == before && !off.contains(rule) {
                let near = is_meant(self.near_among(rule, keys.iter()).as_deref());
                let message = format!("there is no rule {rule:?}.{near}");
                self.error_in(&at, "rule", Code::UnknownReference, message);
            }
        }
        let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.data.rules)
            .into_iter()
            .partition(|entry| off.contains(&entry.key));
        self.data.rules = left;
        let gone = gone.into_iter().map(|entry| (entry.row, entry.key));
        self.data.turned_off = gone.collect();
    }

    fn resolve_preferences(&mut self) {
        let draft = self.draft.clone();
        for (index, row) in draft.preferences.iter().enumerate() {
            let key = preference_id(row, index);
            let at = TableRow::new("preferences", index, format!("preference {key:?}"));
            let doctors = self.doctors(&row.doctors, &at.field("doctors"), &at.subject);
            let activities = at.field("activities");
            let activities = self.activities(&row.activities, &activities, &at.subject);
            let periods = if row.periods == Default::default() {
                Some(None)
            } else {
                self.periods(&row.periods, &at.field("periods"), &at.subject)
                    .map(Some)
            };
            let (Some(doctors), Some(activities), Some(periods)) = (doctors, activities, periods)
            else {
                continue;
            };
            let rule = Preference {
                doctors,
                activities,
                periods,
                value: row.value,
                per: row.per.into(),
            };
            self.add_rule(key, RuleRow::Preference(index), Rule::Preference(rule));
        }
    }
}

/// A ranked wish is a rule for each rank: the ids of these.
fn ranks_of(rules: &[RuleDraft], id: &str) -> Vec<String> {
    let wish = rules.iter().filter(|rule| rule.id() == id);
    wish.flat_map(RuleDraft::keys).collect()
}

impl From<PerDraft> for Per {
    fn from(per: PerDraft) -> Self {
        match per {
            PerDraft::Period => Self::Period,
            PerDraft::Block => Self::Block,
            PerDraft::Rotation => Self::Rotation,
        }
    }
}
