//! Audit, conflicts and relaxations, and a page of them where there is no schedule to show.

use super::markup::{english, escape, quoting};
use super::{Section, shell};
use crate::explain::{Conflict, Explanation, Part};
use crate::problem::Problem;
use crate::report::Language;
use crate::report::language::{Noun, Words};
use crate::report::words::put;

/// The page about a problem that may not fit.
#[must_use]
pub fn explanation_page(problem: &Problem, explanation: &Explanation) -> String {
    explanation_page_in(Language::English, problem, explanation)
}

/// The page about a problem that may not fit for readers of a language; what the explanation says of single rules is in English.
#[must_use]
pub fn explanation_page_in(
    language: Language,
    problem: &Problem,
    explanation: &Explanation,
) -> String {
    let words = language.words();
    let (class, mark, verdict) = match explanation.is_feasible() {
        Some(true) => ("good", "✓", words.has_schedule),
        Some(false) => ("bad", "✗", words.has_no_schedule),
        None => ("", "?", words.schedule_unknown),
    };
    let header = format!("<p class=\"verdict {class}\"><span>{mark}</span> {verdict}</p>\n");
    let sections: Vec<Section> = sections(words, problem, explanation);
    shell::shell(&shell::Head {
        words,
        title: problem.name(),
        header: &header,
        style: "",
        sections: &sections,
    })
}

/// The sections of an explanation.
pub(super) fn sections(
    words: &Words,
    problem: &Problem,
    explanation: &Explanation,
) -> Vec<Section> {
    [
        audit(words, problem, explanation),
        conflicts(words, problem, explanation),
        relaxations(words, problem, explanation),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn audit(words: &Words, problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let lines = explanation.audit.describe(problem);
    if lines.is_empty() {
        return None;
    }
    Some(Section {
        id: "audit",
        title: words.audit,
        body: items(words, &lines),
    })
}

fn conflicts(words: &Words, problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let found = &explanation.conflicts;
    if found.conflicts.is_empty() {
        return None;
    }
    let mut body = String::new();
    for (index, conflict) in found.conflicts.iter().enumerate() {
        write_conflict(&mut body, words, problem, conflict, index + 1);
    }
    let rest = match found.rest_is_feasible {
        Some(true) => words.rest_fits,
        Some(false) => words.more_conflicts,
        None => words.rest_unknown,
    };
    put!(body, "<p class=\"note\">{rest}</p>\n");
    Some(Section {
        id: "conflicts",
        title: words.conflicts,
        body,
    })
}

/// One conflict with its parts, those that are said together behind a disclosure.
fn write_conflict(
    out: &mut String,
    words: &Words,
    problem: &Problem,
    conflict: &Conflict,
    number: usize,
) {
    put!(
        out,
        "<h3>{} <small>{}</small></h3>\n",
        (words.conflict)(number),
        words.count_of(conflict.parts.len(), Noun::Part)
    );
    let needed = if conflict.is_minimal() {
        words.all_needed
    } else {
        words.marked_needed
    };
    put!(out, "<p>{needed}</p>\n<ul class=\"parts\">\n");
    let mark = |part: &Part| {
        let mut parts = conflict.parts.iter().zip(&conflict.is_needed);
        let is_needed = parts.any(|(known, needed)| known == part && *needed);
        if is_needed && !conflict.is_minimal() {
            format!(" <strong>{}</strong>", words.needed)
        } else {
            String::new()
        }
    };
    for sentence in conflict.sentences(problem) {
        put!(
            out,
            "<li data-find=\"{0}\">{1}",
            escape(&sentence.text.to_lowercase()),
            english(words, &quoting(&sentence.text))
        );
        match sentence.parts.as_slice() {
            [part] => out.push_str(&mark(part)),
            parts => {
                let count = words.count_of(parts.len(), Noun::Part);
                put!(out, "<details><summary>{count}</summary><ul>\n");
                for part in parts {
                    let text = english(words, &quoting(&part.describe(problem)));
                    put!(out, "<li>{text}{}</li>\n", mark(part));
                }
                out.push_str("</ul></details>");
            }
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn relaxations(words: &Words, problem: &Problem, explanation: &Explanation) -> Option<Section> {
    let found = &explanation.relaxations;
    if found.relaxations.is_empty() && !found.is_impossible {
        return None;
    }
    let mut body = String::new();
    if found.is_impossible {
        put!(body, "<p>{}</p>\n", words.nothing_resolves);
    }
    for (index, relaxation) in found.relaxations.iter().enumerate() {
        let verified = if relaxation.schedule.is_some() {
            words.verified
        } else {
            words.not_verified
        };
        put!(
            body,
            "<h3>{} <small>{}</small></h3>\n",
            (words.way)(index + 1),
            (words.way_cost)(&words.grouped(relaxation.cost), verified)
        );
        body.push_str(&items(words, &relaxation.sentences(problem)));
    }
    if found.bound > 0 {
        put!(
            body,
            "<p class=\"note\">{}</p>\n",
            (words.no_way_cheaper)(&words.grouped(found.bound))
        );
    }
    Some(Section {
        id: "relaxations",
        title: words.ways,
        body,
    })
}

fn items(words: &Words, lines: &[String]) -> String {
    let mut out = String::from("<ul class=\"parts\">\n");
    for line in lines {
        put!(
            out,
            "<li data-find=\"{}\">{}</li>\n",
            escape(&line.to_lowercase()),
            english(words, &quoting(line))
        );
    }
    out.push_str("</ul>\n");
    out
}
