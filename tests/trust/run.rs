//! Many seeds, what they came to, and what was wrong.

use crate::common::tiny::{Options, tiny_with};
use medrota::Problem;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Problems small enough to enumerate many times over.
pub(crate) const SMALL: Options = Options {
    doctors: (1, 3),
    rules: (2, 7),
    pathways: 700.0,
    schedules: 30_000.0,
    own_totals: 0,
};

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The seeds of a test: `count` of them, or as many as the environment says.
pub(crate) fn problems(first: u64, count: u64) -> std::ops::Range<u64> {
    let first = setting("MEDROTA_TRUST_SEED").unwrap_or(first);
    first..first + setting("MEDROTA_TRUST_PROBLEMS").unwrap_or(count)
}

/// The tiny problem of a seed, if it validates; every fourth with totals of single doctors.
pub(crate) fn small(seed: u64) -> Option<Problem> {
    let options = Options {
        own_totals: if seed % 4 == 3 { 2 } else { 0 },
        ..SMALL
    };
    tiny_with(seed, options).validate().ok()
}

/// What was seen: how often, and what was wrong.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) counts: BTreeMap<String, u64>,
    pub(crate) wrong: Vec<String>,
}

impl Seen {
    pub(crate) fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }
    /// A claim, and what is told where it is wrong.
    pub(crate) fn claim(&mut self, holds: bool, told: impl FnOnce() -> String) {
        self.count("claims");
        if !holds {
            self.wrong.push(told());
        }
    }
    /// Runs something that may break down; that it does is wrong.
    pub(crate) fn survive<T>(&mut self, what: &str, work: impl FnOnce() -> T) -> Option<T> {
        let result = catch_unwind(AssertUnwindSafe(work));
        if result.is_err() {
            self.wrong.push(format!("{what}: a panic"));
        }
        result.ok()
    }
    fn add(&mut self, other: Self) {
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }
    /// Fails if something was hardly ever seen; how many seeds there are by default is known here alone.
    pub(crate) fn enough(&self, what: &str, least: u64) {
        let seen = self.counts.get(what).copied().unwrap_or(0);
        let by_default = setting("MEDROTA_TRUST_PROBLEMS").is_none()
            && setting("MEDROTA_TRUST_CERTIFICATES").is_none();
        assert!(
            seen >= least || !by_default,
            "{what} only {seen} times: {:?}",
            self.counts
        );
    }
}

/// Looks at every seed, tells what was seen, and fails if anything was wrong.
pub(crate) fn look(
    topic: &str,
    seeds: std::ops::Range<u64>,
    each: impl Fn(u64, &mut Seen) + Sync,
) -> Seen {
    let results = crate::common::in_parallel(seeds.clone(), |seed| {
        let mut seen = Seen::default();
        let ended = catch_unwind(AssertUnwindSafe(|| each(seed, &mut seen)));
        if ended.is_err() {
            seen.wrong.push("the test itself broke down".into());
        }
        for wrong in &mut seen.wrong {
            *wrong = format!("{topic}, seed {seed}: {wrong}");
            eprintln!("WRONG {wrong}");
        }
        Some(seen)
    });
    let mut all = Seen::default();
    results.into_iter().for_each(|seen| all.add(seen));
    eprintln!(
        "{topic}, seeds {seeds:?}: {:?}, wrong: {}",
        all.counts,
        all.wrong.len()
    );
    assert!(
        all.wrong.is_empty(),
        "{} wrong claims, the first of them:\n{}",
        all.wrong.len(),
        all.wrong[..all.wrong.len().min(8)].join("\n")
    );
    all
}
