//! Naming the minimum cut: where more is asked for than there is.

use super::network::{Network, Node};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

/// A bottleneck.
#[derive(Clone, Debug)]
pub(super) struct Shortage {
    pub(super) activities: Vec<ActivityId>,
    pub(super) periods: (PeriodId, PeriodId),
    /// Doctors times periods that cannot be anywhere else.
    pub(super) asked: i64,
    /// Places times periods.
    pub(super) available: i64,
    pub(super) doctors: Vec<DoctorId>,
    pub(super) rules: Vec<RuleId>,
}

/// The bottlenecks of a network; they are separate if nothing that is asked for could move from one to the other.
pub(super) fn shortages(network: &Network<'_>) -> Vec<Shortage> {
    let graph = &network.graph;
    let asked = graph
        .edges(network.source)
        .fold(0_u64, |sum, edge| sum.saturating_add(*edge.weight()));
    let (flow, flows) = petgraph::algo::dinics(graph, network.source, network.sink);
    if flow >= asked {
        return Vec::new();
    }
    // The narrowest minimum cut: what the source can still reach.
    let mut is_reached = vec![false; graph.node_count()];
    let mut open = vec![network.source];
    is_reached[network.source.index()] = true;
    while let Some(node) = open.pop() {
        let forward = graph
            .edges(node)
            .filter(|edge| flows[edge.id().index()] < *edge.weight())
            .map(|edge| edge.target());
        let back = graph
            .edges_directed(node, Direction::Incoming)
            .filter(|edge| flows[edge.id().index()] > 0)
            .map(|edge| edge.source());
        for next in forward.chain(back) {
            if !std::mem::replace(&mut is_reached[next.index()], true) {
                open.push(next);
            }
        }
    }
    let mut is_told = vec![false; graph.node_count()];
    is_told[network.source.index()] = true;
    let mut found = Vec::new();
    for start in graph
        .neighbors(network.source)
        .filter(|node| is_reached[node.index()])
    {
        if is_told[start.index()] {
            continue;
        }
        let mut part = vec![start];
        is_told[start.index()] = true;
        let mut next = 0;
        while let Some(&node) = part.get(next) {
            next += 1;
            for neighbour in graph
                .neighbors_undirected(node)
                .filter(|neighbour| is_reached[neighbour.index()])
            {
                if !std::mem::replace(&mut is_told[neighbour.index()], true) {
                    part.push(neighbour);
                }
            }
        }
        found.extend(name(network, &part, &is_reached));
    }
    found.sort_by(|one: &Shortage, other| {
        (one.periods, &one.activities).cmp(&(other.periods, &other.activities))
    });
    found
}

/// What a part of the cut stands for; `None` if it is not short of anything.
fn name(network: &Network<'_>, part: &[NodeIndex], is_reached: &[bool]) -> Option<Shortage> {
    let graph = &network.graph;
    let (mut asked, mut places, mut elsewhere) = (0_u64, 0_u64, 0_u64);
    let mut wanted: BTreeSet<ActivityId> = BTreeSet::new();
    let mut limited: BTreeSet<ActivityId> = BTreeSet::new();
    let mut doctors: BTreeSet<DoctorId> = BTreeSet::new();
    let mut rules: BTreeSet<RuleId> = BTreeSet::new();
    let mut span: Option<(usize, usize)> = None;
    for &node in part {
        if let Node::Ask(index) = graph[node] {
            let ask = network.asks[index];
            asked = asked.saturating_add(ask.need.saturating_mul(ask.doctors.len() as u64));
            wanted.extend(&ask.activities);
            doctors.extend(&ask.doctors);
            rules.insert(ask.rule);
        }
        for edge in graph
            .edges(node)
            .filter(|edge| !is_reached[edge.target().index()])
        {
            let Node::Place(rule, stretch) = graph[node] else {
                elsewhere = elsewhere.saturating_add(*edge.weight());
                continue;
            };
            places = places.saturating_add(*edge.weight());
            limited.extend(network.limits.capacity(rule).activities.iter());
            rules.insert(network.limits.rule(rule));
            let periods = network.stretch(stretch);
            let (first, last) = span.unwrap_or((periods.start, periods.start));
            span = Some((
                first.min(periods.start),
                last.max(periods.end.saturating_sub(1)),
            ));
        }
    }
    let (first, last) = span?;
    // What can be met elsewhere is not asked for here.
    let here = asked.checked_sub(elsewhere).filter(|here| *here > places)?;
    Some(Shortage {
        activities: limited.intersection(&wanted).copied().collect(),
        periods: (PeriodId::new(first), PeriodId::new(last)),
        asked: i64::try_from(here).unwrap_or(i64::MAX),
        available: i64::try_from(places).unwrap_or(i64::MAX),
        doctors: doctors.into_iter().collect(),
        rules: rules.into_iter().collect(),
    })
}
