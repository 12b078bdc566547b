//! Automata as tables over packed states.
//!
//! The states that an automaton can be in between two moves are enumerated and merged where they have the same future; the states of several
//! automata lie side by side in a few words. A move looks only at the automata that it matters to. Diagrams are built from these tables, and what
//! a relaxed diagram leaves out is followed with them.

use super::automata::Automaton;
use super::frame::{Frame, Template};
use super::graph::Place;
use rustc_hash::FxHashMap;

/// Packed states of several automata.
pub(crate) type State = [u64; WORDS];
/// Words of a state.
pub(super) const WORDS: usize = 6;

/// A move that is not allowed.
const REFUSED: u32 = u32::MAX;

/// One automaton over kinds of moves.
#[derive(Debug)]
pub(super) struct Table {
    start: usize,
    /// Value of ending in each state.
    ends: Vec<Option<i64>>,
    /// Column of each kind.
    column_of: Vec<u32>,
    /// Next state and value, `column * states + state`.
    cells: Vec<Option<(u32, i64)>>,
}

impl Table {
    /// Enumerates the states of an automaton and merges them; `None` if there are more than `most` cells.
    ///
    /// # Complexity
    /// States × columns; columns are kinds of moves, those of activities with the same role counted once.
    pub(super) fn new(automaton: &dyn Automaton, frame: &Frame, kinds: &[Template], most: usize) -> Option<Self> {
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
                Place::Idle => key.extend([2, u32::from(kind.rest), u32::from(frame.leave[label.first as usize])]),
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
        let mut start = vec![0_u32; automaton.width()];
        automaton.start(&mut start);
        let mut states: Vec<Box<[u32]>> = vec![start.clone().into()];
        let mut known: FxHashMap<Box<[u32]>, u32> = FxHashMap::default();
        known.insert(start.into(), 0);
        let mut rows: Vec<Option<(u32, i64)>> = Vec::new();
        // Fewest moves that lead to each state. A move takes a step at least, so that nothing follows after as many moves as steps.
        let mut moves = vec![0_usize];
        let mut position = 0;
        while position < states.len() {
            if moves[position] >= frame.leave.len() {
                rows.extend(std::iter::repeat_n(None, representatives.len()));
                position += 1;
                continue;
            }
            for kind in &representatives {
                let mut state = states[position].clone();
                let run = kind.moves(frame).try_fold(0, |value, (step, moved)| Some(value + automaton.step(&mut state, step, moved)?));
                if let (Place::Start(_), Some(activity)) = (kind.label.place, kind.activity(frame)) {
                    automaton.started(&mut state, activity);
                }
                rows.push(run.map(|value| {
                    let next = states.len() as u32;
                    let id = *known.entry(state.clone()).or_insert(next);
                    if id == next {
                        states.push(state);
                        moves.push(moves[position] + 1);
                    }
                    (id, value)
                }));
            }
            if states.len().saturating_mul(representatives.len()) > most {
                return None;
            }
            position += 1;
        }
        let (count, width) = (states.len(), representatives.len());
        let mut cells = vec![None; count * width];
        for (at, cell) in rows.into_iter().enumerate() {
            cells[at % width * count + at / width] = cell;
        }
        Some(Self { start: 0, ends: states.iter().map(|state| automaton.end(state)).collect(), column_of, cells }.merged())
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

    /// States with the same future become one.
    fn merged(self) -> Self {
        type Future = (u32, Option<i64>, Vec<Option<(u32, i64)>>);
        let count = self.ends.len();
        let columns = self.cells.len() / count;
        let mut class_of: Vec<u32> = vec![0; count];
        let mut classes = 1;
        loop {
            let mut known: FxHashMap<Future, u32> = FxHashMap::default();
            let mut refined = Vec::with_capacity(count);
            for state in 0..count {
                let cells =
                    (0..columns).map(|column| self.cells[column * count + state].map(|(next, value)| (class_of[next as usize], value)));
                let next = known.len() as u32;
                refined.push(*known.entry((class_of[state], self.ends[state], cells.collect())).or_insert(next));
            }
            let found = known.len();
            class_of = refined;
            if found == classes {
                break;
            }
            classes = found;
        }
        let mut ends = vec![None; classes];
        let mut cells = vec![None; classes * columns];
        for state in 0..count {
            let class = class_of[state] as usize;
            ends[class] = self.ends[state];
            for column in 0..columns {
                cells[column * classes + class] = self.cells[column * count + state].map(|(next, value)| (class_of[next as usize], value));
            }
        }
        Self { start: class_of[self.start] as usize, ends, column_of: self.column_of, cells }
    }
}

/// Where the state of one automaton lies.
#[derive(Clone, Copy, Debug)]
struct Part {
    word: u8,
    shift: u8,
    mask: u64,
    /// First entry of its ends.
    ends: u32,
}

/// Several automata side by side.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    start: State,
    used: [u8; WORDS],
    parts: Vec<Part>,
    /// Value of ending in each state of each part, or `None`.
    ends: Vec<Option<i64>>,
    /// First move of each kind; one more entry than kinds.
    first_move: Vec<u32>,
    /// The parts that a kind matters to, with the first entry of their column.
    moves: Vec<(u16, u32)>,
    /// Columns: next state and value by state.
    next: Vec<u32>,
    values: Vec<i64>,
    /// Automata that are not among the parts, by position: they have too many states, or there was no room.
    missing: Vec<usize>,
}

impl Packed {
    /// Packs tables, all over the same kinds of moves, numbered from 0; the kind after the last one is no move. `None` stands for an automaton without a table.
    pub(super) fn new<'a>(tables: impl Iterator<Item = Option<&'a Table>>, kinds: usize) -> Self {
        let mut packed = Self::default();
        let mut moves: Vec<Vec<(u16, u32)>> = vec![Vec::new(); kinds];
        for (position, table) in tables.enumerate() {
            let room = table.and_then(|table| {
                let bits = usize::BITS - table.ends.len().saturating_sub(1).leading_zeros();
                let word = packed.used.iter().position(|used| u32::from(*used) + bits <= 64)?;
                Some((table, word, bits as u8))
            });
            match room {
                Some((table, word, bits)) => packed.add(table, word, bits, &mut moves),
                None => packed.missing.push(position),
            }
        }
        // One kind more for what is no move.
        for moves in moves.into_iter().chain([Vec::new()]) {
            packed.first_move.push(packed.moves.len() as u32);
            packed.moves.extend(moves);
        }
        packed.first_move.push(packed.moves.len() as u32);
        packed
    }

    fn add(&mut self, table: &Table, word: usize, bits: u8, moves: &mut [Vec<(u16, u32)>]) {
        let part = self.parts.len() as u16;
        let mask = if bits == 0 { 0 } else { u64::MAX >> (64 - u32::from(bits)) };
        let shift = if bits == 0 { 0 } else { self.used[word] };
        self.used[word] += bits;
        self.start[word] |= (table.start as u64) << shift;
        self.parts.push(Part { word: word as u8, shift, mask, ends: self.ends.len() as u32 });
        self.ends.extend(&table.ends);
        let states = table.ends.len();
        let at: Vec<Option<u32>> = table
            .cells
            .chunks(states)
            .map(|cells| {
                // A move that changes nothing is not looked at.
                if cells.iter().enumerate().all(|(state, cell)| *cell == Some((state as u32, 0))) {
                    return None;
                }
                let at = self.next.len() as u32;
                self.next.extend(cells.iter().map(|cell| cell.map_or(REFUSED, |cell| cell.0)));
                self.values.extend(cells.iter().map(|cell| cell.map_or(0, |cell| cell.1)));
                Some(at)
            })
            .collect();
        for (moves, column) in moves.iter_mut().zip(&table.column_of) {
            if let Some(at) = at[*column as usize] {
                moves.push((part, at));
            }
        }
    }

    /// The states before the first move.
    pub(crate) fn start<const WORDS: usize>(&self) -> [u64; WORDS] {
        std::array::from_fn(|word| self.start.get(word).copied().unwrap_or(0))
    }
    /// Number of words that states fill.
    pub(super) fn words(&self) -> usize {
        self.used.iter().filter(|used| **used > 0).count()
    }
    /// Some automaton is not followed: what is allowed here may break its rule.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.missing.is_empty()
    }
    /// Those that are not followed, by position.
    pub(super) fn missing(&self) -> &[usize] {
        &self.missing
    }
    /// Makes a move: its value, or `None` if an automaton does not allow it. O(automata that it matters to).
    #[inline]
    pub(crate) fn follow<const WORDS: usize>(&self, state: &mut [u64; WORDS], kind: u32) -> Option<i64> {
        let kind = kind as usize;
        let mut value = 0;
        for &(part, at) in &self.moves[self.first_move[kind] as usize..self.first_move[kind + 1] as usize] {
            let part = &self.parts[part as usize];
            let word = &mut state[part.word as usize];
            let cell = at as usize + ((*word >> part.shift) & part.mask) as usize;
            let next = self.next[cell];
            if next == REFUSED {
                return None;
            }
            value += self.values[cell];
            *word = (*word & !(part.mask << part.shift)) | (u64::from(next) << part.shift);
        }
        Some(value)
    }
    /// Value of ending in a state, or `None` if an automaton does not allow it. O(automata).
    pub(crate) fn end<const WORDS: usize>(&self, state: &[u64; WORDS]) -> Option<i64> {
        let mut value = 0;
        for part in &self.parts {
            value += self.ends[part.ends as usize + ((state[part.word as usize] >> part.shift) & part.mask) as usize]?;
        }
        Some(value)
    }
}
