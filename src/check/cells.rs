//! Family 5: what a doctor may do in given periods.

use super::ledger::Findings;
use super::timeline::Timeline;
use crate::problem::rule::Cells;

pub(super) fn judge(rule: &Cells, timeline: &Timeline, findings: &mut Findings<'_>) {
    for entry in &rule.entries {
        for &period in timeline.within(&entry.periods) {
            let Some(moment) = timeline.moment(period).filter(|moment| moment.is_open()) else { continue };
            let fits = moment.activity.map_or(entry.idle, |activity| entry.allowed.contains(activity));
            if !fits {
                findings.add(rule.weight, Some(period), 1);
            }
        }
    }
}
