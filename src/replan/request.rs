//! What is asked of a replanning.

use super::keep::Keep;
use super::whole::ChangeLimits;
use crate::calendar::HalfDay;
use crate::error::{Error, Result};
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::schedule::{Pathway, Schedule};
use std::fmt::Display;

/// Mends the published schedule of a problem: fewest doctors disturbed, then the greatest value.
///
/// A doctor with anything published is **disturbed** if a single period of theirs differs (rule 14 in `docs/rules.md`). Doctors
/// with nothing published are planned around what stands. A published schedule that breaks rules is as good a start as any.
///
/// ```
/// use medrota::problem::draft::ClosureDraft;
/// use medrota::replan::{Replan, publish};
/// use medrota::{ProblemBuilder, Solver};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-31")
///     .department("surgery", 1)
///     .department("maternity", 2)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 2)
///     .requirement("maternity", &["maternity"], 2)
///     .build()?;
/// let solver = Solver::new().no_time_limit().work_limit(20_000);
/// let published = solver.solve(&problem)?.schedule.ok_or("nothing found")?;
///
/// // The world changes: surgery is closed for as long as somebody was to be there first.
/// let mut draft = publish(&problem, &published)?;
/// let first = published.pathways().iter().flat_map(|pathway| pathway.rotations()).find(|rotation| rotation.activity.index() == 0);
/// let when = format!("#{}", first.ok_or("nobody is in surgery")?.first.index() + 1);
/// draft.closures.push(ClosureDraft { of: "surgery".into(), from: when.clone(), to: when, ..ClosureDraft::default() });
///
/// let mended = Replan::new(&draft.validate()?).solve(&solver)?;
/// assert_eq!(mended.doctors_changed(), 1);
/// assert!(mended.is_fewest());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Replan {
    pub(super) problem: Problem,
    pub(super) keeps: Vec<Keep>,
    pub(super) max_doctors: Option<usize>,
    pub(super) limits: ChangeLimits,
    pub(super) value_only: bool,
    pub(super) fewest_periods: bool,
    pub(super) futures: Vec<Scenario>,
}

impl Replan {
    /// A replanning of what is published in `problem`, nothing pinned and without limits.
    ///
    /// The problem is that of today, changes included; [`publish`](super::publish) helps to make it.
    #[must_use]
    pub fn new(problem: &Problem) -> Self {
        Self {
            problem: problem.clone(),
            keeps: Vec::new(),
            max_doctors: None,
            limits: ChangeLimits::default(),
            value_only: false,
            fewest_periods: false,
            futures: Vec::new(),
        }
    }
    /// A replanning of a schedule of `problem` that is not published in it.
    ///
    /// Rotations that overlap are as good a start as any other mistake: the one that starts first counts.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let mended = Replan::of(&problem, &schedule)?.solve(&solver)?;
    /// assert_eq!(mended.doctors_changed(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) if the schedule is of another problem.
    pub fn of(problem: &Problem, published: &Schedule) -> Result<Self> {
        Ok(Self::new(&super::publish(problem, published)?.validate()?))
    }
    /// The problem, with what is published.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
    /// Keeps a part of what is published; parts add up.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keeps.push(keep);
        self
    }
    /// Keeps everything before a day (`2026-10-04`) or half-day (`2026-10-04 pm`).
    ///
    /// A period that has begun by then stays, too: a block in progress is not taken away from anybody.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// // What lies before that day has happened.
    /// let mended = Replan::of(&problem, &schedule)?.keep_before("2026-09-20")?.solve(&solver)?;
    /// assert!(mended.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) if it is no date, or one after the horizon.
    pub fn keep_before(self, date: impl Display) -> Result<Self> {
        let period = self.first_not_begun(&date.to_string())?;
        Ok(self.keep(Keep::Before(period)))
    }
    /// Keeps all rotations that begin before a day or half-day, whole: those of the weeks that are published. What begins later is not promised to anybody.
    ///
    /// # Errors
    /// As for [`keep_before`](Self::keep_before).
    pub fn keep_beginning(self, date: impl Display) -> Result<Self> {
        let period = self.first_not_begun(&date.to_string())?;
        Ok(self.keep(Keep::Beginning(period)))
    }
    /// The first period that has not begun on a day; the one behind the last if all have.
    fn first_not_begun(&self, date: &str) -> Result<PeriodId> {
        let horizon = self.problem.horizon();
        let (first, _): (HalfDay, HalfDay) = horizon
            .moment(date)
            .map_err(|(_, message)| Error::option(message))?;
        if horizon.first_from(first).is_none() {
            return Err(Error::option(format!(
                "{date} lies after the horizon; there is nothing left to plan"
            )));
        }
        Ok(horizon.first_not_begun(first))
    }
    /// Keeps all of a doctor.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let ana = problem.find_doctor("ana").ok_or("nobody")?;
    /// assert!(Replan::of(&problem, &schedule)?.keep_doctor(ana).solve(&solver)?.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keep_doctor(self, doctor: DoctorId) -> Self {
        self.keep(Keep::Doctor(doctor))
    }
    /// Keeps what a doctor does in a period.
    #[must_use]
    pub fn keep_cell(self, doctor: DoctorId, period: PeriodId) -> Self {
        self.keep(Keep::Cell(doctor, period))
    }
    /// Keeps the rotation in which a doctor is published to be in a period.
    #[must_use]
    pub fn keep_rotation(self, doctor: DoctorId, period: PeriodId) -> Self {
        self.keep(Keep::Rotation(doctor, period))
    }
    /// Keeps all doctors who have anything published: others are fitted around them.
    #[must_use]
    pub fn keep_everybody(mut self) -> Self {
        let published = self.problem.published();
        let has_any = |doctor: &DoctorId| {
            published.is_some_and(|published| *published.pathway(*doctor) != Pathway::default())
        };
        let doctors = self.problem.doctor_ids().filter(has_any);
        self.keeps.extend(doctors.map(Keep::Doctor));
        self
    }
    /// Disturbs at most so many doctors: a hard limit, whatever it costs. Where the fewest are looked for it only says when to give up; with
    /// [`Self::value_only`] the greatest value with at most so many is looked for.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let mended = Replan::of(&problem, &schedule)?.max_changes(1).solve(&solver)?;
    /// assert!(mended.doctors_changed() <= 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_changes(mut self, doctors: usize) -> Self {
        self.max_doctors = Some(doctors);
        self
    }
    /// Changes at most so many periods of one doctor.
    #[must_use]
    pub fn max_changes_per_doctor(mut self, periods: i64) -> Self {
        self.limits.max_periods_per_doctor = Some(periods);
        self
    }
    /// Cost of each period that differs, against the value; 0 unless set. Fewest doctors still come first.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let mended = Replan::of(&problem, &schedule)?.change_cost(5).solve(&solver)?;
    /// assert!(mended.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn change_cost(mut self, each_period: i64) -> Self {
        self.limits.period_cost = each_period;
        self
    }

    /// Changes as few periods as could be found before the value counts: fewest doctors, then fewest periods, then value. What a disturbed doctor has stays wherever
    /// it can, whatever would be worth more. The bound on the value speaks of plans that change no more periods then.
    ///
    /// Without a meaning where the value alone is looked for ([`Self::value_only`]).
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// use medrota::{Solver, replan::Replan};
    ///
    /// let solver = Solver::new().work_limit(5_000);
    /// let mended = Replan::of(&problem, &schedule)?.fewest_periods().solve(&solver)?;
    /// assert_eq!(mended.differences.periods_changed, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn fewest_periods(mut self) -> Self {
        self.fewest_periods = true;
        self
    }

    /// Looks for the greatest value alone: whatever is not pinned may change.
    ///
    /// For plans that roll on: the next weeks are published and pinned, what lies behind them is not promised to anybody.
    #[must_use]
    pub fn value_only(mut self) -> Self {
        self.value_only = true;
        self
    }

    /// Adds a possible future: usually cohorts that may come ([`Change::AddCohort`](crate::scenario::Change::AddCohort)), with as many doctors as are expected and such
    /// curricula and dates as they may have.
    ///
    /// Whoever is planned now then pays for each place what it is worth to those who may come later: each future is solved together with those who are
    /// planned now, and the prices of its places are averaged over the futures. Several plans that pay different shares of them are held against the futures, and
    /// the best is kept. So several that are equally likely say more than one: eight to sixteen, with limits that leave time for each. The expected doctors are in no schedule, and nothing is kept free for
    /// anybody by name.
    ///
    /// The fewest disturbed doctors still come first. What is planned may be worth less today than without futures, and has no bound, because it is meant
    /// for a value that nobody knows yet.
    #[must_use]
    pub fn future(mut self, future: Scenario) -> Self {
        self.futures.push(future);
        self
    }
}
