//! Plans medical students: reads a MiniZinc data file of the published problem and maps it onto the rules of the crate.

#[path = "support/mss/mod.rs"]
mod mss;
mod support;

use clap::Parser;
use medrota::format::write_file;
use mss::{Instance, Placement};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Failure, Judged, SolveOptions, try_output};

/// Medical student scheduling: which student is in which discipline, hospital and period.
#[derive(Parser)]
#[command(name = "mss", after_help = EXIT_CODES)]
struct Arguments {
    /// Instance as MiniZinc data (.dzn)
    file: PathBuf,
    /// Write student,discipline,hospital,start here; all count from 1
    #[arg(long, value_name = "FILE.csv")]
    schedule: Option<PathBuf>,
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let instance = Instance::from_path(&arguments.file)?;
    let problem = mss::draft(&instance).validate()?;
    let inputs: [&Path; 1] = [&arguments.file];
    if let Some(file) = &arguments.schedule {
        try_output(
            "--schedule",
            file,
            &inputs,
            arguments.solve.output.out.as_deref(),
        )?;
    }
    support::plan(&problem, &arguments.solve, &inputs, |judged| {
        let placements = accept(&instance, judged)?;
        match &arguments.schedule {
            Some(path) => write(path, &placements),
            None => Ok(()),
        }
    })
}

/// The placements, if the published rules hold and the published objective is the value.
fn accept(instance: &Instance, judged: &Judged) -> Result<Vec<Placement>, Failure> {
    let mut placements = mss::placements(instance, &judged.schedule)?;
    let evaluation = mss::evaluate(instance, &placements);
    if let Some((_, sentence)) = evaluation.broken.first() {
        return Err(format!(
            "the schedule breaks {} published rules, the first: {sentence}",
            evaluation.broken.len()
        )
        .into());
    }
    if evaluation.objective != judged.report.value {
        return Err(format!(
            "the published objective is {}, the value is {}",
            evaluation.objective, judged.report.value
        )
        .into());
    }
    placements.sort_unstable_by_key(|placement| (placement.student, placement.start));
    Ok(placements)
}

fn write(path: &Path, placements: &[Placement]) -> Result<(), Failure> {
    write_file(path, |file| {
        writeln!(file, "student,discipline,hospital,start")?;
        placements.iter().try_for_each(|placement| {
            let Placement {
                student,
                discipline,
                hospital,
                start,
            } = placement;
            writeln!(
                file,
                "{},{},{},{}",
                student + 1,
                discipline + 1,
                hospital + 1,
                start + 1
            )
        })
    })?;
    Ok(())
}
