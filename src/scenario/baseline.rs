//! What scenarios start from and are compared with.

use crate::certificate::{Certificate, Claim};
use crate::check::{Cell, check, timeline};
use crate::error::{Error, Result};
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use crate::schedule::Schedule;
use crate::solve::{Evidence, Exhausted, Outcome, Solver};

/// A problem without changes, and the best that is known about it; shared by all scenarios of a run.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::scenario::{Baseline, ScenarioRun};
///
/// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
/// assert!(baseline.schedule().is_some() && baseline.value() <= baseline.bound());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Baseline {
    problem: Problem,
    schedule: Option<Schedule>,
    value: Option<i64>,
    bound: Option<i64>,
    evidence: Evidence,
    certificate: Option<Certificate>,
}

impl Baseline {
    /// Solves the problem without changes.
    ///
    /// For results that do not depend on the clock the solver has a work limit or a gap and no time limit.
    ///
    /// # Errors
    /// As [`Solver::solve`].
    pub fn solve(problem: &Problem, solver: &Solver) -> Result<Self> {
        Self::new(problem, solver.solve(problem)?)
    }
    /// The baseline that a solve came to.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// let baseline = medrota::scenario::Baseline::new(&problem, outcome)?;
    /// assert_eq!(baseline.schedule(), Some(&schedule));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::from_schedule`].
    pub fn new(problem: &Problem, outcome: Outcome) -> Result<Self> {
        let evidence = outcome.evidence();
        Ok(Self {
            evidence,
            ..Self::from_parts(
                problem,
                outcome.schedule,
                outcome.bound,
                outcome.certificate,
            )?
        })
    }
    /// The baseline of a schedule from elsewhere, with a bound if one is proven.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// // A schedule made elsewhere, of which no bound is known.
    /// let baseline = medrota::scenario::Baseline::from_schedule(&problem, schedule, None)?;
    /// assert!(baseline.value().is_some() && baseline.bound().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem,
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for one that breaks a hard rule or is worth more than the bound.
    pub fn from_schedule(
        problem: &Problem,
        schedule: Schedule,
        bound: Option<i64>,
    ) -> Result<Self> {
        Self::from_parts(problem, Some(schedule), bound, None)
    }

    fn from_parts(
        problem: &Problem,
        schedule: Option<Schedule>,
        bound: Option<i64>,
        certificate: Option<Certificate>,
    ) -> Result<Self> {
        schedule
            .as_ref()
            .map_or(Ok(()), |schedule| problem.ensure_known(schedule))?;
        let report = schedule.as_ref().map(|schedule| check(problem, schedule));
        if let Some(broken) = report.as_ref().and_then(|report| report.violations.first()) {
            return Err(Error::option(format!(
                "the baseline's schedule breaks the rule {:?}",
                problem.rule_key(broken.rule)
            )));
        }
        let value = report.map(|report| report.value);
        if let (Some(value), Some(bound)) = (value, bound)
            && bound < value
        {
            return Err(Error::option(format!(
                "the baseline's schedule is worth {value}, more than its bound {bound}"
            )));
        }
        Ok(Self {
            problem: problem.clone(),
            schedule,
            value,
            bound,
            evidence: Evidence::None,
            certificate,
        })
    }
    /// The same baseline with a certificate, to start prices from, to see what limits, and as the proof of the bound where it proves that.
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for a certificate that does not hold for the problem, or that proves less than the schedule is worth.
    ///
    /// # Complexity
    /// That of [`Certificate::verify`].
    pub fn with_certificate(mut self, certificate: Certificate) -> Result<Self> {
        certificate.verify(&self.problem).map_err(|error| {
            Error::option(format!("the baseline's certificate does not hold: {error}"))
        })?;
        match certificate.claim {
            Claim::Bound(claimed) if self.value.is_some_and(|value| claimed < value) => {
                return Err(Error::option(format!(
                    "the baseline's certificate proves {claimed}, less than its schedule is worth"
                )));
            }
            Claim::Bound(claimed) if self.bound.is_some_and(|bound| claimed <= bound) => {
                self.evidence = Evidence::Certified
            }
            Claim::Bound(_) | Claim::Infeasible => {}
        }
        self.certificate = Some(certificate);
        Ok(self)
    }
    /// The same baseline whose bound rests on the word of an earlier run: a search of it came to its end.
    #[must_use]
    pub fn with_earlier_word(mut self) -> Self {
        self.evidence = Evidence::Exhausted(Exhausted::Earlier);
        self
    }

    /// The problem without changes.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
    /// Its schedule, if one was found.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_ref()
    }
    /// The value of the schedule.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        self.value
    }
    /// No feasible schedule is worth more.
    #[must_use]
    pub fn bound(&self) -> Option<i64> {
        self.bound
    }
    /// On whose word the bound rests; [`Evidence::None`] for a bound that came from elsewhere without a certificate.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }
    /// The proof of the bound.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// Periods in which a doctor of a changed problem does something else than in the baseline; `None` without a baseline schedule.
    pub(super) fn periods_changed(
        &self,
        doctor: DoctorId,
        problem: &Problem,
        schedule: &Schedule,
        cells: &[(PeriodId, Cell)],
    ) -> Option<i64> {
        let baseline = self.schedule.as_ref()?;
        let known = doctor.index() < self.problem.doctors().len();
        if known
            && problem.doctor(doctor) == self.problem.doctor(doctor)
            && schedule.pathway(doctor) == baseline.pathway(doctor)
        {
            return Some(0);
        }
        // A doctor who was added is compared with never having been there.
        let before = if known {
            timeline(&self.problem, doctor, baseline.pathway(doctor))
        } else {
            Vec::new()
        };
        let content = |cell: Option<&(PeriodId, Cell)>| match cell.map(|(_, cell)| *cell) {
            Some(Cell::Activity { activity, .. }) => Some(Ok(activity)),
            Some(Cell::Event(event)) => Some(Err(event)),
            _ => None,
        };
        let periods = 0..before.len().max(cells.len());
        let changed = periods
            .filter(|&period| content(before.get(period)) != content(cells.get(period)))
            .count();
        i64::try_from(changed).ok()
    }
}
