//! Walks along an axis, move by move, as automata read them.

use super::super::automata::{Automaton, Move};
use super::super::frame::{Frame, Template, Templates};
use super::super::graph::Place;
use super::common::dice::Dice;

/// An automaton in a state.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    pub(super) automaton: &'a dyn Automaton,
    pub(super) state: Vec<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(automaton: &'a dyn Automaton) -> Self {
        let mut state = vec![0; automaton.width()];
        automaton.start(&mut state);
        Self { automaton, state }
    }
    /// Makes a move of the axis; its value, or `None` if it is not allowed.
    pub(super) fn read(&mut self, frame: &Frame, template: &Template) -> Option<i64> {
        template.moves(frame).try_fold(0, |sum, (step, moved)| {
            Some(sum + self.automaton.step(&mut self.state, step, moved)?)
        })
    }
    /// The same, and lets it forget at the end of a start what it does not need.
    pub(super) fn read_and_forget(&mut self, frame: &Frame, template: &Template) -> Option<i64> {
        let value = self.read(frame, template)?;
        if let (Place::Start(_), Some(activity)) = (template.label.place, template.activity(frame))
        {
            self.automaton.started(&mut self.state, activity);
        }
        Some(value)
    }
    pub(super) fn end(&self) -> Option<i64> {
        self.automaton.end(&self.state)
    }
}

/// The step behind a move.
pub(super) fn after(template: &Template) -> usize {
    (template.label.first + template.label.steps) as usize
}

/// What an automaton says of a whole walk: its value, or `None` if it does not allow it.
pub(super) fn value_of(automaton: &dyn Automaton, frame: &Frame, walk: &[Template]) -> Option<i64> {
    let mut reader = Reader::new(automaton);
    let mut sum = 0;
    for template in walk {
        sum += reader.read(frame, template)?;
    }
    Some(sum + reader.end()?)
}

/// The moves of a walk, step by step.
pub(super) fn moves<'a>(
    frame: &'a Frame,
    walk: &'a [Template],
) -> impl Iterator<Item = (usize, Move)> + 'a {
    walk.iter().flat_map(|template| template.moves(frame))
}

/// Looks for whole walks that the axis and some automata allow.
pub(super) struct Search<'a> {
    frame: &'a Frame,
    templates: &'a Templates,
    /// Moves that are still looked at.
    budget: usize,
    wanted: usize,
    pub(super) found: Vec<Vec<Template>>,
}

impl<'a> Search<'a> {
    /// Up to so many walks, in a random order.
    pub(super) fn run(
        (frame, templates): (&'a Frame, &'a Templates),
        automata: &[&'a dyn Automaton],
        (wanted, budget): (usize, usize),
        dice: &mut Dice,
    ) -> Vec<Vec<Template>> {
        let mut search = Self {
            frame,
            templates,
            budget,
            wanted,
            found: Vec::new(),
        };
        let readers: Vec<Reader<'a>> = automata
            .iter()
            .map(|automaton| Reader::new(*automaton))
            .collect();
        // Each walk begins anew, so that they differ from the first step on.
        for _ in 0..wanted {
            let before = search.found.len();
            search.go_on(0, &readers, &mut Vec::new(), dice, before + 1);
            if search.found.len() == before {
                break;
            }
        }
        search.found
    }

    fn go_on(
        &mut self,
        step: usize,
        readers: &[Reader<'a>],
        walk: &mut Vec<Template>,
        dice: &mut Dice,
        goal: usize,
    ) {
        if step == self.frame.leave.len() {
            if readers.iter().all(|reader| reader.end().is_some()) && self.found.len() < self.wanted
            {
                self.found.push(walk.clone());
            }
            return;
        }
        let range = self.templates.of_step(step);
        for position in dice.shuffled(range.len()) {
            if self.budget == 0 || self.found.len() >= goal {
                return;
            }
            self.budget -= 1;
            let template = self.templates.list[range.start + position];
            let mut next = readers.to_vec();
            if next
                .iter_mut()
                .all(|reader| reader.read(self.frame, &template).is_some())
            {
                walk.push(template);
                self.go_on(after(&template), &next, walk, dice, goal);
                walk.pop();
            }
        }
    }
}
