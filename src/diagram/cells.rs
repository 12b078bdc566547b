//! Places whose rotations are nothing but their cells.
//!
//! Where no rule tells a rotation that starts anew from one that goes on, the state need not hold where a rotation starts: two consecutive
//! blocks in a place are one rotation in any case. Such a place leaves no trace in the state, so that a diagram does not have a node for
//! each of them.

use super::automata::{Automaton, Relaxation};
use super::automaton_table::AutomatonTable;
use super::frame::{Frame, Templates};
use super::graph::Place;
use std::sync::Arc;

/// The kinds of a place's moves of one step: to start and to go on.
type Pair = (u32, u32);

impl Frame {
    /// Finds the places whose rotations are nothing but their cells, by the automata and their tables over the frame's moves.
    ///
    /// # Complexity
    /// For each place and automaton, its states × steps.
    pub(super) fn find_cells(
        &self,
        templates: &Templates,
        automata: &[Box<dyn Automaton>],
        tables: &[Option<Arc<AutomatonTable>>],
    ) -> Vec<bool> {
        let mut pairs: Vec<Vec<Pair>> = vec![Vec::new(); self.places.len()];
        let mut attends: Vec<u32> = Vec::new();
        for step in 0..self.leave.len() {
            let of_step = templates.of_step(step);
            let kind_at = |position: usize, stay: bool| {
                let is_it = |index: &usize| match templates.list[*index].label.place {
                    Place::Stay(place) => stay && place as usize == position,
                    Place::Start(place) => !stay && place as usize == position,
                    Place::Idle | Place::Attend(_) | Place::End => false,
                };
                of_step
                    .clone()
                    .find(is_it)
                    .map(|index| templates.kind_of[index])
            };
            for (position, pairs) in pairs.iter_mut().enumerate() {
                pairs.extend(kind_at(position, false).zip(kind_at(position, true)));
            }
            let slots = of_step
                .clone()
                .filter(|index| matches!(templates.list[*index].label.place, Place::Attend(_)));
            attends.extend(slots.map(|index| templates.kind_of[index]));
        }
        pairs.iter_mut().chain([]).for_each(|pairs| {
            pairs.sort_unstable();
            pairs.dedup();
        });
        attends.sort_unstable();
        attends.dedup();
        let is_cell = |(position, place): (usize, &(crate::ids::ActivityId, usize, usize))| {
            let counts_starts = |automaton: &dyn Automaton| match automaton.relaxation() {
                Relaxation::Drop { rows, .. } => rows
                    .iter()
                    .any(|row| row.sum.starts && row.sum.counts(place.0)),
                Relaxation::Keep => false,
            };
            // A place that is kept is not given up in between: that takes a state.
            self.base.kept.is_empty()
                && self.base.leave_of.is_empty()
                && place.1 == 1
                && place.2 > 1
                && !self.start_values[position]
                && !automata
                    .iter()
                    .any(|automaton| counts_starts(automaton.as_ref()))
                && tables.iter().all(|table| {
                    table
                        .as_ref()
                        .is_some_and(|table| starts_are_stays(table, &pairs[position], &attends))
                })
        };
        self.places.iter().enumerate().map(is_cell).collect()
    }
}

/// True if it makes no difference whether a rotation goes on or starts anew.
pub(super) fn starts_are_stays(table: &AutomatonTable, pairs: &[Pair], attends: &[u32]) -> bool {
    // Most tables do not ask for the step.
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable_by_key(|pair| (table.column(pair.0), table.column(pair.1)));
    pairs.dedup_by_key(|pair| (table.column(pair.0), table.column(pair.1)));
    let mut inside = vec![false; table.states()];
    let mut list: Vec<usize> = Vec::new();
    let mut enter = |next: Option<(u32, i64)>, list: &mut Vec<usize>| {
        if let Some((next, _)) = next
            && !std::mem::replace(&mut inside[next as usize], true)
        {
            list.push(next as usize);
        }
    };
    for state in 0..table.states() {
        pairs
            .iter()
            .for_each(|pair| enter(table.follow(state, pair.0), &mut list));
    }
    while let Some(state) = list.pop() {
        for &(start, stay) in &pairs {
            if table.follow(state, start) != table.follow(state, stay) {
                return false;
            }
            enter(table.follow(state, stay), &mut list);
        }
        attends
            .iter()
            .for_each(|kind| enter(table.follow(state, *kind), &mut list));
    }
    true
}
