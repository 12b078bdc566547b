//! Columns: moves of the axis, as coarse as the rules allow.

use super::super::class::Class;
use super::super::frame::{Frame, Template, Templates};
use super::super::graph::Place;
use crate::ids::ActivityId;
use rustc_hash::FxHashMap;

/// What a column puts into its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Idle.
    Idle,
    /// In a place for a step, whether the rotation starts there or goes on; position in the diagram's places.
    Cell(u16),
    /// A rotation starts, and stays for its least length.
    Start(u16),
    /// It goes on.
    Stay(u16),
    /// A whole rotation.
    Rotation(u16),
    /// At a slot.
    Attend(u16),
}

impl Part {
    /// The place, if it is a rotation or some of one.
    pub(crate) fn place(self) -> Option<u16> {
        match self {
            Self::Cell(place) | Self::Start(place) | Self::Stay(place) | Self::Rotation(place) => {
                Some(place)
            }
            Self::Idle | Self::Attend(_) => None,
        }
    }
}

/// A move of the axis, or several that are made together.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) part: Part,
    pub(crate) first: usize,
    pub(crate) steps: usize,
    /// What automata give for it whatever the state.
    pub(crate) value: i64,
    /// Labels of the diagram with the same cells.
    pub(crate) labels: Vec<u32>,
}

impl Column {
    /// The step before which it ends.
    pub(crate) fn end(&self) -> usize {
        self.first + self.steps
    }
}

/// Kinds of the moves of a step and a place, if there are any.
pub(super) struct Kinds {
    pub(super) steps: usize,
    pub(super) start: Vec<Option<u32>>,
    stay: Vec<Option<u32>>,
}

impl Kinds {
    pub(super) fn new(frame: &Frame, templates: &Templates) -> Self {
        let steps = frame.leave.len();
        let mut kinds = Self {
            steps,
            start: vec![None; steps * frame.places.len()],
            stay: vec![None; steps * frame.places.len()],
        };
        for (template, kind) in templates.list.iter().zip(&templates.kind_of) {
            match template.label.place {
                Place::Start(place) => {
                    kinds.start[place as usize * steps + template.label.first as usize] =
                        Some(*kind)
                }
                Place::Stay(place) => {
                    kinds.stay[place as usize * steps + template.label.first as usize] = Some(*kind)
                }
                Place::Idle | Place::Attend(_) | Place::End => {}
            }
        }
        kinds
    }
    pub(super) fn start(&self, place: usize, step: usize) -> Option<u32> {
        self.start.get(place * self.steps + step).copied().flatten()
    }
    pub(super) fn stay(&self, place: usize, step: usize) -> Option<u32> {
        self.stay.get(place * self.steps + step).copied().flatten()
    }
}

/// Columns while they are made.
pub(super) struct Writer<'a> {
    pub(super) class: &'a Class,
    pub(super) templates: &'a Templates,
    pub(super) kinds: Kinds,
    /// Position in the diagram of each place of the frame.
    pub(super) position: Vec<Option<u16>>,
    pub(super) label_of: FxHashMap<(Place, u32, u32), u32>,
    pub(super) columns: Vec<Column>,
    /// Kinds of the moves of each column, in order.
    pub(super) moves: Vec<Vec<u32>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(class: &'a Class, frame: &Frame, templates: &'a Templates) -> Self {
        let places = class.diagram.places();
        let position_of = |activity: ActivityId| {
            let position = places.iter().position(|known| *known == activity)?;
            Some(position as u16)
        };
        let mut label_of = FxHashMap::default();
        for (number, label) in class.diagram.labels().iter().enumerate() {
            label_of
                .entry((label.place, label.first, label.steps))
                .or_insert(number as u32);
        }
        Self {
            class,
            templates,
            kinds: Kinds::new(frame, templates),
            position: frame
                .places
                .iter()
                .map(|place| position_of(place.0))
                .collect(),
            label_of,
            columns: Vec::new(),
            moves: Vec::new(),
        }
    }

    fn add(
        &mut self,
        part: Part,
        (first, steps): (usize, usize),
        labels: Vec<u32>,
        moves: Vec<u32>,
    ) {
        self.columns.push(Column {
            part,
            first,
            steps,
            value: 0,
            labels,
        });
        self.moves.push(moves);
    }
    fn label(&self, place: Place, first: usize, steps: usize) -> Option<u32> {
        let place = match place {
            // Where a rotation is nothing but its cells, the diagram does not tell that it goes on.
            Place::Stay(place) if self.class.diagram.is_cell(place) => Place::Start(place),
            place => place,
        };
        self.label_of
            .get(&(place, first as u32, steps as u32))
            .copied()
    }
    /// Idle moves and slots.
    pub(super) fn others(&mut self) {
        for (template, kind) in self.templates.list.iter().zip(&self.templates.kind_of) {
            let Template { label, .. } = *template;
            let (first, steps) = (label.first as usize, label.steps as usize);
            let part = match label.place {
                Place::Idle => Part::Idle,
                Place::Attend(slot) => Part::Attend(slot),
                Place::Start(_) | Place::Stay(_) | Place::End => continue,
            };
            if let Some(known) = self.label(label.place, first, steps) {
                self.add(part, (first, steps), vec![known], vec![*kind]);
            }
        }
    }
    pub(super) fn cells(&mut self, place: usize, position: u16) {
        for step in 0..self.kinds.steps {
            let Some(kind) = self.kinds.start(place, step) else {
                continue;
            };
            let label = self
                .label(Place::Start(position), step, 1)
                .or_else(|| self.label(Place::Stay(position), step, 1));
            if let Some(label) = label {
                self.add(Part::Cell(position), (step, 1), vec![label], vec![kind]);
            }
        }
    }
    pub(super) fn chain(&mut self, place: usize, position: u16, shortest: usize) {
        for step in 0..self.kinds.steps {
            if let (Some(kind), Some(label)) = (
                self.kinds.start(place, step),
                self.label(Place::Start(position), step, shortest),
            ) {
                self.add(
                    Part::Start(position),
                    (step, shortest),
                    vec![label],
                    vec![kind],
                );
            }
            if let (Some(kind), Some(label)) = (
                self.kinds.stay(place, step),
                self.label(Place::Stay(position), step, 1),
            ) {
                self.add(Part::Stay(position), (step, 1), vec![label], vec![kind]);
            }
        }
    }
    pub(super) fn rotations(
        &mut self,
        place: usize,
        position: u16,
        (shortest, longest): (usize, usize),
    ) {
        for step in 0..self.kinds.steps {
            let Some(kind) = self.kinds.start(place, step) else {
                continue;
            };
            let Some(label) = self.label(Place::Start(position), step, shortest) else {
                continue;
            };
            let (mut labels, mut moves) = (vec![label], vec![kind]);
            self.add(
                Part::Rotation(position),
                (step, shortest),
                labels.clone(),
                moves.clone(),
            );
            for length in shortest + 1..=longest {
                let next = step + length - 1;
                if next >= self.kinds.steps {
                    break;
                }
                let (Some(kind), Some(label)) = (
                    self.kinds.stay(place, next),
                    self.label(Place::Stay(position), next, 1),
                ) else {
                    break;
                };
                labels.push(label);
                moves.push(kind);
                self.add(
                    Part::Rotation(position),
                    (step, length),
                    labels.clone(),
                    moves.clone(),
                );
            }
        }
    }
}
