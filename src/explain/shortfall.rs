//! As much as possible: which requirements cannot be fulfilled, by how much, and what stands in the way.

use super::conflict::{questioner, shrink};
use super::oracle::{Oracle, Verdict};
use super::part::{Part, parts, parts_of};
use super::relax::{Concession, Given, apply, given, soft};
use super::rewrite::{Origin, Recipe, Stance};
use super::words::few;
use crate::check::check;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::edit::stretches;
use crate::problem::rule::Rule;
use crate::problem::{Problem, ProblemDraft};
use crate::schedule::Schedule;
use crate::solve::{Engine, Solver, Termination};
use std::collections::BTreeMap;

/// How to look for a smallest shortfall.
///
/// ```
/// use medrota::{Solver, explain::ShortfallOptions};
///
/// let options = ShortfallOptions::default().solver(Solver::new().work_limit(50_000)).most_questions(3);
/// assert_eq!(options.most_questions, 3);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ShortfallOptions {
    /// Limits, seed and threads of the solve of the whole problem.
    pub solver: Solver,
    /// Limits of each question about what stands in the way, as in [`ConflictOptions`](super::ConflictOptions).
    pub questions: Solver,
    /// Most unmet requirements for which that is asked.
    pub most_questions: usize,
}

impl Default for ShortfallOptions {
    /// A work limit and no clock, so that the result is the same on every machine; fifty questions.
    fn default() -> Self {
        Self {
            solver: Solver::new().no_time_limit().work_limit(400_000),
            questions: questioner(),
            most_questions: 50,
        }
    }
}

impl ShortfallOptions {
    /// Sets who solves the whole problem.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
    /// Sets who answers what stands in the way.
    #[must_use]
    pub fn questions(mut self, questions: Solver) -> Self {
        self.questions = questions;
        self
    }
    /// Sets for how many unmet requirements that is asked.
    #[must_use]
    pub fn most_questions(mut self, most_questions: usize) -> Self {
        self.most_questions = most_questions;
        self
    }
}

/// A requirement that is not fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Unmet {
    /// The doctor.
    pub doctor: DoctorId,
    /// The requirement's rule.
    pub rule: RuleId,
    /// What the doctor does of it.
    pub amount: i64,
    /// Units missing, or too many.
    pub units: i64,
    /// What stands in the way: a conflict of the doctor's own parts, or the places that others have and the doctor would need.
    /// Empty where it was not asked or not found out.
    pub in_the_way: Vec<Part>,
}

/// What [`shortfall`] found.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{ShortfallOptions, shortfall};
///
/// let found = shortfall(&problem, &ShortfallOptions::default())?;
/// println!("{}", found.describe());
/// for unmet in &found.unmet {
///     println!("{}", unmet.describe(&problem));
/// }
/// assert_eq!(found.units, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Shortfall {
    /// Requirements that are not fulfilled, ascending by doctor and rule.
    pub unmet: Vec<Unmet>,
    /// Units of them altogether.
    pub units: i64,
    /// No schedule that keeps all other hard rules falls short by less.
    pub bound: i64,
    /// The problem that asks no more than is fulfilled, ready to be planned with its values.
    #[serde(skip)]
    pub draft: ProblemDraft,
    /// A checked schedule of it. Missing where none was found; [`Self::is_impossible`] and [`Self::is_cut`] say why.
    pub schedule: Option<Schedule>,
    /// It is proven that no schedule keeps the other hard rules, whatever the requirements fall short by.
    pub is_impossible: bool,
    /// The limits ended the search: either no schedule was found, and an empty list of unmet requirements says nothing; or one was found
    /// that may fall short by more than necessary.
    pub is_cut: bool,
}

impl Shortfall {
    /// One sentence: how much is missing, and whether that is known to be the least. It begins with "Cut off" where the limits ended the search.
    #[must_use]
    pub fn describe(&self) -> String {
        let bound = self.bound;
        match (&self.schedule, self.is_impossible) {
            (None, true) => "No schedule keeps the other hard rules, whatever the requirements fall short by.".to_owned(),
            (None, false) if bound > 0 => format!("Cut off: no schedule was found within the limits; any falls short by at least {bound}."),
            (None, false) => "Cut off: no schedule was found within the limits, and what would be missing is not known.".to_owned(),
            (Some(_), _) if self.is_cut => {
                format!("Cut off: {} short in {} requirements; it may be fewer, but at least {bound}.", self.units, self.unmet.len())
            }
            (Some(_), _) if self.units == 0 => "Nothing is short.".to_owned(),
            (Some(_), _) => format!("{} short in {} requirements, proven to be the least.", self.units, self.unmet.len()),
        }
    }
}

impl Unmet {
    /// One sentence: who, what, how much, and what stands in the way.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let parts: Vec<String> = self
            .in_the_way
            .iter()
            .map(|part| part.describe(problem))
            .collect();
        let why = if parts.is_empty() {
            String::new()
        } else {
            format!("; in the way: {}", few(&parts))
        };
        let (doctor, rule) = (
            &problem.doctor(self.doctor).key,
            problem.rule_key(self.rule),
        );
        format!(
            "doctor {doctor:?}: {} of requirement {rule:?}, {} short{why}.",
            self.amount, self.units
        )
    }
}

/// Plans so that as few units of hard requirements as possible are missing, while all other hard rules are kept.
///
/// The values of the problem decide nothing here: plan [`Shortfall::draft`] for a schedule that is worth much as well. What stands in the
/// way is asked for each doctor with all others left where they are.
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::explain::{ShortfallOptions, shortfall};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 3)
///     .build()?;
/// let found = shortfall(&problem, &ShortfallOptions::default())?;
/// assert_eq!((found.units, found.bound, found.unmet.len()), (2, 2, 1));
/// assert!(found.unmet[0].describe(&problem).contains("in the way: \"capacity/surgery\""));
/// # Ok::<(), medrota::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) for an option of a solver outside its range,
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
pub fn shortfall(problem: &Problem, options: &ShortfallOptions) -> Result<Shortfall> {
    let is_soft = |part: Part| {
        let Part::Rule { rule, .. } = part else {
            return None;
        };
        matches!(problem.rule(rule), Rule::Requirement(data) if problem.requirement(data.requirement).weight.is_none()).then_some(1)
    };
    let rewritten = soft::write(problem, &parts(problem), is_soft, 0)?;
    let mut solver = options.solver.clone();
    if let Some(published) = problem.published() {
        solver = solver.warm_start(super::oracle::fit(&rewritten.problem, published));
    }
    let outcome = solver.solve(&rewritten.problem)?;
    let bound = outcome
        .bound
        .map_or(0, |bound| bound.saturating_neg().max(0));
    let Some(schedule) = outcome.schedule else {
        let is_impossible = outcome.termination == Termination::Infeasible;
        return Ok(Shortfall {
            bound,
            draft: problem.draft().clone(),
            is_impossible,
            is_cut: !is_impossible,
            ..Shortfall::default()
        });
    };
    let report = check(&rewritten.problem, &schedule);
    let given = given(&rewritten, problem, &schedule, &report, is_soft);
    let draft = apply(problem, given.iter().map(|given| &given.concession)).draft;
    let schedule = rewritten.restore(&schedule, problem.doctors().len());
    let is_kept = check(&draft.clone().validate()?, &schedule).is_feasible();
    let unmet = unmet(problem, &given, &schedule, options)?;
    let units = unmet.iter().map(|unmet| unmet.units).sum();
    Ok(Shortfall {
        unmet,
        units,
        bound,
        draft,
        schedule: is_kept.then_some(schedule),
        is_impossible: false,
        is_cut: !is_kept || units > bound,
    })
}

/// The requirements of which something was given up, with what stands in the way of the first ones, ascending by doctor and rule.
fn unmet(
    problem: &Problem,
    given: &[Given],
    schedule: &Schedule,
    options: &ShortfallOptions,
) -> Result<Vec<Unmet>> {
    let mut oracle = Oracle::new(problem, &options.questions);
    let mut found: Vec<Unmet> = Vec::new();
    for given in given {
        let Concession::Amount {
            rule,
            doctor,
            amount,
        } = given.concession
        else {
            continue;
        };
        let in_the_way = if found.len() < options.most_questions {
            obstacles(&mut oracle, schedule, doctor, &options.questions)?
        } else {
            Vec::new()
        };
        found.push(Unmet {
            doctor,
            rule,
            amount,
            units: given.units,
            in_the_way,
        });
    }
    found.sort_by_key(|unmet| (unmet.doctor, unmet.rule));
    Ok(found)
}

/// What keeps a doctor from fulfilling everything, with all others where the schedule has them.
fn obstacles(
    oracle: &mut Oracle<'_>,
    schedule: &Schedule,
    doctor: DoctorId,
    solver: &Solver,
) -> Result<Vec<Part>> {
    let problem = oracle.problem;
    let own = parts_of(problem, doctor);
    match oracle.ask(&own)? {
        Verdict::Infeasible(..) => return shrink(oracle, &own),
        Verdict::Unknown => return Ok(Vec::new()),
        Verdict::Feasible(_) => {}
    }
    let recipe = Recipe {
        taken: Some((schedule, doctor)),
        ..Recipe::new(problem)
    };
    let rewritten = recipe.write(|part| match part {
        Part::Places { .. } => Stance::Soft(1),
        part if part.doctor() == Some(doctor) => Stance::Hard,
        _ => Stance::Off,
    })?;
    let outcome = solver
        .clone()
        .engine(Engine::Portfolio)
        .solve(&rewritten.problem)?;
    let Some(alone) = outcome.schedule else {
        return Ok(Vec::new());
    };
    let mut periods: BTreeMap<RuleId, Vec<PeriodId>> = BTreeMap::new();
    for breach in check(&rewritten.problem, &alone).breaches {
        if let (Some(Origin::Places(rule, _)), Some(period)) =
            (rewritten.origin(breach.rule), breach.period)
        {
            periods.entry(rule).or_default().push(period);
        }
    }
    let mut found = Vec::new();
    for (rule, mut periods) in periods {
        periods.sort_unstable();
        let stretches = stretches(periods.into_iter().map(|period| (period, ()))).into_iter();
        found.extend(stretches.map(|stretch| Part::Places {
            rule,
            first: stretch.first,
            last: stretch.last,
        }));
    }
    Ok(found)
}
