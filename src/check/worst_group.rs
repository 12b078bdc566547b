//! Family 13: the lowest sum of a group.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, count};
use crate::problem::rule::{Measure, WorstGroup};

impl JudgeAll for WorstGroup {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let measure = |doctor| match self.measure {
            Measure::Periods => count(loads.periods_present(doctor)),
            Measure::Score => case.score(doctor),
        };
        let sums = self
            .groups
            .iter()
            .enumerate()
            .map(|(position, (doctors, multiplier))| {
                let sum = doctors.iter().map(measure).fold(0_i64, i64::saturating_add);
                (sum.saturating_mul(*multiplier), position)
            });
        if let Some((sum, position)) = sums.min() {
            findings.earn(self.weight, sum);
            let missing = self
                .at_least
                .map_or(0, |at_least| at_least.saturating_sub(sum));
            findings.add_for(Subject::Group(position), None, None, missing);
        }
    }
}
