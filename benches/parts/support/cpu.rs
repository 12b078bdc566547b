//! Time on the processors, which others on a busy machine do not add to.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What all threads of this process that are still there have computed so far; the time of day where the system does not tell.
///
/// A running thread is charged at the ticks of the scheduler, a few milliseconds apart: measure sums, not single passes.
pub(crate) fn processor_time() -> Duration {
    let of_threads = || -> Option<Duration> {
        let tasks = std::fs::read_dir("/proc/self/task").ok()?;
        let nanoseconds = tasks.flatten().filter_map(|task| {
            let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        });
        Some(Duration::from_nanos(nanoseconds.sum())).filter(|time| !time.is_zero())
    };
    of_threads().unwrap_or_else(|| BEGAN.elapsed())
}

/// Processor time of one run, from so many runs that it can be told.
pub(crate) fn processor_time_of<Output>(mut body: impl FnMut() -> Output) -> Duration {
    const ENOUGH: Duration = Duration::from_millis(100);
    const MOST: u32 = 20_000;
    std::hint::black_box(body());
    let began = processor_time();
    let mut runs = 0;
    loop {
        std::hint::black_box(body());
        runs += 1;
        let took = processor_time().saturating_sub(began);
        if took >= ENOUGH || runs >= MOST {
            return took / runs;
        }
    }
}
