//! Where to start: a set of parts that is proven to conflict, as small as can be had cheaply.

use super::super::finding::{FindingKind, FindingSubject};
use super::super::oracle::{Oracle, Proof, Verdict};
use super::super::part::{Part, parts_of};
use super::super::pathways::has_path;
use super::super::places;
use super::super::rewrite::{Origin, Rewritten};
use super::super::sum_words::missing;
use super::related::related;
use super::weights::weighty;
use crate::diagram::{Axis, BuildLimits, OwnRows, Pathways};
use crate::error::Result;
use crate::formulation::own_rows;
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::BTreeSet;

/// A subset of `left` that conflicts, and what proves it; or `left` itself, if no conflict was proven, with the verdict on it.
///
/// # Errors
/// If an engine breaks.
pub(in crate::explain) fn suspects(
    oracle: &mut Oracle<'_>,
    left: &[Part],
) -> Result<(Vec<Part>, Verdict)> {
    let all = match oracle.write(left) {
        Ok(all) => all,
        Err(error) if error.is_input() => return Ok((left.to_vec(), Verdict::Unknown)),
        Err(error) => return Err(error),
    };
    for candidate in counted(oracle.problem, left, &all) {
        let verdict = oracle.ask(&candidate)?;
        if verdict.is_infeasible() {
            return Ok((candidate, verdict));
        }
    }
    if let Some(candidate) = stuck(oracle, left, &all) {
        let verdict = oracle.ask(&candidate)?;
        if verdict.is_infeasible() {
            return Ok((candidate, verdict));
        }
    }
    let verdict = oracle.ask_rewritten(&all)?;
    match &verdict {
        Verdict::Infeasible(Proof::Certificate, Some(certificate)) => {
            for candidate in weighty(oracle, left, &all, certificate)? {
                let verdict = oracle.ask(&candidate)?;
                if verdict.is_infeasible() {
                    return Ok((candidate, verdict));
                }
            }
        }
        Verdict::Unknown => {
            for candidate in neighbourhoods(oracle.problem, left) {
                if oracle.is_over() {
                    break;
                }
                let verdict = oracle.in_a_hurry(|oracle| oracle.ask(&candidate))?;
                if verdict.is_infeasible() {
                    return Ok((candidate, verdict));
                }
            }
        }
        Verdict::Infeasible(..) | Verdict::Feasible(_) => {}
    }
    Ok((left.to_vec(), verdict))
}

/// A doctor without a pathway, if there is one.
fn stuck(oracle: &mut Oracle<'_>, left: &[Part], all: &Rewritten) -> Option<Vec<Part>> {
    let limits = BuildLimits {
        arcs: super::super::pathways::ARCS,
    };
    let own = own_rows(&all.problem);
    let pathways = Pathways::build_with(None, (&all.problem, own), limits, &|| false);
    oracle.effort.add_built(&all.problem, &pathways);
    let stuck = oracle
        .problem
        .doctor_ids()
        .find(|&doctor| !has_path(&pathways, doctor))?;
    let rules = own_rules(all, pathways.own_rows(), stuck);
    Some(related(left, &BTreeSet::from([stuck]), &rules, None))
}

/// The shared rules of which a doctor's own diagram counts a row.
pub(super) fn own_rules(all: &Rewritten, own: &OwnRows, doctor: DoctorId) -> Vec<RuleId> {
    let rules = own.of(doctor).iter().map(|row| all.origin(row.rule));
    rules
        .filter_map(|origin| match origin? {
            Origin::Rule(rule) => Some(rule),
            Origin::Places(..) | Origin::Part(_) => None,
        })
        .collect()
}

/// What the audit counts without any diagram: first the rules that it adds up alone, then all that is asked of the doctors whom they speak of.
fn counted(problem: &Problem, left: &[Part], all: &Rewritten) -> Vec<Vec<Part>> {
    let axes: Vec<Axis> = all
        .problem
        .doctor_ids()
        .map(|doctor| Axis::new(&all.problem, doctor))
        .collect();
    let mut audit = super::super::Audit::default();
    places::look(&all.problem, &axes, &mut audit);
    super::super::staffing::look(&all.problem, &axes, &mut audit);
    super::super::sums::look(&all.problem, &axes, &mut audit);
    // The fewest rules first: such a conflict takes the fewest sentences.
    audit
        .findings
        .sort_by_key(|finding| (finding.rules.len(), finding.doctors.len()));
    let mut found = Vec::new();
    for finding in audit
        .findings
        .iter()
        .filter(|finding| finding.proves_infeasible)
    {
        // What is short in whichever slot of an event has to do with all of them.
        let of_event = match finding.subject {
            FindingSubject::Event(event) => slots(&all.problem, event),
            _ => None,
        };
        let Some(periods) = of_event.or(finding.periods) else {
            continue;
        };
        let doctors: BTreeSet<DoctorId> = finding.doctors.iter().copied().collect();
        let rules: Vec<RuleId> = finding
            .rules
            .iter()
            .filter_map(|&rule| origin(all, rule))
            .collect();
        let related = related(left, &doctors, &rules, Some(periods));
        let added_up = |part: &Part| part.rule(problem).is_some_and(|rule| rules.contains(&rule));
        found.push(related.iter().copied().filter(added_up).collect());
        if finding.kind == FindingKind::StaffingShort {
            // What keeps away those who are not there.
            let away: BTreeSet<DoctorId> = missing(&all.problem, finding.terms.iter())
                .into_iter()
                .collect();
            let is_away = |part: &Part| part.doctor().is_some_and(|doctor| away.contains(&doctor));
            let with = |is_meant: &dyn Fn(&Part) -> bool| -> Vec<Part> {
                let meant = left.iter().copied().filter(|part| is_meant(part));
                meant
                    .chain(related.iter().copied().filter(added_up))
                    .collect()
            };
            // Mostly calendars and what is fixed are enough.
            found.push(with(&|part| is_away(part) && fixes(problem, *part)));
            found.push(with(&is_away));
        }
        found.push(related);
    }
    found
}

/// First and last period of an event's slots.
fn slots(problem: &Problem, event: EventId) -> Option<(PeriodId, PeriodId)> {
    let slots = &problem.event(event).slots;
    let first = slots.iter().map(|slot| slot.first).min();
    first.zip(slots.iter().map(|slot| slot.last).max())
}

/// True if the part by itself says where a doctor is in some period, or is not.
fn fixes(problem: &Problem, part: Part) -> bool {
    let is_fixed = |rule: RuleId| matches!(problem.rule(rule), Rule::Cells(_) | Rule::Document(_));
    match part {
        Part::Rule { rule, .. } => is_fixed(rule),
        other => other.doctor().is_some(),
    }
}

/// The rule of the problem that a rule of the problem written comes from.
fn origin(all: &Rewritten, rule: RuleId) -> Option<RuleId> {
    Some(match all.origin(rule)? {
        Origin::Rule(rule) | Origin::Places(rule, _) => rule,
        Origin::Part(part) => part.rule(&all.problem)?,
    })
}

/// Most doctors of a neighbourhood.
const CROWD: usize = 60;

/// Small problems around one rule each, which may be within reach where the whole is not: the rule with the doctors whom it cannot
/// be without; the same with all other rules that link these doctors.
fn neighbourhoods(problem: &Problem, left: &[Part]) -> Vec<Vec<Part>> {
    let mut near = Vec::new();
    for &part in left {
        let doctors: BTreeSet<DoctorId> = match part {
            Part::Places { rule, .. } => dependent(problem, rule),
            Part::Shared { rule } => problem.rule(rule).linked_doctors().iter().collect(),
            Part::Event { event } => problem.event(event).attendees.iter().collect(),
            _ => continue,
        };
        if doctors.is_empty() || doctors.len() > CROWD {
            continue;
        }
        let own: Vec<Part> = left
            .iter()
            .filter(|other| {
                other
                    .doctor()
                    .is_some_and(|doctor| doctors.contains(&doctor))
            })
            .copied()
            .collect();
        let shared: Vec<Part> = left
            .iter()
            .filter(|other| other.doctor().is_none() && **other != part)
            .copied()
            .collect();
        let small: Vec<Part> = own.iter().copied().chain([part]).collect();
        let mut large = small.clone();
        large.extend(shared);
        // Rules that tie doctors to each other before places, of which there are many.
        let rank = if matches!(part, Part::Places { .. }) {
            2
        } else {
            0
        };
        near.push(((rank, doctors.len()), small));
        near.push(((rank + 1, doctors.len()), large));
    }
    near.sort_by_key(|(order, _)| *order);
    near.into_iter().map(|(_, parts)| parts).collect()
}

/// Doctors with a hard requirement that only activities of the capacity can meet.
fn dependent(problem: &Problem, rule: RuleId) -> BTreeSet<DoctorId> {
    let Rule::Capacity(capacity) = problem.rule(rule) else {
        return BTreeSet::new();
    };
    let needs = |doctor: DoctorId| {
        let eligible = problem.eligible(doctor);
        parts_of(problem, doctor).iter().any(|part| {
            let Part::Rule { rule, .. } = *part else {
                return false;
            };
            let Rule::Requirement(requirement) = problem.rule(rule) else {
                return false;
            };
            let limits = problem.requirement(requirement.requirement);
            let open = !limits.optional && limits.min > limits.history_of(doctor).0;
            let mut where_to = limits
                .activities
                .iter()
                .filter(|activity| eligible.contains(*activity))
                .peekable();
            open && where_to.peek().is_some()
                && where_to.all(|activity| capacity.activities.contains(activity))
        })
    };
    capacity
        .doctors
        .iter()
        .filter(|&doctor| needs(doctor))
        .collect()
}
