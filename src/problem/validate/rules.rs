//! The rules without a table of their own that speak of one doctor, and preferences.

use super::Resolver;
use crate::error::Code;
use crate::ids::{ActivityId, IdSet};
use crate::problem::draft::PerDraft;
use crate::problem::rule::{
    Boundary, CellEntry, Cells, Document, FirstBy, HospitalChange, HospitalLimit, Idle, LongestRun, Pattern, PatternStep, Per, Preference,
    Rule, SameHospital, Spacing, Succession, Window,
};
use crate::problem::rule_draft::{CellsModeDraft, PatternStepDraft, RuleDraft, SuccessionModeDraft, TemplateCellDraft};

impl Resolver {
    pub(super) fn resolve_rules(&mut self) {
        self.resolve_preferences();
        let draft = self.draft.clone();
        for (index, rule) in draft.rules.iter().enumerate() {
            let key = rule.id();
            let pointer = format!("/rules/{index}");
            self.rule_id(key, &pointer);
            self.resolve_rule(rule, &pointer, &format!("rule {key:?}"));
        }
    }

    pub(super) fn turn_rules_off(&mut self) {
        let draft = self.draft.clone();
        let mut off = std::collections::HashSet::new();
        let keys: std::collections::HashSet<String> = self.data.rules.iter().map(|(key, _)| key.clone()).collect();
        // A ranked wish is a rule for each rank.
        let ranked = |key: &str| {
            let rules = draft.rules.iter().filter(|rule| rule.id() == key);
            let ranks = rules.map(|rule| if let RuleDraft::Ranked { values, .. } = rule { values.len() } else { 0 });
            ranks.max().unwrap_or(0)
        };
        for (index, rule) in draft.rules.iter().enumerate() {
            let RuleDraft::Off { id, rule } = rule else { continue };
            if rule == "availability" {
                let message = "availability cannot be turned off; change the doctors' dates instead.";
                self.found.error(Code::ContradictoryRule, format!("/rules/{index}/rule"), format!("rule {id:?}"), message);
                continue;
            }
            let before = off.len();
            let meant =
                if keys.contains(rule) { vec![rule.clone()] } else { (1..=ranked(rule)).map(|rank| format!("{rule}/{rank}")).collect() };
            off.extend(meant.into_iter().filter(|key| keys.contains(key)));
            if off.len() == before && !off.contains(rule) {
                let message = format!("there is no rule {rule:?}.");
                self.found.error(Code::UnknownReference, format!("/rules/{index}/rule"), format!("rule {id:?}"), message);
            }
        }
        if !off.is_empty() {
            self.data.rules.retain(|(key, _)| !off.contains(key));
        }
    }

    fn resolve_preferences(&mut self) {
        let draft = self.draft.clone();
        for (index, row) in draft.preferences.iter().enumerate() {
            let key = if row.id.is_empty() { format!("preference/{}", index + 1) } else { row.id.clone() };
            let subject = format!("preference {key:?}");
            let pointer = format!("/preferences/{index}");
            let doctors = self.doctors(&row.doctors, &format!("{pointer}/doctors"), &subject);
            let activities = self.activities(&row.activities, &format!("{pointer}/activities"), &subject);
            let periods = if row.periods == Default::default() {
                Some(None)
            } else {
                self.periods(&row.periods, &format!("{pointer}/periods"), &subject).map(Some)
            };
            let (Some(doctors), Some(activities), Some(periods)) = (doctors, activities, periods) else { continue };
            let per = match row.per {
                PerDraft::Period => Per::Period,
                PerDraft::Block => Per::Block,
                PerDraft::Rotation => Per::Rotation,
            };
            self.add_rule(key, Rule::Preference(Preference { doctors, activities, periods, value: row.value, per }));
        }
    }

    fn resolve_rule(&mut self, rule: &RuleDraft, pointer: &str, subject: &str) {
        let at = |field: &str| format!("{pointer}/{field}");
        macro_rules! get {
            (doctors $list:expr) => {
                match self.doctors($list, &at("doctors"), subject) {
                    Some(set) => set,
                    None => return,
                }
            };
            ($field:literal $list:expr) => {
                match self.activities($list, &at($field), subject) {
                    Some(set) => set,
                    None => return,
                }
            };
        }
        let resolved = match rule {
            RuleDraft::Document { doctors, activities, document, .. } => Rule::Document(Document {
                doctors: get!(doctors doctors),
                activities: get!("activities" activities),
                document: document.clone(),
            }),
            RuleDraft::Boundary { doctors, activities, starts, ends, uncrossed, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let mut sets = Vec::new();
                for (field, filter) in [("starts", starts), ("ends", ends), ("uncrossed", uncrossed)] {
                    sets.push(match filter {
                        Some(filter) => match self.periods(filter, &at(field), subject) {
                            Some(set) => Some(set),
                            None => return,
                        },
                        None => None,
                    });
                }
                let (uncrossed, ends, starts) = (sets.pop().flatten(), sets.pop().flatten(), sets.pop().flatten());
                let (doctors, activities) = (get!(doctors doctors), get!("activities" activities));
                Rule::Boundary(Boundary { doctors, activities, starts, ends, uncrossed, weight: *weight })
            }
            RuleDraft::Cells { doctors, activities, periods, mode, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let chosen = get!("activities" activities);
                let Some(periods) = self.periods(periods, &at("periods"), subject) else { return };
                let (allowed, idle) = match mode {
                    CellsModeDraft::Fixed => (chosen, false),
                    CellsModeDraft::OneOf => (chosen, true),
                    CellsModeDraft::Forbidden => {
                        let others = (0..self.data.activities.len()).map(ActivityId::new).filter(|activity| !chosen.contains(*activity));
                        (others.collect(), true)
                    }
                };
                let entries = vec![CellEntry { periods, allowed, idle }];
                Rule::Cells(Cells { doctors: get!(doctors doctors), entries, weight: *weight })
            }
            RuleDraft::Template { doctors, cells, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some(entries) = self.template(cells, pointer, subject) else { return };
                Rule::Cells(Cells { doctors: get!(doctors doctors), entries, weight: *weight })
            }
            RuleDraft::Succession { doctors, first, next, mode, immediate, weight, .. } => {
                self.weight(*weight, pointer, subject);
                Rule::Succession(Succession {
                    doctors: get!(doctors doctors),
                    first: get!("first" first),
                    next: get!("next" next),
                    must: *mode == SuccessionModeDraft::Must,
                    immediate: *immediate,
                    weight: *weight,
                })
            }
            RuleDraft::Spacing { doctors, first, second, min_gap_blocks, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some(min_gap_blocks) = self.count(*min_gap_blocks, 0..=100_000, &at("min_gap_blocks"), subject) else { return };
                Rule::Spacing(Spacing {
                    doctors: get!(doctors doctors),
                    first: get!("first" first),
                    second: get!("second" second),
                    min_gap_blocks,
                    weight: *weight,
                })
            }
            RuleDraft::Window { doctors, activities, window_blocks, min, max, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some(window) = self.count(*window_blocks, 1..=32, &at("window_blocks"), subject) else { return };
                if !self.limits((*min, *max), ("min", "max"), pointer, subject) {
                    return;
                }
                if *min > i64::from(window) && weight.is_none() {
                    let message = format!("min {min} does not fit into a window of {window}.");
                    self.found.error(Code::ContradictoryRule, at("min"), subject, message);
                    return;
                }
                Rule::Window(Window {
                    doctors: get!(doctors doctors),
                    activities: get!("activities" activities),
                    window_blocks: window,
                    min: u32::try_from(*min).unwrap_or(u32::MAX),
                    max: max.map_or(window, |max| u32::try_from(max).unwrap_or(window)),
                    weight: *weight,
                })
            }
            RuleDraft::LongestRun { doctors, activities, max_blocks, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some(max_blocks) = self.count(*max_blocks, 0..=100_000, &at("max_blocks"), subject) else { return };
                let (doctors, activities) = (get!(doctors doctors), get!("activities" activities));
                Rule::LongestRun(LongestRun { doctors, activities, max_blocks, weight: *weight })
            }
            RuleDraft::FirstBy { doctors, activities, by, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some((_, last)) = self.moment(by, &at("by"), subject) else { return };
                let Some(by) = self.horizon().last_until(last) else {
                    self.found.error(Code::OutsideHorizon, at("by"), subject, format!("{by} lies before the horizon."));
                    return;
                };
                let (doctors, activities) = (get!(doctors doctors), get!("activities" activities));
                Rule::FirstBy(FirstBy { doctors, activities, by, weight: *weight })
            }
            RuleDraft::Pattern { doctors, steps, value, .. } => {
                let Some(steps) = self.pattern(steps, pointer, subject) else { return };
                Rule::Pattern(Pattern { doctors: get!(doctors doctors), steps, value: *value })
            }
            RuleDraft::HospitalLimit { doctors, max_rotations, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let Some(max_rotations) = self.count(*max_rotations, 0..=100_000, &at("max_rotations"), subject) else { return };
                Rule::HospitalLimit(HospitalLimit { doctors: get!(doctors doctors), max_rotations, weight: *weight })
            }
            RuleDraft::HospitalChange { doctors, weight, .. } => {
                self.weight(*weight, pointer, subject);
                Rule::HospitalChange(HospitalChange { doctors: get!(doctors doctors), weight: *weight })
            }
            RuleDraft::SameHospital { doctors, first, second, weight, .. } => {
                self.weight(*weight, pointer, subject);
                let (one, other) = (self.requirement(first, &at("first"), subject), self.requirement(second, &at("second"), subject));
                let (Some(first), Some(second)) = (one, other) else { return };
                Rule::SameHospital(SameHospital { doctors: get!(doctors doctors), first, second, weight: *weight })
            }
            RuleDraft::Ranked { id, doctors, departments, values } => {
                let doctors = get!(doctors doctors);
                self.ranked(id, &doctors, (departments, values), pointer, subject);
                return;
            }
            RuleDraft::Idle { doctors, cost, leading, trailing, leave, .. } => {
                Rule::Idle(Idle { doctors: get!(doctors doctors), cost: *cost, leading: *leading, trailing: *trailing, leave: *leave })
            }
            RuleDraft::Capacity { .. }
            | RuleDraft::Coverage { .. }
            | RuleDraft::Together { .. }
            | RuleDraft::Apart { .. }
            | RuleDraft::SplitEvenly { .. }
            | RuleDraft::Team { .. }
            | RuleDraft::WorstDoctor { .. }
            | RuleDraft::WorstGroup { .. }
            | RuleDraft::EvenLoad { .. }
            | RuleDraft::Change { .. } => {
                self.resolve_shared_rule(rule, pointer, subject);
                return;
            }
            RuleDraft::Off { .. } => return,
        };
        self.add_rule(rule.id(), resolved);
    }

    fn template(&mut self, cells: &[TemplateCellDraft], pointer: &str, subject: &str) -> Option<Vec<CellEntry>> {
        let mut entries = Vec::new();
        for (position, cell) in cells.iter().enumerate() {
            let place = format!("{pointer}/cells/{position}");
            let periods = self.touched(Some(&cell.from), Some(&cell.to), &place, subject)?;
            let allowed = match &cell.activity {
                Some(key) => {
                    let found = self.names.activities.get(key);
                    let activity = self.look_up(found, "activity", key, &format!("{place}/activity"), subject)?;
                    std::iter::once(ActivityId::new(activity)).collect()
                }
                None => IdSet::default(),
            };
            entries.push(CellEntry { periods: periods.into_iter().collect(), allowed, idle: cell.activity.is_none() });
        }
        if entries.is_empty() {
            self.found.error(Code::MissingValue, format!("{pointer}/cells"), subject, "the template has no cells.");
            return None;
        }
        Some(entries)
    }

    fn pattern(&mut self, steps: &[PatternStepDraft], pointer: &str, subject: &str) -> Option<Vec<PatternStep>> {
        if steps.is_empty() || steps.len() > 32 {
            let message = format!("a pattern has 1 to 32 steps, not {}.", steps.len());
            self.found.error(Code::MissingValue, format!("{pointer}/steps"), subject, message);
            return None;
        }
        let mut resolved = Vec::new();
        for (position, step) in steps.iter().enumerate() {
            let place = format!("{pointer}/steps/{position}/activities");
            resolved.push(PatternStep { activities: self.activities(&step.activities, &place, subject)?, idle: step.idle });
        }
        Some(resolved)
    }

    fn ranked(
        &mut self,
        key: &str,
        doctors: &crate::problem::rule::DoctorSet,
        (departments, values): (&[String], &[i64]),
        pointer: &str,
        subject: &str,
    ) {
        if departments.len() != values.len() || departments.is_empty() {
            let message = format!("{} departments but {} values.", departments.len(), values.len());
            self.found.error(Code::MissingValue, format!("{pointer}/values"), subject, message);
            return;
        }
        for (rank, (department, &value)) in departments.iter().zip(values).enumerate() {
            let place = format!("{pointer}/departments/{rank}");
            let Some(activities) = self.activities_named(department, "departments", &place, subject) else { continue };
            let activities = activities.into_iter().collect();
            let rule = Preference { doctors: doctors.clone(), activities, periods: None, value, per: Per::Rotation };
            self.add_rule(format!("{key}/{}", rank + 1), Rule::Preference(rule));
        }
    }

    /// A count within a range; reports one outside it.
    pub(super) fn count(&mut self, number: i64, range: std::ops::RangeInclusive<i64>, pointer: &str, subject: &str) -> Option<u32> {
        if range.contains(&number) {
            return u32::try_from(number).ok();
        }
        let code = match number {
            i64::MIN..=-1 => Code::NegativeNumber,
            0 => Code::ZeroNumber,
            _ => Code::NumberTooLarge,
        };
        self.found.error(code, pointer, subject, format!("{number} is outside {} to {}.", range.start(), range.end()));
        None
    }
}
