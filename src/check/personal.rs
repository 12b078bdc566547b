//! One doctor's rules.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, Ledger};
use super::timeline::Timeline;
use super::{Subject, Violation};
use super::{attendance, change};
use crate::ids::{DoctorId, RuleId};
use crate::problem::rule::Change;
use crate::problem::rules::{resolved_rules, with_rules};
use crate::problem::{Problem, Rule};
use crate::schedule::Pathway;

/// What [`personal`] found.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct PersonalReport {
    /// Broken hard rules; none means that the pathway is valid for the doctor.
    pub violations: Vec<Violation>,
    /// Broken soft rules; each costs `amount` times the rule's weight and is in the score already.
    pub breaches: Vec<Violation>,
    /// The doctor's score: values and costs of all personal rules, values of the attendances, less the cost of being disturbed.
    pub score: i64,
}

impl PersonalReport {
    /// True if no hard rule is broken.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Judges one doctor's pathway by the personal rules alone: requirements, availability, eligibility and all others that
/// speak of this doctor, and whether the attendances are sound for the doctor (places of slots are a shared rule).
///
/// The report is empty for a doctor the problem does not know.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// assert!(medrota::check::personal(&problem, ana, &schedule.pathways()[ana.index()]).is_valid());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
/// Linear in the doctor's periods of presence times the rules that speak of the doctor.
#[must_use]
pub fn personal(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> PersonalReport {
    if doctor.index() >= problem.doctors().len() {
        return PersonalReport::default();
    }
    let timeline = Timeline::new(problem, doctor, pathway);
    let ledger = judge(problem, pathway, &timeline, &ForEachDoctor::new(problem));
    let score = ledger.value();
    PersonalReport {
        violations: ledger.violations,
        breaches: ledger.breaches,
        score,
    }
}

/// What is looked up once for all doctors: shared rules that have a part in a doctor's score.
pub(super) struct ForEachDoctor<'a> {
    rules_by_event: Vec<Option<RuleId>>,
    changes: Vec<&'a Change>,
}

impl<'a> ForEachDoctor<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        Self {
            rules_by_event: attendance::rules_by_event(problem),
            changes: change::with_doctor_cost(problem),
        }
    }
}

/// The ledger of one doctor; its value is the doctor's score.
pub(super) fn judge(
    problem: &Problem,
    pathway: &Pathway,
    timeline: &Timeline,
    shared: &ForEachDoctor<'_>,
) -> Ledger {
    let mut ledger = Ledger::default();
    let doctor = timeline.doctor;
    let case = OfDoctor {
        problem,
        pathway,
        timeline,
    };
    for &id in problem.rules_of(doctor) {
        let mut findings = Findings::new(&mut ledger, id, Subject::Doctor(doctor));
        judge_rule(problem.rule(id), &case, &mut findings);
    }
    attendance::judge_doctor(problem, timeline, &shared.rules_by_event, &mut ledger);
    change::judge_doctor(&shared.changes, problem, timeline, &mut ledger);
    ledger
}

macro_rules! judge_one {
    (personal $rule:ident $case:ident $findings:ident) => {
        JudgeDoctor::judge($rule, $case, $findings)
    };
    // Shared rules are judged over all doctors.
    (shared $rule:ident $case:ident $findings:ident) => {{
        let _ = $rule;
    }};
}

macro_rules! judge_each {
    (($judged:ident $case:ident $findings:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $judged { $(Rule::$name(rule) => judge_one!($scope rule $case $findings),)* }
    };
}

pub(super) fn judge_rule(rule: &Rule, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
    with_rules!(resolved_rules judge_each (rule case findings));
}
