//! Dates of the draft: grids, points in time and spans.

use super::Resolver;
use super::budget::Budget;
use super::table_row::{Ends, SpanRow, TableRow};
use crate::calendar::{Coverage, Date, Grid, HalfDay, Horizon};
use crate::error::Code;
use crate::ids::PeriodId;
use crate::problem::rule::PeriodSet;
use std::ops::Range;

impl Resolver {
    /// The horizon of the draft as read so far.
    #[allow(
        clippy::expect_used,
        reason = "every caller runs after resolve_horizon succeeded"
    )]
    pub(in crate::problem) fn horizon(&self) -> &Horizon {
        self.data.horizon.as_ref().expect("resolved first")
    }

    pub(super) fn resolve_grids(&mut self) {
        let draft = self.draft.clone();
        self.names.grids = self.name_grids(draft.grids.iter().map(|grid| grid.id.clone()));
        let periods: Vec<PeriodId> = (0..self.horizon().len()).map(PeriodId::new).collect();
        let finest = Grid::new("period".into(), &periods, self.horizon());
        self.data.grids.push(finest);
        for (index, grid) in draft.grids.iter().enumerate() {
            let at = TableRow::new("grids", index, format!("grid {:?}", grid.id));
            let listed = self.listed_starts(&at, &grid.starts);
            if grid.every.is_some() && !grid.starts.is_empty() {
                let message = "it has both every and starts.";
                self.error_in(&at, "every", Code::ContradictoryRule, message);
            }
            if grid.every.is_none() && listed.is_empty() {
                let message = "it has neither every nor starts.";
                self.error_of(&at, Code::MissingField, message);
            }
            let regular = grid.every.as_deref();
            let starts = regular
                .and_then(|every| self.regular_starts(&at, every))
                .unwrap_or(listed);
            let built = Grid::new(grid.id.clone(), &starts, self.horizon());
            self.data.grids.push(built);
        }
    }

    /// The periods in which the blocks of a grid start, as it lists them.
    fn listed_starts(&mut self, at: &TableRow, listed: &[String]) -> Vec<PeriodId> {
        let mut starts = Vec::new();
        let mut latest = None;
        for (position, when) in listed.iter().enumerate() {
            let place = at.entry("starts", position);
            starts.extend(self.first_period(when, &place, &at.subject));
            let start = self.horizon().moment(when).ok().map(|moment| moment.0);
            if start.is_some() && start <= latest {
                let message = format!("{when} does not come after the start before it.");
                self.found
                    .error(Code::OverlappingBlocks, place, at.subject.as_str(), message);
            }
            latest = latest.max(start);
        }
        starts
    }

    /// The first periods of every week, month or day; each period is a start of its own where that is asked for.
    fn regular_starts(&mut self, at: &TableRow, every: &str) -> Option<Vec<PeriodId>> {
        let horizon = self.horizon();
        let epoch = horizon.periods()[0].first.date.week_start();
        let number: &dyn Fn(Date) -> i32 = match every {
            "week" => &|date| date.days_since(epoch).div_euclid(7),
            "month" => &|date| i32::from(date.year()) * 12 + i32::from(date.month()),
            "day" => &|date| date.days_since(epoch),
            "period" => return Some(horizon.all().iter().collect()),
            other => {
                let message = format!("every is {other:?}; it can be week, month, day or period.");
                self.error_in(at, "every", Code::InvalidName, message);
                return None;
            }
        };
        let number_of = |period: usize| number(horizon.periods()[period].first.date);
        let starts = (0..horizon.len())
            .filter(|period| *period == 0 || number_of(period - 1) != number_of(*period));
        Some(starts.map(PeriodId::new).collect())
    }

    pub(super) fn reversed(&mut self, ends: Ends<'_>, at: &TableRow) {
        let (from, to) = (ends.from.unwrap_or_default(), ends.to.unwrap_or_default());
        let message = format!("{to} comes before {from}.");
        self.error_in(at, ends.fields[1], Code::ReversedSpan, message);
    }

    /// First and last half-day of a point in time; reports what cannot be read.
    pub(in crate::problem) fn moment(
        &mut self,
        text: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<(HalfDay, HalfDay)> {
        match self.horizon().moment(text) {
            Ok(moment) => Some(moment),
            Err((code, message)) => {
                self.found.error(code, pointer, subject, message);
                None
            }
        }
    }

    /// The first period that ends at or after a point in time; one after the horizon is an error.
    pub(in crate::problem) fn first_period(
        &mut self,
        text: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<PeriodId> {
        let (first, _) = self.moment(text, pointer, subject)?;
        let period = self.horizon().first_from(first);
        if period.is_none() {
            self.found.error(
                Code::OutsideHorizon,
                pointer,
                subject,
                format!("{text} lies after the horizon."),
            );
        }
        period
    }

    /// Working time between two points. What lies outside the horizon is cut off silently.
    pub(super) fn stretch(&mut self, ends: Ends<'_>, at: &TableRow) -> Option<Range<usize>> {
        let stretch = self.stretch_of(ends, at)?;
        // Whoever asks goes on to look at every period of it.
        let periods = stretch.len().saturating_mul(self.horizon().len())
            / self.horizon().working_half_days().max(1)
            + 1;
        self.spend(Budget::SpanPeriods, periods, &at.pointer, &at.subject)
            .then_some(stretch)
    }

    /// As [`Self::stretch`] without a word: `None` if an end cannot be read or the ends are reversed.
    pub(super) fn quiet_stretch(&self, ends: Ends<'_>) -> Option<Range<usize>> {
        let read = |text: &str| self.horizon().moment(text).ok();
        let start = ends
            .from
            .map_or(Some(self.whole().0), |text| Some(read(text)?.0))?;
        let end = ends
            .to
            .map_or(Some(self.whole().1), |text| Some(read(text)?.1))?;
        let is_reversed = end < start && ends.from.is_some() && ends.to.is_some();
        (!is_reversed).then(|| self.horizon().stretch(start, end))
    }

    /// As [`Self::stretch`], for what looks at no period of it.
    pub(super) fn stretch_of(&mut self, ends: Ends<'_>, at: &TableRow) -> Option<Range<usize>> {
        let mut read = |text: &str, field: &str| self.moment(text, &at.field(field), &at.subject);
        let [from_field, to_field] = ends.fields;
        let start = ends
            .from
            .map(|text| read(text, from_field).map(|moment| moment.0));
        let end = ends
            .to
            .map(|text| read(text, to_field).map(|moment| moment.1));
        let whole = self.whole();
        let (start, end) = (
            start.unwrap_or(Some(whole.0))?,
            end.unwrap_or(Some(whole.1))?,
        );
        // An open end may lie before a bound outside the horizon; that selects nothing but is no mistake of order.
        if end < start && ends.from.is_some() && ends.to.is_some() {
            self.reversed(ends, at);
            return None;
        }
        Some(self.horizon().stretch(start, end))
    }

    /// The first and the last half-day of the horizon.
    fn whole(&self) -> (HalfDay, HalfDay) {
        let periods = self.horizon().periods();
        (periods[0].first, periods[periods.len() - 1].last)
    }

    /// Periods that have working time between two points, and how much of each.
    pub(super) fn span(
        &mut self,
        ends: Ends<'_>,
        at: &TableRow,
    ) -> Option<Vec<(PeriodId, Coverage)>> {
        let stretch = self.stretch(ends, at)?;
        Some(self.horizon().coverage(vec![stretch]))
    }

    /// The periods that have working time between two points; those in part count like the others, which a warning says.
    pub(in crate::problem) fn touched(
        &mut self,
        from: Option<&str>,
        to: Option<&str>,
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<PeriodId>> {
        let at = TableRow {
            pointer: pointer.to_owned(),
            subject: subject.to_owned(),
        };
        let span = self.span(Ends::open(from, to), &at)?;
        self.warn_of_parts(&span, pointer, subject, "such a period counts altogether");
        Some(span.into_iter().map(|(period, _)| period).collect())
    }

    /// Warns of periods that rows of a table cover in part even together, each at the first row that has a part of it.
    pub(super) fn warn_of_rows(
        &mut self,
        table: &str,
        rows: &[SpanRow],
        parts: &[(PeriodId, Coverage)],
        subject: &str,
        how: &str,
    ) {
        let mut left: std::collections::BTreeSet<PeriodId> =
            parts.iter().map(|(period, _)| *period).collect();
        for SpanRow { index, stretch } in rows {
            if left.is_empty() {
                return;
            }
            let touched = self.horizon().coverage(vec![stretch.clone()]);
            let new: Vec<_> = touched
                .into_iter()
                .filter(|(period, _)| left.remove(period))
                .collect();
            self.warn_of_parts(&new, &format!("/{table}/{index}"), subject, how);
        }
    }

    /// Warns of periods that a span covers in part, and says how they count.
    pub(super) fn warn_of_parts(
        &mut self,
        span: &[(PeriodId, Coverage)],
        pointer: &str,
        subject: &str,
        how: &str,
    ) {
        let mut parts = span
            .iter()
            .filter(|(_, coverage)| *coverage == Coverage::Part)
            .map(|(period, _)| *period);
        let Some(first) = parts.next() else { return };
        let more = match parts.count() {
            0 => String::new(),
            more => format!(" and of {more} more"),
        };
        let message = format!(
            "it covers a part of period {}{more}: {how}.",
            self.horizon().span(first)
        );
        self.found
            .warning(Code::PeriodInPart, pointer, subject, message);
    }
}

/// The periods that are covered altogether, and those that are covered in part.
pub(super) fn by_coverage(
    covered: Vec<(PeriodId, Coverage)>,
) -> (PeriodSet, Vec<(PeriodId, Coverage)>) {
    let (whole, parts): (Vec<_>, Vec<_>) = covered
        .into_iter()
        .partition(|(_, coverage)| *coverage == Coverage::Full);
    (whole.into_iter().map(|(period, _)| period).collect(), parts)
}
