//! Violations in words.

use super::{Subject, Violation};
use crate::ids::PeriodId;
use crate::problem::Problem;

impl Violation {
    /// One sentence that names the subject, the dates, what is wrong, the amount and the rule's id.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let subject = self.subject.describe(problem);
        let when = self
            .period
            .map(|period| format!(", {}", dates(problem, period)))
            .unwrap_or_default();
        if self.rule.index() >= problem.rule_count() {
            return format!(
                "{subject}{when}: an unknown rule is broken by {}.",
                self.amount
            );
        }
        let what = problem.rule(self.rule).facts().meaning().0;
        format!(
            "{subject}{when}: {what}, by {} {} (rule {:?}).",
            self.amount,
            self.unit(problem),
            problem.rule_key(self.rule)
        )
    }
    /// What the amount is of, in the singular where it is 1: `doctors`, `breach`; `units` of a rule that the problem does not have.
    #[must_use]
    pub fn unit(&self, problem: &Problem) -> &'static str {
        let units = if self.rule.index() < problem.rule_count() {
            problem.rule(self.rule).facts().meaning().1
        } else {
            "units"
        };
        match self.amount {
            1 => singular(units),
            _ => units,
        }
    }
}

/// The singular of what a rule counts: `doctors`, `breaches`.
fn singular(units: &'static str) -> &'static str {
    let ending = if units.ends_with("ches") { "es" } else { "s" };
    units.strip_suffix(ending).unwrap_or(units)
}

impl Subject {
    /// The subject's kind and id in the input.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        macro_rules! named {
            ($kind:literal, $list:ident, $id:expr) => {
                match problem.$list().get($id.index()) {
                    Some(entity) => format!(concat!($kind, " {:?}"), entity.key),
                    None => format!(concat!($kind, " #{}"), $id.index().saturating_add(1)),
                }
            };
        }
        match self {
            Self::Schedule => "schedule".to_owned(),
            Self::Doctor(doctor) => named!("doctor", doctors, doctor),
            Self::Doctors(one, other) => format!(
                "{} and {}",
                named!("doctor", doctors, one),
                named!("doctor", doctors, other)
            ),
            Self::Cohort(cohort) => named!("cohort", cohorts, cohort),
            Self::Group(position) => format!("group {}", position.saturating_add(1)),
            Self::Hospital(hospital) => named!("hospital", hospitals, hospital),
            Self::Department(department) => named!("department", departments, department),
            Self::Activity(activity) => named!("activity", activities, activity),
            Self::Slot(event, slot) => format!(
                "{}, slot {}",
                named!("event", events, event),
                slot.saturating_add(1)
            ),
        }
    }
}

fn dates(problem: &Problem, period: PeriodId) -> String {
    match problem.horizon().periods().get(period.index()) {
        Some(span) => span.to_string(),
        None => format!(
            "period #{} beyond the horizon",
            period.index().saturating_add(1)
        ),
    }
}
