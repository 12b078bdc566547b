//! What one rule alone says of a schedule, for tests that hold each rule to its own word.

use super::judge::{OfAll, OfDoctor};
use super::ledger::{Findings, Ledger};
use super::loads::Loads;
use super::timeline::Timeline;
use super::{Subject, Violation, attendance, change, personal, shared};
use crate::ids::{DoctorId, RuleId};
use crate::problem::{Problem, Rule};
use crate::schedule::Schedule;

/// What one rule says.
#[derive(Debug)]
pub(crate) struct Ruling {
    /// Where it is broken and hard.
    pub(crate) violations: Vec<Violation>,
    /// Where it is broken and soft.
    pub(crate) breaches: Vec<Violation>,
    /// What it adds to the value; of attendance, what all events add.
    pub(crate) value: i64,
}

impl Ruling {
    /// Units of breach about one doctor, hard and soft.
    pub(crate) fn units_of(&self, doctor: DoctorId) -> i64 {
        units(&self.violations, doctor) + self.breaches_of(doctor)
    }
    /// Units that cost something.
    pub(crate) fn breaches_of(&self, doctor: DoctorId) -> i64 {
        units(&self.breaches, doctor)
    }
}

fn units(found: &[Violation], doctor: DoctorId) -> i64 {
    let of_doctor = found
        .iter()
        .filter(|violation| violation.subject == Subject::Doctor(doctor));
    of_doctor.map(|violation| violation.amount).sum()
}

/// Judges a schedule by one rule. O(doctors × periods), and all personal rules where it compares scores.
pub(crate) fn of_rule(problem: &Problem, schedule: &Schedule, id: RuleId) -> Ruling {
    let rule = problem.rule(id);
    let doctors = problem.doctor_ids();
    let timelines: Vec<Timeline> = doctors
        .clone()
        .map(|doctor| Timeline::new(problem, doctor, schedule.pathway(doctor)))
        .collect();
    let mut ledger = Ledger::default();
    for (doctor, timeline) in doctors.zip(&timelines) {
        match rule {
            Rule::Attendance(_) => {
                let rules = attendance::rules_by_event(problem);
                attendance::judge_doctor(problem, timeline, &rules, &mut ledger);
            }
            Rule::Change(rule) => {
                change::judge_doctor(&[rule], problem, timeline, &mut ledger);
            }
            _ if problem.rules_of(doctor).contains(&id) => {
                let case = OfDoctor {
                    problem,
                    pathway: schedule.pathway(doctor),
                    timeline,
                };
                let mut findings = Findings::new(&mut ledger, id, Subject::Doctor(doctor));
                personal::judge_rule(rule, &case, &mut findings);
            }
            _ => {}
        }
    }
    if !rule.kind().is_personal() {
        let each = personal::ForEachDoctor::new(problem);
        let score = |timeline: &Timeline| {
            let pathway = schedule.pathway(timeline.doctor);
            personal::judge(problem, pathway, timeline, &each).value()
        };
        let scores: Vec<i64> = if rule.compares_scores() {
            timelines.iter().map(score).collect()
        } else {
            vec![0; timelines.len()]
        };
        let loads = Loads::new(problem, &timelines);
        let seats = attendance::seats(problem, &timelines);
        let case = OfAll::new(problem, &timelines, &loads, &seats, &scores);
        let mut findings = Findings::new(&mut ledger, id, Subject::Schedule);
        shared::judge_rule(rule, &case, &mut findings);
    }
    // Attendance is judged for all events at once.
    ledger.violations.retain(|violation| violation.rule == id);
    ledger.breaches.retain(|violation| violation.rule == id);
    Ruling {
        value: ledger.value(),
        violations: ledger.violations,
        breaches: ledger.breaches,
    }
}
