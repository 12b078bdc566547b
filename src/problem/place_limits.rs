//! Places by period, from rows with dates: one arithmetic for validation and for scenarios that change places.
//!
//! A row says what holds in its working half-days; a period is as strict as the strictest of its half-days, because
//! whoever is in a place is there for the whole period (`docs/formats.md`, "From dates to periods").

use crate::calendar::Horizon;
use std::ops::Range;

/// Fewest and most doctors in each period.
pub(crate) type PlaceLimits = Vec<(i64, Option<i64>)>;
/// A stretch of half-days and the limits that a row gives it.
pub(crate) type LimitRow = (Range<usize>, (i64, Option<i64>));

/// The limits by the rows of one place, in their order: of the rows that speak of a half-day the last one counts.
///
/// O(half-days of the horizon + rows).
pub(crate) fn by_rows(horizon: &Horizon, rows: &[LimitRow]) -> PlaceLimits {
    let mut limits: PlaceLimits = vec![(0, None); horizon.working_half_days()];
    // From the last row back each half-day is written once; `next` leads to the next one that is not.
    let mut next: Vec<usize> = (0..=limits.len()).collect();
    for (stretch, limit) in rows.iter().rev() {
        let mut at = follow(&mut next, stretch.start);
        while at < stretch.end.min(limits.len()) {
            limits[at] = *limit;
            next[at] = at + 1;
            at = follow(&mut next, at + 1);
        }
    }
    horizon.by_period(&limits, |one, other| {
        (one.0.max(other.0), least(one.1, other.1))
    })
}

/// Supervisors there in each period: where they are away one after the other, the fewest at any one time.
pub(crate) fn supervisors_there(
    horizon: &Horizon,
    supervisors: i64,
    absences: &[(Range<usize>, i64)],
) -> Vec<i64> {
    let half_days = horizon.working_half_days();
    let mut change: Vec<i128> = vec![0; half_days + 1];
    for (stretch, away) in absences
        .iter()
        .filter(|(stretch, _)| stretch.end <= half_days && !stretch.is_empty())
    {
        change[stretch.start] += i128::from(*away);
        change[stretch.end] -= i128::from(*away);
    }
    let mut away = 0_i128;
    let there: Vec<i64> = change
        .iter()
        .take(half_days)
        .map(|change| {
            away += change;
            i64::try_from((i128::from(supervisors) - away).max(0)).unwrap_or(i64::MAX)
        })
        .collect();
    horizon.by_period(&there, i64::min)
}

/// No more doctors than so many for each supervisor there.
pub(crate) fn supervise(
    limits: &mut [(i64, Option<i64>)],
    there: &[i64],
    visitors_per_supervisor: i64,
) {
    for (limit, supervisors) in limits.iter_mut().zip(there) {
        limit.1 = least(
            limit.1,
            Some(supervisors.saturating_mul(visitors_per_supervisor)),
        );
    }
}

/// Lowers each minimum to the places there are; the periods in which it fell.
pub(crate) fn lower_minima(limits: &mut [(i64, Option<i64>)]) -> Vec<usize> {
    let mut fell = Vec::new();
    for (period, (min, max)) in limits.iter_mut().enumerate() {
        if let Some(max) = max.filter(|max| max < min) {
            *min = max;
            fell.push(period);
        }
    }
    fell
}

fn least(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}

/// The first half-day from `at` on that no row has yet; shortens the way for the next search.
fn follow(next: &mut [usize], at: usize) -> usize {
    let mut end = at.min(next.len() - 1);
    while next[end] != end {
        end = next[end];
    }
    let mut step = at.min(next.len() - 1);
    while next[step] != end {
        step = std::mem::replace(&mut next[step], end);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Date, Days, PeriodKind, WorkingWeek};

    /// Two weeks of five days.
    fn horizon() -> Horizon {
        let week = WorkingWeek {
            full_days: [false, true, true, true, true, true, false],
            mornings: [false; 7],
        };
        let day = |day| Date::new(2026, 9, day).unwrap_or(Date::EARLIEST);
        let days = Days {
            first: day(6),
            last: day(19),
        };
        Horizon::build(PeriodKind::Week, days, &week, &[], &[])
    }

    #[test]
    fn the_last_row_of_a_half_day_counts_and_the_tightest_half_day_of_a_period() {
        let horizon = horizon();
        assert_eq!(
            by_rows(&horizon, &[(0..20, (1, Some(4)))]),
            [(1, Some(4)), (1, Some(4))]
        );
        // More places for a part of a week are no more places for whoever stays all of it; for all of it they are.
        assert_eq!(
            by_rows(&horizon, &[(0..20, (0, Some(4))), (2..10, (0, Some(9)))])[0],
            (0, Some(4))
        );
        assert_eq!(
            by_rows(
                &horizon,
                &[
                    (0..20, (0, Some(4))),
                    (2..10, (0, Some(9))),
                    (0..3, (0, Some(8)))
                ]
            )[0],
            (0, Some(8))
        );
        assert_eq!(
            by_rows(&horizon, &[(3..4, (2, None))]),
            [(2, None), (0, None)]
        );
    }

    #[test]
    fn supervisors_away_one_after_the_other_are_one_away() {
        let horizon = horizon();
        assert_eq!(
            supervisors_there(&horizon, 2, &[(0..4, 1), (4..10, 1)]),
            [1, 2]
        );
        assert_eq!(
            supervisors_there(&horizon, 2, &[(0..5, 1), (4..12, 1)]),
            [0, 1]
        );
        assert_eq!(
            supervisors_there(&horizon, 2, &[(0..5, i64::MAX), (0..5, i64::MAX)]),
            [0, 2]
        );
    }
}
