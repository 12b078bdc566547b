//! A chart that somebody changed, as a schedule again.

use super::chart::{LEADING, LEAVE, label};
use super::{Sheet, Workbook};
use crate::error::{Code, Diagnostics, Place};
use crate::format::schedule::{AttendanceRecord, RotationRecord};
use crate::ids::ActivityId;
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
    pub(in crate::format) fn chart(&self, problem: &Problem, found: &mut Diagnostics) -> Option<Chart> {
        let sheet = self.sheet("chart")?;
        let mut chart = Chart::default();
        let names = names(problem);
        // The heading may be in any language; what stands over the periods is the same in all.
        let head = sheet.rows.iter().position(|(_, row)| {
            let cell = |index: usize| row.get(index).unwrap_or_default().trim();
            cell(0).eq_ignore_ascii_case("doctor") || cell(usize::from(LEADING)) == "#1"
        })?;
        let columns: Vec<(usize, &str)> = sheet.rows[head]
            .1
            .iter()
            .enumerate()
            .skip(usize::from(LEADING))
            .map(|(index, cell)| (index, cell.trim()))
            .filter(|(_, cell)| cell.starts_with('#'))
            .collect();
        for (line, row) in &sheet.rows[head + 1..] {
            let doctor = row.get(0).unwrap_or_default().trim();
            if doctor.is_empty() {
                continue;
            }
            let mut last: Option<(ActivityId, RotationRecord)> = None;
            let mut end =
                |last: &mut Option<(ActivityId, RotationRecord)>| chart.rotations.extend(last.take().map(|(_, record)| (record, *line)));
            for (index, period) in &columns {
                let cell = row.get(*index).unwrap_or_default().trim();
                let name = cell.strip_suffix(LEAVE).unwrap_or(cell).trim();
                if name.is_empty() || name == LEAVE.trim_start_matches(" · ") {
                    end(&mut last);
                    continue;
                }
                let Some(&activity) = names.get(name).or_else(|| names.get(name.to_lowercase().as_str())) else {
                    end(&mut last);
                    let message = format!("there is no department with a single activity, and no activity, {name:?} (period {period}).");
                    found.error(Code::UnknownReference, "", format!("doctor {doctor:?}"), message);
                    if let Some(diagnostic) = found.iter_mut().last() {
                        diagnostic.place = Place { file: Some(self.place("chart")), line: Some(*line), pointer: String::new() };
                    }
                    continue;
                };
                match &mut last {
                    Some((known, record)) if *known == activity => record.last_period = (*period).to_owned(),
                    _ => {
                        end(&mut last);
                        let period = (*period).to_owned();
                        let (first_period, last_period) = (period.clone(), period);
                        let record = RotationRecord {
                            doctor: doctor.to_owned(),
                            activity: problem.activity(activity).key.clone(),
                            first_period,
                            last_period,
                            ..RotationRecord::default()
                        };
                        last = Some((activity, record));
                    }
                }
            }
            end(&mut last);
        }
        chart.attendances = self.sheet("attendances").map(attendances).unwrap_or_default();
        Some(chart)
    }
}

/// What cells may say: ids of activities, then what charts call them, then the same in small letters.
fn names(problem: &Problem) -> HashMap<String, ActivityId> {
    let mut names = HashMap::new();
    let ids = || (0..problem.activities().len()).map(ActivityId::new);
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
    let cell = |row: &csv::StringRecord, index: usize| row.get(index).unwrap_or_default().trim().to_owned();
    let rows = sheet.rows.iter().skip(1);
    rows.map(|(line, row)| (AttendanceRecord { doctor: cell(row, 0), event: cell(row, 1), slot: cell(row, 2).parse().unwrap_or(0) }, *line))
        .collect()
}
