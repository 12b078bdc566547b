//! Broken rules as sentences.

use super::markup::{cut_note, name, search, sentence};
use super::{Options, Section};
use crate::check::Violation;
use crate::report::sentence::sentences;
use crate::report::view::View;
use crate::report::words::put;

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let (report, words) = (view.findings.report, view.words);
    let mut body = String::new();
    if report.violations.is_empty() {
        put!(
            body,
            "<p class=\"verdict good\"><span>✓</span> {}</p>\n",
            words.every_hard_rule_kept
        );
    } else {
        list(
            view,
            options,
            words.hard_rules_broken,
            "hard",
            &report.violations,
            &mut body,
        );
    }
    if report.breaches.is_empty() {
        put!(
            body,
            "<p class=\"verdict good\"><span>✓</span> {}</p>\n",
            words.every_soft_rule_kept
        );
    } else {
        list(
            view,
            options,
            words.soft_rules_not_kept,
            "soft",
            &report.breaches,
            &mut body,
        );
    }
    in_force(view, options, &mut body);
    Some(Section {
        id: "rules",
        title: words.rules,
        body,
    })
}

/// Every rule in a sentence, with how it is kept; opened by whoever wants to see them.
fn in_force(view: &View<'_>, options: &Options, out: &mut String) {
    let (all, words) = (view.rules_in_force(), view.words);
    if all.is_empty() {
        return;
    }
    let shown = all.len().min(options.max_sentences);
    put!(
        out,
        "<details class=\"force\"><summary>{} <small>{}</small></summary>\n{}",
        words.rules_in_force,
        all.len(),
        cut_note(shown, all.len(), words.cut_sentences)
    );
    put!(
        out,
        "<div class=\"scroll\"><table class=\"rules\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        words.rule,
        words.who_or_where,
        words.what,
        words.cost,
        words.outcome
    );
    for one in &all[..shown] {
        let whom = one.whom.as_deref().unwrap_or_default();
        let cost = one
            .cost
            .map_or_else(|| words.hard.to_owned(), |cost| words.grouped(cost));
        let (class, kept) = if one.broken == 0 {
            ("good", words.kept.to_owned())
        } else {
            ("bad", (words.broken_times)(one.broken))
        };
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td class=\"number\">{cost}</td>\
             <td class=\"outcome {class}\">{kept}</td></tr>\n",
            search(&[whom, &one.rule]),
            name(&one.rule),
            sentence(whom),
            sentence(&words.in_english(&one.asks))
        );
    }
    out.push_str("</tbody></table></div></details>\n");
}

fn list(
    view: &View<'_>,
    options: &Options,
    title: &str,
    class: &str,
    violations: &[Violation],
    out: &mut String,
) {
    let words = view.words;
    let (sentences, all) = sentences(view, violations, options.max_sentences);
    put!(
        out,
        "<h3>{title} <small>{}</small></h3>\n{}",
        violations.len(),
        cut_note(sentences.len(), all, words.cut_sentences)
    );
    put!(
        out,
        "<div class=\"scroll\"><table class=\"rules {class}\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>",
        words.who_or_where,
        words.what,
        words.rule
    );
    let costs = sentences.iter().any(|sentence| sentence.cost.is_some());
    if costs {
        put!(
            out,
            "<th scope=\"col\" class=\"number\">{}</th>",
            words.cost
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for said in &sentences {
        let (subject, what, rule) = (
            sentence(&said.subject),
            sentence(&words.in_english(&said.what)),
            name(&said.rule),
        );
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\">{subject}</th><td>{what}</td><td><code>{rule}</code></td>",
            search(&[&said.subject, &said.rule])
        );
        if costs {
            put!(
                out,
                "<td class=\"number\">{}</td>",
                said.cost
                    .map_or_else(String::new, |cost| words.grouped(cost))
            );
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}
