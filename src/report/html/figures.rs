//! Key figures above the sections, and figures by region and specialty.

use super::Section;
use super::markup::{escape, name};
use super::scale::Scale;
use crate::report::view::{Group, View};
use crate::report::words::{count_of, grouped, percent, period_noun, put, share, termination};

/// What stands below the title: dates, sizes, and the key figures.
pub(super) fn header(view: &View<'_>) -> String {
    let (problem, findings) = (view.problem, &view.findings);
    let mut about = vec![
        Scale::new(problem).dates(),
        count_of(problem.horizon().len(), period_noun(problem)),
        count_of(problem.doctors().len(), "doctor"),
        count_of(problem.departments().len(), "department"),
    ];
    if let Some(stopped) = findings.termination {
        about.push(format!("solve stopped: {}", termination(stopped.as_str())));
    }
    if !findings.engine.is_empty() {
        about.push(format!("engine: {}", findings.engine));
    }
    if let Some(seconds) = findings.seconds {
        about.push(format!("{seconds:.1} s"));
    }
    let mut out = format!("<p class=\"about\">{}</p>\n<dl class=\"figures\">\n", escape(&about.join(" · ")));
    let mut figure = |title: &str, value: String, class: &str, note: String| {
        put!(out, "<div class=\"figure {class}\"><dt>{title}</dt><dd>{value}");
        if !note.is_empty() {
            put!(out, "<small>{note}</small>");
        }
        out.push_str("</dd></div>\n");
    };
    let broken = findings.report.violations.len();
    figure("Value", grouped(findings.report.value), "", String::new());
    figure("Proven bound", findings.bound.map_or_else(|| "–".to_owned(), grouped), "", escape(&findings.bound_note()));
    let optimal = findings.gap == Some(0.0);
    let note = if optimal { "proven best".to_owned() } else { String::new() };
    figure("Gap", findings.gap.map_or_else(|| "–".to_owned(), percent), if optimal { "good" } else { "" }, note);
    let (class, note) = if broken == 0 { ("good", "feasible") } else { ("bad", "not feasible") };
    figure("Hard rules broken", number(broken), class, note.to_owned());
    figure("Soft breaches", number(findings.report.breaches.len()), "", String::new());
    let placed: i64 = view.doctors().map(|doctor| view.placed_quarters(doctor)).sum();
    let available: i64 = view.available_quarters.iter().sum();
    let note = format!("{} % of {} available", share(placed, available), rounded(view.weeks(available)));
    figure("Doctor-weeks placed", rounded(view.weeks(placed)), "", note);
    let somewhere = view.stays.iter().filter(|stays| !stays.is_empty()).count();
    figure("Doctors placed", number(somewhere), "", format!("of {}", number(problem.doctors().len())));
    out.push_str("</dl>\n");
    out
}

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let problem = view.problem;
    let regions = view.group(problem.regions().iter().map(|region| region.name.clone()), "no region", |doctor| {
        problem.doctor(doctor).region.map(|region| region.index())
    });
    let specialties = view.group(problem.specialties().iter().map(|specialty| specialty.name.clone()), "no specialty", |doctor| {
        problem.doctor(doctor).specialty.map(|specialty| specialty.index())
    });
    let mut body = String::from("<div class=\"pair\">\n");
    table(view, "Region", &regions, &mut body);
    table(view, "Specialty", &specialties, &mut body);
    body.push_str("</div>\n");
    (!regions.is_empty() || !specialties.is_empty()).then_some(Section { id: "figures", title: "Regions and specialties", body })
}

fn table(view: &View<'_>, title: &str, groups: &[Group], out: &mut String) {
    if groups.is_empty() {
        return;
    }
    let most = groups.iter().map(|group| group.placed_quarters).max().unwrap_or(0);
    let population = |group: &Group| {
        group
            .index
            .filter(|_| title == "Region")
            .and_then(|index| view.problem.regions().get(index)?.population)
            .filter(|&population| population > 0)
    };
    let by_head = groups.iter().any(|group| population(group).is_some());
    put!(
        out,
        "<div class=\"scroll\"><table class=\"groups\">\n<thead><tr><th scope=\"col\">{title}</th><th scope=\"col\" class=\"number\">Doctors</th>"
    );
    out.push_str("<th scope=\"col\" class=\"wide\"><span class=\"unseen\">Bar</span></th><th scope=\"col\" class=\"number\">Doctor-weeks</th><th scope=\"col\" class=\"number\">Placed</th>");
    if by_head {
        out.push_str("<th scope=\"col\" class=\"number\" title=\"Doctor-weeks for a million people\">Per million</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for group in groups {
        let weeks = view.weeks(group.placed_quarters);
        put!(out, "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>", name(&group.name), group.doctors);
        put!(out, "<td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{}\"></i></span></td>", share(group.placed_quarters, most));
        put!(
            out,
            "<td class=\"number\">{weeks:.1}</td><td class=\"number\">{} %</td>",
            share(group.placed_quarters, group.available_quarters)
        );
        if by_head {
            let rate = population(group).map_or_else(|| "–".to_owned(), |population| per_million(weeks, population));
            put!(out, "<td class=\"number\">{rate}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn number(count: usize) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

#[allow(clippy::cast_possible_truncation, reason = "a figure to look at; a cast saturates")]
fn rounded(weeks: f64) -> String {
    grouped(weeks.round() as i64)
}

#[allow(clippy::cast_precision_loss, reason = "a figure to look at")]
fn per_million(weeks: f64, population: i64) -> String {
    format!("{:.1}", weeks * 1_000_000.0 / population as f64)
}
