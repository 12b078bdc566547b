//! The page, and the figures above its sections.

use super::super::Section;
use super::super::markup::{Figure, key_figures, name};
use super::super::shell::{Head, shell};
use super::delivered::delivered;
use super::effects::effects;
use super::limits::{doctors, limiting};
use super::list::scenarios;
use super::values::values;
use crate::problem::Problem;
use crate::report::Language;
use crate::report::language::Words;
use crate::scenario::{Comparison, ScenarioResult};

/// The page about a comparison; `results` are the scenarios to list, the first 500 of them.
///
/// # Complexity
/// Linear in the scenarios.
#[must_use]
pub fn scenarios_page(
    title: &str,
    problem: &Problem,
    comparison: &Comparison,
    results: &[ScenarioResult],
) -> String {
    scenarios_page_in(Language::English, title, problem, comparison, results)
}

/// The page about a comparison for readers of a language; changes and reasons are told in English.
///
/// # Complexity
/// Linear in the scenarios.
#[must_use]
pub fn scenarios_page_in(
    language: Language,
    title: &str,
    problem: &Problem,
    comparison: &Comparison,
    results: &[ScenarioResult],
) -> String {
    let words = language.words();
    let sections: Vec<Section> = [
        values(words, comparison),
        effects(words, comparison),
        limiting(words, problem, comparison),
        delivered(words, problem, comparison),
        doctors(words, problem, comparison),
        scenarios(words, problem, comparison, results),
    ]
    .into_iter()
    .flatten()
    .collect();
    // Values grow from left to right in every language.
    let style = STYLE.to_owned()
        + if language.is_right_to_left() {
            ".what-if .axis, .what-if .span { direction: ltr; }\n"
        } else {
            ""
        };
    shell(&Head {
        words,
        title,
        header: &header(words, problem, comparison),
        style: &style,
        sections: &sections,
    })
}

const STYLE: &str = ".what-if thead th::first-letter { text-transform: uppercase; }
.what-if svg { display: block; width: 100%; height: 150px; }
.what-if svg rect { fill: var(--accent); }
.what-if svg .mark { stroke: var(--bad); stroke-width: 3; vector-effect: non-scaling-stroke; }
.what-if td.wide { width: 45%; min-width: 260px; }
.what-if .span { position: relative; height: 16px; border-radius: 3px; background: var(--away); }
.what-if .span i { position: absolute; top: 2px; bottom: 2px; left: calc(var(--x) * 0.1%); width: calc(var(--w) * 0.1%); min-width: 3px; border-radius: 2px; background: var(--soft); }
.what-if .span.gain i { background: var(--good); }
.what-if .span.loss i { background: var(--bad); }
.what-if .span b { position: absolute; top: 0; bottom: 0; left: calc(var(--x) * 0.1%); width: 2px; background: var(--text); }
.what-if .axis { display: flex; justify-content: space-between; color: var(--soft); font-size: 0.8rem; }
";

fn header(words: &Words, problem: &Problem, comparison: &Comparison) -> String {
    let said = &words.scenarios;
    let about = (said.what_ifs_of)(&name(problem.name()));
    let figures = figures(words, problem, comparison);
    format!("<p class=\"about\">{about}</p>\n") + &key_figures(&figures)
}

/// The numbers that say how the scenarios came out.
fn figures(words: &Words, problem: &Problem, comparison: &Comparison) -> Vec<Figure> {
    let said = &words.scenarios;
    let grouped = |number: i64| words.grouped(number);
    // None of these is good.
    let judged = |title: &'static str, count: u64| {
        let class = if count > 0 { "bad" } else { "good" };
        Figure::plain(title, count.to_string()).class(class)
    };
    let share = |part: u64| {
        let per_mille = part
            .saturating_mul(2_000)
            .checked_div(comparison.scenarios)
            .map_or(0, |doubled| doubled.div_ceil(2));
        let (whole, tenth) = (per_mille / 10, per_mille % 10);
        let share = format!("{whole}{}{tenth}{}", words.decimal_sign, words.per_cent);
        (words.of)(&share, &comparison.scenarios.to_string())
    };
    let none = || "–".to_owned();
    let (solved, infeasible) = (comparison.solved, comparison.infeasible);
    let gap = comparison.worst_gap;
    let gap = gap.map_or_else(none, |gap| words.percent(gap));
    let bound = comparison.baseline_bound();
    let bound = bound.map_or_else(String::new, |bound| (said.bound)(&grouped(bound)));
    let baseline = comparison.baseline_value().map_or_else(none, grouped);
    let mut figures = vec![
        Figure::plain(said.solved, solved.to_string()).note(share(solved)),
        judged(said.infeasible, infeasible).note(share(infeasible)),
        judged(said.failed, comparison.failed).note(said.failed_note),
        Figure::plain(said.greatest_gap, gap).note(said.greatest_gap_note),
        Figure::plain(said.baseline_value, baseline).note(bound),
    ];
    if let Some(quantiles) = comparison.value_quantiles() {
        let range = (said.from_to)(&grouped(quantiles.least), &grouped(quantiles.greatest));
        figures.push(Figure::plain(said.median_value, grouped(quantiles.median)).note(range));
    }
    if let Some(quantiles) = comparison.changed_quantiles() {
        let note = (said.of_at_most)(problem.doctors().len(), &quantiles.greatest.to_string());
        let median = quantiles.median.to_string();
        figures.push(Figure::plain(said.changed_median, median).note(note));
    }
    figures
}
