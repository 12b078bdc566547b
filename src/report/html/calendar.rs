//! Doctors by time: a row a doctor, rotations as bars.

use super::markup::{cut_note, escape, search};
use super::scale::Scale;
use super::{Options, Section, colours};
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Presence;
use crate::problem::rule::PeriodSet;
use crate::report::view::View;
use crate::report::words::{count_of, half_days, periods, put, role};

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let scale = Scale::new(view.problem);
    let groups = view.by_cohort();
    let all = view.problem.doctors().len();
    let mut body = cut_note(options.max_doctors, all, "doctors");
    legend(view, &mut body);
    body.push_str(
        "<div class=\"calendar\" id=\"scroller\" tabindex=\"0\" role=\"region\" aria-label=\"Calendar of doctors, scrolls sideways\">\n\
         <table>\n<thead><tr><th scope=\"col\" class=\"who\">Doctor</th><th scope=\"col\" class=\"track\">",
    );
    put!(body, "<span class=\"unseen\">Rotations, {}</span>{}</th></tr></thead>\n", scale.dates(), scale.ruler());
    let mut left = options.max_doctors;
    for (name, doctors) in &groups {
        let shown = &doctors[..doctors.len().min(left)];
        left -= shown.len();
        if shown.is_empty() {
            continue;
        }
        body.push_str("<tbody>\n");
        if groups.len() > 1 {
            group_row(view, &scale, name, doctors, &mut body);
        }
        for &doctor in shown {
            doctor_row(view, &scale, doctor, &mut body);
        }
        body.push_str("</tbody>\n");
    }
    body.push_str("</table>\n</div>\n");
    Some(Section { id: "calendar", title: "Calendar", body })
}

fn legend(view: &View<'_>, out: &mut String) {
    out.push_str(
        "<div class=\"tools\"><span>Zoom</span> <button type=\"button\" data-zoom=\"0.625\" aria-label=\"Zoom out\">−</button>\
         <button type=\"button\" data-zoom=\"1.6\" aria-label=\"Zoom in\">+</button>\
         <button type=\"button\" data-zoom=\"fit\">Whole horizon</button></div>\n\
         <ul class=\"legend\" aria-label=\"Departments\">\n",
    );
    for (index, short) in colours::shorts(view.problem).iter().enumerate() {
        let name = escape(&view.problem.departments()[index].name);
        put!(
            out,
            "<li><button type=\"button\" class=\"d{index}\" data-department=\"{name}\"><i class=\"chip\">{}</i> {name}</button></li>\n",
            escape(short)
        );
    }
    for (class, name) in [("leave", "leave"), ("outside", "not there"), ("event", "event"), ("shut", "closed")] {
        put!(out, "<li><span><i class=\"chip {class}\"></i> {name}</span></li>\n");
    }
    out.push_str("</ul>\n");
}

/// The heading of a cohort, with a button that shows just its time.
fn group_row(view: &View<'_>, scale: &Scale<'_>, name: &str, doctors: &[DoctorId], out: &mut String) {
    let name = if name.is_empty() { "Without a cohort" } else { name };
    let there = doctors.iter().map(|&doctor| view.problem.doctor(doctor)).filter(|doctor| doctor.first <= doctor.last);
    let span = there.fold(None, |span: Option<(PeriodId, PeriodId)>, doctor| match span {
        Some((first, last)) => Some((first.min(doctor.first), last.max(doctor.last))),
        None => Some((doctor.first, doctor.last)),
    });
    put!(out, "<tr class=\"group\"><th scope=\"rowgroup\" class=\"who\"><b>{}</b> ", escape(name));
    put!(out, "<small>{}</small>", count_of(doctors.len(), "doctor"));
    if let Some((first, last)) = span {
        let (from, to) = scale.ends(first, last);
        put!(
            out,
            " <button type=\"button\" data-from=\"{}\" data-days=\"{}\" title=\"{}\">zoom</button>",
            super::scale::days(from),
            super::scale::days(to - from),
            escape(&periods(view.problem, first, last))
        );
    }
    out.push_str("</th><td class=\"track\">");
    if let Some((first, last)) = span {
        put!(out, "<i class=\"stay\" style=\"{}\"></i>", scale.place(first, last));
    }
    out.push_str("</td></tr>\n");
}

fn doctor_row(view: &View<'_>, scale: &Scale<'_>, doctor: DoctorId, out: &mut String) {
    let problem = view.problem;
    let data = problem.doctor(doctor);
    let specialty = data.specialty.map_or("", |id| problem.specialty(id).name.as_str());
    let region = data.region.map_or("", |id| problem.region(id).name.as_str());
    let mut words = vec![data.name.as_str(), &data.key, specialty, region, &data.level];
    let mut visited: Vec<_> = view.stays[doctor.index()].iter().map(|stay| problem.activity(stay.rotation.activity).department).collect();
    visited.sort_unstable();
    visited.dedup();
    words.extend(visited.iter().map(|&department| problem.department(department).name.as_str()));
    put!(out, "<tr class=\"doctor\" data-find=\"{}\"><th scope=\"row\" class=\"who\">{}", search(&words), escape(&data.name));
    let about: Vec<&str> = [specialty, region].into_iter().filter(|word| !word.is_empty()).collect();
    put!(out, "<small>{}</small></th><td class=\"track\">", escape(&about.join(" · ")));
    outside(view, scale, doctor, out);
    for leave in &data.leaves {
        for (set, kind) in [(&leave.away, "leave"), (&leave.half, "half leave")] {
            for (first, last) in stretches(set) {
                let reason = if leave.reason.is_empty() { kind.to_owned() } else { format!("{kind}: {}", leave.reason) };
                let title = escape(&format!("{reason}, {}", periods(problem, first, last)));
                put!(out, "<i class=\"{kind}\" style=\"{}\" title=\"{title}\"></i>", scale.place(first, last));
            }
        }
    }
    for stay in &view.stays[doctor.index()] {
        let rotation = stay.rotation;
        let activity = problem.activity(rotation.activity);
        let department = problem.department(activity.department);
        let mut title = department.name.clone();
        if activity.name != department.name {
            put!(title, ", {}", activity.name);
        }
        let present = half_days(stay.present_quarters);
        put!(title, " ({})\n{}\n{present} working half-days present", role(activity.role), periods(problem, rotation.first, rotation.last));
        put!(
            out,
            "<i class=\"bar d{}\" style=\"{}\" title=\"{}\"><b>{}</b></i>",
            activity.department.index(),
            scale.place(rotation.first, rotation.last),
            escape(&title),
            escape(&department.name)
        );
    }
    for &(event, slot) in &view.attended[doctor.index()] {
        let event = problem.event(event);
        let slot = event.slots[slot];
        let title = escape(&format!("{}\n{}", event.name, periods(problem, slot.first, slot.last)));
        let class = if slot.whole { "event" } else { "event part" };
        put!(out, "<i class=\"{class}\" style=\"{}\" title=\"{title}\"></i>", scale.place(slot.first, slot.last));
    }
    out.push_str("</td></tr>\n");
}

/// The time before arrival and after departure.
fn outside(view: &View<'_>, scale: &Scale<'_>, doctor: DoctorId, out: &mut String) {
    let periods = (0..view.problem.horizon().len()).map(PeriodId::new);
    let away: PeriodSet = periods.filter(|&period| view.problem.presence(doctor, period) == Presence::Outside).collect();
    for (first, last) in stretches(&away) {
        put!(out, "<i class=\"outside\" style=\"{}\"></i>", scale.place(first, last));
    }
}

/// Consecutive members of a set of periods: first and last of each stretch.
fn stretches(periods: &PeriodSet) -> Vec<(PeriodId, PeriodId)> {
    let chunks = periods.as_slice().chunk_by(|one, other| one.index() + 1 == other.index());
    chunks.filter_map(|chunk| Some((*chunk.first()?, *chunk.last()?))).collect()
}
