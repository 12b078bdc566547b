//! The page about many scenarios: what they come to, what matters most, what limits.

use super::Section;
use super::markup::{self, english, name, quoting, search};
use super::shell::{Head, shell};
use crate::problem::Problem;
use crate::report::Language;
use crate::report::language::Words;
use crate::report::view::week_quarters;
use crate::report::words::put;
use crate::scenario::{Comparison, Effect, Quantiles, ScenarioResult, Spread, Status};
use std::collections::BTreeMap;

/// Bars of the picture of values.
const BARS: i64 = 40;
/// Most effects shown.
const SHOWN_EFFECTS: usize = 60;
/// Most scenarios in the last table.
const SHOWN_SCENARIOS: usize = 500;
/// Width of pictures in their own units.
const WIDTH: i64 = 1_000;

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

const STYLE: &str = ".what-if svg { display: block; width: 100%; height: 150px; }
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
    let mut out = format!(
        "<p class=\"about\">{}</p>\n<dl class=\"figures\">\n",
        (said.what_ifs_of)(&name(problem.name()))
    );
    let grouped = |number: i64| words.grouped(number);
    let mut figure = |name: &str, value: String, class: &str, note: String| {
        put!(
            out,
            "<div class=\"figure {class}\"><dt>{name}</dt><dd>{value}"
        );
        if !note.is_empty() {
            put!(out, "<small>{note}</small>");
        }
        out.push_str("</dd></div>\n");
    };
    let share = |part: u64| {
        let per_mille = part.saturating_mul(1_000) / comparison.scenarios.max(1);
        let share = format!(
            "{}{}{}{}",
            per_mille / 10,
            words.decimal_sign,
            per_mille % 10,
            words.per_cent
        );
        (words.of)(&share, &comparison.scenarios.to_string())
    };
    figure(
        said.solved,
        comparison.solved.to_string(),
        "",
        share(comparison.solved),
    );
    figure(
        said.infeasible,
        comparison.infeasible.to_string(),
        if comparison.infeasible > 0 {
            "bad"
        } else {
            "good"
        },
        share(comparison.infeasible),
    );
    figure(
        said.failed,
        comparison.failed.to_string(),
        if comparison.failed > 0 { "bad" } else { "good" },
        said.failed_note.to_owned(),
    );
    let gap = comparison
        .worst_gap
        .map_or_else(|| "–".to_owned(), |gap| words.percent(gap));
    figure(
        said.greatest_gap,
        gap,
        "",
        said.greatest_gap_note.to_owned(),
    );
    let bound = comparison
        .baseline_bound()
        .map_or_else(String::new, |bound| (said.bound)(&grouped(bound)));
    figure(
        said.baseline_value,
        comparison
            .baseline_value()
            .map_or_else(|| "–".to_owned(), grouped),
        "",
        bound,
    );
    if let Some(quantiles) = comparison.value_quantiles() {
        let range = (said.from_to)(&grouped(quantiles.least), &grouped(quantiles.greatest));
        figure(said.median_value, grouped(quantiles.median), "", range);
    }
    if let Some(quantiles) = comparison.changed_quantiles() {
        let note = (said.of_at_most)(problem.doctors().len(), &quantiles.greatest.to_string());
        figure(said.changed_median, quantiles.median.to_string(), "", note);
    }
    out.push_str("</dl>\n");
    out
}

/// How the values are distributed, with the baseline marked.
fn values(words: &Words, comparison: &Comparison) -> Option<Section> {
    let said = &words.scenarios;
    let grouped = |number: i64| words.grouped(number);
    let quantiles = comparison.value_quantiles()?;
    let low = quantiles
        .least
        .min(comparison.baseline_value().unwrap_or(quantiles.least));
    let high = quantiles
        .greatest
        .max(comparison.baseline_value().unwrap_or(quantiles.greatest));
    let range = (high - low).max(1);
    let place = |value: i64| (value - low).saturating_mul(WIDTH) / range;
    let mut counts = vec![0_i64; usize::try_from(BARS).unwrap_or(1)];
    for value in comparison.values() {
        let bar = ((value - low).saturating_mul(BARS) / range).min(BARS - 1);
        if let Some(count) = usize::try_from(bar)
            .ok()
            .and_then(|bar| counts.get_mut(bar))
        {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let mut body = format!(
        "<div class=\"what-if\"><p class=\"note\">{}</p>\n\
         <svg viewBox=\"0 0 {WIDTH} 100\" preserveAspectRatio=\"none\" role=\"img\"><title>{}</title>",
        said.bars_note,
        (said.values_of)(comparison.values().len())
    );
    for (bar, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * 96 / most).max(1);
        put!(
            body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\"/>",
            bar as i64 * WIDTH / BARS,
            100 - height,
            WIDTH / BARS - 2
        );
    }
    if let Some(value) = comparison.baseline_value() {
        let at = place(value).clamp(2, WIDTH - 2);
        put!(
            body,
            "<line class=\"mark\" x1=\"{at}\" y1=\"0\" x2=\"{at}\" y2=\"100\"/>"
        );
    }
    put!(
        body,
        "</svg>\n<div class=\"axis\"><span>{}</span><span>{}</span></div></div>\n",
        grouped(low),
        grouped(high)
    );
    put!(
        body,
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th>",
        said.figure
    );
    let per_cent = |number: i64| format!("{number}{}", words.per_cent);
    let heads = [
        said.least.to_owned(),
        per_cent(5),
        per_cent(25),
        said.median.to_owned(),
        per_cent(75),
        per_cent(95),
        said.greatest.to_owned(),
    ];
    for head in heads {
        put!(body, "<th class=\"number\" scope=\"col\">{head}</th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let mut line = |name: &str, quantiles: Option<Quantiles>| {
        let Some(Quantiles {
            least,
            p05,
            p25,
            median,
            p75,
            p95,
            greatest,
        }) = quantiles
        else {
            return;
        };
        put!(body, "<tr><th scope=\"row\">{name}</th>");
        for number in [least, p05, p25, median, p75, p95, greatest] {
            put!(body, "<td class=\"number\">{}</td>", grouped(number));
        }
        body.push_str("</tr>\n");
    };
    line(words.value, Some(quantiles));
    line(said.changed, comparison.changed_quantiles());
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "values",
        title: said.outcomes,
        body,
    })
}

/// Each effect as the interval that is proven for it.
fn effects(words: &Words, comparison: &Comparison) -> Option<Section> {
    let said = &words.scenarios;
    let all = comparison.effects();
    if all.is_empty() {
        return None;
    }
    let half = SHOWN_EFFECTS / 2;
    let shown: Vec<&Effect> = if all.len() <= SHOWN_EFFECTS {
        all.clone()
    } else {
        all[..half]
            .iter()
            .chain(&all[all.len() - half..])
            .copied()
            .collect()
    };
    let low = shown
        .iter()
        .map(|effect| effect.least)
        .min()
        .unwrap_or(0)
        .min(0);
    let high = shown
        .iter()
        .map(|effect| effect.greatest)
        .max()
        .unwrap_or(0)
        .max(0);
    let range = high.saturating_sub(low).max(1);
    let place = |value: i64| value.saturating_sub(low).saturating_mul(WIDTH) / range;
    let mut body = format!("<p class=\"note\">{}</p>\n", said.effects_note);
    if shown.len() < all.len() {
        put!(body, "<p class=\"note\">{}</p>\n", (said.cut_effects)(half));
    }
    put!(
        body,
        "<div class=\"scroll\"><table class=\"what-if\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"wide\">{}</th>\
         <th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.scenario,
        said.interval,
        words.least,
        said.at_most
    );
    for effect in shown {
        let class = match (effect.least > 0, effect.greatest < 0) {
            (true, _) => "gain",
            (_, true) => "loss",
            _ => "open",
        };
        let changes = effect.changes.join("; ");
        let about = if changes == effect.name {
            String::new()
        } else {
            format!("<br><small>{}</small>", english(words, &name(&changes)))
        };
        put!(
            body,
            "<tr data-find=\"{}\"><th scope=\"row\">{}{about}</th>",
            search(&[&effect.name, &changes]),
            name(&effect.name)
        );
        let (from, to) = (place(effect.least), place(effect.greatest));
        put!(
            body,
            "<td class=\"wide\"><div class=\"span {class}\"><i style=\"--x:{from};--w:{}\"></i><b style=\"--x:{}\"></b></div></td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
            (to - from).max(0),
            place(0),
            words.grouped(effect.least),
            words.grouped(effect.greatest)
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "effects",
        title: said.matters_most,
        body,
    })
}

fn limiting(words: &Words, problem: &Problem, comparison: &Comparison) -> Option<Section> {
    let said = &words.scenarios;
    let all = comparison.limiting_most();
    if all.is_empty() {
        return None;
    }
    let mut body = format!(
        "<p class=\"note\">{}</p>\n\
         <div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.limits_note, said.place, said.scenarios, said.share, said.price
    );
    let solved = i64::try_from(comparison.solved).unwrap_or(i64::MAX).max(1);
    for (place, limiting) in all.into_iter().take(40) {
        let name = name_of(problem, place);
        let share = limiting.scenarios.saturating_mul(100) / comparison.solved.max(1);
        let price = limiting.price / solved;
        put!(
            body,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{share}\"></i></span></td>\
             <td class=\"number\">{}{}{}</td></tr>\n",
            search(&[name, place]),
            markup::name(name),
            limiting.scenarios,
            price / 1_000,
            words.decimal_sign,
            price % 1_000 / 100
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "limits",
        title: said.limits_most,
        body,
    })
}

fn name_of<'a>(problem: &'a Problem, key: &'a str) -> &'a str {
    let department = problem
        .find_department(key)
        .map(|id| problem.department(id).name.as_str());
    department
        .or_else(|| {
            problem
                .find_activity(key)
                .map(|id| problem.activity(id).name.as_str())
        })
        .unwrap_or(key)
}

fn delivered(words: &Words, problem: &Problem, comparison: &Comparison) -> Option<Section> {
    let [region, specialty, department] = words.scenarios.by;
    let mut body = String::new();
    let regions = |key: &str| {
        problem
            .regions()
            .iter()
            .find(|region| region.key == key)
            .map(|region| region.name.clone())
    };
    let specialties = |key: &str| {
        problem
            .specialties()
            .iter()
            .find(|specialty| specialty.key == key)
            .map(|specialty| specialty.name.clone())
    };
    let departments = |key: &str| {
        problem
            .find_department(key)
            .map(|id| problem.department(id).name.clone())
    };
    table(
        words,
        &mut body,
        (region, problem, comparison),
        &comparison.by_region,
        &regions,
    );
    table(
        words,
        &mut body,
        (specialty, problem, comparison),
        &comparison.by_specialty,
        &specialties,
    );
    table(
        words,
        &mut body,
        (department, problem, comparison),
        &comparison.by_department,
        &departments,
    );
    (!body.is_empty()).then_some(Section {
        id: "delivered",
        title: words.scenarios.delivered,
        body,
    })
}

fn table(
    words: &Words,
    out: &mut String,
    ((title, head), problem, comparison): ((&str, &str), &Problem, &Comparison),
    spreads: &BTreeMap<String, Spread>,
    name: &dyn Fn(&str) -> Option<String>,
) {
    if spreads.is_empty() || comparison.solved == 0 {
        return;
    }
    let said = &words.scenarios;
    let solved = i64::try_from(comparison.solved).unwrap_or(i64::MAX).max(1);
    let most = spreads
        .values()
        .map(|spread| spread.greatest.max(spread.baseline))
        .max()
        .unwrap_or(1)
        .max(1);
    put!(
        out,
        "<h3>{title}</h3>\n<div class=\"scroll\"><table class=\"what-if\"><thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"wide\">{}</th>\
         <th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.spread,
        said.baseline,
        said.mean,
        said.least
    );
    for (key, spread) in spreads {
        let name = name(key).unwrap_or_else(|| key.clone());
        let place = |amount: i64| amount.saturating_mul(WIDTH - 4) / most;
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"wide\"><div class=\"span\"><i style=\"--x:{};--w:{}\"></i><b style=\"--x:{}\"></b></div></td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
            search(&[&name, key]),
            markup::name(&name),
            place(spread.least),
            place(spread.greatest) - place(spread.least),
            place(spread.baseline),
            weeks(words, problem, spread.baseline),
            weeks(words, problem, spread.sum / solved),
            weeks(words, problem, spread.least)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

/// Who does something else than in the baseline most often.
fn doctors(words: &Words, problem: &Problem, comparison: &Comparison) -> Option<Section> {
    let mut all: Vec<(&String, u64)> = comparison
        .doctors_changed
        .iter()
        .map(|(doctor, scenarios)| (doctor, *scenarios))
        .collect();
    all.sort_by_key(|(doctor, scenarios)| (std::cmp::Reverse(*scenarios), *doctor));
    if all.is_empty() {
        return None;
    }
    let said = &words.scenarios;
    let mut body = format!(
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th></tr></thead>\n<tbody>\n",
        words.doctor, said.scenarios, said.share
    );
    for (doctor, scenarios) in all.into_iter().take(40) {
        let name = problem
            .find_doctor(doctor)
            .map_or(doctor.as_str(), |id| problem.doctor(id).name.as_str());
        let share = scenarios.saturating_mul(100) / comparison.solved.max(1);
        put!(
            body,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{scenarios}</td><td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{share}\"></i></span></td></tr>\n",
            search(&[name, doctor]),
            markup::name(name)
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "doctors",
        title: said.pathways,
        body,
    })
}

fn scenarios(
    words: &Words,
    problem: &Problem,
    comparison: &Comparison,
    results: &[ScenarioResult],
) -> Option<Section> {
    let said = &words.scenarios;
    if results.is_empty() {
        return None;
    }
    let shown = results.len().min(SHOWN_SCENARIOS);
    let mut body = String::new();
    if u64::try_from(shown).is_ok_and(|shown| shown < comparison.scenarios) {
        put!(
            body,
            "<p class=\"note\">{}</p>\n",
            (said.cut)(shown, comparison.scenarios)
        );
    }
    put!(
        body,
        "<div class=\"scroll\"><table><thead><tr><th class=\"number\" scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>",
        said.id,
        said.scenario,
        words.outcome
    );
    for head in [
        words.value,
        words.gap,
        words.doctor_weeks,
        said.unmet,
        said.periods_changed,
    ] {
        put!(body, "<th class=\"number\" scope=\"col\">{head}</th>");
    }
    put!(
        body,
        "<th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.worst_doctor
    );
    for result in &results[..shown] {
        let changes = result.changes.join("; ");
        put!(
            body,
            "<tr data-find=\"{}\"><td class=\"number\">{}</td>",
            search(&[&result.name, &changes, result.status.as_str()]),
            result.id
        );
        put!(
            body,
            "<th scope=\"row\">{}<br><small>{}</small></th>",
            name(&result.name),
            english(words, &name(&changes))
        );
        let outcome = if result.status == Status::Solved {
            result.reason.replace('_', " ")
        } else {
            format!("{}: {}", result.status.as_str(), result.reason)
        };
        put!(body, "<td>{}</td>", english(words, &quoting(&outcome)));
        let number = |number: Option<i64>| {
            number.map_or_else(|| "–".to_owned(), |number| words.grouped(number))
        };
        let figures = result.figures.as_ref();
        let gap = result
            .gap
            .map_or_else(|| "–".to_owned(), |gap| words.percent(gap));
        put!(
            body,
            "<td class=\"number\">{}</td><td class=\"number\">{gap}</td>",
            number(result.value)
        );
        let delivered = figures.map_or_else(
            || "–".to_owned(),
            |figures| weeks(words, problem, figures.quarter_days),
        );
        let changed = figures.map_or_else(
            || "–".to_owned(),
            |figures| figures.periods_changed.len().to_string(),
        );
        put!(
            body,
            "<td class=\"number\">{delivered}</td><td class=\"number\">{}</td>",
            number(figures.map(|figures| figures.requirements_unmet))
        );
        let worst = figures.and_then(|figures| figures.worst_doctor.as_ref());
        let worst = worst.map_or_else(
            || "–".to_owned(),
            |(doctor, score)| format!("{} ({score})", name(doctor)),
        );
        put!(
            body,
            "<td class=\"number\">{changed}</td><td>{worst}</td></tr>\n"
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "scenarios",
        title: said.all,
        body,
    })
}

#[allow(clippy::cast_precision_loss, reason = "a figure to look at")]
fn weeks(words: &Words, problem: &Problem, quarter_days: i64) -> String {
    words.tenths(quarter_days as f64 / week_quarters(problem) as f64)
}
