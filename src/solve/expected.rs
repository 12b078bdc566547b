//! Expected sums of rows: one soft pass over each doctor's diagram.

use super::parameters::prices::{CHUNKS, PRIVATE_STEP};
use super::prices::PriceSearch;
use super::setting::Setting;
use crate::diagram::{Charges, LabelWeights, Place, SoftPass};
use crate::formulation::{ChargeBuffer, Expected, OneDoctor, PriceTable, RowUsage};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// What a chunk of doctors adds: sums of rows, and expected uses of private rows by doctor.
type Part = (Vec<f64>, Vec<(usize, Vec<f64>)>);

/// What is the same for all doctors.
#[derive(Clone, Copy)]
struct Pass<'a> {
    setting: Setting<'a>,
    table: &'a PriceTable<f64>,
    tau: f64,
}

#[derive(Default)]
struct Buffers {
    charges: ChargeBuffer<f64>,
    weights: LabelWeights<f64>,
    soft: SoftPass,
    usage: Vec<f64>,
    cells: Vec<f64>,
    slots: Vec<f64>,
}

impl PriceSearch {
    /// Expected sums of all rows at the point.
    pub(super) fn pass(&mut self, setting: Setting<'_>, tau: f64) {
        let mut table = PriceTable::default();
        table.set(setting.formulation, setting.activities, &self.point);
        let pass = Pass {
            setting,
            table: &table,
            tau,
        };
        let rows = self.prices.len();
        let doctors: Vec<usize> = (0..setting.pathways.len()).collect();
        let private = &self.private_point;
        let relaxed = self.relaxed;
        // Chunks are fixed, so that sums do not depend on the number of threads.
        let chunk = doctors.len().div_ceil(CHUNKS).max(1);
        let parts: Vec<Part> = doctors
            .par_chunks(chunk)
            .map(|doctors| {
                let mut buffers = Buffers::default();
                let mut sums = vec![0.0; rows];
                let mut private_use = Vec::new();
                for &doctor in doctors {
                    buffers.doctor(pass, doctor, &private[doctor], &mut sums);
                    if relaxed && !private[doctor].is_empty() {
                        private_use.push((doctor, buffers.private_use(setting, doctor)));
                    }
                }
                (sums, private_use)
            })
            .collect();
        self.sums.fill(0.0);
        for (sums, private_use) in parts {
            for (total, sum) in self.sums.iter_mut().zip(sums) {
                *total += sum;
            }
            for (doctor, used) in private_use {
                self.private_step(setting, doctor, &used, tau);
            }
        }
    }

    /// Moves one doctor's private prices against what the doctor is expected to use.
    fn private_step(&mut self, setting: Setting<'_>, doctor: usize, used: &[f64], tau: f64) {
        let class = setting.pathways.class(DoctorId::new(doctor));
        self.private_previous[doctor].clone_from(&self.private[doctor]);
        let points = &self.private_point[doctor];
        for ((((row, size), price), used), point) in class
            .private_rows
            .iter()
            .zip(class.private_sizes())
            .zip(&mut self.private[doctor])
            .zip(used)
            .zip(points)
        {
            // Sums bend with the square of what a label counts.
            let step = tau * PRIVATE_STEP / (*size as f64).powi(2);
            let moved = point + step * used;
            let above = if row.upper == i64::MAX {
                f64::NEG_INFINITY
            } else {
                moved - step * row.upper as f64
            };
            let below = if row.lower == i64::MIN {
                f64::INFINITY
            } else {
                moved - step * row.lower as f64
            };
            let proximal = if above > 0.0 {
                above
            } else if below < 0.0 {
                below
            } else {
                0.0
            };
            *price = row.clamp(proximal, 1.0);
        }
    }
}

impl Buffers {
    /// Adds what a doctor is expected to use to the sums of rows.
    fn doctor(&mut self, pass: Pass<'_>, doctor: usize, private: &[f64], sums: &mut [f64]) {
        let one = OneDoctor::new(pass.setting.pathways, DoctorId::new(doctor));
        self.use_labels(pass, one, private);
        let score = self.use_cells(pass.setting, one);
        let expected = Expected {
            cells: &self.cells,
            slots: &self.slots,
            score,
        };
        RowUsage::expect(pass.setting.formulation, one, expected, sums);
    }

    /// Expected use of labels, by a soft pass.
    fn use_labels(&mut self, pass: Pass<'_>, one: OneDoctor<'_>, private: &[f64]) {
        let (setting, diagram) = (pass.setting, &one.class.diagram);
        self.charges
            .fill(setting.formulation, setting.pathways, one.id, pass.table);
        let charges = Charges {
            factor: 1.0 + self.charges.score,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
        };
        let values = setting.pathways.table(one.id);
        self.weights.fill(diagram, values, one.axis.len(), &charges);
        one.class
            .charge_private(private, true, &mut self.weights.labels);
        self.soft.run(diagram, &self.weights.labels, pass.tau);
        self.usage.clear();
        self.usage.resize(diagram.labels().len(), 0.0);
        self.soft.usage(diagram, 1.0, &mut self.usage);
    }

    /// Use of labels to use of cells and slots, and to the expected score.
    fn use_cells(&mut self, setting: Setting<'_>, one: OneDoctor<'_>) -> f64 {
        let (diagram, steps) = (&one.class.diagram, one.axis.len());
        let values = &setting.pathways.table(one.id).labels;
        self.cells.clear();
        self.cells.resize(diagram.places().len() * steps + 1, 0.0);
        self.slots.clear();
        self.slots.resize(one.axis.slots.len(), 0.0);
        let mut score = 0.0;
        for ((label, &own), &mass) in diagram.labels().iter().zip(values).zip(&self.usage) {
            if mass <= 0.0 {
                continue;
            }
            score += mass * own as f64;
            match label.place {
                Place::Start(place) | Place::Stay(place) => {
                    let first = place as usize * steps + label.first as usize;
                    for cell in &mut self.cells[first..first + label.steps as usize] {
                        *cell += mass;
                    }
                }
                Place::Attend(slot) => self.slots[slot as usize] += mass,
                Place::Idle | Place::End => {}
            }
        }
        score
    }

    /// Expected sums of the private rows of the doctor of the last pass.
    fn private_use(&self, setting: Setting<'_>, doctor: usize) -> Vec<f64> {
        let class = setting.pathways.class(DoctorId::new(doctor));
        let mut used = vec![0.0; class.private_rows.len()];
        for (label, &mass) in self
            .usage
            .iter()
            .enumerate()
            .filter(|(_, mass)| **mass > 0.0)
        {
            for &(row, amount) in class.private_uses(label) {
                used[row as usize] += amount as f64 * mass;
            }
        }
        used
    }
}
