//! Demand against places: a maximum flow from hard requirements to hard capacities.
//!
//! What is left out makes the flow larger, never smaller, so a shortage is always real: a doctor's requirements only share a flow where no
//! rotation can count for two of them, blocks are counted with the fewest periods they can have, and only capacities that contain one
//! another are heeded together.

mod ask;
mod cut;
mod limits;
mod network;

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::problem::Problem;
use ask::{Ask, asks_of_round};
use cut::shortages;
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
    let mut look = Look {
        problem,
        limits: &limits,
        found: Vec::new(),
        arcs_left: MOST_ARCS_IN_ALL,
        left_out: 0,
        coarse: 0,
        widest: 0,
    };
    for round in 0..ROUNDS {
        let asks = asks_of_round(problem, axes, &limits, round);
        if asks.is_empty() {
            break;
        }
        for part in parts(&asks, &limits) {
            look.at(&part);
        }
    }
    look.tell(audit);
}

/// What has been found so far, and how much may still be looked at.
struct Look<'a> {
    problem: &'a Problem,
    limits: &'a Limits<'a>,
    found: Vec<Finding>,
    arcs_left: usize,
    /// Asks that were too many.
    left_out: usize,
    /// Groups of which periods were counted together, and how many at most.
    coarse: usize,
    widest: usize,
}

impl Look<'_> {
    /// Looks for bottlenecks of asks that compete for places.
    fn at(&mut self, part: &[&Ask]) {
        let most_arcs = MOST_ARCS.min(self.arcs_left);
        let Some(network) = Network::new(self.problem, self.limits, part, most_arcs) else {
            self.left_out += part.len();
            return;
        };
        self.arcs_left -= network.arc_count().min(self.arcs_left);
        if network.width() > 1 {
            self.coarse += 1;
            self.widest = self.widest.max(network.width());
        }
        for shortage in shortages(&network) {
            let subject = FindingSubject::Activities(shortage.activities);
            self.add(Finding {
                periods: Some(shortage.periods),
                asked: shortage.asked,
                available: shortage.available,
                doctors: shortage.doctors,
                rules: shortage.rules,
                proves_infeasible: true,
                ..Finding::new(FindingKind::PlacesShort, subject)
            });
        }
    }

    /// Rounds overlap, so a bottleneck that several rounds find is told once, with its greatest shortage.
    fn add(&mut self, finding: Finding) {
        let same = |other: &&mut Finding| {
            other.subject == finding.subject && other.periods == finding.periods
        };
        match self.found.iter_mut().find(same) {
            Some(known) if known.short() >= finding.short() => {}
            Some(known) => *known = finding,
            None => self.found.push(finding),
        }
    }

    fn tell(mut self, audit: &mut Audit) {
        self.found.sort_by(|one, other| {
            (one.periods, &one.subject).cmp(&(other.periods, &other.subject))
        });
        audit.findings.extend(self.found);
        if self.coarse > 0 {
            audit.skipped.push(format!(
                "in {} groups of departments places were counted over up to {} periods together.",
                self.coarse, self.widest
            ));
        }
        if self.left_out > 0 {
            audit.skipped.push(format!(
                "{} groups of doctors were too many to hold against the places.",
                self.left_out
            ));
        }
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
