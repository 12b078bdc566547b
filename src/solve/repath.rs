//! One doctor at a time: taken out, and put in on a path that is drawn anew or varied.

use super::judge::score_of;
use super::parameters::search::{CHANGES, LESSON};
use super::search::Search;
use super::setting::Setting;
use crate::diagram::{Charges, Class};
use crate::ids::DoctorId;

impl Search {
    /// Puts a path in place of a doctor's.
    pub(crate) fn place(&mut self, setting: Setting<'_>, doctor: usize, labels: &[u32]) {
        self.take_out(setting, doctor);
        self.labels[doctor].clear();
        self.labels[doctor].extend_from_slice(labels);
        self.put_in(setting, doctor);
    }

    fn take_out(&mut self, setting: Setting<'_>, doctor: usize) {
        if self.placed[doctor] {
            let (id, score) = (DoctorId::new(doctor), self.scores[doctor]);
            self.ledger
                .add_path(setting, id, &self.labels[doctor], score, -1);
            self.score_sum -= score;
            self.placed[doctor] = false;
            self.unplaced += 1;
        }
    }

    /// Places a doctor who is out on the path at hand; a path that the doctor may not take is forgotten, and the doctor stays out.
    fn put_in(&mut self, setting: Setting<'_>, doctor: usize) {
        if !self.is_changed[doctor] {
            self.is_changed[doctor] = true;
            self.changed.push(doctor as u32);
        }
        let id = DoctorId::new(doctor);
        let labels = std::mem::take(&mut self.labels[doctor]);
        let Some(score) = score_of(setting, id, &labels).filter(|_| !labels.is_empty()) else {
            return;
        };
        self.ledger.add_path(setting, id, &labels, score, 1);
        self.labels[doctor] = labels;
        self.scores[doctor] = score;
        self.score_sum += score;
        self.placed[doctor] = true;
        self.unplaced -= 1;
    }

    /// Takes one doctor out and draws a new path at temperature `tau`.
    pub(crate) fn repath(&mut self, setting: Setting<'_>, doctor: usize, tau: f64) {
        let was_placed = self.placed[doctor];
        let class = setting.pathways.class(DoctorId::new(doctor));
        self.take_out(setting, doctor);
        self.weigh(setting, doctor);
        let found = self.draw(class, doctor, was_placed, tau);
        // Never a path that breaks what a relaxed diagram leaves out.
        if found && (class.is_exact() || class.left_out_value(&self.drawn).is_some()) {
            std::mem::swap(&mut self.labels[doctor], &mut self.drawn);
        } else if !was_placed {
            // Better a pathway that breaks shared rules than none.
            let known = &setting.formulation.best_scores[doctor].labels;
            if known.is_empty() {
                return;
            }
            self.labels[doctor].clone_from(known);
        }
        self.put_in(setting, doctor);
    }

    /// What each label is worth to a doctor who is out, less what the rows charge.
    fn weigh(&mut self, setting: Setting<'_>, doctor: usize) {
        let id = DoctorId::new(doctor);
        let score = self
            .ledger
            .fill(setting, id, &mut self.cells, &mut self.slots);
        let charges = Charges {
            factor: (1.0 + score).max(0.0),
            cells: &self.cells,
            slots: &self.slots,
        };
        self.weights.fill(
            &setting.pathways.class(id).diagram,
            setting.pathways.table(id),
            setting.pathways.axis(id).len(),
            &charges,
        );
    }

    /// Draws a path by these weights, or varies the one that the doctor was on; false if none was found.
    fn draw(&mut self, class: &Class, doctor: usize, was_placed: bool, tau: f64) -> bool {
        let weights = self.weights.labels.as_slice();
        if self.varies && was_placed && !class.is_exact() {
            self.variations += 1;
            self.drawn.clone_from(&self.labels[doctor]);
            let changes = (tau, CHANGES);
            return self
                .variation
                .run(class, weights, changes, &mut self.random, &mut self.drawn);
        }
        self.repathings += 1;
        if class.is_exact() {
            self.soft.run(&class.diagram, weights, tau);
            return self
                .soft
                .sample(&class.diagram, &mut self.random, &mut self.drawn);
        }
        let private = self.private[doctor].as_mut_slice();
        let known = if was_placed {
            self.labels[doctor].as_slice()
        } else {
            &[]
        };
        self.beam.run_and_learn(
            class,
            (weights, private, self.unit * LESSON),
            known,
            Some((tau, &mut self.random)),
            &mut self.drawn,
        )
    }
}
