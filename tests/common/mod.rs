//! What the integration tests share: random tiny problems and a judge-only enumeration of their schedules.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

pub(crate) mod dice;
pub(crate) mod hostile;
pub(crate) mod oracle;
pub(crate) mod tiny;

/// The seeds from `first` on: `count` of them, or as many times more as `TINY_FACTOR` says.
pub(crate) fn seeds(first: u64, count: u64) -> std::ops::Range<u64> {
    let factor = std::env::var("TINY_FACTOR")
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(1);
    first..first + count * factor
}

/// Runs `work` on every seed with a few threads of its own: an engine that brings a thread pool, called from a worker
/// of another pool, would be nested without end.
pub(crate) fn in_parallel<T: Send>(
    seeds: std::ops::Range<u64>,
    work: impl Fn(u64) -> Option<T> + Sync,
) -> Vec<T> {
    let next = std::sync::atomic::AtomicU64::new(seeds.start);
    let done = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    if let Some(found) = work(seed) {
                        done.lock().unwrap().push(found);
                    }
                }
            });
        }
    });
    done.into_inner().unwrap()
}
