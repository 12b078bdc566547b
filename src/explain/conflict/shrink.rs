//! Making a set of parts that cannot hold together as small as can be.

use super::super::chosen::without;
use super::super::oracle::{Oracle, Verdict};
use super::super::part::Part;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId, RuleId};
use std::collections::BTreeMap;

/// The smallest of `parts` that still conflict: whole doctors first, then single parts, then the stretches of capacities.
///
/// What could not be decided stays. Needs about k · log(n / k) questions for k of n parts (Junker, "QuickXPlain", AAAI 2004).
///
/// # Errors
/// If an engine breaks.
pub(in crate::explain) fn shrink(oracle: &mut Oracle<'_>, parts: &[Part]) -> Result<Vec<Part>> {
    let mut groups: BTreeMap<Option<DoctorId>, Vec<Part>> = BTreeMap::new();
    let mut shared: Vec<Vec<Part>> = Vec::new();
    for &part in parts {
        match part.doctor() {
            Some(doctor) => groups.entry(Some(doctor)).or_default().push(part),
            None => shared.push(vec![part]),
        }
    }
    let groups: Vec<Vec<Part>> = shared.into_iter().chain(groups.into_values()).collect();
    let kept = explain(oracle, &[], false, &groups)?;
    let single: Vec<Vec<Part>> = kept.into_iter().flatten().map(|part| vec![part]).collect();
    let kept: Vec<Part> = explain(oracle, &[], false, &single)?.into_iter().flatten().collect();
    let mut kept = narrow(oracle, kept)?;
    kept.sort_unstable();
    Ok(kept)
}

/// The groups needed for a conflict with the background; those that come later are left out with preference.
fn explain(oracle: &mut Oracle<'_>, background: &[Part], is_new: bool, groups: &[Vec<Part>]) -> Result<Vec<Vec<Part>>> {
    if is_new && oracle.ask(background)?.is_infeasible() {
        return Ok(Vec::new());
    }
    if groups.len() <= 1 {
        return Ok(groups.to_vec());
    }
    let (first, second) = groups.split_at(groups.len() / 2);
    let with = |more: &[Vec<Part>]| -> Vec<Part> { background.iter().chain(more.iter().flatten()).copied().collect() };
    let of_second = explain(oracle, &with(first), true, second)?;
    let of_first = explain(oracle, &with(&of_second), !of_second.is_empty(), first)?;
    Ok(of_first.into_iter().chain(of_second).collect())
}

/// Shortens the stretches of capacities from both ends.
fn narrow(oracle: &mut Oracle<'_>, parts: Vec<Part>) -> Result<Vec<Part>> {
    let mut parts = parts;
    for position in 0..parts.len() {
        let Part::Places { rule, first, last } = parts[position] else { continue };
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
            if conflicts(middle, last.index())? { low = middle } else { high = middle - 1 }
        }
        let start = low;
        let (mut low, mut high) = (start, last.index());
        while low < high {
            let middle = usize::midpoint(low, high);
            if conflicts(start, middle)? { high = middle } else { low = middle + 1 }
        }
        parts[position] = places(rule, start, high);
    }
    Ok(parts)
}

fn places(rule: RuleId, first: usize, last: usize) -> Part {
    Part::Places { rule, first: PeriodId::new(first), last: PeriodId::new(last) }
}

/// Asks of each part whether the others hold together without it: leaves it out if they do not, and says which parts a checked schedule
/// proves to be needed. What could not be decided among many parts often can among the few that are left.
///
/// # Errors
/// If an engine breaks.
pub(super) fn needed(oracle: &mut Oracle<'_>, parts: Vec<Part>) -> Result<(Vec<Part>, Vec<bool>)> {
    let mut kept = parts.clone();
    let mut is_needed = Vec::new();
    for part in parts {
        let others = without(&kept, &[part]);
        let mut verdict = oracle.ask(&others)?;
        if matches!(verdict, Verdict::Unknown) {
            verdict = oracle.patiently(|oracle| oracle.ask(&others))?;
        }
        match verdict {
            Verdict::Infeasible(..) => kept = others,
            Verdict::Feasible(_) => is_needed.push(true),
            Verdict::Unknown => is_needed.push(false),
        }
    }
    Ok((kept, is_needed))
}
