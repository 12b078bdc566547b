//! Timing that needs no harness: prints what a unit of work takes.
//!
//! `cargo bench` measures; without the argument `--bench` that it passes, as in `cargo test --bench parts`, everything runs once on the smallest
//! size, to see that it still works. Other arguments choose: all of them have to occur in the part's or the instance's name.

mod cpu;
mod phases;

pub(crate) use cpu::processor_time_of;
pub(crate) use phases::{phases, relaxation};

use medrota::Problem;
use medrota::generate::Year;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What ends a bench early.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Measurements go on until they took so long altogether or are so many.
const ENOUGH: Duration = Duration::from_secs(2);
const MOST_SAMPLES: usize = 50;
const FEWEST_SAMPLES: usize = 3;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    measures: bool,
    words: Vec<String>,
}

impl Bench {
    pub(crate) fn from_arguments() -> Self {
        let mut bench = Self {
            measures: false,
            words: Vec::new(),
        };
        for argument in std::env::args().skip(1) {
            match argument.as_str() {
                "--bench" => bench.measures = true,
                option if option.starts_with('-') => {}
                name => bench.words.push(name.to_owned()),
            }
        }
        bench
    }
    /// False if everything is only tried.
    pub(crate) fn measures(&self) -> bool {
        self.measures
    }
    /// True if a part is to be measured on an instance.
    pub(crate) fn wants(&self, part: &str, instance: &str) -> bool {
        self.words
            .iter()
            .all(|word| part.contains(word.as_str()) || instance.contains(word.as_str()))
    }
    /// The sizes of `generate::Year` to measure: doctors, weeks, departments.
    pub(crate) fn years(&self) -> &'static [(usize, usize, usize)] {
        if self.measures {
            &[(20, 26, 12), (60, 52, 18), (200, 52, 30)]
        } else {
            &[(4, 10, 3)]
        }
    }
    /// Runs `body` several times and prints the median time of a run and of one of its `units`.
    pub(crate) fn time<Output>(&self, name: &str, units: Units, mut body: impl FnMut() -> Output) {
        // The first run warms caches and allocators up.
        black_box(body());
        if !self.measures {
            println!("{name}: ran");
            return;
        }
        let mut samples = Vec::new();
        let began = Instant::now();
        while samples.len() < FEWEST_SAMPLES
            || (samples.len() < MOST_SAMPLES && began.elapsed() < ENOUGH)
        {
            let started = Instant::now();
            black_box(body());
            samples.push(started.elapsed());
        }
        samples.sort_unstable();
        let median = samples[samples.len() / 2];
        println!(
            "{name}: {} (fastest {}, {} runs){}",
            shown(median),
            shown(samples[0]),
            samples.len(),
            units.of(median)
        );
    }
    /// Prints the time that a number of units took in a run that had other things to do as well.
    pub(crate) fn report(&self, name: &str, took: Duration, units: Units) {
        if self.measures {
            println!("{name}: {}{}", shown(took), units.of(took));
        } else {
            println!("{name}: ran");
        }
    }
}

/// How many of what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Units(pub(crate) u64, pub(crate) &'static str);

impl Units {
    fn of(self, took: Duration) -> String {
        if self.0 == 0 {
            return String::new();
        }
        #[allow(clippy::cast_precision_loss, reason = "a time to look at")]
        let one = Duration::from_secs_f64(took.as_secs_f64() / self.0 as f64);
        format!("; {} {}, {} each", self.0, self.1, shown(one))
    }
}

/// A time with three digits.
pub(crate) fn shown(time: Duration) -> String {
    let nanoseconds = time.as_secs_f64() * 1e9;
    let (size, unit) = match nanoseconds {
        size if size < 1e3 => (size, "ns"),
        size if size < 1e6 => (size / 1e3, "µs"),
        size if size < 1e9 => (size / 1e6, "ms"),
        size => (size / 1e9, "s"),
    };
    let digits = if size < 10.0 {
        2
    } else {
        usize::from(size < 100.0)
    };
    format!("{size:.digits$} {unit}")
}

/// A generated year in which every place is asked for.
pub(crate) fn year(
    (doctors, weeks, departments): (usize, usize, usize),
) -> Result<Problem, Failure> {
    Ok(Year::new(doctors, weeks, departments).draft().validate()?)
}

/// The size as names have it.
pub(crate) fn named((doctors, weeks, departments): (usize, usize, usize)) -> String {
    format!("year {doctors}x{weeks}x{departments}")
}
