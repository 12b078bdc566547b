//! What the value is made of and how it is shared out: scores of doctors, least to greatest.

use super::markup::{cut_note, name, search};
use super::{Options, Section};
use crate::ids::DoctorId;
use crate::report::view::View;
use crate::report::words::put;

/// Rows of the table of what the value is made of.
const MOST_PARTS: usize = 25;

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let report = view.findings.report;
    let parts = view.parts_of_value();
    let has_scores = report.scores.len() == view.problem.doctors().len()
        && report.scores.iter().any(|&score| score != 0);
    if parts.is_empty() && !has_scores {
        return None;
    }
    let mut body = format!(
        "<p class=\"note\">{}</p>\n<div class=\"pair\">\n",
        view.words.value_note
    );
    table_of_parts(view, &parts, &mut body);
    if has_scores {
        table_of_scores(view, options, &mut body);
    }
    body.push_str("</div>\n");
    Some(Section {
        id: "value",
        title: view.words.value_and_fairness,
        body,
    })
}

fn table_of_parts(view: &View<'_>, parts: &[crate::report::wishes::Part], out: &mut String) {
    let words = view.words;
    put!(
        out,
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th></tr></thead>\n<tbody>\n",
        words.made_of,
        words.times,
        words.points
    );
    let (shown, others) = parts.split_at(parts.len().min(MOST_PARTS));
    for part in shown {
        let (what, units) = if part.rule.is_empty() {
            (words.rest_of_value.to_owned(), String::new())
        } else {
            (name(&part.rule), words.grouped(part.units))
        };
        put!(
            out,
            "<tr><th scope=\"row\">{what}</th><td class=\"number\">{units}</td><td class=\"number\">{}</td></tr>\n",
            words.grouped(part.value)
        );
    }
    if !others.is_empty() {
        let sum = others
            .iter()
            .fold(0_i64, |sum, part| sum.saturating_add(part.value));
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td></td><td class=\"number\">{}</td></tr>\n",
            (words.more)(others.len()),
            words.grouped(sum)
        );
    }
    put!(
        out,
        "</tbody><tfoot><tr><th scope=\"row\">{}</th><td></td><td class=\"number\">{}</td></tr></tfoot></table></div>\n",
        words.value,
        words.grouped(view.findings.report.value)
    );
}

fn table_of_scores(view: &View<'_>, options: &Options, out: &mut String) {
    let (scores, words) = (&view.findings.report.scores, view.words);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by_key(|&index| (scores[index], index));
    let (Some(&least), Some(&greatest)) = (order.first(), order.last()) else {
        return;
    };
    let (low, high) = (scores[least].min(0), scores[greatest].max(0));
    let range = i128::from(high) - i128::from(low);
    let place = |score: i64| (i128::from(score) - i128::from(low)) * 100 / range.max(1);
    let median = scores[order[order.len() / 2]];
    put!(
        out,
        "<div class=\"scroll\"><table class=\"scores\">\n<thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th></tr></thead>\n<tbody>\n",
        (words.scores)(
            &words.grouped(scores[least]),
            &words.grouped(median),
            &words.grouped(scores[greatest])
        ),
        words.points,
        words.bar
    );
    for &index in order.iter().take(options.max_doctors) {
        let doctor = view.problem.doctor(DoctorId::new(index));
        let (from, to) = (place(scores[index].min(0)), place(scores[index].max(0)));
        let class = if scores[index] < 0 {
            " class=\"less\""
        } else {
            ""
        };
        put!(
            out,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{}</td>\
             <td class=\"wide\"><span class=\"score\"><i{class} style=\"--x:{from};--w:{}\"></i></span></td></tr>\n",
            search(&[&doctor.name, &doctor.key]),
            name(&doctor.name),
            words.grouped(scores[index]),
            to - from
        );
    }
    out.push_str("</tbody></table></div>\n");
    out.push_str(&cut_note(
        order.len().min(options.max_doctors),
        order.len(),
        words.cut_doctors,
    ));
}
