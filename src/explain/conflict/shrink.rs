//! Making a set of parts that cannot hold together as small as can be.

use super::super::chosen::without;
use super::super::oracle::{Oracle, Verdict};
use super::super::part::Part;
use super::alike::alike;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId, RuleId};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest doctors of a conflict that is made smaller by rules first.
const FEW_DOCTORS: usize = 8;
/// Most rules for each doctor of such a conflict.
const RULES_OF_A_DOCTOR: usize = 3;

/// The smallest of `parts` that still conflict while calendars stay as they are: whole doctors first, then single parts, then the stretches of
/// capacities. Nothing is said of stays and leaves: see [`with_calendars`].
///
/// What could not be decided stays. Needs about k · log(n / k) questions for k of n parts (Junker, "QuickXPlain", AAAI 2004).
///
/// # Errors
/// If an engine breaks.
pub(in crate::explain) fn shrink(oracle: &mut Oracle<'_>, parts: &[Part]) -> Result<Vec<Part>> {
    let by_rule = by_rule(oracle, parts)?;
    let parts = by_rule.as_deref().unwrap_or(parts);
    let (counted, parts) = by_number(oracle, parts)?;
    let mut groups: BTreeMap<Option<DoctorId>, Vec<Part>> = BTreeMap::new();
    let mut shared: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        match part.doctor() {
            Some(doctor) => groups.entry(Some(doctor)).or_default().push(part),
            None => shared.push(vec![part]),
        }
    }
    let groups: Vec<Vec<Part>> = shared.into_iter().chain(groups.into_values()).collect();
    let kept = explain(oracle, Oracle::ask, &counted, false, &groups)?;
    let single: Vec<Vec<Part>> = kept.into_iter().flatten().map(|part| vec![part]).collect();
    let kept = explain(oracle, Oracle::ask, &counted, false, &single)?
        .into_iter()
        .flatten();
    let mut kept = narrow(oracle, counted.iter().copied().chain(kept).collect())?;
    kept.sort_unstable();
    Ok(kept)
}

/// The smallest set of rules, each for all of its doctors, which takes the fewest sentences. Only where there are many doctors and few
/// rules for each.
fn by_rule(oracle: &mut Oracle<'_>, parts: &[Part]) -> Result<Option<Vec<Part>>> {
    let problem = oracle.problem;
    let mut of_rule: BTreeMap<Option<RuleId>, Vec<Part>> = BTreeMap::new();
    parts
        .iter()
        .for_each(|part| of_rule.entry(part.rule(problem)).or_default().push(*part));
    let doctors: BTreeSet<DoctorId> = parts.iter().filter_map(Part::doctor).collect();
    if of_rule.len() > doctors.len().saturating_mul(RULES_OF_A_DOCTOR)
        || doctors.len() < FEW_DOCTORS
    {
        return Ok(None);
    }
    // Rules with few parts are left out first, because a rule takes one sentence however many parts it has.
    let mut groups: Vec<Vec<Part>> = of_rule.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    Ok(Some(
        explain(oracle, Oracle::ask, &[], false, &groups)?
            .into_iter()
            .flatten()
            .collect(),
    ))
}

/// Fewest doctors who are alike of whom it is asked how many are needed.
const FEW_ALIKE: usize = 4;

/// Of doctors who are alike as few as are needed, found by halving their number: which of them it is makes no difference.
///
/// With one of them less there is a schedule, so that each is needed; smaller sets of other parts change nothing about that. Returns the parts of these doctors,
/// and the others.
fn by_number(oracle: &mut Oracle<'_>, parts: &[Part]) -> Result<(Vec<Part>, Vec<Part>)> {
    let groups: Vec<Vec<DoctorId>> = alike(oracle.problem, parts)
        .into_iter()
        .filter(|group| group.len() >= FEW_ALIKE)
        .collect();
    let mut parts: Vec<Part> = parts.to_vec();
    for group in &groups {
        let with = |number: usize| -> Vec<Part> {
            let left_out = &group[number..];
            parts
                .iter()
                .copied()
                .filter(|part| {
                    part.doctor()
                        .is_none_or(|doctor| !left_out.contains(&doctor))
                })
                .collect()
        };
        let (mut low, mut high) = (0, group.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if oracle.ask(&with(middle))?.is_infeasible() {
                high = middle
            } else {
                low = middle + 1
            }
        }
        parts = with(high);
    }
    let is_counted = |part: &Part| {
        part.doctor()
            .is_some_and(|doctor| groups.iter().any(|group| group.contains(&doctor)))
    };
    Ok(parts.into_iter().partition(is_counted))
}

/// Adds to parts that conflict while calendars are kept those stays, leaves and attendances out of `left` without which they would not conflict.
/// `None` if it is not proven that all together do.
///
/// # Errors
/// If an engine breaks.
pub(in crate::explain) fn with_calendars(
    oracle: &mut Oracle<'_>,
    parts: Vec<Part>,
    left: &[Part],
) -> Result<Option<Vec<Part>>> {
    if oracle
        .at_last(|oracle| oracle.ask_alone(&parts))?
        .is_infeasible()
    {
        return Ok(Some(parts));
    }
    let is_present = oracle.write(&parts)?.is_present;
    let mut groups: BTreeMap<DoctorId, Vec<Part>> = BTreeMap::new();
    for &part in left
        .iter()
        .filter(|part| part.is_of_calendar() && !parts.contains(part))
    {
        if let Some(doctor) = part.doctor().filter(|doctor| is_present[doctor.index()]) {
            groups.entry(doctor).or_default().push(part);
        }
    }
    // Those first of whom something else is asked, because the first ones stay with preference.
    let is_named = |doctor: &DoctorId| parts.iter().any(|part| part.doctor() == Some(*doctor));
    let (named, counted): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(doctor, _)| is_named(doctor));
    let groups: Vec<Vec<Part>> = named
        .into_iter()
        .chain(counted)
        .map(|(_, parts)| parts)
        .collect();
    let all: Vec<Part> = parts
        .iter()
        .chain(groups.iter().flatten())
        .copied()
        .collect();
    if !oracle
        .at_last(|oracle| oracle.ask_alone(&all))?
        .is_infeasible()
    {
        return Ok(None);
    }
    let kept = explain(oracle, Oracle::ask_alone, &parts, false, &groups)?;
    let single: Vec<Vec<Part>> = kept.into_iter().flatten().map(|part| vec![part]).collect();
    let kept = explain(oracle, Oracle::ask_alone, &parts, false, &single)?;
    let mut all: Vec<Part> = parts
        .into_iter()
        .chain(kept.into_iter().flatten())
        .collect();
    all.sort_unstable();
    Ok(Some(all))
}

/// How a set of parts is asked about.
type Ask<'a> = fn(&mut Oracle<'a>, &[Part]) -> Result<Verdict>;

/// The groups needed for a conflict with the background; those that come later are left out with preference.
///
/// What is returned was proven to conflict, with the background, by one of the questions on the way.
fn explain<'a>(
    oracle: &mut Oracle<'a>,
    ask: Ask<'a>,
    background: &[Part],
    is_new: bool,
    groups: &[Vec<Part>],
) -> Result<Vec<Vec<Part>>> {
    if is_new && ask(oracle, background)?.is_infeasible() {
        return Ok(Vec::new());
    }
    if groups.len() <= 1 {
        return Ok(groups.to_vec());
    }
    let (first, second) = groups.split_at(groups.len() / 2);
    let with = |more: &[Vec<Part>]| -> Vec<Part> {
        background
            .iter()
            .chain(more.iter().flatten())
            .copied()
            .collect()
    };
    let of_second = explain(oracle, ask, &with(first), true, second)?;
    let of_first = explain(oracle, ask, &with(&of_second), !of_second.is_empty(), first)?;
    Ok(of_first.into_iter().chain(of_second).collect())
}

/// Shortens the stretches of capacities from both ends.
fn narrow(oracle: &mut Oracle<'_>, parts: Vec<Part>) -> Result<Vec<Part>> {
    let mut parts = parts;
    for position in 0..parts.len() {
        let Part::Places { rule, first, last } = parts[position] else {
            continue;
        };
        let mut others = parts.clone();
        others.remove(position);
        // The latest start, then the earliest end with which they still conflict.
        let mut conflicts = |first: usize, last: usize| -> Result<bool> {
            let stretch = places(rule, first, last);
            let asked: Vec<Part> = others.iter().copied().chain([stretch]).collect();
            Ok(oracle.ask(&asked)?.is_infeasible())
        };
        let (mut low, mut high) = (first.index(), last.index());
        while low < high {
            let middle = (low + high).div_ceil(2);
            if conflicts(middle, last.index())? {
                low = middle
            } else {
                high = middle - 1
            }
        }
        let start = low;
        let (mut low, mut high) = (start, last.index());
        while low < high {
            let middle = usize::midpoint(low, high);
            if conflicts(start, middle)? {
                high = middle
            } else {
                low = middle + 1
            }
        }
        parts[position] = places(rule, start, high);
    }
    Ok(parts)
}

fn places(rule: RuleId, first: usize, last: usize) -> Part {
    Part::Places {
        rule,
        first: PeriodId::new(first),
        last: PeriodId::new(last),
    }
}

/// Asks of each part whether the others hold together without it: leaves it out if they do not, and says which parts a checked schedule
/// proves to be needed. What could not be decided among many parts often can among the few that are left.
///
/// # Errors
/// If an engine breaks.
pub(super) fn needed(oracle: &mut Oracle<'_>, parts: Vec<Part>) -> Result<(Vec<Part>, Vec<bool>)> {
    let mut kept = parts.clone();
    let mut is_needed = Vec::new();
    // Of doctors who are alike one is asked about.
    let mut groups = alike(oracle.problem, &parts);
    let mut needed_alike: BTreeSet<(RuleId, usize)> = BTreeSet::new();
    for part in parts {
        let kind = match part {
            Part::Rule { rule, doctor } => groups
                .iter()
                .position(|group| group.contains(&doctor))
                .map(|group| (rule, group)),
            _ => None,
        };
        if kind.is_some_and(|kind| needed_alike.contains(&kind)) {
            is_needed.push(true);
            continue;
        }
        if oracle.is_over() {
            is_needed.push(false);
            continue;
        }
        let others = without(&kept, &[part]);
        let mut verdict = oracle.ask_alone(&others)?;
        if matches!(verdict, Verdict::Unknown) {
            verdict = oracle.patiently(|oracle| oracle.ask_alone(&others))?;
        }
        match verdict {
            // A calendar that grew may be what conflicts: then the problem itself need not.
            Verdict::Infeasible(..) if oracle.ask(&others)?.is_infeasible() => {
                kept = others;
                groups = alike(oracle.problem, &kept);
                needed_alike.clear();
            }
            Verdict::Feasible(_) => {
                needed_alike.extend(kind);
                is_needed.push(true);
            }
            Verdict::Infeasible(..) | Verdict::Unknown => is_needed.push(false),
        }
    }
    Ok((kept, is_needed))
}
