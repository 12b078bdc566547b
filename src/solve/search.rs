//! Local search: one doctor at a time is taken out and re-pathed against what the others leave.
//!
//! The new pathway is drawn from the soft best path (a heat bath): its probability grows with exp(gain / τ), gains being the doctor's values less
//! the guides and penalties of the rows at hand. Prices guide; penalties of hard rows adapt; what is feasible and better is kept.

use super::known::{Incumbent, Nearest};
use super::ledger::{Least, Ledger, is_broken};
use super::parameters::search::{
    BREAKING_HEAT, MOST_PENALTY, MULTIPLE, PENALTY_FALL, PENALTY_GROWTH, PENALTY_STEP,
    PRESSED_STAYS, PRESSURE_OF_ONE, SETTLING, SETTLING_HEAT, SETTLING_PRESSURE,
};
use super::rounding::private_prices;
use super::setting::Setting;
use crate::diagram::{Beam, LabelWeights, SoftPass, Variation};
use crate::formulation::{Formulation, RowId};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// One chain of the search.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) ledger: Ledger,
    pub(crate) labels: Vec<Vec<u32>>,
    pub(crate) scores: Vec<i64>,
    pub(super) placed: Vec<bool>,
    pub(super) score_sum: i64,
    pub(crate) unplaced: usize,
    pub(crate) best: Option<Incumbent>,
    /// Walks in which its own best schedule stays although another is better.
    pub(super) alone: usize,
    /// Best value of a feasible schedule since this was cleared.
    pub(crate) reached: Option<i64>,
    /// Where nothing feasible was found: the least distance from the hard rows so far, and the paths.
    pub(super) nearest: Option<Nearest>,
    pub(super) random: Pcg64Mcg,
    order: Vec<u32>,
    pub(super) cells: Vec<f64>,
    pub(super) slots: Vec<f64>,
    pub(super) weights: LabelWeights<f64>,
    pub(super) soft: SoftPass,
    pub(super) drawn: Vec<u32>,
    pub(super) beam: Beam,
    pub(super) variation: Variation,
    /// Doctors whose diagram is relaxed vary their pathways a little instead of looking for new ones.
    pub(super) varies: bool,
    /// Private prices of each doctor, which follow what is charged for rows.
    pub(super) private: Vec<Vec<f64>>,
    pub(crate) repathings: u64,
    /// Pathways that were varied instead.
    pub(super) variations: u64,
    /// Penalties remembered.
    learnt: Vec<f64>,
    /// Doctors whose pathway may differ from that of the best schedule.
    pub(super) changed: Vec<u32>,
    pub(super) is_changed: Vec<bool>,
    /// Base penalty of a hard row, in units of value.
    pub(super) unit: f64,
}

impl Search {
    pub(crate) fn new(setting: Setting<'_>, seed: u64, unit: f64) -> Self {
        let doctors = setting.pathways.len();
        Self {
            ledger: Ledger::new(setting),
            labels: vec![Vec::new(); doctors],
            scores: vec![0; doctors],
            placed: vec![false; doctors],
            score_sum: 0,
            unplaced: doctors,
            best: None,
            alone: 0,
            reached: None,
            nearest: None,
            random: Pcg64Mcg::seed_from_u64(seed),
            order: (0..doctors as u32).collect(),
            cells: Vec::new(),
            slots: Vec::new(),
            weights: LabelWeights::default(),
            soft: SoftPass::default(),
            drawn: Vec::new(),
            beam: Beam::default(),
            variation: Variation::default(),
            varies: true,
            private: private_prices(setting),
            repathings: 0,
            variations: 0,
            learnt: Vec::new(),
            changed: Vec::new(),
            is_changed: vec![false; doctors],
            unit,
        }
    }

    /// Sets guides to `share` of the prices, and the least penalties from the prices.
    pub(crate) fn guide(&mut self, setting: Setting<'_>, prices: &[f64], share: f64, least: Least) {
        for (row, price) in prices.iter().enumerate() {
            let grouped = setting.formulation.rows[row].group.is_some();
            let guide = if grouped { *price } else { price * share };
            let penalty = self.ledger.penalty[row].max(least.penalty(self.unit, *price));
            self.ledger
                .charge_anew(setting.formulation, RowId::new(row), guide, penalty);
        }
    }

    /// Takes private prices over, in place of those that have followed the charges of rows.
    pub(crate) fn take_private(&mut self, private: &[Vec<f64>]) {
        self.private
            .iter_mut()
            .zip(private)
            .for_each(|(own, prices)| own.clone_from(prices));
    }

    /// Forgets what penalties have learnt.
    pub(crate) fn forget(&mut self, setting: Setting<'_>) {
        self.ledger.penalty.fill(0.0);
        self.ledger.recount(setting.formulation);
    }

    /// Lets penalties of broken rows grow and those of others fall back towards their base.
    pub(crate) fn adapt(&mut self, setting: Setting<'_>, prices: &[f64], least: Least) {
        for (index, row) in setting.formulation.rows.iter().enumerate() {
            if row.weight.is_some() {
                continue;
            }
            let base = least.penalty(self.unit, prices[index]);
            let penalty = self.ledger.penalty[index];
            let penalty = if is_broken(&row.shape, self.ledger.sums[index]) {
                (penalty * PENALTY_GROWTH + self.unit * PENALTY_STEP)
                    .min(self.unit * MOST_PENALTY + base)
            } else {
                (penalty * PENALTY_FALL).max(base)
            };
            self.ledger.charge_anew(
                setting.formulation,
                RowId::new(index),
                self.ledger.guide[index],
                penalty,
            );
        }
    }

    /// Starts from every doctor's best path.
    pub(crate) fn place_best(&mut self, setting: Setting<'_>) {
        for (doctor, score) in setting
            .formulation
            .best_scores
            .iter()
            .enumerate()
            .filter(|(_, score)| !score.labels.is_empty())
        {
            self.place(setting, doctor, &score.labels);
        }
    }

    /// Lets the hard rules decide which doctors have to give way, at a low temperature: as penalties rise, the doctors who lose least by a
    /// move are those who move.
    pub(crate) fn settle(&mut self, setting: Setting<'_>, stop: &dyn Fn() -> bool) {
        self.keep(setting);
        self.remember();
        let no_prices = vec![0.0; setting.formulation.rows.len()];
        let mut pressure = SETTLING_PRESSURE;
        for _ in 0..SETTLING {
            if self.ledger.violation == 0 && self.unplaced == 0 {
                break;
            }
            self.guide(
                setting,
                &no_prices,
                0.0,
                Least {
                    multiple: MULTIPLE,
                    pressure,
                },
            );
            if !self.sweep(setting, self.unit * SETTLING_HEAT, stop) {
                break;
            }
            pressure *= 2.0;
        }
        self.recall(setting);
    }

    /// Looks for a schedule that keeps the hard rules, whatever it is worth: rows that stay broken weigh more and more, so that the walk breaks out of
    /// where it is stuck. Returns false if `stop` said so in between.
    pub(super) fn break_out(
        &mut self,
        setting: Setting<'_>,
        sweeps: usize,
        stop: &dyn Fn() -> bool,
    ) -> bool {
        self.reached = None;
        self.forget(setting);
        let no_prices = vec![0.0; setting.formulation.rows.len()];
        let mut pressed = vec![0.0_f64; no_prices.len()];
        for _ in 0..sweeps {
            if self.best.is_some() {
                return true;
            }
            for (index, row) in setting
                .formulation
                .rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.weight.is_none())
            {
                pressed[index] *= PRESSED_STAYS;
                if is_broken(&row.shape, self.ledger.sums[index]) {
                    pressed[index] += 1.0;
                }
                self.ledger.penalty[index] = self.unit * (1.0 + PRESSURE_OF_ONE * pressed[index]);
            }
            self.ledger.recount(setting.formulation);
            self.guide(
                setting,
                &no_prices,
                0.0,
                Least {
                    multiple: 0.0,
                    pressure: 1.0,
                },
            );
            if !self.sweep(setting, self.unit * BREAKING_HEAT, stop) {
                return false;
            }
        }
        true
    }

    /// Remembers the penalties at hand.
    pub(crate) fn remember(&mut self) {
        self.learnt.clone_from(&self.ledger.penalty);
    }
    /// Goes back to the penalties remembered.
    pub(crate) fn recall(&mut self, setting: Setting<'_>) {
        self.ledger.penalty.clone_from(&self.learnt);
        self.ledger.recount(setting.formulation);
    }

    /// The value of the schedule at hand if it is feasible.
    pub(crate) fn feasible_value(&self, setting: Setting<'_>) -> Option<i64> {
        if self.unplaced > 0 || self.ledger.violation > 0 {
            return None;
        }
        let (value, violation) = self.ledger.groups(setting.formulation);
        (violation == 0).then(|| self.score_sum - self.ledger.soft_cost + value)
    }

    /// Keeps the schedule at hand if nothing feasible is known and it is nearer to that than any before.
    fn keep_nearest(&mut self, formulation: &Formulation) {
        let violation = self.ledger.violation + self.ledger.scattered(formulation);
        if self.unplaced == 0
            && self.best.is_none()
            && self
                .nearest
                .as_ref()
                .is_none_or(|nearest| violation < nearest.violation)
        {
            self.nearest = Some(Nearest {
                violation,
                labels: self.labels.clone(),
            });
        }
    }

    /// Keeps the schedule at hand if it is the best feasible one.
    pub(crate) fn keep(&mut self, setting: Setting<'_>) {
        self.keep_nearest(setting.formulation);
        let Some(value) = self.feasible_value(setting) else {
            return;
        };
        self.reached = self.reached.max(Some(value));
        if self.best.as_ref().is_none_or(|best| best.value < value) {
            match &mut self.best {
                Some(best) => {
                    best.value = value;
                    for doctor in self.changed.drain(..) {
                        best.labels[doctor as usize].clone_from(&self.labels[doctor as usize]);
                        self.is_changed[doctor as usize] = false;
                    }
                }
                None => {
                    self.best = Some(Incumbent {
                        value,
                        labels: self.labels.clone(),
                    })
                }
            }
        }
    }

    /// One sweep: every doctor once, in random order. Returns false if `stop` said so in between.
    pub(crate) fn sweep(
        &mut self,
        setting: Setting<'_>,
        tau: f64,
        stop: &dyn Fn() -> bool,
    ) -> bool {
        let mut order = std::mem::take(&mut self.order);
        shuffle(&mut order, &mut self.random);
        let mut going = true;
        for &doctor in &order {
            self.repath(setting, doctor as usize, tau);
            self.keep(setting);
            if stop() {
                going = false;
                break;
            }
        }
        self.order = order;
        going
    }

    /// From here on only these doctors walk.
    pub(super) fn attend(&mut self, doctors: Vec<u32>) {
        self.order = doctors;
    }

    /// Everybody walks again.
    pub(super) fn attend_all(&mut self) {
        self.order = (0..self.labels.len() as u32).collect();
    }

    /// Takes a schedule as the best one.
    pub(super) fn adopt(&mut self, best: &Incumbent) {
        self.best = Some(best.clone());
        self.changed.clear();
        self.changed.extend(0..self.labels.len() as u32);
        self.is_changed.fill(true);
    }

    /// Goes on from the best schedule.
    pub(super) fn return_to_best(&mut self, setting: Setting<'_>) {
        let Some(best) = self.best.take() else { return };
        for doctor in std::mem::take(&mut self.changed) {
            let doctor = doctor as usize;
            if self.labels[doctor] != best.labels[doctor] || !self.placed[doctor] {
                self.place(setting, doctor, &best.labels[doctor]);
            }
            self.is_changed[doctor] = false;
        }
        self.changed.clear();
        self.best = Some(best);
    }

    /// Goes on from a schedule.
    pub(crate) fn restore(&mut self, setting: Setting<'_>, incumbent: &Incumbent) {
        for (doctor, labels) in incumbent.labels.iter().enumerate() {
            if self.labels[doctor] != *labels || !self.placed[doctor] {
                self.place(setting, doctor, labels);
            }
        }
    }
}

fn shuffle(order: &mut [u32], random: &mut impl Rng) {
    for last in (1..order.len()).rev() {
        order.swap(last, random.random_range(0..=last));
    }
}
