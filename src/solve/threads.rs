//! The threads that a solve runs on.

use crate::error::{Error, Result};
use crate::limits;
use crate::trace::Listener;
use std::fmt;
use std::sync::Arc;

/// Threads that several solves share, one after another or at the same time, so that none has to start its own.
///
/// Clones are the same pool. A solve takes part in the pool's work as one of its tasks; results do not depend on the pool.
///
/// ```
/// use medrota::solve::ThreadPool;
/// use medrota::{ProblemBuilder, Solver};
///
/// let pool = ThreadPool::new(2)?;
/// let solver = Solver::new().work_limit(1_000).thread_pool(&pool);
/// for weeks in ["2026-09-26", "2026-10-03"] {
///     let problem = ProblemBuilder::weeks("ward", "2026-09-06", weeks).department("surgery", 1).doctor("ana").build()?;
///     solver.solve(&problem)?;
/// }
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone)]
pub struct ThreadPool(Arc<rayon::ThreadPool>);

impl ThreadPool {
    /// A pool of so many threads, 0 for as many as the machine has; at most [`limits::THREADS`].
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for more, [`ErrorKind::ThreadPool`](crate::ErrorKind::ThreadPool) if the system refuses them.
    pub fn new(threads: usize) -> Result<Self> {
        if threads > limits::THREADS {
            let most = limits::THREADS;
            return Err(Error::option(format!(
                "{threads} threads are more than {most}, the most there may be; ask for fewer"
            )));
        }
        let built = rayon::ThreadPoolBuilder::new()
            .num_threads(count(threads))
            .build();
        Ok(Self(Arc::new(
            built.map_err(|error| Error::thread_pool(error.to_string()))?,
        )))
    }
    /// Number of threads.
    ///
    /// ```
    /// assert_eq!(medrota::solve::ThreadPool::new(2)?.threads(), 2);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.current_num_threads()
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ThreadPool")
            .field("threads", &self.threads())
            .finish()
    }
}

/// What 0 stands for: what the machine has, within the limit.
pub(crate) fn count(threads: usize) -> usize {
    if threads > 0 {
        return threads;
    }
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(limits::THREADS)
}

/// Runs a solve on a pool, or on so many threads. Events and spans go to the caller's subscriber, under the caller's span.
pub(super) fn run<T: Send>(
    pool: Option<&ThreadPool>,
    threads: usize,
    solve: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    let listener = Listener::here();
    if let Some(pool) = pool {
        return pool.0.install(|| listener.hears(solve));
    }
    // No thread can be started in a browser: parallel work is done by the calling thread there, or by a global pool of the caller's.
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        return solve();
    }
    // Within parallel work of the caller, one thread is the calling thread; idle threads of the pool may take over parts of its work.
    if threads == 1 && rayon::current_thread_index().is_some() {
        return solve();
    }
    // Threads of a scope have ended when it ends, so that the caller's span is closed when the caller closes it.
    let traced = |thread: rayon::ThreadBuilder| listener.hears(|| thread.run());
    let built = rayon::ThreadPoolBuilder::new()
        .num_threads(count(threads))
        .build_scoped(traced, |pool| pool.install(solve));
    built.map_err(|error| Error::thread_pool(error.to_string()))?
}
