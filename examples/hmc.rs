//! Plans a residency year: reads the table of residents and maps the programme's rules onto the rules of the crate.

#[path = "support/hmc/mod.rs"]
mod hmc;
mod support;

use clap::Parser;
use hmc::{BLOCKS, Cell, Resident};
use medrota::Problem;
use medrota::format::write_file;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Failure, Judged, SolveOptions, try_output};

/// A residency year of 13 blocks: which resident is on which rotation in each block.
#[derive(Parser)]
#[command(name = "hmc", after_help = EXIT_CODES)]
struct Arguments {
    /// Residents: id,year,leave1_block,leave1_half,leave2_block,leave2_half (.csv)
    residents: PathBuf,
    /// Write id,block_1,…,block_13 with the names of the rotations here
    #[arg(long, value_name = "FILE.csv")]
    schedule: Option<PathBuf>,
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let residents = hmc::read_residents(&arguments.residents)?;
    let problem = hmc::draft(&residents).validate()?;
    let inputs: [&Path; 1] = [&arguments.residents];
    if let Some(file) = &arguments.schedule {
        try_output(
            "--schedule",
            file,
            &inputs,
            arguments.solve.output.out.as_deref(),
        )?;
    }
    support::plan(&problem, &arguments.solve, &inputs, |judged| {
        let rows = accept(&residents, &problem, judged)?;
        match &arguments.schedule {
            Some(path) => write(path, &residents, &rows),
            None => Ok(()),
        }
    })
}

/// The table, if the programme's rules hold in it and its score is the value.
fn accept(
    residents: &[Resident],
    problem: &Problem,
    judged: &Judged,
) -> Result<Vec<Vec<Cell>>, Failure> {
    let rows = hmc::cells(residents, problem, &judged.schedule);
    let evaluation = hmc::evaluate(residents, &rows);
    if let Some((rule, sentence)) = evaluation.broken.first() {
        return Err(format!(
            "the schedule breaks {} rules of the programme, the first: {rule}: {sentence}",
            evaluation.broken.len()
        )
        .into());
    }
    if evaluation.score != judged.report.value {
        return Err(format!(
            "the programme's score is {}, the value is {}",
            evaluation.score, judged.report.value
        )
        .into());
    }
    Ok(rows)
}

fn write(path: &Path, residents: &[Resident], rows: &[Vec<Cell>]) -> Result<(), Failure> {
    write_file(path, |file| {
        let head: Vec<String> = (1..=BLOCKS).map(|block| format!("block_{block}")).collect();
        writeln!(file, "id,{}", head.join(","))?;
        residents.iter().zip(rows).try_for_each(|(resident, row)| {
            let names = row.iter().map(|cell| match cell {
                Cell::Rotation(name) => name.as_str(),
                Cell::Leave => "LEAVE",
                Cell::Empty => "",
            });
            writeln!(
                file,
                "{},{}",
                resident.id,
                names.collect::<Vec<_>>().join(",")
            )
        })
    })?;
    Ok(())
}
