//! The horizon: equal periods with real dates.

use super::days::{Days, NamedDays, closed_days};
use super::{Date, HalfDay};
use crate::ids::{IdSet, PeriodId};
use std::fmt;
use std::sync::LazyLock;

/// What stands for a period beyond the horizon.
static BEYOND: LazyLock<PeriodSpan> = LazyLock::new(|| PeriodSpan {
    first: HalfDay::morning(Date::EARLIEST),
    last: HalfDay::afternoon(Date::EARLIEST),
    working_half_days: 0,
    name: "?".to_owned(),
});

/// What one period of the horizon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Seven days from the horizon's first weekday on.
    Week,
    /// One working day.
    Day,
    /// One half of a working day.
    HalfDay,
    /// A named block with dates of its own.
    Block,
}

impl PeriodKind {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Day => "day",
            Self::HalfDay => "half_day",
            Self::Block => "block",
        }
    }
}

impl std::fmt::Display for PeriodKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One period: its dates and how much working time it holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PeriodSpan {
    /// First half-day.
    pub first: HalfDay,
    /// Last half-day, included.
    pub last: HalfDay,
    /// Working half-days in it, at least one.
    pub working_half_days: u32,
    /// Name of the block; empty for the other kinds.
    pub name: String,
}

impl fmt::Display for PeriodSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.name.is_empty() {
            formatter.write_str(&crate::error::visible(&self.name))
        } else if self.first == self.last {
            self.first.fmt(formatter)
        } else if self.first.date == self.last.date {
            self.first.date.fmt(formatter)
        } else {
            write!(formatter, "{}..{}", self.first.date, self.last.date)
        }
    }
}

/// How much of a period a span of dates covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Coverage {
    /// Some of its working half-days.
    Part,
    /// All of them.
    Full,
}

/// Which halves of the week are worked.
#[derive(Clone, Debug)]
pub(crate) struct WorkingWeek {
    /// Weekdays worked morning and afternoon, 0 is Sunday.
    pub(crate) full_days: [bool; 7],
    /// Weekdays worked in the morning only.
    pub(crate) mornings: [bool; 7],
}

impl WorkingWeek {
    /// True if the weekday of a date is worked, in the morning at least.
    pub(crate) fn works(&self, date: Date) -> bool {
        self.full_days[date.weekday()] || self.mornings[date.weekday()]
    }

    /// True if any day has a working weekday.
    pub(crate) fn works_in(&self, days: Days) -> bool {
        // Seven days hold every weekday.
        days.dates().take(7).any(|date| self.works(date))
    }
}

/// The planning horizon: equal [`PeriodSpan`]s in ascending order, indexed by [`PeriodId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    kind: PeriodKind,
    periods: Vec<PeriodSpan>,
    /// Every working half-day with its period, ascending.
    half_days: Vec<(HalfDay, PeriodId)>,
    /// Named blocks that are no period.
    left_out: Vec<String>,
}

impl Horizon {
    /// Most periods a horizon may have.
    pub const MAX_PERIODS: usize = crate::limits::PERIODS;
    /// Most days between its first and its last date.
    pub const MAX_DAYS: i32 = crate::limits::DAYS as i32;

    /// Builds the horizon of `kind` over `days`; `blocks` are the named blocks of [`PeriodKind::Block`],
    /// ascending and apart.
    ///
    /// `closed` are spans without work. Weeks and blocks without any working half-day are left out, but for a block without
    /// a working weekday: whoever names a block of a weekend means to work in it, on all of its days that are not closed.
    pub(crate) fn build(
        kind: PeriodKind,
        days: Days,
        week: &WorkingWeek,
        closed: &[Days],
        blocks: &[NamedDays],
    ) -> Self {
        let mut periods: Vec<PeriodSpan> = Vec::new();
        let mut half_days = Vec::new();
        for half_day in working_half_days(kind, days, week, closed, blocks) {
            let Some(span) = period_around(half_day, kind, days.first, blocks) else {
                continue;
            };
            // Half-days ascend, so those of one period follow each other.
            if periods.last().is_none_or(|last| last.first != span.first) {
                periods.push(span);
            }
            if let Some(last) = periods.last_mut() {
                last.working_half_days += 1;
            }
            half_days.push((half_day, PeriodId::new(periods.len() - 1)));
        }

        let left_out = if kind == PeriodKind::Block {
            left_out(&periods, blocks)
        } else {
            Vec::new()
        };
        Self {
            kind,
            periods,
            half_days,
            left_out,
        }
    }

    /// What one period is.
    #[must_use]
    pub fn kind(&self) -> PeriodKind {
        self.kind
    }
    /// Number of periods.
    #[must_use]
    pub fn len(&self) -> usize {
        self.periods.len()
    }
    /// True if there is no period; a validated problem's horizon never is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }
    /// The periods, indexed by [`PeriodId`].
    #[must_use]
    pub fn periods(&self) -> &[PeriodSpan] {
        &self.periods
    }
    /// The dates of a period. Beyond the horizon, for an id of another problem, a period named `?` without working time on the first day of 1900.
    #[must_use]
    pub fn span(&self, period: PeriodId) -> &PeriodSpan {
        self.periods.get(period.index()).unwrap_or_else(|| &BEYOND)
    }
    /// The first period that ends at or after `half_day`.
    #[must_use]
    pub fn first_from(&self, half_day: HalfDay) -> Option<PeriodId> {
        let index = self.periods.partition_point(|span| span.last < half_day);
        (index < self.periods.len()).then(|| PeriodId::new(index))
    }
    /// The last period that starts at or before `half_day`.
    #[must_use]
    pub fn last_until(&self, half_day: HalfDay) -> Option<PeriodId> {
        self.periods
            .partition_point(|span| span.first <= half_day)
            .checked_sub(1)
            .map(PeriodId::new)
    }
    /// The period named `name` (a block's name).
    #[must_use]
    pub fn named(&self, name: &str) -> Option<PeriodId> {
        self.periods
            .iter()
            .position(|span| !span.name.is_empty() && span.name == name)
            .map(PeriodId::new)
    }
    /// Every working half-day with its period, ascending.
    pub(super) fn half_days(&self) -> &[(HalfDay, PeriodId)] {
        &self.half_days
    }
    /// Names of the blocks that are no period because no day of them is worked.
    pub(crate) fn left_out(&self) -> &[String] {
        &self.left_out
    }
    /// All periods as a set.
    #[must_use]
    pub fn all(&self) -> IdSet<PeriodId> {
        IdSet::all(self.len())
    }
}

/// The half-days that are worked, ascending; all of an open day in a block without a working weekday.
fn working_half_days(
    kind: PeriodKind,
    days: Days,
    week: &WorkingWeek,
    closed: &[Days],
    blocks: &[NamedDays],
) -> Vec<HalfDay> {
    let mut working = Vec::new();
    let shut = closed_days(days, closed);
    for (date, is_shut) in days.dates().zip(shut) {
        let all_day = kind == PeriodKind::Block
            && block_of(blocks, date).is_some_and(|block| !week.works_in(block.days));
        if !is_shut && (all_day || week.works(date)) {
            working.push(HalfDay::morning(date));
            if all_day || week.full_days[date.weekday()] {
                working.push(HalfDay::afternoon(date));
            }
        }
    }
    working
}

/// The period that a half-day lies in, as yet without working time; `None` between blocks.
fn period_around(
    half_day: HalfDay,
    kind: PeriodKind,
    start: Date,
    blocks: &[NamedDays],
) -> Option<PeriodSpan> {
    let date = half_day.date;
    let (first, last, name) = match kind {
        PeriodKind::Week => {
            let opening = date.plus_days(-date.days_since(start).rem_euclid(7));
            let last = HalfDay::afternoon(opening.plus_days(6));
            (HalfDay::morning(opening), last, "")
        }
        PeriodKind::Day => (HalfDay::morning(date), HalfDay::afternoon(date), ""),
        PeriodKind::HalfDay => (half_day, half_day, ""),
        PeriodKind::Block => {
            let block = block_of(blocks, date)?;
            let last = HalfDay::afternoon(block.days.last);
            (HalfDay::morning(block.days.first), last, &*block.name)
        }
    };
    Some(PeriodSpan {
        first,
        last,
        working_half_days: 0,
        name: name.to_owned(),
    })
}

/// The block that holds a date; blocks are ascending and apart.
fn block_of(blocks: &[NamedDays], date: Date) -> Option<&NamedDays> {
    let begun = blocks.partition_point(|block| block.days.first <= date);
    blocks[..begun]
        .last()
        .filter(|block| date <= block.days.last)
}

/// Names of the blocks that are no period.
fn left_out(periods: &[PeriodSpan], blocks: &[NamedDays]) -> Vec<String> {
    let there: std::collections::HashSet<&str> =
        periods.iter().map(|span| span.name.as_str()).collect();
    blocks
        .iter()
        .map(|block| &block.name)
        .filter(|name| !name.is_empty() && !there.contains(name.as_str()))
        .cloned()
        .collect()
}
