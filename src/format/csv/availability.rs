//! The table `availability.csv`: when a place is open. What was read is written as closures.

use super::book::Book;
use super::short_row::{At, numbered, place};
use super::table::{Cells, cells_of, rows};
use crate::calendar::{Date, Half, HalfDay};
use crate::error::{Code, Diagnostics};
use crate::format::options::Budget;
use crate::format::source::FolderLines;
use crate::problem::draft::{ClosureDraft, ProblemDraft, When};
use std::collections::BTreeMap;

pub(super) const FILE: &str = "availability.csv";

#[derive(Default)]
struct OpenRow {
    of: String,
    from: When,
    to: When,
    weekdays: Vec<String>,
    half: String,
}

rows! {
    OpenRow(3) { of, from, to, weekdays, half }
}

/// The columns, empty, and what each means.
pub(super) fn explained() -> (Cells, &'static [&'static str]) {
    (
        cells_of::<OpenRow>(FILE, "", std::iter::empty()),
        &[
            "Department or activity that is open only when a row here says so: one with a preceptor, for example.",
            "First date on which it is open.",
            "Last date, included.",
            "Weekdays on which it is open, with ; between them; all if empty.",
            "am or pm if it is open for half of the day.",
        ],
    )
}

/// The table as it stands, if it is there.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands(
    book: &Book<'_>,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Option<Cells> {
    super::short_row::as_it_stands::<OpenRow>(FILE, book, budget, found)
}

/// Closures of a place whenever none of its rows says that it is open.
pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<OpenRow>(FILE, "/closures", budget, found) else {
        return;
    };
    // A horizon that cannot be read is reported elsewhere.
    let Some((first, last)) = horizon_of(draft) else {
        return;
    };
    let days = usize::try_from(last.days_since(first) + 1)
        .unwrap_or(0)
        .min(crate::limits::DAYS);

    // For each place the line that speaks of it first, and its half-days.
    let mut open: BTreeMap<String, (u64, Vec<bool>)> = BTreeMap::new();
    for (_, line, row) in numbered(table) {
        let at = At::new(book, FILE, line);
        if place(draft, &row.of, at, found).is_none() {
            continue;
        }
        let (_, halves) = open
            .entry(row.of.clone())
            .or_insert_with(|| (line, vec![false; 2 * days]));
        if let Err(message) = mark_open(&row, first, halves) {
            let mut wrong = at.finding(Code::InvalidDate, message);
            wrong.subject = format!("place {:?}", row.of);
            found.push(wrong);
        }
    }

    let mut used = Vec::new();
    for (of, (line, halves)) in open {
        let before = draft.closures.len();
        draft.closures.extend(closures(&of, first, &halves));
        used.extend((before..draft.closures.len()).map(|_| line));
    }
    lines.add("/closures", book.place(FILE), used);
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
