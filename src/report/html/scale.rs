//! Time as width: real dates, half a day the unit.
//!
//! Places and lengths are days; the style sheet makes parts of the picture's width of them (`--n` days), so that one picture can be
//! drawn at any width. What lies behind the bars is given in per cent for the same reason.

use super::markup::name as markup_name;
use crate::calendar::{Date, Half, HalfDay, PeriodKind};
use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::report::language::Words;
use crate::report::view::View;
use crate::report::words::put;

/// Days of a gap between periods from which on it is drawn as a closure and not as a weekend, in a long picture.
const CLOSURE_DAYS: i32 = 4;
/// Longest picture, in days, whose ruler names the days of the week.
const NAMED_DAYS: i32 = 21;
/// Longest picture, in days, whose ruler shows days and whose weekends are drawn.
const SHORT_DAYS: i32 = 45;
/// Longest picture, in days, whose ruler shows months and weeks.
const LONG_DAYS: i32 = 1_200;

/// Maps dates to days from the start of a picture; the style sheet turns days into pixels.
#[derive(Debug)]
pub(super) struct Scale<'a> {
    problem: &'a Problem,
    words: &'static Words,
    /// First date of the picture.
    start: Option<Date>,
    /// Days of the picture, at least one.
    pub(super) days: i32,
}

impl<'a> Scale<'a> {
    /// The whole horizon.
    pub(super) fn new(view: &View<'a>) -> Self {
        Self::within(
            view,
            PeriodId::new(0),
            PeriodId::new(view.problem.horizon().len().saturating_sub(1)),
        )
    }

    /// Periods `first..=last`.
    pub(super) fn within(view: &View<'a>, first: PeriodId, last: PeriodId) -> Self {
        let problem = view.problem;
        let periods = problem.horizon().periods();
        let start = periods.get(first.index()).map(|span| span.first.date);
        let days = start
            .zip(periods.get(last.index()))
            .map_or(1, |(start, last)| last.last.date.days_since(start) + 1);
        Self {
            problem,
            words: view.words,
            start,
            days: days.max(1),
        }
    }

    /// Half-days from the picture's start to the start of `half_day`, not beyond the picture.
    fn halves(&self, half_day: HalfDay) -> i32 {
        let days = self
            .start
            .map_or(0, |start| half_day.date.days_since(start));
        (days * 2 + i32::from(half_day.half == Half::Afternoon)).clamp(0, self.days * 2)
    }

    /// The style attribute's value that puts an element at half-days `first..=last`.
    pub(super) fn place_half_days(&self, (first, last): (HalfDay, HalfDay)) -> String {
        let (from, to) = (
            self.halves(first),
            (self.halves(last) + 1).min(self.days * 2),
        );
        position(from, (to - from).max(0))
    }

    /// Where periods `first..=last` start and end, in half-days from the picture's start.
    pub(super) fn ends(&self, first: PeriodId, last: PeriodId) -> (i32, i32) {
        let horizon = self.problem.horizon();
        let from = self.halves(horizon.span(first).first);
        let end = horizon.span(last).last;
        let beyond = self.start.is_some_and(|start| end.date < start);
        (
            from,
            if beyond {
                from
            } else {
                (self.halves(end) + 1).clamp(from, self.days * 2)
            },
        )
    }

    /// The style attribute's value that puts an element at periods `first..=last`.
    pub(super) fn place(&self, first: PeriodId, last: PeriodId) -> String {
        let (from, to) = self.ends(first, last);
        position(from, to - from)
    }

    /// Pixels a day at which the whole horizon is about as wide as a screen, within what can be read and scrolled.
    pub(super) fn pixels_a_day(&self) -> f64 {
        (1180.0 / f64::from(self.days)).clamp(0.5, 64.0)
    }

    /// Gaps between periods that are closures (weekends, too, in a short picture), in half-days from the picture's start.
    fn closures(&self) -> Vec<(i32, i32)> {
        let least = if self.days <= SHORT_DAYS {
            1
        } else {
            CLOSURE_DAYS
        };
        let periods = self.problem.horizon().periods();
        let gaps = periods
            .windows(2)
            .filter(|pair| pair[1].first.date.days_since(pair[0].last.date) > least);
        gaps.map(|pair| {
            (
                self.halves(HalfDay::morning(pair[0].last.date.next())),
                self.halves(HalfDay::morning(pair[1].first.date)),
            )
        })
        .filter(|(from, to)| from < to)
        .collect()
    }

    /// The style attribute's value that gives a picture its scale and the lines behind its bars: closures, and months
    /// (years where there are many).
    pub(super) fn style(&self) -> String {
        let closures = self.closures();
        let lines_at: Vec<i32> = match self.blocks() {
            Some(blocks) => blocks.iter().map(|block| block.start).collect(),
            None => self.major().iter().map(|major| major.start).collect(),
        };
        let is_open = |at: &i32| !closures.iter().any(|(from, to)| (from..=to).contains(&at));
        let lines = lines_at
            .into_iter()
            .skip(1)
            .filter(is_open)
            .map(|at| (at, None));
        let mut marks: Vec<(i32, Option<i32>)> = closures
            .iter()
            .map(|&(from, to)| (from, Some(to)))
            .chain(lines)
            .collect();
        marks.sort_unstable();
        // One picture without anything transparent: not every printer draws that.
        let mut stops = String::new();
        for (from, to) in marks {
            let start = self.part(from);
            let (colour, end) = match to {
                Some(to) => ("--shut", self.part(to)),
                None => ("--line", format!("calc({start} + 1px)")),
            };
            put!(
                stops,
                ",var(--track) {start},var({colour}) {start},var({colour}) {end},var(--track) {end}"
            );
        }
        let image = if stops.is_empty() {
            "none".to_owned()
        } else {
            format!("linear-gradient(var(--onward),var(--track) 0{stops})")
        };
        let (days, pixels) = (self.days, self.pixels_a_day());
        let shortest = self
            .blocks()
            .iter()
            .flatten()
            .map(|block| block.length)
            .min();
        let block = shortest.map_or_else(String::new, |halves| {
            format!("--block:{};", self::days(halves))
        });
        format!("--n:{days};--d:{pixels:.3}px;{block}--back:{image}")
    }

    /// Half-days as a part of the picture's width.
    fn part(&self, halves: i32) -> String {
        format!("{:.4}%", f64::from(halves) * 50.0 / f64::from(self.days))
    }

    /// Named blocks within the picture, if the horizon is made of such.
    fn blocks(&self) -> Option<Vec<Mark>> {
        if self.problem.horizon().kind() != PeriodKind::Block {
            return None;
        }
        let ids = self.problem.period_ids();
        let spans = ids.map(|id| (self.ends(id, id), self.problem.horizon().span(id)));
        Some(
            spans
                .filter(|((from, to), _)| from < to)
                .map(|((from, to), span)| Mark {
                    start: from,
                    length: to - from,
                    name: markup_name(&span.name),
                })
                .collect(),
        )
    }

    /// Months, or years where there are too many.
    fn major(&self) -> Vec<Mark> {
        let years = self.days > LONG_DAYS;
        // A month that only just begins or ends in the picture has no room for its name.
        let bare = if self.days <= SHORT_DAYS { 2 } else { 16 };
        self.stretches(
            move |date| {
                if years {
                    (date.year(), 0)
                } else {
                    (date.year(), date.month())
                }
            },
            move |date, length| match years {
                true => date.year().to_string(),
                false if length < bare => String::new(),
                false if length < 40 && bare > 2 => (self.words.month)(date).to_owned(),
                false => (self.words.month_year)(date),
            },
        )
    }

    /// Blocks by their names, days, weeks or quarters below the months or years, whichever can still be read.
    fn minor(&self) -> Vec<Mark> {
        if let Some(blocks) = self.blocks() {
            return blocks;
        }
        let week_of = |date: Date| {
            self.start
                .map_or(0, |start| date.days_since(start).div_euclid(7))
        };
        match self.days {
            days if days <= NAMED_DAYS => self.stretches(
                |date| date,
                |date, _| format!("{} {}", self.words.weekdays[date.weekday()], date.day()),
            ),
            days if days <= SHORT_DAYS => {
                self.stretches(|date| date, |date, _| date.day().to_string())
            }
            days if days <= LONG_DAYS => self.stretches(week_of, |date, length| {
                if length < 8 {
                    String::new()
                } else {
                    date.day().to_string()
                }
            }),
            _ => self.stretches(
                |date| (date.year(), (date.month() - 1) / 3),
                |date, _| (self.words.quarter)(i32::from((date.month() - 1) / 3 + 1)),
            ),
        }
    }

    /// Consecutive days with the same key, with a name made of the first one and the length in half-days.
    fn stretches<K: PartialEq>(
        &self,
        key: impl Fn(Date) -> K,
        name: impl Fn(Date, i32) -> String,
    ) -> Vec<Mark> {
        let Some(start) = self.start else {
            return Vec::new();
        };
        let mut found: Vec<(i32, i32, Date)> = Vec::new();
        for offset in 0..self.days {
            let date = start.plus_days(offset);
            match found.last_mut() {
                Some(last) if key(last.2) == key(date) => last.1 += 2,
                _ => found.push((offset * 2, 2, date)),
            }
        }
        found
            .into_iter()
            .map(|(start, length, date)| Mark {
                start,
                length,
                name: name(date, length),
            })
            .collect()
    }

    /// The ruler: months and below them days or weeks.
    pub(super) fn ruler(&self) -> String {
        let mut out = self.ruler_row("major", &self.major());
        out.push_str(&self.ruler_row("minor", &self.minor()));
        out
    }

    /// The ruler's upper row alone, for narrow strips.
    pub(super) fn short_ruler(&self) -> String {
        let mut row = self.major();
        if row.len() > 18 {
            let keep = row.len().div_ceil(18);
            row.iter_mut()
                .enumerate()
                .filter(|(index, _)| index % keep != 0)
                .for_each(|(_, mark)| mark.name.clear());
        } else if row.len() > 6 {
            row.iter_mut()
                .for_each(|mark| mark.name = without_year(&mark.name).to_owned());
        }
        self.ruler_row("major", &row)
    }

    fn ruler_row(&self, class: &str, marks: &[Mark]) -> String {
        let mut out = format!("<div class=\"ruler {class}\">");
        for Mark {
            start,
            length,
            name,
        } in marks
        {
            put!(out, "<i style=\"{}\">{name}</i>", position(*start, *length));
        }
        out.push_str("</div>");
        out
    }

    /// From when to when the picture runs.
    pub(super) fn dates(&self) -> String {
        let whole = |first: Date| {
            self.words.span(
                HalfDay::morning(first),
                HalfDay::afternoon(first.plus_days(self.days - 1)),
            )
        };
        self.start.map_or_else(String::new, whole)
    }
}

/// A part of the ruler: where it starts and how long it is, in half-days, and its name.
struct Mark {
    start: i32,
    length: i32,
    name: String,
}

/// A month without its year, wherever that stands; a year alone.
fn without_year(mark: &str) -> &str {
    mark.split(' ')
        .rfind(|word| !word.starts_with(|letter: char| letter.is_ascii_digit()))
        .unwrap_or(mark)
}

/// Half-days as days: `3` or `3.5`.
fn days(halves: i32) -> String {
    if halves % 2 == 0 {
        (halves / 2).to_string()
    } else {
        format!("{}.5", halves / 2)
    }
}

/// The style attribute's value that puts an element at `start`, `length` long, both in half-days.
pub(super) fn position(start: i32, length: i32) -> String {
    format!("--x:{};--w:{}", days(start), days(length))
}
