//! What many scenarios come to, side by side.

use super::baseline::Baseline;
use super::result::{Figures, ScenarioResult, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// Effects kept for each direction; a ranking of a hundred thousand is read by nobody.
const KEPT_EFFECTS: usize = 200;

/// What a scenario changes in value, as far as it is proven.
///
/// The optimum of the scenario minus the optimum of the baseline lies between `least` = value of the scenario's schedule − bound of the baseline and
/// `greatest` = bound of the scenario − value of the baseline's schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Effect {
    /// Id of the scenario.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its changes in words.
    pub changes: Vec<String>,
    /// The optimum changes by at least this.
    pub least: i64,
    /// The optimum changes by at most this.
    pub greatest: i64,
}

impl Effect {
    /// True if it is proven that the scenario is worth more, or proven that it is worth less.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.least > 0 || self.greatest < 0
    }
    /// Twice the middle of the interval, by which effects are ranked.
    fn rank(&self) -> i64 {
        self.least.saturating_add(self.greatest)
    }
}

/// Quantiles of a figure over the scenarios that were solved, by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quantiles {
    /// Least.
    pub least: i64,
    /// One in twenty is at most this.
    pub p05: i64,
    /// One in four is at most this.
    pub p25: i64,
    /// Half are at most this.
    pub median: i64,
    /// Three in four are at most this.
    pub p75: i64,
    /// Nineteen in twenty are at most this.
    pub p95: i64,
    /// Greatest.
    pub greatest: i64,
}

impl Quantiles {
    /// The quantiles of some numbers; `None` of none. O(n log n).
    ///
    /// ```
    /// use medrota::scenario::Quantiles;
    ///
    /// let quantiles = Quantiles::of(&[4, 1, 3, 2, 5]).ok_or("no numbers")?;
    /// assert_eq!((quantiles.least, quantiles.median, quantiles.greatest), (1, 3, 5));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(numbers: &[i64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).copied()
        };
        Some(Self {
            least: at(0)?,
            p05: at(5)?,
            p25: at(25)?,
            median: at(50)?,
            p75: at(75)?,
            p95: at(95)?,
            greatest: *sorted.last()?,
        })
    }
}

/// One figure in the baseline and over the scenarios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Spread {
    /// In the baseline.
    pub baseline: i64,
    /// Sum over the scenarios that were solved.
    pub sum: i64,
    /// Least.
    pub least: i64,
    /// Greatest.
    pub greatest: i64,
}

/// How often and how much a department limits the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limiting {
    /// Scenarios in which its places have a price.
    pub scenarios: u64,
    /// Sum of the prices over all periods and scenarios, in thousandths.
    pub price: i64,
}

/// Spreads by key, and the amounts of one schedule by key.
type Pair<'s, 'a> = (&'s mut BTreeMap<String, Spread>, &'a BTreeMap<String, i64>);

/// What scenarios come to, added one by one. Holds three numbers for each scenario and a bounded ranking.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::scenario::{Baseline, Change, Comparison, ScenarioRun, ScenarioSet};
///
/// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
/// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
/// let mut comparison = Comparison::new(&baseline);
/// for result in ScenarioRun::new(&set, &baseline).collect_all()?.0 {
///     comparison.add(&result);
/// }
/// assert_eq!((comparison.scenarios, comparison.solved), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    baseline_value: Option<i64>,
    baseline_bound: Option<i64>,
    /// Scenarios added.
    pub scenarios: u64,
    /// Solved.
    pub solved: u64,
    /// Proven infeasible.
    pub infeasible: u64,
    /// Neither.
    pub failed: u64,
    /// Greatest gap.
    pub worst_gap: Option<f64>,
    /// Doctor-time delivered by region, in quarters of a working day.
    pub by_region: BTreeMap<String, Spread>,
    /// The same by specialty.
    pub by_specialty: BTreeMap<String, Spread>,
    /// The same by department.
    pub by_department: BTreeMap<String, Spread>,
    /// Departments and activities that limit the value.
    pub limiting: BTreeMap<String, Limiting>,
    /// In how many scenarios each doctor does something else than in the baseline.
    pub doctors_changed: BTreeMap<String, u64>,
    #[serde(skip)]
    values: Vec<i64>,
    #[serde(skip)]
    quarter_days: Vec<i64>,
    #[serde(skip)]
    changed: Vec<i64>,
    gains: Vec<Effect>,
    losses: Vec<Effect>,
}

impl Comparison {
    /// A comparison with a baseline, of no scenario yet.
    #[must_use]
    pub fn new(baseline: &Baseline) -> Self {
        let mut comparison = Self {
            baseline_value: baseline.value(),
            baseline_bound: baseline.bound(),
            ..Self::default()
        };
        if let Some(figures) = baseline.figures() {
            for (spreads, of_baseline) in comparison.spreads(&figures) {
                for (key, amount) in of_baseline {
                    spreads.insert(
                        key.clone(),
                        Spread {
                            baseline: *amount,
                            ..Spread::default()
                        },
                    );
                }
            }
        }
        comparison
    }

    fn spreads<'a>(&mut self, figures: &'a Figures) -> [Pair<'_, 'a>; 3] {
        [
            (&mut self.by_region, &figures.quarter_days_by_region),
            (&mut self.by_specialty, &figures.quarter_days_by_specialty),
            (&mut self.by_department, &figures.quarter_days_by_department),
        ]
    }

    /// Adds a result.
    pub fn add(&mut self, result: &ScenarioResult) {
        self.scenarios += 1;
        match result.status {
            Status::Solved => self.solved += 1,
            Status::Infeasible => self.infeasible += 1,
            Status::Failed => self.failed += 1,
        }
        if let Some(gap) = result
            .gap
            .filter(|gap| self.worst_gap.is_none_or(|worst| worst < *gap))
        {
            self.worst_gap = Some(gap);
        }
        if let Some(effect) = self.effect(result) {
            keep(&mut self.gains, effect.clone(), |effect| -effect.rank());
            keep(&mut self.losses, effect, Effect::rank);
        }
        let (Some(figures), Some(value)) = (&result.figures, result.value) else {
            return;
        };
        self.values.push(value);
        self.quarter_days.push(figures.quarter_days);
        self.changed
            .push(i64::try_from(figures.periods_changed.len()).unwrap_or(i64::MAX));
        let earlier = self.values.len() > 1;
        for (spreads, of_scenario) in self.spreads(figures) {
            for key in of_scenario.keys() {
                if !spreads.contains_key(key) {
                    spreads.insert(key.clone(), Spread::default());
                }
            }
            for (key, spread) in spreads {
                let amount = of_scenario.get(key).copied().unwrap_or(0);
                spread.sum = spread.sum.saturating_add(amount);
                spread.least = if earlier {
                    spread.least.min(amount)
                } else {
                    amount
                };
                spread.greatest = spread.greatest.max(amount);
            }
        }
        for (place, price) in &figures.limiting {
            let limiting = self.limiting.entry(place.clone()).or_default();
            limiting.scenarios += 1;
            limiting.price = limiting.price.saturating_add(*price);
        }
        for doctor in figures.periods_changed.keys() {
            *self.doctors_changed.entry(doctor.clone()).or_default() += 1;
        }
    }

    /// What a scenario changes in value, if bounds and values of both are known.
    #[must_use]
    pub fn effect(&self, result: &ScenarioResult) -> Option<Effect> {
        let least = result.value?.checked_sub(self.baseline_bound?)?;
        let greatest = result.bound?.checked_sub(self.baseline_value?)?;
        Some(Effect {
            id: result.id,
            name: result.name.clone(),
            changes: result.changes.clone(),
            least,
            greatest,
        })
    }
    /// Value of the baseline's schedule.
    #[must_use]
    pub fn baseline_value(&self) -> Option<i64> {
        self.baseline_value
    }
    /// Bound of the baseline.
    #[must_use]
    pub fn baseline_bound(&self) -> Option<i64> {
        self.baseline_bound
    }
    /// Values of the scenarios that were solved, in the order in which they were added.
    #[must_use]
    pub fn values(&self) -> &[i64] {
        &self.values
    }
    /// Quantiles of the value.
    #[must_use]
    pub fn value_quantiles(&self) -> Option<Quantiles> {
        Quantiles::of(&self.values)
    }
    /// Quantiles of the time delivered, in quarters of a working day.
    #[must_use]
    pub fn quarter_days_quantiles(&self) -> Option<Quantiles> {
        Quantiles::of(&self.quarter_days)
    }
    /// Quantiles of the number of doctors who do something else than in the baseline.
    #[must_use]
    pub fn changed_quantiles(&self) -> Option<Quantiles> {
        Quantiles::of(&self.changed)
    }
    /// The effects, the greatest gain first, at most 200 from each end.
    #[must_use]
    pub fn effects(&self) -> Vec<&Effect> {
        let mut all: Vec<&Effect> = self.gains.iter().chain(&self.losses).collect();
        all.sort_by_key(|effect| (-effect.rank(), effect.id));
        all.dedup_by_key(|effect| effect.id);
        all
    }
    /// Departments and activities that limit the value, those in most scenarios first.
    #[must_use]
    pub fn limiting_most(&self) -> Vec<(&str, Limiting)> {
        let mut all: Vec<(&str, Limiting)> = self
            .limiting
            .iter()
            .map(|(key, limiting)| (key.as_str(), *limiting))
            .collect();
        all.sort_by_key(|(_, limiting)| std::cmp::Reverse((limiting.scenarios, limiting.price)));
        all
    }
}

/// Keeps the effects of lowest `rank`, ascending; of equal ones the lower id.
fn keep(effects: &mut Vec<Effect>, effect: Effect, rank: impl Fn(&Effect) -> i64) {
    let position =
        effects.partition_point(|other| (rank(other), other.id) <= (rank(&effect), effect.id));
    if position < KEPT_EFFECTS {
        effects.insert(position, effect);
        effects.truncate(KEPT_EFFECTS);
    }
}
