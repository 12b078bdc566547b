//! Family 15: limits on sums of cells in code.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, distance};
use super::loads::at;
use crate::problem::rule::CustomSum;

impl JudgeAll for CustomSum {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let mut sums = vec![0_i64; case.problem.horizon().len()];
        case.loads
            .visit(&self.doctors, &self.counts.activities(), |cell| {
                let count = self.counts.count(cell.doctor, cell.activity, cell.period);
                let sum = &mut sums[cell.period.index()];
                *sum = sum.saturating_add(count);
            });
        let off = |sum| {
            distance(
                sum,
                self.min.unwrap_or(i64::MIN),
                self.max.unwrap_or(i64::MAX),
            )
        };
        if self.each_period {
            for (period, sum) in at(&sums, &self.periods) {
                findings.add_for(Subject::Schedule, self.weight, Some(period), off(sum));
            }
        } else {
            let total =
                at(&sums, &self.periods).fold(0_i64, |total, (_, sum)| total.saturating_add(sum));
            findings.add_for(Subject::Schedule, self.weight, None, off(total));
        }
    }
}
