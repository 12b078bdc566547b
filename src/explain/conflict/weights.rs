//! Doctors and rows that carry a proof of infeasibility.

use super::super::part::Part;
use super::super::rewrite::{Origin, Rewritten};
use super::suspects::related;
use crate::certificate::Certificate;
use crate::diagram::{BestPath, BuildLimits, Charges, LabelWeights, Pathways, Weights};
use crate::formulation::{ChargeBuffer, Formulation, PriceTable};
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// Sets of parts that the certificate points at, small ones first: the rows that have a price, with the doctors whose pathways cost most under
/// the prices. The last one has every doctor whom the prices touch.
pub(super) fn weighty(problem: &Problem, left: &[Part], all: &Rewritten, certificate: &Certificate) -> Vec<Vec<Part>> {
    let pathways = Pathways::build(&all.problem, BuildLimits { arcs: certificate.diagram_arc_limit }, false);
    let formulation = Formulation::new(&all.problem, &pathways);
    let priced: BTreeMap<&str, i64> = certificate.prices.iter().map(|(name, price)| (name.as_str(), *price)).collect();
    let mut prices = vec![0_i64; formulation.rows().len()];
    let mut stretches: BTreeMap<RuleId, (PeriodId, PeriodId)> = BTreeMap::new();
    let mut rules: BTreeSet<RuleId> = BTreeSet::new();
    let mut allowed = 0_i128;
    for (index, row) in formulation.rows().iter().enumerate() {
        let Some(&price) = u32::try_from(index).ok().and_then(|row| priced.get(formulation.row_name(&all.problem, row).as_str())) else {
            continue;
        };
        prices[index] = price;
        let (lower, upper) = row.shape.hull();
        allowed += i128::from(price) * i128::from(if price > 0 { upper } else { lower }.unwrap_or(0));
        match all.origins.get(all.problem.rule_key(row.rule)) {
            Some(Origin::Places(rule, first)) => {
                let period = PeriodId::new(first.index() + row.number as usize);
                let known = stretches.entry(*rule).or_insert((period, period));
                *known = (known.0.min(period), known.1.max(period));
            }
            Some(Origin::Rule(rule)) => {
                rules.insert(*rule);
            }
            Some(Origin::Part(_)) | None => {}
        }
    }
    let mut costs = costs(&all.problem, &pathways, &formulation, &prices, problem.doctors().len());
    costs.retain(|(cost, _)| *cost > 0);
    costs.sort_unstable_by_key(|(cost, doctor)| (std::cmp::Reverse(*cost), *doctor));
    // Doctors enough to outweigh what is allowed, if the others were free.
    let mut sum = 0_i128;
    let is_short = |cost: i64| {
        let is_short = sum <= allowed;
        sum += i128::from(cost);
        is_short
    };
    let enough = costs.iter().map(|entry| entry.0).map(is_short).take_while(|is_short| *is_short).count();
    let set = |count: usize| {
        let doctors: BTreeSet<DoctorId> = costs.iter().take(count).map(|entry| entry.1).collect();
        let mut parts = Vec::new();
        for (&rule, &periods) in &stretches {
            parts.extend(related(left, &BTreeSet::new(), &[rule], Some(periods)));
        }
        let rules: Vec<RuleId> = rules.iter().copied().collect();
        parts.extend(related(left, &doctors, &rules, None));
        parts.extend(left.iter().filter(|part| matches!(part, Part::Event { event } if is_of(problem, *event, &rules))).copied());
        parts.sort_unstable();
        parts.dedup();
        parts
    };
    let mut sets = Vec::new();
    let mut count = enough.max(1);
    while count < costs.len() {
        sets.push(set(count));
        count *= 2;
    }
    sets.push(set(costs.len()));
    sets
}

fn is_of(problem: &Problem, event: EventId, rules: &[RuleId]) -> bool {
    rules.iter().any(|&rule| matches!(problem.rule(rule), Rule::Attendance(attendance) if attendance.event == event))
}

/// What the cheapest pathway of each doctor costs under the prices.
fn costs(
    problem: &Problem,
    pathways: &Pathways,
    formulation: &Formulation,
    prices: &[i64],
    doctors: usize,
) -> Vec<(i64, DoctorId)> {
    let mut table = PriceTable::default();
    table.set(formulation, problem.activities().len(), prices);
    let mut charges = ChargeBuffer::default();
    let mut weights = LabelWeights::default();
    let mut best = BestPath::default();
    (0..doctors)
        .map(DoctorId::new)
        .map(|doctor| {
            let (axis, class) = (pathways.axis(doctor), pathways.class(doctor));
            charges.fill(formulation, pathways, doctor, &table);
            let charged = Charges { factor: charges.score, cells: &charges.cells, slots: &charges.slots, starts: &[], steps: &[] };
            weights.fill(&class.diagram, pathways.table(doctor), axis.len(), &charged);
            let value = best.run(&class.diagram, &weights.labels);
            (if value == i64::NOWHERE { 0 } else { value.saturating_neg() }, doctor)
        })
        .collect()
}
