//! Family 4: where rotations start, end and must not cross.

use super::ledger::Findings;
use super::timeline::Timeline;
use crate::problem::rule::Boundary;

pub(super) fn judge(rule: &Boundary, timeline: &Timeline, findings: &mut Findings<'_>) {
    for stay in timeline.stays.iter().filter(|stay| rule.activities.contains(stay.activity)) {
        if rule.starts.as_ref().is_some_and(|starts| !starts.contains(stay.first)) {
            findings.add(rule.weight, Some(stay.first), 1);
        }
        if rule.ends.as_ref().is_some_and(|ends| !ends.contains(stay.last)) {
            findings.add(rule.weight, Some(stay.last), 1);
        }
        if let Some(uncrossed) = &rule.uncrossed {
            for &period in timeline.within(uncrossed).iter().filter(|period| stay.first < **period && **period <= stay.last) {
                findings.add(rule.weight, Some(period), 1);
            }
        }
    }
}
