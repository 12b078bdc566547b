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

/// Columns by first step, end and effect.
type Alike = BTreeMap<(usize, usize, u32), Vec<usize>>;

/// The groups with the arcs that lie on a way through the states; columns without one are taken out. `None` if there is no way.
pub(super) fn groups(
    outline: &Outline,
    flow: &StateFlow,
    alive: &mut [bool],
) -> Option<Vec<Group>> {
    let mut alike = Alike::new();
    for (number, (column, effect)) in outline.columns.iter().zip(&flow.effect_of).enumerate() {
        if alive[number] && *effect != NEUTRAL {
            let key = (column.first, column.end(), *effect);
            alike.entry(key).or_default().push(number);
        }
    }
    let covered = covered(outline, flow, alive);
    let reached = reached(flow, &alike, &covered);
    let leading = leading(flow, &alike, &covered);
    if !leading[0][flow.start as usize] {
        return None;
    }
    let mut groups = Vec::with_capacity(alike.len());
    for ((first, end, effect), columns) in alike {
        let cells = flow.effects[effect as usize].iter().enumerate();
        let arcs: Vec<(u32, u32, i64)> = cells
            .filter_map(|(state, cell)| {
                let (to, value) = (*cell)?;
                let is_on_way = reached[first][state] && leading[end][to as usize];
                is_on_way.then_some((state as u32, to, value))
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

/// States before each step that are reached from the start.
fn reached(flow: &StateFlow, alike: &Alike, covered: &[bool]) -> Vec<Vec<bool>> {
    let steps = covered.len();
    let mut reached = vec![vec![false; flow.ends.len()]; steps + 1];
    reached[0][flow.start as usize] = true;
    let mut next = alike.keys().peekable();
    for step in 0..steps {
        while let Some((_, end, effect)) = next.next_if(|key| key.0 == step) {
            for (state, cell) in flow.effects[*effect as usize].iter().enumerate() {
                if let (true, Some((to, _))) = (reached[step][state], cell) {
                    reached[*end][*to as usize] = true;
                }
            }
        }
        if covered[step] {
            let here = reached[step].clone();
            for (to, here) in reached[step + 1].iter_mut().zip(here) {
                *to |= here;
            }
        }
    }
    reached
}

/// States before each step that lead to an end.
fn leading(flow: &StateFlow, alike: &Alike, covered: &[bool]) -> Vec<Vec<bool>> {
    let steps = covered.len();
    let mut leading = vec![vec![false; flow.ends.len()]; steps + 1];
    leading[steps] = flow.ends.iter().map(Option::is_some).collect();
    let mut next = alike.keys().rev().peekable();
    for step in (0..steps).rev() {
        if covered[step] {
            leading[step] = leading[step + 1].clone();
        }
        while let Some((_, end, effect)) = next.next_if(|key| key.0 == step) {
            for (state, cell) in flow.effects[*effect as usize].iter().enumerate() {
                if let Some((to, _)) = cell {
                    leading[step][state] |= leading[*end][*to as usize];
                }
            }
        }
    }
    leading
}

/// Arcs that lead into a state before a step, and out of it.
#[derive(Clone, Default)]
struct Node {
    into: Vec<usize>,
    out: Vec<usize>,
}

/// Writes the flow of one automaton.
pub(super) fn write(writer: &mut Writer<'_>, flow: &StateFlow, groups: &[Group]) {
    let (steps, states) = (writer.outline.steps, flow.ends.len());
    // By step and state.
    let mut nodes = vec![vec![Node::default(); states]; steps + 1];
    for group in groups {
        write_arcs(writer, group, &mut nodes);
    }
    let alive: Vec<bool> = writer.columns.iter().map(Option::is_some).collect();
    let covered = covered(writer.outline, flow, &alive);
    for state in 0..states {
        write_state(writer, flow, state, &nodes, &covered);
    }
}

/// The arcs of a group, which together are taken as often as its columns.
fn write_arcs(writer: &mut Writer<'_>, group: &Group, nodes: &mut [Vec<Node>]) {
    let columns = group.columns.iter();
    let columns: Vec<usize> = columns
        .filter_map(|column| writer.columns[*column])
        .collect();
    if let [(from, to, value)] = group.arcs[..] {
        // The columns themselves are the arc.
        for column in &group.columns {
            writer.values[*column] += value;
        }
        nodes[group.first][from as usize].out.extend(&columns);
        nodes[group.end][to as usize].into.extend(&columns);
        return;
    }
    let mut terms: Vec<(usize, f64)> = columns.iter().map(|column| (*column, -1.0)).collect();
    for &(from, to, value) in &group.arcs {
        let arc = writer.add_column(value);
        terms.push((arc, 1.0));
        nodes[group.first][from as usize].out.push(arc);
        nodes[group.end][to as usize].into.push(arc);
    }
    writer.model.add_row(0.0, 0.0, terms);
}

/// What comes into a state before each step goes out of it, goes on in it or ends.
fn write_state(
    writer: &mut Writer<'_>,
    flow: &StateFlow,
    state: usize,
    nodes: &[Vec<Node>],
    covered: &[bool],
) {
    let steps = covered.len();
    let mut carried: Option<usize> = None;
    for (step, nodes) in nodes.iter().enumerate() {
        let node = &nodes[state];
        let source = f64::from(u8::from(step == 0 && state == flow.start as usize));
        let goes_on = covered.get(step).copied().unwrap_or(false);
        if node.into.is_empty()
            && node.out.is_empty()
            && source == 0.0
            && (carried.is_none() || (goes_on && step < steps))
        {
            continue;
        }
        let ends = flow.ends[state].filter(|_| step == steps);
        // Where ending costs nothing, no row is needed.
        if ends == Some(0) {
            continue;
        }
        let mut terms: Vec<(usize, f64)> = node.into.iter().map(|arc| (*arc, 1.0)).collect();
        terms.extend(carried.map(|carried| (carried, 1.0)));
        terms.extend(node.out.iter().map(|arc| (*arc, -1.0)));
        carried = goes_on.then(|| writer.add_column(0));
        let last = ends.map(|value| writer.add_column(value));
        terms.extend(carried.into_iter().chain(last).map(|column| (column, -1.0)));
        writer.model.add_row(-source, -source, terms);
    }
}
