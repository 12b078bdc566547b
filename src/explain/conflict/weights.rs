//! Doctors and rows that carry a proof of infeasibility.

use super::super::oracle::Oracle;
use super::super::part::Part;
use super::super::rewrite::{Origin, Rewritten};
use super::super::row_keys::{RowKey, ray_of, row_keys};
use super::related::related;
use super::suspects::own_rules;
use crate::certificate::Certificate;
use crate::diagram::{BestPath, BuildLimits, Charges, LabelWeights, Pathways, Weights};
use crate::error::Result;
use crate::formulation::{ChargeBuffer, Formulation, PriceTable, own_rows};
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// Sets of parts that the certificate points at, small ones first: the rows that have a price, with the doctors whose own parts weigh most
/// in the proof. The last one has every doctor whose parts weigh anything.
///
/// # Errors
/// If an engine breaks.
pub(super) fn weighty(
    oracle: &Oracle<'_>,
    left: &[Part],
    all: &Rewritten,
    certificate: &Certificate,
) -> Result<Vec<Vec<Part>>> {
    let problem = oracle.problem;
    let bound = Priced::new(all, certificate.diagram_arc_limit);
    let ray = ray_of(all, &bound.formulation, certificate);
    // What a doctor's diagram counts is asked of that doctor, whatever rule says it.
    let own = bound.pathways.own_rows();
    let of_doctor: Vec<Vec<RuleId>> = problem
        .doctor_ids()
        .map(|doctor| own_rules(all, own, doctor))
        .collect();
    let is_own = |part: &Part| matches!(part, Part::Shared { rule } if of_doctor.iter().flatten().any(|own| own == rule));
    let shared: Vec<Part> = left
        .iter()
        .filter(|part| part.doctor().is_none() && !is_own(part))
        .copied()
        .collect();
    let Ok(free) = oracle.write(&shared) else {
        return Ok(Vec::new());
    };
    let free = Priced::new(&free, certificate.diagram_arc_limit);
    let count = problem.doctors().len();
    let (bound_values, free_values) = (bound.values(&ray, count), free.values(&ray, count));
    // What would be left of the proof if nothing were asked of anybody, and what asking each doctor takes off.
    let mut allowed = free.terms(&ray)
        + free_values
            .iter()
            .map(|value| i128::from(*value))
            .sum::<i128>();
    let mut weights: Vec<(i64, DoctorId)> = free_values
        .iter()
        .zip(&bound_values)
        .enumerate()
        .map(|(index, (free, bound))| (free.saturating_sub(*bound), DoctorId::new(index)))
        .filter(|(weight, _)| *weight > 0)
        .collect();
    weights.sort_unstable_by_key(|(weight, doctor)| (std::cmp::Reverse(*weight), *doctor));
    let is_short = |weight: i64| {
        let is_short = allowed >= 0;
        allowed -= i128::from(weight);
        is_short
    };
    let enough = weights
        .iter()
        .map(|entry| entry.0)
        .map(is_short)
        .take_while(|is_short| *is_short)
        .count();
    let rows = PricedRows {
        of_doctor,
        ..rows_of(all, &bound, &ray)
    };
    let mut sets = Vec::new();
    let mut size = enough.max(1);
    while size < weights.len() {
        sets.push(rows.parts(problem, left, &weights[..size]));
        size *= 2;
    }
    sets.push(rows.parts(problem, left, &weights));
    Ok(sets)
}

/// A problem written anew with what it takes to evaluate prices doctor by doctor.
struct Priced {
    problem: Problem,
    pathways: Pathways,
    formulation: Formulation,
    keys: Vec<Option<RowKey>>,
}

impl Priced {
    fn new(rewritten: &Rewritten, arcs: usize) -> Self {
        let problem = rewritten.problem.clone();
        let own = own_rows(&problem);
        let limits = BuildLimits { arcs };
        let pathways = Pathways::build_with(None, (&problem, own), limits, &|| false);
        let formulation = Formulation::new(&problem, &pathways);
        let keys = row_keys(rewritten, &formulation);
        Self {
            problem,
            pathways,
            formulation,
            keys,
        }
    }

    fn price(&self, row: usize, ray: &BTreeMap<RowKey, i64>) -> i64 {
        self.keys[row]
            .and_then(|key| ray.get(&key))
            .copied()
            .unwrap_or(0)
    }

    /// Prices times limits. Groups count as their rows do: this only ranks.
    fn terms(&self, ray: &BTreeMap<RowKey, i64>) -> i128 {
        let term = |(index, row): (usize, &crate::formulation::Row)| {
            let (lower, upper) = row.shape.hull();
            let price = self.price(index, ray);
            i128::from(price) * i128::from(if price > 0 { upper } else { lower }.unwrap_or(0))
        };
        self.formulation.rows().iter().enumerate().map(term).sum()
    }

    /// Value of each doctor's best pathway under the prices, 0 where there is none.
    fn values(&self, ray: &BTreeMap<RowKey, i64>, doctors: usize) -> Vec<i64> {
        let prices: Vec<i64> = (0..self.keys.len())
            .map(|row| self.price(row, ray))
            .collect();
        let mut table = PriceTable::default();
        table.set(&self.formulation, self.problem.activities().len(), &prices);
        let mut charges = ChargeBuffer::default();
        let mut weights = LabelWeights::default();
        let mut best = BestPath::default();
        let mut value = |doctor: DoctorId| {
            let (axis, class) = (self.pathways.axis(doctor), self.pathways.class(doctor));
            charges.fill(&self.formulation, &self.pathways, doctor, &table);
            let charged = Charges {
                factor: charges.score,
                cells: &charges.cells,
                slots: &charges.slots,
            };
            weights.fill(
                &class.diagram,
                self.pathways.table(doctor),
                axis.len(),
                &charged,
            );
            let value = best.run(&class.diagram, &weights.labels);
            if value <= i64::NOWHERE / 2 { 0 } else { value }
        };
        (0..doctors)
            .map(|doctor| value(DoctorId::new(doctor)))
            .collect()
    }
}

/// Rows with a price, by what they belong to.
struct PricedRows {
    stretches: BTreeMap<RuleId, (PeriodId, PeriodId)>,
    rules: Vec<RuleId>,
    /// Shared rules that doctors' diagrams count.
    of_doctor: Vec<Vec<RuleId>>,
}

fn rows_of(all: &Rewritten, bound: &Priced, ray: &BTreeMap<RowKey, i64>) -> PricedRows {
    let mut stretches: BTreeMap<RuleId, (PeriodId, PeriodId)> = BTreeMap::new();
    let mut rules: BTreeSet<RuleId> = BTreeSet::new();
    for (index, row) in bound
        .formulation
        .rows()
        .iter()
        .enumerate()
        .filter(|(index, _)| bound.price(*index, ray) != 0)
    {
        match (all.origin(row.rule), bound.keys[index]) {
            (_, Some(RowKey::Places(rule, period))) => {
                let known = stretches.entry(rule).or_insert((period, period));
                *known = (known.0.min(period), known.1.max(period));
            }
            (Some(Origin::Rule(rule)), _) => {
                rules.insert(rule);
            }
            _ => {}
        }
    }
    PricedRows {
        stretches,
        rules: rules.into_iter().collect(),
        of_doctor: Vec::new(),
    }
}

impl PricedRows {
    /// The parts of these rows and of these doctors.
    fn parts(&self, problem: &Problem, left: &[Part], weights: &[(i64, DoctorId)]) -> Vec<Part> {
        let doctors: BTreeSet<DoctorId> = weights.iter().map(|entry| entry.1).collect();
        let mut parts = Vec::new();
        for (&rule, &periods) in &self.stretches {
            parts.extend(related(left, &BTreeSet::new(), &[rule], Some(periods)));
        }
        let own = doctors
            .iter()
            .filter_map(|doctor| self.of_doctor.get(doctor.index()));
        let rules: Vec<RuleId> = self.rules.iter().chain(own.flatten()).copied().collect();
        parts.extend(related(left, &doctors, &rules, None));
        let is_priced = |event: EventId| {
            self.rules.iter().any(|&rule| matches!(problem.rule(rule), Rule::Attendance(attendance) if attendance.event == event))
        };
        parts.extend(
            left.iter()
                .filter(|part| matches!(part, Part::Event { event } if is_priced(*event)))
                .copied(),
        );
        parts.sort_unstable();
        parts.dedup();
        parts
    }
}
