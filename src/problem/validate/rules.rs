//! Preferences, the rules without a table of their own, and what turns rules off.

use super::Resolver;
use crate::error::Code;
use crate::problem::RuleDraft;
use crate::problem::draft::PerDraft;
use crate::problem::problem::NamedRule;
use crate::problem::row::{RuleRow, preference_id};
use crate::problem::rule::{Per, Preference, Rule};
use crate::problem::rules::{At, Off};

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
        let mut off = std::collections::HashSet::new();
        let keys: std::collections::HashSet<String> = self
            .data
            .rules
            .iter()
            .map(|entry| entry.key.clone())
            .collect();
        // A ranked wish is a rule for each rank.
        let ranks = |key: &str| {
            draft
                .rules
                .iter()
                .filter(|rule| rule.id() == key)
                .flat_map(RuleDraft::keys)
                .collect::<Vec<String>>()
        };
        for (index, rule) in draft.rules.iter().enumerate() {
            let RuleDraft::Off(Off { id, rule }) = rule else {
                continue;
            };
            if rule == "availability" {
                let message =
                    "availability cannot be turned off; change the doctors' dates instead.";
                self.found.error(
                    Code::ContradictoryRule,
                    format!("/rules/{index}/rule"),
                    format!("rule {id:?}"),
                    message,
                );
                continue;
            }
            let before = off.len();
            let meant = if keys.contains(rule) {
                vec![rule.clone()]
            } else {
                ranks(rule)
            };
            off.extend(meant.into_iter().filter(|key| keys.contains(key)));
            if off.len() == before && !off.contains(rule) {
                let near = self.near_among(rule, keys.iter());
                let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
                let message = format!("there is no rule {rule:?}.{near}");
                self.found.error(
                    Code::UnknownReference,
                    format!("/rules/{index}/rule"),
                    format!("rule {id:?}"),
                    message,
                );
            }
        }
        if !off.is_empty() {
            let (gone, left) = std::mem::take(&mut self.data.rules)
                .into_iter()
                .partition(|entry| off.contains(&entry.key));
            self.data.rules = left;
            let gone: Vec<NamedRule> = gone;
            self.data.turned_off = gone
                .into_iter()
                .map(|entry| (entry.row, entry.key))
                .collect();
        }
    }

    fn resolve_preferences(&mut self) {
        let draft = self.draft.clone();
        for (index, row) in draft.preferences.iter().enumerate() {
            let key = preference_id(row, index);
            let subject = format!("preference {key:?}");
            let pointer = format!("/preferences/{index}");
            let doctors = self.doctors(&row.doctors, &format!("{pointer}/doctors"), &subject);
            let activities =
                self.activities(&row.activities, &format!("{pointer}/activities"), &subject);
            let periods = if row.periods == Default::default() {
                Some(None)
            } else {
                self.periods(&row.periods, &format!("{pointer}/periods"), &subject)
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

    /// A count within a range; reports one outside it.
    pub(in crate::problem) fn count(
        &mut self,
        number: i64,
        range: std::ops::RangeInclusive<i64>,
        pointer: &str,
        subject: &str,
    ) -> Option<u32> {
        if range.contains(&number) {
            return u32::try_from(number).ok();
        }
        let code = match number {
            i64::MIN..=-1 => Code::NegativeNumber,
            0 => Code::ZeroNumber,
            _ => Code::NumberTooLarge,
        };
        self.found.error(
            code,
            pointer,
            subject,
            format!("{number} is outside {} to {}.", range.start(), range.end()),
        );
        None
    }
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
