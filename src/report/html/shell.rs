//! The page around the sections.

use super::Section;
use super::markup::{escape, name};
use crate::report::words::put;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What stands above the sections.
pub(super) struct Head<'a> {
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
    let title = escape(head.title);
    let mut out = String::new();
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>\n{STYLE}{}</style>\n</head>\n<body>\n<header class=\"top\">\n<h1>{}</h1>\n{}</header>\n",
        head.style,
        name(head.title),
        head.header
    );
    out.push_str("<nav aria-label=\"Sections\">\n<div class=\"links\">\n");
    for section in head.sections {
        put!(out, "<a href=\"#{}\">{}</a>\n", section.id, section.title);
    }
    out.push_str(
        "</div>\n<label class=\"find\"><span>Filter</span> \
         <input id=\"filter\" type=\"search\" placeholder=\"doctor, department, specialty\" autocomplete=\"off\"></label>\n\
         <output id=\"found\" for=\"filter\"></output>\n</nav>\n<main>\n",
    );
    for section in head.sections {
        let (id, title, body) = (section.id, section.title, &section.body);
        put!(out, "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n{body}</section>\n");
    }
    put!(
        out,
        "</main>\n<footer>Made by medrota. This page holds everything it shows and loads nothing.</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}
