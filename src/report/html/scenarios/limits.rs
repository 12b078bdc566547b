//! Which places limit most, and whose pathways change most often.

use super::super::Section;
use super::super::markup::{self, search};
use crate::problem::Problem;
use crate::report::language::Words;
use crate::report::words::put;
use crate::scenario::Comparison;

pub(super) fn limiting(
    words: &Words,
    problem: &Problem,
    comparison: &Comparison,
) -> Option<Section> {
    let said = &words.scenarios;
    let all = comparison.limiting_most();
    if all.is_empty() {
        return None;
    }
    let mut body = format!(
        "<p class=\"note\">{}</p>\n\
         <div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th><th class=\"number\" scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        said.limits_note, said.place, said.scenarios, said.share, said.price
    );
    let solved = i64::try_from(comparison.solved).unwrap_or(i64::MAX).max(1);
    for (place, limiting) in all.into_iter().take(40) {
        let name = name_of(problem, place);
        let share = limiting.scenarios.saturating_mul(100) / comparison.solved.max(1);
        let price = limiting.price / solved;
        put!(
            body,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{share}\"></i></span></td>\
             <td class=\"number\">{}{}{}</td></tr>\n",
            search(&[name, place]),
            markup::name(name),
            limiting.scenarios,
            price / 1_000,
            words.decimal_sign,
            price % 1_000 / 100
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "limits",
        title: said.limits_most,
        body,
    })
}

fn name_of<'a>(problem: &'a Problem, key: &'a str) -> &'a str {
    let department = problem
        .find_department(key)
        .map(|id| problem.department(id).name.as_str());
    department
        .or_else(|| {
            problem
                .find_activity(key)
                .map(|id| problem.activity(id).name.as_str())
        })
        .unwrap_or(key)
}

/// Who does something else than in the baseline most often.
pub(super) fn doctors(
    words: &Words,
    problem: &Problem,
    comparison: &Comparison,
) -> Option<Section> {
    let mut all: Vec<(&String, u64)> = comparison
        .doctors_changed
        .iter()
        .map(|(doctor, scenarios)| (doctor, *scenarios))
        .collect();
    all.sort_by_key(|(doctor, scenarios)| (std::cmp::Reverse(*scenarios), *doctor));
    if all.is_empty() {
        return None;
    }
    let said = &words.scenarios;
    let mut body = format!(
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th><th class=\"number\" scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"wide\"><span class=\"unseen\">{}</span></th></tr></thead>\n<tbody>\n",
        words.doctor, said.scenarios, said.share
    );
    for (doctor, scenarios) in all.into_iter().take(40) {
        let name = problem
            .find_doctor(doctor)
            .map_or(doctor.as_str(), |id| problem.doctor(id).name.as_str());
        let share = scenarios.saturating_mul(100) / comparison.solved.max(1);
        put!(
            body,
            "<tr data-find=\"{}\"><th scope=\"row\">{}</th><td class=\"number\">{scenarios}</td><td class=\"wide\"><span class=\"bar-of\"><i style=\"--v:{share}\"></i></span></td></tr>\n",
            search(&[name, doctor]),
            markup::name(name)
        );
    }
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "doctors",
        title: said.pathways,
        body,
    })
}
