//! The page around the sections.

use super::Section;
use super::markup::{escape, name};
use crate::report::language::Words;
use crate::report::words::put;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// What differs where lines begin on the right: the point between specialty and region stands between them, whichever way they are written.
const RIGHT_TO_LEFT: &str = ".calendar .who small .cut + .cut:dir(ltr)::before { content: none; }
.calendar .who small .cut + .cut:dir(ltr)::after { content: \" ·\"; }
";

/// What stands above the sections.
pub(super) struct Head<'a> {
    /// What the reader's language says.
    pub(super) words: &'a Words,
    /// Title of the page.
    pub(super) title: &'a str,
    /// Markup below the title.
    pub(super) header: &'a str,
    /// Style of this page's data: colours, scale.
    pub(super) style: &'a str,
    /// The sections in order.
    pub(super) sections: &'a [Section],
}

/// The whole page.
pub(super) fn shell(head: &Head<'_>) -> String {
    let (title, words) = (escape(head.title), head.words);
    let (language, found) = (words.language, found(words));
    let (direction, turned) = if language.is_right_to_left() {
        (" dir=\"rtl\"", RIGHT_TO_LEFT)
    } else {
        ("", "")
    };
    let (style, script) = (
        STYLE.replace("NOTHING_MATCHES", words.nothing_matches),
        SCRIPT.replace("HOW_MANY_ARE_FOUND", &found),
    );
    let mut out = String::new();
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>\n{style}{turned}{}</style>\n</head>\n<body>\n<header class=\"top\">\n<h1>{}</h1>\n{}</header>\n",
        head.style,
        name(head.title),
        head.header
    );
    put!(
        out,
        "<nav aria-label=\"{}\">\n<div class=\"links\">\n",
        words.sections
    );
    for section in head.sections {
        put!(out, "<a href=\"#{}\">{}</a>\n", section.id, section.title);
    }
    put!(
        out,
        "</div>\n<label class=\"find\"><span>{}</span> \
         <input id=\"filter\" type=\"search\" placeholder=\"{}\" autocomplete=\"off\"></label>\n\
         <output id=\"found\" for=\"filter\"></output>\n</nav>\n<main>\n",
        words.filter,
        words.filter_hint
    );
    for section in head.sections {
        let (id, title, body) = (section.id, section.title, &section.body);
        put!(
            out,
            "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n{body}</section>\n"
        );
    }
    put!(
        out,
        "</main>\n<footer>{}</footer>\n<script>\n{script}</script>\n</body>\n</html>\n",
        words.footer
    );
    out
}

/// How many doctors are found of how many, as an expression of the script.
fn found(words: &Words) -> String {
    let [before, between, behind] = words.found;
    let mut parts = vec![
        "shown".to_owned(),
        format!("\"{between}\""),
        "doctors".to_owned(),
    ];
    if !before.is_empty() {
        parts.insert(0, format!("\"{before}\""));
    }
    if !behind.is_empty() {
        parts.push(format!("\"{behind}\""));
    }
    parts.join(" + ")
}
