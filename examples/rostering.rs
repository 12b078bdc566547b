//! Plans shifts: reads a text file of the published shift-scheduling problem and maps it onto the rules of the crate.

#[path = "support/rostering/mod.rs"]
mod rostering;
mod support;

use clap::Parser;
use medrota::Problem;
use medrota::format::write_bytes;
use rostering::{Instance, Roster};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Failure, Judged, SolveOptions, try_output};

/// Shift scheduling: who works which shift on which day.
#[derive(Parser)]
#[command(name = "rostering", after_help = EXIT_CODES)]
struct Arguments {
    /// Instance as published by Curtois & Qu (.txt)
    file: PathBuf,
    /// Write employee,day_1,…,day_N with the ids of the shifts here
    #[arg(long, value_name = "FILE.csv")]
    schedule: Option<PathBuf>,
    #[command(flatten)]
    solve: SolveOptions,
}

/// The penalty is this less the value: requests and cover are costs, and nothing else has a value.
const CONSTANT: i64 = 0;

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let instance = Instance::from_path(&arguments.file)?;
    let draft = rostering::draft(&instance)
        .map_err(|unsupported| format!("{}: {unsupported}", arguments.file.display()))?;
    let problem = draft.validate()?;
    let inputs: [&Path; 1] = [&arguments.file];
    if let Some(file) = &arguments.schedule {
        try_output(
            "--schedule",
            file,
            &inputs,
            arguments.solve.output.out.as_deref(),
        )?;
    }
    support::plan_penalty(&problem, &arguments.solve, &inputs, CONSTANT, |judged| {
        let roster = accept(&instance, &problem, judged)?;
        match &arguments.schedule {
            Some(path) => write(path, &instance, &roster),
            None => Ok(()),
        }
    })
}

/// The roster, if the published rules hold in it and the published penalty is what the value says.
fn accept(instance: &Instance, problem: &Problem, judged: &Judged) -> Result<Roster, Failure> {
    let roster = rostering::roster_of(instance, problem, &judged.schedule)?;
    let judgement = rostering::judge(instance, &roster);
    if let Some((_, sentence)) = judgement.broken.first() {
        return Err(format!(
            "the roster breaks {} published rules, the first: {sentence}",
            judgement.broken.len()
        )
        .into());
    }
    if judgement.penalty() != CONSTANT.saturating_sub(judged.report.value) {
        return Err(format!(
            "the published penalty is {}, the value is {}",
            judgement.penalty(),
            judged.report.value
        )
        .into());
    }
    Ok(roster)
}

fn write(path: &Path, instance: &Instance, roster: &Roster) -> Result<(), Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let days = (1..=instance.days).map(|day| format!("day_{day}"));
    table.write_record(std::iter::once("employee".to_owned()).chain(days))?;
    for (employee, row) in instance.staff.iter().zip(roster) {
        let cells = row
            .iter()
            .map(|cell| cell.map_or("", |shift| instance.shifts[shift].id.as_str()));
        table.write_record(std::iter::once(employee.id.as_str()).chain(cells))?;
    }
    let bytes = table.into_inner().map_err(|error| error.to_string())?;
    Ok(write_bytes(path, bytes)?)
}
