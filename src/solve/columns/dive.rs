//! Diving: settle the most certain pathways of the programme without whole numbers, price against what they leave, and so on.

use super::super::mark::Mark;
use super::super::parameters::columns::{
    AT_ONCE, CORNER, DIVES, FRACTION, GIVEN, LEAST_STEPS, LOSS, NOISE, PART_OF_PACE,
    ROUNDS_OF_DIVE, TOO_SLOW, ZERO,
};
use super::super::seed::seed_of;
use super::generate::{Ended, Generator};
use super::master::{Kind, MasterPrices, Part};
use super::meter::work_of;
use crate::error::Result;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// An optimum of the whole programme.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    pub(super) prices: MasterPrices,
    /// Columns of the pool with their values, where not 0.
    pub(super) point: Vec<(u32, f64)>,
    /// What pathways that were found missing would add at most; nothing of what was not looked for.
    pub(super) missing: f64,
    /// Units away from hard rows, where these gave way.
    pub(super) given: f64,
}

impl Optimum {
    /// Pathways that are chosen as a whole.
    pub(super) fn whole(&self) -> usize {
        let whole = |(_, value): &(u32, f64)| (value + FRACTION).floor() as usize;
        self.point.iter().map(whole).sum()
    }
}

/// Which way a dive goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The first goes by shares alone, others change them a little.
    pub(super) number: u64,
    pub(super) seed: u64,
    /// A dive that cannot be worth more than this ends.
    pub(super) known: Option<i64>,
    /// Part of what it may spend within which it is to end, if nothing is known that it has to be worth.
    pub(super) in_time: f64,
}

impl Way {
    /// A share as this dive sees it.
    fn share(self, column: u32, value: f64) -> f64 {
        if self.number == 0 {
            return value;
        }
        let seed = seed_of(self.seed, u64::from(column));
        value * (1.0 - NOISE * Pcg64Mcg::seed_from_u64(seed).random::<f64>())
    }

    /// After the first dives every other one goes by corners of the optima, and so does every other one of those from the optimum of all.
    fn is_at_corners(self) -> bool {
        self.number >= DIVES && (self.number + self.number / (2 * DIVES)) % 2 == 1
    }

    /// How much less a column is worth where a corner is looked for, as a share of the most.
    fn change(self, column: u32) -> f64 {
        let seed = seed_of(self.seed.wrapping_add(1), u64::from(column));
        Pcg64Mcg::seed_from_u64(seed).random::<f64>()
    }

    /// What settling so many pathways may lose: part of what the open ones lose, one with another, where the dive ends at what is known.
    fn may_lose(self, dive: &Dive, settled: usize) -> f64 {
        let Some(known) = self.known else {
            return f64::INFINITY;
        };
        let room = (dive.total(&dive.prices) - known as f64).max(0.0);
        LOSS * room * settled as f64 / dive.left().max(1) as f64
    }

    fn is_hopeless(self, worth: f64) -> bool {
        self.known
            .is_some_and(|known| worth < known as f64 + 1.0 - FRACTION)
    }
}

/// How far a dive came.
#[derive(Clone, Debug)]
pub(super) struct Dive {
    /// Columns settled, with how often, and what they are worth to their doctors.
    pub(super) settled: Vec<u32>,
    worth: i64,
    /// What is left open.
    pub(super) part: Part,
    /// Prices where it ended, and units away from hard rows there.
    pub(super) prices: MasterPrices,
    given: f64,
    /// It ended because nothing better was to be found below.
    pub(super) is_hopeless: bool,
    /// It ended because it would have taken far more than it may.
    pub(super) is_slow: bool,
}

impl Dive {
    /// Pathways still to be chosen.
    fn left(&self) -> usize {
        self.part.free.iter().sum::<i64>() as usize
    }

    /// What is settled is worth, with the rest at some prices.
    fn total(&self, prices: &MasterPrices) -> f64 {
        prices.objective + self.worth as f64
    }
}

/// What the optimum after a step is to be.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    /// Worth at least so much.
    least: f64,
    /// At most so many units away from hard rows.
    most: f64,
    /// In time.
    pace: PaceOfDive,
    /// The step may be taken back.
    may_go_back: bool,
}

/// How fast a dive goes.
#[derive(Clone, Copy, Debug)]
struct PaceOfDive {
    began: Mark,
    /// What it may spend, and what was open.
    most: u64,
    open: usize,
    in_time: f64,
    /// It is for a first schedule, which is worth a poor dive; one for a better schedule is not.
    is_first: bool,
}

impl PaceOfDive {
    fn new(generator: &Generator<'_>, open: usize, way: Way) -> Self {
        Self {
            began: Mark::new(generator.meter.spent),
            most: generator.meter.left(),
            open,
            in_time: way.in_time,
            is_first: way.known.is_none(),
        }
    }

    /// True if a search for a first schedule has to do the rest in the time that is left.
    fn is_over(&self, generator: &Generator<'_>) -> bool {
        let cost = self
            .began
            .cost(generator.meter.limits, generator.meter.spent);
        self.is_first && cost as f64 > self.most as f64 * self.in_time
    }

    /// True on the way to a first schedule if less is settled of what was open than is spent of what it may spend.
    fn is_behind(&self, generator: &Generator<'_>, left: usize) -> bool {
        let cost = self
            .began
            .cost(generator.meter.limits, generator.meter.spent);
        let settled = self.open - left.min(self.open);
        let spent = cost as f64 * self.open as f64;
        self.is_first && spent > self.most as f64 * self.in_time * settled as f64
    }

    /// True if it would take far more than it may: what has been settled so far tells, once some of it is spent.
    fn is_too_slow(&self, generator: &Generator<'_>, left: usize) -> bool {
        let meter = &generator.meter;
        let cost = self.began.cost(meter.limits, meter.spent);
        let settled = (self.open - left.min(self.open)).max(1) as f64;
        let all = cost as f64 * self.open as f64 / settled;
        cost > self.most / PART_OF_PACE && all > self.most as f64 * TOO_SLOW
    }
}

impl Generator<'_> {
    /// Dives from the optimum of the programme of a part, next to doctors who are worth so much to themselves.
    ///
    /// Twice as many pathways are settled at once after each step that loses little, and half as many, from where it stood, after one that loses more than its share of what may be lost.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn dive(&mut self, from: Optimum, part: Part, worth: i64, way: Way) -> Result<Dive> {
        let mut dive = Dive {
            settled: Vec::new(),
            worth,
            part,
            prices: from.prices,
            given: from.given,
            is_hopeless: false,
            is_slow: false,
        };
        let mut point = self.corner(&dive, from.point, way)?;
        let mut at_once = dive.left() / AT_ONCE;
        let pace = PaceOfDive::new(self, dive.left(), way);
        loop {
            let mut next = dive.clone();
            let parted = self.settle(&mut next, &point, at_once, way);
            let settled = next.settled.len() - dive.settled.len();
            if next.left() == 0 || settled == 0 || self.meter.is_over() {
                return Ok(next);
            }
            if pace.is_over(self) {
                return Ok(next);
            }
            // A step back settles fewer of those that are not whole, until there is one.
            let may_go_back = parted > 1;
            let is_behind = pace.is_behind(self, next.left());
            let least = dive.total(&dive.prices) - way.may_lose(&dive, settled);
            // What gave way already may stay as it is, and a search may mend a little more.
            let most = dive.given + if is_behind { GIVEN } else { FRACTION };
            let wanted = Wanted {
                least,
                most,
                pace,
                may_go_back,
            };
            match self.optimum_below(&next, wanted, way)? {
                Some(found)
                    if may_go_back && (found.given > most || next.total(&found.prices) < least) =>
                {
                    at_once = parted / 2;
                }
                Some(Optimum {
                    prices,
                    point: below,
                    given,
                    ..
                }) => {
                    crate::trace::trace!(
                        left = next.left(),
                        settled,
                        given,
                        worth = next.total(&prices),
                        "dive"
                    );
                    next.is_hopeless = way.is_hopeless(next.total(&prices));
                    next.is_slow = pace.is_too_slow(self, next.left());
                    (next.prices, next.given) = (prices, given);
                    if next.is_hopeless || next.is_slow {
                        return Ok(next);
                    }
                    dive = next;
                    point = self.corner(&dive, below, way)?;
                    at_once = (2 * parted.max(1)).min(dive.left() / LEAST_STEPS);
                }
                None if may_go_back && !self.meter.is_over() => at_once = parted / 2,
                None => return Ok(next),
            }
        }
    }

    /// The optimum of what a dive has left open; more columns are looked for where that is not what is wanted, and where there is no point but also no way back.
    fn optimum_below(&mut self, dive: &Dive, wanted: Wanted, way: Way) -> Result<Option<Optimum>> {
        // Settling makes another programme: it is taken to have a point until a round finds none.
        self.is_feasible = true;
        let Wanted {
            least,
            most,
            pace,
            may_go_back,
        } = wanted;
        let mut found = None;
        for rounds in [1, ROUNDS_OF_DIVE, ROUNDS_OF_DIVE] {
            let ended = match pace.is_first {
                true => self.run_giving(&dive.part, rounds)?.0,
                false => self.run(&dive.part, rounds)?.0,
            };
            let (optimum, is_final) = match ended {
                Ended::Optimal {
                    prices,
                    point,
                    is_final,
                    missing,
                    given,
                } => {
                    let optimum = Optimum {
                        prices,
                        point,
                        missing,
                        given,
                    };
                    (optimum, is_final)
                }
                Ended::Stopped if rounds == 1 && !may_go_back && !self.meter.is_over() => continue,
                Ended::Infeasible(_) | Ended::Stopped => return Ok(found),
            };
            let total = dive.total(&optimum.prices);
            let is_enough = optimum.given <= most && total >= least && !way.is_hopeless(total);
            // There is no time for more, and a way back, or a point.
            let takes_it =
                (may_go_back || optimum.given <= most) && pace.is_behind(self, dive.left());
            found = Some(optimum);
            if is_final || is_enough || takes_it || self.meter.is_over() {
                break;
            }
        }
        Ok(found)
    }

    /// A point near a corner of the optima of what is left open, in place of one in their midst, which interior points come to: each share loses a little at random, so that more pathways are whole.
    fn corner(&mut self, dive: &Dive, point: Vec<(u32, f64)>, way: Way) -> Result<Vec<(u32, f64)>> {
        let known = way.known.filter(|_| way.is_at_corners());
        let Some(known) = known.filter(|_| !self.meter.is_over()) else {
            return Ok(point);
        };
        let stock = &self.stock;
        let room = (dive.total(&dive.prices) - known as f64).max(0.0);
        let most = (CORNER * stock.unit).min(2.0 * CORNER * room / dive.left().max(1) as f64);
        let short = |index: u32| {
            let column = &stock.pool.columns[index as usize];
            dive.prices.groups[column.group as usize] - column.worth(1.0, &dive.prices.rows)
        };
        let Some(mut master) =
            self.master_over(&dive.part, Kind::Real, |index| short(index) < stock.unit)
        else {
            return Ok(point);
        };
        let Some(corner) = master.corner(self.backends, &self.options(), |column| {
            way.change(column) * most
        })?
        else {
            return Ok(point);
        };
        self.meter.spend(work_of(
            &master.model,
            self.backends,
            self.setting.formulation.rows.len(),
        ));
        let columns = master.columns.iter().copied();
        let found: Vec<(u32, f64)> = columns
            .zip(corner)
            .filter(|(_, value)| *value > ZERO)
            .collect();
        Ok(found)
    }

    /// Settles whole pathways and the largest shares, at most so many of these but one at least; how many of these.
    fn settle(&self, dive: &mut Dive, point: &[(u32, f64)], at_once: usize, way: Way) -> usize {
        let formulation = self.setting.formulation;
        let share = |entry: &(u32, f64)| way.share(entry.0, entry.1);
        let mut order = point.to_vec();
        order.sort_by(|one, other| {
            share(other)
                .total_cmp(&share(one))
                .then(one.0.cmp(&other.0))
        });
        let most = at_once.max(1);
        let mut more = most;
        for (index, value) in order {
            let column = &self.stock.pool.columns[index as usize];
            let whole = (value + FRACTION).floor() as i64;
            for _ in 0..whole.max(1) {
                if (whole > 0 || more > 0)
                    && dive.part.free[column.group as usize] > 0
                    && self.stock.fits(formulation, column, &dive.part)
                {
                    dive.part.settle(column);
                    dive.worth += column.score;
                    dive.settled.push(index);
                    if whole == 0 {
                        more -= 1;
                    }
                }
            }
        }
        most - more
    }

    /// The paths of a dive; doctors who are still open get what is worth most at the last prices in what the others leave, or just that, and a search then resolves what is overfull.
    pub(super) fn paths_of(&mut self, dive: &Dive) -> Option<Vec<Vec<u32>>> {
        let mut settled = dive.settled.clone();
        let mut part = dive.part.clone();
        for index in self.fill(&dive.part, &dive.prices.rows) {
            part.settle(&self.stock.pool.columns[index as usize]);
            settled.push(index);
        }
        for group in part.groups() {
            let pool = &self.stock.pool;
            let worth = |index: u32| pool.columns[index as usize].worth(1.0, &dive.prices.rows);
            let of_group = pool.of_group[group as usize].iter().copied();
            if let Some(index) = of_group
                .max_by(|one, other| worth(*one).total_cmp(&worth(*other)).then(other.cmp(one)))
            {
                (0..part.free[group as usize]).for_each(|_| settled.push(index));
            }
        }
        self.labels_of(&settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neither way to choose is better everywhere, so later dives side by side take both, and so do dives from the optimum of all, of which there is one in a turn.
    #[test]
    fn every_other_dive_goes_by_corners() {
        let at_corners = |number| {
            let way = Way {
                number,
                seed: 0,
                known: Some(0),
                in_time: 1.0,
            };
            way.is_at_corners()
        };
        let of = |numbers: [u64; 4]| numbers.map(at_corners);
        assert_eq!(of([0, 1, 2, 3]), [false, false, false, true]);
        assert_eq!(of([0, 4, 8, 12]), [false, true, false, true]);
    }
}
