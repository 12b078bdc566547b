//! Where every doctor stands with every requirement.

use super::markup::{attribute, cut_note, line, name};
use super::{Options, Section};
use crate::ids::DoctorId;
use crate::problem::RequirementLimits;
use crate::report::amounts::{Elective, Standing};
use crate::report::view::View;
use crate::report::words::{named, put, share, unit};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    if view.problem.requirements().is_empty() {
        return None;
    }
    let mut rows = String::new();
    let (mut shown, mut all) = (0, 0);
    for doctor in view
        .grouped()
        .iter()
        .flat_map(|group| &group.doctors)
        .copied()
    {
        let asked = view
            .problem
            .requirements()
            .iter()
            .any(|limits| limits.doctors.contains(doctor));
        all += usize::from(asked);
        if asked && shown < options.max_doctors {
            shown += 1;
            row(view, doctor, &view.standings(doctor), &mut rows);
        }
    }
    let mut body = cut_note(shown, all, view.words.cut_doctors);
    let words = view.words;
    put!(
        body,
        "<div class=\"scroll\"><table class=\"requirements\">\n<thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        words.doctor,
        words.complete,
        words.requirements
    );
    body.push_str(&rows);
    body.push_str("</tbody></table></div>\n");
    Some(Section {
        id: "requirements",
        title: words.requirements,
        body,
    })
}

fn row(view: &View<'_>, doctor: DoctorId, standings: &[Standing], out: &mut String) {
    let data = view.problem.doctor(doctor);
    let electives = view.electives(doctor, standings);
    // Nothing is owed to what may be left out, by its own minimum or because a choice speaks of it.
    let is_owed = |limits: &RequirementLimits| !limits.optional && limits.min > 0;
    let owed = standings
        .iter()
        .filter(|standing| is_owed(view.problem.requirement(standing.requirement)));
    let (all, complete) = owed.fold((0, 0), |(all, complete), standing| {
        (all + 1, complete + usize::from(standing.complete))
    });
    let chosen = electives
        .iter()
        .filter(|elective| elective.is_kept())
        .count();
    put!(
        out,
        "<tr data-find=\"{}\"><th scope=\"row\">{}</th>",
        super::calendar::find(view, doctor),
        name(&data.name)
    );
    let (complete, all) = (
        (complete + chosen).to_string(),
        (all + electives.len()).to_string(),
    );
    put!(
        out,
        "<td class=\"number\">{}</td><td>",
        (view.words.of)(&complete, &all)
    );
    bars(view, standings, &electives, out);
    out.push_str("</td></tr>\n");
}

/// A bar for each requirement and each choice among some; optional ones last, and only those that were begun.
pub(super) fn bars(
    view: &View<'_>,
    standings: &[Standing],
    electives: &[Elective],
    out: &mut String,
) {
    let words = view.words;
    out.push_str("<ul class=\"bars\">");
    let (optional, owed): (Vec<&Standing>, Vec<&Standing>) = standings
        .iter()
        .partition(|standing| view.problem.requirement(standing.requirement).optional);
    owed.into_iter()
        .for_each(|standing| bar(view, standing, out));
    for elective in electives {
        let asked = words.range(elective.min, elective.max);
        let (class, said) = match elective.complete {
            complete if complete > elective.max => ("over", words.beyond_the_most),
            complete if complete < elective.min => ("short", words.not_complete),
            _ => ("done", words.fulfilled),
        };
        let title = attribute(&(words.standing)(
            &named(&elective.key),
            &(words.so_many_complete)(elective.complete),
            &asked,
            said,
        ));
        item(
            class,
            &title,
            &elective.key,
            (elective.complete, elective.min),
            out,
        );
    }
    optional
        .into_iter()
        .filter(|standing| standing.asked)
        .for_each(|standing| bar(view, standing, out));
    out.push_str("</ul>");
}

fn bar(view: &View<'_>, standing: &Standing, out: &mut String) {
    let limits = view.problem.requirement(standing.requirement);
    let words = view.words;
    let asked = words.range(limits.min, limits.max);
    let (class, said) = match standing {
        Standing { asked: false, .. } => ("open", words.not_begun),
        standing if standing.amount > limits.max => ("over", words.beyond_the_most),
        standing if standing.amount < limits.min => ("short", words.not_complete),
        _ => ("done", words.fulfilled),
    };
    let amount = words.count(standing.amount, unit(view.problem, standing.requirement));
    let title = attribute(&(words.standing)(
        &named(&limits.key),
        &amount,
        &asked,
        said,
    ));
    let class = if limits.optional {
        format!("{class} optional")
    } else {
        class.to_owned()
    };
    item(
        &class,
        &title,
        &limits.key,
        (standing.amount, limits.complete_at()),
        out,
    );
}

fn item(class: &str, title: &str, key: &str, (amount, least): (i64, i64), out: &mut String) {
    let filled = if least > 0 {
        share(amount, least).clamp(0, 100)
    } else {
        100
    };
    put!(
        out,
        "<li class=\"{class}\" title=\"{title}\">{}<b>{amount}/{least}</b><i style=\"--v:{filled}\"></i></li>",
        line(key)
    );
}
