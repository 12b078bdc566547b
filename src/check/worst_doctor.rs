//! Family 13: the lowest score.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use crate::problem::rule::WorstDoctor;

impl JudgeAll for WorstDoctor {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let worst = self
            .doctors
            .iter()
            .map(|doctor| (case.score(doctor), doctor))
            .min();
        if let Some((score, doctor)) = worst {
            findings.earn(self.weight, score);
            let missing = self
                .at_least
                .map_or(0, |at_least| at_least.saturating_sub(score));
            findings.add_for(Subject::Doctor(doctor), None, None, missing);
        }
    }
}
