//! A subscriber of one thread hears of a solve, under the span that the caller is in.
//!
//! A program of its own: while one subscriber is in use, `tracing` asks only the thread that reaches a place in the code first whether anybody
//! listens there, and keeps the answer for all threads. A test beside this one that solves without a subscriber would silence it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::Solver;
use medrota::generate::Year;
use medrota::solve::ThreadPool;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A subscriber that counts spans and those that have a parent.
#[derive(Clone, Default)]
struct Counting {
    spans: Arc<AtomicUsize>,
    inside: Arc<Mutex<Vec<tracing::span::Id>>>,
    orphans: Arc<AtomicUsize>,
}

impl tracing::Subscriber for Counting {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        let number = self.spans.fetch_add(1, Ordering::Relaxed) + 1;
        let has_parent = span.parent().is_some()
            || (span.is_contextual() && !self.inside.lock().unwrap().is_empty());
        if number > 1 && !has_parent {
            self.orphans.fetch_add(1, Ordering::Relaxed);
        }
        tracing::span::Id::from_u64(number as u64)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, span: &tracing::span::Id) {
        self.inside.lock().unwrap().push(span.clone());
    }
    fn exit(&self, span: &tracing::span::Id) {
        let mut inside = self.inside.lock().unwrap();
        if let Some(position) = inside.iter().rposition(|entered| entered == span) {
            inside.remove(position);
        }
    }
}

#[test]
fn a_solve_tells_the_callers_subscriber() {
    let problem = Year::new(12, 26, 5).seed(3).draft().validate().unwrap();
    let solver = || Solver::new().work_limit(6_000).seed(5);
    let pool = ThreadPool::new(1).unwrap();
    for solver in [solver(), solver().threads(2), solver().thread_pool(&pool)] {
        let counting = Counting::default();
        tracing::subscriber::with_default(counting.clone(), || {
            let _request = tracing::info_span!("request").entered();
            solver.solve(&problem).unwrap();
        });
        assert!(counting.spans.load(Ordering::Relaxed) > 3);
        assert_eq!(counting.orphans.load(Ordering::Relaxed), 0);
        assert!(counting.inside.lock().unwrap().is_empty());
    }
}
