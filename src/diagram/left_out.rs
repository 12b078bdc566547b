//! The automata left out of a relaxed diagram, as tables over packed states.
//!
//! A pathway of a relaxed diagram is valid if the automata that were left out allow it too. Each of them is followed label by label: its states
//! between labels are enumerated, merged where they have the same future, and packed side by side into a few words. A label moves only the
//! automata that it matters to.

use super::automata::{Automaton, Move};
use super::graph::{Diagram, Label, Place};
use crate::ids::ActivityId;
use rustc_hash::FxHashMap;

/// Packed states of all automata left out.
pub(crate) type State = [u64; 4];

/// Most states of one automaton before merging.
const MOST_STATES: usize = 2_000;
/// A move that is not allowed.
const REFUSED: u16 = u16::MAX;

/// Where the state of one automaton lies.
#[derive(Clone, Copy, Debug)]
struct Part {
    word: u8,
    shift: u8,
    mask: u64,
    /// First entry of its ends.
    ends: u32,
}

/// The automata left out of a class.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    start: State,
    parts: Vec<Part>,
    /// Value of ending in each state of each part, or `None`.
    ends: Vec<Option<i64>>,
    /// Kind of each label: labels of a kind move every part alike.
    kinds: Vec<u32>,
    /// First move of each kind; one more entry than kinds.
    first_move: Vec<u32>,
    /// The parts that a kind matters to, with the first entry of their column.
    moves: Vec<(u16, u32)>,
    /// Columns: next state and value by state.
    next: Vec<u16>,
    values: Vec<i64>,
    /// Some automaton has too many states to be followed.
    incomplete: bool,
}

/// The distinct moves of the labels.
struct Kinds {
    of_label: Vec<u32>,
    /// A label for each kind.
    labels: Vec<Label>,
}

impl Kinds {
    /// With `steady` automata alone, labels that differ by their first step are of one kind.
    fn new(diagram: &Diagram, leave: &[bool], steady: bool) -> Self {
        let mut known: FxHashMap<(Place, u32, u32, bool), u32> = FxHashMap::default();
        let mut kinds = Self { of_label: Vec::with_capacity(diagram.labels().len()), labels: Vec::new() };
        for label in diagram.labels() {
            let away = label.place == Place::Idle && leave[label.first as usize];
            let first = if steady { 0 } else { label.first };
            let next = kinds.labels.len() as u32;
            let kind = *known.entry((label.place, first, label.steps, away)).or_insert(next);
            if kind == next {
                kinds.labels.push(*label);
            }
            kinds.of_label.push(kind);
        }
        kinds
    }
}

impl LeftOut {
    /// Tables of the automata for the labels of the diagram. O(states × kinds of labels × automata).
    pub(super) fn new(dropped: &[Box<dyn Automaton>], diagram: &Diagram, leave: &[bool]) -> Self {
        let mut left_out = Self::default();
        if dropped.is_empty() {
            return left_out;
        }
        let kinds = Kinds::new(diagram, leave, dropped.iter().all(|automaton| automaton.is_steady()));
        let mut moves: Vec<Vec<(u16, u32)>> = vec![Vec::new(); kinds.labels.len()];
        let mut used = [0_u8; 4];
        for automaton in dropped {
            let table = Table::new(automaton.as_ref(), &kinds, diagram.places(), leave).map(Table::merged);
            let bits = table.as_ref().map_or(64, |table| usize::BITS - table.ends.len().saturating_sub(1).leading_zeros()) as u8;
            let word = (0..4).find(|&word| used[word] + bits <= 64);
            let (Some(table), Some(word)) = (table, word) else {
                left_out.incomplete = true;
                continue;
            };
            left_out.add(&table, (word, used[word], bits), &mut moves);
            used[word] += bits;
        }
        left_out.kinds = kinds.of_label;
        for moves in moves {
            left_out.first_move.push(left_out.moves.len() as u32);
            left_out.moves.extend(moves);
        }
        left_out.first_move.push(left_out.moves.len() as u32);
        left_out
    }

    fn add(&mut self, table: &Table, (word, shift, bits): (usize, u8, u8), moves: &mut [Vec<(u16, u32)>]) {
        let part = self.parts.len() as u16;
        let mask = if bits == 0 { 0 } else { u64::MAX >> (64 - u32::from(bits)) };
        self.start[word] |= (table.start as u64) << (shift % 64);
        self.parts.push(Part { word: word as u8, shift: shift % 64, mask, ends: self.ends.len() as u32 });
        self.ends.extend(&table.ends);
        let states = table.ends.len();
        let columns = table.cells.len() / states.max(1);
        let mut at = vec![None; columns];
        for column in 0..columns {
            let cells = &table.cells[column * states..(column + 1) * states];
            let stays = cells.iter().enumerate().all(|(state, cell)| *cell == Some((state as u32, 0)));
            if !stays {
                at[column] = Some(self.next.len() as u32);
                self.next.extend(cells.iter().map(|cell| cell.map_or(REFUSED, |cell| cell.0 as u16)));
                self.values.extend(cells.iter().map(|cell| cell.map_or(0, |cell| cell.1)));
            }
        }
        for (kind, column) in table.column_of.iter().enumerate() {
            if let Some(at) = at[*column as usize] {
                moves[kind].push((part, at));
            }
        }
    }

    /// The states before the first label.
    pub(crate) fn start(&self) -> State {
        self.start
    }
    /// Some automaton is not followed: what is allowed here may break its rule.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.incomplete
    }
    /// Follows a label: the value of the move, or `None` if an automaton does not allow it. O(automata that it matters to).
    #[inline]
    pub(crate) fn follow(&self, state: &mut State, label: u32) -> Option<i64> {
        let kind = self.kinds[label as usize] as usize;
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
    pub(crate) fn end(&self, state: &State) -> Option<i64> {
        let mut value = 0;
        for part in &self.parts {
            value += self.ends[part.ends as usize + ((state[part.word as usize] >> part.shift) & part.mask) as usize]?;
        }
        Some(value)
    }
}

/// One automaton over kinds of labels.
struct Table {
    start: usize,
    ends: Vec<Option<i64>>,
    /// Column of each kind.
    column_of: Vec<u32>,
    /// Next state and value, `column * states + state`.
    cells: Vec<Option<(u32, i64)>>,
}

/// The moves of a label, step by step.
pub(super) fn moves_of(label: &Label, places: &[ActivityId], leave: &[bool]) -> impl Iterator<Item = (usize, Move)> {
    let count = match label.place {
        Place::Start(_) | Place::Stay(_) => label.steps as usize,
        Place::Idle | Place::Attend(_) => 1,
        Place::End => 0,
    };
    let activity = match label.place {
        Place::Start(place) | Place::Stay(place) => places.get(place as usize).copied(),
        Place::Idle | Place::Attend(_) | Place::End => None,
    };
    let (place, first) = (label.place, label.first as usize);
    let away = leave.get(first).copied().unwrap_or(false);
    (0..count).map(move |offset| {
        let moved = match (place, activity) {
            (Place::Start(_), Some(activity)) if offset == 0 => Move::Start(activity),
            (Place::Start(_) | Place::Stay(_), Some(activity)) => Move::Stay(activity),
            (Place::Attend(slot), _) => Move::Attend(slot as usize),
            // Whether an idle step rests is known to kept automata only: idle rules are never left out.
            _ => Move::Idle { leave: away, rest: false },
        };
        (first + offset, moved)
    })
}

impl Table {
    /// Enumerates the states; `None` if there are too many.
    fn new(automaton: &dyn Automaton, kinds: &Kinds, places: &[ActivityId], leave: &[bool]) -> Option<Self> {
        let steady = automaton.is_steady();
        let mut columns: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut representatives: Vec<Label> = Vec::new();
        let mut column_of = Vec::with_capacity(kinds.labels.len());
        for label in &kinds.labels {
            let mut key = vec![label.steps, if steady { 0 } else { label.first }];
            match label.place {
                Place::Start(place) => {
                    key.push(0);
                    automaton.role(places[place as usize], &mut key);
                }
                Place::Stay(place) => {
                    key.push(1);
                    automaton.role(places[place as usize], &mut key);
                }
                Place::Idle => key.extend([2, u32::from(leave[label.first as usize])]),
                Place::Attend(slot) => key.extend([3, u32::from(slot)]),
                Place::End => key.push(4),
            }
            let next = representatives.len() as u32;
            let column = *columns.entry(key).or_insert(next);
            if column == next {
                representatives.push(*label);
            }
            column_of.push(column);
        }
        let mut start = vec![0_u32; automaton.width()];
        automaton.start(&mut start);
        let mut states: Vec<Box<[u32]>> = vec![start.clone().into()];
        let mut known: FxHashMap<Box<[u32]>, u32> = FxHashMap::default();
        known.insert(start.into(), 0);
        let mut rows: Vec<Vec<Option<(u32, i64)>>> = Vec::new();
        let mut position = 0;
        while position < states.len() {
            let mut row = Vec::with_capacity(representatives.len());
            for label in &representatives {
                let mut state = states[position].clone();
                let run = moves_of(label, places, leave).try_fold(0, |value, (step, moved)| Some(value + automaton.step(&mut state, step, moved)?));
                row.push(run.map(|value| {
                    let next = states.len() as u32;
                    let id = *known.entry(state.clone()).or_insert(next);
                    if id == next {
                        states.push(state);
                    }
                    (id, value)
                }));
            }
            if states.len() > MOST_STATES {
                return None;
            }
            rows.push(row);
            position += 1;
        }
        let count = states.len();
        let mut cells = vec![None; count * representatives.len()];
        for (state, row) in rows.into_iter().enumerate() {
            for (column, cell) in row.into_iter().enumerate() {
                cells[column * count + state] = cell;
            }
        }
        Some(Self { start: 0, ends: states.iter().map(|state| automaton.end(state)).collect(), column_of, cells })
    }

    /// States with the same future are one. O(states² × columns) at worst, in practice a few rounds.
    fn merged(self) -> Self {
        let count = self.ends.len();
        let columns = self.cells.len() / count;
        let mut class_of: Vec<u32> = vec![0; count];
        let mut classes = 1;
        loop {
            type Future = (Option<i64>, u32, Vec<Option<(u32, i64)>>);
            let mut known: FxHashMap<Future, u32> = FxHashMap::default();
            let mut refined = Vec::with_capacity(count);
            for state in 0..count {
                let cells = (0..columns).map(|column| self.cells[column * count + state].map(|(next, value)| (class_of[next as usize], value)));
                let next = known.len() as u32;
                refined.push(*known.entry((self.ends[state], class_of[state], cells.collect())).or_insert(next));
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
                cells[column * classes + class] =
                    self.cells[column * count + state].map(|(next, value)| (class_of[next as usize], value));
            }
        }
        Self { start: class_of[self.start] as usize, ends, column_of: self.column_of, cells }
    }
}
