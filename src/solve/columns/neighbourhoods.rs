//! Neighbourhoods as an engine: which are looked at, and how much work they may take.

use super::super::Phase;
use super::super::engine::{Common, Next, PortfolioEngine};
use super::super::judge::{judge, schedule_of};
use super::super::known::{Incumbent, Nearest};
use super::super::mark::Mark;
use super::super::options::Engine;
use super::super::parameters::neighbourhoods::{
    BATCH, FIRST_SHARE, MOST_SHARE, REMEMBERED_TURN, SHORTEST_WINDOW, SIXTEENTHS, WEIGHT_OF_HARD,
};
use super::super::run::Run;
use super::super::seed::seed_of;
use super::super::setting::Setting;
use super::backends::Backends;
use super::neighbourhood::Tools;
use super::pool::Column;
use super::price::Pricing;
use super::scopes::{Scopes, Yield};
use super::state::State;
use super::stock::Stock;
use crate::error::Result;
use crate::formulation::{Formulation, Row, RowId};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// The engine: neighbourhoods of the best schedule, beside the walks, once prices have cooled. Both get the more time the more they gain by it.
#[derive(Debug, Default)]
pub(in crate::solve) struct Neighbourhoods {
    at_hand: Option<AtHand>,
}

/// What the engine keeps between its turns.
#[derive(Debug)]
struct AtHand {
    /// There was no schedule when it began.
    has_none: bool,
    /// While there is no schedule: the rows, of which none is hard but those over scores. What the hard ones are broken by costs more than all that can be won elsewhere.
    elastic: Option<Formulation>,
    /// Without columns of its own: who is alike, and which rows there are.
    stock: Stock,
    scopes: Scopes,
    /// Neighbourhoods looked at so far.
    seen: u64,
    /// What they may cost, in sixteenths of what walks cost between two turns, and what a batch of them cost last.
    share: u64,
    batch: u64,
    /// What walks had cost when the last turn ended, and the value at hand then.
    walked: u64,
    value: i64,
    /// What came of neighbourhoods and of walks lately.
    own: Yield,
    walks: Yield,
}

impl PortfolioEngine for Neighbourhoods {
    fn name(&self) -> &'static str {
        "neighbourhoods"
    }

    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let is_wanted = matches!(
            run.effort.options().engine,
            Engine::Portfolio | Engine::ColumnGeneration
        );
        is_wanted
            && !common.course.is_opening
            && !common.course.is_pricing
            && (run.known.best.is_some() || run.known.nearest.is_some())
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let Some(mut at_hand) = self.at_hand.take() else {
            self.at_hand = Some(AtHand::new(run, common));
            return Next::Engine;
        };
        let _span = crate::trace::info_span!("neighbourhoods").entered();
        match at_hand.turn(run, common) {
            Ok(()) => self.at_hand = Some(at_hand),
            Err(error) => {
                crate::trace::warn!(%error, "a neighbourhood failed");
                at_hand.share = 0;
                self.at_hand = Some(at_hand);
            }
        }
        Next::Engine
    }
}

impl AtHand {
    fn new(run: &Run<'_>, common: &Common) -> Self {
        let setting = run.ground.setting();
        let has_none = run.known.best.is_none();
        let elastic = has_none
            .then(|| elastic(setting.formulation, common.unit))
            .flatten();
        let mut at_hand = Self {
            stock: Stock::new(setting, common.prices.prices.clone()),
            has_none,
            elastic,
            scopes: Scopes::default(),
            seen: 0,
            // Walks that found no schedule before the prices were there need help.
            share: if has_none { SIXTEENTHS } else { FIRST_SHARE },
            batch: 0,
            walked: common.course.walked,
            value: 0,
            own: Yield::default(),
            walks: Yield::default(),
        };
        at_hand.value = at_hand.base(run).map_or(i64::MIN, |base| base.value);
        at_hand
    }

    /// Diagrams and rows; of the rows none is hard while there is no schedule.
    fn setting<'a>(&'a self, run: &'a Run<'_>) -> Setting<'a> {
        let setting = run.ground.setting();
        let formulation = self.elastic.as_ref().unwrap_or(setting.formulation);
        Setting {
            formulation,
            ..setting
        }
    }

    /// The best schedule, or, while there is none, what came nearest to one.
    fn base(&self, run: &Run<'_>) -> Option<Incumbent> {
        if !self.has_none {
            return run.known.best.clone();
        }
        self.elastic.as_ref()?;
        let labels = run.known.nearest.as_ref()?.labels.clone();
        schedule_of(self.setting(run), labels)
    }

    /// Some batches of neighbourhoods of the best schedule.
    fn turn(&mut self, run: &mut Run<'_>, common: &mut Common) -> Result<()> {
        if self.has_none && run.known.best.is_some() {
            *self = Self::new(run, common);
        }
        let walked = common.course.walked.saturating_sub(self.walked);
        let most = walked.saturating_mul(self.share) / SIXTEENTHS;
        let Some(best) = self.base(run).filter(|_| most > self.batch) else {
            return Ok(());
        };
        let mut scopes = std::mem::take(&mut self.scopes);
        let setting = self.setting(run);
        let tools = Tools {
            setting,
            stock: &self.stock,
            private: &common.prices.private,
            backends: Backends::of(run.effort.options()),
            limits: &run.effort.limits,
            prices: &common.prices.prices,
            unit: common.unit,
        };
        let (before, began, mut seen) = (best.value, Mark::new(run.effort.work), self.seen);
        let cost = |spent: u64| began.cost(&run.effort.limits, run.effort.work + spent);
        let mut improving = Improving {
            best,
            spent: 0,
            batches: 0,
        };
        let wishes = tools.wishes(&mut improving);
        let is_over = |spent: u64| run.effort.limits.reason(run.effort.work + spent).is_some();
        while cost(improving.spent) < most && !is_over(improving.spent) {
            let first = seen;
            seen += BATCH as u64;
            if !tools.batch(&mut improving, &mut scopes, &wishes, first)? {
                break;
            }
        }
        let Improving {
            best,
            spent,
            batches,
        } = improving;
        crate::trace::debug!(
            before,
            after = best.value,
            spent,
            share = self.share,
            "neighbourhoods"
        );
        let own = Yield::of(best.value.saturating_sub(before), cost(spent));
        let of_walks = Yield::of(before.saturating_sub(self.value), walked);
        self.batch = cost(spent) / batches.max(1);
        (self.scopes, self.seen) = (scopes, seen);
        self.judge(own, of_walks);
        (self.walked, self.value) = (common.course.walked, best.value);
        run.effort.work += spent;
        self.hand_out(run, common, best, before);
        run.tell(Phase::Columns);
        Ok(())
    }

    /// Offers a schedule; what only came nearer to one is where the search goes on from.
    fn hand_out(&self, run: &mut Run<'_>, common: &mut Common, found: Incumbent, before: i64) {
        if self.elastic.is_none() {
            run.known.offer_schedule(found);
            return;
        }
        if found.value <= before {
            return;
        }
        let setting = run.ground.setting();
        let judged = judge(setting, &found.labels);
        if let Some(value) = judged.value {
            let labels = found.labels;
            run.known.offer_schedule(Incumbent { value, labels });
            return;
        }
        let rows = setting.formulation.rows.iter().zip(&judged.sums);
        let hard = rows.filter(|(row, _)| row.weight.is_none());
        let violation = hard.map(|(row, sum)| row.shape.distance(*sum)).sum();
        if let Some(chain) = common.chains.first_mut() {
            for (doctor, labels) in found.labels.iter().enumerate() {
                chain.place(setting, doctor, labels);
            }
        }
        run.known.offer_nearest(&Nearest {
            violation,
            labels: found.labels,
        });
    }

    /// Who gained more by the same effort gets more of it; while neither gains, neighbourhoods get what they had at first.
    fn judge(&mut self, own: Yield, walks: Yield) {
        self.own = self.own.then(own, REMEMBERED_TURN);
        self.walks = self.walks.then(walks, REMEMBERED_TURN);
        let (is_better, is_worse) = (
            self.own.rate() > self.walks.rate(),
            self.own.rate() < self.walks.rate(),
        );
        let is_vain = own.rate() <= 0.0;
        self.share = if (is_better && !is_vain) || (!is_worse && self.share < FIRST_SHARE) {
            (self.share * 2).min(MOST_SHARE)
        } else if is_worse || self.share > FIRST_SHARE {
            (self.share / 2).max(1)
        } else {
            self.share
        };
    }
}

/// The same rows, of which none is hard but those over scores; `None` where costs could leave 64 bits.
fn elastic(formulation: &Formulation, unit: f64) -> Option<Formulation> {
    let mut elastic = formulation.clone();
    let of_scores: FxHashSet<RowId> = formulation
        .families
        .iter()
        .flat_map(|family| family.scores.iter().map(|score| score.1))
        .collect();
    let is_hard = |(number, row): &(usize, &mut Row)| {
        row.weight.is_none() && row.group.is_none() && !of_scores.contains(&RowId::new(*number))
    };
    let doctors = formulation.of_doctor.len() as i128;
    let mut furthest = formulation.most_terms.saturating_mul(doctors);
    let mut eased = Vec::new();
    for (number, row) in elastic.rows.iter_mut().enumerate().filter(is_hard) {
        let (lower, upper) = row.shape.hull();
        let limits = [lower, upper].into_iter().flatten();
        furthest = limits.fold(furthest, |sum, limit| {
            sum.saturating_add(i128::from(limit).abs())
        });
        eased.push(number);
    }
    let most = i64::try_from(MOST_COST / furthest.max(1)).unwrap_or(i64::MAX);
    let weight = ((unit * WEIGHT_OF_HARD).ceil() as i64).max(1).min(most);
    for number in eased {
        elastic.rows[number].weight = Some(weight);
    }
    (weight > 0).then_some(elastic)
}

/// All that hard rows are broken by costs no more than this, so that with a value of at most 2^62 it stays within 64 bits.
const MOST_COST: i128 = 1 << 61;

/// A schedule to be improved, and what that has taken.
struct Improving {
    best: Incumbent,
    spent: u64,
    batches: u64,
}

impl Tools<'_> {
    fn pricing(&self) -> Pricing<'_> {
        Pricing {
            setting: self.setting,
            kinship: &self.stock.kinship,
            private: self.private,
            pins: None,
            limits: self.limits,
        }
    }

    /// What is best for each group at the prices.
    fn wishes(&self, improving: &mut Improving) -> Vec<Column> {
        let groups: Vec<u32> = (0..self.stock.kinship.groups.len() as u32).collect();
        improving.spent += groups.len() as u64;
        self.pricing().best(&groups, self.prices, 1.0)
    }

    /// Looks at some neighbourhoods side by side; false if columns cannot express the schedule.
    fn batch(
        &self,
        improving: &mut Improving,
        scopes: &mut Scopes,
        wishes: &[Column],
        first: u64,
    ) -> Result<bool> {
        improving.batches += 1;
        // The columns of the schedule at hand are made anew.
        improving.spent += self.setting.pathways.len() as u64;
        let Some(state) = State::new(&self.pricing(), wishes, &improving.best.labels, self.prices)
        else {
            return Ok(false);
        };
        let look = |&number: &u64| {
            let seed = seed_of(self.limits.options.seed, number);
            let scope = scopes.draw(seed);
            let (count, part) = scopes.size(scope);
            let doctors = state.choose(self.setting, self.unit, count, seed);
            let length = (self.setting.formulation.periods / part).max(SHORTEST_WINDOW);
            let began = Mark::new(0);
            let found = self
                .improve(&state, &doctors, length, seed)
                .map(|(columns, work)| (columns, work, began.cost(self.limits, work)));
            (scope, doctors, found)
        };
        let numbers: Vec<u64> = (first..first + BATCH as u64).collect();
        let looked: Vec<_> = numbers.par_iter().map(look).collect();
        for (scope, doctors, found) in looked {
            let (columns, work, cost) = found?;
            improving.spent += work;
            let better =
                columns.and_then(|columns| improving.with(self.setting, &doctors, &columns));
            let gain = better
                .as_ref()
                .map_or(0, |better| better.value - improving.best.value);
            scopes.judge(scope, Yield::of(gain, cost));
            if let Some(better) = better {
                improving.best = better;
            }
        }
        Ok(true)
    }
}

impl Improving {
    /// The schedule with other pathways of some doctors, if it is better. Neighbourhoods of one batch do not know of each other, so the whole
    /// schedule is judged.
    fn with(
        &self,
        setting: Setting<'_>,
        doctors: &[usize],
        columns: &[Column],
    ) -> Option<Incumbent> {
        let mut labels = self.best.labels.clone();
        for (&doctor, column) in doctors.iter().zip(columns) {
            labels[doctor].clone_from(&column.labels);
        }
        let value = judge(setting, &labels).value?;
        (value > self.best.value).then_some(Incumbent { value, labels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulation::Shape;
    use crate::ids::RuleId;

    fn row(upper: i64, weight: Option<i64>, group: Option<u32>) -> Row {
        Row {
            rule: RuleId::new(0),
            number: 0,
            shape: Shape::Interval {
                lower: Some(0),
                upper: Some(upper),
            },
            weight,
            group,
        }
    }

    fn formulation(rows: Vec<Row>, most_terms: i128) -> Formulation {
        let mut formulation = Formulation::default();
        formulation.rows = rows;
        formulation.most_terms = most_terms;
        formulation.of_doctor = vec![Vec::new(); 6];
        formulation
    }

    #[test]
    fn what_hard_rows_are_broken_by_costs_no_more_than_64_bits_hold() {
        for power in 0..62 {
            let most_terms = 1_i128 << power;
            let rows = vec![row(1 << (power / 2), None, None), row(3, None, None)];
            let Some(eased) = elastic(&formulation(rows, most_terms), 1e9) else {
                assert!(power > 55, "{power}");
                continue;
            };
            for row in &eased.rows {
                let weight = row.weight.unwrap();
                assert!(weight > 0 && i128::from(weight) * most_terms * 6 <= MOST_COST);
            }
        }
    }

    #[test]
    fn soft_rows_and_those_of_groups_stay_as_they_are() {
        let rows = vec![
            row(2, Some(7), None),
            row(2, None, Some(0)),
            row(2, None, None),
        ];
        let eased = elastic(&formulation(rows, 10), 2.0).unwrap();
        let weights: Vec<Option<i64>> = eased.rows.iter().map(|row| row.weight).collect();
        assert_eq!(weights, [Some(7), None, Some(200)]);
    }
}
