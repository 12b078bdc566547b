//! What automata claim about their moves and states.

use super::super::automata::{Automaton, Move, OfDoctor, PrivateRow, Relaxation};
use super::super::automaton_table::AutomatonTable;
use super::super::axis::Axis;
use super::super::frame::{Frame, Templates};
use super::super::model::{Model, automata_of_rule};
use super::super::table::WantedActivities;
use super::super::tiers::LAST_TIER;
use super::common::dice::Dice;
use super::common::tiny::tiny;
use super::common::{in_parallel, seeds};
use super::linear::counted;
use super::walks::{Reader, Search, after, value_of};
use super::{Tries, all_tried};
use crate::ids::DoctorId;
use crate::problem::{Problem, Rule, RuleKind};

/// Most cells of a table.
const CELLS: usize = 100_000;

/// An automaton with what its messages begin with.
pub(super) struct Asked<'a> {
    pub(super) problem: &'a Problem,
    pub(super) seed: u64,
    pub(super) automaton: &'a dyn Automaton,
}

impl Asked<'_> {
    pub(super) fn name(&self) -> String {
        let rule = self
            .automaton
            .rule()
            .map(|rule| self.problem.rule_key(rule));
        format!("seed {}, rule {rule:?}, {:?}", self.seed, self.automaton)
    }
    pub(super) fn kind(&self) -> Option<RuleKind> {
        Some(self.problem.rule(self.automaton.rule()?).kind())
    }
}

/// Asks every automaton of every doctor of some problems.
pub(super) fn ask_all(
    seeds: std::ops::Range<u64>,
    ask: impl Fn(&Asked<'_>, &Model, &mut Dice) + Sync,
) -> Vec<Tries> {
    in_parallel(seeds, |seed| {
        let problem = tiny(seed).validate().ok()?;
        let mut dice = Dice::new(seed);
        let wanted = WantedActivities::new(&problem, dice.chance(50));
        let mut tries = Tries::new();
        for doctor in problem.doctor_ids() {
            let model = Model::new(&problem, doctor, &wanted, &[]);
            let base: &dyn Automaton = &model.frame.base;
            let automata = model.automata.iter().map(|automaton| automaton.as_ref());
            for automaton in automata.chain([base]) {
                let asked = Asked {
                    problem: &problem,
                    seed,
                    automaton,
                };
                ask(&asked, &model, &mut dice);
                if let Some(kind) = asked.kind() {
                    *tries.entry(kind).or_default() += 1;
                }
            }
        }
        Some(tries)
    })
}

/// The kinds of rules that have automata of their own, as far as tiny problems draw them.
fn kinds_with_automata(tries: &[Tries]) -> Vec<RuleKind> {
    super::kinds_in_files()
        .into_iter()
        .filter(|kind| tries.iter().any(|tries| tries.contains_key(kind)))
        .collect()
}

/// Follows an automaton and its table side by side along random walks, and looks at every move of every state on the way.
fn read_along(asked: &Asked<'_>, frame: &Frame, dice: &mut Dice) {
    let automaton = asked.automaton;
    let templates = Templates::new(frame, automaton.is_steady());
    let Some(table) = AutomatonTable::new(automaton, frame, &templates.kinds, CELLS) else {
        return;
    };
    let is_base = std::ptr::addr_eq(automaton, &raw const frame.base);
    for _ in 0..3 {
        let mut base = Reader::new(&frame.base);
        let mut reader = Reader::new(automaton);
        let (mut state, mut step) = (table.start(), 0);
        while step < frame.leave.len() {
            let mut open = Vec::new();
            for position in templates.of_step(step) {
                let template = &templates.list[position];
                let mut next_base = base.clone();
                if next_base.read_and_forget(frame, template).is_none() {
                    continue;
                }
                let mut next = reader.clone();
                // Who follows an automaton without a table does not call `started`.
                let value = if is_base {
                    next.read_and_forget(frame, template)
                } else {
                    next.read(frame, template)
                };
                let written = table.follow(state, templates.kind_of[position]);
                assert_eq!(
                    written.map(|cell| cell.1),
                    value,
                    "{}: the table says something else than the automaton of {template:?} in {:?}; look at `role`, `is_steady` and `started`",
                    asked.name(),
                    reader.state,
                );
                hold_moves_to_their_word(asked, &reader, frame, template.moves(frame));
                if let Some((to, _)) = written {
                    open.push((next_base, next, to as usize, after(template)));
                }
            }
            if open.is_empty() {
                break;
            }
            let chosen = dice.between(0, open.len() - 1);
            (base, reader, state, step) = open.swap_remove(chosen);
        }
        if step == frame.leave.len() {
            let end = reader.end();
            assert_eq!(
                table.end(state),
                end,
                "{}: the table says something else than the automaton of its end in {:?}; look at `role`, `is_steady` and `started`",
                asked.name(),
                reader.state
            );
            assert!(
                end.is_none_or(|end| end <= 0),
                "{}: an end is worth {end:?}; ends are worth at most 0",
                asked.name()
            );
        }
    }
}

/// Single moves of a state: nothing is worth more than `most`, nor more than 0 where the automaton may be left out.
fn hold_moves_to_their_word(
    asked: &Asked<'_>,
    reader: &Reader<'_>,
    frame: &Frame,
    moves: impl Iterator<Item = (usize, Move)>,
) {
    let automaton = asked.automaton;
    let may_go = matches!(automaton.relaxation(), Relaxation::Drop { .. });
    let mut state = reader.state.clone();
    for (step, moved) in moves {
        if let Move::Idle { leave, rest: false } = moved
            && !frame.rests
        {
            let (mut one, mut other) = (state.clone(), state.clone());
            let same = automaton.step(&mut one, step, moved)
                == automaton.step(&mut other, step, Move::Idle { leave, rest: true });
            assert!(
                same && one == other,
                "{}: it asks whether any rotation follows, so set `rests` of `Found` where it is made",
                asked.name()
            );
        }
        let Some(value) = automaton.step(&mut state, step, moved) else {
            return;
        };
        let most = automaton.most(moved);
        assert!(
            value <= most,
            "{}: {moved:?} is worth {value}, and `most` says {most}",
            asked.name()
        );
        assert!(
            !may_go || value <= 0,
            "{}: {moved:?} is worth {value}; where `relaxation` lets it go, no move is worth more than 0",
            asked.name()
        );
    }
    assert!(
        automaton.lacks(&state) >= 0,
        "{}: it lacks less than nothing",
        asked.name()
    );
}

/// Tables, roles, steadiness, `most` and the signs of values.
#[test]
fn tables_say_what_automata_say_and_no_move_is_worth_more_than_it_says() {
    let tries = ask_all(seeds(70_000, 600), |asked, model, dice| {
        read_along(asked, &model.frame, dice)
    });
    let kinds = kinds_with_automata(&tries);
    assert!(kinds.len() >= 15, "{kinds:?}");
    all_tried(&kinds, tries);
}

/// The automata that rows of an automaton may count on: those of requirements, which say how long and how often rotations are.
pub(super) fn requirements<'a>(asked: &Asked<'a>, model: &'a Model) -> Vec<&'a dyn Automaton> {
    let is_requirement = |automaton: &&dyn Automaton| {
        let rule = automaton.rule().map(|rule| asked.problem.rule(rule));
        matches!(rule, Some(Rule::Requirement(_)))
            && !std::ptr::addr_eq(*automaton, asked.automaton)
    };
    let base: &dyn Automaton = &model.frame.base;
    let automata = model.automata.iter().map(|automaton| automaton.as_ref());
    automata.filter(is_requirement).chain([base]).collect()
}

/// A diagram that leaves an automaton out charges prices for its rows, so that a row which an allowed pathway breaks makes bounds that are too low.
#[test]
fn whoever_is_left_out_leaves_rows_that_every_pathway_keeps() {
    let tries = ask_all(seeds(80_000, 900), |asked, model, dice| {
        let Relaxation::Drop { tier, rows } = asked.automaton.relaxation() else {
            return;
        };
        assert!(
            tier < LAST_TIER,
            "{}: tier {tier} is never left out; say `Keep`",
            asked.name()
        );
        if rows.is_empty() {
            return;
        }
        let frame = &model.frame;
        let templates = Templates::new(frame, false);
        let with: Vec<_> = requirements(asked, model)
            .into_iter()
            .chain([asked.automaton])
            .collect();
        for walk in Search::run((frame, &templates), &with, (12, 600), dice) {
            let mut paid = 0;
            for row in &rows {
                let found = counted(&row.sum, frame, &walk).iter().sum::<i64>();
                let beyond = found
                    .saturating_sub(row.upper)
                    .max(row.lower.saturating_sub(found));
                if let Some(weight) = row.weight {
                    paid += weight * beyond.max(0);
                    continue;
                }
                assert!(
                    beyond <= 0,
                    "{}: a pathway that it allows counts {found} in its row {row:?}: {walk:?}",
                    asked.name()
                );
            }
            let value = value_of(asked.automaton, frame, &walk);
            assert!(
                value.is_some_and(|value| value <= -paid),
                "{}: its soft rows cost {paid}, it gives {value:?}: {walk:?}",
                asked.name()
            );
        }
    });
    assert!(!tries.is_empty());
}

/// A row over the whole axis that an automaton is written as is left behind when it is left out, whatever it counts and whether it is hard: without
/// one no price makes up for what is missing, and bounds stay where they are.
#[test]
fn whoever_is_left_out_leaves_the_rows_that_it_is_written_as() {
    let tries = ask_all(seeds(82_000, 900), |asked, _, _| {
        let Relaxation::Drop { rows, .. } = asked.automaton.relaxation() else {
            return;
        };
        let Some(linear) = asked.automaton.linear(true) else {
            return;
        };
        for wanted in PrivateRow::of(linear.rows) {
            let says_it = |row: &PrivateRow| {
                row.sum == wanted.sum
                    && row.weight == wanted.weight
                    && row.lower >= wanted.lower
                    && row.upper <= wanted.upper
            };
            assert!(
                rows.iter().any(says_it),
                "{}: {wanted:?} is not among {rows:?}",
                asked.name()
            );
        }
    });
    assert!(!tries.is_empty());
}

/// What follows from an automaton allows whatever it allows, at no cost.
#[test]
fn what_is_implied_allows_what_the_automaton_allows() {
    let tries = ask_all(seeds(85_000, 900), |asked, model, dice| {
        let implied = asked.automaton.implied();
        if implied.is_empty() {
            return;
        }
        let frame = &model.frame;
        let templates = Templates::new(frame, false);
        let with: [&dyn Automaton; 2] = [&frame.base, asked.automaton];
        for walk in Search::run((frame, &templates), &with, (12, 600), dice) {
            for other in &implied {
                let value = value_of(other.as_ref(), frame, &walk);
                assert_eq!(value, Some(0), "{}: {walk:?}", asked.name());
            }
        }
    });
    assert!(!tries.is_empty());
}

/// What a base forgets at the end of a start must not matter to any pathway that all automata allow.
#[test]
fn what_is_forgotten_does_not_matter() {
    in_parallel(seeds(90_000, 500), |seed| {
        let problem = tiny(seed).validate().ok()?;
        let mut dice = Dice::new(seed);
        let wanted = WantedActivities::new(&problem, true);
        for doctor in problem.doctor_ids() {
            let model = Model::new(&problem, doctor, &wanted, &[]);
            let frame = &model.frame;
            let templates = Templates::new(frame, false);
            let automata: Vec<&dyn Automaton> = model
                .automata
                .iter()
                .map(|automaton| automaton.as_ref())
                .collect();
            for walk in Search::run((frame, &templates), &automata, (10, 600), &mut dice) {
                let says = |forgets: bool| {
                    let mut base = Reader::new(&frame.base);
                    let all = walk.iter().all(|template| {
                        let value = if forgets {
                            base.read_and_forget(frame, template)
                        } else {
                            base.read(frame, template)
                        };
                        value.is_some()
                    });
                    all && base.end().is_some()
                };
                // A rotation of its least length that goes on has no move to do so.
                assert_eq!(
                    says(true),
                    says(false),
                    "seed {seed}: {:?}: {walk:?}",
                    frame.base
                );
            }
        }
        Some(())
    });
}

/// Messages name the rule of an automaton, and a diagram is built anew where the rules of its automata have changed.
#[test]
fn every_automaton_names_its_rule() {
    let tries = in_parallel(seeds(100_000, 200), |seed| {
        let problem = tiny(seed).validate().ok()?;
        let wanted = WantedActivities::new(&problem, true);
        let mut tries = Tries::new();
        for doctor in problem.doctor_ids() {
            let axis = Axis::new(&problem, doctor);
            let relevant = wanted.of(&problem, doctor);
            let of = OfDoctor {
                problem: &problem,
                doctor,
                axis: &axis,
                relevant: &relevant,
            };
            name_their_rules(&of, doctor, &mut tries);
        }
        Some(tries)
    });
    let kinds: Vec<RuleKind> = super::kinds_in_files()
        .into_iter()
        .filter(|kind| kind.is_personal())
        .collect();
    all_tried(&kinds, tries);
}

fn name_their_rules(of: &OfDoctor<'_>, doctor: DoctorId, tries: &mut Tries) {
    for &id in of.problem.rules_of(doctor) {
        let rule = of.problem.rule(id);
        let found = automata_of_rule(rule, id, of);
        let of_requirements = found
            .requirements
            .iter()
            .map(|automaton| automaton as &dyn Automaton);
        let all = found
            .automata
            .iter()
            .map(|automaton| automaton.as_ref())
            .chain(of_requirements);
        for automaton in all {
            assert_eq!(
                automaton.rule(),
                Some(id),
                "{automaton:?} is of {:?}",
                of.problem.rule_key(id)
            );
        }
        *tries.entry(rule.kind()).or_default() += 1;
    }
}
