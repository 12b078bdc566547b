//! How numbers, dates and periods are written for people.

use crate::calendar::{Date, Half, HalfDay, PeriodKind};
use crate::error::{visible, visible_in_markup};
use crate::ids::PeriodId;
use crate::problem::{Problem, Role};

/// Appends formatted text to a `String`; writing to a string cannot fail.
macro_rules! put {
    ($out:expr, $($arguments:tt)*) => {{
        use std::fmt::Write as _;
        let _ = write!($out, $($arguments)*);
    }};
}
pub(super) use put;

/// Stands in front of every text of the input within a sentence: the text has a direction of its own (U+2068, FIRST STRONG ISOLATE), and what
/// comes behind it is not pulled along.
pub(super) const OPEN: char = '\u{2068}';
/// Ends what [`OPEN`] begins (U+2069, POP DIRECTIONAL ISOLATE).
pub(super) const CLOSE: char = '\u{2069}';

/// A text of the input as a part of a sentence. Pages turn the marks around it into markup, terminals do without them.
pub(super) fn named(text: &str) -> String {
    format!("{OPEN}{}{CLOSE}", visible_in_markup(text))
}

/// A sentence with texts of the input as one line for a terminal.
pub(super) fn spoken(sentence: &str) -> String {
    visible(&sentence.replace([OPEN, CLOSE], "")).into_owned()
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Short name of a month.
pub(super) fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// `6 Sep 2026`.
pub(super) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `6 Sep 2026` or `6–12 Sep 2026`, `30 Aug – 5 Sep 2026`, with am and pm where the halves do not make whole days.
pub(super) fn span(first: HalfDay, last: HalfDay) -> String {
    let (from, to) = (first.date, last.date);
    let whole = first.half == Half::Morning && last.half == Half::Afternoon;
    if whole {
        return match (from.year() == to.year(), from.month() == to.month(), from == to) {
            (_, _, true) => day(to),
            (true, true, _) => format!("{}–{}", from.day(), day(to)),
            (true, false, _) => format!("{} {} – {}", from.day(), month(from), day(to)),
            (false, _, _) => format!("{} – {}", day(from), day(to)),
        };
    }
    let half = |half_day: HalfDay| if half_day.half == Half::Morning { "am" } else { "pm" };
    if first == last {
        format!("{} {}", day(to), half(last))
    } else {
        format!("{} {} – {} {}", day(from), half(first), day(to), half(last))
    }
}

/// The dates of periods `first..=last` as a part of a sentence; a block has its name in front, periods of another problem are told by number.
pub(super) fn periods(problem: &Problem, first: PeriodId, last: PeriodId) -> String {
    let horizon = problem.horizon();
    if first.max(last).index() >= horizon.len() {
        return format!("periods {} to {}, not all of this problem", first.index() + 1, last.index() + 1);
    }
    let (from, to) = (horizon.span(first), horizon.span(last));
    let dates = span(from.first, to.last);
    match (from.name.is_empty(), first == last) {
        (true, _) => dates,
        (false, true) => format!("{} ({dates})", named(&from.name)),
        (false, false) => format!("{} to {} ({dates})", named(&from.name), named(&to.name)),
    }
}

/// What a period of the horizon is called, in the singular.
pub(super) fn period_noun(problem: &Problem) -> &'static str {
    match problem.horizon().kind() {
        PeriodKind::Week => "week",
        PeriodKind::Day => "day",
        PeriodKind::HalfDay => "half-day",
        PeriodKind::Block => "block",
    }
}

/// The role as a word.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Observer => "observer",
        Role::HandsOn => "hands-on",
    }
}

/// `1 doctor`, `2 doctors`: an `s` (an `es` after `ch`) is added to the first word of `noun`.
pub(super) fn count(number: i64, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    let (first, rest) = noun.split_once(' ').map_or((noun, String::new()), |(first, rest)| (first, format!(" {rest}")));
    let plural = if first.ends_with("ch") { "es" } else { "s" };
    format!("{number} {first}{plural}{rest}")
}

/// As [`count`] for a length.
pub(super) fn count_of(number: usize, noun: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), noun)
}

/// `1 234 567` with narrow spaces that do not break, and a true minus.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::from(if number < 0 { "\u{2212}" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push('\u{202f}');
        }
        written.push(digit);
    }
    written
}

/// Quarters of a day as half-days: `9` or `9.5`.
pub(super) fn half_days(quarters: i64) -> String {
    if quarters % 2 == 0 { (quarters / 2).to_string() } else { format!("{}.5", quarters / 2) }
}

/// A gap as a percentage: `0 %`, `0.012 %`, `1.28 %`, `12.5 %`.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 {
        return "0 %".to_owned();
    }
    let decimals = if percent.abs() < 0.1 {
        3
    } else if percent.abs() < 10.0 {
        2
    } else {
        1
    };
    format!("{percent:.decimals$} %")
}

/// `part` of `whole` in whole per cent, 0 of nothing.
pub(super) fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (part.saturating_mul(200) / whole + 1) / 2 }
}

/// `gap_reached` as `gap reached`.
pub(super) fn termination(word: &str) -> String {
    word.replace('_', " ")
}
