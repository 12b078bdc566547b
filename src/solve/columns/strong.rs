//! Which way to branch: over listed columns a few ways are tried, and that is taken after which the programmes of both sides are worth least.

use super::super::parameters::columns::{LEAST_LOSS, TRIED_DOCTORS, TRIED_RULES};
use super::super::setting::Setting;
use super::generate::Generator;
use super::inherit::inherit;
use super::meter::work_of;
use super::split::{Split, split, splits};
use crate::error::Result;
use crate::formulation::Formulation;
use rayon::prelude::*;

impl Generator<'_> {
    /// Where to branch at an optimum worth `objective`.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn split(&mut self, point: &[(u32, f64)], objective: f64) -> Result<Option<Split>> {
        if !self.stock.is_listed {
            return Ok(split(self.setting, &self.stock, point));
        }
        let mut found = splits(
            self.setting,
            &self.stock,
            point,
            (TRIED_RULES, TRIED_DOCTORS),
        );
        if found.len() < 2 {
            return Ok(found.pop());
        }
        let sides: Vec<(&Formulation, &Split)> = found
            .iter()
            .flat_map(|split| [(&split.near, split), (&split.far, split)])
            .collect();
        let tried: Vec<_> = sides
            .par_iter()
            .map(|(formulation, split)| self.objective_under(formulation, split))
            .collect();
        // A side that is closed needs not be worth less.
        let most = self.goal.map_or(f64::INFINITY, |goal| {
            (objective - goal as f64 - 1.0).max(LEAST_LOSS)
        });
        let mut losses = Vec::with_capacity(tried.len());
        for side in tried {
            let (side, spent) = side?;
            self.meter.spend(spent);
            losses.push(side.map_or(most, |side| (objective - side).max(LEAST_LOSS).min(most)));
        }
        let mut best: Option<(f64, usize)> = None;
        for (at, pair) in losses.chunks_exact(2).enumerate() {
            let both = pair[0] * pair[1];
            if best.is_none_or(|best| both > best.0) {
                best = Some((both, at));
            }
        }
        Ok(best.map(|best| found.swap_remove(best.1)))
    }

    /// What the programme of one side is worth, `None` if it has no point, and what finding out took.
    fn objective_under(
        &self,
        formulation: &Formulation,
        split: &Split,
    ) -> Result<(Option<f64>, usize)> {
        let setting = Setting {
            formulation,
            ..self.setting
        };
        let stock = inherit(&self.stock, setting, &split.rows, split.doctor);
        if stock.is_bare() {
            return Ok((None, 0));
        }
        let whole = stock.whole(setting);
        let generator = Generator {
            setting,
            private: self.private,
            backends: self.backends,
            meter: self.meter,
            stock,
            best: None,
            listed: None,
            goal: self.goal,
            is_feasible: true,
            pins: None,
        };
        let Some(master) = generator.master(&whole) else {
            return Ok((None, 0));
        };
        let spent = work_of(&master.model, self.backends, formulation.rows.len());
        let (prices, _) = master.prices(self.backends, &generator.options(), false)?;
        Ok((prices.map(|prices| prices.objective), spent))
    }
}
