//! A chart that somebody changed, as a schedule again.

use super::chart_layout::{LEADING, LEAVE, label};
use super::{Sheet, Workbook};
use crate::error::{Code, Diagnostics, Place};
use crate::format::schedule::{AttendanceRecord, RotationRecord};
use crate::ids::{ActivityId, PeriodId};
use crate::problem::Problem;
use std::collections::HashMap;

/// The rotations and attendances of a chart, each with its row.
#[derive(Debug, Default)]
pub(in crate::format) struct Chart {
    pub(in crate::format) rotations: Vec<(RotationRecord, u64)>,
    pub(in crate::format) attendances: Vec<(AttendanceRecord, u64)>,
}

impl Workbook {
    /// The schedule that the sheet `chart` shows, if there is one; cells that mean nothing are reported.
    pub(in crate::format) fn chart(
        &self,
        problem: &Problem,
        found: &mut Diagnostics,
    ) -> Option<Chart> {
        let sheet = self.sheet("chart")?;
        let names = names(problem);
        let head = heading(sheet)?;
        let columns = periods_of(&sheet.rows[head].1);

        let mut chart = Chart::default();
        for (line, row) in &sheet.rows[head + 1..] {
            let doctor = row.get(0).unwrap_or_default().trim();
            if doctor.is_empty() {
                continue;
            }
            let at = Place {
                file: Some(self.place("chart")),
                line: Some(*line),
                pointer: String::new(),
            };
            let mut tell = |message: String| {
                found.error(
                    Code::UnknownReference,
                    "",
                    format!("doctor {doctor:?}"),
                    message,
                );
                if let Some(diagnostic) = found.iter_mut().last() {
                    diagnostic.place = at.clone();
                }
            };
            let mut cells: Vec<Cell<'_>> = columns
                .iter()
                .map(|(index, period)| {
                    Cell::read(
                        row.get(*index).unwrap_or_default(),
                        period,
                        &names,
                        &mut tell,
                    )
                })
                .collect();
            plan_leave(problem, doctor, &mut cells, &mut tell);
            let rotations = rotations(problem, doctor, &cells);
            chart
                .rotations
                .extend(rotations.map(|rotation| (rotation, *line)));
        }
        chart.attendances = self
            .sheet("attendances")
            .map(attendances)
            .unwrap_or_default();
        Some(chart)
    }
}

/// The row over the doctors. Its words may be in any language; what stands over the periods is the same in all.
fn heading(sheet: &Sheet) -> Option<usize> {
    sheet.rows.iter().position(|(_, row)| {
        let cell = |index: usize| row.get(index).unwrap_or_default().trim();
        cell(0).eq_ignore_ascii_case("doctor") || cell(usize::from(LEADING)) == "#1"
    })
}

/// The columns of periods, with the number of each as it is written.
fn periods_of(heading: &csv::StringRecord) -> Vec<(usize, &str)> {
    let columns = heading.iter().enumerate().skip(usize::from(LEADING));
    columns
        .map(|(index, cell)| (index, cell.trim()))
        .filter(|(_, cell)| cell.starts_with('#'))
        .collect()
}

/// Consecutive periods of a doctor in the same activity are a rotation.
fn rotations<'a>(
    problem: &'a Problem,
    doctor: &'a str,
    cells: &'a [Cell<'_>],
) -> impl Iterator<Item = RotationRecord> + 'a {
    let runs = cells.chunk_by(|one, other| one.activity == other.activity);
    runs.filter_map(move |run| {
        let (first, last) = (run.first()?, run.last()?);
        Some(RotationRecord {
            doctor: doctor.to_owned(),
            activity: problem.activity(first.activity?).key.clone(),
            first_period: first.period.to_owned(),
            last_period: last.period.to_owned(),
            ..RotationRecord::default()
        })
    })
}

/// What a doctor's row says in a period.
struct Cell<'a> {
    period: &'a str,
    activity: Option<ActivityId>,
    on_leave: bool,
}

impl<'a> Cell<'a> {
    /// Reads a cell; what stands in it and is no activity is told.
    fn read(
        text: &str,
        period: &'a str,
        names: &HashMap<String, ActivityId>,
        tell: &mut dyn FnMut(String),
    ) -> Self {
        let text = text.trim();
        let name = text.strip_suffix(LEAVE).unwrap_or(text).trim();
        let activity = names
            .get(name)
            .or_else(|| names.get(name.to_lowercase().as_str()))
            .copied();
        let is_empty = name.is_empty() || name == LEAVE.trim_start_matches(" · ");
        if activity.is_none() && !is_empty {
            let near = crate::error::nearest(name, names.keys().map(AsRef::as_ref));
            let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            tell(format!(
                "there is no department with a single activity, and no activity, {name:?} (period {period}).{near}"
            ));
        }
        Self {
            period,
            activity: activity.filter(|_| !is_empty),
            on_leave: text.ends_with(LEAVE),
        }
    }

    fn period_id(&self) -> Option<PeriodId> {
        let number: usize = self.period.strip_prefix('#')?.parse().ok()?;
        number.checked_sub(1).map(PeriodId::new)
    }
}

/// Leave that no leave of the problem gives is planned within the rotation: in each block the activity that is leave in just these periods.
fn plan_leave(
    problem: &Problem,
    doctor: &str,
    cells: &mut [Cell<'_>],
    tell: &mut dyn FnMut(String),
) {
    let Some(doctor) = problem.find_doctor(doctor) else {
        return;
    };
    let grid = problem.grid(problem.doctor(doctor).grid);
    let block = |cell: &Cell<'_>| cell.period_id().map(|period| grid.block_of(period));
    let is_there = |period: &PeriodId| problem.is_available(doctor, *period);

    for run in cells
        .chunk_by_mut(|one, other| one.activity == other.activity && block(one) == block(other))
    {
        let there: Vec<(PeriodId, bool)> = run
            .iter()
            .filter_map(|cell| Some((cell.period_id().filter(is_there)?, cell.on_leave)))
            .collect();
        let Some(activity) = run
            .first()
            .and_then(|cell| cell.activity)
            .filter(|_| there.iter().any(|cell| cell.1))
        else {
            continue;
        };
        let of = problem.rotation_of(activity);
        let fits = |leave: &ActivityId| {
            let data = problem.activity(*leave);
            data.leave_of == Some(of)
                && there
                    .iter()
                    .all(|(period, on_leave)| data.is_leave(*period) == *on_leave)
        };
        let found = problem.activity_ids().find(fits);
        match found {
            Some(leave) => run.iter_mut().for_each(|cell| cell.activity = Some(leave)),
            None => tell(format!(
                "no activity is leave of {:?} in just these periods of a block (from period {}).",
                problem.activity(of).key,
                run.first().map_or("", |cell| cell.period)
            )),
        }
    }
}

/// What cells may say: ids of activities, then what charts call them, then the same in small letters.
fn names(problem: &Problem) -> HashMap<String, ActivityId> {
    let mut names = HashMap::new();
    let ids = || problem.activity_ids();
    for id in ids() {
        names.insert(label(problem, id).to_owned(), id);
    }
    for id in ids() {
        names.entry(problem.activity(id).key.clone()).or_insert(id);
        names.entry(label(problem, id).to_lowercase()).or_insert(id);
    }
    names
}

fn attendances(sheet: &Sheet) -> Vec<(AttendanceRecord, u64)> {
    let cell = |row: &csv::StringRecord, index: usize| {
        row.get(index).unwrap_or_default().trim().to_owned()
    };
    let rows = sheet.rows.iter().skip(1);
    rows.map(|(line, row)| {
        (
            AttendanceRecord {
                doctor: cell(row, 0),
                event: cell(row, 1),
                slot: cell(row, 2).parse().unwrap_or(0),
            },
            *line,
        )
    })
    .collect()
}
