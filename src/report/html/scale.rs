//! Time as width: real dates, half a day the unit.

use crate::calendar::{Date, Half, HalfDay};
use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::report::words::{day, month, put};

/// Days of a gap between periods from which on it is drawn as a closure and not as a weekend.
const CLOSURE_DAYS: i32 = 4;

/// Maps dates to days from the horizon's start; the style sheet turns days into pixels.
#[derive(Debug)]
pub(super) struct Scale<'a> {
    problem: &'a Problem,
    start: Option<Date>,
    /// Days of the horizon.
    pub(super) days: i32,
}

impl<'a> Scale<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let periods = problem.horizon().periods();
        let start = periods.first().map(|span| span.first.date);
        let days = start.zip(periods.last()).map_or(1, |(start, last)| last.last.date.days_since(start) + 1);
        Self { problem, start, days: days.max(1) }
    }

    /// Half-days from the horizon's start to the start of `half_day`.
    fn halves(&self, half_day: HalfDay) -> i32 {
        let days = self.start.map_or(0, |start| half_day.date.days_since(start));
        days * 2 + i32::from(half_day.half == Half::Afternoon)
    }

    /// Where periods `first..=last` start and end, in half-days from the horizon's start.
    pub(super) fn ends(&self, first: PeriodId, last: PeriodId) -> (i32, i32) {
        let horizon = self.problem.horizon();
        let from = self.halves(horizon.span(first).first);
        (from, (self.halves(horizon.span(last).last) + 1).max(from + 1))
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

    /// Gaps between periods that are closures, in half-days from the horizon's start.
    pub(super) fn closures(&self) -> Vec<(i32, i32)> {
        let periods = self.problem.horizon().periods();
        let gaps = periods.windows(2).filter(|pair| pair[1].first.date.days_since(pair[0].last.date) > CLOSURE_DAYS);
        gaps.map(|pair| (self.halves(pair[0].last) + 1, self.halves(pair[1].first))).collect()
    }

    /// Style rules of the track behind the bars: month lines (year lines if there are many) and closures.
    pub(super) fn style(&self) -> String {
        let mut layers = Vec::new();
        let mut stops = String::new();
        for (from, to) in self.closures() {
            let (from, to) = (length(from), length(to));
            put!(stops, ",transparent {from},var(--shut) {from},var(--shut) {to},transparent {to}");
        }
        if !stops.is_empty() {
            layers.push(format!("linear-gradient(90deg,transparent 0{stops})"));
        }
        let mut lines = String::new();
        for (start, _, _) in self.major().iter().skip(1) {
            let at = length(*start);
            put!(lines, ",transparent {at},var(--line) {at},var(--line) calc({at} + 1px),transparent calc({at} + 1px)");
        }
        if !lines.is_empty() {
            layers.push(format!("linear-gradient(90deg,transparent 0{lines})"));
        }
        let image = if layers.is_empty() { "none".to_owned() } else { layers.join(",") };
        let (days, pixels) = (self.days, self.pixels_a_day());
        format!(":root{{--n:{days};--fit:{pixels:.3}px}}\n.track,.strip{{background-image:{image}}}\n")
    }

    /// Months, or years where there are too many: start and length in half-days, name.
    fn major(&self) -> Vec<(i32, i32, String)> {
        let years = self.days > 1_200;
        self.stretches(
            move |date| if years { (date.year(), 0) } else { (date.year(), date.month()) },
            move |date, length| match (years, length < 40) {
                (true, _) => date.year().to_string(),
                (false, true) => month(date).to_owned(),
                (false, false) => format!("{} {}", month(date), date.year()),
            },
        )
    }

    /// Days, weeks or quarters below the months or years, whichever can still be read.
    fn minor(&self) -> Vec<(i32, i32, String)> {
        match self.days {
            0..=45 => self.stretches(|date| (date.year(), date.month(), date.day()), |date, _| date.day().to_string()),
            46..=1_200 => self.stretches(Date::week_start, |date, length| if length < 8 { String::new() } else { date.day().to_string() }),
            _ => self.stretches(|date| (date.year(), (date.month() - 1) / 3), |date, _| format!("Q{}", (date.month() - 1) / 3 + 1)),
        }
    }

    /// Consecutive days with the same key, with a name made of the first one and the length in half-days.
    fn stretches<K: PartialEq>(&self, key: impl Fn(Date) -> K, name: impl Fn(Date, i32) -> String) -> Vec<(i32, i32, String)> {
        let Some(start) = self.start else { return Vec::new() };
        let mut found: Vec<(i32, i32, Date)> = Vec::new();
        for offset in 0..self.days {
            let date = start.plus_days(offset);
            match found.last_mut() {
                Some(last) if key(last.2) == key(date) => last.1 += 2,
                _ => found.push((offset * 2, 2, date)),
            }
        }
        found.into_iter().map(|(start, length, date)| (start, length, name(date, length))).collect()
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
            row.iter_mut().enumerate().filter(|(index, _)| index % keep != 0).for_each(|(_, mark)| mark.2.clear());
        } else if row.len() > 6 {
            row.iter_mut().for_each(|mark| mark.2 = mark.2.split(' ').next().unwrap_or("").to_owned());
        }
        self.ruler_row("major", &row)
    }

    fn ruler_row(&self, class: &str, marks: &[(i32, i32, String)]) -> String {
        let mut out = format!("<div class=\"ruler {class}\">");
        for (start, length, name) in marks {
            put!(out, "<i style=\"{}\">{name}</i>", position(*start, *length));
        }
        out.push_str("</div>");
        out
    }

    /// From when to when the horizon runs.
    pub(super) fn dates(&self) -> String {
        let last = self.problem.horizon().periods().last().map(|span| span.last.date);
        self.start.zip(last).map_or_else(String::new, |(first, last)| format!("{} – {}", day(first), day(last)))
    }
}

/// Half-days as days: `3` or `3.5`.
pub(super) fn days(halves: i32) -> String {
    if halves % 2 == 0 { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

/// The style attribute's value that puts an element at `start`, `length` long, both in half-days.
pub(super) fn position(start: i32, length: i32) -> String {
    format!("--x:{};--w:{}", days(start), days(length))
}

fn length(halves: i32) -> String {
    format!("calc(var(--d)*{})", days(halves))
}
