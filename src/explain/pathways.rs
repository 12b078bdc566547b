//! Doctors whose own rules leave no pathway, and the rules whose removal alone gives one.

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::diagram::{BuildLimits, Pathways, Stop, may_have_pathway};
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

/// Adds a finding for each doctor without a pathway; returns the diagrams. When `stop` says so the rest is skipped, and told so.
pub(super) fn look_until(problem: &Problem, audit: &mut Audit, stop: Stop<'_>) -> Option<Pathways> {
    let Some(pathways) = Pathways::build_until(None, problem, BuildLimits { arcs: ARCS }, stop)
    else {
        audit
            .skipped
            .push("there was no time to look at each doctor's pathways.".to_owned());
        return None;
    };
    let classes = pathways.classes();
    let relaxed = classes.iter().filter(|class| !class.is_exact()).count();
    if relaxed > 0 {
        audit.skipped.push(format!(
            "{relaxed} of {} pathway diagrams are too large to be exact: some of their doctors may have no pathway unnoticed.",
            classes.len()
        ));
    }
    let mut blame = Blame {
        problem,
        pathways: &pathways,
        stop,
        explained: Vec::new(),
        unexplained: 0,
    };
    for doctor in problem
        .doctor_ids()
        .filter(|&doctor| !has_path(&pathways, doctor))
    {
        let rules = blame.culprits_of(doctor, audit);
        audit.findings.push(Finding {
            asked: 1,
            doctors: vec![doctor],
            rules,
            proves_infeasible: true,
            ..Finding::new(FindingKind::NoPathway, FindingSubject::Doctor(doctor))
        });
    }
    let unexplained = blame.unexplained;
    if unexplained > 0 {
        audit.skipped.push(format!("of {unexplained} more doctors without a pathway it was not tried which rule is in the way."));
    }
    Some(pathways)
}

/// Which rules leave doctors without a pathway, as far as that is tried.
struct Blame<'a> {
    problem: &'a Problem,
    pathways: &'a Pathways,
    stop: Stop<'a>,
    explained: Vec<(DoctorId, Vec<RuleId>)>,
    /// Doctors for whom it is not tried.
    unexplained: usize,
}

impl Blame<'_> {
    /// The culprits of a doctor who is stuck, those of another one who is alike if they are known; none where they are not tried.
    fn culprits_of(&mut self, doctor: DoctorId, audit: &mut Audit) -> Vec<RuleId> {
        let mut explained = self.explained.iter();
        if let Some((_, rules)) = explained.find(|(other, _)| self.are_alike(doctor, *other)) {
            return rules.clone();
        }
        // Without its rules one by one a diagram that is too large would be built as often.
        let is_tried = self.explained.len() < MOST_DOCTORS
            && !(self.stop)()
            && self.pathways.class(doctor).is_exact();
        if !is_tried {
            self.unexplained += 1;
            return Vec::new();
        }
        let rules = culprits(self.problem, doctor, audit);
        self.explained.push((doctor, rules.clone()));
        rules
    }

    fn are_alike(&self, one: DoctorId, other: DoctorId) -> bool {
        let (problem, pathways) = (self.problem, self.pathways);
        std::ptr::eq(pathways.table(one), pathways.table(other))
            && pathways.class_index(one) == pathways.class_index(other)
            && problem.rules_of(one) == problem.rules_of(other)
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
