//! The shape of an axis and of the rotations on it: which moves there may be at all.

use super::automata::{Automaton, Members, Move, PlaceAutomaton};
use super::graph::{Label, Place};
use crate::ids::ActivityId;
use crate::problem::rule::ActivitySet;
use rustc_hash::FxHashMap;

/// The shape of the axis and of the rotations on it.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Which steps are leaves that no rotation covers.
    pub(crate) leave: Vec<bool>,
    /// Which steps are leaves that keep the place of a rotation.
    pub(crate) kept: Vec<bool>,
    /// Steps in which hard cells forbid to be idle.
    pub(crate) busy: Vec<bool>,
    /// First step and number of steps of each slot.
    pub(crate) slots: Vec<(usize, usize)>,
    /// Activities with the number of steps of a start arc and the most steps of a rotation.
    pub(crate) places: Vec<(ActivityId, usize, usize)>,
    /// Idle moves come in two kinds (see `IdleAutomaton`).
    pub(crate) rests: bool,
    /// Places in which some rotation's start has a value of its own.
    pub(crate) start_values: Vec<bool>,
    /// Places whose rotations are nothing but their cells; none before the automata were asked.
    pub(crate) cells: Vec<bool>,
    /// The base automaton.
    pub(crate) base: PlaceAutomaton,
}

impl Frame {
    /// Whoever is idle in the step is on leave.
    pub(super) fn is_leave(&self, step: usize) -> bool {
        let holds = |steps: &[bool]| steps.get(step).copied().unwrap_or(false);
        holds(&self.leave) || holds(&self.kept)
    }
    /// Appends everything that moves depend on.
    pub(super) fn sign(&self, out: &mut Vec<u32>) {
        out.extend([self.leave.len() as u32, u32::from(self.rests)]);
        out.extend(
            self.leave
                .iter()
                .chain(&self.kept)
                .chain(&self.busy)
                .map(|is| u32::from(*is)),
        );
        out.push(self.slots.len() as u32);
        out.extend(
            self.slots
                .iter()
                .flat_map(|slot| [slot.0 as u32, slot.1 as u32]),
        );
        out.push(self.places.len() as u32);
        for place in &self.places {
            out.extend([
                place.0.index() as u32,
                place.1 as u32,
                place.2.min(u32::MAX as usize) as u32,
            ]);
        }
        out.extend(self.start_values.iter().map(|is| u32::from(*is)));
        self.base.signature(out);
    }
    /// Treats places as nothing but their cells: their moves take one step each and leave no trace in the state.
    pub(super) fn take_cells(&mut self, cells: Vec<bool>) {
        let relevant: ActivitySet = self.places.iter().map(|place| place.0).collect();
        let known = self.base.forgotten.list().to_vec();
        let of_cells = self
            .places
            .iter()
            .zip(&cells)
            .filter(|(_, is)| **is)
            .map(|(place, _)| place.0);
        let forgotten = Members::new(known.into_iter().chain(of_cells), &relevant);
        self.base.forgotten = forgotten;
        self.places
            .iter_mut()
            .zip(&cells)
            .filter(|(_, is)| **is)
            .for_each(|(place, _)| place.2 = 1);
        self.cells = cells;
    }
}

/// A move that a pathway may make at a step, before any automaton is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// What it puts into its steps; without a value yet.
    pub(super) label: Label,
    /// An idle step after which no rotation follows.
    pub(super) rest: bool,
}

/// All moves, step by step.
#[derive(Debug)]
pub(super) struct Templates {
    pub(super) list: Vec<Template>,
    /// First template of each step; one more entry than steps.
    first: Vec<u32>,
    /// Templates with the same moves whatever the step, if steps do not matter: each template's kind.
    pub(super) kind_of: Vec<u32>,
    /// A template of each kind.
    pub(super) kinds: Vec<Template>,
}

impl Templates {
    /// Lists the moves; `steady` says that no automaton asks for the step. O(steps × places).
    pub(super) fn new(frame: &Frame, steady: bool) -> Self {
        let steps = frame.leave.len();
        let mut templates = Self {
            list: Vec::new(),
            first: Vec::with_capacity(steps + 1),
            kind_of: Vec::new(),
            kinds: Vec::new(),
        };
        let mut known = FxHashMap::default();
        let mut add = |templates: &mut Self, place: Place, first: usize, length: usize, rest| {
            let label = Label {
                place,
                first: first as u32,
                steps: length as u32,
                value: 0,
            };
            let away = frame.is_leave(first);
            let key = (place, length, rest, away, if steady { 0 } else { first });
            let kind = *known.entry(key).or_insert(templates.kinds.len() as u32);
            templates.add(Template { label, rest }, kind);
        };
        // Leaves before each step, to see whether a rotation would cross one.
        let mut leaves = vec![0_u32];
        for leave in &frame.leave {
            leaves.push(leaves[leaves.len() - 1] + u32::from(*leave));
        }
        for step in 0..steps {
            templates.first.push(templates.list.len() as u32);
            if !frame.busy[step] {
                add(&mut templates, Place::Idle, step, 1, false);
                if frame.rests {
                    add(&mut templates, Place::Idle, step, 1, true);
                }
            }
            for (position, &(_, shortest, longest)) in frame.places.iter().enumerate() {
                let position = position as u16;
                if !frame.leave[step] && longest > shortest {
                    add(&mut templates, Place::Stay(position), step, 1, false);
                }
                if step + shortest <= steps && leaves[step + shortest] == leaves[step] {
                    let start = Place::Start(position);
                    add(&mut templates, start, step, shortest, false);
                }
            }
            for (position, &(first, length)) in frame.slots.iter().enumerate() {
                if first == step && length > 0 && step + length <= steps {
                    let slot = Place::Attend(position as u16);
                    add(&mut templates, slot, step, length, false);
                }
            }
        }
        templates.first.push(templates.list.len() as u32);
        templates
    }

    /// Adds a template of a kind, which may be the first of it.
    fn add(&mut self, template: Template, kind: u32) {
        if kind == self.kinds.len() as u32 {
            self.kinds.push(template);
        }
        self.list.push(template);
        self.kind_of.push(kind);
    }

    /// Positions of a step's templates.
    pub(super) fn of_step(&self, step: usize) -> std::ops::Range<usize> {
        self.first[step] as usize..self.first[step + 1] as usize
    }
}

impl Template {
    /// The moves, step by step.
    pub(super) fn moves(&self, frame: &Frame) -> impl Iterator<Item = (usize, Move)> {
        let label = self.label;
        let count = match label.place {
            Place::Start(_) | Place::Stay(_) => label.steps as usize,
            Place::Idle | Place::Attend(_) => 1,
            Place::End => 0,
        };
        let activity = self.activity(frame);
        let first = label.first as usize;
        let idle = Move::Idle {
            leave: frame.is_leave(first),
            rest: self.rest,
        };
        (0..count).map(move |offset| {
            let moved = match (label.place, activity) {
                (Place::Start(_), Some(activity)) if offset == 0 => Move::Start(activity),
                (Place::Start(_) | Place::Stay(_), Some(activity)) => Move::Stay(activity),
                (Place::Attend(slot), _) => Move::Attend(slot as usize),
                _ => idle,
            };
            (first + offset, moved)
        })
    }
    /// The activity of a rotation.
    pub(super) fn activity(&self, frame: &Frame) -> Option<ActivityId> {
        match self.label.place {
            Place::Start(place) | Place::Stay(place) => {
                frame.places.get(place as usize).map(|place| place.0)
            }
            Place::Idle | Place::Attend(_) | Place::End => None,
        }
    }
}
