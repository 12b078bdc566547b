//! The table `availability.csv`: when a place is open. What was read is written as closures.

use super::intake::Intake;
use super::short_row::{ShortRow, place, short_rows};
use super::table::rows;
use crate::calendar::{Date, Half, HalfDay};
use crate::error::Code;
use crate::problem::draft::{ClosureDraft, ProblemDraft, When};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct OpenRow {
    of: String,
    from: When,
    to: When,
    weekdays: Vec<String>,
    half: String,
}

rows! {
    OpenRow(3) { of, from, to, weekdays, half }
}

impl ShortRow for OpenRow {
    const FILE: &'static str = "availability.csv";
    const LIST: &'static str = "/closures";
    const MEANINGS: &'static [&'static str] = &[
        "Department or activity that is open only when a row here says so: one with a preceptor, for example.",
        "First date on which it is open.",
        "Last date, included.",
        "Weekdays on which it is open, with ; between them; all if empty.",
        "am or pm if it is open for half of the day.",
    ];
}

/// Closures of a place whenever none of its rows says that it is open.
pub(super) fn read(intake: &mut Intake<'_>) {
    let Some(rows) = short_rows::<OpenRow>(intake) else {
        return;
    };
    // A horizon that cannot be read is reported elsewhere.
    let Some((first, last)) = horizon_of(&intake.draft) else {
        return;
    };
    let days = usize::try_from(last.days_since(first) + 1)
        .unwrap_or(0)
        .min(crate::limits::DAYS);

    // For each place the line that speaks of it first, and its half-days.
    let mut open: BTreeMap<String, (u64, Vec<bool>)> = BTreeMap::new();
    for (at, row) in rows {
        if place(&intake.draft, &row.of, at, &mut intake.found).is_none() {
            continue;
        }
        let (_, halves) = open
            .entry(row.of.clone())
            .or_insert_with(|| (at.line, vec![false; 2 * days]));
        if let Err(message) = mark_open(&row, first, halves) {
            let mut wrong = at.finding(Code::InvalidDate, message);
            wrong.subject = format!("place {:?}", row.of);
            intake.found.push(wrong);
        }
    }

    let mut used = Vec::new();
    for (of, (line, halves)) in open {
        let closed = closures(&of, first, &halves);
        used.extend(closed.iter().map(|_| line));
        intake.draft.closures.extend(closed);
    }
    intake.add_lines(OpenRow::LIST, OpenRow::FILE, used);
}

/// The first and the last date of the horizon, as far as they can be read.
fn horizon_of(draft: &ProblemDraft) -> Option<(Date, Date)> {
    let blocks = &draft.horizon.blocks;
    let edge = |text: &str, block: Option<&String>| {
        text.parse::<Date>().ok().or_else(|| block?.parse().ok())
    };
    let first = edge(
        &draft.horizon.start,
        blocks.first().map(|block| &block.from),
    );
    let last = edge(&draft.horizon.end, blocks.last().map(|block| &block.to));
    first.zip(last)
}

/// A closure for each stretch of half-days in which the place is not open.
fn closures(of: &str, first: Date, is_open: &[bool]) -> Vec<ClosureDraft> {
    let mut closures = Vec::new();
    let mut index = 0;
    for stretch in is_open.chunk_by(|one, other| one == other) {
        let end = index + stretch.len();
        if !stretch[0] {
            closures.push(ClosureDraft {
                of: of.to_owned(),
                from: half_day(first, index).to_string(),
                to: half_day(first, end - 1).to_string(),
                reason: "not open".into(),
            });
        }
        index = end;
    }
    closures
}

fn half_day(first: Date, index: usize) -> HalfDay {
    let date = first.plus_days(i32::try_from(index / 2).unwrap_or(0));
    HalfDay {
        date,
        half: if index.is_multiple_of(2) {
            Half::Morning
        } else {
            Half::Afternoon
        },
    }
}

/// Marks the half-days, two for each day from `first` on, on which a row says that its place is open.
fn mark_open(row: &OpenRow, first: Date, halves: &mut [bool]) -> Result<(), String> {
    const WEEKDAYS: [&str; 7] = [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];
    let date = |text: &str| {
        text.parse::<Date>()
            .map_err(|message| format!("{message}; here only dates can be given."))
    };
    let (from, to) = (date(&row.from)?, date(&row.to)?);
    if to < from {
        return Err(format!("{to} comes before {from}."));
    }
    if let Some(day) = row
        .weekdays
        .iter()
        .find(|day| !WEEKDAYS.contains(&day.to_lowercase().as_str()))
    {
        return Err(format!(
            "{day:?} is no weekday; they are {}.",
            WEEKDAYS.join(", ")
        ));
    }
    if !matches!(row.half.trim(), "" | "am" | "pm") {
        return Err(format!("{:?} is neither am nor pm.", row.half));
    }
    for (index, open) in halves.iter_mut().enumerate() {
        let at = half_day(first, index);
        let is_day = row.weekdays.is_empty()
            || row
                .weekdays
                .iter()
                .any(|day| day.to_lowercase() == WEEKDAYS[at.date.weekday()]);
        let is_half = match row.half.trim() {
            "am" => at.half == Half::Morning,
            "pm" => at.half == Half::Afternoon,
            _ => true,
        };
        *open |= from <= at.date && at.date <= to && is_day && is_half;
    }
    Ok(())
}
