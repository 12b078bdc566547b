//! Violations in words.

use super::{Subject, Violation};
use crate::ids::PeriodId;
use crate::problem::{Problem, Rule};

impl Violation {
    /// One sentence that names the subject, the dates, what is wrong, the amount and the rule's id.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let subject = self.subject.describe(problem);
        let when = self.period.map(|period| format!(", {}", dates(problem, period))).unwrap_or_default();
        if self.rule.index() >= problem.rule_count() {
            return format!("{subject}{when}: an unknown rule is broken by {}.", self.amount);
        }
        let (what, unit) = meaning(problem.rule(self.rule));
        format!("{subject}{when}: {what}, by {} {unit} (rule {:?}).", self.amount, problem.rule_key(self.rule))
    }
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
            Self::Doctors(one, other) => format!("{} and {}", named!("doctor", doctors, one), named!("doctor", doctors, other)),
            Self::Cohort(cohort) => named!("cohort", cohorts, cohort),
            Self::Group(position) => format!("group {}", position.saturating_add(1)),
            Self::Hospital(hospital) => named!("hospital", hospitals, hospital),
            Self::Department(department) => named!("department", departments, department),
            Self::Activity(activity) => named!("activity", activities, activity),
            Self::Slot(event, slot) => format!("{}, slot {}", named!("event", events, event), slot.saturating_add(1)),
        }
    }
}

fn dates(problem: &Problem, period: PeriodId) -> String {
    match problem.horizon().periods().get(period.index()) {
        Some(span) => span.to_string(),
        None => format!("period #{} beyond the horizon", period.index().saturating_add(1)),
    }
}

/// What a broken rule means, and its unit.
fn meaning(rule: &Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::Requirement(_) => ("amount, number or length of rotations outside the limits", "units"),
        Rule::Elective(_) => ("too few or too many requirements complete", "requirements"),
        Rule::Precedence(_) => ("a rotation starts before what comes first is complete", "rotations"),
        Rule::Availability(_) => ("a rotation or attendance does not fit the doctor's time", "periods"),
        Rule::Document(_) => ("a document is not valid", "periods"),
        Rule::Boundary(_) => ("a rotation starts, ends or crosses where it may not", "breaches"),
        Rule::Cells(_) => ("not where the doctor should be", "periods"),
        Rule::Succession(_) => ("the next rotation is not as told", "rotations"),
        Rule::Spacing(_) => ("too soon after an earlier rotation", "rotations"),
        Rule::Window(_) => ("too few or too many blocks in a window", "blocks"),
        Rule::LongestRun(_) => ("too many blocks in a row", "blocks"),
        Rule::FirstBy(_) => ("not begun in time", "times"),
        Rule::Pattern(_) => ("a forbidden pattern occurs", "times"),
        Rule::HospitalLimit(_) => ("too many rotations in one hospital", "rotations"),
        Rule::HospitalChange(_) => ("the hospital changes", "changes"),
        Rule::SameHospital(_) => ("rotations in more than one hospital", "hospitals"),
        Rule::Eligibility(_) => ("the doctor is not eligible", "periods"),
        Rule::Preference(_) => ("a wish is not met", "units"),
        Rule::Idle(_) => ("idle", "blocks"),
        Rule::Capacity(_) => ("too few or too many doctors", "doctors"),
        Rule::Coverage(_) => ("the sum is not allowed", "units"),
        Rule::Attendance(_) => ("attendance is not as the event asks", "doctors"),
        Rule::Together(_) => ("not in the same place", "places"),
        Rule::Apart(_) => ("too many of the doctors in one place", "doctors"),
        Rule::SplitEvenly(_) => ("fuller than other places", "doctors"),
        Rule::Team(_) => ("too few companions", "doctors"),
        Rule::WorstDoctor(_) => ("the lowest score is too low", "points"),
        Rule::WorstGroup(_) => ("the lowest sum of a group is too low", "units"),
        Rule::EvenLoad(_) => ("fullest and emptiest period differ too much", "doctors"),
        Rule::Change(_) => ("too many differences from the published schedule", "periods"),
    }
}
