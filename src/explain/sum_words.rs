//! A sum in words: which rules ask for how much, against what, and what would mend it.

use super::finding::{Finding, FindingKind, Term};
use super::group::group;
use super::words::{count, few, noun};
use crate::ids::{DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::BTreeSet;

/// What a finding adds up.
pub(super) fn sum(problem: &Problem, finding: &Finding) -> String {
    let (limits, asks): (Vec<&Term>, Vec<&Term>) =
        finding.terms.iter().partition(|term| term.is_limit);
    let each_period = finding.kind == FindingKind::StaffingShort;
    let asking = asking(problem, &asks);
    let elsewhere = if each_period {
        elsewhere(problem, &asks, &limits)
    } else {
        String::new()
    };
    let limits: Vec<String> = limits
        .iter()
        .map(|term| limit(problem, term, each_period))
        .collect();
    let against = if limits.is_empty() {
        String::new()
    } else {
        format!(", against {}", few(&limits))
    };
    format!("{asking}{against}{elsewhere}")
}

/// What is asked for; many rules that ask for the same together.
fn asking(problem: &Problem, terms: &[&Term]) -> String {
    const MOST_TOLD: usize = 3;
    let alike = |one: &Term, other: &Term| {
        one.amount == other.amount
            && one.doctors == other.doctors
            && one.rule.is_some()
            && other.rule.is_some()
    };
    let mut told: Vec<String> = Vec::new();
    let mut left: Vec<&Term> = terms.to_vec();
    while let Some((&first, others)) = left.split_first() {
        // What no rule asks for is like nothing else, not even itself.
        let (same, rest): (Vec<&Term>, Vec<&Term>) =
            others.iter().partition(|term| alike(first, term));
        let same: Vec<&Term> = std::iter::once(first).chain(same).collect();
        left = rest;
        if same.len() <= MOST_TOLD || !first.doctors.is_empty() {
            told.extend(same.iter().map(|term| ask(problem, term)));
            continue;
        }
        let ids: Vec<String> = same
            .iter()
            .filter_map(|term| term.rule)
            .map(|rule| key(problem, rule))
            .collect();
        told.push(format!(
            "{} rules ask for {} each ({})",
            same.len(),
            first.amount,
            few(&ids)
        ));
    }
    few(&told)
}

/// Doctors who count where something is asked for and cannot be there in the period.
fn elsewhere(problem: &Problem, asks: &[&Term], limits: &[&Term]) -> String {
    let away = missing(problem, asks.iter().chain(limits).copied());
    match away.len() {
        0 => String::new(),
        number => format!(
            "; not {}, who {} away or fixed elsewhere then, or so near to it that no rotation fits",
            group(problem, &away),
            if number == 1 { "is" } else { "are" }
        ),
    }
}

/// The doctors who count where the terms ask for somebody, and are not among those who can be there, ascending.
pub(super) fn missing<'a>(
    problem: &Problem,
    terms: impl Iterator<Item = &'a Term> + Clone,
) -> Vec<DoctorId> {
    let mut counted: BTreeSet<DoctorId> = BTreeSet::new();
    for rule in terms
        .clone()
        .filter(|term| !term.is_limit)
        .filter_map(|term| term.rule)
    {
        let rule = problem.rule(rule);
        if let Rule::Capacity(rule) = rule {
            counted.extend(
                rule.doctors
                    .iter()
                    .filter(|doctor| problem.eligible(*doctor).intersects(&rule.activities)),
            );
        } else if let Rule::Coverage(rule) = rule {
            let doctors = rule.doctor_weights.iter().map(|(doctor, _)| *doctor);
            counted.extend(
                doctors.filter(|doctor| problem.eligible(*doctor).intersects(&rule.activities)),
            );
        }
    }
    terms
        .filter(|term| term.is_limit)
        .flat_map(|term| &term.doctors)
        .for_each(|doctor| {
            counted.remove(doctor);
        });
    counted.into_iter().collect()
}

fn key(problem: &Problem, rule: RuleId) -> String {
    format!("{:?}", problem.rule_key(rule))
}

/// An amount of several doctors, by head where it is the same for all.
fn by_head(term: &Term) -> Option<i64> {
    let heads = i64::try_from(term.doctors.len())
        .ok()
        .filter(|heads| *heads > 0)?;
    (term.amount % heads == 0).then_some(term.amount / heads)
}

fn ask(problem: &Problem, term: &Term) -> String {
    let amount = term.amount;
    let Some(rule) = term.rule else {
        let verb = if term.doctors.len() == 1 { "is" } else { "are" };
        return format!(
            "{} {verb} fixed elsewhere for {amount}",
            group(problem, &term.doctors)
        );
    };
    let id = key(problem, rule);
    match by_head(term) {
        Some(each) if term.doctors.len() > 1 => format!(
            "{id} asks {each} of each of {}",
            group(problem, &term.doctors)
        ),
        Some(each) => format!("{id} asks {each} of {}", group(problem, &term.doctors)),
        None if term.doctors.is_empty() => format!("{id} asks for {amount}"),
        None => format!("{id} asks {amount} of {}", group(problem, &term.doctors)),
    }
}

fn limit(problem: &Problem, term: &Term, each_period: bool) -> String {
    let amount = term.amount;
    let who = group(problem, &term.doctors);
    let Some(rule) = term.rule else {
        return match by_head(term) {
            Some(1) if each_period => format!("{who} who can be there"),
            Some(each) if term.doctors.len() > 1 => {
                format!("{} each of {who}", count(each, noun(problem)))
            }
            _ => format!("{} of {who}", count(amount, noun(problem))),
        };
    };
    let id = key(problem, rule);
    match by_head(term) {
        None if term.doctors.is_empty() => format!("{} of {id}", count(amount, "place")),
        Some(each) if term.doctors.len() > 1 => {
            format!("{id}, which allows {each} to each of {who}")
        }
        _ => format!("{id}, which allows {amount} to {who}"),
    }
}
