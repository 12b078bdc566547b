//! The front door.

use super::groundwork::Groundwork;
use super::lp::{Backend, Reach};
use super::{
    CancelToken, Engine, Improvement, Options, Outcome, Progress, Stop, StopRule, ThreadPool,
};
use crate::certificate::Certificate;
use crate::error::{Error, Result};
use crate::limits;
use crate::problem::Problem;
use crate::schedule::Schedule;
use std::sync::Arc;
use std::time::Duration;

/// Solves problems; holds nothing but its [`Options`].
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::Solver;
///
/// // A plain value: set up once, used for many problems and from many threads.
/// let solver = Solver::new().seed(7).work_limit(2_000);
/// assert_eq!(solver.solve(&problem)?.value, solver.clone().solve(&problem)?.value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Solver {
    options: Options,
}

impl Solver {
    /// A solver with the default options: the portfolio, one minute, all threads.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// A solver with these options.
    ///
    /// ```
    /// use medrota::{Solver, solve::Options};
    ///
    /// let solver = Solver::with_options(Options::default()).seed(7);
    /// assert_eq!(solver.options().seed, 7);
    /// ```
    #[must_use]
    pub fn with_options(options: Options) -> Self {
        Self { options }
    }
    /// The options.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }
    /// Which engine.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let outcome = medrota::Solver::new().engine(medrota::Engine::Flow).work_limit(2_000).solve(&problem)?;
    /// assert!(outcome.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.options.engine = engine;
        self
    }
    /// Stops after this much time: 60 seconds unless said otherwise, or never where there is a work limit.
    ///
    /// ```
    /// use medrota::Solver;
    /// use std::time::Duration;
    ///
    /// let solver = Solver::new().time_limit(Duration::from_secs(5));
    /// assert_eq!(solver.options().time_limit, Some(Duration::from_secs(5)));
    /// ```
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.options.time_limit = Some(limit);
        self.options.is_time_limit_usual = false;
        self
    }
    /// Never stops for time.
    ///
    /// ```
    /// assert_eq!(medrota::Solver::new().no_time_limit().options().time_limit, None);
    /// ```
    #[must_use]
    pub fn no_time_limit(mut self) -> Self {
        self.options.time_limit = None;
        self.options.is_time_limit_usual = false;
        self
    }
    /// Stops after this many units of work, the same ones on every machine. The minute that is usual is no limit then; a [`time_limit`](Self::time_limit) that was asked
    /// for, before or after, stays one.
    ///
    /// **A unit of work** is one doctor looked at anew: one re-pathing in the search (of eight varied pathways one), one doctor in one step or one evaluation of the prices. Programmes
    /// count by their size: building the flow programme takes a unit for each of its columns, a linear programme of column generation or the
    /// compact programme in proportion to its non-zeros. A unit takes 1 to 100 µs on common machines, by the size of the doctor's diagram. The limit is looked at
    /// between steps, so that somewhat more may be done ([`Statistics::work`](super::Statistics::work) says how much); diagrams and rows are built before work is counted, and what
    /// an LP backend does within the flow programme is limited by time alone.
    ///
    /// ```
    /// use medrota::Solver;
    ///
    /// let solver = Solver::new().work_limit(10_000);
    /// assert_eq!((solver.options().work_limit, solver.options().time_limit), (Some(10_000), None));
    /// ```
    #[must_use]
    pub fn work_limit(mut self, limit: u64) -> Self {
        self.options.work_limit = Some(limit);
        if self.options.is_time_limit_usual {
            self.options.time_limit = None;
        }
        self
    }
    /// Another work limit, with the time limit as it is: for a solve of several.
    #[must_use]
    pub(crate) fn share_of_work(mut self, limit: u64) -> Self {
        self.options.work_limit = Some(limit);
        self
    }
    /// Stops when the relative gap is at most this.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let outcome = medrota::Solver::new().gap(0.01).work_limit(20_000).solve(&problem)?;
    /// assert!(outcome.gap().is_some_and(|gap| gap <= 0.01));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gap(mut self, gap: f64) -> Self {
        self.options.gap = gap;
        self
    }
    /// Stops as soon as a schedule of at least this value is found.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let outcome = medrota::Solver::new().target(0).work_limit(20_000).solve(&problem)?;
    /// assert!(outcome.value >= Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn target(mut self, value: i64) -> Self {
        self.options.target = Some(value);
        self
    }
    /// Stops when this rule says so; of several rules one is enough.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let outcome = medrota::Solver::new().stop(medrota::solve::Stop::FirstSchedule).work_limit(20_000).solve(&problem)?;
    /// assert!(outcome.schedule.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stop(mut self, rule: Stop) -> Self {
        self.options.stop.push(rule);
        self
    }
    /// Stops when a rule of one's own says so, a closure over a [`SolveState`](super::SolveState) for instance; of several rules one is enough.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver, solve::SolveState};
    ///
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// let enough = |state: &SolveState| state.gap().is_some_and(|gap| gap < 0.05) || state.work > 10_000;
    /// Solver::new().stop_when(enough).solve(&problem)?;
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn stop_when(mut self, rule: impl StopRule + 'static) -> Self {
        self.options.stop_rules.push(Arc::new(rule));
        self
    }
    /// Seed of every random choice.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }
    /// Number of threads, 0 for as many as the machine has; at most [`limits::THREADS`]. More than two help only where diagrams are built and pathways are generated.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// // The schedule does not depend on it.
    /// let [one, two] = [1, 2].map(|threads| medrota::Solver::new().threads(threads).work_limit(2_000).solve(&problem));
    /// assert_eq!(one?.schedule, two?.schedule);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.options.threads = threads;
        self
    }
    /// Solves on the threads of this pool, whatever [`threads`](Self::threads) says, instead of starting threads for every solve.
    ///
    /// What workers of a pool that was handed in tell to `tracing` goes where they were told to; what the solve itself tells goes to the caller's subscriber.
    #[must_use]
    pub fn thread_pool(mut self, pool: &ThreadPool) -> Self {
        self.options.pool = Some(pool.clone());
        self
    }
    /// Most arcs of one pathway diagram before nodes with the same future are merged; one that needs more is relaxed. 400,000 unless said otherwise.
    #[must_use]
    pub fn diagram_arc_limit(mut self, limit: usize) -> Self {
        self.options.diagram_arc_limit = limit;
        self
    }
    /// Most arcs of all doctors' diagrams together for which the flow programme is tried.
    #[must_use]
    pub fn flow_column_limit(mut self, limit: usize) -> Self {
        self.options.flow_column_limit = limit;
        self
    }
    /// Hands every linear programme of the solve to this backend instead of those of this crate, or those in whole numbers alone
    /// ([`whole_only`](super::lp::Capabilities::whole_only)), as with a program that is [installed](super::lp::Installed). What it answers is checked against the programme, and no
    /// [certified](Outcome::certificate) bound rests on its word; which schedule is found, and how soon, depends on it.
    ///
    /// [`solve::lp`](super::lp) shows how to write one. Where the [limit of the flow programme](Self::flow_column_limit) is the usual one, it becomes that of the
    /// backend's [`Reach`](super::lp::Reach).
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver, solve::lp::MicroLp};
    ///
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// let hurried = MicroLp { max_nonzeros: 2_000, ..MicroLp::default() };
    /// Solver::new().work_limit(1_000).backend(hurried).solve(&problem)?;
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn backend(mut self, backend: impl Backend + 'static) -> Self {
        if self.options.flow_column_limit == Reach::default().flow_columns {
            self.options.flow_column_limit = backend.capabilities().reach.flow_columns;
        }
        self.options.backend = Some(Arc::new(backend));
        self
    }
    /// A schedule to start from; it need not be feasible.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// let again = medrota::Solver::new().work_limit(2_000).warm_start(schedule).solve(&problem)?;
    /// assert!(again.value >= outcome.value);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn warm_start(mut self, schedule: Schedule) -> Self {
        self.options.warm_start = Some(schedule);
        self
    }
    /// Prices to start from: the certificate of a similar problem. Rows are found by name; what the problem does not have is passed over, and so is a
    /// document whose denominator is not positive.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// let certificate = outcome.certificate().ok_or("no certificate")?.clone();
    /// let again = medrota::Solver::new().work_limit(2_000).warm_prices(certificate).solve(&problem)?;
    /// assert!(again.bound.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn warm_prices(mut self, certificate: Certificate) -> Self {
        self.options.warm_prices =
            Some(certificate).filter(|certificate| certificate.denominator > 0);
        self
    }
    /// Goes on where a solve of the same problem stopped: with its schedule, which is the least that comes out, and its prices, which prove its bound again.
    /// What the search had learnt otherwise is learnt anew.
    ///
    /// ```
    /// # use medrota::{Problem, Solver};
    /// # fn go_on(problem: &Problem) -> medrota::Result<()> {
    /// let first = Solver::new().work_limit(1_000).solve(problem)?;
    /// let second = Solver::new().work_limit(1_000).continue_from(&first).solve(problem)?;
    /// assert!(second.value >= first.value && second.bound <= first.bound);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn continue_from(mut self, outcome: &Outcome) -> Self {
        self.options.warm_start.clone_from(&outcome.schedule);
        self.options.warm_prices.clone_from(&outcome.certificate);
        self
    }
    /// A token that stops the solve from outside.
    #[must_use]
    pub fn cancel_token(mut self, token: CancelToken) -> Self {
        self.options.cancel = token;
        self
    }
    /// On threads of its own, or on those of the caller within parallel work.
    #[must_use]
    pub(crate) fn without_pool(mut self) -> Self {
        self.options.pool = None;
        self
    }
    /// The flow programme stops when its relaxation is solved: for a bound, or a proof that there is no schedule.
    #[must_use]
    pub(crate) fn flow_relaxation_only(mut self) -> Self {
        self.options.engine = Engine::Flow;
        self.options.flow_relaxation_only = true;
        self
    }
    /// A callback for progress events; called now and then from the solving thread.
    #[must_use]
    pub fn on_progress(mut self, observer: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.options.observer = Some(Arc::new(observer));
        self
    }
    /// A callback for better schedules: called in their order, from the solving thread, with schedules that have passed [`check`](crate::check()). Each is worth more than
    /// the one before; the last one is that of the [`Outcome`]. The solve goes on when it returns.
    ///
    /// Better schedules are told of after every step, not within one, and of problems that fall apart into components after every turn of all of them.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver};
    /// use std::sync::mpsc;
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
    ///     .department("surgery", 1)
    ///     .doctor("ana")
    ///     .preference("ana", "surgery", 3)
    ///     .build()?;
    /// let (sender, receiver) = mpsc::channel();
    /// let solver = Solver::new().work_limit(5_000).on_improvement(move |found| drop(sender.send((found.value, found.schedule.clone()))));
    /// let outcome = solver.solve(&problem)?;
    /// drop(solver);
    /// let seen: Vec<i64> = receiver.iter().map(|(value, _)| value).collect();
    /// assert!(seen.is_sorted());
    /// assert_eq!(seen.last().copied(), outcome.value);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn on_improvement(
        mut self,
        audience: impl Fn(&Improvement<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.options.audience = Some(Arc::new(audience));
        self
    }
    /// The same solver for problems that differ little from `problem`: what they have in common with it is built once, here.
    pub(crate) fn for_problems_like(mut self, problem: &Problem) -> Self {
        self.options.groundwork = {
            let options = &self.options;
            let known = options.groundwork.as_deref();
            Groundwork::build(problem, known, options.diagram_arc_limit, &|| {
                options.cancel.is_cancelled()
            })
            .map(Arc::new)
        };
        self
    }

    /// Solves the problem.
    ///
    /// A problem without a feasible schedule is no error: see [`Outcome::termination`].
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// let schedule = outcome.schedule.as_ref().ok_or("no schedule")?;
    /// assert!(medrota::check(&problem, schedule).is_feasible());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for an option outside its range,
    /// [`ErrorKind::ThreadPool`](crate::ErrorKind::ThreadPool) if the system refuses threads,
    /// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an LP backend breaks.
    pub fn solve(&self, problem: &Problem) -> Result<Outcome> {
        if !(self.options.gap >= 0.0 && self.options.gap.is_finite()) {
            return Err(Error::option("gap must be a number that is not negative"));
        }
        for (number, most, what) in [
            (self.options.threads, limits::THREADS, "threads"),
            (
                self.options.diagram_arc_limit,
                limits::DIAGRAM_ARCS,
                "arcs of a diagram",
            ),
        ] {
            if number > most {
                return Err(Error::option(format!(
                    "{number} {what} are more than {most}, the most there may be; ask for fewer"
                )));
            }
        }
        super::run::solve(problem, &self.options)
    }
}
