//! Questions that people ask about a plan: best places, who instead, alternatives, wishes.

mod support;

use clap::{Args, Parser, Subcommand};
use medrota::check;
use medrota::explain::Plan;
use medrota::format::{ReadOptions, read_schedule, write_bytes, write_json_file, write_schedule};
use medrota::ids::{DoctorId, PeriodId};
use medrota::replan::Differences;
use medrota::replan::questions::{
    Alternative, Price, TakerWay, alternatives, best_places, who_instead, wishes,
};
use medrota::report::changes;
use medrota::{Problem, Schedule, Termination};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{
    Done, EXIT_CODES, Ending, Failure, Program, Results, SolveOptions, is_stopped, load, print,
};

/// Answers questions about a plan, with costs that solves have proven.
#[derive(Parser)]
#[command(name = "ask", after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    question: Question,
}

#[derive(Subcommand)]
enum Question {
    /// Where would a doctor best be in some weeks? Every place, the cheapest first
    Places {
        #[command(flatten)]
        about: About,
        /// Name or id of the doctor
        #[arg(long)]
        doctor: String,
        /// First day, or a period such as #12
        #[arg(long)]
        from: String,
        /// Last day [default: the first]
        #[arg(long)]
        to: Option<String>,
    },
    /// Who could take over a doctor's rotation, or swap with it?
    Instead {
        #[command(flatten)]
        about: About,
        /// Name or id of the doctor whose rotation it is
        #[arg(long)]
        doctor: String,
        /// A day of the rotation
        #[arg(long)]
        on: String,
        /// So many of those who break least are solved, where others may move, too
        #[arg(long, value_name = "DOCTORS", default_value_t = 5)]
        solved: usize,
    },
    /// Which other plans are nearly as good?
    Alternatives {
        #[command(flatten)]
        about: About,
        /// Most plans
        #[arg(long, default_value_t = 3)]
        plans: usize,
        /// They differ in at least so many periods of doctors
        #[arg(long, default_value_t = 4)]
        apart: usize,
    },
    /// Which wishes were granted, and what did they cost?
    Wishes {
        #[command(flatten)]
        about: About,
        /// Name or id of a doctor; may be given several times [default: everybody]
        #[arg(long)]
        doctor: Vec<String>,
    },
}

#[derive(Args)]
struct About {
    /// Problem: a JSON file, a workbook or a folder of CSV tables
    problem: PathBuf,
    /// The plan: JSON or CSV, as `plan` writes it [default: the problem is planned first]
    schedule: Option<PathBuf>,
    #[command(flatten)]
    solve: SolveOptions,
}

/// What was found: lines to read, data, and plans to write.
#[derive(Default)]
struct Answer {
    lines: Vec<String>,
    data: Vec<Value>,
    plans: Vec<Schedule>,
}

impl Answer {
    fn add(&mut self, line: String, data: Value) {
        self.lines.push(line);
        self.data.push(data);
    }
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let (Question::Places { about, .. }
    | Question::Instead { about, .. }
    | Question::Alternatives { about, .. }
    | Question::Wishes { about, .. }) = &arguments.question;
    let problem = load(&about.problem, about.solve.strict)?;
    let inputs: Vec<&Path> = [&about.problem]
        .into_iter()
        .chain(&about.schedule)
        .map(PathBuf::as_path)
        .collect();
    let results = Results::open(Program::Ask, about.solve.output.out.as_deref(), &inputs)?;
    let given = about
        .schedule
        .as_ref()
        .map(|path| read_schedule(path, &problem, &ReadOptions::new()))
        .transpose()?;
    if let Some(given) = &given {
        refuse_broken(&problem, given)?;
    }
    let solver = about.solve.solver();
    // The plan is known to be good by its bound, which no file is believed to know. A plan that is given stays the one that is asked about.
    let first = given
        .iter()
        .fold(solver.clone(), |solver, given| {
            solver.warm_start(given.clone())
        })
        .solve(&problem)?;
    let bound = first.bound;
    let Some(schedule) = given.or(first.schedule) else {
        print("there is no plan to ask about; the example explain says why")?;
        return Ok(if first.termination == Termination::Infeasible {
            Ending::Infeasible
        } else {
            Ending::NothingFound
        });
    };
    let value = check(&problem, &schedule).value;
    let known = bound.map_or_else(|| "unknown".to_owned(), |bound| bound.to_string());
    print(&format!(
        "{}: value of the plan {value}, bound {known}\n",
        problem.name()
    ))?;
    let plan = Plan {
        schedule: &schedule,
        bound,
    };
    let answer = answer(&arguments.question, &problem, plan, about)?;
    let written = results.write(|folder| write_answer(folder, &problem, &answer, plan));
    if answer.lines.is_empty() {
        print("nothing found")?;
    }
    answer.lines.iter().try_for_each(|line| print(line))?;
    if about.solve.output.json {
        print(&json!({ "value": value, "bound": bound, "answers": answer.data }).to_string())?;
    }
    written?;
    Ok(match (is_stopped(), answer.lines.is_empty()) {
        (true, false) => Ending::Stopped,
        (_, true) => Ending::NothingFound,
        _ => Ending::Solved,
    })
}

/// A plan that breaks a rule is mended before it is asked about.
fn refuse_broken(problem: &Problem, plan: &Schedule) -> Result<(), Failure> {
    match check(problem, plan).violations.first() {
        None => Ok(()),
        Some(violation) => Err(format!(
            "the plan breaks a rule: {}; replan mends it",
            violation.describe(problem)
        )
        .into()),
    }
}

/// Asks the question.
fn answer(
    question: &Question,
    problem: &Problem,
    plan: Plan<'_>,
    about: &About,
) -> Result<Answer, Failure> {
    match question {
        Question::Places {
            doctor, from, to, ..
        } => {
            let span = span(problem, from, to.as_deref().unwrap_or(from))?;
            places(problem, plan, find(problem, doctor)?, span, about)
        }
        Question::Instead {
            doctor, on, solved, ..
        } => {
            let [first, _] = span(problem, on, on)?;
            let doctor = find(problem, doctor)?;
            instead(problem, plan, doctor, (first, *solved), about)
        }
        Question::Alternatives { plans, apart, .. } => {
            others(problem, plan, (*plans, *apart), about)
        }
        Question::Wishes { doctor, .. } => {
            let doctors = doctor
                .iter()
                .map(|doctor| find(problem, doctor))
                .collect::<Result<Vec<DoctorId>, Failure>>()?;
            granted(problem, plan, &doctors, about)
        }
    }
}

/// Writes the answer, and each other plan with how it differs.
fn write_answer(
    folder: &Path,
    problem: &Problem,
    answer: &Answer,
    plan: Plan<'_>,
) -> Result<(), Failure> {
    write_json_file(folder.join("answer.json"), &answer.data)?;
    for (number, schedule) in (1..).zip(&answer.plans) {
        let path = folder.join(format!("alternative-{number}.csv"));
        write_schedule(path, problem, schedule)?;
        let differences = Differences::new(problem, plan.schedule, schedule);
        write_bytes(
            folder.join(format!("differences-{number}.csv")),
            changes::csv(problem, &differences, schedule)?,
        )?;
    }
    Ok(())
}

fn find(problem: &Problem, key: &str) -> Result<DoctorId, Failure> {
    Ok(problem.doctor_called(key)?)
}

fn span(problem: &Problem, from: &str, to: &str) -> Result<[PeriodId; 2], Failure> {
    let horizon = problem.horizon();
    let (first, _) = horizon
        .moment(from)
        .map_err(|(_, message)| format!("{from:?}: {message}"))?;
    let (_, last) = horizon
        .moment(to)
        .map_err(|(_, message)| format!("{to:?}: {message}"))?;
    let covered = horizon.covered(first, last);
    match (covered.first(), covered.last()) {
        (Some(first), Some(last)) => Ok([first.0, last.0]),
        _ => {
            // A free day within a period stands for that period.
            let within = |period: &PeriodId| {
                horizon.span(*period).first <= last && first <= horizon.span(*period).last
            };
            let periods: Vec<PeriodId> = horizon.all().iter().filter(within).collect();
            match (periods.first(), periods.last()) {
                (Some(first), Some(last)) => Ok([*first, *last]),
                _ => Err(format!("{from} to {to} has no working time of the horizon").into()),
            }
        }
    }
}

fn priced(problem: &Problem, price: &Price) -> Value {
    let moved: Vec<&str> = price
        .moved
        .iter()
        .map(|doctor| problem.doctor(*doctor).key.as_str())
        .collect();
    json!({ "least_cost": price.least, "most_cost": price.most, "impossible": price.is_impossible, "value": price.value, "moved": moved })
}

/// Who would have to do something else, besides those who are asked about.
fn others_move(price: &Price, asked: &[DoctorId]) -> String {
    match price
        .moved
        .iter()
        .filter(|doctor| !asked.contains(doctor))
        .count()
    {
        0 => "nobody else moves".to_owned(),
        1 => "1 other moves".to_owned(),
        others => format!("{others} others move"),
    }
}

fn said(price: &Price, asked: &[DoctorId]) -> String {
    if price.schedule.is_some() {
        format!("{}, {}", price.describe(), others_move(price, asked))
    } else {
        price.describe()
    }
}

fn places(
    problem: &Problem,
    plan: Plan<'_>,
    doctor: DoctorId,
    span: [PeriodId; 2],
    about: &About,
) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    for offer in best_places(problem, plan, doctor, span, &about.solve.solver())? {
        let name = offer.activity.map_or("nowhere", |activity| {
            problem.activity(activity).name.as_str()
        });
        let planned = if offer.is_planned {
            " (as planned)"
        } else {
            ""
        };
        let key = offer
            .activity
            .map(|activity| problem.activity(activity).key.as_str());
        let data = json!({ "activity": key, "planned": offer.is_planned, "price": priced(problem, &offer.price) });
        answer.add(
            format!("{name}{planned}: {}", said(&offer.price, &[doctor])),
            data,
        );
    }
    Ok(answer)
}

fn instead(
    problem: &Problem,
    plan: Plan<'_>,
    doctor: DoctorId,
    (on, solved): (PeriodId, usize),
    about: &About,
) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    for taker in who_instead(problem, plan, doctor, on, solved, &about.solve.solver())? {
        let way = if taker.way == TakerWay::Swap {
            "swaps"
        } else {
            "takes over"
        };
        let other = problem.doctor(taker.doctor);
        let broken: Vec<String> = taker
            .direct
            .newly_broken
            .iter()
            .map(|violation| violation.describe(problem))
            .collect();
        let alone = match broken.as_slice() {
            [] => format!(
                "nothing breaks if nobody else moves, value {:+}",
                taker.direct.value_change
            ),
            [one] => format!("breaks one rule if nobody else moves ({one})"),
            [one, ..] => format!(
                "breaks rules {} times if nobody else moves ({one} …)",
                broken.len()
            ),
        };
        let solved = taker.price.as_ref().map_or_else(String::new, |price| {
            format!("; {}", said(price, &[doctor, taker.doctor]))
        });
        let price = taker.price.as_ref().map(|price| priced(problem, price));
        let key = if taker.way == TakerWay::Swap {
            "swap"
        } else {
            "take_over"
        };
        let data = json!({ "doctor": other.key, "way": key, "breaks": broken, "value_change": taker.direct.value_change, "price": price });
        answer.add(format!("{} {way}: {alone}{solved}", other.name), data);
    }
    Ok(answer)
}

fn others(
    problem: &Problem,
    plan: Plan<'_>,
    (most, apart): (usize, usize),
    about: &About,
) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    let found = alternatives(problem, plan, most, apart, &about.solve.solver())?;
    for (number, alternative) in (1..).zip(&found) {
        let Alternative {
            schedule,
            value,
            most_cost,
            periods_apart,
            differences,
            ..
        } = alternative;
        let cost = most_cost.map_or_else(String::new, |cost| {
            format!(", at most {cost} less than the best")
        });
        let periods = periods_apart.first().copied().unwrap_or(0);
        let doctors: Vec<&str> = differences
            .disturbed
            .iter()
            .map(|doctor| problem.doctor(*doctor).key.as_str())
            .collect();
        let letters = changes::letters(problem, differences, schedule);
        let line = format!(
            "Alternative {number}: value {value}{cost}; {periods} periods of {} doctors differ\n{letters}",
            doctors.len()
        );
        let data = json!({ "value": value, "most_cost": most_cost, "periods_apart": periods_apart, "doctors": doctors });
        answer.add(line, data);
        answer.plans.push(schedule.clone());
    }
    Ok(answer)
}

fn granted(
    problem: &Problem,
    plan: Plan<'_>,
    doctors: &[DoctorId],
    about: &About,
) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    for wish in wishes(problem, plan, doctors, &about.solve.solver())? {
        let (rule, doctor) = (problem.rule_key(wish.rule), problem.doctor(wish.doctor));
        let cost = wish.price.as_ref().map_or_else(
            || "not priced".to_owned(),
            |price| match wish.is_granted {
                true => format!("to the others it {}", price.describe()),
                false => format!("to grant it {}", said(price, &[wish.doctor])),
            },
        );
        let became = if wish.is_granted {
            "granted"
        } else {
            "not granted"
        };
        let price = wish.price.as_ref().map(|price| priced(problem, price));
        let data = json!({ "wish": rule, "doctor": doctor.key, "granted": wish.is_granted, "units": wish.units, "earned": wish.earned, "price": price });
        answer.add(
            format!(
                "{rule} ({}): {became}, earned {}; {cost}",
                doctor.name, wish.earned
            ),
            data,
        );
    }
    Ok(answer)
}
