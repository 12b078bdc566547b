//! The loop of column generation: solve the restricted programme, price, add what is missing.
//!
//! Its prices jump about while columns are few, so pathways are priced at a point between them and the best prices so far, the centre (smoothing by Wentges
//! 1997); where that finds nothing for the programme although something is missing, the point itself proves a better bound and the next one
//! lies nearer to the programme's prices (Pessoa, Sadykov, Uchoa & Vanderbeck 2018). An infeasible programme is priced along its
//! Farkas ray, until a pathway mends it or the ray proves in whole numbers that nothing does.

use super::super::lp::LpOptions;
use super::super::parameters::columns::{
    DRAWN_A_ROUND, FRACTION, GIVING, LEAST_TIME, MOST_SIMPLEX, ROUND_OFF, SMOOTHING, ZERO,
};
use super::super::setting::Setting;
use super::backends::Backends;
use super::listed::Listed;
use super::master::{Kind, Master, MasterPrices, Part};
use super::meter::{Meter, work_of};
use super::price::{Draw, Pins, Pricing};
use super::stock::Stock;
use crate::certificate::{Prices, Proven};
use crate::error::Result;
use std::ops::ControlFlow;
use std::time::Duration;

/// Why the loop ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The optimum of the programme over the columns at hand.
    Optimal {
        /// Prices at the optimum.
        prices: MasterPrices,
        /// Columns of the pool with their values, where not 0.
        point: Vec<(u32, f64)>,
        /// No pathway improves on these columns, or none need.
        is_final: bool,
        /// What the pathways that were found missing last would add at most.
        missing: f64,
        /// Units away from hard rows, where these gave way.
        given: f64,
    },
    /// No choice of pathways keeps the hard rows, as these prices prove where nothing is settled.
    Infeasible(Option<Prices>),
    /// A limit, or the backend did not get through.
    Stopped,
}

impl Ended {
    /// The end as a word, for logs.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Optimal { .. } => "optimal",
            Self::Infeasible(_) => "infeasible",
            Self::Stopped => "stopped",
        }
    }
}

/// Columns to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws<'a> {
    pub(super) temperatures: &'a [f64],
    /// Columns of each group at each temperature.
    pub(super) count: usize,
    pub(super) seed: u64,
}

/// How a run of the loop goes.
#[derive(Debug)]
pub(super) struct Course {
    /// Groups with pathways to be chosen.
    pub(super) groups: Vec<u32>,
    /// Share of the best prices in the point that is priced.
    pub(super) share: f64,
    /// Columns drawn of each group in a round, next to the best one: where a programme takes longer than the draws.
    pub(super) draws: usize,
    /// The programme had no point in the last round.
    is_mended: bool,
    /// Interior points do not get through.
    is_simplex: bool,
    /// Prices of the last round.
    last: Option<MasterPrices>,
    /// While the programme is not known to have a point hard rows give way, for so many times what a unit of them may be worth.
    pub(super) giving: Option<f64>,
    /// What the pathways that were found missing in the last round would add at most.
    pub(super) missing: f64,
}

/// One run of the loop.
#[derive(Debug)]
pub(super) struct Generator<'run> {
    pub(super) setting: Setting<'run>,
    /// Private prices of each doctor.
    pub(super) private: &'run [Vec<f64>],
    pub(super) backends: Backends<'run>,
    pub(super) meter: Meter<'run>,
    pub(super) stock: Stock,
    /// The best bound proven here.
    pub(super) best: Option<Proven>,
    /// The same of listed columns.
    pub(super) listed: Option<Listed>,
    /// A bound of this or less is good enough.
    pub(super) goal: Option<i64>,
    /// The restricted programme is known to have a point.
    pub(super) is_feasible: bool,
    /// Where doctors stay on their paths.
    pub(super) pins: Option<Pins>,
}

impl Generator<'_> {
    pub(super) fn options(&self) -> LpOptions<'_> {
        let options = self.meter.limits.options;
        LpOptions {
            time_limit: self.meter.limits.remaining(),
            seed: options.seed,
            cancel: Some(&options.cancel),
            ..LpOptions::default()
        }
    }

    /// The same for what may take far longer than a turn: rays, and programmes that are left to the simplex method.
    fn options_of_turn(&self) -> LpOptions<'_> {
        let options = self.options();
        let left = self.meter.until.map(|_| {
            let left = Duration::from_micros(self.meter.left());
            left.max(LEAST_TIME)
        });
        let time_limit = match (options.time_limit, left) {
            (Some(all), Some(left)) => Some(all.min(left)),
            (all, left) => all.or(left),
        };
        LpOptions {
            time_limit,
            ..options
        }
    }

    /// No diagram is relaxed, so that pathways are priced by passes alone.
    pub(super) fn is_exact(&self) -> bool {
        let pathways = self.setting.pathways;
        let mut groups = self.stock.kinship.groups.iter();
        groups.all(|doctors| pathways.class(doctors[0]).is_exact())
    }

    pub(super) fn pricing(&self) -> Pricing<'_> {
        Pricing {
            setting: self.setting,
            kinship: &self.stock.kinship,
            private: self.private,
            pins: self.pins.as_ref(),
            limits: self.meter.limits,
        }
    }

    /// The best column of each group and some that are drawn, as long as the programme does not grow too large.
    pub(super) fn draw(
        &mut self,
        part: &Part,
        prices: &[f64],
        Draws {
            temperatures,
            count,
            seed,
        }: Draws<'_>,
    ) {
        let groups = part.groups();
        let walled = self.stock.walled(self.setting.formulation, prices, part);
        let mut columns = self.pricing().best(&groups, &walled, 1.0);
        for (turn, &tau) in temperatures.iter().enumerate() {
            // Beams for many doctors take longer than a turn.
            if self.meter.is_over() {
                break;
            }
            let draw = Draw {
                tau,
                count,
                seed: seed.wrapping_add(turn as u64),
            };
            columns.extend(self.pricing().draw(&groups, &walled, draw));
        }
        let pricing = self.pricing();
        let work = pricing.work_of(&groups, temperatures.len(), count);
        self.meter.spend(work);
        let (mut size, most) = (
            self.working_size(),
            self.most_nonzeros().saturating_mul(2) / 3,
        );
        for column in columns {
            let nonzeros = column.usage.len() + 1;
            let index = self.stock.add(column) as usize;
            if !self.stock.working[index] && size + nonzeros <= most {
                self.stock.working[index] = true;
                size += nonzeros;
            }
        }
    }

    /// Most non-zero coefficients of a restricted programme.
    pub(super) fn most_nonzeros(&self) -> usize {
        self.backends.most_nonzeros()
    }

    fn working_size(&self) -> usize {
        let working = self
            .stock
            .pool
            .columns
            .iter()
            .zip(&self.stock.working)
            .filter(|(_, working)| **working);
        working.map(|(column, _)| column.usage.len() + 1).sum()
    }

    /// Takes the columns that lose most at some prices out of the programme, until it has half of its largest size.
    fn forget(&mut self, prices: &MasterPrices) {
        let pool = &self.stock.pool;
        let loss = |index: u32| {
            let column = &pool.columns[index as usize];
            prices.groups[column.group as usize] - column.worth(1.0, &prices.rows)
        };
        let all = 0..pool.columns.len() as u32;
        let working = all.filter(|index| self.stock.working[*index as usize]);
        let mut losses: Vec<(f64, u32)> = working.map(|index| (loss(index), index)).collect();
        losses.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let (mut size, most) = (0, self.most_nonzeros() / 2);
        for (_, index) in losses {
            size += pool.columns[index as usize].usage.len() + 1;
            self.stock.working[index as usize] = size <= most;
        }
    }

    /// The restricted programme of a part over the columns at hand.
    pub(super) fn master(&self, part: &Part) -> Option<Master> {
        self.master_of(part, Kind::Real)
    }

    pub(super) fn master_of(&self, part: &Part, kind: Kind) -> Option<Master> {
        self.master_over(part, kind, |_| true)
    }

    /// The same over some of the columns.
    pub(super) fn master_over(
        &self,
        part: &Part,
        kind: Kind,
        takes: impl Fn(u32) -> bool,
    ) -> Option<Master> {
        let stock = &self.stock;
        let formulation = self.setting.formulation;
        let is_in = |index: &u32| {
            let column = &stock.pool.columns[*index as usize];
            stock.working[*index as usize]
                && takes(*index)
                && part.free[column.group as usize] > 0
                && (part.is_whole || stock.fits(formulation, column, part))
        };
        let columns = (0..stock.pool.columns.len() as u32).filter(is_in).collect();
        Master::new(
            self.setting,
            &stock.pool,
            columns,
            part,
            |row| stock.rows[row.index()],
            kind,
        )
    }

    /// Generates columns for a part until none is missing, at most `rounds` times; how it ended, and the rounds that it took.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn run(&mut self, part: &Part, rounds: usize) -> Result<(Ended, u64)> {
        let gives = part.is_whole && !self.is_feasible && !self.stock.is_listed;
        self.rounds(part, rounds, gives)
    }

    /// The same where hard rows give way from the start, so that there is always an optimum where interior points solve the programme.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn run_giving(&mut self, part: &Part, rounds: usize) -> Result<(Ended, u64)> {
        self.rounds(part, rounds, true)
    }

    fn rounds(&mut self, part: &Part, rounds: usize, gives: bool) -> Result<(Ended, u64)> {
        let mut course = Course {
            groups: part.groups(),
            share: if part.is_whole { SMOOTHING } else { 0.0 },
            draws: 0,
            is_mended: false,
            is_simplex: false,
            last: None,
            giving: gives.then_some(GIVING),
            missing: 0.0,
        };
        for round in 0..rounds {
            if let Some(ended) = self.round(part, &mut course, round + 1 == rounds)? {
                return Ok((ended, round as u64 + 1));
            }
        }
        Ok((Ended::Stopped, rounds as u64))
    }

    /// One round; how the loop ends with it, if it does.
    fn round(&mut self, part: &Part, course: &mut Course, is_last: bool) -> Result<Option<Ended>> {
        if self.meter.is_out_of_time() {
            return Ok(Some(Ended::Stopped));
        }
        let is_last = is_last || self.meter.is_over();
        let Some(master) = self.affordable_master(part, course) else {
            return Ok(Some(Ended::Stopped));
        };
        let draws = (part.is_whole || self.is_exact()) && self.backends.is_interior(&master.model);
        course.draws = if draws { DRAWN_A_ROUND } else { 0 };
        // A ray of a programme that microlp takes long for takes longer: it is taken to have a point until there seems to be none.
        let reach = self.backends.small().capabilities().reach.linear_nonzeros;
        let reach = if course.is_mended && part.is_whole {
            reach.max(MOST_SIMPLEX)
        } else {
            reach
        };
        if !self.is_feasible
            && course.giving.is_none()
            && master.model.nonzeros() <= reach
            && let ControlFlow::Break(ended) = self.look_for_point(part, course, &master)?
        {
            return Ok(ended);
        }
        let is_last = is_last || self.meter.is_over();
        let backends = self.backends.without_interior(course.is_simplex);
        let options = match course.is_simplex {
            true => self.options_of_turn(),
            false => self.options(),
        };
        let (prices, point) = master.prices(backends, &options, is_last)?;
        let Some(prices) = prices else {
            // Rows or settled pathways that came in between may have made it infeasible.
            if course.is_simplex || self.meter.is_over() {
                return Ok(Some(Ended::Stopped));
            }
            if course.is_mended {
                course.is_simplex = master.model.nonzeros() <= MOST_SIMPLEX;
                return Ok((!course.is_simplex).then_some(Ended::Stopped));
            }
            (self.is_feasible, course.is_mended) = (false, true);
            if !part.is_whole && !is_last {
                let prices = self.stock.center.clone();
                self.fill(
                    part,
                    course.last.as_ref().map_or(&prices, |last| &last.rows),
                );
            }
            return Ok(None);
        };
        course.is_mended = false;
        course.last = Some(prices.clone());
        if part.is_whole {
            crate::trace::debug!(
                objective = prices.objective,
                bound = self.bound(),
                columns = master.columns.len(),
                share = course.share,
                given = course.given(&master, point.as_deref()),
                missing = course.missing,
                "round"
            );
        }
        let given = course.given(&master, point.as_deref());
        let has_point = given < FRACTION;
        let is_mended = has_point && course.giving.take().is_some();
        self.is_feasible |= is_mended;
        // Where pricing is dear a dive for a first schedule begins as soon as there is a point.
        let is_last = is_last || (is_mended && part.is_whole && !self.is_exact());
        let is_closed = part.is_whole && has_point && self.is_as_good(&prices);
        if !is_closed && self.price(part, course, &prices) > 0 && !is_last {
            return Ok(None);
        }
        if part.is_whole && !is_last && course.giving.is_some() {
            return Ok(self.give_less(course, &prices));
        }
        let point = match point {
            Some(point) => Some(point),
            None => master.point(self.backends, &self.options())?,
        };
        let Some(point) = point else {
            return Ok(Some(Ended::Stopped));
        };
        if self.add_broken_rows(part, &master, &point) > 0 && !is_last {
            return Ok(None);
        }
        let columns = master.columns.iter().copied();
        let chosen = columns.zip(point).filter(|(_, value)| *value > ZERO);
        Ok(Some(Ended::Optimal {
            prices,
            point: chosen.collect(),
            is_final: (!is_last && has_point) || is_closed,
            missing: course.missing,
            given: if has_point { 0.0 } else { given },
        }))
    }

    /// The restricted programme, where hard rows give way if they are to and interior points solve it; `None` if it cannot be written or is too large to be solved.
    fn affordable_master(&mut self, part: &Part, course: &mut Course) -> Option<Master> {
        // Listed columns are all there is: without some of them prices would prove what is not true.
        if let Some(last) = &course.last
            && !self.stock.is_listed
            && self.working_size() > self.most_nonzeros()
        {
            self.forget(last);
        }
        let giving = course
            .giving
            .and_then(|times| self.master_of(part, Kind::Giving(self.give(times))))
            .filter(|master| self.backends.is_interior(&master.model));
        let master = match giving {
            Some(master) => master,
            None => {
                course.giving = None;
                self.master_of(part, Kind::Real)?
            }
        };
        let nonzeros = master.model.nonzeros();
        self.meter.spend(work_of(
            &master.model,
            self.backends,
            self.setting.formulation.rows.len(),
        ));
        (nonzeros <= self.most_nonzeros().saturating_mul(2)).then_some(master)
    }

    /// Finds out whether the programme has a point; if it has none, a ray is priced, and the round or the loop is over.
    fn look_for_point(
        &mut self,
        part: &Part,
        course: &mut Course,
        master: &Master,
    ) -> Result<ControlFlow<Option<Ended>>> {
        match master.ray(self.backends, &self.options_of_turn())? {
            None => {
                // Interior points found nothing although there is something.
                course.is_simplex |= course.is_mended;
                self.is_feasible = true;
                Ok(ControlFlow::Continue(()))
            }
            Some(ray) => {
                course.is_mended = false;
                Ok(ControlFlow::Break(self.mend(part, &course.groups, &ray)))
            }
        }
    }

    /// True if no bound can be better than the best one by a whole unit, or if none has to be.
    fn is_as_good(&self, prices: &MasterPrices) -> bool {
        self.is_at_goal()
            || self
                .bound()
                .is_some_and(|bound| bound as f64 <= prices.objective.floor() + ROUND_OFF)
    }

    fn is_at_goal(&self) -> bool {
        self.bound()
            .zip(self.goal)
            .is_some_and(|(bound, goal)| bound <= goal)
    }

    /// The best bound proven here.
    pub(super) fn bound(&self) -> Option<i64> {
        let certified = self.best.as_ref().map(Proven::bound);
        certified.or(self.listed.as_ref().map(Listed::bound))
    }
}
