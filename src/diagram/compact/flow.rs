//! Automata as flows through their own states, as few as the columns tell apart.

use super::super::automaton_table::AutomatonTable;
use super::super::frame::Templates;
use super::super::graph::Place;
use super::columns::{Column, Kinds, Part};
use rustc_hash::FxHashMap;

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

/// The table of an automaton that becomes a flow.
pub(super) struct FlowTable {
    pub(super) table: AutomatonTable,
    /// It is the base: where rotations start, go on and end.
    pub(super) is_base: bool,
}

impl StateFlow {
    /// An automaton as few states and effects as the columns tell apart.
    pub(super) fn new(
        of: &FlowTable,
        columns: &[Column],
        moves: &[Vec<u32>],
        kinds: &Kinds,
    ) -> Self {
        let Effects { list, effect_of } = Effects::new(of, columns, moves, kinds);
        let reached = reached(&of.table, &list);
        Self {
            effect_of,
            ..merged_flow(&of.table, &list, &reached)
        }
    }
}

/// What a move does: next state and value by state, `None` where it is not allowed.
type Effect = Vec<Option<(u32, i64)>>;

/// What the columns do.
struct Effects {
    list: Vec<Effect>,
    effect_of: Vec<u32>,
}

impl Effects {
    /// What the moves of each column do to the states of an automaton.
    fn new(of: &FlowTable, columns: &[Column], moves: &[Vec<u32>], kinds: &Kinds) -> Self {
        let table = &of.table;
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut list: Vec<Effect> = Vec::new();
        let mut effect_of = Vec::with_capacity(columns.len());
        for (column, moves) in columns.iter().zip(moves) {
            let mut key: Vec<u32> = moves.iter().map(|kind| table.column(*kind)).collect();
            // Where the base is a flow, a cell goes on if it was there before.
            let stay = match column.part {
                Part::Cell(_) if of.is_base => frame_stay(kinds, moves[0], column.first),
                _ => None,
            };
            key.extend(stay.map(|kind| table.column(kind)));
            let next = list.len() as u32;
            let effect = *known.entry(key).or_insert(next);
            if effect == next {
                let after = |state: usize| {
                    follow_all(table, state, moves).or_else(|| table.follow(state, stay?))
                };
                list.push((0..table.states()).map(after).collect());
            }
            effect_of.push(effect);
        }
        Self { list, effect_of }
    }
}

/// The states that columns lead to.
fn reached(table: &AutomatonTable, effects: &[Effect]) -> Vec<bool> {
    let mut reached = vec![false; table.states()];
    let mut list = vec![table.start()];
    reached[table.start()] = true;
    while let Some(state) = list.pop() {
        for effect in effects {
            if let Some((next, _)) = effect[state]
                && !std::mem::replace(&mut reached[next as usize], true)
            {
                list.push(next as usize);
            }
        }
    }
    reached
}

/// The flow through classes of states that columns do not tell apart; which column has which effect is left open.
fn merged_flow(table: &AutomatonTable, effects: &[Effect], reached: &[bool]) -> StateFlow {
    let (class_of, classes) = merged(table, effects, reached);
    let mut flow = StateFlow {
        start: class_of[table.start()],
        ends: vec![None; classes],
        effects: vec![vec![None; classes]; effects.len()],
        effect_of: Vec::new(),
    };
    for state in (0..reached.len()).filter(|state| reached[*state]) {
        let class = class_of[state] as usize;
        flow.ends[class] = table.end(state);
        for (effect, merged) in effects.iter().zip(&mut flow.effects) {
            merged[class] = effect[state].map(|(next, value)| (class_of[next as usize], value));
        }
    }
    flow
}

/// The value of an effect that changes nothing and is worth the same everywhere: it is a value of the column.
pub(super) fn constant(effect: &[Option<(u32, i64)>]) -> Option<i64> {
    let value = effect.first().copied().flatten()?.1;
    let mut cells = effect.iter().enumerate();
    cells
        .all(|(state, cell)| *cell == Some((state as u32, value)))
        .then_some(value)
}

/// The stay of the place whose start at a step is of a kind.
fn frame_stay(kinds: &Kinds, start: u32, step: usize) -> Option<u32> {
    let places = kinds.start.len().checked_div(kinds.steps)?;
    (0..places)
        .find(|place| kinds.start(*place, step) == Some(start))
        .and_then(|place| kinds.stay(place, step))
}

/// Makes several moves one after the other.
fn follow_all(table: &AutomatonTable, state: usize, moves: &[u32]) -> Option<(u32, i64)> {
    moves
        .iter()
        .try_fold((state as u32, 0_i64), |(state, sum), kind| {
            let (next, value) = table.follow(state as usize, *kind)?;
            Some((next, sum.saturating_add(value)))
        })
}

/// True if it makes no difference whether a rotation of a place goes on or starts again.
pub(super) fn starts_are_stays(
    table: &AutomatonTable,
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
fn merged(table: &AutomatonTable, effects: &[Effect], reached: &[bool]) -> (Vec<u32>, usize) {
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
