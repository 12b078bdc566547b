//! How much two threads and the start from the baseline bring to a run of scenarios; used by the example and by the benchmark.

use medrota::Result;
use medrota::scenario::{ScenarioRun, Summary};

/// Times that one thread and two are measured, in turns; the fastest of each counts, so that a busy machine spoils less.
const ROUNDS: usize = 3;

/// One run and what it took.
struct Measured {
    summary: Summary,
    wall_seconds: f64,
    /// Seconds that all threads computed, where the system tells.
    processor_seconds: Option<f64>,
}

/// Runs the scenarios on one thread and on two, from the baseline and from scratch, and gives each figure to `tell` as a line. Solving the
/// baseline is not counted.
///
/// From scratch means: each changed problem is given to the same solver with the same gap, limits and seed, but without schedule, prices or diagrams
/// of the baseline. Both stop as soon as they have proven the gap that was asked for.
pub(crate) fn measure<Failure: From<medrota::Error>>(
    run: &ScenarioRun<'_>,
    mut tell: impl FnMut(&str) -> std::result::Result<(), Failure>,
) -> std::result::Result<(), Failure> {
    let (mut one, mut two) = (
        timed(&run.clone().threads(1))?,
        timed(&run.clone().threads(2))?,
    );
    for _ in 1..ROUNDS {
        one = faster(one, timed(&run.clone().threads(1))?);
        two = faster(two, timed(&run.clone().threads(2))?);
    }
    let scratch = timed(&run.clone().threads(2).from_scratch())?;
    for (name, measured) in [
        ("one thread, from the baseline", &one),
        ("two threads, from the baseline", &two),
        ("two threads, from scratch", &scratch),
    ] {
        let gap = measured.summary.worst_gap.unwrap_or(0.0) * 100.0;
        let processor = measured
            .processor_seconds
            .map(|seconds| format!(", {seconds:.2} s of processors"))
            .unwrap_or_default();
        tell(&format!(
            "{name}: {} scenarios, {} solved, {} infeasible, greatest gap {gap:.2} %, {:.2} s{processor}",
            measured.summary.scenarios,
            measured.summary.solved,
            measured.summary.infeasible,
            measured.wall_seconds
        ))?;
    }
    tell(&format!(
        "two threads are {:.2} times as fast as one",
        one.wall_seconds / two.wall_seconds.max(1e-9)
    ))?;
    tell(&format!(
        "from the baseline is {:.2} times as fast as from scratch",
        scratch.wall_seconds / two.wall_seconds.max(1e-9)
    ))?;
    if let (Some(one), Some(two), Some(scratch)) = (
        one.processor_seconds,
        two.processor_seconds,
        scratch.processor_seconds,
    ) {
        tell(&format!(
            "in seconds of processors, which others on the machine change little: two threads need {:.2} times those of one, \
             from scratch needs {:.2} times those from the baseline",
            two / one.max(1e-9),
            scratch / two.max(1e-9)
        ))?;
    }
    Ok(())
}

fn faster(one: Measured, other: Measured) -> Measured {
    if other.wall_seconds < one.wall_seconds {
        other
    } else {
        one
    }
}

fn timed(run: &ScenarioRun<'_>) -> Result<Measured> {
    let before = processor_seconds();
    let summary = run.run(|_| Ok(()))?;
    let processor_seconds = before.and_then(|before| Some(processor_seconds()? - before));
    Ok(Measured {
        wall_seconds: summary.elapsed.as_secs_f64(),
        summary,
        processor_seconds,
    })
}

/// Seconds that all threads of this process computed so far, where `/proc` tells.
fn processor_seconds() -> Option<f64> {
    // Linux counts these in hundredths, whatever the machine.
    const TICKS_PER_SECOND: f64 = 100.0;
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the command, in brackets, may hold blanks; user and system time are the 12th and 13th field after it.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / TICKS_PER_SECOND)
}
