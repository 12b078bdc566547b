//! Family 3: documents are valid.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::ids::PeriodId;
use crate::problem::rule::Document;

impl JudgeDoctor for Document {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let documents = &problem.doctor(timeline.doctor).documents;
        let is_valid = |period: PeriodId| {
            documents
                .iter()
                .any(|entry| entry.document == self.document && entry.valid.contains(period))
        };
        let present: Vec<PeriodId> = timeline.present_in(&self.activities).collect();
        for stay in &timeline.stays {
            let mut missing = present.iter().copied().filter(|period| {
                stay.first <= *period && *period <= stay.last && !is_valid(*period)
            });
            if let Some(first) = missing.next() {
                findings.add(None, Some(first), 1 + count(missing.count()));
            }
        }
    }
}
