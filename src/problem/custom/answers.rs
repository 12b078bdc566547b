//! What an automaton says, asked once: a table that the engine and certificates read.

use super::{Letter, PersonalCode, PersonalRule};
use crate::error::Code;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// The largest `most_units` of a rule.
pub(crate) const LARGEST_UNITS: i64 = 1_000_000;

/// Next state and units of breach.
pub(super) type Answer = Option<(u32, u32)>;

/// The code of a personal rule with what it said when the problem was validated.
#[derive(Clone, Debug)]
pub struct Asked {
    code: PersonalCode,
    answers: OnceLock<Arc<Answers>>,
}

impl Asked {
    pub(crate) fn new(code: PersonalCode) -> Self {
        Self {
            code,
            answers: OnceLock::new(),
        }
    }
    /// The code, if there is any.
    #[must_use]
    pub fn code(&self) -> Option<&dyn PersonalRule> {
        self.code.get()
    }
    /// What it said; every validated problem has it.
    pub(crate) fn answers(&self) -> Option<&Arc<Answers>> {
        self.answers.get()
    }
    /// Keeps what it said; only the first time counts.
    pub(super) fn keep(&self, answers: Answers) {
        self.answers.get_or_init(|| Arc::new(answers));
    }
}

/// The same code says the same.
impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Asked {}

/// What is wrong with code.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Fault {
    pub(super) fn of_code(message: String) -> Self {
        Self {
            code: Code::CustomRuleAtFault,
            message,
        }
    }
    pub(super) fn too_much(name: &str, most: usize, what: &str) -> Self {
        Self {
            code: Code::LimitExceeded,
            message: format!("{what} than {most}, the most there may be ({name})."),
        }
    }
}

/// The states that an automaton reaches and how it goes from one to the next.
#[derive(Debug)]
pub(crate) struct Answers {
    /// No other table has it: equal numbers mean the same table.
    number: u64,
    /// Activities that any of the doctors may be in, ascending.
    activities: Vec<ActivityId>,
    /// By state and kind of block: an answer for each column.
    rows: Rows,
    /// The same by state alone, where blocks make no difference.
    steady: Option<Vec<Box<[Answer]>>>,
    /// Units of ending in each state.
    ends: Vec<u32>,
    lines: HashMap<DoctorId, Line>,
}

/// Where a doctor starts, and the first period and the kind of each block.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) start: u32,
    pub(super) blocks: Arc<[(PeriodId, u32)]>,
}

/// An answer for each column, by state and kind of block.
pub(super) type Rows = HashMap<(u32, u32), Box<[Answer]>>;

impl Answers {
    /// A table of so many states; its rows have so many columns.
    pub(super) fn new(
        activities: Vec<ActivityId>,
        (states, width, rows): (usize, usize, Rows),
        ends: Vec<u32>,
        lines: HashMap<DoctorId, Line>,
    ) -> Self {
        Self {
            number: next_number(),
            activities,
            steady: steady(states, width, &rows),
            rows,
            ends,
            lines,
        }
    }
    /// No other table has this number.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
    /// True if the kind of block makes no difference.
    pub(crate) fn is_steady(&self) -> bool {
        self.steady.is_some()
    }
    /// The state before the first block of a doctor.
    pub(crate) fn start(&self, doctor: DoctorId) -> u32 {
        self.lines.get(&doctor).map_or(0, |line| line.start)
    }
    /// First period and kind of each block of a doctor.
    pub(crate) fn blocks(&self, doctor: DoctorId) -> &[(PeriodId, u32)] {
        self.lines.get(&doctor).map_or(&[], |line| &line.blocks)
    }
    /// Next state and units; `None` for what no pathway comes to.
    pub(crate) fn step(&self, state: u32, block: u32, letter: Letter) -> Option<(u32, i64)> {
        let column = column(&self.activities, letter)?;
        let row = match &self.steady {
            Some(rows) => rows.get(state as usize)?,
            None => self.rows.get(&(state, block))?,
        };
        let (next, units) = (*row.get(column)?)?;
        Some((next, i64::from(units)))
    }
    /// Units of ending in a state.
    pub(crate) fn end(&self, state: u32) -> Option<i64> {
        self.ends.get(state as usize).copied().map(i64::from)
    }
    /// Units of a whole pathway, its blocks given by their first periods; `None` if it is none of the doctor's.
    pub(crate) fn units(
        &self,
        doctor: DoctorId,
        pathway: impl IntoIterator<Item = (PeriodId, Letter)>,
    ) -> Option<i64> {
        let blocks = self.blocks(doctor);
        let (mut state, mut sum) = (self.lines.get(&doctor)?.start, 0_i64);
        for (first, letter) in pathway {
            let position = blocks.binary_search_by_key(&first, |block| block.0).ok()?;
            let (next, units) = self.step(state, blocks[position].1, letter)?;
            (state, sum) = (next, sum.saturating_add(units));
        }
        Some(sum.saturating_add(self.end(state)?))
    }
}

fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Where the rows have the answer about what a doctor does.
pub(super) fn column(activities: &[ActivityId], letter: Letter) -> Option<usize> {
    let position = |activity: ActivityId| activities.binary_search(&activity).ok();
    Some(match letter {
        Letter::Idle => 0,
        Letter::Leave => 1,
        Letter::Starts(activity) => 2 + 2 * position(activity)?,
        Letter::GoesOn(activity) => 3 + 2 * position(activity)?,
    })
}

/// One row for each state, if all of its rows agree.
fn steady(states: usize, width: usize, rows: &Rows) -> Option<Vec<Box<[Answer]>>> {
    let mut merged: Vec<Box<[Answer]>> = vec![vec![None; width].into(); states];
    for ((state, _), row) in rows {
        for (known, answer) in merged.get_mut(*state as usize)?.iter_mut().zip(row) {
            match (&known, answer) {
                (_, None) => {}
                (None, Some(_)) => *known = *answer,
                (Some(one), Some(other)) if one == other => {}
                (Some(_), Some(_)) => return None,
            }
        }
    }
    Some(merged)
}
