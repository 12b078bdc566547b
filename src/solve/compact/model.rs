//! The programme: the columns and rows of all doctors, and the shared rows.

use super::super::lp::{Backend, LinearModel};
use super::super::parameters::compact::DENSITY;
use super::super::rows::{SharedRows, Sums};
use super::super::setting::Setting;
use super::doctor::{self, Written};
use crate::diagram::{Outline, Place, Weights};
use crate::formulation::{OneDoctor, RowId, RowUsage};
use crate::ids::DoctorId;
use crate::problem::Problem;
use rayon::prelude::*;
use std::sync::Arc;

/// The columns of one doctor.
#[derive(Debug)]
pub(super) struct DoctorColumns {
    pub(super) outline: Arc<Outline>,
    /// Columns of the outline that the doctor can take, each with its column in the programme; in the order of the outline.
    pub(super) columns: Vec<(u32, usize)>,
    /// Private rows of the doctor's class, with the rows of the programme that say the same.
    pub(super) private: Vec<(usize, usize)>,
}

/// A problem as a compact programme.
#[derive(Debug)]
pub(in crate::solve) struct CompactModel {
    pub(super) model: LinearModel,
    pub(super) doctors: Vec<DoctorColumns>,
    pub(super) shared: SharedRows,
    /// Columns that are whole in every schedule: moves and switches.
    pub(super) whole: Vec<usize>,
    /// What all doctors have whatever they do.
    pub(super) constant: i64,
    /// Rules of doctors that it does not know of.
    pub(super) left_out: usize,
    /// What solves it, if not what is usual.
    pub(super) backend: Option<Arc<dyn Backend>>,
}

impl CompactModel {
    /// Writes the programme; `None` if it has more than `most_columns` columns, a doctor has no pathway, or a row of a group has a shape that a switch
    /// cannot express (no rule makes one).
    pub(super) fn build(
        setting: Setting<'_>,
        problem: &Problem,
        most_columns: usize,
        backend: Option<&Arc<dyn Backend>>,
    ) -> Option<Self> {
        let doctors = setting.pathways.len();
        let outlines = outlines(setting, problem);
        let formulation = setting.formulation;
        let rows = formulation.rows.len();
        let mut sums = Sums {
            terms: vec![Vec::new(); rows],
            fixed: vec![0; rows],
        };
        let mut compact = Self {
            model: LinearModel::new(),
            doctors: Vec::with_capacity(doctors),
            shared: SharedRows::default(),
            whole: Vec::new(),
            constant: 0,
            left_out: 0,
            backend: backend.cloned(),
        };
        let mut terms = 0_usize;
        for doctor in (0..doctors).map(DoctorId::new) {
            let outline = outlines
                .get(setting.pathways.class_index(doctor))?
                .as_ref()?;
            compact.left_out += outline.left_out;
            terms += compact.add_doctor(setting, doctor, outline, &mut sums)?;
            if compact.model.columns().len() > most_columns
                || terms > most_columns.saturating_mul(DENSITY)
            {
                return None;
            }
        }
        compact.shared = SharedRows::write(&mut compact.model, formulation, &sums, |_| true)?;
        compact.model.validate().ok()?;
        Some(compact)
    }

    /// One doctor's columns and rows; returns the number of terms in shared rows, `None` if the doctor has no pathway.
    pub(super) fn add_doctor(
        &mut self,
        setting: Setting<'_>,
        doctor: DoctorId,
        outline: &Arc<Outline>,
        sums: &mut Sums,
    ) -> Option<usize> {
        let class = setting.pathways.class(doctor);
        let own = own_values(setting, doctor, outline)?;
        self.constant = self.constant.saturating_add(own.constant);
        let Written {
            columns,
            private,
            whole,
            worth,
        } = doctor::write(&mut self.model, outline, class, own.columns)?;
        self.whole.extend(whole);
        let mut terms = 0;
        for &(number, column) in &columns {
            let mut add = |row: RowId, amount: i64| {
                if amount != 0 {
                    terms += 1;
                    sums.terms[row.index()].push((column, f64::of(amount)));
                }
            };
            RowUsage::visit(
                setting.formulation,
                OneDoctor::new(setting.pathways, doctor),
                &outline.columns[number as usize].labels,
                0,
                &mut add,
            );
        }
        let mut scores = Vec::new();
        setting
            .formulation
            .each_score_term(doctor, |term| scores.push((term.row, term.coefficient)));
        if !scores.is_empty() {
            let score = self.add_score(own.constant, worth);
            scores.iter().for_each(|&(row, coefficient)| {
                sums.terms[row.index()].push((score, f64::of(coefficient)))
            });
        }
        self.doctors.push(DoctorColumns {
            outline: Arc::clone(outline),
            columns,
            private,
        });
        Some(terms)
    }

    /// A column that is what all of a doctor's columns are worth.
    fn add_score(&mut self, constant: i64, worth: Vec<(usize, i64)>) -> usize {
        let score = self.model.add_column(f64::NEG_INFINITY, f64::INFINITY, 0.0);
        let worth = worth
            .into_iter()
            .map(|(column, value)| (column, f64::of(value)));
        let constant = f64::of(constant);
        self.model
            .add_row(-constant, -constant, worth.chain([(score, -1.0)]));
        score
    }
}

/// What an outline is worth to a doctor.
struct OwnValues {
    /// Whatever the doctor does.
    constant: i64,
    /// Of each column, or none if the doctor may not take it.
    columns: Vec<Option<i64>>,
}

/// `None` if the doctor cannot come to the end.
fn own_values(setting: Setting<'_>, doctor: DoctorId, outline: &Outline) -> Option<OwnValues> {
    let labels = setting.pathways.class(doctor).diagram.labels();
    let values = &setting.pathways.table(doctor).labels;
    let cell = |label: u32| {
        let value = *values.get(label as usize)?;
        (value != i64::NOWHERE).then(|| value - labels[label as usize].value)
    };
    let value_of = |column: &crate::diagram::OutlineColumn| {
        column
            .labels
            .iter()
            .try_fold(column.value, |sum, label| Some(sum + cell(*label)?))
    };
    let end = outline.end_label.map_or(Some(0), cell)?;
    Some(OwnValues {
        constant: outline.end_value + end,
        columns: outline.columns.iter().map(value_of).collect(),
    })
}

/// The outline of each class, `None` for one that no doctor is of.
pub(super) fn outlines(setting: Setting<'_>, problem: &Problem) -> Vec<Option<Arc<Outline>>> {
    let pathways = setting.pathways;
    let mut members: Vec<Vec<DoctorId>> = vec![Vec::new(); pathways.classes().len()];
    for doctor in (0..pathways.len()).map(DoctorId::new) {
        if let Some(members) = members.get_mut(pathways.class_index(doctor)) {
            members.push(doctor);
        }
    }
    let outline = |members: &Vec<DoctorId>| {
        let first = *members.first()?;
        let original = pathways.original(first);
        let class = (pathways.class(first), pathways.own_rows().of(original));
        let starts = start_values(setting, members);
        let known = |place: u16| starts.get(place as usize).copied().unwrap_or(true);
        Some(Arc::new(Outline::new(problem, original, class, &known)))
    };
    members.par_iter().map(outline).collect()
}

/// Places in which a start is worth something else than a stay to one of the doctors of a class.
fn start_values(setting: Setting<'_>, members: &[DoctorId]) -> Vec<bool> {
    let Some(class) = members
        .first()
        .map(|doctor| setting.pathways.class(*doctor))
    else {
        return Vec::new();
    };
    let diagram = &class.diagram;
    // A start and a stay of one step each, by place and step.
    let mut pairs: rustc_hash::FxHashMap<(u16, u32), (Option<usize>, Option<usize>)> =
        rustc_hash::FxHashMap::default();
    for (number, label) in diagram
        .labels()
        .iter()
        .enumerate()
        .filter(|(_, label)| label.steps == 1)
    {
        match label.place {
            Place::Start(place) => pairs
                .entry((place, label.first))
                .or_default()
                .0
                .get_or_insert(number),
            Place::Stay(place) => pairs
                .entry((place, label.first))
                .or_default()
                .1
                .get_or_insert(number),
            Place::Idle | Place::Attend(_) | Place::End => continue,
        };
    }
    let mut starts = vec![false; diagram.places().len()];
    for doctor in members {
        let values = &setting.pathways.table(*doctor).labels;
        for (&(place, _), pair) in &pairs {
            if let (Some(start), Some(stay)) = pair {
                let own = |label: usize| {
                    (values[label] != i64::NOWHERE)
                        .then(|| values[label] - diagram.labels()[label].value)
                };
                starts[place as usize] |= own(*start) != own(*stay);
            }
        }
    }
    starts
}
