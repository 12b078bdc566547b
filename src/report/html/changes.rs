//! The page about a replanning: how many are disturbed and why no fewer, and a letter for everybody concerned.

use super::Section;
use super::markup::{escape, search, sentence};
use super::shell::{Head, shell};
use crate::problem::Problem;
use crate::replan::Replanned;
use crate::report::Language;
use crate::report::changes::{Figure, broken, head, reasons, unpinned};
use crate::report::language::Words;
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
    changes_page_in(Language::English, problem, replanned)
}

/// The page about a replanning of `problem` for readers of a language.
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn changes_page_in(language: Language, problem: &Problem, replanned: &Replanned) -> String {
    let words = language.words();
    let mut sections = Vec::new();
    if let Some(schedule) = &replanned.schedule {
        let differences = &replanned.differences;
        sections.extend(letters(
            "doctors",
            words.to_doctors,
            to_doctors(words, problem, differences, schedule),
        ));
        sections.extend(letters(
            "departments",
            words.to_departments,
            to_departments(words, problem, differences, schedule),
        ));
    }
    sections.extend(list(
        "why",
        words.why_no_fewer,
        reasons(words, problem, replanned),
    ));
    sections.extend(list(
        "unpinned",
        words.had_to_stay,
        unpinned(words, problem, &replanned.unpinned),
    ));
    sections.extend(list(
        "broken",
        words.published_breaks,
        broken(words, problem, replanned),
    ));
    shell(&Head {
        words,
        title: problem.name(),
        header: &header(words, replanned),
        style: STYLE,
        sections: &sections,
    })
}

fn header(words: &Words, replanned: &Replanned) -> String {
    let mut out = format!(
        "<p class=\"about\">{}</p>\n<dl class=\"figures\">\n",
        words.changes_about
    );
    for Figure { name, number, note } in head(words, replanned) {
        let class = if name == words.doctors_disturbed && replanned.is_fewest() {
            " good"
        } else if number.chars().any(char::is_numeric) {
            ""
        } else {
            " word"
        };
        put!(
            out,
            "<div class=\"figure{class}\"><dt>{}</dt><dd>{}",
            escape(name),
            escape(&number)
        );
        if !note.is_empty() {
            put!(out, "<small>{}</small>", escape(&note));
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
    if replanned.schedule.is_some() && replanned.differences.is_empty() {
        put!(
            out,
            "<p class=\"verdict good\"><span>✓</span> {}</p>\n",
            words.nothing_changes
        );
    }
    out
}

fn letters(id: &'static str, title: &'static str, letters: Vec<Letter>) -> Option<Section> {
    if letters.is_empty() {
        return None;
    }
    let mut body = String::from("<div class=\"letters\">\n");
    for letter in &letters {
        put!(
            body,
            "<article class=\"letter\" data-find=\"{}\"><h3>{}</h3>\n<ul>",
            search(&[&letter.to]),
            sentence(&letter.to)
        );
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
    let items: String = lines
        .iter()
        .map(|line| format!("<li>{}</li>\n", sentence(line)))
        .collect();
    Some(Section {
        id,
        title,
        body: format!("<ul class=\"plain\">\n{items}</ul>\n"),
    })
}
