//! Family 12: neighbours in the list are in the same place whenever both are there.

use super::Subject;
use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::places;
use super::timeline::Moment;
use crate::problem::rule::Together;

impl JudgeAll for Together {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let places = places(loads.problem, self.scope);
        let place = |moment: Moment| moment.works_in().map(|activity| places[activity.index()]);
        for pair in self.doctors.as_slice().windows(2) {
            let (Some(one), Some(other)) = (
                loads.timelines.get(pair[0].index()),
                loads.timelines.get(pair[1].index()),
            ) else {
                continue;
            };
            for &period in one.within(&self.periods) {
                let (Some(left), Some(right)) = (one.moment(period), other.moment(period)) else {
                    continue;
                };
                if !(left.is_available() && right.is_available()) {
                    continue;
                }
                let (left, right) = (place(left), place(right));
                if left != right {
                    let amount = i64::from(left.is_some()) + i64::from(right.is_some());
                    findings.add_for(
                        Subject::Doctors(pair[0], pair[1]),
                        self.weight,
                        Some(period),
                        amount,
                    );
                }
            }
        }
    }
}
