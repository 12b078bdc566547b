//! Key figures above the sections, and figures by region and specialty.

use super::Section;
use super::markup::{Figure, escape, key_figures, name};
use super::scale::Scale;
use crate::report::language::{Noun, Words};
use crate::report::view::{Group, View};
use crate::report::words::{period, put, share};

/// What stands below the title: dates, sizes, and the key figures.
pub(super) fn header(view: &View<'_>) -> String {
    let (problem, findings, words) = (view.problem, &view.findings, view.words);
    let mut about = vec![
        Scale::new(view).dates(),
        words.count_of(problem.horizon().len(), period(problem)),
        words.count_of(problem.doctors().len(), Noun::Doctor),
        words.count_of(problem.departments().len(), Noun::Department),
    ];
    if let Some(stopped) = findings.termination {
        about.push((words.solve_stopped)((words.termination)(stopped)));
    }
    if !findings.engine.is_empty() {
        about.push((words.engine)(findings.engine));
    }
    if let Some(seconds) = findings.seconds {
        about.push((words.seconds)(&words.tenths(seconds)));
    }
    // Numbers behind Latin letters would stand in front of them where the page runs from right to left.
    let part = |text: &String| {
        if words.language.is_right_to_left() {
            format!("<bdi>{}</bdi>", escape(text))
        } else {
            escape(text)
        }
    };
    let about = about.iter().map(part).collect::<Vec<_>>().join(" · ");
    format!("<p class=\"about\">{about}</p>\n") + &key_figures(&figures(view))
}

/// What a schedule comes to.
fn figures(view: &View<'_>) -> Vec<Figure> {
    let (findings, words) = (&view.findings, view.words);
    let none = || "–".to_owned();
    let broken = findings.report.violations.len();
    let bound = findings.bound;
    let is_optimal = findings.gap == Some(0.0);
    let gap = findings.gap;
    let (class, feasible) = match broken {
        0 => ("good", words.feasible),
        _ => ("bad", words.not_feasible),
    };
    let doctors = view.doctors();
    let placed: i64 = doctors.map(|doctor| view.placed_quarters(doctor)).sum();
    let available: i64 = view.available_quarters.iter().sum();
    let share = words.per_cent_of(placed, available);
    let somewhere = view.stays.iter().filter(|stays| !stays.is_empty()).count();
    let everybody = number(words, view.problem.doctors().len());
    vec![
        Figure::plain(words.value, words.grouped(findings.report.value)),
        Figure::plain(
            words.proven_bound,
            bound.map_or_else(none, |bound| words.grouped(bound)),
        )
        .note(escape(&findings.bound_note())),
        Figure::plain(words.gap, gap.map_or_else(none, |gap| words.percent(gap)))
            .class(if is_optimal { "good" } else { "" })
            .note(if is_optimal { words.proven_best } else { "" }),
        Figure::plain(words.hard_rules_broken, number(words, broken))
            .class(class)
            .note(feasible),
        Figure::plain(
            words.soft_breaches,
            number(words, findings.report.breaches.len()),
        ),
        Figure::plain(
            words.doctor_weeks_placed,
            rounded(words, view.weeks(placed)),
        )
        .note((words.of_available)(
            &share,
            &rounded(words, view.weeks(available)),
        )),
        Figure::plain(words.doctors_placed, number(words, somewhere))
            .note((words.of_all)(&everybody)),
    ]
}

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let (problem, words) = (view.problem, view.words);
    let regions = view.group(
        problem.regions().iter().map(|region| region.name.clone()),
        words.no_region,
        |doctor| problem.doctor(doctor).region.map(|region| region.index()),
    );
    let specialties = view.group(
        problem
            .specialties()
            .iter()
            .map(|specialty| specialty.name.clone()),
        words.no_specialty,
        |doctor| {
            problem
                .doctor(doctor)
                .specialty
                .map(|specialty| specialty.index())
        },
    );
    let mut body = String::from("<div class=\"pair\">\n");
    table(view, words.region, &regions, &mut body);
    table(view, words.specialty, &specialties, &mut body);
    body.push_str("</div>\n");
    (!regions.is_empty() || !specialties.is_empty()).then_some(Section {
        id: "figures",
        title: words.regions_and_specialties,
        body,
    })
}

fn table(view: &View<'_>, title: &str, groups: &[Group], out: &mut String) {
    if groups.is_empty() {
        return;
    }
    let words = view.words;
    let most = groups
        .iter()
        .map(|group| group.placed_quarters)
        .max()
        .unwrap_or(0);
    let population = |group: &Group| {
        group
            .index
            .filter(|_| title == words.region)
            .and_then(|index| view.problem.regions().get(index)?.population)
            .filter(|&population| population > 0)
    };
    let by_head = groups.iter().any(|group| population(group).is_some());
    table_head(words, title, by_head, out);
    for group in groups {
        let weeks = view.weeks(group.placed_quarters);
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>",
            name(&group.name),
            group.doctors
        );
        put!(
            out,
            "<td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{}\"></i></span></td>",
            share(group.placed_quarters, most)
        );
        put!(
            out,
            "<td class=\"number\">{}</td><td class=\"number\">{}</td>",
            words.tenths(weeks),
            words.per_cent_of(group.placed_quarters, group.available_quarters)
        );
        if by_head {
            let rate = population(group).map_or_else(
                || "–".to_owned(),
                |population| words.tenths(per_million(weeks, population)),
            );
            put!(out, "<td class=\"number\">{rate}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn table_head(words: &Words, title: &str, by_head: bool, out: &mut String) {
    put!(
        out,
        "<div class=\"scroll\"><table class=\"groups\">\n<thead><tr><th scope=\"col\">{title}</th><th scope=\"col\" class=\"number\">{}</th>",
        words.doctors
    );
    put!(
        out,
        "<th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th>",
        words.bar
    );
    put!(
        out,
        "<th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th>",
        words.doctor_weeks,
        words.placed
    );
    if by_head {
        put!(
            out,
            "<th scope=\"col\" class=\"number\" title=\"{}\">{}</th>",
            words.per_million_hint,
            words.per_million
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

fn number(words: &Words, count: usize) -> String {
    words.grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a figure to look at; a cast saturates"
)]
fn rounded(words: &Words, weeks: f64) -> String {
    words.grouped(weeks.round() as i64)
}

#[allow(clippy::cast_precision_loss, reason = "a figure to look at")]
fn per_million(weeks: f64, population: i64) -> f64 {
    weeks * 1_000_000.0 / population as f64
}
