//! Requirements, elective groups and precedence.

use super::Resolver;
use super::size::Budget;
use crate::error::Code;
use crate::ids::DoctorId;
use crate::problem::draft::UnitDraft;
use crate::problem::entity::{RequirementIndex, RequirementLimits};
use crate::problem::row::RuleRow;
use crate::problem::rule::{DoctorSet, Elective, Precedence, Requirement, Rule};
use petgraph::algo::toposort;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet};

impl Resolver {
    pub(super) fn resolve_requirements(&mut self) {
        let draft = self.draft.clone();
        self.names.requirements = self.name_table(
            "requirement",
            "requirements",
            draft.requirements.iter().map(|entity| entity.id.as_str()),
        );
        for (index, row) in draft.requirements.iter().enumerate() {
            let subject = format!("requirement {:?}", row.id);
            let pointer = format!("/requirements/{index}");
            let doctors = self
                .doctors(&row.doctors, &format!("{pointer}/doctors"), &subject)
                .unwrap_or_default();
            let activities = self
                .activities(&row.activities, &format!("{pointer}/activities"), &subject)
                .unwrap_or_default();
            let within = self
                .periods(&row.within, &format!("{pointer}/within"), &subject)
                .unwrap_or_default();
            self.limits((row.min, row.max), ("min", "max"), &pointer, &subject);
            self.limits(
                (row.run_min, row.run_max),
                ("run_min", "run_max"),
                &pointer,
                &subject,
            );
            self.limits(
                (row.runs_min, row.runs_max),
                ("runs_min", "runs_max"),
                &pointer,
                &subject,
            );
            self.weight(row.weight, &pointer, &subject);
            let max = row.max.unwrap_or(i64::MAX);
            if row.run_min > max {
                let message = format!(
                    "its shortest rotation, {}, is longer than max {max}.",
                    row.run_min
                );
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/run_min"),
                    subject.clone(),
                    message,
                );
            }
            let most = row
                .runs_max
                .unwrap_or(i64::MAX)
                .saturating_mul(row.run_max.unwrap_or(i64::MAX));
            if most < row.min && row.weight.is_none() {
                let message = format!(
                    "runs_max rotations of run_max add up to {most}, less than min {}.",
                    row.min
                );
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/min"),
                    subject.clone(),
                    message,
                );
            }
            if row.runs_min.saturating_mul(row.run_min.max(1)) > max {
                let message = format!("runs_min rotations of run_min are more than max {max}.");
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/runs_min"),
                    subject,
                    message,
                );
            }
            self.data.requirements.push(RequirementLimits {
                key: row.id.clone(),
                doctors,
                activities,
                min: row.min,
                max,
                in_blocks: row.unit == UnitDraft::Blocks,
                run_min: row.run_min,
                run_max: row.run_max.unwrap_or(i64::MAX),
                runs_min: row.runs_min,
                runs_max: row.runs_max.unwrap_or(i64::MAX),
                optional: row.optional,
                within,
                weight: row.weight,
                history: Vec::new(),
            });
            self.add_rule(
                row.id.clone(),
                RuleRow::Requirement(index),
                Rule::Requirement(Requirement { requirement: index }),
            );
        }
        self.resolve_history();
        self.resolve_electives();
        self.resolve_precedence();
    }

    fn resolve_history(&mut self) {
        let draft = self.draft.clone();
        let mut seen = std::collections::HashSet::new();
        for (index, row) in draft.history.iter().enumerate() {
            let subject = format!("history of doctor {:?}", row.doctor);
            let pointer = format!("/history/{index}");
            let found = self.names.doctors.get(&row.doctor);
            let doctor = self.look_up(
                found,
                "doctor",
                &row.doctor,
                &format!("{pointer}/doctor"),
                &subject,
            );
            let requirement = self.requirement(
                &row.requirement,
                &format!("{pointer}/requirement"),
                &subject,
            );
            for (field, number) in [("amount", row.amount), ("runs", row.runs)] {
                if number < 0 {
                    self.found.error(
                        Code::NegativeNumber,
                        format!("{pointer}/{field}"),
                        subject.clone(),
                        format!("{field} is negative."),
                    );
                }
            }
            if let (Some(doctor), Some(requirement)) = (doctor, requirement) {
                if !seen.insert((doctor, requirement)) {
                    let message =
                        format!("an earlier row has requirement {:?}, too.", row.requirement);
                    self.found
                        .error(Code::DuplicateId, pointer, subject, message);
                    continue;
                }
                self.data.requirements[requirement].history.push((
                    DoctorId::new(doctor),
                    row.amount,
                    row.runs,
                ));
            }
        }
        for requirement in &mut self.data.requirements {
            requirement.history.sort_unstable();
        }
    }

    fn resolve_electives(&mut self) {
        let draft = self.draft.clone();
        for (index, row) in draft.electives.iter().enumerate() {
            let subject = format!("elective {:?}", row.id);
            let pointer = format!("/electives/{index}");
            self.rule_id(&row.id, &pointer);
            let doctors = self.doctors(&row.doctors, &format!("{pointer}/doctors"), &subject);
            let requirements = self.requirements(
                &row.requirements,
                &format!("{pointer}/requirements"),
                &subject,
            );
            let sound = self.limits((row.min, row.max), ("min", "max"), &pointer, &subject);
            self.weight(row.weight, &pointer, &subject);
            let (Some(doctors), Some(requirements), true) = (doctors, requirements, sound) else {
                continue;
            };
            if usize::try_from(row.min).is_ok_and(|min| min > requirements.len())
                && row.weight.is_none()
            {
                let message = format!(
                    "min {} is more than the {} requirements to choose from.",
                    row.min,
                    requirements.len()
                );
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/min"),
                    subject,
                    message,
                );
            }
            let max = row.max.unwrap_or(i64::MAX);
            let rule = Elective {
                doctors,
                requirements,
                min: row.min,
                max,
                weight: row.weight,
            };
            self.add_rule(
                row.id.clone(),
                RuleRow::Elective(index),
                Rule::Elective(rule),
            );
        }
    }

    fn resolve_precedence(&mut self) {
        let draft = self.draft.clone();
        let mut strict: Vec<(DoctorSet, Vec<(usize, usize)>)> = Vec::new();
        for (index, row) in draft.precedence.iter().enumerate() {
            let subject = format!("precedence {:?}", row.id);
            let pointer = format!("/precedence/{index}");
            self.rule_id(&row.id, &pointer);
            let doctors = self.doctors(&row.doctors, &format!("{pointer}/doctors"), &subject);
            let before = self.requirements(&row.before, &format!("{pointer}/before"), &subject);
            let after = self.requirement(&row.after, &format!("{pointer}/after"), &subject);
            self.weight(row.weight, &pointer, &subject);
            let (Some(doctors), Some(before), Some(after)) = (doctors, before, after) else {
                continue;
            };
            let count = usize::try_from(row.count.unwrap_or(before.len() as i64)).unwrap_or(0);
            if count == 0 || count > before.len() {
                let message = format!(
                    "count is {}; it can be 1 to {}.",
                    row.count.unwrap_or(0),
                    before.len()
                );
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/count"),
                    subject,
                    message,
                );
                continue;
            }
            if row.weight.is_none() && count == before.len() {
                let edges: Vec<(usize, usize)> = before
                    .iter()
                    .map(|&requirement| (requirement, after))
                    .collect();
                strict.push((doctors.clone(), edges));
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
    fn report_precedence_cycles(&mut self, strict: &[(DoctorSet, Vec<(usize, usize)>)]) {
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
        for (rule, (doctors, edges)) in strict.iter().enumerate() {
            if !self.spend(
                Budget::RuleDoctors,
                doctors.len().saturating_mul(edges.len()),
                "/precedence",
                "precedence",
            ) {
                return;
            }
            doctors
                .iter()
                .for_each(|doctor| rules_of[doctor.index()].push(rule));
        }
        rules_of.sort_unstable();
        rules_of.dedup();
        let mut reported = std::collections::HashSet::new();
        for rules in rules_of {
            let graph = graph_of(&rules, strict);
            if toposort(&graph, None).is_err() && reported.insert(cycles_of(&graph)) {
                self.report_cycles(&graph, &keys, "/precedence", "requirement");
            }
        }
    }

    pub(in crate::problem) fn requirement(
        &mut self,
        key: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<RequirementIndex> {
        let found = self.names.requirements.get(key);
        self.look_up(found, "requirement", key, pointer, subject)
    }

    fn requirements(
        &mut self,
        keys: &[String],
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<RequirementIndex>> {
        if keys.is_empty() {
            self.found.error(
                Code::MissingValue,
                pointer,
                subject,
                "it names no requirement.",
            );
            return None;
        }
        let mut list: Vec<RequirementIndex> = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            list.push(self.requirement(key, &format!("{pointer}/{position}"), subject)?);
        }
        list.sort_unstable();
        list.dedup();
        Some(list)
    }

    /// Reports a weight below zero.
    pub(in crate::problem) fn weight(&mut self, weight: Option<i64>, pointer: &str, subject: &str) {
        if weight.is_some_and(|weight| weight < 0) {
            let message = "weight is negative; a weight is the cost of breaking the rule.";
            self.found.error(
                Code::NegativeNumber,
                format!("{pointer}/weight"),
                subject,
                message,
            );
        }
    }

    /// Reports an empty rule id.
    pub(super) fn rule_id(&mut self, key: &str, pointer: &str) {
        if key.trim().is_empty() {
            self.found.error(
                Code::EmptyId,
                format!("{pointer}/id"),
                "rule",
                "the id is empty.",
            );
        }
    }
}

/// The graph of some rules, over the requirements that they name: what is before what.
fn graph_of(rules: &[usize], strict: &[(DoctorSet, Vec<(usize, usize)>)]) -> DiGraph<usize, ()> {
    let mut graph = DiGraph::new();
    let edges = || rules.iter().flat_map(|&rule| &strict[rule].1);
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

/// The requirements of each strongly connected part that is a cycle.
fn cycles_of(graph: &DiGraph<usize, ()>) -> Vec<Vec<usize>> {
    let looped = |component: &Vec<_>| {
        component.len() > 1
            || component
                .iter()
                .any(|&node| graph.contains_edge(node, node))
    };
    let components = petgraph::algo::kosaraju_scc(graph)
        .into_iter()
        .filter(looped);
    components
        .map(|component| component.into_iter().map(|node| graph[node]).collect())
        .collect()
}
