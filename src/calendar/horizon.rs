//! The horizon: equal periods with real dates.

use super::{Date, Half, HalfDay};
use crate::ids::{IdSet, PeriodId};
use std::collections::BTreeMap;
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

    /// Builds the horizon of `kind` over `first..=last`; `blocks` are the named blocks of [`PeriodKind::Block`],
    /// ascending and apart.
    ///
    /// `closed` are spans without work. Weeks and blocks without any working half-day are left out, but for a block without
    /// a working weekday: whoever names a block of a weekend means to work in it, on all of its days that are not closed.
    pub(crate) fn build(
        kind: PeriodKind,
        (first, last): (Date, Date),
        week: &WorkingWeek,
        closed: &[(Date, Date)],
        blocks: &[(String, Date, Date)],
    ) -> Self {
        let mut working = Vec::new();
        let shut = closed_days((first, last), closed);
        let works = |date: Date| week.full_days[date.weekday()] || week.mornings[date.weekday()];
        // Seven days hold every weekday.
        let all_days =
            |&(_, from, to): &&(String, Date, Date)| !from.days_until(*to).take(7).any(works);
        let all_days: Vec<&(String, Date, Date)> = blocks.iter().filter(all_days).collect();
        let mut date = first;
        while date <= last {
            let is_shut = usize::try_from(date.days_since(first))
                .is_ok_and(|day| shut.get(day) == Some(&true));
            let block = all_days[..all_days.partition_point(|(_, from, _)| *from <= date)].last();
            let all_day = kind == PeriodKind::Block && block.is_some_and(|(_, _, to)| date <= *to);
            if !is_shut && (all_day || works(date)) {
                working.push(HalfDay::morning(date));
                if all_day || week.full_days[date.weekday()] {
                    working.push(HalfDay::afternoon(date));
                }
            }
            if date == date.next() {
                break;
            }
            date = date.next();
        }
        let mut groups: BTreeMap<(i32, Half), (PeriodSpan, Vec<HalfDay>)> = BTreeMap::new();
        for half_day in working {
            let day = half_day.date.days_since(first);
            let (key, span_first, span_last, name) = match kind {
                PeriodKind::Week => {
                    let start = first.plus_days(day - day.rem_euclid(7));
                    (
                        (day / 7, Half::Morning),
                        HalfDay::morning(start),
                        HalfDay::afternoon(start.plus_days(6)),
                        String::new(),
                    )
                }
                PeriodKind::Day => (
                    (day, Half::Morning),
                    HalfDay::morning(half_day.date),
                    HalfDay::afternoon(half_day.date),
                    String::new(),
                ),
                PeriodKind::HalfDay => ((day, half_day.half), half_day, half_day, String::new()),
                PeriodKind::Block => {
                    let next = blocks.partition_point(|(_, from, _)| *from <= half_day.date);
                    let Some((name, from, to)) = blocks[..next]
                        .last()
                        .filter(|(_, _, to)| half_day.date <= *to)
                    else {
                        continue;
                    };
                    (
                        (from.days_since(first), Half::Morning),
                        HalfDay::morning(*from),
                        HalfDay::afternoon(*to),
                        name.clone(),
                    )
                }
            };
            let group = groups.entry(key).or_insert_with(|| {
                (
                    PeriodSpan {
                        first: span_first,
                        last: span_last,
                        working_half_days: 0,
                        name,
                    },
                    Vec::new(),
                )
            });
            group.0.working_half_days += 1;
            group.1.push(half_day);
        }
        let mut periods = Vec::with_capacity(groups.len());
        let mut half_days = Vec::new();
        for (index, (_, (span, members))) in groups.into_iter().enumerate() {
            half_days.extend(
                members
                    .into_iter()
                    .map(|half_day| (half_day, PeriodId::new(index))),
            );
            periods.push(span);
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

/// Names of the blocks that are no period.
fn left_out(periods: &[PeriodSpan], blocks: &[(String, Date, Date)]) -> Vec<String> {
    let there: std::collections::HashSet<&str> =
        periods.iter().map(|span| span.name.as_str()).collect();
    blocks
        .iter()
        .map(|block| &block.0)
        .filter(|name| !name.is_empty() && !there.contains(name.as_str()))
        .cloned()
        .collect()
}

/// For each day from `first` to `last`: does a closure hold?
fn closed_days((first, last): (Date, Date), closed: &[(Date, Date)]) -> Vec<bool> {
    let days = usize::try_from(last.days_since(first)).map_or(0, |days| days + 1);
    let mut balance = vec![0_i64; days + 1];
    for &(from, to) in closed {
        let start = usize::try_from(from.days_since(first))
            .unwrap_or(0)
            .min(days);
        let end = usize::try_from(to.days_since(first) + 1)
            .unwrap_or(0)
            .min(days);
        balance[start] += 1;
        balance[end.max(start)] -= 1;
    }
    let mut open = 0;
    balance
        .into_iter()
        .take(days)
        .map(|change| {
            open += change;
            open > 0
        })
        .collect()
}
