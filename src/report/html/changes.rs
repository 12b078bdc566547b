//! The page about a replanning: how many are disturbed and why no fewer, and a letter for everybody concerned.

use super::Section;
use super::markup::{escape, search, sentence};
use super::shell::{Head, shell};
use crate::problem::Problem;
use crate::replan::Replanned;
use crate::report::changes::{broken, head, reasons, unpinned};
use crate::report::letters::{Letter, to_departments, to_doctors};
use crate::report::words::put;

const STYLE: &str = ".letters { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 0.8rem; }
.letter { border: 1px solid var(--edge); border-left: 3px solid var(--accent); border-radius: 8px; padding: 0.6rem 0.9rem; break-inside: avoid; }
.letter h3 { margin: 0 0 0.3rem; }
.letter ul, .plain { margin: 0; padding-left: 1.1rem; }
.letter li { margin: 0.15rem 0; }
.verdict.bad span { color: var(--bad); }
";

/// The page about a replanning of `problem`.
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn changes_page(problem: &Problem, replanned: &Replanned) -> String {
    let mut sections = Vec::new();
    if let Some(schedule) = &replanned.schedule {
        let differences = &replanned.differences;
        sections.extend(letters("doctors", "To doctors", to_doctors(problem, differences, schedule)));
        sections.extend(letters("departments", "To departments", to_departments(problem, differences, schedule)));
    }
    sections.extend(list("why", "Why no fewer", reasons(problem, replanned)));
    sections.extend(list("unpinned", "Had to stay and cannot", unpinned(problem, &replanned.unpinned)));
    sections.extend(list("broken", "Rules the published schedule breaks", broken(problem, replanned)));
    shell(&Head { title: problem.name(), header: &header(replanned), style: STYLE, sections: &sections })
}

fn header(replanned: &Replanned) -> String {
    let mut out = String::from("<p class=\"about\">What changes against the published schedule</p>\n<dl class=\"figures\">\n");
    for (name, value) in head(replanned) {
        let (number, note) = value.split_once(", ").unwrap_or((&value, ""));
        let class = if name == "doctors disturbed" && replanned.is_fewest() { " good" } else { "" };
        put!(out, "<div class=\"figure{class}\"><dt>{}</dt><dd>{}", escape(name), escape(number));
        if !note.is_empty() {
            put!(out, "<small>{}</small>", escape(note));
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
    if replanned.schedule.is_some() && replanned.differences.is_empty() {
        out.push_str("<p class=\"verdict good\"><span>✓</span> Nothing changes.</p>\n");
    }
    out
}

fn letters(id: &'static str, title: &'static str, letters: Vec<Letter>) -> Option<Section> {
    if letters.is_empty() {
        return None;
    }
    let mut body = String::from("<div class=\"letters\">\n");
    for letter in &letters {
        put!(body, "<article class=\"letter\" data-find=\"{}\"><h3>{}</h3>\n<ul>", search(&[&letter.to]), sentence(&letter.to));
        for line in &letter.lines {
            put!(body, "<li>{}</li>", sentence(line));
        }
        body.push_str("</ul></article>\n");
    }
    body.push_str("</div>\n");
    Some(Section { id, title, body })
}

fn list(id: &'static str, title: &'static str, lines: Vec<String>) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", sentence(line))).collect();
    Some(Section { id, title, body: format!("<ul class=\"plain\">\n{items}</ul>\n") })
}
