//! Where judges write down what they find.

use super::{Subject, Violation};
use crate::ids::{PeriodId, RuleId};

/// Violations, breaches and value so far.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) violations: Vec<Violation>,
    pub(super) breaches: Vec<Violation>,
    /// What rules earn and cost: 128 bits, because schedules of any length are judged and the order of their parts must not matter.
    value: i128,
}

impl Ledger {
    /// Adds `count` times `value`.
    pub(super) fn earn(&mut self, value: i64, count: i64) {
        self.value = self
            .value
            .saturating_add(i128::from(value) * i128::from(count));
    }
    /// The sum; validation sees to it that no schedule's leaves `i64`, and nothing wraps if one does.
    pub(super) fn value(&self) -> i64 {
        i64::try_from(self.value).unwrap_or(if self.value < 0 { i64::MIN } else { i64::MAX })
    }
    /// Writes down that a rule is broken: a violation without a weight, otherwise a breach that costs its weight.
    /// An amount of 0 or less is no breach.
    pub(super) fn record(&mut self, weight: Option<i64>, violation: Violation) {
        if violation.amount <= 0 {
            return;
        }
        match weight {
            None => self.violations.push(violation),
            Some(weight) => {
                self.earn(weight.saturating_neg(), violation.amount);
                self.breaches.push(violation);
            }
        }
    }
    /// Adds everything of `other`.
    pub(super) fn absorb(&mut self, other: Self) {
        self.violations.extend(other.violations);
        self.breaches.extend(other.breaches);
        self.value = self.value.saturating_add(other.value);
    }
}

/// The ledger as one rule sees it.
#[derive(Debug)]
pub(super) struct Findings<'ledger> {
    ledger: &'ledger mut Ledger,
    rule: RuleId,
    /// Whom [`Self::add`] writes about.
    subject: Subject,
}

impl<'ledger> Findings<'ledger> {
    pub(super) fn new(ledger: &'ledger mut Ledger, rule: RuleId, subject: Subject) -> Self {
        Self {
            ledger,
            rule,
            subject,
        }
    }
    /// Writes down a breach by the rule's own subject; nothing if `amount` is 0 or less.
    pub(super) fn add(&mut self, weight: Option<i64>, period: Option<PeriodId>, amount: i64) {
        self.add_for(self.subject, weight, period, amount);
    }
    /// Writes down a breach by `subject`; nothing if `amount` is 0 or less.
    pub(super) fn add_for(
        &mut self,
        subject: Subject,
        weight: Option<i64>,
        period: Option<PeriodId>,
        amount: i64,
    ) {
        self.ledger.record(
            weight,
            Violation {
                rule: self.rule,
                subject,
                period,
                amount,
            },
        );
    }
    /// Adds `count` times `value` to the value.
    pub(super) fn earn(&mut self, value: i64, count: i64) {
        self.ledger.earn(value, count);
    }
}

/// A number of things as an `i64`.
pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// How far `amount` lies below `min` or above `max`.
pub(super) fn distance(amount: i64, min: i64, max: i64) -> i64 {
    min.saturating_sub(amount)
        .max(amount.saturating_sub(max))
        .max(0)
}
