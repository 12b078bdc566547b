//! Pricing: the pathway of each group of doctors that is worth most under prices, in parallel.

use super::super::limits::Limits;
use super::super::parameters::{columns::PIN, neighbourhoods::BEAMS};
use super::super::seed::seed_of;
use super::super::setting::Setting;
use super::kin::Kinship;
use super::pool::Column;
use crate::diagram::{
    Beam, BestPath, CarryPass, Charges, LabelWeights, Place, SoftPass, Step, Weights,
};
use crate::formulation::{ChargeBuffer, PriceTable};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

/// Who is priced and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pricing<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) kinship: &'a Kinship,
    /// Private prices of each doctor whose diagram is relaxed.
    pub(super) private: &'a [Vec<f64>],
    /// For each group: where its first doctor has to stay on a given path.
    pub(super) pins: Option<&'a Pins>,
    /// Beams are given up when these are reached.
    pub(super) limits: &'a Limits<'a>,
}

/// Outside a window of periods, and in slots, doctors stay where their paths put them.
#[derive(Clone, Debug)]
pub(super) struct Pins {
    /// First and last period of the window.
    pub(super) window: (usize, usize),
    /// Labels of each group's path.
    pub(super) labels: Vec<Vec<u32>>,
}

/// Columns to draw of each group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw {
    pub(super) tau: f64,
    pub(super) count: usize,
    pub(super) seed: u64,
}

/// Buffers of one thread.
#[derive(Default)]
struct Buffers {
    charges: ChargeBuffer<f64>,
    weights: LabelWeights<f64>,
    best: BestPath<f64>,
    carries: CarryPass<f64>,
    soft: SoftPass,
    beam: Beam,
    labels: Vec<u32>,
}

impl Buffers {
    /// Sets the weights of a group's labels.
    fn weigh(&mut self, pricing: &Pricing<'_>, group: u32, table: &PriceTable<f64>, factor: f64) {
        let setting = pricing.setting;
        let doctor = pricing.kinship.groups[group as usize][0];
        let (class, axis) = (
            setting.pathways.class(doctor),
            setting.pathways.axis(doctor),
        );
        self.charges
            .fill(setting.formulation, setting.pathways, doctor, table);
        if let Some(pins) = pricing.pins {
            self.pin(pricing, group, pins);
        }
        let charges = Charges {
            factor: factor + self.charges.score,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
        };
        self.weights.fill(
            &class.diagram,
            setting.pathways.table(doctor),
            axis.len(),
            &charges,
        );
    }
}

impl Buffers {
    /// Charges for everything else than the path pinned, outside the window.
    fn pin(&mut self, pricing: &Pricing<'_>, group: u32, pins: &Pins) {
        let doctor = pricing.kinship.groups[group as usize][0];
        let (class, axis) = (
            pricing.setting.pathways.class(doctor),
            pricing.setting.pathways.axis(doctor),
        );
        let steps = axis.len();
        let is_open =
            |step: &Step| step.first.index() >= pins.window.0 && step.last.index() <= pins.window.1;
        for (index, _) in axis
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| !is_open(step))
        {
            for place in 0..class.diagram.places().len() {
                self.charges.cells[place * steps + index] += PIN;
            }
        }
        self.charges
            .slots
            .iter_mut()
            .for_each(|charge| *charge += PIN);
        for &label in &pins.labels[group as usize] {
            let label = &class.diagram.labels()[label as usize];
            match label.place {
                Place::Start(place) | Place::Stay(place) => {
                    let first = label.first as usize;
                    let own = axis
                        .steps
                        .iter()
                        .enumerate()
                        .skip(first)
                        .take(label.steps as usize);
                    let pinned = own.filter(|(_, step)| !is_open(step));
                    pinned.for_each(|(index, _)| {
                        self.charges.cells[place as usize * steps + index] -= 2.0 * PIN
                    });
                }
                Place::Attend(slot) => self.charges.slots[slot as usize] -= 2.0 * PIN,
                Place::Idle | Place::End => {}
            }
        }
    }
}

impl Pricing<'_> {
    /// Private prices of a group.
    fn private_of(&self, group: u32) -> &[f64] {
        &self.private[self.kinship.groups[group as usize][0].index()]
    }

    /// What it takes to find the best column of each group and to draw so many at each of some temperatures: a pass, or a beam for each column.
    pub(super) fn work_of(&self, groups: &[u32], temperatures: usize, count: usize) -> usize {
        let of_group = |group: &u32| {
            let doctor = self.kinship.groups[*group as usize][0];
            let is_exact = self.setting.pathways.class(doctor).is_exact();
            1 + temperatures * if is_exact { 1 } else { count.min(BEAMS) }
        };
        groups.iter().map(of_group).sum()
    }

    /// The best column of each of some groups, with the score counted `factor` times; where a diagram is relaxed the best that a beam finds.
    ///
    /// # Complexity
    /// O(arcs of one doctor of each group), in parallel.
    pub(super) fn best(&self, groups: &[u32], prices: &[f64], factor: f64) -> Vec<Column> {
        let table = self.table(prices);
        let found = groups
            .par_iter()
            .map_init(Buffers::default, |buffers, &group| {
                let class = self
                    .setting
                    .pathways
                    .class(self.kinship.groups[group as usize][0]);
                buffers.weigh(self, group, &table, factor);
                let doctor = self.kinship.groups[group as usize][0];
                let formulation = self.setting.formulation;
                let carries = formulation.carries(self.setting.pathways, doctor);
                let carries = carries.filter(|carries| carries.is_priced(prices));
                let is_found = if class.is_exact() {
                    let found = carries.and_then(|carries| {
                        let (pass, labels) = (&mut buffers.carries, &mut buffers.labels);
                        let weights = &buffers.weights.labels;
                        pass.run(
                            &class.diagram,
                            carries,
                            prices,
                            weights,
                            &mut buffers.best,
                            labels,
                        )
                    });
                    // Where there are too many states it is what is best without bits.
                    match found {
                        Some(worth) => worth > f64::LEAST,
                        None => {
                            buffers.best.run(&class.diagram, &buffers.weights.labels);
                            buffers.best.labels(&class.diagram, &mut buffers.labels)
                        }
                    }
                } else if self.limits.is_urgent() {
                    false
                } else {
                    if let Some(carries) = carries {
                        carries.pay_without_bits(prices, 1.0, &mut buffers.weights.labels);
                    }
                    let charges = (buffers.weights.labels.as_slice(), self.private_of(group));
                    buffers
                        .beam
                        .run::<Pcg64Mcg>(class, charges, None, &mut buffers.labels)
                };
                is_found
                    .then(|| Column::new(self.setting, self.kinship, group, &buffers.labels))
                    .flatten()
            });
        found.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Columns of each of some groups, drawn at a temperature; what is worth more comes up more often.
    ///
    /// # Complexity
    /// As [`best`](Self::best), and the paths drawn.
    pub(super) fn draw(
        &self,
        groups: &[u32],
        prices: &[f64],
        Draw { tau, count, seed }: Draw,
    ) -> Vec<Column> {
        let table = self.table(prices);
        let drawn = groups
            .par_iter()
            .map_init(Buffers::default, |buffers, &group| {
                let class = self
                    .setting
                    .pathways
                    .class(self.kinship.groups[group as usize][0]);
                buffers.weigh(self, group, &table, 1.0);
                // A generator of its own for each group, so that nothing depends on threads.
                let mut random = Pcg64Mcg::seed_from_u64(seed_of(seed, u64::from(group)));
                if class.is_exact() {
                    buffers
                        .soft
                        .run(&class.diagram, &buffers.weights.labels, tau);
                }
                let count = if class.is_exact() {
                    count
                } else {
                    count.min(BEAMS)
                };
                let mut columns = Vec::with_capacity(count);
                for _ in 0..count {
                    if !class.is_exact() && self.limits.is_urgent() {
                        break;
                    }
                    let is_found = if class.is_exact() {
                        buffers
                            .soft
                            .sample(&class.diagram, &mut random, &mut buffers.labels)
                    } else {
                        let charges = (buffers.weights.labels.as_slice(), self.private_of(group));
                        buffers.beam.run(
                            class,
                            charges,
                            Some((tau, &mut random)),
                            &mut buffers.labels,
                        )
                    };
                    if is_found {
                        columns.extend(Column::new(
                            self.setting,
                            self.kinship,
                            group,
                            &buffers.labels,
                        ));
                    }
                }
                columns
            });
        drawn.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn table(&self, prices: &[f64]) -> PriceTable<f64> {
        let mut table = PriceTable::default();
        let carried = self.setting.formulation.carried(prices);
        let carried = carried.as_deref().unwrap_or(prices);
        table.set(self.setting.formulation, self.setting.activities, carried);
        table
    }
}
