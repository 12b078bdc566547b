//! Family 6: sums of what activities weigh.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, distance};
use super::timeline::{Block, Timeline};
use crate::ids::PeriodId;
use crate::problem::rule::WeightedAmount;

/// A sum, and the time it is over: counted periods in which the doctor is there by the calendar, and all counted ones.
#[derive(Clone, Copy, Default)]
struct Share {
    sum: i64,
    there: i64,
    time: i64,
}

impl JudgeDoctor for WeightedAmount {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let Some(window) = self.window_blocks else {
            let whole = timeline.window();
            let all = share(self, timeline, (whole.start..whole.end).map(PeriodId::new));
            findings.add(self.weight, None, off(self, all));
            return;
        };
        let shares: Vec<(PeriodId, Share)> = timeline
            .blocks
            .iter()
            .map(|block| (block.first, share(self, timeline, periods(block))))
            .collect();
        for window in shares.windows(window as usize) {
            let total = window
                .iter()
                .fold(Share::default(), |total, (_, share)| Share {
                    sum: total.sum.saturating_add(share.sum),
                    there: total.there + share.there,
                    time: total.time + share.time,
                });
            findings.add(
                self.weight,
                window.first().map(|block| block.0),
                off(self, total),
            );
        }
    }
}

fn periods(block: &Block) -> impl Iterator<Item = PeriodId> + use<> {
    (block.first.index()..=block.last.index()).map(PeriodId::new)
}

fn share(
    rule: &WeightedAmount,
    timeline: &Timeline,
    periods: impl Iterator<Item = PeriodId>,
) -> Share {
    let mut share = Share::default();
    for period in periods.filter(|period| rule.periods.contains(*period)) {
        let Some(moment) = timeline.moment(period) else {
            continue;
        };
        let weight = |activity| {
            rule.weights
                .iter()
                .find(|entry| entry.0 == activity)
                .map_or(0, |entry| entry.1)
        };
        share.sum = share
            .sum
            .saturating_add(moment.present_in().map_or(0, weight));
        share.there += i64::from(moment.is_available());
        share.time += 1;
    }
    share
}

/// How far a sum lies outside the limits, which for an average are those of the time that is there.
fn off(rule: &WeightedAmount, share: Share) -> i64 {
    let (min, max) = (
        i128::from(rule.min),
        i128::from(rule.max.unwrap_or(i64::MAX)),
    );
    if !rule.average || share.time == 0 {
        return distance(share.sum, rule.min, rule.max.unwrap_or(i64::MAX));
    }
    // Both limits are rounded down, so that they keep their order.
    let part = |limit: i128| (limit * i128::from(share.there)).div_euclid(i128::from(share.time));
    let greatest = if rule.max.is_some() { part(max) } else { max };
    let sum = i128::from(share.sum);
    let off = (sum - greatest).max(part(min) - sum).max(0);
    i64::try_from(off).unwrap_or(i64::MAX)
}
