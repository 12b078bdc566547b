//! What the value is made of and how it is shared out: scores of doctors, least to greatest.

use super::markup::{cut_note, name, search};
use super::{Options, Section};
use crate::ids::DoctorId;
use crate::report::view::View;
use crate::report::words::{grouped, put};

/// Rows of the table of what the value is made of.
const MOST_PARTS: usize = 25;

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let report = view.findings.report;
    let parts = view.parts_of_value();
    let has_scores = report.scores.len() == view.problem.doctors().len() && report.scores.iter().any(|&score| score != 0);
    if parts.is_empty() && !has_scores {
        return None;
    }
    let mut body = String::from(
        "<p class=\"note\">The value is a sum of points: what preferences pay and what breaches of soft rules cost, each as the problem \
         states it. One unit is one such point; only differences between schedules of the same problem mean anything. \
         A doctor’s score is the part of the sum that speaks of that doctor alone.</p>\n<div class=\"pair\">\n",
    );
    table_of_parts(view, &parts, &mut body);
    if has_scores {
        table_of_scores(view, options, &mut body);
    }
    body.push_str("</div>\n");
    Some(Section { id: "value", title: "Value and fairness", body })
}

fn table_of_parts(view: &View<'_>, parts: &[crate::report::wishes::Part], out: &mut String) {
    out.push_str(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">What the value is made of</th><th scope=\"col\" class=\"number\">Times</th>\
         <th scope=\"col\" class=\"number\">Points</th></tr></thead>\n<tbody>\n",
    );
    let (shown, others) = parts.split_at(parts.len().min(MOST_PARTS));
    for part in shown {
        let (what, units) = if part.rule.is_empty() {
            ("rules that speak of several doctors, idle time, events".to_owned(), String::new())
        } else {
            (name(&part.rule), grouped(part.units))
        };
        put!(
            out,
            "<tr><th scope=\"row\">{what}</th><td class=\"number\">{units}</td><td class=\"number\">{}</td></tr>\n",
            grouped(part.value)
        );
    }
    if !others.is_empty() {
        let sum = others.iter().fold(0_i64, |sum, part| sum.saturating_add(part.value));
        put!(out, "<tr><th scope=\"row\">{} more</th><td></td><td class=\"number\">{}</td></tr>\n", others.len(), grouped(sum));
    }
    put!(
        out,
        "</tbody><tfoot><tr><th scope=\"row\">Value</th><td></td><td class=\"number\">{}</td></tr></tfoot></table></div>\n",
        grouped(view.findings.report.value)
    );
}

fn table_of_scores(view: &View<'_>, options: &Options, out: &mut String) {
    let scores = &view.findings.report.scores;
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by_key(|&index| (scores[index], index));
    let (Some(&least), Some(&greatest)) = (order.first(), order.last()) else { return };
    let (low, high) = (scores[least].min(0), scores[greatest].max(0));
    let range = i128::from(high) - i128::from(low);
    let place = |score: i64| (i128::from(score) - i128::from(low)) * 100 / range.max(1);
    let median = scores[order[order.len() / 2]];
    put!(
        out,
        "<div class=\"scroll\"><table class=\"scores\">\n<thead><tr><th scope=\"col\">Scores: least {}, median {}, greatest {}</th>\
         <th scope=\"col\" class=\"number\">Points</th><th scope=\"col\" class=\"wide\"><span class=\"unseen\">Bar</span></th></tr></thead>\n<tbody>\n",
        grouped(scores[least]),
        grouped(median),
        grouped(scores[greatest])
    );
    for &index in order.iter().take(options.max_doctors) {
        let doctor = view.problem.doctor(DoctorId::new(index));
        let (from, to) = (place(scores[index].min(0)), place(scores[index].max(0)));
        let class = if scores[index] < 0 { " class=\"less\"" } else { "" };
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{}</td>\
             <td class=\"wide\"><span class=\"score\"><i{class} style=\"--x:{from};--w:{}\"></i></span></td></tr>\n",
            search(&[&doctor.name, &doctor.key]),
            name(&doctor.name),
            grouped(scores[index]),
            to - from
        );
    }
    out.push_str("</tbody></table></div>\n");
    out.push_str(&cut_note(order.len().min(options.max_doctors), order.len(), "doctors"));
}
