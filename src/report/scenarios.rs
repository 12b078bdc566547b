//! CSV tables about scenarios. Time delivered is in doctor-weeks with two decimals.

use super::csv::Table;
use super::view::week_quarters;
use crate::error::Result;
use crate::problem::Problem;
use crate::scenario::{Comparison, ScenarioResult, Spread};

/// `scenarios.csv`, a row a scenario, written row by row so that it need not fit into memory: its header.
pub const HEADER: &str = "id,name,status,reason,value,bound,evidence,gap,effect_least,effect_greatest,doctor_weeks,requirements_unmet,doctors_changed,\
                          periods_changed,worst_doctor,worst_score,work\n";

/// `scenarios.csv`: the row of one scenario.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the row is written to memory.
pub fn row(problem: &Problem, comparison: &Comparison, result: &ScenarioResult) -> Result<String> {
    let mut table = Table::empty("scenarios.csv");
    let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let effect = comparison.effect(result);
    let figures = result.figures.as_ref();
    let worst = figures.and_then(|figures| figures.worst_doctor.as_ref());
    table.row(&[
        &result.id.to_string(),
        &result.name,
        result.status.as_str(),
        &result.reason,
        &number(result.value),
        &number(result.bound),
        &result.evidence,
        &result
            .gap
            .map_or_else(String::new, |gap| format!("{gap:.6}")),
        &number(effect.as_ref().map(|effect| effect.least)),
        &number(effect.as_ref().map(|effect| effect.greatest)),
        &figures.map_or_else(String::new, |figures| weeks(problem, figures.quarter_days)),
        &number(figures.map(|figures| figures.requirements_unmet)),
        &figures.map_or_else(String::new, |figures| {
            figures.periods_changed.len().to_string()
        }),
        &number(figures.map(|figures| figures.periods_changed.values().sum())),
        worst.map_or("", |worst| worst.0.as_str()),
        &number(worst.map(|worst| worst.1)),
        &result.work.to_string(),
    ])?;
    table.finish()
}

/// `effects.csv`: what the scenarios change in value, the greatest gain first. `proven` says whether the sign is.
///
/// # Errors
/// As [`row`].
pub fn effects(comparison: &Comparison) -> Result<String> {
    let mut table = Table::new(
        "effects.csv",
        &[
            "rank", "id", "name", "changes", "least", "greatest", "proven",
        ],
    )?;
    for (rank, effect) in comparison.effects().into_iter().enumerate() {
        let proven = match (effect.least > 0, effect.greatest < 0) {
            (true, _) => "gain",
            (_, true) => "loss",
            _ => "open",
        };
        let (rank, id) = ((rank + 1).to_string(), effect.id.to_string());
        let (changes, least, greatest) = (
            effect.changes.join("; "),
            effect.least.to_string(),
            effect.greatest.to_string(),
        );
        table.row(&[
            &rank,
            &id,
            &effect.name,
            &changes,
            &least,
            &greatest,
            proven,
        ])?;
    }
    table.finish()
}

/// `delivered.csv`: doctor-weeks by region, specialty and department in the baseline and over the scenarios that were solved.
///
/// # Errors
/// As [`row`].
pub fn delivered(problem: &Problem, comparison: &Comparison) -> Result<String> {
    let mut table = Table::new(
        "delivered.csv",
        &["by", "key", "baseline", "mean", "least", "greatest"],
    )?;
    let solved = i64::try_from(comparison.solved).unwrap_or(i64::MAX).max(1);
    for (by, spreads) in [
        ("region", &comparison.by_region),
        ("specialty", &comparison.by_specialty),
        ("department", &comparison.by_department),
    ] {
        for (
            key,
            Spread {
                baseline,
                sum,
                least,
                greatest,
            },
        ) in spreads
        {
            let cells =
                [*baseline, sum / solved, *least, *greatest].map(|amount| weeks(problem, amount));
            table.row(&[by, key, &cells[0], &cells[1], &cells[2], &cells[3]])?;
        }
    }
    table.finish()
}

/// `limiting.csv`: departments and activities whose places limit the value, those in most scenarios first; `price` is the sum of what one more
/// place in each period is worth.
///
/// # Errors
/// As [`row`].
pub fn limiting(comparison: &Comparison) -> Result<String> {
    let mut table = Table::new("limiting.csv", &["place", "scenarios", "price"])?;
    for (place, limiting) in comparison.limiting_most() {
        let price = format!("{}.{:03}", limiting.price / 1_000, limiting.price % 1_000);
        table.row(&[place, &limiting.scenarios.to_string(), &price])?;
    }
    table.finish()
}

/// Quarter-days as doctor-weeks.
fn weeks(problem: &Problem, quarter_days: i64) -> String {
    let week = week_quarters(problem);
    let hundredths = (quarter_days.saturating_mul(200) / week + 1) / 2;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
