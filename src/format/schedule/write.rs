//! Writing schedules.

use super::document::ScheduleDocument;
#[cfg(feature = "tables")]
use super::kind::is_csv;
#[cfg(not(feature = "spreadsheet"))]
use super::kind::not_readable;
use crate::error::Result;
#[cfg(feature = "spreadsheet")]
use crate::format::ChartWords;
#[cfg(feature = "tables")]
use crate::format::csv::table_bytes;
#[cfg(feature = "spreadsheet")]
use crate::format::workbook::{chart_bytes, is_workbook};
use crate::format::write::write_bytes;
use crate::problem::Problem;
use crate::schedule::Schedule;
use std::path::Path;

/// Writes a schedule to a `.csv` file (feature `tables`), to a workbook (`.xlsx`, feature `spreadsheet`) as a chart of doctors and periods, or else as a JSON
/// document. A file of a kind that the build lacks the feature for is not written.
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, before anything is written;
/// [`ErrorKind::Io`](crate::ErrorKind::Io).
pub fn write_schedule(
    path: impl AsRef<Path>,
    problem: &Problem,
    schedule: &Schedule,
) -> Result<()> {
    let path = path.as_ref();
    write_bytes(path, bytes_of(path, problem, schedule)?)
}

/// What [`write_schedule`] would write into a file of this name: its ending says in which form.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::format::{ReadOptions, schedule_bytes, schedule_from_bytes};
///
/// for name in ["schedule.json", "schedule.csv", "schedule.xlsx"] {
///     let bytes = schedule_bytes(name, &problem, &schedule)?;
///     assert_eq!(schedule_from_bytes(name, &bytes, &problem, &ReadOptions::new())?, schedule);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`write_schedule`].
pub fn schedule_bytes(name: &str, problem: &Problem, schedule: &Schedule) -> Result<Vec<u8>> {
    bytes_of(Path::new(name), problem, schedule)
}

fn bytes_of(path: &Path, problem: &Problem, schedule: &Schedule) -> Result<Vec<u8>> {
    #[cfg(feature = "spreadsheet")]
    if is_workbook(path) {
        problem.ensure_known(schedule)?;
        let words = &ChartWords::ENGLISH;
        return chart_bytes(path, problem, schedule, words);
    }
    let document = ScheduleDocument::new(problem, schedule)?;
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(crate::Error::io(
            path,
            std::io::Error::new(std::io::ErrorKind::Unsupported, finding.message),
        ));
    }
    let failed = |error: std::io::Error| crate::Error::io(path, error);
    #[cfg(feature = "tables")]
    if is_csv(path) {
        return table_bytes(document.rows().iter()).map_err(failed);
    }
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|error| failed(error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes a schedule to a workbook as a chart of doctors and periods, with the words of a language. Whatever the language, the chart is read back.
/// With the feature `spreadsheet`.
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, before anything is written;
/// [`ErrorKind::Io`](crate::ErrorKind::Io).
#[cfg(feature = "spreadsheet")]
pub fn write_chart(
    path: impl AsRef<Path>,
    problem: &Problem,
    schedule: &Schedule,
    words: &ChartWords,
) -> Result<()> {
    problem.ensure_known(schedule)?;
    let path = path.as_ref();
    write_bytes(path, chart_bytes(path, problem, schedule, words)?)
}
