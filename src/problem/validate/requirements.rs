//! Requirements, what was done of them before, and elective groups.

use super::Resolver;
use super::look_up::read_ids;
use super::table_row::TableRow;
use crate::error::Code;
use crate::ids::ActivityId;
use crate::problem::draft::{RequirementDraft, UnitDraft};
use crate::problem::entity::{RequirementIndex, RequirementLimits};
use crate::problem::row::RuleRow;
use crate::problem::rule::{Elective, Requirement, Rule};

impl Resolver {
    pub(super) fn resolve_requirements(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "requirement" in requirements);
        for (index, row) in draft.requirements.iter().enumerate() {
            let at = TableRow::new("requirements", index, format!("requirement {:?}", row.id));
            let doctors = self.doctors(&row.doctors, &at.field("doctors"), &at.subject);
            let activities = at.field("activities");
            let activities = self.activities(&row.activities, &activities, &at.subject);
            let within = self.periods(&row.within, &at.field("within"), &at.subject);
            self.check_requirement(&at, row);
            self.data.requirements.push(RequirementLimits {
                key: row.id.clone(),
                doctors: doctors.unwrap_or_default(),
                activities: activities.unwrap_or_default(),
                min: row.min,
                max: row.max.unwrap_or(i64::MAX),
                in_blocks: row.unit == UnitDraft::Blocks,
                run_min: row.run_min,
                run_max: row.run_max.unwrap_or(i64::MAX),
                runs_min: row.runs_min,
                runs_max: row.runs_max.unwrap_or(i64::MAX),
                optional: row.optional,
                within: within.unwrap_or_default(),
                weight: row.weight,
                history: Vec::new(),
            });
            self.add_rule(
                row.id.clone(),
                RuleRow::Requirement(index),
                Rule::Requirement(Requirement { requirement: index }),
            );
        }
        self.resolve_history();
        self.check_requirements_fit();
        self.resolve_electives();
        self.resolve_precedence();
    }

    /// Reports limits of a requirement that make no sense.
    fn check_requirement(&mut self, at: &TableRow, row: &RequirementDraft) {
        let TableRow { pointer, subject } = at;
        self.limits(row.min, row.max, ["min", "max"], pointer, subject);
        self.limits(
            row.run_min,
            row.run_max,
            ["run_min", "run_max"],
            pointer,
            subject,
        );
        self.limits(
            row.runs_min,
            row.runs_max,
            ["runs_min", "runs_max"],
            pointer,
            subject,
        );
        self.weight(row.weight, pointer, subject);
    }

    /// Reports limits that no schedule can keep together, and those that leave nothing to do but none of it.
    fn check_requirements_fit(&mut self) {
        let requirements = std::mem::take(&mut self.data.requirements);
        for (index, limits) in requirements.iter().enumerate() {
            if !self.is_whole(limits) {
                continue;
            }
            let at = TableRow::new(
                "requirements",
                index,
                format!("requirement {:?}", limits.key),
            );
            if let Some((field, message)) = impossible(limits) {
                self.error_in(&at, field, Code::ContradictoryRule, message);
            } else if limits.run_min > limits.max && limits.max > 0 && limits.weight.is_none() {
                let (shortest, max) = (limits.run_min, limits.max);
                let message = format!(
                    "its shortest rotation, {shortest}, is longer than max {max}: none of it may be done."
                );
                let place = at.field("run_min");
                self.found
                    .warning(Code::NoRotationFits, place, at.subject.as_str(), message);
            }
        }
        self.data.requirements = requirements;
    }

    /// True if the amount of a requirement is the length of its rotations: it counts at all times, and leave where it counts that of which it is leave.
    fn is_whole(&self, limits: &RequirementLimits) -> bool {
        let has = |activity: usize| limits.activities.contains(ActivityId::new(activity));
        limits.within == self.horizon().all()
            && (self.names.leave_of.iter()).all(|(leave, of)| has(*leave) == has(*of))
    }

    fn resolve_history(&mut self) {
        let draft = self.draft.clone();
        let mut seen = std::collections::HashSet::new();
        for (index, row) in draft.history.iter().enumerate() {
            let at = TableRow::new(
                "history",
                index,
                format!("history of doctor {:?}", row.doctor),
            );
            let doctor = self.doctor_of(&at, &row.doctor);
            let place = at.field("requirement");
            let requirement = self.requirement(&row.requirement, &place, &at.subject);
            self.not_negative(
                &at,
                &[("amount", Some(row.amount)), ("runs", Some(row.runs))],
            );
            let (Some(doctor), Some(requirement)) = (doctor, requirement) else {
                continue;
            };
            if seen.insert((doctor, requirement)) {
                let history = &mut self.data.requirements[requirement].history;
                history.push((doctor, row.amount, row.runs));
            } else {
                let message = format!("an earlier row has requirement {:?}, too.", row.requirement);
                self.error_of(&at, Code::DuplicateId, message);
            }
        }
        for requirement in &mut self.data.requirements {
            requirement.history.sort_unstable();
        }
    }

    fn resolve_electives(&mut self) {
        let draft = self.draft.clone();
        for (index, row) in draft.electives.iter().enumerate() {
            let at = TableRow::new("electives", index, format!("elective {:?}", row.id));
            self.rule_id(&row.id, &at.pointer);
            let doctors = self.doctors(&row.doctors, &at.field("doctors"), &at.subject);
            let requirements = self.requirements(&row.requirements, "requirements", &at);
            let fields = ["min", "max"];
            let sound = self.limits(row.min, row.max, fields, &at.pointer, &at.subject);
            self.weight(row.weight, &at.pointer, &at.subject);
            let (Some(doctors), Some(requirements), true) = (doctors, requirements, sound) else {
                continue;
            };
            let there = requirements.len();
            if row.weight.is_none() && usize::try_from(row.min).is_ok_and(|min| min > there) {
                let message = format!(
                    "min {} is more than the {there} requirements to choose from.",
                    row.min
                );
                self.error_in(&at, "min", Code::ContradictoryRule, message);
            }
            let max = row.max.unwrap_or(i64::MAX);
            let rule = Elective {
                doctors,
                requirements,
                min: row.min,
                max,
                weight: row.weight,
            };
            self.add_rule(
                row.id.clone(),
                RuleRow::Elective(index),
                Rule::Elective(rule),
            );
        }
    }

    pub(in crate::problem) fn requirement(
        &mut self,
        key: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<RequirementIndex> {
        let found = self.names.requirements.get(key);
        self.look_up(found, "requirement", key, pointer, subject)
    }

    /// The requirements that a field names.
    pub(super) fn requirements(
        &mut self,
        keys: &[String],
        field: &str,
        at: &TableRow,
    ) -> Option<Vec<RequirementIndex>> {
        if keys.is_empty() {
            self.error_in(at, field, Code::MissingValue, "it names no requirement.");
            return None;
        }
        let mut list: Vec<RequirementIndex> = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            list.push(self.requirement(key, &at.entry(field, position), &at.subject)?);
        }
        list.sort_unstable();
        list.dedup();
        Some(list)
    }

    /// Reports an empty rule id.
    pub(super) fn rule_id(&mut self, key: &str, pointer: &str) {
        if key.trim().is_empty() {
            self.found.error(
                Code::EmptyId,
                format!("{pointer}/id"),
                "rule",
                "the id is empty.",
            );
        }
    }
}

/// The field and the words of limits that some doctor cannot keep, whatever he or she does on top of what was done before.
fn impossible(limits: &RequirementLimits) -> Option<(&'static str, String)> {
    let RequirementLimits {
        min,
        max,
        run_min,
        run_max,
        runs_min,
        runs_max,
        ..
    } = *limits;
    if min > max || run_min > run_max || runs_min > runs_max {
        return None;
    }
    let is_hard = limits.weight.is_none();
    let (shortest, most) = (run_min.max(1), runs_max.saturating_mul(run_max));
    let least = runs_min.saturating_mul(shortest);
    limits.doctors.iter().find_map(|doctor| {
        let (amount, runs) = limits.history_of(doctor);
        if !is_hard || limits.optional && (amount, runs) == (0, 0) {
            return None;
        }
        let more = min.saturating_sub(amount);
        let runs_more = runs_min.saturating_sub(runs);
        let most_more = runs_max.saturating_sub(runs).saturating_mul(run_max);
        if more > 0 && run_min > max {
            let message = format!("its shortest rotation, {run_min}, is longer than max {max}.");
            Some(("run_min", message))
        } else if most < min && most_more < more {
            let message =
                format!("runs_max rotations of run_max add up to {most}, less than min {min}.");
            Some(("min", message))
        } else if least > max
            && runs_more > 0
            && runs_more.saturating_mul(shortest) > max.saturating_sub(amount)
        {
            let message = format!("runs_min rotations of run_min are more than max {max}.");
            Some(("runs_min", message))
        } else {
            None
        }
    })
}
