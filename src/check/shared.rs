//! Rules that link several doctors.

use super::Subject;
use super::ledger::{Findings, Ledger};
use super::loads::Loads;
use super::timeline::Timeline;
use super::{attendance, capacity, change, cohort, coverage, equity};
use crate::problem::{Problem, Rule};

/// Judges all shared rules; the ledger's value is what they add to the sum of the scores.
pub(super) fn judge(problem: &Problem, timelines: &[Timeline], scores: &[i64]) -> Ledger {
    let loads = Loads::new(problem, timelines);
    let seats = attendance::seats(problem, timelines);
    let mut ledger = Ledger::default();
    for (id, rule) in problem.rules() {
        let findings = &mut Findings::new(&mut ledger, id, Subject::Schedule);
        match rule {
            Rule::Capacity(rule) => capacity::judge(rule, &loads, findings),
            Rule::Coverage(rule) => coverage::judge(rule, &loads, findings),
            Rule::Attendance(rule) => attendance::judge(rule, problem.event(rule.event), &seats[rule.event.index()], findings),
            Rule::Together(rule) => cohort::judge_together(rule, &loads, findings),
            Rule::Apart(rule) => cohort::judge_apart(rule, &loads, findings),
            Rule::SplitEvenly(rule) => cohort::judge_split(rule, &loads, findings),
            Rule::Team(rule) => cohort::judge_team(rule, &loads, findings),
            Rule::WorstDoctor(rule) => equity::judge_worst_doctor(rule, scores, findings),
            Rule::WorstGroup(rule) => equity::judge_worst_group(rule, scores, &loads, findings),
            Rule::EvenLoad(rule) => equity::judge_even_load(rule, &loads, findings),
            Rule::Change(rule) => change::judge(rule, problem, timelines, findings),
            // Personal rules are judged doctor by doctor.
            Rule::Requirement(_)
            | Rule::Elective(_)
            | Rule::Precedence(_)
            | Rule::Availability(_)
            | Rule::Document(_)
            | Rule::Boundary(_)
            | Rule::Cells(_)
            | Rule::Succession(_)
            | Rule::Spacing(_)
            | Rule::Window(_)
            | Rule::LongestRun(_)
            | Rule::FirstBy(_)
            | Rule::Pattern(_)
            | Rule::HospitalLimit(_)
            | Rule::HospitalChange(_)
            | Rule::SameHospital(_)
            | Rule::Eligibility(_)
            | Rule::Preference(_)
            | Rule::Idle(_) => {}
        }
    }
    ledger
}
