//! Broken rules as sentences.

use super::markup::{cut_note, name, search, sentence};
use super::{Options, Section};
use crate::check::Violation;
use crate::report::sentence::sentences;
use crate::report::view::View;
use crate::report::words::{grouped, put};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let report = view.findings.report;
    let mut body = String::new();
    if report.violations.is_empty() {
        body.push_str("<p class=\"verdict good\"><span>✓</span> Every hard rule is kept.</p>\n");
    } else {
        list(view, options, "Hard rules broken", "hard", &report.violations, &mut body);
    }
    if report.breaches.is_empty() {
        body.push_str("<p class=\"verdict good\"><span>✓</span> Every soft rule is kept.</p>\n");
    } else {
        list(view, options, "Soft rules not kept", "soft", &report.breaches, &mut body);
    }
    Some(Section { id: "rules", title: "Rules", body })
}

fn list(view: &View<'_>, options: &Options, title: &str, class: &str, violations: &[Violation], out: &mut String) {
    let (sentences, all) = sentences(view, violations, options.max_sentences);
    put!(out, "<h3>{title} <small>{}</small></h3>\n{}", violations.len(), cut_note(sentences.len(), all, "sentences"));
    put!(
        out,
        "<div class=\"scroll\"><table class=\"rules {class}\">\n<thead><tr><th scope=\"col\">Who or where</th><th scope=\"col\">What</th><th scope=\"col\">Rule</th>"
    );
    let costs = sentences.iter().any(|sentence| sentence.cost.is_some());
    if costs {
        out.push_str("<th scope=\"col\" class=\"number\">Cost</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for said in &sentences {
        let (subject, what, rule) = (sentence(&said.subject), sentence(&said.what), name(&said.rule));
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\">{subject}</th><td>{what}</td><td><code>{rule}</code></td>",
            search(&[&said.subject, &said.rule])
        );
        if costs {
            put!(out, "<td class=\"number\">{}</td>", said.cost.map_or_else(String::new, grouped));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}
