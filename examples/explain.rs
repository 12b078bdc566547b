//! Says why a problem does not fit, and the cheapest ways to make it fit.

mod support;

use clap::Parser;
use medrota::explain::{
    Answered, ConflictOptions, Explanation, ExplanationOptions, RelaxationPrices, Shortfall,
    ShortfallOptions, explain, shortfall,
};
use medrota::format::write_bytes;
use medrota::report::{html, text};
use medrota::{Problem, Solver};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use support::{
    Done, EXIT_CODES, Ending, Failure, Program, Results, count, is_stopped, load, print,
    stop_token, tell,
};

/// Audits a problem, names the smallest conflicts and the cheapest relaxations.
#[derive(Parser)]
#[command(name = "explain", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables
    problem: PathBuf,
    /// Most conflicts; no two share a part
    #[arg(long, default_value_t = 3)]
    conflicts: usize,
    /// Most relaxations
    #[arg(long, default_value_t = 3)]
    relaxations: usize,
    /// Price of one more place in a department and period; `never` for none
    #[arg(long, default_value = "10", value_parser = price)]
    place: Price,
    /// Price of one unit of a requirement
    #[arg(long, default_value = "15", value_parser = price)]
    amount: Price,
    /// Price of one period beyond a stay or within a leave
    #[arg(long, default_value = "10", value_parser = price)]
    date: Price,
    /// Price of one unit of breach of any other rule
    #[arg(long, default_value = "20", value_parser = price)]
    rule: Price,
    /// Id of a rule that is never negotiable; may be given several times
    #[arg(long, value_name = "RULE")]
    never: Vec<String>,
    /// Stop everything after this many seconds; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    time_limit: f64,
    /// Stop each single question after this many units of work, and take no notice of the clock: the same answers everywhere
    #[arg(long, value_name = "UNITS")]
    work_limit: Option<u64>,
    /// Instead: as much as can be had, who misses what, and what stands in the way
    #[arg(long)]
    shortfall: bool,
    /// Refuse a problem for whatever is worth a warning
    #[arg(long)]
    strict: bool,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; 0 takes what the machine has
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Folder for the report and the problems with the relaxations written into them; made if missing
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// End with one line of JSON on standard output
    #[arg(long)]
    json: bool,
}

/// A price, or never.
type Price = Option<i64>;

fn price(text: &str) -> Result<Price, String> {
    if text == "never" {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(price) if (0..=RelaxationPrices::MOST).contains(&price) => Ok(Some(price)),
        _ => Err(format!(
            "{text:?} is neither a price from 0 to {} nor `never`",
            RelaxationPrices::MOST
        )),
    }
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let problem = load(&arguments.problem, arguments.strict)?;
    let results = Results::open(
        Program::Explain,
        arguments.out.as_deref(),
        &[&arguments.problem],
    )?;
    for rule in &arguments.never {
        if problem.find_rule(rule).is_none() {
            return Err(format!("--never {rule:?}: there is no rule of this id").into());
        }
    }
    if arguments.shortfall {
        return fall_short(&problem, &arguments, &results);
    }
    let options = options(&arguments);
    let told = Told::new(&problem);
    let explanation = explain(&problem, &options, |answer| told.tell(answer))?;
    told.finish();
    let is_cut = is_stopped();
    let nothing = is_cut
        && explanation.conflicts.conflicts.is_empty()
        && explanation.relaxations.relaxations.is_empty();
    let written = if nothing && results.keeps_older()? {
        Ok(())
    } else {
        results.write(|folder| write_explanation(folder, &problem, &explanation))
    };
    if is_cut {
        print("ended by a signal; this is what was known by then:")?;
    } else if explanation.is_cut {
        print("time was up; this is what was known by then (more with --time-limit):")?;
    }
    print(&text::explanation(&problem, &explanation))?;
    if arguments.json {
        print(&explanation.to_json(&problem).to_string())?;
    }
    written?;
    if is_cut {
        return Ok(if nothing {
            Ending::NothingFound
        } else {
            Ending::Stopped
        });
    }
    Ok(match explanation.is_feasible() {
        Some(true) => Ending::Solved,
        Some(false) => Ending::Infeasible,
        None => Ending::NothingFound,
    })
}

fn options(arguments: &Arguments) -> ExplanationOptions {
    let prices = RelaxationPrices {
        place: arguments.place,
        amount: arguments.amount,
        date: arguments.date,
        rule: arguments.rule,
    };
    let options = ExplanationOptions::default()
        .conflicts(arguments.conflicts)
        .relaxations(arguments.relaxations)
        .prices(prices)
        .solver(questions(arguments));
    let never = arguments.never.iter();
    never.fold(options, |options, rule| options.never(rule))
}

/// Writes the page, and the problem with each way out in it.
fn write_explanation(
    folder: &Path,
    problem: &Problem,
    explanation: &Explanation,
) -> Result<(), Failure> {
    write_bytes(
        folder.join("explanation.html"),
        html::explanation_page(problem, explanation),
    )?;
    for (number, relaxation) in (1..).zip(&explanation.relaxations.relaxations) {
        relaxation
            .draft
            .write_json(folder.join(format!("relaxed-{number}.json")))?;
    }
    Ok(())
}

/// Part of the time limit for the schedule that misses least; the rest is for what stands in the way.
const SHARE_OF_SCHEDULE: f64 = 0.7;
/// Requirements that are shown one by one.
const MOST_SHOWN: usize = 40;

/// Misses as few units of requirements as possible, and says who misses what.
fn fall_short(problem: &Problem, arguments: &Arguments, results: &Results) -> Done {
    let mut options = ShortfallOptions::default().questions(questions(arguments));
    options.solver = options
        .solver
        .seed(arguments.seed)
        .threads(arguments.threads)
        .cancel_token(stop_token());
    if arguments.work_limit.is_none() && arguments.time_limit > 0.0 {
        let limit = Duration::from_secs_f64(arguments.time_limit);
        options.solver = Solver::new()
            .seed(arguments.seed)
            .threads(arguments.threads)
            .cancel_token(stop_token());
        options.solver = options.solver.time_limit(limit.mul_f64(SHARE_OF_SCHEDULE));
        options.questions = options
            .questions
            .time_limit(limit.mul_f64(1.0 - SHARE_OF_SCHEDULE));
    }
    let found = shortfall(problem, &options)?;
    let written = match found.schedule {
        Some(_) => {
            results.write(|folder| Ok(found.draft.write_json(folder.join("shortfall.json"))?))
        }
        None => Ok(()),
    };
    tell_shortfall(problem, &found)?;
    if arguments.json {
        print(&shortfall_line(problem, &found).to_string())?;
    }
    written?;
    Ok(if found.schedule.is_some() {
        Ending::Solved
    } else {
        Ending::NothingFound
    })
}

/// How much is missing, and what of it for whom.
fn tell_shortfall(problem: &Problem, found: &Shortfall) -> Result<(), Failure> {
    let name = problem.name();
    if found.schedule.is_none() {
        let what = if found.is_impossible {
            "no schedule keeps all rules but requirements"
        } else {
            "cut off: no schedule found within the limits"
        };
        return print(&format!(
            "{name}: {what}; explain without --shortfall says what else is in the way"
        ));
    }
    if found.units == 0 {
        return print(&format!(
            "{name}: nothing is missing, every requirement can be fulfilled"
        ));
    }
    let cut = if found.is_cut {
        "cut off: it may be fewer; "
    } else {
        ""
    };
    print(&format!(
        "{name}: {} of requirements missing; {cut}no schedule misses fewer than {}",
        count(usize::try_from(found.units).unwrap_or(usize::MAX), "unit"),
        found.bound
    ))?;
    for unmet in found.unmet.iter().take(MOST_SHOWN) {
        print(&format!("  {}", unmet.describe(problem)))?;
    }
    let more = found.unmet.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        print(&format!("  and {more} more"))?;
    }
    Ok(())
}

fn shortfall_line(problem: &Problem, found: &Shortfall) -> serde_json::Value {
    let unmet = found.unmet.iter().map(|unmet| {
        let in_the_way = unmet.in_the_way.iter();
        serde_json::json!({
            "doctor": problem.doctor(unmet.doctor).key,
            "requirement": problem.rule_key(unmet.rule),
            "amount": unmet.amount,
            "units": unmet.units,
            "in_the_way": in_the_way.map(|part| part.describe(problem)).collect::<Vec<_>>(),
        })
    });
    serde_json::json!({
        "found": found.schedule.is_some(),
        "units": found.units,
        "bound": found.bound,
        "unmet": unmet.collect::<Vec<_>>(),
        "cut": found.is_cut,
        "impossible": found.is_impossible,
    })
}

/// Who answers single questions.
fn questions(arguments: &Arguments) -> Solver {
    let solver = ConflictOptions::default()
        .solver
        .seed(arguments.seed)
        .threads(arguments.threads)
        .cancel_token(stop_token());
    match arguments.work_limit {
        Some(limit) => solver.work_limit(limit),
        None if arguments.time_limit > 0.0 => {
            solver.time_limit(Duration::from_secs_f64(arguments.time_limit))
        }
        None => solver,
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=1e9).contains(&seconds) => Ok(seconds),
        _ => Err(format!("{text:?} is no number of seconds from 0 to 1e9")),
    }
}

/// Answers on standard error as soon as they are known, with the time, for whoever waits.
struct Told<'a> {
    problem: &'a Problem,
    began: Instant,
}

impl<'a> Told<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            began: Instant::now(),
        }
    }
    fn tell(&self, answer: Answered<'_>) {
        let told = match answer {
            Answered::Finding(finding) => finding.describe(self.problem),
            Answered::Conflict(conflict) => format!(
                "a conflict of {}: {}",
                conflict.parts.len(),
                conflict.summary(self.problem)
            ),
            Answered::Relaxation(relaxation) => format!(
                "a way to make it fit, {}",
                relaxation.describe(self.problem)
            ),
            _ => return,
        };
        tell(&format!(
            "[{:.1} s] {told}",
            self.began.elapsed().as_secs_f64()
        ));
    }
    fn finish(self) {
        tell(&format!(
            "[{:.1} s] done",
            self.began.elapsed().as_secs_f64()
        ));
    }
}
