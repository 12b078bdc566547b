//! An automaton as a flow through its own states, tied to the columns by one row for each group of moves that it treats alike.

use super::writer::Writer;
use crate::diagram::{NEUTRAL, Outline, StateFlow};
use std::collections::BTreeMap;

/// Columns that the automaton treats alike: the same steps and the same effect.
#[derive(Debug)]
pub(super) struct Group {
    first: usize,
    end: usize,
    /// Columns of the outline.
    columns: Vec<usize>,
    /// State, next state and value of each arc.
    arcs: Vec<(u32, u32, i64)>,
}

/// Steps covered by a column that changes nothing: a state goes on over them.
fn covered(outline: &Outline, flow: &StateFlow, alive: &[bool]) -> Vec<bool> {
    let mut covered = vec![false; outline.steps];
    for ((column, effect), alive) in outline.columns.iter().zip(&flow.effect_of).zip(alive) {
        if *alive && *effect == NEUTRAL {
            covered[column.first..column.end()].fill(true);
        }
    }
    covered
}

/// The groups with the arcs that lie on a way through the states; columns without one are taken out. `None` if there is no way.
pub(super) fn groups(
    outline: &Outline,
    flow: &StateFlow,
    alive: &mut [bool],
) -> Option<Vec<Group>> {
    let (steps, states) = (outline.steps, flow.ends.len());
    let mut grouped: BTreeMap<(usize, usize, u32), Vec<usize>> = BTreeMap::new();
    for (number, effect) in flow
        .effect_of
        .iter()
        .enumerate()
        .filter(|(number, effect)| alive[*number] && **effect != NEUTRAL)
    {
        let column = &outline.columns[number];
        grouped
            .entry((column.first, column.end(), *effect))
            .or_default()
            .push(number);
    }
    let covered = covered(outline, flow, alive);
    let mut forward = vec![vec![false; states]; steps + 1];
    let mut backward = vec![vec![false; states]; steps + 1];
    forward[0][flow.start as usize] = true;
    let mut next = grouped.iter().peekable();
    for step in 0..steps {
        while let Some(((_, end, effect), _)) = next.next_if(|(key, _)| key.0 == step) {
            for (state, cell) in flow.effects[*effect as usize].iter().enumerate() {
                if let (true, Some((to, _))) = (forward[step][state], cell) {
                    forward[*end][*to as usize] = true;
                }
            }
        }
        if covered[step] {
            let (before, after) = forward.split_at_mut(step + 1);
            after[0]
                .iter_mut()
                .zip(&before[step])
                .for_each(|(to, from)| *to |= *from);
        }
    }
    backward[steps] = flow.ends.iter().map(Option::is_some).collect();
    let mut next = grouped.iter().rev().peekable();
    for step in (0..steps).rev() {
        if covered[step] {
            backward[step] = backward[step + 1].clone();
        }
        while let Some(((_, end, effect), _)) = next.next_if(|(key, _)| key.0 == step) {
            for (state, cell) in flow.effects[*effect as usize].iter().enumerate() {
                if let Some((to, _)) = cell {
                    backward[step][state] |= backward[*end][*to as usize];
                }
            }
        }
    }
    if !backward[0][flow.start as usize] {
        return None;
    }
    let mut groups = Vec::with_capacity(grouped.len());
    for ((first, end, effect), columns) in grouped {
        let cells = flow.effects[effect as usize].iter().enumerate();
        let arcs: Vec<(u32, u32, i64)> = cells
            .filter_map(|(state, cell)| {
                let (to, value) = (*cell)?;
                (forward[first][state] && backward[end][to as usize]).then_some((
                    state as u32,
                    to,
                    value,
                ))
            })
            .collect();
        if arcs.is_empty() {
            columns.iter().for_each(|column| alive[*column] = false);
        } else {
            groups.push(Group {
                first,
                end,
                columns,
                arcs,
            });
        }
    }
    Some(groups)
}

/// Arcs that lead into a state before a step, and out of it.
#[derive(Clone, Default)]
struct Node {
    into: Vec<usize>,
    out: Vec<usize>,
}

/// Writes the flow of one automaton.
pub(super) fn write(writer: &mut Writer<'_>, flow: &StateFlow, groups: &[Group]) {
    let outline = writer.outline;
    let (steps, states) = (outline.steps, flow.ends.len());
    let alive: Vec<bool> = writer.columns.iter().map(Option::is_some).collect();
    let covered = covered(outline, flow, &alive);
    let mut nodes = vec![Node::default(); (steps + 1) * states];
    for group in groups {
        let columns: Vec<usize> = group
            .columns
            .iter()
            .filter_map(|column| writer.columns[*column])
            .collect();
        if let [(from, to, value)] = group.arcs[..] {
            // The columns themselves are the arc.
            group
                .columns
                .iter()
                .for_each(|column| writer.values[*column] += value);
            nodes[group.first * states + from as usize]
                .out
                .extend(&columns);
            nodes[group.end * states + to as usize]
                .into
                .extend(&columns);
            continue;
        }
        let mut terms: Vec<(usize, f64)> = columns.iter().map(|column| (*column, -1.0)).collect();
        for &(from, to, value) in &group.arcs {
            let arc = writer.add_column(value);
            terms.push((arc, 1.0));
            nodes[group.first * states + from as usize].out.push(arc);
            nodes[group.end * states + to as usize].into.push(arc);
        }
        writer.model.add_row(0.0, 0.0, terms);
    }
    for state in 0..states {
        let mut carried: Option<usize> = None;
        for step in 0..=steps {
            let node = &nodes[step * states + state];
            let source = f64::from(u8::from(step == 0 && state == flow.start as usize));
            let goes_on = covered.get(step).copied().unwrap_or(false);
            if node.into.is_empty()
                && node.out.is_empty()
                && source == 0.0
                && (carried.is_none() || (goes_on && step < steps))
            {
                continue;
            }
            let ends = if step == steps {
                flow.ends[state]
            } else {
                None
            };
            // Where ending costs nothing, no row is needed.
            if ends == Some(0) {
                continue;
            }
            let mut terms: Vec<(usize, f64)> = node.into.iter().map(|arc| (*arc, 1.0)).collect();
            terms.extend(carried.map(|carried| (carried, 1.0)));
            terms.extend(node.out.iter().map(|arc| (*arc, -1.0)));
            carried = if goes_on {
                Some(writer.add_column(0))
            } else {
                None
            };
            let last = ends.map(|value| writer.add_column(value));
            terms.extend(carried.into_iter().chain(last).map(|column| (column, -1.0)));
            writer.model.add_row(-source, -source, terms);
        }
    }
}
