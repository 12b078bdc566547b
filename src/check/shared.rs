//! Rules that link several doctors.

use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, Ledger};
use super::loads::Loads;
use super::timeline::Timeline;
use super::{Subject, attendance};
use crate::problem::rules::{resolved_rules, with_rules};
use crate::problem::{Problem, Rule};

/// Judges all shared rules; the ledger's value is what they add to the sum of the scores.
pub(super) fn judge(problem: &Problem, timelines: &[Timeline], scores: &[i64]) -> Ledger {
    let loads = Loads::new(problem, timelines);
    let seats = attendance::seats(problem, timelines);
    let case = OfAll::new(problem, timelines, &loads, &seats, scores);
    let mut ledger = Ledger::default();
    for (id, rule) in problem.rules() {
        judge_rule(
            rule,
            &case,
            &mut Findings::new(&mut ledger, id, Subject::Schedule),
        );
    }
    ledger
}

macro_rules! judge_one {
    (shared $rule:ident $case:ident $findings:ident) => {
        JudgeAll::judge($rule, $case, $findings)
    };
    // Personal rules are judged doctor by doctor.
    (personal $rule:ident $case:ident $findings:ident) => {{
        let _ = $rule;
    }};
}

macro_rules! judge_each {
    (($judged:ident $case:ident $findings:ident) $($scope:ident $file:ident $name:ident;)*) => {
        match $judged { $(Rule::$name(rule) => judge_one!($scope rule $case $findings),)* }
    };
}

pub(super) fn judge_rule(rule: &Rule, case: &OfAll<'_>, findings: &mut Findings<'_>) {
    with_rules!(resolved_rules judge_each (rule case findings));
}
