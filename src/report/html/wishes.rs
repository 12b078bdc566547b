//! Wishes: whose, granted or not.

use super::markup::{cut_note, name, search};
use super::{Options, Section};
use crate::problem::rule::Per;
use crate::problem::{Problem, Rule};
use crate::report::language::{Noun, Words};
use crate::report::view::View;
use crate::report::wishes::Wish;
use crate::report::words::{period, put};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let wishes = view.wishes();
    if wishes.is_empty() {
        return None;
    }
    let rows = rows(&wishes);
    let granted = rows
        .iter()
        .filter(|choices| choices.iter().any(Wish::is_granted))
        .count();
    let words = view.words;
    let out_of_reach = rows
        .iter()
        .filter(|choices| {
            choices
                .iter()
                .all(|wish| !wish.is_granted() && view.is_out_of_reach(wish))
        })
        .count();
    let mut body = format!(
        "<p class=\"verdict\">{}</p>\n",
        (words.wishes_granted)(granted, rows.len())
    );
    if out_of_reach > 0 {
        put!(
            body,
            "<p class=\"note\">{}</p>\n",
            (words.wishes_out_of_reach)(out_of_reach)
        );
    }
    body.push_str(&cut_note(
        rows.len().min(options.max_sentences),
        rows.len(),
        words.cut_wishes,
    ));
    table(
        view,
        &rows[..rows.len().min(options.max_sentences)],
        true,
        &mut body,
    );
    Some(Section {
        id: "wishes",
        title: words.wishes,
        body,
    })
}

/// Wishes in rows: the choices of a ranking are one wish.
pub(super) fn rows(wishes: &[Wish]) -> Vec<&[Wish]> {
    let same = |one: &Wish, other: &Wish| {
        one.doctor == other.doctor && one.key == other.key && one.choice.is_some()
    };
    wishes.chunk_by(same).collect()
}

/// A row a wish; the choices of a ranking are one wish.
pub(super) fn table(view: &View<'_>, rows: &[&[Wish]], with_doctor: bool, out: &mut String) {
    let (problem, words) = (view.problem, view.words);
    out.push_str("<div class=\"scroll\"><table class=\"wishes\">\n<thead><tr>");
    if with_doctor {
        put!(out, "<th scope=\"col\">{}</th>", words.doctor);
    }
    put!(
        out,
        "<th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th></tr></thead>\n<tbody>\n",
        words.wish,
        words.place,
        words.outcome,
        words.worth,
        words.earned
    );
    for choices in rows {
        // Of a ranking the best choice that was granted is told, else the first.
        let granted = choices.iter().find(|wish| wish.is_granted());
        let Some(told) = granted.or(choices.first()) else {
            continue;
        };
        let doctor = &problem.doctor(told.doctor).name;
        put!(out, "<tr data-find=\"{}\">", search(&[doctor, &told.key]));
        if with_doctor {
            put!(out, "<th scope=\"row\">{}</th>", name(doctor));
        }
        let places = places(words, problem, told);
        let places = if told.value < 0 {
            (words.not_at)(&places)
        } else {
            places
        };
        put!(out, "<td>{}</td><td>{places}</td>", name(&told.key));
        outcome(view, choices, told, out);
        let earned = choices
            .iter()
            .fold(0_i64, |sum, wish| sum.saturating_add(wish.earned()));
        put!(
            out,
            "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
            (words.per)(&words.grouped(told.value), unit(problem, told.per)),
            words.grouped(earned)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

/// Whether a wish was granted, which choice, and how often.
fn outcome(view: &View<'_>, choices: &[Wish], told: &Wish, out: &mut String) {
    let words = view.words;
    let (class, word) = match (told.is_granted(), told.value > 0) {
        (true, true) => ("good", words.granted),
        (true, false) => ("good", words.avoided),
        (false, true) if choices.iter().all(|wish| view.is_out_of_reach(wish)) => {
            ("bad", words.out_of_reach)
        }
        (false, true) => ("bad", words.not_granted),
        (false, false) => ("bad", words.not_avoided),
    };
    let choice = told
        .choice
        .filter(|_| told.is_granted())
        .map_or_else(String::new, words.choice);
    let often = if told.units > 0 {
        let unit = unit(view.problem, told.per);
        format!(" ({})", words.count(told.units, unit))
    } else {
        String::new()
    };
    put!(
        out,
        "<td class=\"outcome {class}\">{word}{choice}{often}</td>"
    );
}

/// What a value is paid for.
fn unit(problem: &Problem, per: Per) -> Noun {
    match per {
        Per::Period => period(problem),
        Per::Block => Noun::Block,
        Per::Rotation => Noun::Rotation,
    }
}

/// Departments a wish speaks of, a few by name, more by number; leave that the planner chooses is one thing wherever it lies.
fn places(words: &Words, problem: &Problem, wish: &Wish) -> String {
    let Rule::Preference(preference) = problem.rule(wish.rule) else {
        return String::new();
    };
    let is_leave = |activity| problem.activity(activity).leave_of.is_some();
    if !preference.activities.is_empty() && preference.activities.iter().all(is_leave) {
        return words.leave.to_owned();
    }
    let mut departments: Vec<_> = preference
        .activities
        .iter()
        .map(|activity| problem.activity(activity).department)
        .collect();
    departments.sort_unstable();
    departments.dedup();
    if departments.len() == problem.departments().len() {
        return words.anywhere.to_owned();
    }
    let named: Vec<String> = departments
        .iter()
        .take(4)
        .map(|&id| name(&problem.department(id).name))
        .collect();
    let more = departments.len().saturating_sub(named.len());
    named.join(", ")
        + &if more > 0 {
            (words.and_more)(more)
        } else {
            String::new()
        }
}
