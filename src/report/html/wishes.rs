//! Wishes: whose, granted or not.

use super::markup::{cut_note, name, search};
use super::{Options, Section};
use crate::problem::rule::Per;
use crate::problem::{Problem, Rule};
use crate::report::view::View;
use crate::report::wishes::Wish;
use crate::report::words::{count, grouped, period_noun, put};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let wishes = view.wishes();
    if wishes.is_empty() {
        return None;
    }
    let rows = rows(&wishes);
    let granted = rows.iter().filter(|choices| choices.iter().any(Wish::is_granted)).count();
    let mut body = format!("<p class=\"verdict\"><b>{granted} of {}</b> wishes granted.</p>\n", rows.len());
    body.push_str(&cut_note(rows.len().min(options.max_sentences), rows.len(), "wishes"));
    table(view.problem, &rows[..rows.len().min(options.max_sentences)], true, &mut body);
    Some(Section { id: "wishes", title: "Wishes", body })
}

/// Wishes in rows: the choices of a ranking are one wish.
pub(super) fn rows(wishes: &[Wish]) -> Vec<&[Wish]> {
    let same = |one: &Wish, other: &Wish| one.doctor == other.doctor && one.key == other.key && one.choice.is_some();
    wishes.chunk_by(same).collect()
}

/// A row a wish; the choices of a ranking are one wish.
pub(super) fn table(problem: &Problem, rows: &[&[Wish]], with_doctor: bool, out: &mut String) {
    out.push_str("<div class=\"scroll\"><table class=\"wishes\">\n<thead><tr>");
    if with_doctor {
        out.push_str("<th scope=\"col\">Doctor</th>");
    }
    out.push_str(
        "<th scope=\"col\">Wish</th><th scope=\"col\">Where</th><th scope=\"col\">Outcome</th>\
         <th scope=\"col\" class=\"number\">Worth</th><th scope=\"col\" class=\"number\">Earned</th></tr></thead>\n<tbody>\n",
    );
    for choices in rows {
        let Some(first) = choices.first() else { continue };
        // Of a ranking the best choice that was granted is told, else the first.
        let told = choices.iter().find(|wish| wish.is_granted()).unwrap_or(first);
        let doctor = &problem.doctor(first.doctor).name;
        let places = places(problem, told);
        put!(out, "<tr data-find=\"{}\">", search(&[doctor, &told.key]));
        if with_doctor {
            put!(out, "<th scope=\"row\">{}</th>", name(doctor));
        }
        let (class, word) = match (told.is_granted(), told.value > 0) {
            (true, true) => ("good", "granted"),
            (true, false) => ("good", "avoided"),
            (false, true) => ("bad", "not granted"),
            (false, false) => ("bad", "not avoided"),
        };
        let choice = told.choice.filter(|_| told.is_granted()).map_or_else(String::new, |choice| format!(", choice {choice}"));
        let often = if told.units > 0 { format!(" ({})", count(told.units, unit(problem, told.per))) } else { String::new() };
        let sign = if told.value < 0 { "not " } else { "" };
        let earned = choices.iter().fold(0_i64, |sum, wish| sum.saturating_add(wish.earned()));
        put!(out, "<td>{}</td><td>{sign}{places}</td>", name(&told.key));
        put!(out, "<td class=\"outcome {class}\">{word}{choice}{often}</td>");
        put!(
            out,
            "<td class=\"number\">{} a {}</td><td class=\"number\">{}</td></tr>\n",
            grouped(told.value),
            unit(problem, told.per),
            grouped(earned)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

/// What a value is paid for, in the singular.
pub(super) fn unit(problem: &Problem, per: Per) -> &'static str {
    match per {
        Per::Period => period_noun(problem),
        Per::Block => "block",
        Per::Rotation => "rotation",
    }
}

/// Departments a wish speaks of; a few by name, more by number.
fn places(problem: &Problem, wish: &Wish) -> String {
    let Rule::Preference(preference) = problem.rule(wish.rule) else { return String::new() };
    let mut departments: Vec<_> = preference.activities.iter().map(|activity| problem.activity(activity).department).collect();
    departments.sort_unstable();
    departments.dedup();
    if departments.len() == problem.departments().len() {
        return "anywhere".to_owned();
    }
    let named: Vec<String> = departments.iter().take(4).map(|&id| name(&problem.department(id).name)).collect();
    let more = departments.len().saturating_sub(named.len());
    named.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}
