//! Scenario by scenario.

use super::super::Section;
use super::super::markup::{english, name, quoting, search};
use super::weeks::weeks;
use crate::problem::Problem;
use crate::report::language::Words;
use crate::report::words::put;
use crate::scenario::{Comparison, ScenarioResult, Status};

/// Most scenarios in the table.
const SHOWN_SCENARIOS: usize = 500;

pub(super) fn scenarios(
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
        write_scenario(&mut body, words, problem, result);
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "scenarios",
        title: said.all,
        body,
    })
}

/// A row of the table of scenarios.
fn write_scenario(out: &mut String, words: &Words, problem: &Problem, result: &ScenarioResult) {
    let changes = result.changes.join("; ");
    put!(
        out,
        "<tr data-find=\"{}\"><td class=\"number\">{}</td>",
        search(&[&result.name, &changes, result.status.as_str()]),
        result.id
    );
    put!(
        out,
        "<th scope=\"row\">{}<br><small>{}</small></th>",
        name(&result.name),
        english(words, &name(&changes))
    );
    let outcome = if result.status == Status::Solved {
        result.reason.replace('_', " ")
    } else {
        format!("{}: {}", result.status.as_str(), result.reason)
    };
    put!(out, "<td>{}</td>", english(words, &quoting(&outcome)));
    let number =
        |number: Option<i64>| number.map_or_else(|| "–".to_owned(), |number| words.grouped(number));
    let figures = result.figures.as_ref();
    let gap = result
        .gap
        .map_or_else(|| "–".to_owned(), |gap| words.percent(gap));
    put!(
        out,
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
        out,
        "<td class=\"number\">{delivered}</td><td class=\"number\">{}</td>",
        number(figures.map(|figures| figures.requirements_unmet))
    );
    let worst = figures.and_then(|figures| figures.worst_doctor.as_ref());
    let worst = worst.map_or_else(
        || "–".to_owned(),
        |(doctor, score)| format!("{} ({score})", name(doctor)),
    );
    put!(
        out,
        "<td class=\"number\">{changed}</td><td>{worst}</td></tr>\n"
    );
}
