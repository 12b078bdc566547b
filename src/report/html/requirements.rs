//! Where every doctor stands with every requirement.

use super::markup::{attribute, cut_note, name};
use super::{Options, Section};
use crate::ids::DoctorId;
use crate::report::amounts::Standing;
use crate::report::sentence::{range, unit};
use crate::report::view::View;
use crate::report::words::{count, named, put, share};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    if view.problem.requirements().is_empty() {
        return None;
    }
    let mut rows = String::new();
    let (mut shown, mut all) = (0, 0);
    for doctor in view.by_cohort().iter().flat_map(|(_, doctors)| doctors).copied() {
        let asked = view.problem.requirements().iter().any(|limits| limits.doctors.contains(doctor));
        all += usize::from(asked);
        if asked && shown < options.max_doctors {
            shown += 1;
            row(view, doctor, &view.standings(doctor), &mut rows);
        }
    }
    let mut body = cut_note(shown, all, "doctors");
    body.push_str(
        "<div class=\"scroll\"><table class=\"requirements\">\n<thead><tr><th scope=\"col\">Doctor</th>\
         <th scope=\"col\" class=\"number\">Complete</th><th scope=\"col\">Requirements</th></tr></thead>\n<tbody>\n",
    );
    body.push_str(&rows);
    body.push_str("</tbody></table></div>\n");
    Some(Section { id: "requirements", title: "Requirements", body })
}

fn row(view: &View<'_>, doctor: DoctorId, standings: &[Standing], out: &mut String) {
    let data = view.problem.doctor(doctor);
    let complete = standings.iter().filter(|standing| standing.complete).count();
    put!(out, "<tr data-find=\"{}\"><th scope=\"row\">{}</th>", super::calendar::find(view, doctor), name(&data.name));
    put!(out, "<td class=\"number\">{complete} of {}</td><td><ul class=\"bars\">", standings.len());
    for standing in standings {
        let limits = view.problem.requirement(standing.requirement);
        let asked = range(limits.min, limits.max);
        let (class, said) = match standing {
            Standing { asked: false, .. } => ("open", "optional, not begun"),
            standing if standing.amount > limits.max => ("over", "beyond the most"),
            standing if standing.amount < limits.min => ("short", "not complete"),
            _ => ("done", "fulfilled"),
        };
        let amount = count(standing.amount, unit(view.problem, standing.requirement));
        let title = attribute(&format!("{}: {amount}, asked for {asked}, {said}", named(&limits.key)));
        let filled = share(standing.amount, limits.complete_at()).clamp(0, 100);
        let least = limits.complete_at();
        put!(
            out,
            "<li class=\"{class}\" title=\"{title}\"><span>{}</span>\
             <b>{}/{least}</b><i style=\"--v:{filled}\"></i></li>",
            name(&limits.key),
            standing.amount
        );
    }
    out.push_str("</ul></td></tr>\n");
}
