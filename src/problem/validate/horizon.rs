//! The horizon of the draft: its days, its working week, its blocks and closures.

use super::Resolver;
use super::table_row::{Ends, TableRow};
use crate::calendar::{Date, Days, Horizon, NamedDays, WEEKDAYS, WorkingWeek, closed_days};
use crate::error::Code;
use crate::problem::draft::{HorizonDraft, NamedSpanDraft, PeriodKindDraft};
use std::collections::HashSet;
use std::ops::Range;

/// The days worked where the draft names none: Monday to Friday.
const USUAL_WEEK: [bool; 7] = [false, true, true, true, true, true, false];

/// Stretches without a block that are named beside the first.
const OTHER_GAPS: usize = 2;

impl Resolver {
    pub(super) fn resolve_horizon(&mut self) {
        let draft = self.draft.clone();
        let horizon = &draft.horizon;
        let is_block = horizon.kind == PeriodKindDraft::Block;
        let blocks = self.named_days(&horizon.blocks, "horizon/blocks");
        let closures = self.named_days(&horizon.closures, "horizon/closures");
        let closed: Vec<Days> = closures.iter().map(|closure| closure.days).collect();
        self.check_blocks(&blocks, is_block);
        let days = self.days_of_horizon(horizon, &blocks);
        let week = self.working_week(horizon);
        let Some(days) = days.filter(|days| self.is_possible(*days)) else {
            return;
        };
        if self.found.has_errors() {
            return;
        }

        let built = Horizon::build(horizon.kind.into(), days, &week, &closed, &blocks);
        if !self.has_usable_periods(&built) {
            return;
        }
        if is_block {
            self.warn_of_idle_blocks(&blocks, &week, &built);
            self.warn_of_missing_blocks(&blocks, days, &week, &closed);
        }
        self.data.horizon = Some(built);
    }

    /// From the first to the last date; those of a horizon of blocks may be left to its blocks.
    fn days_of_horizon(&mut self, horizon: &HorizonDraft, blocks: &[NamedDays]) -> Option<Days> {
        let is_block = horizon.kind == PeriodKindDraft::Block;
        let mut edge = |text: &str, field: &str, of_block: Option<Date>| {
            if text.is_empty() && is_block {
                return of_block;
            }
            self.date(text, &format!("/horizon/{field}"), "horizon")
        };
        let opening = blocks.first().map(|block| block.days.first);
        let first = edge(&horizon.start, "start", opening);
        let closing = blocks.last().map(|block| block.days.last);
        let last = edge(&horizon.end, "end", closing);
        Some(Days {
            first: first?,
            last: last?,
        })
    }

    fn working_week(&mut self, horizon: &HorizonDraft) -> WorkingWeek {
        let mut full_days = self.weekday_set(&horizon.working_days, "/horizon/working_days");
        let mornings = self.weekday_set(&horizon.working_mornings, "/horizon/working_mornings");
        if horizon.working_days.is_empty() && horizon.working_mornings.is_empty() {
            full_days = USUAL_WEEK;
        }
        WorkingWeek {
            full_days,
            mornings,
        }
    }

    /// False, with a message, where the horizon ends before it starts or is too long.
    fn is_possible(&mut self, days: Days) -> bool {
        let Days { first, last } = days;
        let (code, message) = if last < first {
            let message = format!("it ends on {last}, before it starts on {first}.");
            (Code::ReversedSpan, message)
        } else if last.days_since(first) > Horizon::MAX_DAYS {
            let length = last.days_since(first);
            let message = format!(
                "it is {length} days long; {} is the most.",
                Horizon::MAX_DAYS
            );
            (Code::HorizonTooLong, message)
        } else {
            return true;
        };
        self.found.error(code, "/horizon/end", "horizon", message);
        false
    }

    /// False, with a message, where the horizon has no period or too many.
    fn has_usable_periods(&mut self, built: &Horizon) -> bool {
        let (code, message) = if built.is_empty() {
            let message = "there is no working period between its dates.".to_owned();
            (Code::EmptyHorizon, message)
        } else if built.len() > Horizon::MAX_PERIODS {
            let (periods, most) = (built.len(), Horizon::MAX_PERIODS);
            let message = format!("it has {periods} periods; {most} is the most.");
            (Code::HorizonTooLong, message)
        } else {
            return true;
        };
        self.found.error(code, "/horizon", "horizon", message);
        false
    }

    /// Blocks follow each other and have names that no date or period number can be taken for.
    fn check_blocks(&mut self, blocks: &[NamedDays], is_block: bool) {
        let mut names = HashSet::new();
        for (index, NamedDays { name, days }) in blocks.iter().enumerate() {
            let at = TableRow::new("horizon/blocks", index, format!("block {name:?}"));
            let before = index.checked_sub(1).map(|before| &blocks[before]);
            if let Some(before) = before.filter(|before| days.first <= before.days.last) {
                let message = format!("it starts before block {:?} ends.", before.name);
                self.error_in(&at, "from", Code::OverlappingBlocks, message);
            }
            if !name.is_empty() && !names.insert(name) {
                let message = "an earlier block has this name.";
                self.error_in(&at, "name", Code::DuplicateId, message);
            }
            if name.trim() != name || name.starts_with('#') || name.parse::<Date>().is_ok() {
                let message =
                    "a block's name cannot be a date, start with # or have white space around it.";
                self.error_in(&at, "name", Code::InvalidName, message);
            }
        }
        if !is_block && !blocks.is_empty() {
            let message = "there are blocks, but the horizon's kind is not block.";
            self.found
                .warning(Code::UnusedEntity, "/horizon/blocks", "horizon", message);
        }
        if is_block && blocks.is_empty() && !self.found.has_errors() {
            let message = "a horizon of blocks has no blocks.";
            self.found
                .error(Code::EmptyHorizon, "/horizon/blocks", "horizon", message);
        }
    }

    fn named_days(&mut self, spans: &[NamedSpanDraft], table: &str) -> Vec<NamedDays> {
        let mut read = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            let at = TableRow::new(table, index, format!("span {:?}", span.name));
            let from = self.date(&span.from, &at.field("from"), &at.subject);
            let to = self.date(&span.to, &at.field("to"), &at.subject);
            let (Some(first), Some(last)) = (from, to) else {
                continue;
            };
            if last < first {
                self.reversed(Ends::dates(&span.from, &span.to), &at);
            } else if last.days_since(first) > Horizon::MAX_DAYS {
                let message = format!("it is longer than {} days.", Horizon::MAX_DAYS);
                self.error_in(&at, "to", Code::HorizonTooLong, message);
            } else {
                read.push(NamedDays {
                    name: span.name.clone(),
                    days: Days { first, last },
                });
            }
        }
        read
    }

    /// The weekdays named, 0 is Sunday.
    pub(super) fn weekday_set(&mut self, names: &[String], pointer: &str) -> [bool; 7] {
        let mut days = [false; 7];
        for (index, name) in names.iter().enumerate() {
            let mut weekdays = WEEKDAYS.iter();
            if let Some(day) = weekdays.position(|day| day.eq_ignore_ascii_case(name)) {
                days[day] = true;
            } else {
                let message = format!("{name:?} is no weekday; they are {}.", WEEKDAYS.join(", "));
                let pointer = format!("{pointer}/{index}");
                self.found
                    .error(Code::InvalidName, pointer, "calendar", message);
            }
        }
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

    /// Warns of blocks without a working weekday, whose days all count, and of blocks that no day is left of.
    fn warn_of_idle_blocks(&mut self, blocks: &[NamedDays], week: &WorkingWeek, built: &Horizon) {
        let left_out: HashSet<&str> = built.left_out().iter().map(String::as_str).collect();
        for (index, NamedDays { name, days }) in blocks.iter().enumerate() {
            let message = if left_out.contains(name.as_str()) {
                "no day of it is worked, because of closures or the ends of the horizon: it is no period."
            } else if week.works_in(*days) {
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

    /// Warns, once, of working days between the first and the last date that no block holds.
    fn warn_of_missing_blocks(
        &mut self,
        blocks: &[NamedDays],
        days: Days,
        week: &WorkingWeek,
        closures: &[Days],
    ) {
        let closed = closed_days(days, closures);
        let mut gaps: Vec<(usize, Range<usize>)> = Vec::new();
        let day = |date: Date| usize::try_from(date.days_since(days.first)).unwrap_or(0);
        let mut free = 0;
        for (index, block) in blocks.iter().enumerate() {
            gaps.push((index, free..day(block.days.first).min(closed.len())));
            free = free.max(day(block.days.last.next()));
        }
        gaps.push((blocks.len().saturating_sub(1), free..closed.len()));
        let worked = |gap: Range<usize>| -> Option<(Date, Date, usize)> {
            let days: Vec<Date> = gap
                .filter(|day| !closed[*day])
                .filter_map(|day| Some(days.first.plus_days(i32::try_from(day).ok()?)))
                .filter(|date| week.works(*date))
                .collect();
            Some((*days.first()?, *days.last()?, days.len()))
        };
        let gaps: Vec<(usize, (Date, Date, usize))> = gaps
            .into_iter()
            .filter_map(|(index, gap)| Some((index, worked(gap)?)))
            .collect();
        let Some((index, (first, last, _))) = gaps.first() else {
            return;
        };
        // Where blocks are holidays there is a gap behind each of them, which is one thing to tell.
        let count: usize = gaps.iter().map(|(_, (_, _, count))| count).sum();
        let others: Vec<String> = gaps
            .iter()
            .skip(1)
            .take(OTHER_GAPS)
            .map(|(_, (from, to, _))| format!(", from {from} to {to}"))
            .collect();
        let more = match gaps.len().saturating_sub(1 + OTHER_GAPS) {
            0 => String::new(),
            1 => " and one more stretch".to_owned(),
            more => format!(" and {more} more stretches"),
        };
        let message = format!(
            "no block holds the {count} working days from {first} to {last}{}{more}: nobody is planned on them.",
            others.concat()
        );
        let pointer = format!("/horizon/blocks/{index}");
        self.found
            .warning(Code::DaysWithoutBlock, pointer, "horizon", message);
    }
}
