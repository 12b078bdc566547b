//! Mends a published schedule after the world has changed: fewest doctors disturbed, then the greatest value.

mod support;
#[path = "support/year.rs"]
mod year;

use clap::Parser;
use medrota::error::Diagnostics;
use medrota::format::{ReadOptions, read_published, write_bytes, write_json_file, write_schedule};
use medrota::ids::PeriodId;
use medrota::replan::{Ending as Replanning, Expected, Replan, Replanned, WayOut, publish};
use medrota::report::{Findings, Language, changes, html};
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, check};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{
    Done, EXIT_CODES, Ending, Failure, Program, Results, SendOptions, Sending, SolveOptions, load,
    print, tell, tell_written, write_views,
};
use year::{Impossible, WayLine};

/// Mends a published schedule: who has to move, where to, and why no fewer.
#[derive(Parser)]
#[command(name = "replan", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables
    problem: PathBuf,
    /// Published schedule: JSON or CSV; it may break rules, and rows that mean nothing any more are listed
    published: PathBuf,
    /// What has changed: a scenario as JSON, or a CSV table with a change a row [default: nothing; the published schedule is mended as it is]
    changes: Option<PathBuf>,
    /// Two doctors, by names or ids, exchange what is published for them between two days; may be given several times
    #[arg(long, value_name = "DOCTOR,DOCTOR,FROM,TO", value_parser = year::read_swap)]
    swap: Vec<Change>,
    /// Where rules make a change impossible, waive the cheapest of what would make it possible, and mend
    #[arg(long)]
    waive: bool,
    /// Where rules make a change impossible, name so many ways of waiving some of them, cheapest first
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    ways: usize,
    /// Keep everything that has begun before this day: it has happened, or is happening
    #[arg(long, value_name = "DATE")]
    keep_before: Option<String>,
    /// Keep every rotation that begins before this day, whole: what is published
    #[arg(long, value_name = "DATE")]
    keep_beginning: Option<String>,
    /// Disturb at most so many doctors
    #[arg(long, value_name = "DOCTORS")]
    max_changes: Option<usize>,
    /// Change at most so many periods of one doctor
    #[arg(long, value_name = "PERIODS")]
    max_changes_per_doctor: Option<i64>,
    /// What each changed period costs, against the value; 0 for the greatest value. The fewest doctors come first in any case [default: as few
    /// periods as possible change, whatever would be worth more]
    #[arg(long, value_name = "COST")]
    change_cost: Option<i64>,
    /// A possible future as a scenario, JSON or CSV; give several that are equally likely
    #[arg(long, value_name = "FILE")]
    future: Vec<PathBuf>,
    /// Expect so many more doctors like those of the problem, not before --keep-before
    #[arg(long, value_name = "DOCTORS", default_value_t = 0)]
    expect: usize,
    #[command(flatten)]
    send: SendOptions,
    #[command(flatten)]
    solve: SolveOptions,
}

/// Futures that are drawn for `--expect`.
const FUTURES: usize = 8;

/// The last line of `--json`; null is "not known".
#[derive(Serialize)]
struct Line {
    ending: &'static str,
    doctors_changed: Option<usize>,
    doctors_changed_bound: usize,
    rotations_changed: Option<usize>,
    periods_changed: Option<usize>,
    rotations_published: Option<usize>,
    value: Option<i64>,
    bound: Option<i64>,
    published_violations: usize,
    published_lost: usize,
    violations: Option<usize>,
    /// What was waived, with `--waive`.
    waived: Option<WayLine>,
    /// What is in the way of a change that is impossible.
    in_the_way: Vec<String>,
    /// What would have to be waived, cheapest first.
    ways: Vec<WayLine>,
    wall_seconds: f64,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let before = load(&arguments.problem, arguments.solve.strict)?;
    let files = [&arguments.problem, &arguments.published]
        .into_iter()
        .chain(&arguments.changes)
        .chain(&arguments.future);
    let inputs: Vec<&Path> = files.map(PathBuf::as_path).collect();
    let language = arguments.solve.output.language;
    let results = Results::open(
        Program::Replan,
        arguments.solve.output.out.as_deref(),
        &inputs,
    )?;
    let sending = Sending::open(
        &arguments.send,
        arguments.solve.output.out.as_deref(),
        &inputs,
    )?;
    let (published, lost) = read_published(&arguments.published, &before, &ReadOptions::new())?;
    let sent = (before.clone(), published.clone());
    let before = publish(&before, &published)?.validate()?;
    let mut problem = before.clone();
    if let Some(scenario) = year::changes(&before, arguments.changes.as_deref(), &arguments.swap)? {
        problem = scenario.apply(&before, None)?;
        year::judge_swaps(&before, &scenario)?;
        year::warn_of_withdrawals(&before, &scenario, arguments.keep_before.as_deref());
    }
    let replan = question(&arguments, &problem)?;
    let solver = arguments.solve.solver();
    let mut replanned = replan.solve(&solver)?;
    let Impossible { reasons, mut ways } = year::impossible(
        &before,
        &replan,
        &mut replanned,
        arguments.ways.max(usize::from(arguments.waive)),
        (&solver, arguments.max_changes),
    )?;
    let mut waived = None;
    if arguments.waive && !ways.is_empty() {
        let way = ways.remove(0);
        (problem, replanned) = (way.problem.clone(), way.replanned.clone());
        ways.clear();
        waived = Some(way);
    }
    // Nothing is shown that has not been judged by what does not depend on the engine.
    let violations = replanned
        .schedule
        .as_ref()
        .map(|schedule| check(&problem, schedule).violations.len());
    if violations.is_some_and(|violations| violations > 0) {
        return Err("the engine's schedule breaks hard rules".into());
    }

    // A mended schedule or the proof that there is none goes into the folder; to have found nothing is no reason to remove what is there.
    let nothing = replanned.schedule.is_none() && replanned.ending != Replanning::Infeasible;
    let written = if nothing && results.keeps_older()? {
        Ok(())
    } else {
        let form = &arguments.problem;
        results.write(|folder| {
            write_problem(folder, &problem, form)?;
            write_files(folder, &problem, &replanned, waived.as_ref(), language)
        })
    };
    let written = written.and_then(|()| match (&replanned.schedule, &replanned.report) {
        (Some(schedule), Some(report)) => sending.write(
            &Findings::new(&problem, schedule, report).language(language),
            Some((&sent.0, &sent.1)),
        ),
        _ => Ok(()),
    });

    tell_lost(&lost)?;
    print(&changes::summary(&problem, &replanned))?;
    tell_in_the_way(if waived.is_none() { &reasons } else { &[] })?;
    tell_ways(waived.as_ref(), &ways)?;
    if arguments.solve.output.json {
        print(&serde_json::to_string(&Line {
            waived: waived.as_ref().map(WayLine::new),
            ways: ways.iter().map(WayLine::new).collect(),
            in_the_way: reasons,
            ..line(
                &replanned,
                violations,
                lost.as_slice().len() + lost.suppressed(),
            )
        })?)?;
    }
    written?;
    if replanned.schedule.is_some() {
        next_steps(&arguments);
    }
    Ok(match replanned.ending {
        Replanning::Mended => Ending::Solved,
        Replanning::Infeasible => Ending::Infeasible,
        _ => Ending::NothingFound,
    })
}

/// What is asked: how to mend the plan, what may not be touched, and what it should be ready for.
fn question(arguments: &Arguments, problem: &Problem) -> Result<Replan, Failure> {
    let mut replan = Replan::new(problem);
    replan = match arguments.change_cost {
        Some(cost) => replan.change_cost(cost),
        None => replan.fewest_periods(),
    };
    if let Some(date) = &arguments.keep_before {
        replan = replan.keep_before(date)?;
    }
    if let Some(date) = &arguments.keep_beginning {
        replan = replan.keep_beginning(date)?;
    }
    if let Some(doctors) = arguments.max_changes {
        replan = replan.max_changes(doctors);
    }
    if let Some(periods) = arguments.max_changes_per_doctor {
        replan = replan.max_changes_per_doctor(periods);
    }
    for path in &arguments.future {
        replan = replan.future(Scenario::from_path(path)?.resolve_names(problem)?);
    }
    for future in expected(arguments, problem)? {
        replan = replan.future(future);
    }
    Ok(replan)
}

fn tell_lost(lost: &Diagnostics) -> Result<(), Failure> {
    if lost.is_empty() {
        return Ok(());
    }
    print(&format!(
        "Lost from what was published, because it means nothing in the problem:\n{lost}\n"
    ))
}

/// What is in the way of a change that is impossible.
fn tell_in_the_way(reasons: &[String]) -> Result<(), Failure> {
    if reasons.is_empty() {
        return Ok(());
    }
    print("\nIn the way")?;
    reasons
        .iter()
        .try_for_each(|reason| print(&format!("  {reason}")))
}

/// What was waived, and what else would make it possible.
fn tell_ways(waived: Option<&WayOut>, ways: &[WayOut]) -> Result<(), Failure> {
    if let Some(way) = waived {
        print(&format!("\nWaived: {}", way.describe()))?;
    }
    if !ways.is_empty() {
        print("\nIt would be possible, cheapest first, with")?;
        ways.iter()
            .try_for_each(|way| print(&format!("  {}", way.describe())))?;
        tell("with --waive the first of these is waived");
    }
    Ok(())
}

/// Futures with as many doctors as are expected.
fn expected(arguments: &Arguments, problem: &Problem) -> Result<Vec<Scenario>, Failure> {
    if arguments.expect == 0 {
        return Ok(Vec::new());
    }
    let horizon = problem.horizon();
    let date = arguments.keep_before.as_deref().unwrap_or("#1");
    let (first, _) = horizon.moment(date).map_err(|(_, message)| message)?;
    let last = PeriodId::new(horizon.len() - 1);
    // Whoever comes while a period has begun is there from the next one on.
    let (first, _) = horizon
        .whole_periods(first, horizon.span(last).last)
        .ok_or("nobody can arrive after the horizon")?;
    let expected = Expected::like(problem)
        .doctors(arguments.expect)
        .arriving(first, last);
    Ok(expected.futures(problem, FUTURES, arguments.solve.seed)?)
}

fn line(replanned: &Replanned, violations: Option<usize>, lost: usize) -> Line {
    let found = replanned.schedule.as_ref().map(|_| &replanned.differences);
    Line {
        ending: replanned.ending.as_str(),
        doctors_changed: found.map(|differences| differences.disturbed.len()),
        doctors_changed_bound: replanned.floor.doctors,
        rotations_changed: found.map(|differences| differences.rotations_changed),
        periods_changed: found.map(|differences| differences.periods_changed),
        rotations_published: found.map(|differences| differences.rotations_published),
        value: replanned.value(),
        bound: replanned.value_bound,
        published_violations: replanned.published_report.violations.len(),
        published_lost: lost,
        violations,
        waived: None,
        in_the_way: Vec::new(),
        ways: Vec::new(),
        wall_seconds: replanned.elapsed.as_secs_f64(),
    }
}

/// Where the files are, and from which of them the next change starts.
fn next_steps(arguments: &Arguments) {
    let Some(out) = &arguments.solve.output.out else {
        return tell(
            "nothing was written; --out FOLDER keeps the new schedule, letters, a report and a wall chart (.xlsx)",
        );
    };
    let file = |name: &str| out.join(name).display().to_string();
    let problem = if out.join("problem.xlsx").exists() {
        "problem.xlsx"
    } else {
        "problem.json"
    };
    let next = format!(
        "  when something changes again: cargo run --release --example replan -- {} {} CHANGES --out FOLDER",
        file(problem),
        file("schedule.csv")
    );
    tell_written(out, Some(&arguments.send), &next);
}

/// The changed problem with what was published: a document, and a workbook, too, for whoever came with tables.
fn write_problem(folder: &Path, problem: &Problem, form: &Path) -> Result<(), Failure> {
    problem.draft().write_json(folder.join("problem.json"))?;
    #[cfg(feature = "spreadsheet")]
    if !form
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    {
        problem
            .draft()
            .write_workbook(folder.join("problem.xlsx"))?;
    }
    #[cfg(not(feature = "spreadsheet"))]
    let _ = form;
    Ok(())
}

/// The mended schedule, what changes, and what `plan` writes of a schedule.
fn write_files(
    folder: &Path,
    problem: &Problem,
    replanned: &Replanned,
    waived: Option<&WayOut>,
    language: Language,
) -> Result<(), Failure> {
    if let Some(changes) = waived.and_then(|way| way.changes.clone()) {
        write_json_file(
            folder.join("waived.json"),
            &Scenario::new("waived", changes),
        )?;
    }
    write_bytes(
        folder.join("changes.html"),
        html::changes_page_in(language, problem, replanned),
    )?;
    let (Some(schedule), Some(report)) = (&replanned.schedule, &replanned.report) else {
        return Ok(());
    };
    write_schedule(folder.join("schedule.json"), problem, schedule)?;
    write_schedule(folder.join("schedule.csv"), problem, schedule)?;
    write_bytes(
        folder.join("differences.csv"),
        changes::csv(problem, &replanned.differences, schedule)?,
    )?;
    write_views(
        folder,
        &Findings::new(problem, schedule, report).language(language),
    )
}
