//! Dates of the draft: the horizon, grids, points in time and spans.

use super::Resolver;
use super::size::Budget;
use crate::calendar::{Coverage, Date, Grid, HalfDay, Horizon, WEEKDAYS, WorkingWeek};
use crate::error::Code;
use crate::ids::PeriodId;
use crate::problem::draft::{NamedSpanDraft, PeriodKindDraft};
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

    pub(super) fn resolve_horizon(&mut self) {
        let draft = self.draft.clone();
        let horizon = &draft.horizon;
        let blocks = self.named_spans(&horizon.blocks, "/horizon/blocks");
        let closures = self.named_spans(&horizon.closures, "/horizon/closures");
        let is_block = horizon.kind == PeriodKindDraft::Block;
        self.check_blocks(&blocks, is_block);
        if is_block && blocks.is_empty() && !self.found.has_errors() {
            self.found.error(
                Code::EmptyHorizon,
                "/horizon/blocks",
                "horizon",
                "a horizon of blocks has no blocks.",
            );
        }
        let edge = |resolver: &mut Self, text: &str, field: &str, of_block: Option<Date>| {
            if text.is_empty() && is_block {
                return of_block;
            }
            resolver.date(text, &format!("/horizon/{field}"), "horizon")
        };
        let first = edge(
            self,
            &horizon.start,
            "start",
            blocks.first().map(|block| block.1),
        );
        let last = edge(
            self,
            &horizon.end,
            "end",
            blocks.last().map(|block| block.2),
        );
        let mut week = WorkingWeek {
            full_days: [false; 7],
            mornings: [false; 7],
        };
        self.weekdays(
            &horizon.working_days,
            "/horizon/working_days",
            &mut week.full_days,
        );
        self.weekdays(
            &horizon.working_mornings,
            "/horizon/working_mornings",
            &mut week.mornings,
        );
        if horizon.working_days.is_empty() && horizon.working_mornings.is_empty() {
            week.full_days = [false, true, true, true, true, true, false];
        }
        let (Some(first), Some(last)) = (first, last) else {
            return;
        };
        if last < first {
            self.found.error(
                Code::ReversedSpan,
                "/horizon/end",
                "horizon",
                format!("it ends on {last}, before it starts on {first}."),
            );
            return;
        }
        if last.days_since(first) > Horizon::MAX_DAYS {
            let message = format!(
                "it is {} days long; {} is the most.",
                last.days_since(first),
                Horizon::MAX_DAYS
            );
            self.found
                .error(Code::HorizonTooLong, "/horizon/end", "horizon", message);
            return;
        }
        if self.found.has_errors() {
            return;
        }
        let closed: Vec<(Date, Date)> = closures
            .iter()
            .map(|closure| (closure.1, closure.2))
            .collect();
        let built = Horizon::build(horizon.kind.into(), (first, last), &week, &closed, &blocks);
        if built.is_empty() {
            self.found.error(
                Code::EmptyHorizon,
                "/horizon",
                "horizon",
                "there is no working period between its dates.",
            );
        } else if built.len() > Horizon::MAX_PERIODS {
            let message = format!(
                "it has {} periods; {} is the most.",
                built.len(),
                Horizon::MAX_PERIODS
            );
            self.found
                .error(Code::HorizonTooLong, "/horizon", "horizon", message);
        } else {
            if is_block {
                self.warn_of_idle_blocks(&blocks, &week, &built);
                self.warn_of_missing_blocks(&blocks, (first, last), &week, &closed);
            }
            self.data.horizon = Some(built);
        }
    }

    /// Warns of blocks without a working weekday, whose days all count, and of blocks that no day is left of.
    fn warn_of_idle_blocks(
        &mut self,
        blocks: &[(String, Date, Date)],
        week: &WorkingWeek,
        built: &Horizon,
    ) {
        let left_out: std::collections::HashSet<&str> =
            built.left_out().iter().map(String::as_str).collect();
        let works = |date: Date| week.full_days[date.weekday()] || week.mornings[date.weekday()];
        for (index, (name, from, to)) in blocks.iter().enumerate() {
            let message = if left_out.contains(name.as_str()) {
                "no day of it is worked, because of closures or the ends of the horizon: it is no period."
            } else if from.days_until(*to).take(7).any(works) {
                continue;
            } else {
                "it has no working weekday: all of its days count as worked."
            };
            self.found.warning(
                Code::BlockWithoutWork,
                format!("/horizon/blocks/{index}"),
                format!("block {name:?}"),
                message,
            );
        }
    }

    pub(super) fn resolve_grids(&mut self) {
        let draft = self.draft.clone();
        self.names.grids = self.name_grids(draft.grids.iter().map(|grid| grid.id.clone()));
        let periods: Vec<PeriodId> = (0..self.horizon().len()).map(PeriodId::new).collect();
        let finest = Grid::new("period".into(), &periods, self.horizon());
        self.data.grids.push(finest);
        for (index, grid) in draft.grids.iter().enumerate() {
            let subject = format!("grid {:?}", grid.id);
            let pointer = format!("/grids/{index}");
            let mut starts = Vec::new();
            let mut latest = None;
            for (position, when) in grid.starts.iter().enumerate() {
                let place = format!("{pointer}/starts/{position}");
                starts.extend(self.first_period(when, &place, &subject));
                let start = self.horizon().moment(when).ok().map(|moment| moment.0);
                if start.is_some() && start <= latest {
                    self.found.error(
                        Code::OverlappingBlocks,
                        place,
                        subject.clone(),
                        format!("{when} does not come after the start before it."),
                    );
                }
                latest = latest.max(start);
            }
            if grid.every.is_some() && !grid.starts.is_empty() {
                let message = "it has both every and starts.";
                self.found.error(
                    Code::ContradictoryRule,
                    format!("{pointer}/every"),
                    subject.clone(),
                    message,
                );
            }
            let first_of = |key: &dyn Fn(Date) -> i32, resolver: &Self| -> Vec<PeriodId> {
                let horizon = resolver.horizon();
                periods
                    .iter()
                    .copied()
                    .filter(|period| {
                        let previous = period.index().checked_sub(1).map(PeriodId::new);
                        let at = |period: PeriodId| key(horizon.span(period).first.date);
                        previous.is_none_or(|previous| at(previous) != at(*period))
                    })
                    .collect()
            };
            let epoch = self.horizon().periods()[0].first.date.week_start();
            match grid.every.as_deref() {
                None if starts.is_empty() => {
                    self.found.error(
                        Code::MissingField,
                        pointer,
                        subject,
                        "it has neither every nor starts.",
                    );
                }
                None => {}
                Some("week") => {
                    starts = first_of(&|date| date.days_since(epoch).div_euclid(7), self)
                }
                Some("month") => {
                    starts = first_of(
                        &|date| i32::from(date.year()) * 12 + i32::from(date.month()),
                        self,
                    )
                }
                Some("day") => starts = first_of(&|date| date.days_since(epoch), self),
                Some("period") => starts.clone_from(&periods),
                Some(other) => {
                    let message =
                        format!("every is {other:?}; it can be week, month, day or period.");
                    self.found.error(
                        Code::InvalidName,
                        format!("{pointer}/every"),
                        subject,
                        message,
                    );
                }
            }
            let built = Grid::new(grid.id.clone(), &starts, self.horizon());
            self.data.grids.push(built);
        }
    }

    /// Blocks follow each other and have names that no date or period number can be taken for.
    fn check_blocks(&mut self, blocks: &[(String, Date, Date)], is_block: bool) {
        let mut names = std::collections::HashSet::new();
        for (index, (name, from, _)) in blocks.iter().enumerate() {
            let pointer = format!("/horizon/blocks/{index}");
            let subject = format!("block {name:?}");
            if index > 0 && *from <= blocks[index - 1].2 {
                let message = format!("it starts before block {:?} ends.", blocks[index - 1].0);
                self.found.error(
                    Code::OverlappingBlocks,
                    format!("{pointer}/from"),
                    subject.clone(),
                    message,
                );
            }
            if !name.is_empty() && !names.insert(name) {
                self.found.error(
                    Code::DuplicateId,
                    format!("{pointer}/name"),
                    subject.clone(),
                    "an earlier block has this name.",
                );
            }
            if name.trim() != name || name.starts_with('#') || name.parse::<Date>().is_ok() {
                let message =
                    "a block's name cannot be a date, start with # or have white space around it.";
                self.found.error(
                    Code::InvalidName,
                    format!("{pointer}/name"),
                    subject,
                    message,
                );
            }
        }
        if !is_block && !blocks.is_empty() {
            let message = "there are blocks, but the horizon's kind is not block.";
            self.found
                .warning(Code::UnusedEntity, "/horizon/blocks", "horizon", message);
        }
    }

    fn named_spans(&mut self, spans: &[NamedSpanDraft], table: &str) -> Vec<(String, Date, Date)> {
        let mut read = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            let subject = format!("span {:?}", span.name);
            let from = self.date(&span.from, &format!("{table}/{index}/from"), &subject);
            let to = self.date(&span.to, &format!("{table}/{index}/to"), &subject);
            if let (Some(from), Some(to)) = (from, to) {
                if to < from {
                    self.reversed(
                        &format!("{table}/{index}/to"),
                        &subject,
                        &span.from,
                        &span.to,
                    );
                } else if to.days_since(from) > Horizon::MAX_DAYS {
                    let message = format!("it is longer than {} days.", Horizon::MAX_DAYS);
                    self.found.error(
                        Code::HorizonTooLong,
                        format!("{table}/{index}/to"),
                        subject,
                        message,
                    );
                } else {
                    read.push((span.name.clone(), from, to));
                }
            }
        }
        read
    }

    fn weekdays(&mut self, names: &[String], pointer: &str, days: &mut [bool; 7]) {
        for (index, name) in names.iter().enumerate() {
            match WEEKDAYS
                .iter()
                .position(|day| day.eq_ignore_ascii_case(name))
            {
                Some(day) => days[day] = true,
                None => {
                    let message =
                        format!("{name:?} is no weekday; they are {}.", WEEKDAYS.join(", "));
                    self.found.error(
                        Code::InvalidName,
                        format!("{pointer}/{index}"),
                        "calendar",
                        message,
                    );
                }
            }
        }
    }

    /// The weekdays named, 0 is Sunday.
    pub(super) fn weekday_set(&mut self, names: &[String], pointer: &str) -> [bool; 7] {
        let mut days = [false; 7];
        self.weekdays(names, pointer, &mut days);
        days
    }

    fn date(&mut self, text: &str, pointer: &str, subject: &str) -> Option<Date> {
        if text.is_empty() {
            self.found
                .error(Code::MissingField, pointer, subject, "the date is missing.");
            return None;
        }
        match text.parse() {
            Ok(date) => Some(date),
            Err(message) => {
                self.found
                    .error(Code::InvalidDate, pointer, subject, format!("{message}."));
                None
            }
        }
    }

    pub(super) fn reversed(&mut self, pointer: &str, subject: &str, from: &str, to: &str) {
        self.found.error(
            Code::ReversedSpan,
            pointer,
            subject,
            format!("{to} comes before {from}."),
        );
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

    /// Working time between two points. Missing ends are the horizon's. What lies outside the horizon is cut off silently.
    pub(super) fn stretch(
        &mut self,
        (from, to): (Option<&str>, Option<&str>),
        pointer: &str,
        subject: &str,
    ) -> Option<Range<usize>> {
        let stretch = self.stretch_of(
            (from, &format!("{pointer}/from")),
            (to, &format!("{pointer}/to")),
            subject,
        )?;
        // Whoever asks goes on to look at every period of it.
        let periods = stretch.len().saturating_mul(self.horizon().len())
            / self.horizon().working_half_days().max(1)
            + 1;
        self.spend(Budget::SpanPeriods, periods, pointer, subject)
            .then_some(stretch)
    }

    /// As [`Self::stretch`] without a word: `None` if an end cannot be read or the ends are reversed.
    pub(super) fn quiet_stretch(
        &self,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Option<Range<usize>> {
        let horizon = self.horizon();
        let start = from
            .map_or(Ok(horizon.periods()[0].first), |text| {
                horizon.moment(text).map(|moment| moment.0)
            })
            .ok()?;
        let end = to
            .map_or(Ok(horizon.periods()[horizon.len() - 1].last), |text| {
                horizon.moment(text).map(|moment| moment.1)
            })
            .ok()?;
        if end < start && from.is_some() && to.is_some() {
            None
        } else {
            Some(horizon.stretch(start, end))
        }
    }

    /// As [`Self::stretch`], each end with its own pointer.
    pub(super) fn stretch_of(
        &mut self,
        (from, from_pointer): (Option<&str>, &str),
        (to, to_pointer): (Option<&str>, &str),
        subject: &str,
    ) -> Option<Range<usize>> {
        let horizon = self.horizon();
        let whole = (
            horizon.periods()[0].first,
            horizon.periods()[horizon.len() - 1].last,
        );
        let start = match from {
            Some(text) => self
                .moment(text, from_pointer, subject)
                .map(|moment| moment.0),
            None => Some(whole.0),
        };
        let end = match to {
            Some(text) => self
                .moment(text, to_pointer, subject)
                .map(|moment| moment.1),
            None => Some(whole.1),
        };
        let (start, end) = (start?, end?);
        // An open end may lie before a bound outside the horizon; that selects nothing but is no mistake of order.
        if let (Some(from), Some(to), true) = (from, to, end < start) {
            self.reversed(to_pointer, subject, from, to);
            return None;
        }
        Some(self.horizon().stretch(start, end))
    }

    /// Periods that have working time between two points, and how much of each.
    pub(super) fn span(
        &mut self,
        ends: (Option<&str>, Option<&str>),
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<(PeriodId, Coverage)>> {
        let stretch = self.stretch(ends, pointer, subject)?;
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
        let span = self.span((from, to), pointer, subject)?;
        self.warn_of_parts(&span, pointer, subject, "such a period counts altogether");
        Some(span.into_iter().map(|(period, _)| period).collect())
    }

    /// Warns of periods that rows of a table cover in part even together, each at the first row that has a part of it.
    pub(super) fn warn_of_rows(
        &mut self,
        table: &str,
        rows: &[(usize, Range<usize>)],
        parts: &[(PeriodId, Coverage)],
        subject: &str,
        how: &str,
    ) {
        let mut left: std::collections::BTreeSet<PeriodId> =
            parts.iter().map(|(period, _)| *period).collect();
        for (index, stretch) in rows {
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
