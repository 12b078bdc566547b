//! Priorities in order: one level after another, each kept at its optimum while the next is planned.
//!
//! Weights say how much of one thing another is worth, within the numbers that a rule takes; an order says that nothing of a later level is worth anything of an
//! earlier one. Two kinds are here. [`Solver::lottery`] plans doctor after doctor, of any number: what the earlier ones have is a hard limit on their scores.
//! [`Solver::lexicographic`] plans sets of rules: all that was planned before is multiplied by what makes one unit of it worth more than all that the next
//! level could ever gain, as the bound of that level says, so that the sum has the same best schedules as the order.

use super::levels::{Level, Source};
use super::questions::Shares;
use crate::check::check;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{DoctorId, RuleId};
use crate::problem::Problem;
use crate::problem::edit::{DraftEdit, LARGEST_NUMBER, largest_value};
use crate::problem::rules::{RuleDraft, WorstDoctor};
use crate::schedule::Schedule;
use crate::solve::{Evidence, Outcome, Solver, Termination};
use std::collections::HashSet;

/// What one level came to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LevelOptimum {
    /// Whose turn it was; `None` for a level of rules and for what remained.
    pub doctor: Option<DoctorId>,
    /// The rules of the level, ascending; those that no level names are the last one's.
    pub rules: Vec<RuleId>,
    /// What the level is worth in the schedule: the doctor's score, or what its rules add and cost.
    pub value: i64,
    /// With all levels before kept at their values, the level cannot be worth more; `None` where no bound is known.
    pub bound: Option<i64>,
    /// On whose word the bound rests.
    pub evidence: Evidence,
}

impl LevelOptimum {
    /// True if it is proven that nothing better is possible with the levels before.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.bound.is_some_and(|bound| bound <= self.value)
    }
}

/// A schedule that serves priorities in their order.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct InOrder {
    /// The schedule, judged by `check`; `None` if none was found.
    pub schedule: Option<Schedule>,
    /// Its value in the problem as it stands.
    pub value: Option<i64>,
    /// The levels, in their order; the last is what remained. Empty without a schedule.
    pub levels: Vec<LevelOptimum>,
    /// Why the last solve stopped; [`Termination::Infeasible`] if it is proven that no schedule keeps the hard rules.
    pub termination: Termination,
}

impl InOrder {
    /// True if every level is proven to be the best that those before leave it.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.schedule.is_some() && self.levels.iter().all(LevelOptimum::is_proven)
    }
    fn nothing(termination: Termination) -> Self {
        Self {
            schedule: None,
            value: None,
            levels: Vec::new(),
            termination,
        }
    }
}

impl Solver {
    /// Plans doctors one after another, as in a lottery or by seniority: the first has the best that the hard rules allow, the second the best that is left, and so
    /// on; last comes the value of the problem as it stands, with all of them kept. Doctors who are not in `order` come last together.
    ///
    /// What a doctor's turn is about is the doctor's score: preferences, wishes, soft requirements, electives and precedence, and soft rules of the doctor's own. Each turn is a solve from the plan before, with the scores of
    /// earlier doctors as hard limits, so that the order may be as long as you like; all limits of the solver are for all turns together. Unlike serial dictatorship
    /// by hand, a choice that would leave a later doctor without a pathway is never made.
    ///
    /// ```
    /// use medrota::ids::DoctorId;
    /// use medrota::{ProblemBuilder, Solver};
    ///
    /// // Both want surgery, ben more; but ana has the first draw.
    /// let problem = ProblemBuilder::weeks("lottery", "2026-09-06", "2026-09-12")
    ///     .department("surgery", 1)
    ///     .department("maternity", 1)
    ///     .doctor("ana")
    ///     .doctor("ben")
    ///     .preference("ana", "surgery", 1)
    ///     .preference("ben", "surgery", 9)
    ///     .build()?;
    /// let drawn = Solver::new().work_limit(20_000).lottery(&problem, &[DoctorId::new(0), DoctorId::new(1)])?;
    /// assert!(drawn.is_proven());
    /// assert_eq!((drawn.levels[0].value, drawn.levels[1].value), (1, 0));
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`] for a doctor that the problem does not have; [`ErrorKind::Option`] for a doctor who comes twice, and for problems in which
    /// scores hold what cannot be told apart by doctor (values of events, costs of changes) or are compared (worst doctor, worst group by score), with what to do instead; else as [`Solver::solve`].
    pub fn lottery(&self, problem: &Problem, order: &[DoctorId]) -> Result<InOrder> {
        let mut seen = HashSet::new();
        for doctor in order {
            problem.ensure_doctor(*doctor)?;
            if !seen.insert(*doctor) {
                return Err(Error::option(format!(
                    "doctor {:?} is in the order twice",
                    problem.doctor(*doctor).key
                )));
            }
        }
        let source = Source::new(problem)?;
        source.ensure_own_scores()?;
        let mut shares = Shares::new(self, order.len() + 1);
        let mut levels: Vec<LevelOptimum> = Vec::new();
        let mut plan: Option<Schedule> = None;
        let mut termination = Termination::Exhausted;
        for turn in 0..=order.len() {
            let (before, doctor) = (&order[..turn], order.get(turn).copied());
            let mut edit = match doctor {
                Some(_) => source.turn(&order[..=turn])?,
                None => DraftEdit::of(problem),
            };
            for (earlier, level) in before.iter().zip(&levels) {
                let (doctors, at_least) = (problem.only(*earlier), Some(level.value));
                edit.add(
                    "in turn",
                    RuleDraft::WorstDoctor(WorstDoctor {
                        doctors,
                        at_least,
                        ..WorstDoctor::default()
                    }),
                );
            }
            let stage = edit.finish().0.validate().map_err(refused)?;
            let outcome = solve_from(&shares.next(), &stage, plan.as_ref())?;
            termination = outcome.termination;
            let Some(schedule) = better(&stage, outcome.schedule.clone(), plan.take()) else {
                return Ok(InOrder::nothing(termination));
            };
            let report = check(&stage, &schedule);
            let kept: i64 = levels.iter().map(|level| level.value).sum();
            let (value, taken) = match doctor {
                Some(doctor) => (
                    report.scores.get(doctor.index()).copied().unwrap_or(0),
                    kept,
                ),
                None => (report.value, 0),
            };
            levels.push(level(doctor, Vec::new(), value, &outcome, taken));
            plan = Some(schedule);
        }
        judged(problem, plan, levels, termination)
    }

    /// Plans sets of rules in order: the first as well as the hard rules allow, the next as well as that leaves it, and so on; preferences and soft rules that no level names
    /// come last together. Each level's optimum is kept, whatever it costs the later ones.
    ///
    /// A level takes two solves, one of them for a bound on what it could ever be worth; all limits of the solver are for all of them together. Where a level is not
    /// proven within them, what was found of it is kept, and [`LevelOptimum::is_proven`] says so.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver};
    ///
    /// let problem = ProblemBuilder::weeks("two wishes", "2026-09-06", "2026-09-12")
    ///     .department("surgery", 1)
    ///     .doctor("ana")
    ///     .doctor("ben")
    ///     .preference("ana", "surgery", 1)
    ///     .preference("ben", "surgery", 9)
    ///     .build()?;
    /// let ana = problem.rules().find(|(_, rule)| rule.kind().name() == "Preference").ok_or("no preference")?.0;
    /// let planned = Solver::new().work_limit(20_000).lexicographic(&problem, &[vec![ana]])?;
    /// assert_eq!((planned.levels[0].value, planned.levels[1].value), (1, 0));
    /// assert!(planned.is_proven());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`] for a rule that the problem does not have; [`ErrorKind::Option`] for one that comes twice or has no value or cost, for problems that compare scores,
    /// and for levels that are so many, or whose values differ by so much, that their order cannot be written in the numbers that rules take; else as [`Solver::solve`].
    pub fn lexicographic(&self, problem: &Problem, levels: &[Vec<RuleId>]) -> Result<InOrder> {
        let source = Source::new(problem)?;
        let levels = source.levels(levels)?;
        let mut shares = Shares::new(self, 2 * levels.len());
        let mut reached: Vec<LevelOptimum> = Vec::new();
        // What the levels so far are worth together, and a schedule that has it.
        let mut known: Option<(Vec<Level>, i64, Schedule)> = None;
        let mut termination = Termination::Exhausted;
        for rules in levels {
            let last = source.level(&rules);
            let alone = source
                .stage(std::slice::from_ref(&last))
                .validate()
                .map_err(refused)?;
            let (mut stages, mut taken, mut plan) = (Vec::new(), 0, None);
            if let Some((before, worth, schedule)) = known.take() {
                let most = solve_from(&shares.next(), &alone, Some(&schedule))?;
                let bound = most.bound.ok_or_else(|| {
                    Error::option("no bound of a level was found within the limits; allow more")
                })?;
                let factor = bound
                    .saturating_sub(check(&alone, &schedule).value)
                    .saturating_add(1)
                    .max(1);
                stages = before;
                stages
                    .iter_mut()
                    .for_each(|level| level.factor = level.factor.saturating_mul(factor));
                if largest_value(&mut source.stage(&stages)) > LARGEST_NUMBER {
                    return Err(too_large());
                }
                taken = worth.checked_mul(factor).ok_or_else(too_large)?;
                plan = Some(schedule);
            }
            stages.push(last);
            let stage = source.stage(&stages).validate().map_err(refused)?;
            let outcome = solve_from(&shares.next(), &stage, plan.as_ref())?;
            termination = outcome.termination;
            let Some(schedule) = better(&stage, outcome.schedule.clone(), plan) else {
                return Ok(InOrder::nothing(termination));
            };
            let (worth, value) = (
                check(&stage, &schedule).value,
                check(&alone, &schedule).value,
            );
            reached.push(level(None, rules, value, &outcome, taken));
            known = Some((stages, worth, schedule));
        }
        judged(problem, known.map(|known| known.2), reached, termination)
    }
}

/// The schedule as the problem itself judges it.
fn judged(
    problem: &Problem,
    schedule: Option<Schedule>,
    levels: Vec<LevelOptimum>,
    termination: Termination,
) -> Result<InOrder> {
    let Some(schedule) = schedule else {
        return Ok(InOrder::nothing(termination));
    };
    let report = check(problem, &schedule);
    if let Some(broken) = report.violations.first() {
        let key = problem.rule_key(broken.rule);
        return Err(Error::backend(format!(
            "the schedule of a level does not stand up to the check: it breaks rule {key:?}"
        )));
    }
    Ok(InOrder {
        value: Some(report.value),
        schedule: Some(schedule),
        levels,
        termination,
    })
}

fn solve_from(solver: &Solver, stage: &Problem, plan: Option<&Schedule>) -> Result<Outcome> {
    match plan {
        Some(plan) => solver.clone().warm_start(plan.clone()).solve(stage),
        None => solver.solve(stage),
    }
}

/// The one of two schedules that is worth more in a stage; neither if both break a hard rule.
fn better(stage: &Problem, found: Option<Schedule>, known: Option<Schedule>) -> Option<Schedule> {
    let judged = [known, found].into_iter().flatten().filter_map(|schedule| {
        let report = check(stage, &schedule);
        report.is_feasible().then_some((report.value, schedule))
    });
    judged.max_by_key(|judged| judged.0).map(|judged| judged.1)
}

/// What a level came to in a stage of which others take `taken`.
fn level(
    doctor: Option<DoctorId>,
    rules: Vec<RuleId>,
    value: i64,
    outcome: &Outcome,
    taken: i64,
) -> LevelOptimum {
    let bound = outcome.bound.and_then(|bound| bound.checked_sub(taken));
    LevelOptimum {
        doctor,
        rules,
        value,
        bound,
        evidence: outcome.evidence(),
    }
}

fn too_large() -> Error {
    Error::option(
        "the order of the levels cannot be written: one unit of the earlier ones would be worth more than a rule's number takes; join levels, or use smaller values",
    )
}

/// A stage that cannot be written is no fault of the input.
fn refused(error: Error) -> Error {
    if error.kind() == ErrorKind::Input {
        Error::option(format!(
            "a level cannot be written: {}",
            error.diagnostics()
        ))
    } else {
        error
    }
}
