//! Smoothed prices: the dual of the shared rules by forward and backward passes over the diagrams, without any LP.
//!
//! The best path of every doctor is replaced by the soft best path at a temperature τ, which makes the dual smooth: its gradient is what
//! rows allow minus what doctors are expected to use (Nesterov 2005; lowering τ in stages as Savchynskyy et al. 2012). Accelerated
//! proximal steps with a step length from the curvature seen so far; the terms of the rows themselves are handled exactly by their proximal map.

use super::parameters::prices::{CHUNKS, LARGEST, LEAST_LENGTH, LENGTH_GROWTH, LENGTH_SHARE, PRIVATE_DENOMINATOR, PRIVATE_STEP, RAY, USED};
use crate::certificate::{Evaluation, Prices, clamp, evaluate_until};
use crate::diagram::{Charges, LabelWeights, PRIVATE_UNIT, Pathways, Place, SoftPass, Weights};
use crate::formulation::{ChargeBuffer, Expected, Formulation, Group, OneDoctor, PriceTable, RowUsage};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// What the prices are computed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) formulation: &'a Formulation,
    pub(crate) pathways: &'a Pathways,
    pub(crate) activities: usize,
}

/// What a chunk of doctors adds: sums of rows, and expected uses of private rows by doctor.
type Part = (Vec<f64>, Vec<(usize, Vec<f64>)>);

/// The state of the minimisation.
#[derive(Debug)]
pub(crate) struct PriceSearch {
    /// Current prices of rows.
    pub(crate) prices: Vec<f64>,
    previous: Vec<f64>,
    /// Point of the last gradient and the gradient.
    point: Vec<f64>,
    gradient: Vec<f64>,
    last_point: Vec<f64>,
    last_gradient: Vec<f64>,
    momentum: f64,
    pub(crate) length: f64,
    /// Sizes of coefficients, squared: units of the rows' steps.
    scale: Vec<f64>,
    /// Expected sums of the rows at the last point.
    pub(crate) sums: Vec<f64>,
    pub(crate) iterations: u64,
    /// How far the last step went, for its length, squared: 0 where the prices are best at the temperature.
    pub(crate) drive: f64,
    /// The best bound that these prices have proven; the one of no prices at all does not count.
    pub(crate) reached: Option<i64>,
    /// Private prices of doctors with relaxed diagrams.
    pub(crate) private: Vec<Vec<f64>>,
    private_previous: Vec<Vec<f64>>,
    private_point: Vec<Vec<f64>>,
    /// Some class is relaxed.
    relaxed: bool,
}

#[derive(Default)]
struct Buffers {
    charges: ChargeBuffer<f64>,
    weights: LabelWeights<f64>,
    soft: SoftPass,
    usage: Vec<f64>,
    cells: Vec<f64>,
    slots: Vec<f64>,
    starts: Vec<f64>,
    steps: Vec<f64>,
}

impl PriceSearch {
    pub(crate) fn new(setting: Setting<'_>) -> Self {
        let rows = setting.formulation.rows.len();
        let mut scale = vec![1.0_f64; rows];
        for family in &setting.formulation.families {
            let heaviest = match &family.doctors {
                crate::formulation::DoctorWeights::Everybody => 1,
                crate::formulation::DoctorWeights::Some(weights) => weights.iter().map(|entry| entry.1.abs()).max().unwrap_or(1),
            };
            if let Some(cells) = &family.cells {
                cells.each_row(|row, coefficient| {
                    let size = (heaviest * coefficient.abs()) as f64;
                    scale[row.index()] = scale[row.index()].max(size * size);
                });
            }
            for &(doctor, row, coefficient) in &family.scores {
                let score = setting.formulation.best_scores[doctor.index()].bound.unsigned_abs().max(1);
                let size = coefficient.abs() as f64 * score as f64;
                scale[row.index()] = scale[row.index()].max(size * size);
            }
        }
        let private = private_prices(setting);
        let relaxed = private.iter().any(|private| !private.is_empty());
        Self {
            prices: vec![0.0; rows],
            previous: vec![0.0; rows],
            point: vec![0.0; rows],
            gradient: vec![0.0; rows],
            last_point: Vec::new(),
            last_gradient: Vec::new(),
            momentum: 1.0,
            length: 0.0,
            scale,
            sums: vec![0.0; rows],
            iterations: 0,
            drive: 0.0,
            reached: None,
            private_previous: private.clone(),
            private_point: private.clone(),
            private,
            relaxed,
        }
    }

    /// Goes on from prices that prove a bound.
    pub(crate) fn take_over(&mut self, bound: i64, known: &Prices) {
        let unit = f64::of(known.denominator.max(1));
        self.prices.iter_mut().zip(&known.rows).for_each(|(own, price)| *own = f64::of(*price) / unit);
        let fine = unit * f64::of(known.private_denominator.max(1));
        for (own, known) in self.private.iter_mut().zip(&known.private).filter(|(own, known)| own.len() == known.len()) {
            own.iter_mut().zip(known).for_each(|(own, price)| *own = f64::of(*price) / fine);
        }
        self.reached = Some(bound);
        self.restart();
    }

    /// Forgets the momentum, for a new temperature.
    pub(crate) fn restart(&mut self) {
        self.momentum = 1.0;
        self.previous.clone_from(&self.prices);
        self.private_previous.clone_from(&self.private);
        self.last_point.clear();
    }

    /// One step at temperature `tau`.
    pub(crate) fn step(&mut self, setting: Setting<'_>, tau: f64) {
        self.iterations += 1;
        let rows = self.prices.len();
        // The point ahead of the momentum.
        let next_momentum = (1.0 + (1.0 + 4.0 * self.momentum * self.momentum).sqrt()) / 2.0;
        let push = (self.momentum - 1.0) / next_momentum;
        for row in 0..rows {
            self.point[row] = self.prices[row] + push * (self.prices[row] - self.previous[row]);
        }
        for ((point, price), previous) in self.private_point.iter_mut().zip(&self.private).zip(&self.private_previous) {
            for ((point, price), previous) in point.iter_mut().zip(price).zip(previous) {
                *point = price + push * (price - previous);
            }
        }
        self.feasible_point(setting);
        self.pass(setting, tau);
        for row in 0..rows {
            self.gradient[row] = -self.sums[row];
        }
        self.adapt_length(tau);
        let mut turned = 0.0;
        self.previous.clone_from(&self.prices);
        for row in 0..rows {
            let step = self.length / self.scale[row];
            let moved = self.point[row] - step * self.gradient[row];
            self.prices[row] = proximal(&setting.formulation.rows[row], moved, step);
        }
        for group in &setting.formulation.groups {
            self.group_step(group, setting.formulation);
        }
        let mut drive = 0.0;
        for row in 0..rows {
            drive += (self.point[row] - self.prices[row]).powi(2) * self.scale[row];
            turned += (self.point[row] - self.prices[row]) * (self.prices[row] - self.previous[row]) * self.scale[row];
        }
        self.drive = drive / self.length.powi(2);
        self.momentum = if turned > 0.0 { 1.0 } else { next_momentum };
        self.last_point.clone_from(&self.point);
        self.last_gradient.clone_from(&self.gradient);
    }

    /// Step length from the curvature between the last two gradients.
    fn adapt_length(&mut self, tau: f64) {
        if self.last_point.is_empty() {
            if self.length == 0.0 {
                let size: f64 = self.gradient.iter().zip(&self.scale).map(|(slope, scale)| slope * slope / scale).sum::<f64>().sqrt();
                self.length = (tau / size.max(1.0)).max(self.safe_length(tau));
            }
            return;
        }
        let (mut moved, mut bent) = (0.0, 0.0);
        for row in 0..self.point.len() {
            let difference = self.point[row] - self.last_point[row];
            let slope = self.gradient[row] - self.last_gradient[row];
            moved += difference * difference * self.scale[row];
            bent += slope * slope / self.scale[row];
        }
        let limit = if bent > 0.0 { (moved / bent).sqrt() } else { f64::INFINITY };
        self.length = (self.length * LENGTH_GROWTH).min(LENGTH_SHARE * limit.max(self.length * LEAST_LENGTH)).max(self.safe_length(tau));
    }

    /// A step length that the curvature allows whatever the point: a row's sums bend by at most what its users use altogether, over τ
    /// (Gershgorin). Differences of gradients alone would be misled where private prices move at the same time.
    fn safe_length(&self, tau: f64) -> f64 {
        let (mut total, mut used, mut count) = (0.0, 0.0, 0.0);
        for (sum, scale) in self.sums.iter().zip(&self.scale) {
            let size = sum.abs() / scale.sqrt();
            total += size;
            if size > USED {
                used += size;
                count += 1.0;
            }
        }
        let doctors = self.private.len().max(1) as f64;
        let (of_doctor, of_row) = ((total / doctors).max(1.0), if count > 0.0 { (used / count).max(1.0) } else { 1.0 });
        tau / (of_doctor * of_row)
    }

    /// Brings the point into the range where all terms are finite.
    fn feasible_point(&mut self, setting: Setting<'_>) {
        for (row, point) in setting.formulation.rows.iter().zip(&mut self.point) {
            if row.group.is_none() {
                *point = proximal_range(row, *point);
            }
        }
    }

    /// The rows of a group: their prices are coupled.
    fn group_step(&mut self, group: &Group, formulation: &Formulation) {
        match group {
            Group::Minimum { rows, weight, most, .. } => {
                // Multipliers μ = −p ≥ 0 with Σ μ ≤ weight; the term is (weight − Σ μ) · most.
                let moved: Vec<f64> = rows
                    .iter()
                    .map(|&row| {
                        let row = row.index();
                        let step = self.length / self.scale[row];
                        -(self.point[row] - step * (self.gradient[row] + *most as f64))
                    })
                    .collect();
                let projected = onto_simplex(&moved, *weight as f64);
                for (&row, multiplier) in rows.iter().zip(projected) {
                    self.prices[row.index()] = -multiplier;
                }
            }
            Group::Range { rows, weight, .. } => {
                // Zero-sum prices whose positive part is at most `weight` cost nothing: the range is paid for by the weight.
                let mut mean = 0.0;
                for &row in rows {
                    let row = row.index();
                    self.prices[row] = self.point[row] - self.length / self.scale[row] * self.gradient[row];
                    mean += self.prices[row];
                }
                mean /= rows.len().max(1) as f64;
                let mut up = 0.0;
                for &row in rows {
                    self.prices[row.index()] -= mean;
                    up += self.prices[row.index()].max(0.0);
                }
                let shrink = if up > *weight as f64 { *weight as f64 / up } else { 1.0 };
                rows.iter().for_each(|&row| self.prices[row.index()] *= shrink);
            }
            Group::OnlyOne { rows } => {
                // The best slot alone is paid for: its share of the limit by a soft choice between the slots.
                let terms: Vec<f64> = rows
                    .iter()
                    .map(|&row| self.point[row.index()].max(0.0) * formulation.rows[row.index()].shape.hull().1.unwrap_or(0) as f64)
                    .collect();
                let best = terms.iter().copied().fold(0.0, f64::max);
                let weights: Vec<f64> = terms.iter().map(|term| (term - best).exp()).collect();
                let sum: f64 = weights.iter().sum::<f64>().max(1e-9);
                for (&row, weight) in rows.iter().zip(weights) {
                    let limit = formulation.rows[row.index()].shape.hull().1.unwrap_or(0) as f64 * weight / sum;
                    let row = row.index();
                    let step = self.length / self.scale[row];
                    self.prices[row] = (self.point[row] - step * (self.gradient[row] + limit)).max(0.0);
                }
            }
        }
    }

    /// Expected sums of all rows at the point.
    fn pass(&mut self, setting: Setting<'_>, tau: f64) {
        let mut table = PriceTable::default();
        table.set(setting.formulation, setting.activities, &self.point);
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
                    buffers.doctor(setting, doctor, &table, tau, &private[doctor], &mut sums);
                    if relaxed && !private[doctor].is_empty() {
                        private_use.push((doctor, buffers.private_use(setting, doctor)));
                    }
                }
                (sums, private_use)
            })
            .collect();
        self.sums.fill(0.0);
        for (sums, private_use) in parts {
            self.sums.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
            for (doctor, used) in private_use {
                self.private_step(setting, doctor, &used, tau);
            }
        }
    }

    /// Moves one doctor's private prices against what the doctor is expected to use.
    fn private_step(&mut self, setting: Setting<'_>, doctor: usize, used: &[f64], tau: f64) {
        let class = setting.pathways.class(DoctorId::new(doctor));
        self.private_previous[doctor].clone_from(&self.private[doctor]);
        let step = tau * PRIVATE_STEP;
        let points = &self.private_point[doctor];
        for (((row, price), used), point) in class.private_rows.iter().zip(&mut self.private[doctor]).zip(used).zip(points) {
            let moved = point + step * used;
            let above = if row.upper == i64::MAX { f64::NEG_INFINITY } else { moved - step * row.upper as f64 };
            let below = if row.lower == i64::MIN { f64::INFINITY } else { moved - step * row.lower as f64 };
            *price = if above > 0.0 {
                above
            } else if below < 0.0 {
                below
            } else {
                0.0
            };
        }
    }

    /// The prices of hard rows as a direction: where following it makes the dual fall without end, there is no feasible schedule.
    pub(crate) fn ray(&self, setting: Setting<'_>, stop: &(dyn Fn() -> bool + Sync)) -> Option<(Prices, Evaluation)> {
        let counts = |row: &crate::formulation::Row| row.weight.is_none() && row.group.is_none();
        let hard = setting.formulation.rows.iter().zip(&self.prices).filter(|(row, _)| counts(row));
        let largest = hard.map(|(_, price)| price.abs()).fold(0.0, f64::max);
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        let mut ray = Prices::zero(setting.formulation, setting.pathways, 0);
        for ((row, price), out) in setting.formulation.rows.iter().zip(&self.prices).zip(&mut ray.rows) {
            if counts(row) {
                *out = clamp(row, (price / largest * RAY).round() as i64, 1);
            }
        }
        let evaluation = evaluate_until(setting.formulation, setting.pathways, setting.activities, &ray, stop);
        Some((ray, evaluation))
    }

    /// Evaluates the prices exactly, rounded to fractions with the given denominator.
    pub(crate) fn evaluate(
        &self,
        setting: Setting<'_>,
        denominator: i64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Prices, Evaluation)> {
        let unit = denominator as f64;
        let mut rounded = round_rows(setting, &self.prices, unit, denominator)?;
        if self.relaxed {
            rounded.private_denominator = PRIVATE_DENOMINATOR;
            for (out, private) in rounded.private.iter_mut().zip(&self.private) {
                *out = private.iter().map(|price| (price * unit * PRIVATE_DENOMINATOR as f64).round() as i64).collect();
            }
        }
        let evaluation = evaluate_until(setting.formulation, setting.pathways, setting.activities, &rounded, stop);
        Some((rounded, evaluation))
    }
}

/// Private prices that bound each doctor well where shared rows cost nothing.
pub(crate) fn private_prices(setting: Setting<'_>) -> Vec<Vec<f64>> {
    let unit = f64::of(PRIVATE_UNIT);
    let of_doctor = |doctor: usize| {
        let known = &setting.formulation.best_scores[doctor].private;
        let rows = setting.pathways.class(DoctorId::new(doctor)).private_rows.len();
        (0..rows).map(|row| known.get(row).map_or(0.0, |price| f64::of(*price) / unit)).collect()
    };
    (0..setting.pathways.len()).map(of_doctor).collect()
}

/// Prices of rows times `unit` as whole numbers, brought into the range in which they prove something with this denominator; 0 is the
/// denominator of a proof of infeasibility. `None` if they are too large.
pub(crate) fn round_rows(setting: Setting<'_>, exact: &[f64], unit: f64, denominator: i64) -> Option<Prices> {
    let mut rounded = Prices::zero(setting.formulation, setting.pathways, denominator);
    for ((row, out), exact) in setting.formulation.rows.iter().zip(&mut rounded.rows).zip(exact) {
        let nearest = (exact * unit).round();
        if nearest.abs() > LARGEST {
            return None;
        }
        *out = if row.group.is_none() { clamp(row, nearest as i64, denominator) } else { nearest as i64 };
    }
    for group in &setting.formulation.groups {
        round_group(group, &mut rounded, denominator);
    }
    Some(rounded)
}

/// Keeps rounded prices of a group in the range where its term is finite.
fn round_group(group: &Group, prices: &mut Prices, denominator: i64) {
    if let Group::Minimum { rows, weight, at_least: None, .. } = group {
        let mut left = weight.saturating_mul(denominator);
        for &row in rows {
            let price = &mut prices.rows[row.index()];
            *price = -((-*price).clamp(0, left));
            left += *price;
        }
    } else if let Group::OnlyOne { rows } = group {
        rows.iter().for_each(|&row| prices.rows[row.index()] = prices.rows[row.index()].max(0));
    } else if let Group::Minimum { rows, .. } = group {
        rows.iter().for_each(|&row| prices.rows[row.index()] = prices.rows[row.index()].min(0));
    }
}

/// The proximal map of a row's term: the price that minimises term + distance² / (2 · step).
fn proximal(row: &crate::formulation::Row, moved: f64, step: f64) -> f64 {
    let (lower, upper) = row.shape.hull();
    if let Some(upper) = upper {
        let price = moved - step * upper as f64;
        if price > 0.0 {
            return proximal_range(row, price);
        }
    }
    if let Some(lower) = lower {
        let price = moved - step * lower as f64;
        if price < 0.0 {
            return proximal_range(row, price);
        }
    }
    0.0
}

/// The price brought into the range of the row's term.
fn proximal_range(row: &crate::formulation::Row, price: f64) -> f64 {
    let (lower, upper) = row.shape.hull();
    let weight = row.weight.map_or(f64::INFINITY, |weight| weight as f64);
    let most = if upper.is_some() { weight } else { 0.0 };
    let least = if lower.is_some() { weight } else { 0.0 };
    price.clamp(-least, most)
}

/// The nearest point with no negative entry and a sum of at most `total`.
fn onto_simplex(point: &[f64], total: f64) -> Vec<f64> {
    let positive: f64 = point.iter().map(|entry| entry.max(0.0)).sum();
    if positive <= total {
        return point.iter().map(|entry| entry.max(0.0)).collect();
    }
    let mut sorted = point.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (count, entry) in sorted.iter().enumerate() {
        sum += entry;
        let candidate = (sum - total) / (count + 1) as f64;
        if entry - candidate > 0.0 {
            shift = candidate;
        }
    }
    point.iter().map(|entry| (entry - shift).max(0.0)).collect()
}

impl Buffers {
    fn doctor(&mut self, setting: Setting<'_>, doctor: usize, table: &PriceTable<f64>, tau: f64, private: &[f64], sums: &mut [f64]) {
        let id = DoctorId::new(doctor);
        let (class, axis) = (setting.pathways.class(id), setting.pathways.axis(id));
        let diagram = &class.diagram;
        self.charges.fill(setting.formulation, setting.pathways, id, table);
        class.private_charges(private, &mut self.starts, &mut self.steps);
        let charges = Charges {
            factor: 1.0 + self.charges.score,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
            starts: &self.starts,
            steps: &self.steps,
        };
        let values = setting.pathways.table(id);
        self.weights.fill(diagram, values, axis.len(), &charges);
        self.soft.run(diagram, &self.weights.labels, tau);
        self.usage.clear();
        self.usage.resize(diagram.labels().len(), 0.0);
        self.soft.usage(diagram, 1.0, &mut self.usage);
        // Use of labels to use of cells, by differences along each place.
        let steps = axis.len();
        self.cells.clear();
        self.cells.resize(diagram.places().len() * steps + 1, 0.0);
        self.slots.clear();
        self.slots.resize(axis.slots.len(), 0.0);
        let mut score = 0.0;
        for ((label, &own), &mass) in diagram.labels().iter().zip(&values.labels).zip(&self.usage) {
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
        let expected = Expected { cells: &self.cells, slots: &self.slots, score };
        RowUsage::expect(setting.formulation, OneDoctor { id, axis, class }, expected, sums);
    }
    /// Expected sums of the private rows of the doctor of the last pass.
    fn private_use(&self, setting: Setting<'_>, doctor: usize) -> Vec<f64> {
        let class = setting.pathways.class(DoctorId::new(doctor));
        let mut used = vec![0.0; class.private_rows.len()];
        for (label, &mass) in self.usage.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            for &(row, amount) in class.private_uses(label) {
                used[row as usize] += amount as f64 * mass;
            }
        }
        used
    }
}
