//! Audit, conflicts and relaxations, and a page of them where there is no schedule to show.

use super::markup::{escape, quoting};
use super::{Section, shell};
use crate::explain::{Explanation, Part};
use crate::problem::Problem;
use crate::report::words::{count_of, grouped, put};

/// The page about a problem that may not fit.
#[must_use]
pub fn explanation_page(problem: &Problem, explanation: &Explanation) -> String {
    let (class, mark, verdict) = match explanation.is_feasible() {
        Some(true) => ("good", "✓", "There is a schedule that keeps every hard rule."),
        Some(false) => ("bad", "✗", "No schedule keeps every hard rule."),
        None => ("", "?", "It was not found out whether a schedule keeps every hard rule."),
    };
    let header = format!("<p class=\"verdict {class}\"><span>{mark}</span> {verdict}</p>\n");
    let sections: Vec<Section> = sections(problem, explanation);
    shell::shell(&shell::Head { title: problem.name(), header: &header, style: "", sections: &sections })
}

/// The sections of an explanation.
pub(super) fn sections(problem: &Problem, explanation: &Explanation) -> Vec<Section> {
    [audit(problem, explanation), conflicts(problem, explanation), relaxations(problem, explanation)].into_iter().flatten().collect()
}

fn audit(problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let lines = explanation.audit.describe(problem);
    if lines.is_empty() {
        return None;
    }
    Some(Section { id: "audit", title: "Audit", body: items(&lines) })
}

fn conflicts(problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let found = &explanation.conflicts;
    if found.conflicts.is_empty() {
        return None;
    }
    let mut body = String::new();
    for (index, conflict) in found.conflicts.iter().enumerate() {
        put!(body, "<h3>Conflict {} <small>{}</small></h3>\n", index + 1, count_of(conflict.parts.len(), "part"));
        let needed = if conflict.is_minimal() {
            "They cannot hold together, and any one of them less is enough."
        } else {
            "They cannot hold together; of those marked, each is proven to be needed."
        };
        put!(body, "<p>{needed}</p>\n<ul class=\"parts\">\n");
        let is_needed = |part: &Part| conflict.parts.iter().zip(&conflict.is_needed).any(|(known, needed)| known == part && *needed);
        for sentence in conflict.sentences(problem) {
            let mark = |part: &Part| if is_needed(part) && !conflict.is_minimal() { " <strong>needed</strong>" } else { "" };
            put!(body, "<li data-find=\"{0}\">{1}", escape(&sentence.text.to_lowercase()), quoting(&sentence.text));
            match sentence.parts.as_slice() {
                [part] => body.push_str(mark(part)),
                parts => {
                    put!(body, "<details><summary>{}</summary><ul>\n", count_of(parts.len(), "part"));
                    for part in parts {
                        put!(body, "<li>{}{}</li>\n", quoting(&part.describe(problem)), mark(part));
                    }
                    body.push_str("</ul></details>");
                }
            }
            body.push_str("</li>\n");
        }
        body.push_str("</ul>\n");
    }
    body.push_str(match found.rest_is_feasible {
        Some(true) => "<p class=\"note\">Without these parts the rest fits.</p>\n",
        Some(false) => "<p class=\"note\">There are more conflicts.</p>\n",
        None => "<p class=\"note\">It was not found out whether the rest fits.</p>\n",
    });
    Some(Section { id: "conflicts", title: "Conflicts", body })
}

fn relaxations(problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let found = &explanation.relaxations;
    if found.relaxations.is_empty() && !found.is_impossible {
        return None;
    }
    let mut body = String::new();
    if found.is_impossible {
        body.push_str("<p>Nothing that may be given up resolves the conflicts.</p>\n");
    }
    for (index, relaxation) in found.relaxations.iter().enumerate() {
        let verified = if relaxation.schedule.is_some() { "solved and checked" } else { "not verified within the limits" };
        put!(body, "<h3>Way {} <small>cost {}, {verified}</small></h3>\n", index + 1, grouped(relaxation.cost));
        body.push_str(&items(&relaxation.sentences(problem)));
    }
    if found.bound > 0 {
        put!(body, "<p class=\"note\">No way is cheaper than {}.</p>\n", grouped(found.bound));
    }
    Some(Section { id: "relaxations", title: "Ways to make it fit", body })
}

fn items(lines: &[String]) -> String {
    let mut out = String::from("<ul class=\"parts\">\n");
    for line in lines {
        put!(out, "<li data-find=\"{}\">{}</li>\n", escape(&line.to_lowercase()), quoting(line));
    }
    out.push_str("</ul>\n");
    out
}
