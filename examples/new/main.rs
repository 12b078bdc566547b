//! Writes a workbook to be filled in: a residency year, a visiting cohort, or clerkships, each with example rows that can be planned as they are.

#[path = "../support/mod.rs"]
mod support;

use clap::{Parser, ValueEnum};
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

    /// Tables that are short ways to write rules: a document has what they stand for.
    fn short_tables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Residency => &[
                (
                    "staffing.csv",
                    "of,level,min,max\nwards,PGY1,1,3\nicu,PGY2;PGY3,1,2\n",
                ),
                (
                    "wishes.csv",
                    "doctor,of,value,from,to,per\nresident 5,cardiology,5,2027-11-15,2028-02-06,block\n",
                ),
            ],
            Self::Visit => &[(
                "wishes.csv",
                "doctor,of,value,per\ndoctor 5,cardiology,3,block\n",
            )],
            Self::Clerkship => &[(
                "wishes.csv",
                "doctor,of,value,from,to,per\nstudent 1,surgery,3,2027-09-06,2027-10-03,block\n",
            )],
        }
    }
}

/// Sheets that are there to be filled in although the examples have no row in them.
const EMPTY: [&str; 10] = [
    "horizon_closures",
    "capacities",
    "leaves",
    "closures",
    "preferences",
    "staffing",
    "pins",
    "wishes",
    "no_leave",
    "vacations",
];

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let Arguments {
        kind,
        workbook,
        overwrite,
    } = arguments;
    if !workbook
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
    {
        return Err(format!(
            "{}: the name of a workbook ends in .xlsx",
            workbook.display()
        )
        .into());
    }
    if workbook.exists() && !overwrite {
        return Err(format!(
            "{}: it is there already; replace it by --overwrite, or choose another name",
            workbook.display()
        )
        .into());
    }
    write(kind, &workbook)?;
    print(&format!(
        "{}: fill it in, then plan it: plan {}",
        workbook.display(),
        workbook.display()
    ))?;
    Ok(Ending::Solved)
}

#[cfg(feature = "spreadsheet")]
fn write(kind: Kind, workbook: &std::path::Path) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    medrota::ProblemDraft::from_json_str(kind.example())?.write_csv(folder.path())?;
    for (file, text) in kind.short_tables() {
        std::fs::write(folder.path().join(file), text)?;
    }
    Ok(medrota::format::copy_tables(
        folder.path(),
        workbook,
        &EMPTY,
    )?)
}

#[cfg(not(feature = "spreadsheet"))]
fn write(_: Kind, _: &std::path::Path) -> Result<(), Failure> {
    Err("workbooks need the feature spreadsheet".into())
}
