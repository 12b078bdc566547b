//! A closer look at the optimum of the programme where diagrams are relaxed: private prices that fit its prices, and pathways that beams have missed.
//!
//! Beams say that no column is missing, and are no proof. What they found missing or not, a search that takes up partial paths, best first, finds out for
//! each doctor: the pathway that is worth most at the programme's prices, or how much no pathway is worth more than.

use super::super::mark::Mark;
use super::super::parameters::columns::{LEAST_GAIN, NEAR};
use super::super::parameters::fitting::{
    EFFORT_GROWTH, FIRST_EFFORT, MOST_EFFORT, MOST_HALVINGS, PARTIALS_OF_WORK, PASSES, SHARE,
};
use super::super::parameters::proofs::{DENOMINATORS, NEAR_FRACTION};
use super::super::rounding::round_rows;
use super::super::run::Run;
use super::super::setting::Setting;
use super::super::{Phase, Termination};
use super::dive::Optimum;
use super::engine::ColumnGeneration;
use super::pool::Column;
use super::stock::Stock;
use crate::certificate::{Fitted, Prices, Proven, fit_private};

/// What closer looks at an optimum have come to.
#[derive(Clone, Debug)]
pub(super) struct Fitting {
    /// Partial paths that may be taken up for each doctor in the next look.
    effort: usize,
    /// The prices of the optimum with private ones that fit them, once there were looks at it.
    prices: Option<Prices>,
    /// There is nothing more to be had from this optimum.
    is_over: bool,
}

impl Default for Fitting {
    fn default() -> Self {
        Self {
            effort: FIRST_EFFORT,
            prices: None,
            is_over: false,
        }
    }
}

impl Fitting {
    /// Another optimum, with prices of its own. What took so much effort will take as much.
    pub(super) fn begin_anew(&mut self) {
        (self.prices, self.is_over) = (None, false);
    }

    /// No look took more than the least effort.
    fn is_first(&self) -> bool {
        self.effort == FIRST_EFFORT && self.prices.is_none()
    }

    /// Prices for the next look, and whether their private ones fit.
    fn next(&self, setting: Setting<'_>, optimum: &Optimum) -> Option<(Prices, bool)> {
        let (prices, is_fitted) = match &self.prices {
            Some(prices) => (prices.clone(), true),
            None => (rounded(setting, &optimum.prices.rows)?, false),
        };
        let effort = self.effort;
        Some((Prices { effort, ..prices }, is_fitted))
    }

    /// Takes note of a look after which no column was missing.
    fn looked(&mut self, prices: Prices) {
        self.prices = Some(prices);
        self.is_over = self.effort >= MOST_EFFORT;
        self.effort = self.effort.saturating_mul(EFFORT_GROWTH).min(MOST_EFFORT);
    }
}

impl ColumnGeneration {
    /// True if diagrams are relaxed, beams find no column that is missing, more is proven than the programme is worth, and closer looks have had less than their part.
    pub(super) fn may_fit(&self, run: &Run<'_>) -> bool {
        let (Some(optimum), Some(bound)) = (self.latest(), run.known.proven()) else {
            return false;
        };
        let all = run.effort.limits.spent(run.effort.work);
        run.effort.statistics.relaxed_diagrams > 0
            && !self.fitting.is_over
            && self.is_settled(optimum, bound)
            && (optimum.prices.objective + LEAST_GAIN).floor() < bound as f64
            && self.fits.may_go_on(SHARE, MOST_HALVINGS, all)
    }

    /// The optimum that was found last.
    fn latest(&self) -> Option<&Optimum> {
        self.whole.as_ref().or(self.optimum.as_ref())
    }

    /// True if beams find no column that is missing; for a first look, which costs little, also if they find none that adds much of what is proven above the programme.
    fn is_settled(&self, optimum: &Optimum, bound: i64) -> bool {
        let above = bound as f64 - optimum.prices.objective;
        self.stock.as_ref().is_some_and(|stock| stock.is_final)
            || self.fitting.is_first() && optimum.given == 0.0 && optimum.missing * NEAR <= above
    }

    /// Finds private prices that fit, says what they prove, and adds the pathways that are missing.
    pub(super) fn fit(&mut self, run: &mut Run<'_>) -> Option<Termination> {
        let optimum = self.whole.as_ref().or(self.optimum.as_ref());
        let (Some(stock), Some(optimum)) = (&mut self.stock, optimum) else {
            return None;
        };
        let (mark, before) = (Mark::new(run.effort.work), run.known.proven());
        let setting = run.ground.setting();
        let found = self
            .fitting
            .next(setting, optimum)
            .and_then(|(prices, is_fitted)| {
                fit_private(
                    (setting.formulation, setting.pathways, setting.activities),
                    (&prices, is_fitted),
                    &stock.kinship.groups,
                    &|| run.effort.is_urgent(),
                )
            });
        let searched = run.effort.statistics.relaxed_diagrams * self.fitting.effort;
        run.effort.work += PASSES * run.ground.pass() + (searched / PARTIALS_OF_WORK) as u64;
        let Some(Fitted { prices, paths }) = found else {
            self.fitting.is_over = true;
            return None;
        };
        let added = add_missing(stock, run.ground.setting(), optimum, &paths);
        let proven = run.prove(prices.clone());
        crate::trace::debug!(
            effort = self.fitting.effort,
            bound = proven.as_ref().map(Proven::bound),
            objective = optimum.prices.objective,
            added,
            "fitted"
        );
        // With new columns it is another programme.
        match added {
            0 => self.fitting.looked(prices),
            _ => stock.is_final = false,
        }
        if let Some(proven) = proven {
            run.known.offer_certified(proven);
        }
        let has_gained = added > 0 || before != run.known.proven();
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        self.fits.judge(cost, has_gained);
        run.tell(Phase::Columns);
        run.is_done()
    }
}

/// Adds pathways of groups to the programme, where they are worth more than what their group gets; how many.
fn add_missing(
    stock: &mut Stock,
    setting: Setting<'_>,
    optimum: &Optimum,
    paths: &[(usize, Vec<u32>)],
) -> usize {
    let mut added = 0;
    for (group, labels) in paths {
        let Some(column) = Column::new(setting, &stock.kinship, *group as u32, labels) else {
            continue;
        };
        let gain = column.worth(1.0, &optimum.prices.rows) - optimum.prices.groups[*group];
        let index = stock.add(column) as usize;
        if gain > LEAST_GAIN && !stock.working[index] {
            stock.working[index] = true;
            added += 1;
        }
    }
    added
}

/// Prices as multiples of the largest fraction of which all are nearly multiples, else of the smallest there is.
fn rounded(setting: Setting<'_>, exact: &[f64]) -> Option<Prices> {
    let is_near = |price: f64, denominator: i64| {
        let scaled = price * denominator as f64;
        (scaled - scaled.round()).abs() < NEAR_FRACTION * denominator as f64
    };
    let fits = |denominator: &i64| exact.iter().all(|price| is_near(*price, *denominator));
    let denominator = DENOMINATORS.into_iter().find(fits);
    let denominator = denominator.or(DENOMINATORS.last().copied())?;
    round_rows(setting, exact, denominator as f64, denominator)
}
