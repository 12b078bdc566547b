//! An automaton written out: for each state and each kind of move the next state and the value.
//!
//! The states that an automaton can be in between two moves are enumerated and merged where they have the same future.

use super::automata::Automaton;
use super::class::Stop;
use super::frame::{Frame, Template};
use super::graph::Place;
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};

/// One automaton over kinds of moves.
#[derive(Debug)]
pub(super) struct AutomatonTable {
    pub(super) start: usize,
    /// Value of ending in each state.
    pub(super) ends: Vec<Option<i64>>,
    /// Fewest steps until each state may end; [`NEVER`] where it never may.
    pub(super) needs: Vec<u32>,
    /// Column of each kind.
    pub(super) column_of: Vec<u32>,
    /// Steps that the moves of each column take.
    pub(super) steps: Vec<u32>,
    /// Next state and value, `column * states + state`.
    pub(super) cells: Vec<Option<(u32, i64)>>,
}

/// The need of a state that may never end.
pub(super) const NEVER: u32 = u32::MAX;
/// Most cells of the table of an automaton that asks for the step while it is listed whole.
const WHOLE: usize = 60_000;
/// States after which it is asked again whether to stop.
const STATES_BETWEEN_QUESTIONS: usize = 64;
/// Rounds in which the needs of states are worked out; if they are not settled by then, all needs count as 0.
const ROUNDS: usize = 64;

impl AutomatonTable {
    /// Enumerates the states of an automaton and merges them; `None` if there are more than `most` cells.
    ///
    /// # Complexity
    /// States × columns; columns are kinds of moves, those of activities with the same role counted once.
    pub(super) fn new(
        automaton: &dyn Automaton,
        frame: &Frame,
        kinds: &[Template],
        most: usize,
    ) -> Option<Self> {
        Self::new_until(automaton, frame, kinds, most, &|| false)
    }

    /// The same; `None` as well if `stop` says so in the meantime.
    pub(super) fn new_until(
        automaton: &dyn Automaton,
        frame: &Frame,
        kinds: &[Template],
        most: usize,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let Columns {
            column_of,
            representatives,
        } = Columns::new(automaton, frame, kinds);
        let rows = Rows::of(automaton, frame, &representatives, most, stop)?;
        let ends: Vec<Option<i64>> = rows
            .states
            .iter()
            .map(|state| automaton.end(state))
            .collect();
        let class_of = rows.classes(&ends);
        let count = class_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut table = Self {
            start: class_of[0] as usize,
            ends: vec![None; count],
            needs: Vec::new(),
            column_of,
            steps: representatives
                .iter()
                .map(|kind| kind.label.steps)
                .collect(),
            cells: vec![None; count * representatives.len()],
        };
        for (state, moves) in rows.moves.iter().enumerate() {
            let class = class_of[state] as usize;
            table.ends[class] = ends[state];
            for &(column, next, value) in moves {
                table.cells[column as usize * count + class] =
                    Some((class_of[next as usize], value));
            }
        }
        Some(table.with_needs())
    }

    /// True if the automaton allows every move of the frame and gives nothing a value: what it asks for, the frame has seen to.
    pub(super) fn says_nothing(&self) -> bool {
        self.ends == [Some(0)] && self.cells.iter().all(|cell| *cell == Some((0, 0)))
    }

    /// Number of states.
    pub(super) fn states(&self) -> usize {
        self.ends.len()
    }

    /// The state before the first move.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Value of ending in a state, or `None` if that is not allowed.
    pub(super) fn end(&self, state: usize) -> Option<i64> {
        self.ends.get(state).copied().flatten()
    }

    /// Number that kinds of moves have in common where they do the same in every state.
    pub(super) fn column(&self, kind: u32) -> u32 {
        self.column_of[kind as usize]
    }

    /// Next state and value of a move, or `None` if it is not allowed.
    pub(super) fn follow(&self, state: usize, kind: u32) -> Option<(u32, i64)> {
        self.cells[self.column(kind) as usize * self.states() + state]
    }

    /// Works out how many steps each state needs at least until it may end. O(cells) for each round.
    fn with_needs(mut self) -> Self {
        let count = self.ends.len();
        let mut needs: Vec<u32> = self
            .ends
            .iter()
            .map(|end| if end.is_some() { 0 } else { NEVER })
            .collect();
        for _ in 0..ROUNDS {
            let mut settled = true;
            // States come in the order in which they were reached: what follows them is mostly known.
            for state in (0..count).rev().filter(|state| self.ends[*state].is_none()) {
                let after = self.steps.iter().enumerate().filter_map(|(column, steps)| {
                    let next = self.cells[column * count + state]?.0;
                    Some(needs[next as usize].saturating_add(*steps))
                });
                let need = after.min().unwrap_or(NEVER);
                settled &= need >= needs[state];
                needs[state] = needs[state].min(need);
            }
            if settled {
                self.needs = needs;
                return self;
            }
        }
        self.needs = vec![0; count];
        self
    }

    /// True if moves of a column may bring a state nearer to its end.
    pub(super) fn is_productive(&self, column: usize) -> bool {
        let cells = &self.cells[column * self.ends.len()..][..self.ends.len()];
        let nearer = |(state, cell): (usize, &Option<(u32, i64)>)| {
            cell.is_some_and(|cell| self.needs[cell.0 as usize] < self.needs[state])
        };
        cells.iter().enumerate().any(nearer)
    }
}

/// The kinds of moves that an automaton treats alike.
struct Columns {
    /// Column of each kind.
    column_of: Vec<u32>,
    /// A kind of each column.
    representatives: Vec<Template>,
}

impl Columns {
    fn new(automaton: &dyn Automaton, frame: &Frame, kinds: &[Template]) -> Self {
        let steady = automaton.is_steady();
        let mut columns: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut representatives: Vec<Template> = Vec::new();
        let mut column_of = Vec::with_capacity(kinds.len());
        for kind in kinds {
            let label = kind.label;
            let mut key = vec![label.steps, if steady { 0 } else { label.first }];
            match label.place {
                Place::Start(place) => {
                    key.push(0);
                    automaton.role(frame.places[place as usize].0, &mut key);
                }
                Place::Stay(place) => {
                    key.push(1);
                    automaton.role(frame.places[place as usize].0, &mut key);
                }
                Place::Idle => key.extend([
                    2,
                    u32::from(kind.rest),
                    u32::from(frame.is_leave(label.first as usize)),
                ]),
                Place::Attend(slot) => key.extend([3, u32::from(slot)]),
                Place::End => key.push(4),
            }
            let next = representatives.len() as u32;
            let column = *columns.entry(key).or_insert(next);
            if column == next {
                representatives.push(*kind);
            }
            column_of.push(column);
        }
        Self {
            column_of,
            representatives,
        }
    }
}

/// The states of an automaton while they are listed, with the moves that each may make: column, next state, value.
struct Rows {
    states: Vec<Box<[u32]>>,
    known: FxHashMap<Box<[u32]>, u32>,
    moves: Vec<Vec<(u32, u32, i64)>>,
}

impl Rows {
    /// Lists the states of an automaton; `None` if there are more than `most` cells, or if `stop` says so in the meantime.
    ///
    /// A short table lists all states, so that states with the same future are merged; a long one is listed step by step, which may keep
    /// some of them apart.
    fn of(
        automaton: &dyn Automaton,
        frame: &Frame,
        columns: &[Template],
        most: usize,
        stop: Stop<'_>,
    ) -> Option<Self> {
        let mut start = vec![0_u32; automaton.width()];
        automaton.start(&mut start);
        let steady = automaton.is_steady();
        let whole = if steady { most } else { most.min(WHOLE) };
        let mut rows = Self::new(start.clone());
        if rows
            .list_all(automaton, frame, columns, whole, stop)
            .is_none()
        {
            if steady || stop() {
                return None;
            }
            rows = Self::new(start);
            rows.list_by_step(automaton, frame, columns, most, stop)?;
        }
        Some(rows)
    }

    fn new(start: Vec<u32>) -> Self {
        let start: Box<[u32]> = start.into();
        let mut known = FxHashMap::default();
        known.insert(start.clone(), 0);
        Self {
            states: vec![start],
            known,
            moves: vec![Vec::new()],
        }
    }

    /// Makes a move of a kind in a state; the next state, if the automaton allows the move.
    fn follow(
        &mut self,
        automaton: &dyn Automaton,
        frame: &Frame,
        state: usize,
        column: usize,
        kind: &Template,
    ) -> Option<u32> {
        let mut after = self.states[state].clone();
        let value = kind.moves(frame).try_fold(0, |value, (step, moved)| {
            Some(value + automaton.step(&mut after, step, moved)?)
        })?;
        if let (Place::Start(_), Some(activity)) = (kind.label.place, kind.activity(frame)) {
            automaton.started(&mut after, activity);
        }
        let next = self.states.len() as u32;
        let id = *self.known.entry(after.clone()).or_insert(next);
        if id == next {
            self.states.push(after);
            self.moves.push(Vec::new());
        }
        self.moves[state].push((column as u32, id, value));
        Some(id)
    }

    /// Lists states with all moves, whether or not their steps fit; `None` if there are too many cells.
    fn list_all(
        &mut self,
        automaton: &dyn Automaton,
        frame: &Frame,
        columns: &[Template],
        most: usize,
        stop: Stop<'_>,
    ) -> Option<()> {
        // Fewest moves that lead to each state. A move takes at least one step, so no move follows after as many moves as there are steps.
        let mut depth = vec![0_usize];
        let mut state = 0;
        while state < self.states.len() {
            if depth[state] < frame.leave.len() {
                for (column, kind) in columns.iter().enumerate() {
                    self.follow(automaton, frame, state, column, kind);
                    depth.resize(self.states.len(), depth[state] + 1);
                }
            }
            let is_asked = state.is_multiple_of(STATES_BETWEEN_QUESTIONS);
            if self.states.len().saturating_mul(columns.len()) > most || is_asked && stop() {
                return None;
            }
            state += 1;
        }
        Some(())
    }

    /// Lists states step by step: a state makes only the moves of the steps in which it may be. `None` if there are too many cells.
    fn list_by_step(
        &mut self,
        automaton: &dyn Automaton,
        frame: &Frame,
        columns: &[Template],
        most: usize,
        stop: Stop<'_>,
    ) -> Option<()> {
        let steps = frame.leave.len();
        let mut of_step: Vec<Vec<usize>> = vec![Vec::new(); steps];
        columns
            .iter()
            .enumerate()
            .for_each(|(column, kind)| of_step[kind.label.first as usize].push(column));
        let mut at: Vec<Vec<u32>> = vec![Vec::new(); steps + 1];
        let mut seen: rustc_hash::FxHashSet<(usize, u32)> = rustc_hash::FxHashSet::default();
        at[0].push(0);
        for step in 0..steps {
            for (number, state) in std::mem::take(&mut at[step]).into_iter().enumerate() {
                if number.is_multiple_of(STATES_BETWEEN_QUESTIONS) && stop() {
                    return None;
                }
                for &column in &of_step[step] {
                    let kind = &columns[column];
                    let after = (kind.label.first + kind.label.steps) as usize;
                    if let Some(next) = self.follow(automaton, frame, state as usize, column, kind)
                        && after <= steps
                        && seen.insert((after, next))
                    {
                        at[after].push(next);
                    }
                }
                if self.states.len().saturating_mul(columns.len()) > most {
                    return None;
                }
            }
        }
        Some(())
    }

    /// The class of each state: states with the same future are in one. O(moves) for each round.
    fn classes(&self, ends: &[Option<i64>]) -> Vec<u32> {
        let count = self.states.len();
        let mut class_of: Vec<u32> = vec![0; count];
        let mut classes = 1;
        loop {
            // The first state of each class found so far, by a hash of its future.
            let mut known: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
            let mut firsts: Vec<usize> = Vec::new();
            let mut refined = Vec::with_capacity(count);
            let future = |state: usize| {
                self.moves[state]
                    .iter()
                    .map(|&(column, next, value)| (column, class_of[next as usize], value))
            };
            for state in 0..count {
                let mut hasher = rustc_hash::FxHasher::default();
                (class_of[state], ends[state]).hash(&mut hasher);
                future(state).for_each(|moved| moved.hash(&mut hasher));
                let alike = known.entry(hasher.finish()).or_default();
                let same = |class: &&u32| {
                    let first = firsts[**class as usize];
                    (class_of[first], ends[first]) == (class_of[state], ends[state])
                        && future(first).eq(future(state))
                };
                let class = alike.iter().find(same).copied().unwrap_or_else(|| {
                    alike.push(firsts.len() as u32);
                    firsts.push(state);
                    firsts.len() as u32 - 1
                });
                refined.push(class);
            }
            let found = firsts.len();
            class_of = refined;
            if found == classes {
                return class_of;
            }
            classes = found;
        }
    }
}
