//! Family 15: rules about one doctor in code.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use super::timeline::{Block, Content, Timeline};
use crate::error::{Diagnostics, Error};
use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::problem::custom::{self, Letter};
use crate::problem::rule::{CustomRule, Rule};
use crate::schedule::Schedule;

impl JudgeDoctor for CustomRule {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let Some(code) = self.code.code() else { return };
        let (problem, timeline) = (case.problem, case.timeline);
        let present = present(timeline);
        let blocks = seen(problem, timeline, &present);
        let doctor = problem.doctor(timeline.doctor);
        for breach in code.judge(doctor, &blocks) {
            // Code may name any period.
            let known = |period: &PeriodId| period.index() < problem.horizon().len();
            findings.add(self.weight, breach.period.filter(known), breach.units);
        }
    }
}

/// What is wrong with the code of custom rules, as a schedule shows it: an automaton that counts what its judge does not find.
pub(crate) fn fault(problem: &Problem, schedule: &Schedule) -> Option<Error> {
    let mut found = Diagnostics::new();
    for (id, rule) in problem.rules() {
        let Rule::CustomRule(rule) = rule else {
            continue;
        };
        let (Some(code), Some(answers)) = (rule.code.code(), rule.code.answers()) else {
            continue;
        };
        for doctor in rule.doctors.iter() {
            let timeline = Timeline::new(problem, doctor, schedule.pathway(doctor));
            let present = present(&timeline);
            let blocks = seen(problem, &timeline, &present);
            let pathway = timeline
                .blocks
                .iter()
                .enumerate()
                .map(|(position, block)| (block.first, letter(&timeline, position)));
            let counted = answers.units(doctor, pathway);
            if let Err(fault) = custom::compare(problem, code, doctor, &blocks, counted) {
                let subject = format!("rule {:?}", problem.rule_key(id));
                found.error(fault.code, "", subject, fault.message);
            }
        }
    }
    found.has_errors().then(|| found.into())
}

/// The periods of each block in which the doctor is there and at no event that takes it.
fn present(timeline: &Timeline) -> Vec<Vec<PeriodId>> {
    let is_open = |period: &PeriodId| {
        timeline
            .moment(*period)
            .is_some_and(|moment| moment.is_open())
    };
    let of_block = |block: &Block| {
        (block.first.index()..=block.last.index())
            .map(PeriodId::new)
            .filter(is_open)
            .collect()
    };
    timeline.blocks.iter().map(of_block).collect()
}

/// The blocks as code sees them.
fn seen<'a>(
    problem: &'a Problem,
    timeline: &Timeline,
    present: &'a [Vec<PeriodId>],
) -> Vec<custom::Block<'a>> {
    let blocks = timeline.blocks.iter().zip(present).enumerate();
    blocks
        .map(|(position, (block, present))| {
            letter(timeline, position).block(problem, (block.first, block.last), present)
        })
        .collect()
}

fn letter(timeline: &Timeline, position: usize) -> Letter {
    let starts = || timeline.stays.iter().any(|stay| stay.from == position);
    match timeline.blocks[position].content {
        Content::Activity(activity) if starts() => Letter::Starts(activity),
        Content::Activity(activity) => Letter::GoesOn(activity),
        Content::Idle => Letter::Idle,
        Content::Leave => Letter::Leave,
    }
}
