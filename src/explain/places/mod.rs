//! Demand against places: a maximum flow from hard requirements to hard capacities.
//!
//! What is left out makes the flow larger, never smaller, so a shortage is always real: a doctor's requirements only share a flow where no
//! rotation can count for two of them, blocks are counted with the fewest periods they can have, and only capacities that contain one
//! another are heeded together.

mod ask;
mod cut;
mod limits;
mod network;

use super::audit::Audit;
use super::finding::{Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::problem::Problem;
use ask::{Ask, asks_of_round};
use limits::Limits;
use network::Network;

/// Most arcs of one flow; more periods are counted together where it needs more.
const MOST_ARCS: usize = 20_000;
/// Most arcs of all flows together.
const MOST_ARCS_IN_ALL: usize = 1_000_000;
/// Most rounds for requirements that share activities.
const ROUNDS: usize = 4;

/// Adds a finding for each bottleneck between hard requirements and hard capacities.
pub(super) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    let limits = Limits::new(problem);
    if limits.is_empty() {
        return;
    }
    let mut found: Vec<Finding> = Vec::new();
    let mut arcs_left = MOST_ARCS_IN_ALL;
    let mut left_out = 0_usize;
    let mut coarse: Option<(usize, usize)> = None;
    for round in 0..ROUNDS {
        let asks = asks_of_round(problem, axes, &limits, round);
        if asks.is_empty() {
            break;
        }
        for part in parts(&asks, &limits) {
            let Some(network) = Network::new(problem, &limits, &part, MOST_ARCS.min(arcs_left))
            else {
                left_out += part.len();
                continue;
            };
            arcs_left -= network.arc_count().min(arcs_left);
            if network.width() > 1 {
                let (parts, widest) = coarse.unwrap_or_default();
                coarse = Some((parts + 1, widest.max(network.width())));
            }
            for shortage in network.shortages() {
                let finding = Finding {
                    kind: FindingKind::PlacesShort,
                    subject: FindingSubject::Activities(shortage.activities),
                    periods: Some(shortage.periods),
                    asked: shortage.asked,
                    available: shortage.available,
                    doctors: shortage.doctors,
                    rules: shortage.rules,
                    terms: Vec::new(),
                    more_periods: 0,
                    proves_infeasible: true,
                };
                // Rounds overlap, so a bottleneck that several rounds find is told once, with its greatest shortage.
                let same = |other: &&mut Finding| {
                    other.subject == finding.subject && other.periods == finding.periods
                };
                match found.iter_mut().find(same) {
                    Some(known) if known.short() >= finding.short() => {}
                    Some(known) => *known = finding,
                    None => found.push(finding),
                }
            }
        }
    }
    found.sort_by(|one, other| (one.periods, &one.subject).cmp(&(other.periods, &other.subject)));
    audit.findings.extend(found);
    if let Some((parts, widest)) = coarse {
        audit.skipped.push(format!("in {parts} groups of departments places were counted over up to {widest} periods together."));
    }
    if left_out > 0 {
        audit.skipped.push(format!(
            "{left_out} groups of doctors were too many to hold against the places."
        ));
    }
}

/// Asks that compete for no common place, apart.
fn parts<'a>(asks: &'a [Ask], limits: &Limits) -> Vec<Vec<&'a Ask>> {
    let mut sets = petgraph::unionfind::UnionFind::<usize>::new(limits.len() + asks.len());
    for (index, ask) in asks.iter().enumerate() {
        for &activity in &ask.activities {
            for rule in limits.chain(activity, &ask.restricted) {
                sets.union(limits.len() + index, rule);
            }
        }
    }
    let mut parts: std::collections::BTreeMap<usize, Vec<&Ask>> = std::collections::BTreeMap::new();
    for (index, ask) in asks.iter().enumerate() {
        parts
            .entry(sets.find(limits.len() + index))
            .or_default()
            .push(ask);
    }
    parts.into_values().collect()
}
