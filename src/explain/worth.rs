//! What one more place is worth.

use super::question::Plan;
use super::relax::{Concession, apply};
use super::words::dates;
use crate::certificate::{Certificate, Claim, Limit};
use crate::check::check;
use crate::error::Result;
use crate::formulation::place_rows;
use crate::ids::{PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use crate::solve::Solver;
use std::collections::BTreeMap;

/// What one more place in a stretch of periods is worth.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Worth {
    /// The capacity.
    pub rule: RuleId,
    /// First period.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// Sum of the prices of the stretch. No schedule gains more than this by one more place in each of its periods, if the bound of the
    /// certificate is the optimum. In units of value.
    pub price: f64,
    /// The least and the most that it gains, from solving the problem with the place; `None` if that was not solved.
    pub gain: Option<(i64, i64)>,
}

impl Worth {
    /// A few words.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let gain = match self.gain {
            Some((least, most)) if least == most => format!(", solved: {least}"),
            Some((least, most)) => format!(", solved: between {least} and {most}"),
            None => String::new(),
        };
        let when = dates(problem, (self.first, self.last));
        format!(
            "{:?}, {when}: one more place is worth about {:.1}{gain}",
            problem.rule_key(self.rule),
            self.price
        )
    }
}

/// What one more place is worth where the certificate has a price for it: the most valuable stretches first, the first `verified` of them
/// solved with the place.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{Solver, explain::{Plan, worth_of_places}};
///
/// let certificate = outcome.certificate().ok_or("no certificate")?;
/// let plan = Plan { schedule: &schedule, bound: outcome.bound };
/// for worth in worth_of_places(&problem, plan, certificate, 1, &Solver::new().work_limit(2_000))? {
///     println!("{}", worth.describe(&problem));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`why_not`](super::why_not).
///
/// # Complexity
/// Linear in the limits of capacities, and a solve for each that is verified.
pub fn worth_of_places(
    problem: &Problem,
    plan: Plan<'_>,
    certificate: &Certificate,
    verified: usize,
    solver: &Solver,
) -> Result<Vec<Worth>> {
    problem.ensure_known(plan.schedule)?;
    if certificate.claim == Claim::Infeasible {
        return Ok(Vec::new());
    }
    let mut found: Vec<Worth> = Vec::new();
    for (rule, period, price) in priced_places(problem, certificate) {
        let price = in_units(price, certificate.denominator);
        match found.last_mut() {
            Some(open) if open.rule == rule && open.last.index() + 1 == period.index() => {
                open.last = period;
                open.price += price;
            }
            _ => found.push(Worth {
                rule,
                first: period,
                last: period,
                price,
                gain: None,
            }),
        }
    }
    found.sort_by(|one, other| {
        other
            .price
            .total_cmp(&one.price)
            .then((one.rule, one.first).cmp(&(other.rule, other.first)))
    });
    let value = check(problem, plan.schedule).value;
    for worth in found.iter_mut().take(verified) {
        let more = Concession::Places {
            rule: worth.rule,
            first: worth.first,
            last: worth.last,
            more: 1,
            fewer: 0,
        };
        let larger = apply(problem, std::iter::once(&more)).draft.validate()?;
        let outcome = solver
            .clone()
            .warm_start(plan.schedule.clone())
            .solve(&larger)?;
        let then = outcome.value.unwrap_or(value).max(value);
        let least = plan
            .bound
            .map_or(0, |bound| then.saturating_sub(bound).max(0));
        worth.gain = outcome
            .bound
            .map(|bound| (least, bound.saturating_sub(value).max(least)));
    }
    Ok(found)
}

/// The periods in which places have a price in a certificate of the problem, with the price times the certificate's denominator; one more place may raise each cut that rests on it by one.
pub(crate) fn priced_places(
    problem: &Problem,
    certificate: &Certificate,
) -> Vec<(RuleId, PeriodId, i64)> {
    let mut priced: BTreeMap<&str, i64> = certificate
        .prices
        .iter()
        .map(|(name, price)| (name.as_str(), *price))
        .collect();
    for cut in &certificate.cuts {
        for (name, _) in cut.rows.iter().filter(|row| row.1 == Limit::Upper) {
            let price = priced.entry(name).or_default();
            *price = price.saturating_add(cut.price);
        }
    }
    let mut found = Vec::new();
    for (rule, data) in problem.rules() {
        let Rule::Capacity(capacity) = data else {
            continue;
        };
        let key = problem.rule_key(rule);
        let mut of_rule = Vec::new();
        for (number, row) in place_rows(capacity, problem).into_iter().enumerate() {
            let name = format!("{key}#{}", number + 1);
            let price = priced.get(name.as_str()).copied().unwrap_or(0);
            if row.upper.is_some() && price > 0 {
                of_rule.push((rule, row.period, price));
            }
        }
        // Rows with a minimum may come behind those of later periods.
        of_rule.sort_by_key(|(_, period, _)| *period);
        found.append(&mut of_rule);
    }
    found
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a price is shown and ranked, never computed with"
)]
fn in_units(price: i64, denominator: i64) -> f64 {
    price as f64 / denominator.max(1) as f64
}
