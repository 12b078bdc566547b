//! Rows that say the same as an automaton.

use super::super::automata::{Automaton, Linear, LinearRow, Move, Span, Sum};
use super::super::frame::{Frame, Template, Templates};
use super::super::model::Model;
use super::all_tried;
use super::common::dice::Dice;
use super::common::seeds;
use super::machines::{Asked, ask_all, requirements};
use super::walks::{Search, moves, value_of};
use crate::problem::RuleKind;

/// What each step of a walk counts in a sum.
pub(super) fn counted(sum: &Sum, frame: &Frame, walk: &[Template]) -> Vec<i64> {
    let mut by_step = vec![0; frame.leave.len()];
    for (step, moved) in moves(frame, walk) {
        let counts = match moved {
            Move::Start(activity) => sum.coefficient(activity, step),
            Move::Stay(activity) if !sum.starts => sum.coefficient(activity, step),
            Move::Stay(_) | Move::Idle { .. } | Move::Attend(_) => 0,
        };
        if let Some(count) = by_step.get_mut(step + sum.delay) {
            *count += counts;
        }
    }
    by_step
}

/// What a row costs a walk with these switches; `None` if the walk breaks it and it is hard.
fn cost(row: &LinearRow, frame: &Frame, walk: &[Template], switches: u32) -> Option<i64> {
    let mut by_step = vec![0; frame.leave.len()];
    for sum in &row.sums {
        let counted = counted(sum, frame, walk);
        by_step
            .iter_mut()
            .zip(counted)
            .for_each(|(all, count)| *all += count);
    }
    let switched: i64 = row
        .switches
        .iter()
        .map(|(switch, coefficient)| i64::from(switches >> switch & 1) * coefficient)
        .sum();
    let sums: Vec<i64> = match row.span {
        Span::Whole => vec![by_step.iter().sum::<i64>() + switched],
        Span::Running => by_step
            .iter()
            .scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            })
            .collect(),
        Span::Window(width) => by_step
            .windows(width)
            .map(|window| window.iter().sum())
            .collect(),
    };
    let beyond = |sum: &i64| {
        let below = row.lower.map_or(0, |lower| (lower - sum).max(0));
        below + row.upper.map_or(0, |upper| (sum - upper).max(0))
    };
    let broken: i64 = sums.iter().map(beyond).sum();
    if broken == 0 {
        Some(0)
    } else {
        Some(broken * row.weight?)
    }
}

/// The value of a walk by the rows and by what they leave to automata, with the best switches.
fn value_of_rows(linear: &Linear, frame: &Frame, walk: &[Template]) -> Option<i64> {
    let with = |switches: u32| {
        let costs = linear
            .rows
            .iter()
            .map(|row| cost(row, frame, walk, switches));
        Some(-costs.sum::<Option<i64>>()?)
    };
    let rest = linear
        .rest
        .iter()
        .map(|automaton| value_of(automaton.as_ref(), frame, walk));
    let best = (0..1_u32 << linear.switches).filter_map(with).max()?;
    Some(best + rest.sum::<Option<i64>>()?)
}

/// Programmes without states have the rows instead of the automaton: rows that ask for more than it make bounds that are too low, and rows that ask for
/// less make programmes that look for what is not allowed.
#[test]
fn rows_and_what_they_leave_say_what_the_automaton_says() {
    let say = |asked: &Asked<'_>, model: &Model, dice: &mut Dice| {
        let frame = &model.frame;
        let has_slots = !frame.slots.is_empty() || !frame.base.leave_of.is_empty();
        let Some(linear) = asked.automaton.linear(has_slots) else {
            return;
        };
        let templates = Templates::new(frame, false);
        let others = requirements(asked, model);
        let with: Vec<&dyn Automaton> = others.iter().copied().chain([asked.automaton]).collect();
        let kept = Search::run((frame, &templates), &with, (6, 300), dice);
        let any = Search::run((frame, &templates), &others, (6, 300), dice);
        for walk in kept.iter().chain(&any) {
            let value = value_of(asked.automaton, frame, walk);
            assert_eq!(
                value_of_rows(&linear, frame, walk),
                value,
                "{}: its rows (left) say something else than the automaton (right) of {walk:?}: {:?}",
                asked.name(),
                linear.rows
            );
        }
    };
    let tries = ask_all(seeds(110_000, 900), say);
    all_tried(
        &[
            RuleKind::Requirement,
            RuleKind::Elective,
            RuleKind::Precedence,
        ],
        tries,
    );
}
