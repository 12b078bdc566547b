//! From points of the programme to paths.

use super::super::setting::Setting;
use super::CompactModel;
use crate::diagram::{BestPath, Label, NodeId, OutlineColumn, Part, Place, Weights};
use crate::ids::DoctorId;

/// What a label does, whatever it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Move {
    pub(super) place: Place,
    pub(super) first: u32,
    pub(super) steps: u32,
}

impl Move {
    pub(super) fn of(label: &Label) -> Self {
        Self {
            place: label.place,
            first: label.first,
            steps: label.steps,
        }
    }

    /// What a column does in a place.
    pub(super) fn of_column(column: &OutlineColumn, place: Place) -> Self {
        Self {
            place,
            first: column.first as u32,
            steps: column.steps as u32,
        }
    }
}

impl CompactModel {
    /// The paths that a point in whole numbers stands for; `None` if a doctor's is none of the diagram.
    pub(super) fn labels(&self, setting: Setting<'_>, point: &[f64]) -> Option<Vec<Vec<u32>>> {
        (0..self.doctors.len())
            .map(|doctor| self.path(setting, doctor, point))
            .collect()
    }

    /// One doctor's path.
    fn path(&self, setting: Setting<'_>, number: usize, point: &[f64]) -> Option<Vec<u32>> {
        let doctor = &self.doctors[number];
        let mut chosen: Vec<&OutlineColumn> = doctor
            .columns
            .iter()
            .filter(|column| point[column.1] > 0.5)
            .map(|column| &doctor.outline.columns[column.0 as usize])
            .collect();
        chosen.sort_by_key(|column| column.first);
        let diagram = &setting.pathways.class(DoctorId::new(number)).diagram;
        let mut moves: Vec<Move> = Vec::with_capacity(chosen.len() + 1);
        let mut inside = None;
        for column in chosen {
            let at = |place| Move::of_column(column, place);
            match column.part {
                Part::Idle => moves.push(at(Place::Idle)),
                Part::Attend(slot) => moves.push(at(Place::Attend(slot))),
                Part::Cell(place) if inside == Some(place) && !diagram.is_cell(place) => {
                    moves.push(at(Place::Stay(place)))
                }
                Part::Stay(place) if !diagram.is_cell(place) => moves.push(at(Place::Stay(place))),
                Part::Cell(place) | Part::Start(place) | Part::Stay(place) => {
                    moves.push(at(Place::Start(place)))
                }
                Part::Rotation(_) => column.labels.iter().for_each(|label| {
                    moves.push(Move::of(&diagram.labels()[*label as usize]));
                }),
            }
            inside = match column.part {
                Part::Attend(_) => inside,
                part => part.place(),
            };
        }
        moves.push(Move {
            place: Place::End,
            first: doctor.outline.steps as u32,
            steps: 0,
        });
        trace(setting, DoctorId::new(number), &moves)
    }

    /// For every doctor the path that has most in common with a point; rows are not looked at.
    pub(super) fn nearest(&self, setting: Setting<'_>, point: &[f64]) -> Option<Vec<Vec<u32>>> {
        let mut best = BestPath::<f64>::default();
        let mut all = Vec::with_capacity(self.doctors.len());
        for (number, doctor) in self.doctors.iter().enumerate() {
            let id = DoctorId::new(number);
            let (diagram, values) = (
                &setting.pathways.class(id).diagram,
                &setting.pathways.table(id).labels,
            );
            let (places, steps) = (diagram.places().len(), doctor.outline.steps);
            // Mass in each place, or idle, and in each slot, by step.
            let mut mass = vec![0.0; (places + 1) * steps];
            for &(column, known) in &doctor.columns {
                let column = &doctor.outline.columns[column as usize];
                let place = column.part.place().map_or(places, usize::from);
                mass[place * steps + column.first..place * steps + column.end()]
                    .iter_mut()
                    .for_each(|cell| *cell += point[known]);
            }
            let weights: Vec<f64> = diagram
                .labels()
                .iter()
                .zip(values)
                .map(|(label, value)| {
                    if *value == i64::NOWHERE {
                        return f64::NOWHERE;
                    }
                    let place = match label.place {
                        Place::Start(place) | Place::Stay(place) => usize::from(place),
                        Place::Idle | Place::Attend(_) => places,
                        Place::End => return 0.0,
                    };
                    let from = place * steps + label.first as usize;
                    mass[from..from + label.steps as usize].iter().sum()
                })
                .collect();
            best.run(diagram, &weights);
            let mut labels = Vec::new();
            if !best.labels(diagram, &mut labels) {
                return None;
            }
            all.push(labels);
        }
        Some(all)
    }
}

/// The labels of a path that makes these moves. Idle moves of two kinds look alike, so that there may be several on the way.
fn trace(setting: Setting<'_>, doctor: DoctorId, moves: &[Move]) -> Option<Vec<u32>> {
    let (diagram, values) = (
        &setting.pathways.class(doctor).diagram,
        &setting.pathways.table(doctor).labels,
    );
    let end = diagram.node_count().checked_sub(1)? as NodeId;
    // For each position the nodes reached, by which label and from which entry of the position before.
    let mut layers: Vec<Vec<(NodeId, u32, usize)>> = vec![vec![(0, u32::MAX, usize::MAX)]];
    for wanted in moves {
        let mut next: Vec<(NodeId, u32, usize)> = Vec::new();
        for (entry, &(node, _, _)) in layers.last()?.iter().enumerate() {
            for (number, to) in diagram.moves_of(node) {
                let label = &diagram.labels()[number as usize];
                let fits = Move::of(label) == *wanted && values[number as usize] != i64::NOWHERE;
                if fits && next.iter().all(|known| known.0 != to) {
                    next.push((to, number, entry));
                }
            }
        }
        layers.push(next);
    }
    let mut entry = layers.last()?.iter().position(|entry| entry.0 == end)?;
    let mut labels = Vec::with_capacity(moves.len());
    for layer in layers[1..].iter().rev() {
        labels.push(layer[entry].1);
        entry = layer[entry].2;
    }
    labels.reverse();
    Some(labels)
}
