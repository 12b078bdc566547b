//! A baseline that does well over many disruptions.
//!
//! The plain optimum does not know what may go wrong. Candidates that do are made from **common prices**: how often the training scenarios
//! close an activity in a period becomes a price on being there, and the undisturbed problem is solved under these prices,
//! several times with the prices multiplied. How often is an estimate from few scenarios: the share of each period is drawn towards the
//! activity's share over all periods, the more so the less the periods differ beyond chance (shrinkage by the method of moments, James and Stein
//! 1961), or a plan would only learn by heart when the training scenarios struck. Every candidate is then published, and each training scenario is solved again from it, at a
//! cost for each period that changes. The candidate with the best score is chosen:
//! score = mean + `worst_weight` · mean of the worst share, both of the value after the disruption less the cost of changes.
//! Whether it is better than the plain optimum is measured on scenarios that nobody has seen before.

use super::baseline::Baseline;
use super::common_prices::{closed_shares, priced};
use super::run::ScenarioRun;
use super::set::ScenarioSet;
use crate::check::check;
use crate::error::{Error, Result};
use crate::problem::draft::ProblemDraft;
use crate::problem::edit::DraftEdit;
use crate::problem::rules;
use crate::problem::{Problem, Rule, RuleDraft, publish};
use crate::schedule::Schedule;
use crate::solve::Solver;

/// Multiples of the common prices that are tried, in quarters, until the plan loses too much undisturbed. Rare disruptions make small prices, which
/// round to nothing before they are multiplied.
const QUARTERS: [i32; 12] = [1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 256, 512];
/// 97.5 % point of the normal distribution, for intervals of 95 %.
const NORMAL_975: f64 = 1.96;

/// What is asked of a robust baseline.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RobustOptions {
    /// Solves the undisturbed problem and the scenarios.
    pub solver: Solver,
    /// Threads for the scenarios, 0 for all.
    pub threads: usize,
    /// Cost of each period in which a doctor does something else than was published.
    pub change_cost: i64,
    /// Value of one doctor's period that a disruption takes away, before multiples.
    pub period_value: i64,
    /// Part of the scenarios that count as the worst, in thousandths.
    pub worst_per_mille: i64,
    /// Weight of the mean of the worst ones, in thousandths of that of the mean.
    pub worst_weight_per_mille: i64,
    /// Greatest loss of value in the undisturbed problem, in thousandths of the plain optimum.
    pub max_loss_per_mille: i64,
}

impl RobustOptions {
    /// Scenarios solved as usual but to a tenth of the gap, a change costs 1, a period is worth 10, the worst tenth counts half as much as all, at
    /// most 1 % may be lost undisturbed.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let options = medrota::scenario::robust::RobustOptions::new(&problem).change_cost(5);
    /// assert_eq!(options.change_cost, 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(problem: &Problem) -> Self {
        Self {
            // Baselines differ by little: a wide gap would hide it.
            solver: ScenarioRun::usual_solver(problem).gap(0.001),
            threads: 0,
            change_cost: 1,
            period_value: 10,
            worst_per_mille: 100,
            worst_weight_per_mille: 500,
            max_loss_per_mille: 10,
        }
    }
    /// Sets who solves the undisturbed problem and the scenarios.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
    /// Sets the threads for the scenarios, 0 for all.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// Sets the cost of each period in which a doctor does something else than was published.
    #[must_use]
    pub fn change_cost(mut self, change_cost: i64) -> Self {
        self.change_cost = change_cost;
        self
    }
    /// Sets the value of one doctor's period that a disruption takes away.
    #[must_use]
    pub fn period_value(mut self, period_value: i64) -> Self {
        self.period_value = period_value;
        self
    }
    /// Sets the part of the scenarios that count as the worst, in thousandths.
    #[must_use]
    pub fn worst_per_mille(mut self, worst_per_mille: i64) -> Self {
        self.worst_per_mille = worst_per_mille;
        self
    }
    /// Sets the weight of the worst ones, in thousandths.
    #[must_use]
    pub fn worst_weight_per_mille(mut self, worst_weight_per_mille: i64) -> Self {
        self.worst_weight_per_mille = worst_weight_per_mille;
        self
    }
    /// Sets the greatest loss of value in the undisturbed problem, in thousandths.
    #[must_use]
    pub fn max_loss_per_mille(mut self, max_loss_per_mille: i64) -> Self {
        self.max_loss_per_mille = max_loss_per_mille;
        self
    }
}

/// One candidate and what it comes to.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Candidate {
    /// How it was made.
    pub name: String,
    /// The schedule.
    pub schedule: Schedule,
    /// Value in the undisturbed problem.
    pub value: i64,
    /// For each training scenario the value after the disruption less the cost of changes; `None` where there is no schedule.
    pub after: Vec<Option<i64>>,
    /// Mean of those.
    pub mean: f64,
    /// Mean of the worst share of those.
    pub worst: f64,
    /// What it was chosen by.
    pub score: f64,
}

/// The candidates, the plain optimum first, and which one was chosen.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct RobustChoice {
    /// All candidates that were evaluated.
    pub candidates: Vec<Candidate>,
    /// Position of the chosen one; 0 if nothing was better than the plain optimum.
    pub chosen: usize,
}

impl RobustChoice {
    /// The plain optimum.
    #[must_use]
    pub fn plain(&self) -> &Candidate {
        &self.candidates[0]
    }
    /// The chosen candidate.
    #[must_use]
    pub fn robust(&self) -> &Candidate {
        &self.candidates[self.chosen]
    }
}

/// Paired differences of two baselines over scenarios: mean and an interval that holds the expected difference with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Difference {
    /// Scenarios in which both have a schedule.
    pub pairs: usize,
    /// Mean of second minus first.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Chooses a baseline that does well over the scenarios of `training`.
///
/// # Errors
/// As [`Solver::solve`]; [`ErrorKind::Option`](crate::ErrorKind::Option) if `plain` has no schedule.
///
/// # Complexity
/// At most one solve of the undisturbed problem for each multiple of the prices (twelve), and one of each training scenario for every candidate.
pub fn choose_robust(
    plain: &Baseline,
    training: &ScenarioSet,
    options: &RobustOptions,
) -> Result<RobustChoice> {
    let (Some(schedule), Some(value)) = (plain.schedule(), plain.value()) else {
        return Err(Error::option(
            "the baseline has no schedule to compare with",
        ));
    };
    let problem = plain.problem();
    let judged = |name: String, schedule: Schedule, value: i64| {
        let after = after_disruptions(plain, &schedule, training, options)?;
        Ok::<_, Error>(Candidate::of(name, schedule, value, after, options))
    };
    let mut candidates = vec![judged("plain optimum".into(), schedule.clone(), value)?];
    let magnitude = value.unsigned_abs().cast_signed();
    let most_lost = magnitude.saturating_mul(options.max_loss_per_mille) / 1_000;
    let least = value.saturating_sub(most_lost);
    let shares = closed_shares(problem, training);
    let solver = options.solver.clone().threads(options.threads);
    let solver = solver.warm_start(schedule.clone());
    for quarters in QUARTERS {
        let worth = options.period_value + options.change_cost;
        let worth = worth.saturating_mul(i64::from(quarters));
        let Some(draft) = priced(problem, &shares, worth) else {
            continue;
        };
        let Some(found) = solver.solve(&draft.validate()?)?.schedule else {
            continue;
        };
        let report = check(problem, &found);
        if report.value < least {
            break;
        }
        let mut known = candidates.iter();
        if report.is_feasible() && !known.any(|candidate| candidate.schedule == found) {
            let name = format!("common prices × {}", f64::from(quarters) / 4.0);
            candidates.push(judged(name, found, report.value)?);
        }
    }
    let mut chosen = 0;
    for (position, candidate) in candidates.iter().enumerate() {
        if candidate.score > candidates[chosen].score {
            chosen = position;
        }
    }
    Ok(RobustChoice { candidates, chosen })
}

/// What a published schedule comes to in each scenario: the value after the disruption less the cost of changes, `None` without a schedule.
///
/// # Errors
/// As [`ScenarioRun::run`]; [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem.
pub fn after_disruptions(
    plain: &Baseline,
    schedule: &Schedule,
    scenarios: &ScenarioSet,
    options: &RobustOptions,
) -> Result<Vec<Option<i64>>> {
    let problem = plain.problem();
    let published = published_at_a_cost(problem, schedule, options.change_cost)?.validate()?;
    // Publishing makes earlier promises kept: what that adds is no merit of the schedule.
    let before = check(problem, schedule).value;
    let gift = check(&published, schedule).value - before;
    // A cost of changes only takes away, so that the bound holds on; not so where keeping an earlier promise now comes free.
    let promised = problem
        .rules()
        .any(|(_, rule)| matches!(rule, Rule::Change(_)));
    let bound = plain.bound().filter(|_| !promised);
    let baseline = Baseline::from_schedule(&published, schedule.clone(), bound)?;
    let run = ScenarioRun::new(scenarios, &baseline)
        .solver(options.solver.clone())
        .threads(options.threads);
    let (results, _) = run.collect_all()?;
    Ok(results
        .into_iter()
        .map(|result| result.value.map(|value| value - gift))
        .collect())
}

/// Paired differences of what two baselines come to in the same scenarios, with an interval by the normal distribution; `None` for
/// fewer than two pairs.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "statistics to look at")]
pub fn paired_difference(first: &[Option<i64>], second: &[Option<i64>]) -> Option<Difference> {
    let differences: Vec<f64> = first
        .iter()
        .zip(second)
        .filter_map(|(first, second)| Some(((*second)? - (*first)?) as f64))
        .collect();
    let count = differences.len() as f64;
    if differences.len() < 2 {
        return None;
    }
    let mean = differences.iter().sum::<f64>() / count;
    let variance = differences
        .iter()
        .map(|difference| (difference - mean).powi(2))
        .sum::<f64>()
        / (count - 1.0);
    let half = NORMAL_975 * (variance / count).sqrt();
    Some(Difference {
        pairs: differences.len(),
        mean,
        low: mean - half,
        high: mean + half,
    })
}

impl Candidate {
    /// Scores what a schedule comes to after each disruption.
    fn of(
        name: String,
        schedule: Schedule,
        value: i64,
        after: Vec<Option<i64>>,
        options: &RobustOptions,
    ) -> Self {
        let mut known: Vec<i64> = after.iter().flatten().copied().collect();
        known.sort_unstable();
        let per_mille = usize::try_from(options.worst_per_mille).unwrap_or(0);
        let worst_count = (known.len() * per_mille).div_ceil(1_000);
        let mean = average(&known);
        let worst = average(&known[..worst_count.min(known.len())]);
        #[allow(clippy::cast_precision_loss, reason = "a weight of thousandths")]
        let score = mean + worst * options.worst_weight_per_mille as f64 / 1_000.0;
        Self {
            name,
            schedule,
            value,
            after,
            mean,
            worst,
            score,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "statistics to look at")]
fn average(numbers: &[i64]) -> f64 {
    if numbers.is_empty() {
        0.0
    } else {
        numbers.iter().map(|number| *number as f64).sum::<f64>() / numbers.len() as f64
    }
}

/// The problem with a schedule published, and a cost for each period that differs from it.
fn published_at_a_cost(
    problem: &Problem,
    schedule: &Schedule,
    change_cost: i64,
) -> Result<ProblemDraft> {
    let mut edit: DraftEdit = DraftEdit::from_draft(publish(problem, schedule)?);
    edit.add(
        "scenario/changes cost",
        RuleDraft::Change(rules::Change {
            cost: change_cost,
            ..rules::Change::default()
        }),
    );
    Ok(edit.finish().0)
}
