//! Stretches of whole days: blocks, closures, the horizon from end to end.

use super::Date;

/// The days from the first to the last, both included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Days {
    /// Each day, ascending.
    pub(crate) fn dates(self) -> impl Iterator<Item = Date> {
        self.first.days_until(self.last)
    }
}

/// Days that a row of the horizon names: a block or a closure.
#[derive(Clone, Debug)]
pub(crate) struct NamedDays {
    pub(crate) name: String,
    pub(crate) days: Days,
}

/// For each of the days whether a closure holds it.
pub(crate) fn closed_days(days: Days, closures: &[Days]) -> Vec<bool> {
    let count = usize::try_from(days.last.days_since(days.first)).map_or(0, |last| last + 1);
    let position = |date: Date, more: i32| {
        usize::try_from(date.days_since(days.first) + more)
            .unwrap_or(0)
            .min(count)
    };
    // How many closures more begin than end at each day.
    let mut balance = vec![0_i64; count + 1];
    for closure in closures {
        let start = position(closure.first, 0);
        let end = position(closure.last, 1);
        balance[start] += 1;
        balance[end.max(start)] -= 1;
    }
    let mut open = 0;
    balance
        .into_iter()
        .take(count)
        .map(|change| {
            open += change;
            open > 0
        })
        .collect()
}
