//! CSV tables for analysts. Dates are ISO, half-days `am` and `pm`; every table has a header row.
//!
//! Texts of the input are written as in all tables (`docs/formats.md`, "Cells and spreadsheets"): what looks like a formula has an apostrophe in front.

use super::Findings;
use super::view::View;
use super::words::{half_days, role};
use crate::calendar::Half;
use crate::error::{Error, Result};
use crate::format::text_cell;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::schedule::Rotation;

/// `load.csv`: doctors and places by department and period, every period of every department.
/// `places` is empty where they are unlimited.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the table is written to memory.
pub fn load(findings: &Findings<'_>) -> Result<String> {
    let view = View::new(findings);
    let mut table = Table::new(
        "load.csv",
        &[
            "department",
            "period",
            "first_day",
            "last_day",
            "doctors",
            "places",
        ],
    )?;
    for department in view.departments() {
        let key = &view.problem.department(department).key;
        for (index, span) in view.problem.horizon().periods().iter().enumerate() {
            let places = view.places[department.index()][index]
                .map_or_else(String::new, |places| places.to_string());
            let doctors = view.load[department.index()][index].to_string();
            let (number, first, last) = (
                number(index),
                span.first.date.to_string(),
                span.last.date.to_string(),
            );
            table.row(&[key, &number, &first, &last, &doctors, &places])?;
        }
    }
    table.finish()
}

/// `requirements.csv`: where every doctor stands with every requirement that speaks of them, history included.
/// `unit` is `block` or `period`; `max` is empty where there is none.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the table is written to memory.
pub fn requirements(findings: &Findings<'_>) -> Result<String> {
    let view = View::new(findings);
    let mut table = Table::new(
        "requirements.csv",
        &[
            "doctor",
            "requirement",
            "unit",
            "amount",
            "min",
            "max",
            "complete",
        ],
    )?;
    for doctor in view.doctors() {
        for standing in view.standings(doctor) {
            let limits = view.problem.requirement(standing.requirement);
            let max = if limits.max == i64::MAX {
                String::new()
            } else {
                limits.max.to_string()
            };
            let unit = if limits.in_blocks { "block" } else { "period" };
            let complete = if standing.complete { "true" } else { "false" };
            let (amount, min) = (standing.amount.to_string(), limits.min.to_string());
            table.row(&[
                &view.problem.doctor(doctor).key,
                &limits.key,
                unit,
                &amount,
                &min,
                &max,
                complete,
            ])?;
        }
    }
    table.finish()
}

/// `ledger.csv`, the basis of certificates: every rotation with its dates and the working half-days the doctor was there.
/// Half presence counts half, so a number may end in `.5`.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the table is written to memory.
pub fn ledger(findings: &Findings<'_>) -> Result<String> {
    let view = View::new(findings);
    let header = [
        "doctor",
        "name",
        "department",
        "activity",
        "role",
        "from",
        "from_half",
        "to",
        "to_half",
        "present_half_days",
    ];
    let mut table = Table::new("ledger.csv", &header)?;
    for doctor in view.doctors() {
        let data = view.problem.doctor(doctor);
        for stay in &view.stays[doctor.index()] {
            let activity = view.problem.activity(stay.rotation.activity);
            let department = view.problem.department(activity.department);
            let horizon = view.problem.horizon();
            let (first, last) = (
                horizon.span(stay.rotation.first).first,
                horizon.span(stay.rotation.last).last,
            );
            let (from, to) = (first.date.to_string(), last.date.to_string());
            let present = half_days(stay.present_quarters);
            let (from_half, to_half) = (half(first.half), half(last.half));
            let role = role(activity.role);
            table.row(&[
                &data.key,
                &data.name,
                &department.key,
                &activity.key,
                role,
                &from,
                from_half,
                &to,
                to_half,
                &present,
            ])?;
        }
    }
    table.finish()
}

/// `roster.csv`: who is on which ward in each period, in the order of periods and departments.
/// Doctors away from a rotation that goes on (leave, event) are not listed.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the table is written to memory.
pub fn roster(findings: &Findings<'_>) -> Result<String> {
    let view = View::new(findings);
    let mut table = Table::new(
        "roster.csv",
        &[
            "period",
            "first_day",
            "half",
            "department",
            "activity",
            "doctor",
            "role",
        ],
    )?;
    let mut starts: Vec<(Rotation, DoctorId)> = view
        .doctors()
        .flat_map(|doctor| {
            let stays = view.stays[doctor.index()].iter();
            stays.map(move |stay| (stay.rotation, doctor))
        })
        .collect();
    starts.sort_unstable();
    let mut waiting = starts.into_iter().peekable();
    let mut current: Vec<(Rotation, DoctorId)> = Vec::new();
    for (index, span) in view.problem.horizon().periods().iter().enumerate() {
        let period = PeriodId::new(index);
        current.retain(|(rotation, _)| rotation.last >= period);
        while let Some(next) = waiting.next_if(|(rotation, _)| rotation.first <= period) {
            current.push(next);
        }
        let (number, first) = (number(index), span.first.date.to_string());
        let half = if span.first == span.last {
            half(span.first.half)
        } else {
            ""
        };
        for (activity, doctor) in present(&view, &current, period) {
            let activity = view.problem.activity(activity);
            table.row(&[
                &number,
                &first,
                half,
                &view.problem.department(activity.department).key,
                &activity.key,
                &view.problem.doctor(doctor).key,
                role(activity.role),
            ])?;
        }
    }
    table.finish()
}

/// Who works in a period, of those in these rotations, and in which activity; by department.
fn present(
    view: &View<'_>,
    rotations: &[(Rotation, DoctorId)],
    period: PeriodId,
) -> Vec<(ActivityId, DoctorId)> {
    let there = rotations
        .iter()
        .filter(|(_, doctor)| view.is_present(*doctor, period));
    let mut present: Vec<(ActivityId, DoctorId)> = there
        .filter_map(|(rotation, doctor)| {
            let activity = view.problem.works_in(rotation.activity, period)?;
            Some((activity, *doctor))
        })
        .collect();
    present.sort_unstable_by_key(|&(activity, doctor)| {
        let department = view.problem.activity(activity).department;
        (department, activity, doctor)
    });
    present
}

/// Periods are numbered as in the input, 1 the first.
fn number(index: usize) -> String {
    (index + 1).to_string()
}

fn half(half: Half) -> &'static str {
    match half {
        Half::Morning => "am",
        Half::Afternoon => "pm",
    }
}

/// A table in memory.
pub(super) struct Table {
    name: &'static str,
    writer: ::csv::Writer<Vec<u8>>,
}

impl Table {
    pub(super) fn new(name: &'static str, header: &[&str]) -> Result<Self> {
        let mut table = Self::empty(name);
        table.row(header)?;
        Ok(table)
    }
    /// A table without a header row.
    pub(super) fn empty(name: &'static str) -> Self {
        Self {
            name,
            writer: ::csv::Writer::from_writer(Vec::new()),
        }
    }
    pub(super) fn row(&mut self, fields: &[&str]) -> Result<()> {
        self.writer
            .write_record(fields.iter().map(|field| text_cell(field)))
            .map_err(|error| Error::io(self.name, error.into()))
    }
    pub(super) fn finish(self) -> Result<String> {
        let name = self.name;
        let bytes = self
            .writer
            .into_inner()
            .map_err(|error| Error::io(name, error.into_error()))?;
        String::from_utf8(bytes).map_err(|error| {
            Error::io(
                name,
                std::io::Error::new(std::io::ErrorKind::InvalidData, error),
            )
        })
    }
}
