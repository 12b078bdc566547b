//! Starting from the schedule and the prices of a similar problem.

use super::Termination;
use super::bounds::DENOMINATORS;
use super::mend::{FEW_PASSES, PASSES};
use super::prices::PriceSearch;
use super::run::Run;
use super::search::Search;
use crate::certificate::{Certificate, Claim};
use crate::ids::DoctorId;

impl Run<'_> {
    /// Starts from what the options give of a similar problem: the schedule mended, the prices as they are. Where little has changed
    /// that is all there is to do.
    pub(super) fn start_warm(&mut self, prices: &mut PriceSearch, unit: f64) -> Option<Termination> {
        if self.limits.options.warm_start.is_some() {
            let mut chain = self.chain(0, unit);
            self.place_warm(&mut chain);
            let mut pressed = vec![0; self.formulation.rows.len()];
            for passes in [FEW_PASSES, PASSES - FEW_PASSES] {
                let before = chain.repathings;
                chain.mend(self.setting(), passes, &mut pressed, &|| self.limits.is_urgent());
                self.work += chain.repathings - before;
                self.take_best(std::slice::from_ref(&chain));
                if self.best.is_some() {
                    break;
                }
                if self.proves_infeasible(&chain, &pressed) {
                    return Some(Termination::Infeasible);
                }
            }
        }
        let options = self.limits.options;
        if let Some(certificate) = &options.warm_prices {
            self.take_over_bound(certificate);
            self.price_bound(prices, &[certificate.denominator]);
            if self.is_done().is_none() {
                self.price_bound(prices, &DENOMINATORS);
            }
        }
        self.is_done()
    }

    /// Takes over what a certificate of this very problem proves. Prices of rows would do where diagrams are exact; where they are relaxed, the
    /// private prices and the effort are part of the proof.
    fn take_over_bound(&mut self, certificate: &Certificate) {
        if self.statistics.relaxed_diagrams == 0 || !matches!(certificate.claim, Claim::Bound(_)) {
            return;
        }
        if let Ok(prices) = certificate.prices_for(self.problem, &self.pathways, &self.formulation)
            && let Some(bound) = self.evaluate(&prices).bound()
            && self.bound.as_ref().is_none_or(|best| bound < best.0)
        {
            self.bound = Some((bound, prices));
        }
    }

    /// Places everybody as in the schedule that the options give; doctors whose pathway there is no longer allowed are left out.
    pub(super) fn place_warm(&self, chain: &mut Search) {
        let Some(schedule) = &self.limits.options.warm_start else { return };
        for doctor in (0..self.pathways.len()).map(DoctorId::new) {
            let labels = self.pathways.labels_of(self.problem, doctor, schedule.pathway(doctor));
            let class = self.pathways.class(doctor);
            if let Some(labels) = labels.filter(|labels| class.left_out_value(labels).is_some()) {
                chain.place(self.setting(), doctor.index(), &labels);
            }
        }
    }
}
