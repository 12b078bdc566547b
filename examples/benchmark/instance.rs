//! What there is to run: instances by suite, with the time that each is given.

use super::documents;
use super::known::Known;
use super::support::Failure;
use super::{Suite, hmc, mss, rostering};
use medrota::generate::{Arrivals, Year, haifa};
use medrota::{Problem, ProblemDraft, Termination};
use std::path::{Path, PathBuf};

/// One instance.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Instance {
    /// As the table shows it and `--instances` chooses it.
    pub(crate) name: String,
    pub(crate) suite: Suite,
    /// Part of the suite, for sums.
    pub(crate) set: String,
    pub(crate) source: Source,
    /// Seconds unless `--seconds` says otherwise.
    pub(crate) seconds: u64,
    /// Added to the seed of the command line.
    pub(crate) seed: u64,
    /// The best value that others have published.
    pub(crate) best_known: Option<i64>,
    /// What others have proven: an optimum is that of `best_known`.
    pub(crate) right: Option<Right>,
    /// When it runs.
    pub(crate) when: When,
}

/// What others have proven of an instance, with a solver of another kind or by counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// It has a schedule.
    Feasible,
    /// It has none.
    Infeasible,
    /// The best value is this.
    Optimum(i64),
}

impl Right {
    /// What is wrong about an outcome, if anything is. To have found nothing, or to have proven less, is not wrong.
    pub(crate) fn contradicts(
        self,
        termination: Termination,
        value: Option<i64>,
        bound: Option<i64>,
    ) -> Option<String> {
        match self {
            Self::Infeasible => value.map(|value| {
                format!("there is no schedule, and one worth {value} is said to be found")
            }),
            Self::Feasible | Self::Optimum(_) if termination == Termination::Infeasible => {
                Some("there is a schedule, and it is said that there is none".to_owned())
            }
            Self::Feasible => None,
            Self::Optimum(best) => match (value, bound) {
                (Some(value), _) if value > best => Some(format!(
                    "the optimum is {best}, and a schedule worth {value} is said to be found"
                )),
                (_, Some(bound)) if bound < best => Some(format!(
                    "the optimum is {best}, and {bound} is said to be a bound"
                )),
                _ => None,
            },
        }
    }
    /// The answer in a word; the optimum is known as a number.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Feasible => "feasible",
            Self::Infeasible => "infeasible",
            Self::Optimum(_) => "optimum",
        }
    }
    pub(super) fn best(self) -> Option<i64> {
        match self {
            Self::Optimum(best) => Some(best),
            Self::Feasible | Self::Infeasible => None,
        }
    }
}

/// When an instance runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Unless others are chosen.
    Always,
    /// Only with `--large`.
    Large,
    /// Only if `--instances` chooses it.
    Chosen,
}

/// Where the problem comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// A MiniZinc data file of student scheduling.
    Students(PathBuf),
    /// A table of residents.
    Residents(PathBuf),
    /// A text file of shift scheduling.
    Shifts(PathBuf),
    /// A problem document or a folder of tables.
    Document(PathBuf),
    Year(Year),
    Arrivals(Arrivals),
    Haifa,
}

/// A problem, and what judges its schedules besides `check`.
pub(crate) struct Loaded {
    pub(crate) problem: Problem,
    judge: Judge,
}

enum Judge {
    None,
    Students(Box<mss::Instance>),
    Residents(Vec<hmc::Resident>),
    Shifts(Box<rostering::Instance>),
}

/// The rules of the crate do not cover an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsupported(String);

impl std::fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

impl Source {
    /// Reads or makes the problem.
    pub(crate) fn load(&self) -> Result<Loaded, Failure> {
        let made = |draft: ProblemDraft| -> Result<Loaded, Failure> {
            Ok(Loaded {
                problem: draft.validate()?,
                judge: Judge::None,
            })
        };
        match self {
            Self::Students(path) => {
                let instance = mss::Instance::from_path(path)?;
                Ok(Loaded {
                    problem: mss::draft(&instance).validate()?,
                    judge: Judge::Students(Box::new(instance)),
                })
            }
            Self::Residents(path) => {
                let residents = hmc::read_residents(path)?;
                Ok(Loaded {
                    problem: hmc::draft(&residents).validate()?,
                    judge: Judge::Residents(residents),
                })
            }
            Self::Shifts(path) => {
                let instance = rostering::Instance::from_path(path)?;
                let draft = rostering::draft(&instance)
                    .map_err(|unsupported| Unsupported(unsupported.to_string()))?;
                Ok(Loaded {
                    problem: draft.validate()?,
                    judge: Judge::Shifts(Box::new(instance)),
                })
            }
            Self::Document(path) => Ok(Loaded {
                problem: Problem::from_path(path)?,
                judge: Judge::None,
            }),
            Self::Year(year) => made(year.draft()),
            Self::Arrivals(arrivals) => made(arrivals.draft()),
            Self::Haifa => made(haifa()),
        }
    }
}

impl Loaded {
    /// Judges a schedule by `check`, and by the published rules on the published data where there are any.
    ///
    /// # Errors
    /// The first rule that is broken, or a value other than the one claimed.
    pub(crate) fn accept(
        &self,
        schedule: &medrota::Schedule,
        claimed: Option<i64>,
    ) -> Result<i64, Failure> {
        let report = medrota::check(&self.problem, schedule);
        if let Some(first) = report.violations.first() {
            let rule = self.problem.rule_key(first.rule);
            return Err(format!(
                "the schedule breaks {} hard rules, the first of them {rule:?}",
                report.violations.len()
            )
            .into());
        }
        if claimed.is_some_and(|claimed| claimed != report.value) {
            return Err(format!(
                "the schedule is said to be worth {claimed:?}, check says {}",
                report.value
            )
            .into());
        }
        let published = match &self.judge {
            Judge::None => return Ok(report.value),
            Judge::Students(instance) => {
                let evaluation = mss::evaluate(instance, &mss::placements(instance, schedule)?);
                (
                    evaluation
                        .broken
                        .first()
                        .map(|(_, sentence)| sentence.clone()),
                    evaluation.objective,
                )
            }
            Judge::Residents(residents) => {
                let evaluation =
                    hmc::evaluate(residents, &hmc::cells(residents, &self.problem, schedule));
                (
                    evaluation
                        .broken
                        .first()
                        .map(|(rule, sentence)| format!("{rule}: {sentence}")),
                    evaluation.score,
                )
            }
            Judge::Shifts(instance) => {
                let judgement = rostering::judge(
                    instance,
                    &rostering::roster_of(instance, &self.problem, schedule)?,
                );
                (
                    judgement
                        .broken
                        .first()
                        .map(|(_, sentence)| sentence.clone()),
                    judgement.penalty().saturating_neg(),
                )
            }
        };
        match published {
            (Some(sentence), _) => {
                Err(format!("the schedule breaks a published rule: {sentence}").into())
            }
            (None, objective) if objective != report.value => Err(format!(
                "the published objective is {objective}, the value is {}",
                report.value
            )
            .into()),
            _ => Ok(report.value),
        }
    }
}

/// The instances of a suite; a reason instead where its data is missing.
pub(crate) fn of_suite(suite: Suite, data: &Path) -> Result<Vec<Instance>, String> {
    let known = Known::from_folder(data);
    match suite {
        Suite::Mss => students(data, &known),
        Suite::Hmc => residents(data, &known),
        Suite::Years => Ok(years()),
        Suite::Rostering => documents::rostering(data),
        Suite::Residency => documents::residency(data),
        Suite::Public => documents::public(data),
        Suite::Named => Ok(Vec::new()),
    }
}

pub(super) fn missing(path: &Path) -> String {
    format!(
        "there is nothing at {}; --data or MEDROTA_BENCHMARKS names the folder",
        path.display()
    )
}

fn students(data: &Path, known: &Known) -> Result<Vec<Instance>, String> {
    let folder = data.join("mss");
    let mut list = Vec::new();
    for set in ["akbarzadeh_maenhout", "generated"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join(set))
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "dzn"));
        let mut of_set: Vec<Instance> = files
            .into_iter()
            .filter_map(|path| {
                let name = path.file_stem()?.to_str()?.to_owned();
                // The largest one is given more, everybody else a minute.
                let seconds = if name == "I320_24_2" { 300 } else { 60 };
                let best_known = known.students(&name);
                let set = format!("mss {set}");
                Some(Instance {
                    suite: Suite::Mss,
                    set,
                    source: Source::Students(path),
                    seconds,
                    seed: 0,
                    best_known,
                    right: None,
                    when: When::Always,
                    name,
                })
            })
            .collect();
        of_set.sort_by_key(|instance| by_numbers(&instance.name));
        list.extend(of_set);
    }
    if list.is_empty() {
        Err(missing(&folder))
    } else {
        Ok(list)
    }
}

/// `I40_12_1` before `I160_12_4`: runs of digits count as numbers.
pub(super) fn by_numbers(name: &str) -> (String, Vec<u64>) {
    let letters = name
        .chars()
        .filter(|character| !character.is_ascii_digit())
        .collect();
    let numbers = name
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    (letters, numbers)
}

fn residents(data: &Path, known: &Known) -> Result<Vec<Instance>, String> {
    let path = data.join("hmc").join("residents.csv");
    if !path.is_file() {
        return Err(missing(&path));
    }
    let with_seed = |seed: u64| Instance {
        name: format!("residency year run {}", seed + 1),
        suite: Suite::Hmc,
        set: "hmc".to_owned(),
        source: Source::Residents(path.clone()),
        seconds: 15,
        seed,
        best_known: known.residency(),
        right: None,
        when: When::Always,
    };
    Ok((0..5).map(with_seed).collect())
}

fn years() -> Vec<Instance> {
    let instance = |name: String, source: Source, seconds: u64, when: When| Instance {
        name,
        suite: Suite::Years,
        set: "years".to_owned(),
        source,
        seconds,
        seed: 0,
        best_known: None,
        right: None,
        when,
    };
    let year = |doctors: usize, weeks: usize, departments: usize, seconds: u64, when: When| {
        let tiny = if when == When::Chosen { "tiny " } else { "" };
        let name = format!("{tiny}year {doctors} x {weeks} x {departments}");
        instance(
            name,
            Source::Year(Year::new(doctors, weeks, departments)),
            seconds,
            when,
        )
    };
    // Places in percent of what is asked for: with a little room to spare a year is a different problem.
    let roomy = |doctors: usize, weeks: usize, departments: usize, percent: usize, seconds: u64| {
        let name = format!("year {doctors} x {weeks} x {departments} at {percent} %");
        instance(
            name,
            Source::Year(Year::new(doctors, weeks, departments).load_percent(percent)),
            seconds,
            When::Always,
        )
    };
    let arrivals = |doctors: usize, seconds: u64, when: When| {
        instance(
            format!("arrivals {doctors} x 884 x 30"),
            Source::Arrivals(Arrivals::new(doctors, 884, 30)),
            seconds,
            when,
        )
    };
    vec![
        year(4, 10, 3, 20, When::Chosen),
        year(20, 26, 12, 20, When::Always),
        year(60, 52, 18, 30, When::Always),
        roomy(60, 52, 18, 103, 30),
        roomy(60, 52, 18, 105, 30),
        year(200, 52, 30, 60, When::Always),
        roomy(200, 52, 30, 105, 60),
        instance(
            "Haifa programme".to_owned(),
            Source::Haifa,
            20,
            When::Always,
        ),
        arrivals(3_500, 600, When::Always),
        arrivals(100_000, 3_600, When::Large),
    ]
}
