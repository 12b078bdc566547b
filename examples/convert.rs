//! Turns a problem from one form into another: a JSON document, a folder of CSV tables, a workbook.

mod support;

use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, Ending, load, print};

/// Converts a problem into a JSON document (.json), a workbook (.xlsx) or a folder of CSV tables (any other name); all hold the same.
#[derive(Parser)]
#[command(
    name = "convert",
    after_help = "Exit codes: 0 converted, 1 bad input or failure."
)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables
    problem: PathBuf,
    /// Where it goes; its ending says in which form
    target: PathBuf,
    /// Replace what is there
    #[arg(long)]
    overwrite: bool,
    /// Refuse a problem for whatever is worth a warning
    #[arg(long)]
    strict: bool,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let Arguments {
        problem,
        target,
        overwrite,
        strict,
    } = arguments;
    let is = |ending: &str| {
        target
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
    };
    if !overwrite && is_taken(&target) {
        return Err(format!(
            "{}: something is there already; replace it by --overwrite, or choose another name",
            target.display()
        )
        .into());
    }
    let source = problem;
    let problem = load(&source, strict)?;
    let draft = problem.draft();
    let is_document = source
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is("json") {
        draft.write_json(&target)?;
    } else if !is_document && copy_tables(&source, &target)? {
        // The tables are there as somebody filled them in.
    } else if is("xlsx") {
        write_workbook(draft, &target)?;
    } else {
        draft.write_csv(&target)?;
    }
    print(&format!("{}: {}", problem.name(), target.display()))?;
    Ok(Ending::Solved)
}

/// A file, or a folder with something in it.
fn is_taken(target: &Path) -> bool {
    target.exists()
        && !(target.is_dir()
            && std::fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none()))
}

/// True if the tables were copied as they stand.
#[cfg(feature = "spreadsheet")]
fn copy_tables(source: &Path, target: &Path) -> Result<bool, support::Failure> {
    medrota::format::copy_tables(source, target, &[])?;
    Ok(true)
}

#[cfg(not(feature = "spreadsheet"))]
fn copy_tables(_: &Path, _: &Path) -> Result<bool, support::Failure> {
    Ok(false)
}

#[cfg(feature = "spreadsheet")]
fn write_workbook(draft: &medrota::ProblemDraft, target: &Path) -> Result<(), support::Failure> {
    Ok(draft.write_workbook(target)?)
}

#[cfg(not(feature = "spreadsheet"))]
fn write_workbook(_: &medrota::ProblemDraft, _: &Path) -> Result<(), support::Failure> {
    Err("workbooks need the feature spreadsheet".into())
}
