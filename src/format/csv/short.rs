//! Tables for the rules that everybody has: staffing by level, rotations that are fixed, wishes, when a place is open, where nobody may be on leave.
//!
//! Each row is a short way to write a rule or row that the draft has already; nothing here means anything of its own. What was read into a draft is
//! written as the rules that it stands for; `copy_tables` alone keeps these tables as they stand.

use super::book::Book;
use super::table::{Cells, Table, cells_of, rows};
use crate::calendar::{Date, Half, HalfDay};
use crate::error::{Code, Diagnostics};
use crate::format::options::{Budget, finding};
use crate::format::source::FolderLines;
use crate::problem::RuleDraft;
use crate::problem::draft::{
    ActivityFilter, ClosureDraft, DoctorFilter, PerDraft, PeriodFilter, PreferenceDraft,
    ProblemDraft, When,
};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::rules;
use std::collections::BTreeMap;

/// The names of these tables.
pub(super) const FILES: &[&str] = &[
    "staffing.csv",
    "pins.csv",
    "wishes.csv",
    "availability.csv",
    "no_leave.csv",
    super::vacations::FILE,
];

#[derive(Default)]
struct StaffingRow {
    of: String,
    level: Vec<String>,
    from: Option<When>,
    to: Option<When>,
    min: i64,
    max: Option<i64>,
    weight: Option<i64>,
}

#[derive(Default)]
struct PinRow {
    doctor: String,
    of: String,
    from: When,
    to: When,
    weight: Option<i64>,
}

#[derive(Default)]
struct WishRow {
    doctor: String,
    of: String,
    value: i64,
    from: Option<When>,
    to: Option<When>,
    per: PerDraft,
}

#[derive(Default)]
struct OpenRow {
    of: String,
    from: When,
    to: When,
    weekdays: Vec<String>,
    half: String,
}

#[derive(Default)]
struct NoLeaveRow {
    of: String,
    level: Vec<String>,
    weight: Option<i64>,
}

rows! {
    StaffingRow(1) { of, level, from, to, min, max, weight }
    PinRow(4) { doctor, of, from, to, weight }
    WishRow(3) { doctor, of, value, from, to, per }
    OpenRow(3) { of, from, to, weekdays, half }
    NoLeaveRow(1) { of, level, weight }
}

/// The columns of these tables, empty, and what each column means.
pub(super) fn explained() -> Vec<(Cells, &'static [&'static str])> {
    vec![
        (
            cells_of::<StaffingRow>(FILES[0], "", std::iter::empty()),
            &[
                "Department or activity.",
                "Levels that count, with ; between them; everybody if empty.",
                "First date it holds for; the horizon's first if empty.",
                "Last date it holds for, included; the horizon's last if empty.",
                "Fewest doctors of these levels at the same time.",
                "Most doctors of these levels at the same time; no limit if empty.",
                "Cost of each doctor too few or too many in a period; never broken if empty.",
            ],
        ),
        (
            cells_of::<PinRow>(FILES[1], "", std::iter::empty()),
            &[
                "Doctor whose rotation is fixed.",
                "Department or activity.",
                "First date.",
                "Last date, included.",
                "Cost of each period elsewhere; never broken if empty.",
            ],
        ),
        (
            cells_of::<WishRow>(FILES[2], "", std::iter::empty()),
            &[
                "Doctor who wishes it.",
                "Department or activity.",
                "What it is worth; negative for a dislike.",
                "First date of the wish; always if empty.",
                "Last date, included.",
                "Paid for each period there (default), each block, or each rotation that starts.",
            ],
        ),
        (
            cells_of::<OpenRow>(FILES[3], "", std::iter::empty()),
            &[
                "Department or activity that is open only when a row here says so: one with a preceptor, for example.",
                "First date on which it is open.",
                "Last date, included.",
                "Weekdays on which it is open, with ; between them; all if empty.",
                "am or pm if it is open for half of the day.",
            ],
        ),
        (
            cells_of::<NoLeaveRow>(FILES[4], "", std::iter::empty()),
            &[
                "Department or activity in which nobody is in a block that a leave of his touches.",
                "Levels of whom it holds, with ; between them; everybody if empty.",
                "Cost of each period; never broken if empty.",
            ],
        ),
        super::vacations::explained(),
    ]
}

/// These tables as they stand, those that are there.
#[cfg(feature = "spreadsheet")]
pub(super) fn cells(book: &Book<'_>, budget: &mut Budget, found: &mut Diagnostics) -> Vec<Cells> {
    let tables = [
        as_it_stands::<StaffingRow>(FILES[0], book, budget, found),
        as_it_stands::<PinRow>(FILES[1], book, budget, found),
        as_it_stands::<WishRow>(FILES[2], book, budget, found),
        as_it_stands::<OpenRow>(FILES[3], book, budget, found),
        as_it_stands::<NoLeaveRow>(FILES[4], book, budget, found),
        super::vacations::as_it_stands(book, budget, found),
    ];
    tables.into_iter().flatten().collect()
}

/// A table that is there as it stands.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands<R: super::table::Row>(
    file: &'static str,
    book: &Book<'_>,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Option<Cells> {
    let table = book.read::<R>(file, "", budget, found)?;
    Some(cells_of(file, "", table.rows.iter()))
}

/// Reads the tables that are there and adds what they stand for; all other tables are read already.
pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    // What it adds is a place that the other tables may name.
    super::vacations::read(book, draft, lines, budget, found);
    read_staffing(book, draft, lines, budget, found);
    read_pins(book, draft, lines, budget, found);
    read_wishes(book, draft, lines, budget, found);
    read_open(book, draft, lines, budget, found);
    read_no_leave(book, draft, lines, budget, found);
}

/// Rows with their number, from 1, and line.
pub(super) fn numbered<R>(table: Table<R>) -> impl Iterator<Item = (usize, u64, R)> {
    table
        .rows
        .into_iter()
        .zip(table.lines)
        .enumerate()
        .map(|(index, (row, line))| (index + 1, line, row))
}

/// The activities of a department, or the activity, of this id; a finding if there is neither.
pub(super) fn place(
    draft: &ProblemDraft,
    of: &str,
    at: (&Book<'_>, &str, u64),
    found: &mut Diagnostics,
) -> Option<ActivityFilter> {
    if draft.departments.iter().any(|row| row.id == of) {
        return Some(ActivityFilter {
            departments: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    if draft.activities.iter().any(|row| row.id == of) {
        return Some(ActivityFilter {
            activities: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    let is_vacation = |row: &crate::problem::draft::ActivityDraft| {
        row.leave_of.is_some() && row.tags.iter().any(|tag| tag == of)
    };
    if of == super::vacations::TAG && draft.activities.iter().any(is_vacation) {
        return Some(ActivityFilter {
            tags: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    let ids = || {
        let departments = draft.departments.iter().map(|row| row.id.as_str());
        departments.chain(draft.activities.iter().map(|row| row.id.as_str()))
    };
    // The planner's own vacations are a place that no table of the user has.
    let is_missing = ids().all(|id| id == super::vacations::TAG);
    let table = is_missing.then_some("departments");
    unknown(
        ("department or activity", of),
        ids(),
        table,
        "of",
        at,
        found,
    );
    None
}

/// Reports a reference that leads nowhere. That a table is missing as a whole is one mistake, however many rows refer to it, and none at all if it is there and cannot
/// be read.
fn unknown<'a>(
    (kind, id): (&str, &str),
    ids: impl Iterator<Item = &'a str>,
    missing: Option<&str>,
    column: &str,
    (book, file, line): (&Book<'_>, &str, u64),
    found: &mut Diagnostics,
) {
    let message = match missing {
        Some(table) => {
            let broken = Some(book.place(&format!("{table}.csv")));
            let told = format!("the table {table} is missing or empty");
            if found
                .as_slice()
                .iter()
                .any(|one| one.place.file == broken || one.message.contains(&told))
            {
                return;
            }
            crate::problem::no_table(kind, id, table)
        }
        None => {
            let near = crate::error::nearest(id, ids)
                .map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            format!("there is no {kind} {id:?}.{near}")
        }
    };
    let mut wrong = finding(
        Code::UnknownReference,
        Some(&book.place(file)),
        Some(line),
        message,
    );
    wrong.subject = format!("column {column:?}");
    found.push(wrong);
}

/// The doctor of this id; a finding if there is none.
fn whom(
    draft: &ProblemDraft,
    doctor: &str,
    at: (&Book<'_>, &str, u64),
    found: &mut Diagnostics,
) -> Option<DoctorFilter> {
    if draft.doctors.iter().any(|row| row.id == doctor) {
        return Some(DoctorFilter {
            doctors: vec![doctor.to_owned()],
            ..DoctorFilter::default()
        });
    }
    let ids = draft.doctors.iter().map(|row| row.id.as_str());
    let table = draft.doctors.is_empty().then_some("doctors");
    unknown(("doctor", doctor), ids, table, "doctor", at, found);
    None
}

fn levels(levels: Vec<String>) -> DoctorFilter {
    DoctorFilter {
        levels,
        ..DoctorFilter::default()
    }
}

/// A rule `capacity` for each row.
fn read_staffing(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<StaffingRow>(FILES[0], "/rules", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let Some(activities) = place(draft, &row.of, (book, FILES[0], line), found) else {
            continue;
        };
        let whom = if row.level.is_empty() {
            String::new()
        } else {
            format!(" {}", row.level.join(" or "))
        };
        used.push(line);
        draft.rules.push(RuleDraft::Capacity(rules::Capacity {
            id: format!("staffing/{number}: {}{whom}", row.of),
            doctors: levels(row.level),
            activities,
            periods: PeriodFilter {
                from: row.from,
                to: row.to,
                ..PeriodFilter::default()
            },
            min: row.min,
            max: row.max,
            weight: row.weight,
        }));
    }
    lines.add("/rules", book.place(FILES[0]), used);
}

/// A rule `cells` for each row: the doctor is there in all of these periods.
fn read_pins(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<PinRow>(FILES[1], "/rules", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let at = (book, FILES[1], line);
        let (Some(activities), Some(doctors)) = (
            place(draft, &row.of, at, found),
            whom(draft, &row.doctor, at, found),
        ) else {
            continue;
        };
        used.push(line);
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: format!("pin/{number}: {} in {}", row.doctor, row.of),
            doctors,
            activities,
            periods: PeriodFilter {
                from: Some(row.from),
                to: Some(row.to),
                ..PeriodFilter::default()
            },
            mode: CellsModeDraft::Fixed,
            weight: row.weight,
        }));
    }
    lines.add("/rules", book.place(FILES[1]), used);
}

/// A preference for each row.
fn read_wishes(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<WishRow>(FILES[2], "/preferences", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let at = (book, FILES[2], line);
        let (Some(activities), Some(doctors)) = (
            place(draft, &row.of, at, found),
            whom(draft, &row.doctor, at, found),
        ) else {
            continue;
        };
        used.push(line);
        draft.preferences.push(PreferenceDraft {
            id: format!("wish/{number}: {} and {}", row.doctor, row.of),
            doctors,
            activities,
            periods: PeriodFilter {
                from: row.from,
                to: row.to,
                ..PeriodFilter::default()
            },
            value: row.value,
            per: row.per,
        });
    }
    lines.add("/preferences", book.place(FILES[2]), used);
}

/// Closures of a place whenever none of its rows says that it is open.
fn read_open(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<OpenRow>(FILES[3], "/closures", budget, found) else {
        return;
    };
    let blocks = &draft.horizon.blocks;
    let edge = |text: &str, block: Option<&String>| {
        text.parse::<Date>().ok().or_else(|| block?.parse().ok())
    };
    let first = edge(
        &draft.horizon.start,
        blocks.first().map(|block| &block.from),
    );
    let last = edge(&draft.horizon.end, blocks.last().map(|block| &block.to));
    // A horizon that cannot be read is reported elsewhere.
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let count = usize::try_from(last.days_since(first) + 1)
        .unwrap_or(0)
        .min(crate::limits::DAYS);
    // For each place the line that speaks of it first, and its half-days.
    let mut open: BTreeMap<String, (u64, Vec<bool>)> = BTreeMap::new();
    for (_, line, row) in numbered(table) {
        if place(draft, &row.of, (book, FILES[3], line), found).is_none() {
            continue;
        }
        let (_, halves) = open
            .entry(row.of.clone())
            .or_insert_with(|| (line, vec![false; 2 * count]));
        if let Err(wrong) = mark_open(&row, first, halves) {
            let mut wrong = finding(
                Code::InvalidDate,
                Some(&book.place(FILES[3])),
                Some(line),
                wrong,
            );
            wrong.subject = format!("place {:?}", row.of);
            found.push(wrong);
        }
    }
    let mut used = Vec::new();
    for (of, (line, halves)) in open {
        let mut index = 0;
        while index < halves.len() {
            let end = index + halves[index..].iter().take_while(|open| !**open).count();
            if end > index {
                let shown = |index: usize| half_day(first, index).to_string();
                used.push(line);
                draft.closures.push(ClosureDraft {
                    of: of.clone(),
                    from: shown(index),
                    to: shown(end - 1),
                    reason: "not open".into(),
                });
            }
            index = end + halves[end..].iter().take_while(|open| **open).count();
        }
    }
    lines.add("/closures", book.place(FILES[3]), used);
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

/// For each leave of whom the row speaks a rule `cells` that keeps the doctor out of the place in the blocks that the leave touches.
fn read_no_leave(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<NoLeaveRow>(FILES[4], "/rules", budget, found) else {
        return;
    };
    let rows: Vec<_> = numbered(table).collect();
    let places: Vec<_> = rows
        .iter()
        .map(|(_, line, row)| place(draft, &row.of, (book, FILES[4], *line), found))
        .collect();
    // The blocks are known only when all the rest is resolved; what keeps it from being is reported there.
    if found.has_errors() {
        return;
    }
    let Ok(problem) = draft.clone().validate() else {
        return;
    };
    let mut used = Vec::new();
    for ((number, line, row), activities) in rows.into_iter().zip(places) {
        let Some(activities) = activities else {
            continue;
        };
        for doctor in problem
            .doctors()
            .iter()
            .filter(|doctor| row.level.is_empty() || row.level.contains(&doctor.level))
        {
            let grid = problem.grid(doctor.grid);
            let periods = doctor
                .leaves
                .iter()
                .flat_map(|leave| leave.away.iter().chain(leave.half.iter()));
            let blocks: std::collections::BTreeSet<usize> =
                periods.map(|period| grid.block_of(period)).collect();
            for block in blocks {
                let point = |period: crate::ids::PeriodId| Some(format!("#{}", period.index() + 1));
                used.push(line);
                draft.rules.push(RuleDraft::Cells(rules::Cells {
                    id: format!(
                        "no leave/{number}: {} in {}, block {}",
                        doctor.key,
                        row.of,
                        block + 1
                    ),
                    doctors: DoctorFilter {
                        doctors: vec![doctor.key.clone()],
                        ..DoctorFilter::default()
                    },
                    activities: activities.clone(),
                    periods: PeriodFilter {
                        from: point(grid.first(block)),
                        to: point(grid.last(block)),
                        ..PeriodFilter::default()
                    },
                    mode: CellsModeDraft::Forbidden,
                    weight: row.weight,
                }));
            }
        }
    }
    lines.add("/rules", book.place(FILES[4]), used);
}
