//! What places will be worth to those who are expected, and plans that pay for them.
//!
//! Whoever is planned first would take what somebody later needs more. So each possible future is solved together with the doctors who are planned now, and the
//! prices of its places, averaged over the futures, are what a place costs now. The expected doctors themselves are dropped: nothing is kept free for
//! anybody by name.

use super::whole::LARGEST_COST;
use crate::certificate::{Certificate, Claim};
use crate::error::{Error, Result};
use crate::explain::priced_places;
use crate::ids::{PeriodId, RuleId};
use crate::problem::draft::PreferenceDraft;
use crate::problem::edit::{DraftEdit, named_periods, scale_values};
use crate::problem::rule::DoctorSet;
use crate::problem::{Problem, Rule};
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// Holds every denominator of prices that the engine rounds to.
const UNIT: i128 = 12_000;
/// Values are multiplied by this, so that prices may be as fine.
pub(super) const FINENESS: i64 = 10;
/// How much of a price is paid. A price is what a place is worth to the relaxation, of which plans reach less, and how much less depends on how well holes can be
/// filled later: the plans for each of these are held against the futures.
pub(super) const PAID_PERCENTS: [i128; 4] = [90, 75, 60, 105];

/// Sums of prices over the futures that were solved.
#[derive(Clone, Debug, Default)]
pub(super) struct Foresight {
    /// In [`UNIT`]s, by capacity and period.
    sums: BTreeMap<(RuleId, PeriodId), i128>,
    futures: i128,
}

/// The problem of a possible future. Its doctors are those of `problem` and behind them those who are expected.
///
/// # Errors
/// As [`Scenario::apply`].
pub(super) fn foreseen(problem: &Problem, future: &Scenario) -> Result<Problem> {
    let foreseen = future.apply(problem, None)?;
    let same = problem
        .doctors()
        .iter()
        .zip(foreseen.doctors())
        .all(|(one, other)| one.key == other.key);
    if !same || foreseen.doctors().len() < problem.doctors().len() {
        return Err(Error::option(format!(
            "the future {:?} changes the list of doctors",
            future.name
        )));
    }
    Ok(foreseen)
}

/// Prices of places that those who are planned pay in part.
#[derive(Clone, Copy)]
pub(super) struct Charge<'a> {
    pub(super) foresight: &'a Foresight,
    pub(super) percent: i128,
}

/// How much of a price is paid, and what values are multiplied by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paid {
    pub(super) percent: i128,
    pub(super) fineness: i64,
}

impl Foresight {
    pub(super) fn is_empty(&self) -> bool {
        self.futures == 0
    }
    /// Adds the prices of one `future`, proven on a `part` of its problem; `whole` says which rule of the future one of the part stands for. A future without a
    /// schedule says nothing.
    pub(super) fn learn(
        &mut self,
        problem: &Problem,
        future: &Problem,
        whole: impl Fn(RuleId) -> Option<RuleId>,
        part: &Problem,
        certificate: &Certificate,
    ) {
        if certificate.claim == Claim::Infeasible {
            return;
        }
        self.futures += 1;
        for (rule, period, price) in priced_places(part, certificate) {
            // A scenario leaves all rows where they are.
            if let Some(whole) = whole(rule).and_then(|whole| problem.rule_at(future.row_of(whole)))
            {
                *self.sums.entry((whole, period)).or_default() +=
                    i128::from(price) * UNIT / i128::from(certificate.denominator.max(1));
            }
        }
    }
    /// The average price of a place, in units of value times [`FINENESS`].
    fn price(&self, sum: i128, percent: i128, fineness: i64) -> i64 {
        let divisor = UNIT * 100 * self.futures.max(1);
        let price = (sum * percent * i128::from(fineness) + divisor / 2) / divisor;
        i64::try_from(price).unwrap_or(i64::MAX).min(LARGEST_COST)
    }

    /// Makes the doctors of a reduced draft pay so much of the prices of places; its values are then no longer those of the problem.
    pub(super) fn charge(
        &self,
        problem: &Problem,
        planned: &DoctorSet,
        paid: Paid,
        edit: &mut DraftEdit<RuleId>,
    ) {
        let fineness = scale_values(&mut edit.draft, paid.fineness);
        let mut by_price: BTreeMap<(RuleId, i64), Vec<PeriodId>> = BTreeMap::new();
        for (&(rule, period), &sum) in &self.sums {
            let price = self.price(sum, paid.percent, fineness);
            if price > 0 {
                by_price.entry((rule, price)).or_default().push(period);
            }
        }
        for ((id, price), periods) in by_price {
            let Rule::Capacity(rule) = problem.rule(id) else {
                continue;
            };
            let payers = planned
                .iter()
                .filter(|doctor| rule.doctors.contains(*doctor));
            let Some(doctors) = problem.named_doctors(payers) else {
                continue;
            };
            let row = PreferenceDraft {
                doctors,
                activities: problem.named_activities(rule.activities.iter()),
                periods: named_periods(periods),
                value: price.saturating_neg(),
                ..PreferenceDraft::default()
            };
            edit.add(
                format!("replan/expected/{}/{price}", problem.rule_key(id)),
                row,
            );
        }
    }
}
