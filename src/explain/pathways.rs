//! Doctors whose own rules leave no pathway, and the rules whose removal alone gives one.

use super::audit::Audit;
use super::finding::{Finding, FindingKind, FindingSubject};
use super::staffing::all_doctors;
use crate::diagram::{BuildLimits, Pathways, may_have_pathway};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::edit::DraftEdit;
use crate::problem::rule::Rule;
use crate::problem::{Problem, when};

/// Most arcs of a diagram before it is relaxed; a relaxed diagram without a path proves as much.
pub(super) const ARCS: usize = crate::solve::USUAL_ARCS;
/// Most doctors for whom single rules are tried.
const MOST_DOCTORS: usize = 8;
/// Most rules that are tried for one doctor.
const MOST_RULES: usize = 40;
/// Fewest of these, however large the problem is.
const LEAST_RULES: usize = 4;
/// Doctors and rules of all problems that are validated for one doctor, where that leaves more than the fewest.
const ROWS: usize = 40_000;

/// Adds a finding for each doctor without a pathway.
pub(super) fn look(problem: &Problem, audit: &mut Audit) {
    look_until(problem, audit, &|| false);
}

/// As [`look`]; when `stop` says so the rest is skipped, and told so.
pub(super) fn look_until(problem: &Problem, audit: &mut Audit, stop: &(dyn Fn() -> bool + Sync)) {
    let Some(pathways) = Pathways::build_until(None, problem, BuildLimits { arcs: ARCS }, stop)
    else {
        audit
            .skipped
            .push("there was no time to look at each doctor's pathways.".to_owned());
        return;
    };
    let relaxed = pathways
        .classes()
        .iter()
        .filter(|class| !class.is_exact())
        .count();
    if relaxed > 0 {
        audit.skipped.push(format!(
            "{relaxed} of {} pathway diagrams are too large to be exact: some of their doctors may have no pathway unnoticed.",
            pathways.classes().len()
        ));
    }
    let stuck: Vec<DoctorId> = all_doctors(problem)
        .filter(|&doctor| !has_path(&pathways, doctor))
        .collect();
    let mut explained: Vec<(DoctorId, Vec<RuleId>)> = Vec::new();
    let mut unexplained = 0_usize;
    for &doctor in &stuck {
        let alike = |other: DoctorId| {
            let same_table = std::ptr::eq(pathways.table(doctor), pathways.table(other));
            same_table
                && pathways.class_index(doctor) == pathways.class_index(other)
                && problem.rules_of(doctor) == problem.rules_of(other)
        };
        let known = explained
            .iter()
            .find(|(other, _)| alike(*other))
            .map(|(_, rules)| rules.clone());
        let rules = match known {
            Some(rules) => rules,
            // Without its rules one by one a diagram that is too large would be built as often.
            None if explained.len() < MOST_DOCTORS
                && !stop()
                && pathways.class(doctor).is_exact() =>
            {
                let rules = culprits(problem, doctor, audit);
                explained.push((doctor, rules.clone()));
                rules
            }
            None => {
                unexplained += 1;
                Vec::new()
            }
        };
        audit.findings.push(Finding {
            kind: FindingKind::NoPathway,
            subject: FindingSubject::Doctor(doctor),
            periods: None,
            asked: 1,
            available: 0,
            doctors: vec![doctor],
            rules,
            terms: Vec::new(),
            more_periods: 0,
            proves_infeasible: true,
        });
    }
    if unexplained > 0 {
        audit.skipped.push(format!("of {unexplained} more doctors without a pathway it was not tried which rule is in the way."));
    }
}

pub(super) fn has_path(pathways: &Pathways, doctor: DoctorId) -> bool {
    may_have_pathway(pathways.class(doctor), &pathways.table(doctor).labels)
}

/// The rules whose removal alone gives the doctor a pathway, each tried in turn.
fn culprits(problem: &Problem, doctor: DoctorId, audit: &mut Audit) -> Vec<RuleId> {
    let attends = |rule: &Rule| {
        if let Rule::Attendance(rule) = rule {
            problem.event(rule.event).attendees.contains(doctor)
        } else {
            false
        }
    };
    let attended = problem.rules().filter(|(_, rule)| attends(rule));
    let own = problem
        .rules_of(doctor)
        .iter()
        .copied()
        .filter(|&id| problem.is_hard(id));
    let candidates: Vec<RuleId> = own.chain(attended.map(|(id, _)| id)).collect();
    // Each rule that is tried is a problem that is validated anew.
    let most = (ROWS / (problem.doctors().len() + problem.rules().count()).max(1))
        .clamp(LEAST_RULES, MOST_RULES);
    if candidates.len() > most {
        let doctor = &problem.doctor(doctor).key;
        audit.skipped.push(format!(
            "doctor {doctor:?} has no pathway; only {most} of {} rules were tried.",
            candidates.len()
        ));
    }
    let narrowed = narrowed(problem, doctor);
    let frees = |id: &RuleId| {
        let mut edit = narrowed.clone();
        edit.turn_off(problem, *id);
        edit.finish().0.validate().is_ok_and(|changed| {
            has_path(
                &Pathways::build(&changed, BuildLimits { arcs: ARCS }, false),
                doctor,
            )
        })
    };
    let mut found: Vec<RuleId> = candidates.into_iter().take(most).filter(frees).collect();
    found.sort_unstable();
    found
}

/// The draft with everybody else there for one period only, so that filters stay as they are and nothing else costs time.
fn narrowed(problem: &Problem, doctor: DoctorId) -> DraftEdit {
    let mut edit = DraftEdit::of(problem);
    for (_, row) in edit
        .draft
        .doctors
        .iter_mut()
        .enumerate()
        .filter(|(index, _)| *index != doctor.index())
    {
        (row.arrival, row.departure) = (Some(when(PeriodId::new(0))), Some(when(PeriodId::new(0))));
        (row.visa_from, row.visa_to) = (None, None);
    }
    edit
}
