//! Writes a workbook to be filled in: a residency year, a visiting cohort, or clerkships, each with example rows that can be planned as they are.

#[path = "../support/mod.rs"]
mod support;

use clap::{Parser, ValueEnum};
use medrota::ProblemDraft;
use std::path::PathBuf;
use std::process::ExitCode;
use support::{Done, Ending, Failure, print};

/// Writes a workbook to be filled in, with a sheet a table, drop-downs, example rows and a sheet that explains every column.
#[derive(Parser)]
#[command(name = "new", after_help = "Exit codes: 0 written, 1 failure.")]
struct Arguments {
    /// What is planned
    kind: Kind,
    /// The workbook (.xlsx)
    workbook: PathBuf,
    /// Replace what is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// A residency year in blocks of four weeks, with staffing by level
    Residency,
    /// A cohort of visiting doctors for two weeks
    Visit,
    /// Clerkships of students, everybody through every department
    Clerkship,
}

impl Kind {
    fn example(self) -> &'static str {
        match self {
            Self::Residency => include_str!("residency.json"),
            Self::Visit => include_str!("visit.json"),
            Self::Clerkship => include_str!("clerkship.json"),
        }
    }
}

/// Sheets that are there to be filled in although the examples have no row in them.
const EMPTY: [&str; 10] =
    ["horizon_closures", "capacities", "leaves", "closures", "preferences", "staffing", "pins", "wishes", "no_leave", "vacations"];

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let Arguments { kind, workbook, overwrite } = arguments;
    if !workbook.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return Err(format!("{}: the name of a workbook ends in .xlsx", workbook.display()).into());
    }
    if workbook.exists() && !overwrite {
        return Err(format!("{}: it is there already; replace it by --overwrite, or choose another name", workbook.display()).into());
    }
    write(&ProblemDraft::from_json_str(kind.example())?, &workbook)?;
    print(&format!("{}: fill it in, then plan it: plan {}", workbook.display(), workbook.display()))?;
    Ok(Ending::Solved)
}

#[cfg(feature = "spreadsheet")]
fn write(draft: &ProblemDraft, workbook: &std::path::Path) -> Result<(), Failure> {
    Ok(draft.write_form(workbook, &EMPTY)?)
}

#[cfg(not(feature = "spreadsheet"))]
fn write(_: &ProblemDraft, _: &std::path::Path) -> Result<(), Failure> {
    Err("workbooks need the feature spreadsheet".into())
}
