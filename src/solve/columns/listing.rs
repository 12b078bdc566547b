//! When pathways are listed, and the root of the tree over them.

use super::super::known::Incumbent;
use super::super::parameters::cuts::{FEW, NEAR};
use super::super::run::Run;
use super::super::setting::Setting;
use super::branch::Tree;
use super::engine::ColumnGeneration;
use super::generate::Generator;
use super::listed::list;
use super::tighten::Tightened;
use crate::error::Result;

/// What is known of the pathways that a better schedule can use.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Value and bound when it was tried last.
    tried: Option<(i64, i64)>,
    /// Pathways of the tree, if they were listed.
    columns: Option<usize>,
    /// Its root, as long as there are cuts to add.
    pub(super) root: Option<Tightened>,
}

impl ColumnGeneration {
    /// True if pathways are listed and not all is said of them.
    pub(super) fn is_listed(&self) -> bool {
        let is_open = || self.tree.as_ref().is_some_and(Tree::is_open);
        self.listing.columns.is_some() && (self.listing.root.is_some() || is_open())
    }

    /// True if pathways may be few enough to be listed, which has not been tried with this value and this bound.
    pub(super) fn may_list(&self, run: &Run<'_>) -> bool {
        let is_final = self.stock.as_ref().is_some_and(|stock| stock.is_final);
        run.known
            .value()
            .zip(run.known.proven())
            .is_some_and(|known| {
                let (value, bound) = known;
                bound - value <= (bound / NEAR).abs().max(FEW) && self.listing.tried != Some(known)
            })
            && self.optimum.is_some()
            && is_final
            && run.effort.statistics.relaxed_diagrams == 0
    }

    /// Lists the pathways that a better schedule can use, unless they are too many, or more than half of those that are listed already.
    pub(super) fn list(&mut self, run: &Run<'_>) {
        let (Some(value), Some(bound)) = (run.known.value(), run.known.proven()) else {
            return;
        };
        self.listing.tried = Some((value, bound));
        let (Some(stock), Some(optimum)) = (&self.stock, &self.optimum) else {
            return;
        };
        let ground = run.ground.setting();
        let (formulation, stock, prices) = match &self.cutting {
            Some(cutting) => (&cutting.formulation, &cutting.stock, cutting.prices()),
            None => (ground.formulation, stock, optimum.prices.rows.as_slice()),
        };
        let setting = Setting {
            formulation,
            ..ground
        };
        let Some(listed) = list(setting, stock, prices, value) else {
            return;
        };
        let columns = listed.pool.columns.len();
        let is_less = self
            .listing
            .columns
            .is_none_or(|before| columns < before / 2);
        crate::trace::debug!(value, bound, columns, is_less, "listed");
        if is_less {
            self.listing.columns = Some(columns);
            self.listing.root = Some(Tightened::new(formulation.clone(), listed, bound));
        }
    }

    /// Adds cuts to the root of the tree over listed pathways until the turn is over or they gain nothing; then the tree is made. A schedule, if an optimum was one.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn tighten(
        &mut self,
        root: &mut Generator<'_>,
        value: i64,
    ) -> Result<Option<Incumbent>> {
        let mut found: Option<Incumbent> = None;
        while let Some(tightened) = &mut self.listing.root {
            if tightened.is_over {
                self.tree = Some(Tree::new(
                    &tightened.formulation,
                    &tightened.stock,
                    tightened.bound,
                ));
                self.listing.root = None;
            } else if root.meter.is_over() {
                break;
            } else {
                let value = found.as_ref().map_or(value, |found| found.value);
                let (spent, better) = tightened.round(root, value)?;
                root.meter.spent += spent;
                found = better.filter(|better| value < better.value).or(found);
            }
        }
        Ok(found)
    }
}
