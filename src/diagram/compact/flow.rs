//! Automata as flows through their own states, as few as the columns tell apart.

use super::super::frame::Templates;
use super::super::graph::Place;
use super::super::packed::Table;
use super::Outline;
use super::columns::{Kinds, Part};
use rustc_hash::FxHashMap;

/// Most arcs of a flow, states × groups of moves.
const MOST_ARCS: usize = 12_000;

/// Column whose move changes nothing in a flow.
pub(crate) const NEUTRAL: u32 = u32::MAX;

/// An automaton as states between the columns.
#[derive(Clone, Debug)]
pub(crate) struct StateFlow {
    pub(crate) start: u32,
    /// Value of ending in each state, `None` where that is not allowed.
    pub(crate) ends: Vec<Option<i64>>,
    /// What moves do: next state and value by state.
    pub(crate) effects: Vec<Vec<Option<(u32, i64)>>>,
    /// Effect of each column, or [`NEUTRAL`].
    pub(crate) effect_of: Vec<u32>,
}

impl Outline {
    /// Adds an automaton as a flow, as few states and effects as the columns tell apart; none if its state never matters.
    pub(super) fn add_flow(
        &mut self,
        table: &Table,
        is_base: bool,
        (moves, kinds): (&[Vec<u32>], &Kinds),
        removed: &mut [bool],
    ) {
        let states = table.states();
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut effects: Vec<Vec<Option<(u32, i64)>>> = Vec::new();
        let mut effect_of = Vec::with_capacity(self.columns.len());
        for (column, moves) in self.columns.iter().zip(moves) {
            let mut key: Vec<u32> = moves.iter().map(|kind| table.column(*kind)).collect();
            // Where the base is a flow, a cell goes on if it was there before.
            let stay = match column.part {
                Part::Cell(_) if is_base => frame_stay(kinds, moves[0], column.first),
                _ => None,
            };
            key.extend(stay.map(|kind| table.column(kind)));
            let next = effects.len() as u32;
            let effect = *known.entry(key).or_insert(next);
            if effect == next {
                effects.push(
                    (0..states)
                        .map(|state| {
                            follow_all(table, state, moves).or_else(|| table.follow(state, stay?))
                        })
                        .collect(),
                );
            }
            effect_of.push(effect);
        }
        // States that columns lead to.
        let mut reached = vec![false; states];
        let mut list = vec![table.start()];
        reached[table.start()] = true;
        while let Some(state) = list.pop() {
            for effect in &effects {
                if let Some((next, _)) = effect[state]
                    && !std::mem::replace(&mut reached[next as usize], true)
                {
                    list.push(next as usize);
                }
            }
        }
        let (class_of, classes) = merged(table, &effects, &reached);
        let mut ends = vec![None; classes];
        let mut start = 0;
        let mut merged_effects = vec![vec![None; classes]; effects.len()];
        for state in (0..states).filter(|state| reached[*state]) {
            let class = class_of[state] as usize;
            ends[class] = table.end(state);
            if state == table.start() {
                start = class as u32;
            }
            for (effect, merged) in effects.iter().zip(&mut merged_effects) {
                merged[class] = effect[state].map(|(next, value)| (class_of[next as usize], value));
            }
        }
        // What changes nothing and is worth the same everywhere is a value of the column.
        let constant = |effect: &[Option<(u32, i64)>]| {
            let value = effect.first().copied().flatten()?.1;
            let same = effect
                .iter()
                .enumerate()
                .all(|(state, cell)| *cell == Some((state as u32, value)));
            same.then_some(value)
        };
        let mut groups: FxHashMap<(usize, usize, u32), ()> = FxHashMap::default();
        for (number, effect) in effect_of.iter_mut().enumerate() {
            let cells = &merged_effects[*effect as usize];
            if cells.iter().all(Option::is_none) {
                removed[number] = true;
            } else if let Some(value) = constant(cells) {
                self.columns[number].value = self.columns[number].value.saturating_add(value);
                *effect = NEUTRAL;
            } else {
                groups.insert(
                    (
                        self.columns[number].first,
                        self.columns[number].steps,
                        *effect,
                    ),
                    (),
                );
            }
        }
        if classes == 1 {
            match ends[0] {
                Some(value) => self.end_value = self.end_value.saturating_add(value),
                // No state may end, so no path may begin.
                None => removed.fill(true),
            }
            return;
        }
        if groups.len().saturating_mul(classes) > MOST_ARCS {
            self.left_out += 1;
            return;
        }
        self.flows.push(StateFlow {
            start,
            ends,
            effects: merged_effects,
            effect_of,
        });
    }
}

/// The stay of the place whose start at a step is of a kind.
fn frame_stay(kinds: &Kinds, start: u32, step: usize) -> Option<u32> {
    let places = kinds.start.len().checked_div(kinds.steps)?;
    (0..places)
        .find(|place| kinds.start(*place, step) == Some(start))
        .and_then(|place| kinds.stay(place, step))
}

/// Makes several moves one after the other.
fn follow_all(table: &Table, state: usize, moves: &[u32]) -> Option<(u32, i64)> {
    moves
        .iter()
        .try_fold((state as u32, 0_i64), |(state, sum), kind| {
            let (next, value) = table.follow(state as usize, *kind)?;
            Some((next, sum.saturating_add(value)))
        })
}

/// True if it makes no difference whether a rotation of a place goes on or starts again.
pub(super) fn starts_are_stays(
    table: &Table,
    kinds: &Kinds,
    templates: &Templates,
    place: usize,
) -> bool {
    let pairs: Vec<(u32, u32)> = (0..kinds.steps)
        .filter_map(|step| Some((kinds.start(place, step)?, kinds.stay(place, step)?)))
        .collect();
    let attends = templates
        .kinds
        .iter()
        .zip(0_u32..)
        .filter(|(kind, _)| matches!(kind.label.place, Place::Attend(_)));
    super::super::cells::starts_are_stays(
        table,
        &pairs,
        &attends.map(|(_, kind)| kind).collect::<Vec<u32>>(),
    )
}

/// Classes of states that columns do not tell apart, and their number.
fn merged(
    table: &Table,
    effects: &[Vec<Option<(u32, i64)>>],
    reached: &[bool],
) -> (Vec<u32>, usize) {
    type Future = (u32, Option<i64>, Vec<Option<(u32, i64)>>);
    let mut class_of = vec![0_u32; reached.len()];
    let mut classes = 1;
    loop {
        let mut known: FxHashMap<Future, u32> = FxHashMap::default();
        let mut refined = vec![0_u32; reached.len()];
        for state in (0..reached.len()).filter(|state| reached[*state]) {
            let cells = effects
                .iter()
                .map(|effect| effect[state].map(|(next, value)| (class_of[next as usize], value)))
                .collect();
            let next = known.len() as u32;
            refined[state] = *known
                .entry((class_of[state], table.end(state), cells))
                .or_insert(next);
        }
        let found = known.len();
        class_of = refined;
        if found == classes {
            return (class_of, classes);
        }
        classes = found;
    }
}
