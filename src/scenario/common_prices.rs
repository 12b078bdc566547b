//! Prices on being where disruptions often hit.

use super::set::ScenarioSet;
use crate::ids::{ActivityId, PeriodId};
use crate::problem::draft::{PreferenceDraft, ProblemDraft};
use crate::problem::edit::{DraftEdit, stretches};
use crate::problem::{Problem, Rule};
use std::collections::BTreeMap;

/// Shares of a period in which an activity is closed are counted in millionths, multiples of a price in quarters of one.
const MILLIONTHS: i32 = 1_000_000;
const OF_ONE: i64 = 4;

/// By activity and period, in millionths.
type Shares = BTreeMap<(ActivityId, PeriodId), i64>;

/// How often each activity is closed by a scenario in each period, in millionths, beyond what is closed anyway.
pub(super) fn closed_shares(problem: &Problem, training: &ScenarioSet) -> Shares {
    let before = tightest(problem);
    let mut hits: BTreeMap<ActivityId, BTreeMap<PeriodId, i64>> = BTreeMap::new();
    let mut made = 0;
    for id in 1..=training.len(problem) {
        let Some(changed) = training
            .scenario(problem, id)
            .and_then(|scenario| scenario.apply(problem, None).ok())
        else {
            continue;
        };
        made += 1;
        for ((activity, period), limit) in tightest(&changed) {
            // Only what closes is counted: whoever is there then has to go.
            if limit == 0 && before.get(&(activity, period)) != Some(&0) {
                *hits.entry(activity).or_default().entry(period).or_default() += 1;
            }
        }
    }
    let mut shares = BTreeMap::new();
    for (activity, counts) in hits {
        let periods = problem.period_ids();
        let open: Vec<PeriodId> = periods
            .filter(|period| before.get(&(activity, *period)) != Some(&0))
            .collect();
        let counts: Vec<i64> = open
            .iter()
            .map(|period| counts.get(period).copied().unwrap_or(0))
            .collect();
        shares.extend(
            open.into_iter()
                .map(|period| (activity, period))
                .zip(shrunk(&counts, made)),
        );
    }
    shares
}

/// Shares of `made` that lie behind counts, drawn towards their mean by how much chance alone would scatter them; in millionths.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "an estimate, rounded to millionths"
)]
fn shrunk(counts: &[i64], made: i64) -> Vec<i64> {
    let (cells, made) = (counts.len().max(1) as f64, made.max(1) as f64);
    let share = |count: i64| count as f64 / made;
    let mean = counts.iter().map(|count| share(*count)).sum::<f64>() / cells;
    let scatter = counts
        .iter()
        .map(|count| (share(*count) - mean).powi(2))
        .sum::<f64>()
        / cells;
    let chance = mean * (1.0 - mean) / made;
    let kept = if scatter > chance {
        1.0 - chance / scatter
    } else {
        0.0
    };
    counts
        .iter()
        .map(|count| {
            ((mean + kept * (share(*count) - mean)) * f64::from(MILLIONTHS)).round() as i64
        })
        .collect()
}

/// The tightest limit on each activity in each period.
fn tightest(problem: &Problem) -> BTreeMap<(ActivityId, PeriodId), i64> {
    let mut limits = BTreeMap::new();
    for (_, rule) in problem.rules() {
        let Rule::Capacity(rule) = rule else { continue };
        for limit in &rule.limits {
            let Some(max) = limit.max else { continue };
            for activity in rule.activities.iter() {
                let known: &mut i64 = limits.entry((activity, limit.period)).or_insert(max);
                *known = max.min(*known);
            }
        }
    }
    limits
}

/// The problem with prices on being where disruptions often hit, `worth` quarters for a period that is always closed; `None` if all prices
/// round to nothing.
pub(super) fn priced(problem: &Problem, shares: &Shares, worth: i64) -> Option<ProblemDraft> {
    let unit = OF_ONE * i64::from(MILLIONTHS);
    let price = |share: i64| share.saturating_mul(worth).saturating_add(unit / 2) / unit;
    let mut by_activity: BTreeMap<ActivityId, Vec<(PeriodId, i64)>> = BTreeMap::new();
    for (&(activity, period), &share) in shares {
        by_activity
            .entry(activity)
            .or_default()
            .push((period, price(share)));
    }
    let mut edit: DraftEdit = DraftEdit::of(problem);
    let mut number = 0;
    for (activity, prices) in by_activity {
        // A stretch of equal prices of one activity is one row.
        for stretch in stretches(prices)
            .into_iter()
            .filter(|stretch| stretch.content > 0)
        {
            number += 1;
            let row = PreferenceDraft {
                activities: problem.named_activities([activity]),
                periods: stretch.named(),
                value: -stretch.content,
                ..PreferenceDraft::default()
            };
            edit.add(format!("scenario/common price {number}"), row);
        }
    }
    (number > 0).then(|| edit.finish().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_drawn_towards_their_mean_unless_they_differ_beyond_chance() {
        // As much scatter as chance gives: all the same.
        assert_eq!(shrunk(&[1, 0, 1, 0], 2), vec![250_000; 4]);
        // Struck every time in one of four periods: that is no chance.
        let shares = shrunk(&[100, 0, 0, 0], 100);
        assert!(
            shares[0] > 980_000 && shares[1..].iter().all(|share| *share < 10_000),
            "{shares:?}"
        );
        assert_eq!(shrunk(&[], 0), Vec::<i64>::new());
        assert_eq!(shrunk(&[0, 0], 0), vec![0, 0]);
    }
}
