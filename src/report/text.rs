//! A summary for a terminal.

use super::sentence::{range, sentences, unit};
use super::view::View;
use super::words::{
    count, count_of, percent, period_noun, periods, put, share, spoken, termination,
};
use super::{Findings, Language};
use crate::check::Violation;
use crate::explain::{Conflict, Explanation, Relaxations};
use crate::ids::DoctorId;
use crate::problem::Problem;

/// Widest column of names, in characters.
const MOST_WIDTH: usize = 60;
/// Sentences and rows of a list that are written out; what is left is counted.
const MOST_LINES: usize = 20;

/// The summary: sizes, value and bound, broken rules, figures by region and specialty, the fullest departments and the
/// requirements that are not fulfilled. Lines end in `\n`, without colours; texts of the input go through [`visible`](crate::error::visible).
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn summary(findings: &Findings<'_>) -> String {
    let view = View::new(&findings.language(Language::English));
    let mut out = String::new();
    head(&view, &mut out);
    rules(&view, &mut out);
    let regions = view
        .problem
        .regions()
        .iter()
        .map(|region| spoken(&region.name));
    figures(
        &view,
        "region",
        regions,
        |doctor| {
            view.problem
                .doctor(doctor)
                .region
                .map(|region| region.index())
        },
        &mut out,
    );
    let specialties = view
        .problem
        .specialties()
        .iter()
        .map(|specialty| spoken(&specialty.name));
    figures(
        &view,
        "specialty",
        specialties,
        |doctor| {
            view.problem
                .doctor(doctor)
                .specialty
                .map(|specialty| specialty.index())
        },
        &mut out,
    );
    departments(&view, &mut out);
    requirements(&view, &mut out);
    out
}

/// Broken rules and soft rules that are not kept, a line or two for each rule; nothing if all are kept. Lines end in `\n`.
#[must_use]
pub fn breaches(findings: &Findings<'_>) -> String {
    let mut out = String::new();
    rules(&View::new(&findings.language(Language::English)), &mut out);
    out.trim_start().to_owned()
}

/// What was found out about a problem that may not fit: the audit, conflicts and relaxations. Lines end in `\n`.
#[must_use]
pub fn explanation(problem: &Problem, explanation: &Explanation) -> String {
    let mut out = String::new();
    let verdict = match explanation.is_feasible() {
        Some(true) => "it has a schedule that keeps every hard rule",
        Some(false) => "no schedule keeps every hard rule",
        None => "not found out whether a schedule keeps every hard rule",
    };
    put!(out, "{}: {verdict}\n", spoken(problem.name()));
    list(&mut out, "Audit", &explanation.audit.describe(problem));
    for (index, conflict) in explanation.conflicts.conflicts.iter().enumerate() {
        one_conflict(problem, conflict, index + 1, &mut out);
    }
    if explanation.is_feasible() == Some(false) && !explanation.conflicts.conflicts.is_empty() {
        match explanation.conflicts.rest_is_feasible {
            Some(true) => put!(out, "\nWithout these parts the rest fits.\n"),
            Some(false) => put!(out, "\nThere are more conflicts; ask for more of them.\n"),
            None => put!(out, "\nIt was not found out whether the rest fits.\n"),
        }
    }
    ways_out(problem, &explanation.relaxations, &mut out);
    out
}

fn one_conflict(problem: &Problem, conflict: &Conflict, number: usize, out: &mut String) {
    let needed = conflict.is_needed.iter().filter(|needed| **needed).count();
    let minimal = if conflict.is_minimal() {
        "every one is needed".to_owned()
    } else {
        format!("{needed} proven to be needed")
    };
    let sentences: Vec<String> = conflict
        .sentences(problem)
        .into_iter()
        .map(|sentence| sentence.text)
        .collect();
    let title = format!(
        "Conflict {number}: these cannot hold together ({}; {minimal})",
        count_of(conflict.parts.len(), "part")
    );
    list(out, &title, &sentences);
}

fn ways_out(problem: &Problem, found: &Relaxations, out: &mut String) {
    let ways: Vec<String> = found
        .relaxations
        .iter()
        .map(|relaxation| relaxation.describe(problem))
        .collect();
    list(out, "Ways to make it fit, the cheapest first", &ways);
    if !ways.is_empty() && found.bound > 0 {
        put!(out, "\nNo way is cheaper than {}.\n", found.bound);
    }
    if found.is_impossible {
        put!(
            out,
            "\nNothing that may be given up resolves the conflicts.\n"
        );
    }
}

/// A title and the first of some lines, nothing without lines.
fn list(out: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        put!(out, "\n{title}\n");
        lines
            .iter()
            .take(MOST_LINES)
            .for_each(|line| put!(out, "  {}\n", spoken(line)));
        more(lines.len().saturating_sub(MOST_LINES), out);
    }
}

fn head(view: &View<'_>, out: &mut String) {
    let problem = view.problem;
    let horizon = problem.horizon();
    put!(out, "{}\n", spoken(problem.name()));
    if let (Some(first), Some(last)) = (horizon.periods().first(), horizon.periods().last()) {
        put!(
            out,
            "{} to {}, {}\n",
            first.first.date,
            last.last.date,
            count_of(horizon.len(), period_noun(problem))
        );
    }
    put!(
        out,
        "{}, {}\n\n",
        count_of(problem.doctors().len(), "doctor"),
        count_of(problem.departments().len(), "department")
    );
    outcome(view, out);
}

/// Value, bound and what else there is to know of the outcome, a line each.
fn outcome(view: &View<'_>, out: &mut String) {
    let findings = &view.findings;
    let mut row = |name: &str, value: String| put!(out, "{name:<16}{value}\n");
    row("value", findings.report.value.to_string());
    row(
        "proven bound",
        findings.bound.map_or_else(
            || "none".to_owned(),
            |bound| bound_in_words(bound, &findings.bound_note()),
        ),
    );
    row(
        "gap",
        findings.gap.map_or_else(|| "unknown".to_owned(), percent),
    );
    if let Some(stopped) = findings.termination {
        row("stopped", spoken(&termination(stopped.as_str())));
    }
    if !findings.engine.is_empty() {
        row("engine", spoken(findings.engine));
    }
    if let Some(seconds) = findings.seconds {
        row("seconds", format!("{seconds:.1}"));
    }
    let placed: i64 = view
        .doctors()
        .map(|doctor| view.placed_quarters(doctor))
        .sum();
    let available: i64 = view.available_quarters.iter().sum();
    let weeks = format!(
        "{:.1} of {:.1} ({} %)",
        view.weeks(placed),
        view.weeks(available),
        share(placed, available)
    );
    row("doctor-weeks", weeks);
    row(
        "feasible",
        if findings.report.is_feasible() {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
    );
}

/// A bound and on whose word it rests.
fn bound_in_words(bound: i64, note: &str) -> String {
    if note.is_empty() {
        bound.to_string()
    } else {
        format!("{bound} ({note})")
    }
}

fn rules(view: &View<'_>, out: &mut String) {
    broken(view, "Broken rules", &view.findings.report.violations, out);
    broken(
        view,
        "Soft limits kept in part",
        &view.findings.report.breaches,
        out,
    );
}

/// Breaches by rule, the costliest and largest first: one or two as sentences, of more the largest and how many there are.
fn broken(view: &View<'_>, title: &str, violations: &[Violation], out: &mut String) {
    let mut sorted: Vec<Violation> = violations
        .iter()
        .copied()
        .filter(|violation| violation.rule.index() < view.problem.rule_count())
        .collect();
    sorted.sort_unstable();
    let size = |same: &&[Violation]| {
        let amount = same
            .iter()
            .fold(0_i64, |sum, violation| sum.saturating_add(violation.amount));
        view.problem
            .cost_of_breach(same[0].rule)
            .unwrap_or(1)
            .saturating_mul(amount)
    };
    let mut groups: Vec<&[Violation]> = sorted
        .chunk_by(|one, other| one.rule == other.rule)
        .collect();
    groups.sort_by_key(|same| (std::cmp::Reverse(size(same)), same[0].rule));
    if groups.is_empty() {
        return;
    }
    put!(
        out,
        "\n{title}: {} in {}\n",
        count_of(sorted.len(), "breach"),
        count_of(groups.len(), "rule")
    );
    for same in groups.iter().take(MOST_LINES) {
        let (mut sentences, all) = sentences(view, same, usize::MAX);
        let cost = sentences
            .iter()
            .filter_map(|sentence| sentence.cost)
            .reduce(i64::saturating_add);
        sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.cost));
        let shown = if all > 2 { 1 } else { 2 };
        for sentence in sentences.iter().take(shown) {
            let others = if all > 2 {
                format!("; {} more like this", all - 1)
            } else {
                String::new()
            };
            let costs = if all > 2 { cost } else { sentence.cost };
            let costs = costs.map_or_else(String::new, |cost| {
                format!(", costs {cost}{}", if all > 2 { " in all" } else { "" })
            });
            let (subject, what) = (spoken(&sentence.subject), spoken(&sentence.what));
            put!(
                out,
                "  {subject}: {what}{others} [{}{costs}]\n",
                spoken(&sentence.rule)
            );
        }
    }
    let left = groups.len().saturating_sub(MOST_LINES);
    if left > 0 {
        put!(out, "  and {}\n", count_of(left, "more rule"));
    }
}

fn more(left: usize, out: &mut String) {
    if left > 0 {
        put!(out, "  and {left} more\n");
    }
}

/// Width of a column of names, in characters; longer names push their figures to the right.
fn width_of<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .min(MOST_WIDTH)
}

fn figures(
    view: &View<'_>,
    title: &str,
    names: impl Iterator<Item = String>,
    group_of: impl Fn(DoctorId) -> Option<usize>,
    out: &mut String,
) {
    let groups: Vec<_> = view.group(names, "none", group_of);
    if groups.is_empty() {
        return;
    }
    let names = groups.iter().map(|group| group.name.as_str());
    let width = width_of(names.chain([title]));
    put!(
        out,
        "\n{title:<width$}  {:>7}  {:>12}  {:>6}\n",
        "doctors",
        "doctor-weeks",
        "placed"
    );
    for group in &groups {
        let placed = share(group.placed_quarters, group.available_quarters);
        put!(
            out,
            "{:<width$}  {:>7}  {:>12.1}  {placed:>4} %\n",
            group.name,
            group.doctors,
            view.weeks(group.placed_quarters)
        );
    }
}

fn departments(view: &View<'_>, out: &mut String) {
    let mut rows: Vec<_> = view
        .departments()
        .filter_map(|id| view.fullest(id).map(|fullest| (id, fullest, view.used(id))))
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(id, _, (used, places))| {
        (
            std::cmp::Reverse(used.saturating_mul(10_000) / (*places).max(1)),
            *id,
        )
    });
    let name = |id: crate::ids::DepartmentId| spoken(&view.problem.department(id).name);
    let names: Vec<_> = rows.iter().map(|(id, ..)| name(*id)).collect();
    let width = width_of(
        names
            .iter()
            .map(AsRef::as_ref)
            .chain(["fullest departments"]),
    );
    put!(
        out,
        "\n{:<width$}  {:>6}  {:>10}\n",
        "fullest departments",
        "used",
        "at most"
    );
    for (id, fullest, (used, all)) in rows.iter().take(MOST_LINES) {
        let used = if *all > 0 {
            format!("{} %", share(*used, *all))
        } else {
            "-".to_owned()
        };
        let load = fullest.load;
        let of_places = |places: i64| format!("{load} of {places}");
        let most = fullest.places.map_or_else(|| load.to_string(), of_places);
        put!(
            out,
            "{:<width$}  {used:>6}  {most:>10}  {}\n",
            name(*id),
            spoken(&periods(view.problem, fullest.period, fullest.period))
        );
    }
    more(rows.len().saturating_sub(MOST_LINES), out);
}

fn requirements(view: &View<'_>, out: &mut String) {
    let mut lines = Vec::new();
    for doctor in view.doctors() {
        for standing in view.standings(doctor) {
            let limits = view.problem.requirement(standing.requirement);
            if standing.is_broken(limits) {
                let amount = count(standing.amount, unit(view.problem, standing.requirement));
                let (name, key) = (
                    spoken(&view.problem.doctor(doctor).name),
                    spoken(&limits.key),
                );
                lines.push(format!(
                    "  {name}: {amount} of {key}, asked for {}\n",
                    range(limits.min, limits.max)
                ));
            }
        }
    }
    if view.problem.requirements().is_empty() {
        return;
    }
    put!(
        out,
        "\nRequirements not fulfilled: {}\n",
        if lines.is_empty() {
            "none".to_owned()
        } else {
            lines.len().to_string()
        }
    );
    lines
        .iter()
        .take(MOST_LINES)
        .for_each(|line| out.push_str(line));
    more(lines.len().saturating_sub(MOST_LINES), out);
}
