//! Every rule in a sentence, with how it is kept.

use super::sentence::{range, rule_in_words, unit};
use super::staffing::whom;
use super::view::View;
use super::words::{count, named};
use crate::ids::{DoctorId, RuleId};
use crate::problem::Rule;
use crate::problem::rule::{Capacity, DoctorSet};
use std::collections::BTreeMap;

/// A rule and how it is kept.
#[derive(Clone, Debug)]
pub(super) struct InForce {
    /// The rule's id in the input.
    pub(super) rule: String,
    /// Of whom it speaks, as a part of a sentence; nothing for everybody.
    pub(super) whom: Option<String>,
    /// What it asks, or what would be a breach, in English.
    pub(super) asks: String,
    /// What a unit of breach costs; `None` for a hard rule.
    pub(super) cost: Option<i64>,
    /// How often it is broken.
    pub(super) broken: usize,
}

impl View<'_> {
    /// All rules but wishes, which have a section of their own, in the order of the input.
    pub(super) fn rules_in_force(&self) -> Vec<InForce> {
        let problem = self.problem;
        let report = self.findings.report;
        let mut broken: BTreeMap<RuleId, usize> = BTreeMap::new();
        for violation in report.violations.iter().chain(&report.breaches) {
            *broken.entry(violation.rule).or_default() += 1;
        }
        let mut doctors: BTreeMap<RuleId, Vec<DoctorId>> = BTreeMap::new();
        for doctor in self.doctors() {
            for &rule in problem.rules_of(doctor) {
                doctors.entry(rule).or_default().push(doctor);
            }
        }
        let everybody = problem.doctors().len();
        let one = |(id, rule): (RuleId, &Rule)| {
            let of: DoctorSet = match doctors.get(&id) {
                Some(doctors) => doctors.iter().copied().collect(),
                None => rule.linked_doctors(),
            };
            let of = (!of.is_empty() && of.len() < everybody).then_some(of);
            let whom = of.map(|of| match (of.as_slice(), whom(problem, &of)) {
                ([doctor], _) => named(&problem.doctor(*doctor).name),
                (_, Some(group)) => group,
                (doctors, None) => self
                    .words
                    .count_of(doctors.len(), super::language::Noun::Doctor),
            });
            InForce {
                rule: problem.rule_key(id).to_owned(),
                whom,
                asks: asks(self, rule),
                cost: problem.cost_of_breach(id),
                broken: broken.get(&id).copied().unwrap_or(0),
            }
        };
        problem
            .rules()
            .filter(|(_, rule)| !matches!(rule, Rule::Preference(_)))
            .map(one)
            .collect()
    }
}

fn asks(view: &View<'_>, rule: &Rule) -> String {
    if let Rule::Requirement(rule) = rule {
        let limits = view.problem.requirement(rule.requirement);
        let unit = unit(view.problem, rule.requirement);
        let all = if limits.min == limits.max {
            count(limits.min, unit)
        } else {
            format!("{} {unit}s", range(limits.min, limits.max))
        };
        format!("{all} there")
    } else if let Rule::Capacity(rule) = rule {
        capacity(view, rule)
    } else {
        format!("never {}", rule_in_words(view.problem, rule))
    }
}

/// Fewest and most doctors, and where.
fn capacity(view: &View<'_>, rule: &Capacity) -> String {
    let problem = view.problem;
    let mut places: Vec<&str> = rule
        .activities
        .iter()
        .map(|activity| {
            problem
                .department(problem.activity(activity).department)
                .name
                .as_str()
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    let more = places.len().saturating_sub(3);
    let mut named: Vec<String> = places.iter().take(3).map(|place| named(place)).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let least = rule.limits.iter().map(|limit| limit.min).max().unwrap_or(0);
    let most = rule
        .limits
        .iter()
        .map(|limit| limit.max.unwrap_or(i64::MAX))
        .max()
        .unwrap_or(i64::MAX);
    let varies = rule
        .limits
        .windows(2)
        .any(|pair| (pair[0].min, pair[0].max) != (pair[1].min, pair[1].max))
        || rule.limits.len() < problem.horizon().len();
    let times = if varies { ", at some times others" } else { "" };
    format!(
        "{} doctors in {}{times}",
        range(least, most),
        named.join(", ")
    )
}
