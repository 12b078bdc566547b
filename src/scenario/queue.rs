//! Which scenario is solved next, by whichever thread is free.

use super::result::ScenarioResult;
use crate::solve::CancelToken;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::time::Duration;

/// What a thread that solves scenarios tells.
pub(super) enum Message {
    Result(u64, Box<ScenarioResult>),
    /// A thread has nothing left to do.
    Farewell,
}

/// Says farewell however a thread's loop ends, so that nobody waits for it.
pub(super) struct Farewell(pub(super) mpsc::Sender<Message>);

impl Drop for Farewell {
    fn drop(&mut self) {
        // Whoever no longer listens needs no farewell.
        let _ = self.0.send(Message::Farewell);
    }
}

/// Positions still to be solved; nobody runs further ahead of the last delivery than the window.
pub(super) struct Queue {
    next: AtomicU64,
    end: u64,
    window: u64,
    stopped: AtomicBool,
    delivered: Mutex<u64>,
    moved: Condvar,
}

impl Queue {
    pub(super) fn new(start: u64, end: u64, window: u64) -> Self {
        let (stopped, moved) = (AtomicBool::new(false), Condvar::new());
        Self {
            next: AtomicU64::new(start),
            end,
            window,
            stopped,
            delivered: Mutex::new(start),
            moved,
        }
    }

    /// The next position, once it is near enough to what has been delivered.
    pub(super) fn next(&self, cancel: &CancelToken) -> Option<u64> {
        let position = self.next.fetch_add(1, Ordering::Relaxed);
        if position >= self.end {
            return None;
        }
        let mut delivered = self
            .delivered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        loop {
            if self.stopped.load(Ordering::Relaxed) || cancel.is_cancelled() {
                return None;
            }
            if position < delivered.saturating_add(self.window) {
                return Some(position);
            }
            // A cancel token cannot wake anybody.
            let pause = Duration::from_millis(50);
            delivered = self
                .moved
                .wait_timeout(delivered, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    pub(super) fn advance(&self, to: u64) {
        *self
            .delivered
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = to;
        self.moved.notify_all();
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.moved.notify_all();
    }
}
