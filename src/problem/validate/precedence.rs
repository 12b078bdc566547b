//! What comes before what.

use super::Resolver;
use super::budget::Budget;
use super::cycles::cyclic_parts;
use super::table_row::TableRow;
use crate::error::Code;
use crate::ids::ActivityId;
use crate::problem::entity::RequirementIndex;
use crate::problem::row::RuleRow;
use crate::problem::rule::{DoctorSet, Precedence, Rule};
use petgraph::algo::toposort;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A precedence that holds for certain, as edges from each requirement to the one after it.
struct Strict {
    doctors: DoctorSet,
    edges: Vec<(RequirementIndex, RequirementIndex)>,
}

impl Resolver {
    pub(super) fn resolve_precedence(&mut self) {
        let draft = self.draft.clone();
        let mut strict: Vec<Strict> = Vec::new();
        for (index, row) in draft.precedence.iter().enumerate() {
            let at = TableRow::new("precedence", index, format!("precedence {:?}", row.id));
            self.rule_id(&row.id, &at.pointer);
            let doctors = self.doctors(&row.doctors, &at.field("doctors"), &at.subject);
            let before = self.requirements(&row.before, "before", &at);
            let after = self.requirement(&row.after, &at.field("after"), &at.subject);
            self.weight(row.weight, &at.pointer, &at.subject);
            let (Some(doctors), Some(before), Some(after)) = (doctors, before, after) else {
                continue;
            };
            let count = usize::try_from(row.count.unwrap_or(before.len() as i64)).unwrap_or(0);
            if count == 0 || count > before.len() {
                let (count, most) = (row.count.unwrap_or(0), before.len());
                let message = format!("count is {count}; it can be 1 to {most}.");
                self.error_in(&at, "count", Code::ContradictoryRule, message);
                continue;
            }
            if row.weight.is_none() && count == before.len() {
                strict.push(Strict {
                    doctors: doctors.clone(),
                    edges: before.iter().map(|&before| (before, after)).collect(),
                });
            }
            let rule = Precedence {
                doctors,
                before,
                count,
                after,
                weight: row.weight,
            };
            self.add_rule(
                row.id.clone(),
                RuleRow::Precedence(index),
                Rule::Precedence(rule),
            );
        }
        self.report_precedence_cycles(&strict);
    }

    /// Reports cycles among the precedences that speak of the same doctor: what one doctor does first may come last for another.
    fn report_precedence_cycles(&mut self, strict: &[Strict]) {
        let draft = self.draft.clone();
        let keys: Vec<&str> = draft
            .requirements
            .iter()
            .map(|requirement| requirement.id.as_str())
            .collect();
        let all: Vec<usize> = (0..strict.len()).collect();
        if toposort(&graph_of(&all, strict), None).is_ok() {
            return;
        }
        let mut rules_of: Vec<Vec<usize>> = vec![Vec::new(); self.data.doctors.len()];
        for (rule, Strict { doctors, edges }) in strict.iter().enumerate() {
            let pairs = doctors.len().saturating_mul(edges.len());
            if !self.spend(Budget::RuleDoctors, pairs, "/precedence", "precedence") {
                return;
            }
            doctors
                .iter()
                .for_each(|doctor| rules_of[doctor.index()].push(rule));
        }
        rules_of.sort_unstable();
        rules_of.dedup();
        let mut reported = HashSet::new();
        for rules in rules_of {
            let graph = graph_of(&rules, strict);
            if toposort(&graph, None).is_err() && reported.insert(requirements_in(&graph)) {
                self.report_cycles(&graph, &keys, "/precedence", "requirement");
            }
        }
    }
}

impl Resolver {
    /// Warns of rotations that must be followed where some are asked for at the end of the horizon, behind which nothing follows.
    pub(super) fn warn_of_no_successor(&mut self) {
        /// Rules of each kind that are looked at.
        const MOST: usize = 30;
        let last = self.horizon().all().iter().last();
        let of_leave = |activity: ActivityId| {
            let base = self.names.leave_of.get(&activity.index());
            base.map_or(activity, |base| ActivityId::new(*base))
        };
        let (mut asked, mut must) = (Vec::new(), Vec::new());
        for named in &self.data.rules {
            if let Rule::Succession(rule) = &named.rule
                && rule.must
                && rule.weight.is_none()
            {
                must.push((named, rule));
            } else if let Rule::Capacity(rule) = &named.rule
                && rule.weight.is_none()
                && let Some(limit) = rule.limits.last()
                && Some(limit.period) == last
                && limit.min > 0
            {
                asked.push((named, rule, limit.min));
            }
        }
        asked.truncate(MOST);
        let mut told = Vec::new();
        for (named, rule) in must.into_iter().take(MOST) {
            let clashes = asked.iter().find(|(_, capacity, _)| {
                capacity
                    .doctors
                    .iter()
                    .all(|doctor| rule.doctors.contains(doctor))
                    && capacity
                        .activities
                        .iter()
                        .all(|activity| rule.first.contains(of_leave(activity)))
            });
            if let Some((capacity, _, min)) = clashes {
                let message = format!(
                    "nothing follows a rotation that lasts to the end of the horizon, and rule {:?} asks for {min} such in the last period: no schedule keeps both.",
                    capacity.key
                );
                told.push((
                    self.pointer_of(named.row),
                    format!("rule {:?}", named.key),
                    message,
                ));
            }
        }
        for (pointer, subject, message) in told {
            self.found
                .warning(Code::NothingFollows, pointer, subject, message);
        }
    }
}

/// The graph of some rules, over the requirements that they name: what is before what.
fn graph_of(rules: &[usize], strict: &[Strict]) -> DiGraph<usize, ()> {
    let mut graph = DiGraph::new();
    let edges = || rules.iter().flat_map(|&rule| &strict[rule].edges);
    let named: BTreeSet<usize> = edges()
        .flat_map(|&(before, after)| [before, after])
        .collect();
    let nodes: BTreeMap<usize, _> = named
        .into_iter()
        .map(|requirement| (requirement, graph.add_node(requirement)))
        .collect();
    for (before, after) in edges() {
        graph.add_edge(nodes[before], nodes[after], ());
    }
    graph
}

/// The requirements of each part of the graph that is cyclic.
fn requirements_in(graph: &DiGraph<usize, ()>) -> Vec<Vec<usize>> {
    cyclic_parts(graph)
        .map(|part| part.into_iter().map(|node| graph[node]).collect())
        .collect()
}
