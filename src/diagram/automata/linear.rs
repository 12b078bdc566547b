//! Personal rules as linear rows over one doctor's moves, for programmes that have columns for them.
//!
//! An automaton that says here what it asks for needs no states in such a programme. What rows do not say stays an automaton, a smaller one.

use super::Automaton;
use crate::ids::ActivityId;

/// An automaton as rows: together with what remains of it they say all that it says.
#[derive(Debug, Default)]
pub(crate) struct Linear {
    pub(crate) rows: Vec<LinearRow>,
    /// Number of columns of its own, each 0 or 1, that the rows refer to.
    pub(crate) switches: usize,
    /// What the rows do not say.
    pub(crate) rest: Vec<Box<dyn Automaton>>,
}

/// What a row sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Activities that count, with their coefficients, ascending.
    pub(crate) terms: Vec<(ActivityId, i64)>,
    /// Rotation starts count; otherwise steps do.
    pub(crate) starts: bool,
    /// What each step counts, by step; 1 beyond the last.
    pub(crate) amounts: Vec<u32>,
    /// Steps later than it happens that it counts in a [`Span::Running`] sum.
    pub(crate) delay: usize,
}

impl Sum {
    /// Each activity counts 1.
    pub(crate) fn counting(activities: &[ActivityId], starts: bool, amounts: Vec<u32>) -> Self {
        let mut terms: Vec<(ActivityId, i64)> =
            activities.iter().map(|activity| (*activity, 1)).collect();
        terms.sort_unstable();
        Self {
            terms,
            starts,
            amounts,
            delay: 0,
        }
    }
    /// True if an activity counts in some step.
    pub(crate) fn counts(&self, activity: ActivityId) -> bool {
        self.terms
            .iter()
            .any(|term| term.0 == activity && term.1 != 0)
    }
    /// What a step of an activity counts, or a start there.
    pub(crate) fn coefficient(&self, activity: ActivityId, step: usize) -> i64 {
        let amount = self.amounts.get(step).copied().unwrap_or(1);
        match self.terms.binary_search_by_key(&activity, |term| term.0) {
            Ok(position) if amount > 0 => self.terms[position].1.saturating_mul(i64::from(amount)),
            _ => 0,
        }
    }
}

/// The steps over which a row sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// All.
    Whole,
    /// All up to each step, a row for each.
    Running,
    /// Every stretch of so many steps, a row for each.
    Window(usize),
}

/// A row or one of a kind for every step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinearRow {
    pub(crate) sums: Vec<Sum>,
    /// Columns of the automaton's own with their coefficients.
    pub(crate) switches: Vec<(usize, i64)>,
    pub(crate) span: Span,
    pub(crate) lower: Option<i64>,
    pub(crate) upper: Option<i64>,
    /// Cost of each unit beyond the limits; hard if `None`.
    pub(crate) weight: Option<i64>,
}

impl LinearRow {
    /// A hard or soft row over the whole axis.
    pub(crate) fn whole(
        sum: Sum,
        (lower, upper): (Option<i64>, Option<i64>),
        weight: Option<i64>,
    ) -> Self {
        Self {
            sums: vec![sum],
            switches: Vec::new(),
            span: Span::Whole,
            lower,
            upper,
            weight,
        }
    }
    /// True if it asks for nothing.
    pub(crate) fn is_idle(&self) -> bool {
        self.lower.is_none() && self.upper.is_none()
    }
}
