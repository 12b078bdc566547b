//! Many scenarios in parallel, delivered one by one.

use super::baseline::Baseline;
use super::queue::{Farewell, Message, Queue};
use super::result::{ScenarioResult, Status};
use super::set::ScenarioSet;
use super::shard::Shard;
use super::solve::Recipe;
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::limits;
use crate::problem::Problem;
use crate::solve::{CancelToken, Solver, thread_count};
use crate::trace::Listener;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Results that may wait for an earlier one, for each thread: more even out the work, fewer need less memory.
const WAITING_PER_THREAD: u64 = 16;
/// Work limit of a scenario for each doctor, and on top, unless the caller's solver has one: some ten stages of prices or rounds of search. Nearly
/// all scenarios need two at most; those that need more than this seldom reach the gap at all.
const WORK_FOR_DOCTOR: u64 = 500;
const WORK_ON_TOP: u64 = 5_000;
/// What a baseline may take more than a scenario; it is solved once, and everything starts from it.
const WORK_OF_BASELINE: u64 = 10;
/// Gap at which a scenario is good enough unless the caller's solver asks for another.
const GAP: f64 = 0.01;

/// What a run came to.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
///
/// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
/// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
/// let summary = ScenarioRun::new(&set, &baseline).collect_all()?.1;
/// assert_eq!(summary.solved + summary.infeasible + summary.failed, summary.scenarios);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Results delivered.
    pub scenarios: u64,
    /// Solved.
    pub solved: u64,
    /// Proven infeasible.
    pub infeasible: u64,
    /// Neither.
    pub failed: u64,
    /// Greatest gap of those that were solved and have one.
    pub worst_gap: Option<f64>,
    /// Sum of the seconds of all scenarios, whatever the threads.
    #[serde(
        rename = "solving_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub solving: Duration,
    /// Time from start to end.
    #[serde(
        rename = "elapsed_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub elapsed: Duration,
    /// A cancel token ended it early.
    pub cancelled: bool,
}

impl Summary {
    /// Counts one result.
    pub fn add(&mut self, result: &ScenarioResult) {
        self.scenarios += 1;
        match result.status {
            Status::Solved => self.solved += 1,
            Status::Infeasible => self.infeasible += 1,
            Status::Failed => self.failed += 1,
        }
        if let Some(gap) = result
            .gap
            .filter(|gap| self.worst_gap.is_none_or(|worst| worst < *gap))
        {
            self.worst_gap = Some(gap);
        }
        self.solving += Duration::try_from_secs_f64(result.seconds).unwrap_or_default();
    }
}

type Observer = Arc<dyn Fn(&Summary, u64) + Send + Sync>;

/// A run of a [`ScenarioSet`] against a [`Baseline`].
///
/// Threads take scenarios from a common queue, one at a time, and solve each on one thread; when fewer are left than there are threads, the
/// last ones get several. The results do not depend on the number of threads as long as each scenario is solved under a work
/// limit and without a time limit, as it is by default.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
///
/// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
/// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
/// let (results, summary) = ScenarioRun::new(&set, &baseline).threads(1).collect_all()?;
/// assert_eq!((results.len(), summary.solved), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ScenarioRun<'a> {
    set: &'a ScenarioSet,
    baseline: &'a Baseline,
    solver: Solver,
    threads: usize,
    shard: Shard,
    skip: u64,
    from_baseline: bool,
    verify: bool,
    in_order: bool,
    cancel: CancelToken,
    observer: Option<Observer>,
}

impl fmt::Debug for ScenarioRun<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = out.debug_struct("ScenarioRun");
        debug
            .field("set", &self.set.name)
            .field("solver", &self.solver)
            .field("threads", &self.threads)
            .field("shard", &self.shard);
        debug
            .field("skip", &self.skip)
            .field("from_baseline", &self.from_baseline)
            .field("in_order", &self.in_order);
        debug.finish_non_exhaustive()
    }
}

impl<'a> ScenarioRun<'a> {
    /// All of a set: within 1 % of the optimum, under a work limit, started from the baseline, on all threads.
    #[must_use]
    pub fn new(set: &'a ScenarioSet, baseline: &'a Baseline) -> Self {
        Self {
            set,
            baseline,
            solver: Self::usual_solver(baseline.problem()),
            threads: 0,
            shard: Shard::WHOLE,
            skip: 0,
            from_baseline: true,
            verify: false,
            in_order: true,
            cancel: CancelToken::new(),
            observer: None,
        }
    }
    /// The solver that scenarios have by default: a gap of 1 %, a work limit, no time limit.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let solver = medrota::scenario::ScenarioRun::usual_solver(&problem);
    /// // A limit of work, so that results do not depend on the machine.
    /// assert!(solver.options().work_limit.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn usual_solver(problem: &Problem) -> Solver {
        let work = WORK_FOR_DOCTOR
            .saturating_mul(problem.doctors().len() as u64)
            .saturating_add(WORK_ON_TOP);
        Solver::new().gap(GAP).no_time_limit().work_limit(work)
    }
    /// The solver that a baseline deserves, from that of its scenarios: a third of the gap, ten times the work, no time limit.
    ///
    /// The baseline's own gap makes every effect less certain, and a scenario can hardly have a smaller one without a search of its own.
    #[must_use]
    pub fn baseline_solver(scenarios: &Solver) -> Solver {
        let solver = scenarios
            .clone()
            .gap(scenarios.options().gap / 3.0)
            .no_time_limit();
        match scenarios.options().work_limit {
            Some(limit) => solver.share_of_work(limit.saturating_mul(WORK_OF_BASELINE)),
            None => solver,
        }
    }
    /// Solves each scenario with the options of `solver`; its threads and its schedule to start from are not used, and its cancel token ends the run.
    ///
    /// With a time limit the results are no longer the same on every machine.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.cancel = solver.options().cancel.clone();
        self.solver = solver;
        self
    }
    /// Number of threads, 0 for all; at most [`limits::THREADS`].
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
    ///
    /// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
    /// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
    /// assert_eq!(ScenarioRun::new(&set, &baseline).threads(2).collect_all()?.0.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// Runs only every N-th scenario.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = shard;
        self
    }
    /// Leaves out so many of the first scenarios of the shard, those an earlier run finished.
    #[must_use]
    pub fn skip(mut self, done: u64) -> Self {
        self.skip = done;
        self
    }
    /// Solves every scenario from scratch, to measure what the baseline is worth as a start.
    #[must_use]
    pub fn from_scratch(mut self) -> Self {
        self.from_baseline = false;
        self
    }
    /// Verifies the certificate of every scenario anew; a scenario whose certificate does not hold has failed.
    #[must_use]
    pub fn verify_certificates(mut self) -> Self {
        self.verify = true;
        self
    }
    /// Delivers results as they finish instead of in the order of ids.
    #[must_use]
    pub fn as_finished(mut self) -> Self {
        self.in_order = false;
        self
    }
    /// A token that ends the run; scenarios that are not finished then are not delivered.
    #[must_use]
    pub fn cancel_token(mut self, token: CancelToken) -> Self {
        self.cancel = token;
        self
    }
    /// A callback after each delivery: what has been delivered, and how many there will be.
    #[must_use]
    pub fn on_progress(mut self, observer: impl Fn(&Summary, u64) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Solves the scenarios and hands each result to `deliver` on the calling thread.
    ///
    /// A scenario that is infeasible, refused or not solved within its limit is a result like any other.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
    ///
    /// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
    /// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
    /// let mut values = Vec::new();
    /// let summary = ScenarioRun::new(&set, &baseline).run(|result| {
    ///     values.push(result.value);
    ///     Ok(())
    /// })?;
    /// assert_eq!(values.len() as u64, summary.scenarios);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Whatever `deliver` returns, which ends the run; [`ErrorKind::Option`](crate::ErrorKind::Option) for a solver with a gap outside its range,
    /// [`ErrorKind::ThreadPool`](crate::ErrorKind::ThreadPool) if no threads can be started.
    ///
    /// # Complexity
    /// Memory for a few results for each thread, whatever the number of scenarios.
    pub fn run(&self, deliver: impl FnMut(ScenarioResult) -> Result<()>) -> Result<Summary> {
        let gap = self.solver.options().gap;
        if !(gap >= 0.0 && gap.is_finite()) {
            return Err(Error::option("gap must be a number that is not negative"));
        }
        if self.threads > limits::THREADS {
            return Err(Error::option(format!(
                "{} threads are more than {}, the most there may be; ask for fewer",
                self.threads,
                limits::THREADS
            )));
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(thread_count(self.threads))
            .build()
            .map_err(|error| Error::thread_pool(error.to_string()))?;
        let threads = pool.current_num_threads();
        let scenarios = self.shard.len(self.set.len(self.baseline.problem()));
        let solver = self
            .solver
            .clone()
            .cancel_token(self.cancel.clone())
            .without_pool();
        let listener = Listener::here();
        let recipe =
            pool.install(|| Recipe::new(self.baseline, solver, self.from_baseline, self.verify));
        let queue = Queue::new(self.skip, scenarios, WAITING_PER_THREAD * threads as u64);
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope(|scope| {
            // One loop on every thread, by broadcast: a loop that was spawned could be stolen by a thread that waits inside another
            // one's solve, and would then keep it from going on.
            scope.spawn_broadcast(|_, _| {
                let _farewell = Farewell(sender.clone());
                while let Some(position) = queue.next(&self.cancel) {
                    let id = self.shard.id(position);
                    let left = usize::try_from(scenarios - position).unwrap_or(usize::MAX);
                    let Some(scenario) = self.set.scenario(self.baseline.problem(), id) else {
                        continue;
                    };
                    let solve = || recipe.solve(id, &scenario, (threads / left).max(1));
                    // What solves tell goes to the caller's subscriber, under the caller's span.
                    let result = listener.hears(solve);
                    if result.is_none_or(|result| {
                        sender
                            .send(Message::Result(position, Box::new(result)))
                            .is_err()
                    }) {
                        queue.stop();
                    }
                }
            });
            self.collect(&receiver, &queue, threads, scenarios, deliver)
        })
    }

    /// Takes results from the threads until each has said farewell.
    fn collect(
        &self,
        receiver: &mpsc::Receiver<Message>,
        queue: &Queue,
        mut threads: usize,
        scenarios: u64,
        mut deliver: impl FnMut(ScenarioResult) -> Result<()>,
    ) -> Result<Summary> {
        let began = Instant::now();
        let mut summary = Summary::default();
        let mut waiting: BTreeMap<u64, Box<ScenarioResult>> = BTreeMap::new();
        let mut next = self.skip;
        let mut failure = None;
        while threads > 0 {
            match receiver.recv() {
                Ok(Message::Result(position, result)) => {
                    waiting.insert(if self.in_order { position } else { next }, result);
                }
                Ok(Message::Farewell) => threads -= 1,
                Err(_) => break,
            }
            while failure.is_none()
                && let Some(result) = waiting.remove(&next)
            {
                next += 1;
                summary.add(&result);
                summary.elapsed = began.elapsed();
                match deliver(*result) {
                    Ok(()) => queue.advance(next),
                    Err(error) => {
                        failure = Some(error);
                        queue.stop();
                    }
                }
                if let Some(observer) = &self.observer {
                    observer(&summary, scenarios.saturating_sub(self.skip));
                }
            }
        }
        summary.elapsed = began.elapsed();
        summary.cancelled = next < scenarios && self.cancel.is_cancelled();
        failure.map_or(Ok(summary), Err)
    }

    /// All results in the order of ids, for sets that are not large.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn collect_all(&self) -> Result<(Vec<ScenarioResult>, Summary)> {
        let mut results = Vec::new();
        let summary = self.run(|result| {
            results.push(result);
            Ok(())
        })?;
        Ok((results, summary))
    }
}
