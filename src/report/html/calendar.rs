//! Doctors by time: a row a doctor, rotations as bars.

use super::markup::{attribute, cut_note, escape, line, name, search, style_text};
use super::scale::Scale;
use super::{Options, Section, colours};
use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::rule::PeriodSet;
use crate::problem::{Doctor, Leave, Presence};
use crate::report::groups::Group;
use crate::report::language::{Noun, Words};
use crate::report::planned_leave::stretches;
use crate::report::view::{Stay, View};
use crate::report::words::{named, put};

/// A cohort that is there for less than this part of the horizon gets a picture of its own, scaled to its own dates.
const OWN_PICTURE: i32 = 3;

pub(super) fn section(view: &View<'_>, options: &Options) -> Option<Section> {
    let mut body = cut_note(
        options.max_doctors,
        view.problem.doctors().len(),
        view.words.cut_doctors,
    );
    legend(view, &mut body);
    let whole = Scale::new(view);
    let mut left = options.max_doctors;
    let (mut long, mut short) = (Vec::new(), Vec::new());
    for Group { name, doctors } in view.grouped() {
        let span = span(view, &doctors);
        let shown: Vec<DoctorId> = doctors.iter().copied().take(left).collect();
        left -= shown.len();
        if shown.is_empty() {
            continue;
        }
        let scale = span.map(|(first, last)| Scale::within(view, first, last));
        let name = if name.is_empty() {
            view.words.others.to_owned()
        } else {
            name
        };
        let group = Rows {
            name,
            size: doctors.len(),
            shown,
        };
        match scale.filter(|scale| scale.days.saturating_mul(OWN_PICTURE) < whole.days) {
            Some(scale) => short.push((scale, group)),
            None => long.push(group),
        }
    }
    if !long.is_empty() {
        let title = match long.as_slice() {
            _ if short.is_empty() => String::new(),
            [group] => group.name.clone(),
            _ => view.words.whole_horizon.to_owned(),
        };
        picture(view, &whole, &title, &long, &mut body);
    }
    for (scale, group) in short {
        let title = group.name.clone();
        picture(view, &scale, &title, &[group], &mut body);
    }
    Some(Section {
        id: "calendar",
        title: view.words.calendar,
        body,
    })
}

/// The periods in which any of the doctors is there or planned.
pub(super) fn span(view: &View<'_>, doctors: &[DoctorId]) -> Option<(PeriodId, PeriodId)> {
    let there = doctors
        .iter()
        .map(|&doctor| view.problem.doctor(doctor))
        .filter(|data| data.first <= data.last);
    let there = there.map(|data| (data.first, data.last));
    let planned = doctors
        .iter()
        .flat_map(|doctor| &view.stays[doctor.index()])
        .map(|stay| (stay.rotation.first, stay.rotation.last));
    there
        .chain(planned)
        .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

/// A group of doctors in a picture.
pub(super) struct Rows {
    pub(super) name: String,
    /// How many doctors it has, shown or not.
    pub(super) size: usize,
    pub(super) shown: Vec<DoctorId>,
}

/// One picture of groups of doctors on one scale.
pub(super) fn picture(
    view: &View<'_>,
    scale: &Scale<'_>,
    title: &str,
    groups: &[Rows],
    out: &mut String,
) {
    let words = view.words;
    let dates = scale.dates();
    let size = groups.iter().map(|group| group.size).sum();
    tools(words, title, size, &dates, out);
    put!(
        out,
        "<div class=\"calendar\" style=\"{};--m:{};--r:{}\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n",
        scale.style(),
        typical_days(view, scale, groups),
        groups
            .iter()
            .map(|group| group.shown.len() + 1)
            .sum::<usize>(),
        (words.calendar_of)(&if title.is_empty() {
            words.of_doctors.to_owned()
        } else {
            escape(title)
        })
    );
    put!(
        out,
        "<table>\n<thead><tr><th scope=\"col\" class=\"who\">{}</th><th scope=\"col\" class=\"track\">",
        words.doctor
    );
    put!(
        out,
        "<span class=\"unseen\">{}</span>{}</th></tr></thead>\n",
        (words.rotations_within)(&dates),
        scale.ruler()
    );
    for group in groups {
        out.push_str("<tbody>\n");
        if groups.len() > 1 || (!title.is_empty() && title != group.name) {
            put!(
                out,
                "<tr class=\"group\"><th scope=\"rowgroup\" class=\"who\"><b>{}</b> ",
                name(&group.name)
            );
            put!(
                out,
                "<small>{}</small></th><td class=\"track\"></td></tr>\n",
                words.count_of(group.size, Noun::Doctor)
            );
        }
        for &doctor in &group.shown {
            doctor_row(view, scale, doctor, out);
        }
        out.push_str("</tbody>\n");
    }
    out.push_str("</table>\n</div>\n</div>\n");
}

/// What stands above a picture: its title, and buttons that zoom.
fn tools(words: &Words, title: &str, size: usize, dates: &str, out: &mut String) {
    out.push_str("<div class=\"picture\">\n<div class=\"bar-above\">");
    if title.is_empty() {
        out.push_str("<span></span>");
    } else {
        put!(
            out,
            "<h3>{} <small>{} · {dates}</small></h3>",
            name(title),
            words.count_of(size, Noun::Doctor)
        );
    }
    put!(
        out,
        "<div class=\"tools\"><button type=\"button\" data-zoom=\"0.625\" aria-label=\"{}\">−</button>\
         <button type=\"button\" data-zoom=\"1.6\" aria-label=\"{}\">+</button>\
         <button type=\"button\" data-zoom=\"fit\">{}</button></div></div>\n",
        words.zoom_out,
        words.zoom_in,
        words.fit
    );
}

pub(super) fn legend(view: &View<'_>, out: &mut String) {
    let words = view.words;
    put!(
        out,
        "<ul class=\"legend\" aria-label=\"{}\">\n",
        words.departments
    );
    for (index, short) in colours::shorts(view.problem).iter().enumerate() {
        let department = &view.problem.departments()[index].name;
        put!(
            out,
            "<li><button type=\"button\" class=\"d{index}\" data-department=\"{}\"><i class=\"chip\">{}</i> {}</button></li>\n",
            escape(department),
            name(short),
            name(department)
        );
    }
    for (class, name) in [
        ("leave", words.leave),
        ("outside", words.not_there),
        ("event", words.event),
        ("shut", words.closed),
    ] {
        put!(
            out,
            "<li><span><i class=\"chip {class}\"></i> {name}</span></li>\n"
        );
    }
    out.push_str("</ul>\n");
}

/// What the filter finds a doctor by: names, and the departments of their rotations.
pub(super) fn find(view: &View<'_>, doctor: DoctorId) -> String {
    let problem = view.problem;
    let data = problem.doctor(doctor);
    let mut words = vec![
        data.name.as_str(),
        &data.key,
        view.specialty(doctor),
        view.region(doctor),
        &data.level,
    ];
    let mut visited: Vec<_> = view.stays[doctor.index()]
        .iter()
        .map(|stay| problem.activity(stay.rotation.activity).department)
        .collect();
    visited.sort_unstable();
    visited.dedup();
    words.extend(
        visited
            .iter()
            .map(|&department| problem.department(department).name.as_str()),
    );
    search(&words)
}

fn doctor_row(view: &View<'_>, scale: &Scale<'_>, doctor: DoctorId, out: &mut String) {
    let data = view.problem.doctor(doctor);
    put!(
        out,
        "<tr class=\"doctor\" data-find=\"{}\"><th scope=\"row\" class=\"who\">{}<small>",
        find(view, doctor),
        line(&data.name)
    );
    [view.specialty(doctor), view.region(doctor)]
        .into_iter()
        .filter(|word| !word.is_empty())
        .for_each(|word| out.push_str(&line(word)));
    out.push_str("</small></th><td class=\"track\">");

    outside(view, scale, doctor, out);
    let covered: PeriodSet = data
        .leaves
        .iter()
        .flat_map(|leave| leave.away.iter().chain(leave.half.iter()))
        .chain(view.planned_leave(doctor).iter())
        .collect();
    for stay in view.rotations(doctor) {
        rotation_bar(view, scale, data, &stay, &covered, out);
    }
    leaves(view, scale, doctor, out);
    for &(event, slot) in &view.attended[doctor.index()] {
        event_bar(view, scale, event, slot, out);
    }
    out.push_str("</td></tr>\n");
}

/// What is shown of a rotation when it is pointed at.
fn rotation_title(view: &View<'_>, data: &Doctor, stay: &Stay) -> String {
    let (problem, words, rotation) = (view.problem, view.words, stay.rotation);
    let activity = problem.activity(rotation.activity);
    let department = problem.department(activity.department);
    let mut title = named(&department.name);
    if activity.name != department.name {
        put!(title, ", {}", named(&activity.name));
    }
    if let Some(role) = words.role_of(problem, data, activity.role) {
        put!(title, " ({role})");
    }
    let present = (words.half_days_present)(&words.half_days(stay.present_quarters));
    let when = words.periods(problem, rotation.first, rotation.last);
    put!(title, "\n{when}\n{present}");
    title
}

fn rotation_bar(
    view: &View<'_>,
    scale: &Scale<'_>,
    data: &Doctor,
    stay: &Stay,
    covered: &PeriodSet,
    out: &mut String,
) {
    let rotation = stay.rotation;
    let department = view.problem.activity(rotation.activity).department;
    let index = department.index();
    let label = escape(&view.problem.department(department).name);
    let place = scale.place(rotation.first, rotation.last);
    let title = attribute(&rotation_title(view, data, stay));
    match longest_free(scale, covered, (rotation.first, rotation.last)) {
        // Leave is drawn over the rotation: its name stands where it can be read.
        Some(free) => {
            put!(
                out,
                "<i class=\"bar bare d{index}\" style=\"{place}\" title=\"{title}\"></i>"
            );
            if let Some((first, last)) = free {
                put!(
                    out,
                    "<i class=\"bar name d{index}\" style=\"{}\"><b dir=\"auto\">{label}</b></i>",
                    scale.place(first, last)
                );
            }
        }
        None => put!(
            out,
            "<i class=\"bar d{index}\" style=\"{place}\" title=\"{title}\"><b dir=\"auto\">{label}</b></i>"
        ),
    }
}

fn event_bar(view: &View<'_>, scale: &Scale<'_>, id: EventId, slot: usize, out: &mut String) {
    let event = view.problem.event(id);
    let (first, last) = view.slot_half_days(id, slot);
    let title = attribute(&format!(
        "{}\n{}",
        named(&event.name),
        view.words.span(first, last)
    ));
    let class = if event.slots[slot].whole {
        "event whole"
    } else {
        "event part"
    };
    let (place, name) = (scale.place_half_days((first, last)), escape(&event.name));
    put!(
        out,
        "<i class=\"{class}\" style=\"{place}\" title=\"{title}\"><b dir=\"auto\">{name}</b></i>"
    );
}

/// The longest stretch of a rotation over which no leave is drawn, if there is one; `None` where nothing at all is drawn over it.
fn longest_free(
    scale: &Scale<'_>,
    covered: &PeriodSet,
    (first, last): (PeriodId, PeriodId),
) -> Option<Option<(PeriodId, PeriodId)>> {
    let periods = || (first.index()..=last.index()).map(PeriodId::new);
    if !periods().any(|period| covered.contains(period)) {
        return None;
    }
    let free: PeriodSet = periods()
        .filter(|period| !covered.contains(*period))
        .collect();
    let length = |(from, to): &(PeriodId, PeriodId)| {
        let (start, end) = scale.ends(*from, *to);
        (end - start, std::cmp::Reverse(*from))
    };
    Some(stretches(&free).into_iter().max_by_key(length))
}

/// Leave as bars of their own, over the rotation that goes on meanwhile if there is one.
fn leaves(view: &View<'_>, scale: &Scale<'_>, doctor: DoctorId, out: &mut String) {
    let words = view.words;
    let leaves = &view.problem.doctor(doctor).leaves;
    let mut draw = |set: &PeriodSet, class: &str, said: &str, label: &str| {
        let short: String = label.chars().take(1).flat_map(char::to_uppercase).collect();
        for (first, last) in stretches(set) {
            let title = attribute(&format!(
                "{said}, {}",
                words.periods(view.problem, first, last)
            ));
            put!(
                out,
                "<i class=\"bar {class}\" style=\"{};--s:{}\" title=\"{title}\"><b dir=\"auto\">{}</b></i>",
                scale.place(first, last),
                escape(&format!("\"{}\"", style_text(&short))),
                escape(label)
            );
        }
    };
    draw(
        &view.planned_leave(doctor),
        "leave",
        words.leave,
        words.leave,
    );
    for (index, leave) in leaves.iter().enumerate() {
        // Leaves of one reason are one leave, however many rows the input has for it.
        let is_same = |other: &Leave| other.reason == leave.reason;
        if leaves[..index].iter().any(is_same) {
            continue;
        }
        let all = |set: fn(&Leave) -> &PeriodSet| -> PeriodSet {
            leaves
                .iter()
                .filter(|other| is_same(other))
                .flat_map(|other| set(other).iter())
                .collect()
        };
        for (set, class, kind) in [
            (all(|leave| &leave.away), "leave", words.leave),
            (all(|leave| &leave.half), "leave half", words.half_leave),
        ] {
            let (said, label) = match leave.reason.as_str() {
                "" => (kind.to_owned(), kind),
                reason => (format!("{kind}: {}", named(reason)), reason),
            };
            draw(&set, class, &said, label);
        }
    }
}

/// How long a rotation is, in days: half of those shown are longer.
fn typical_days(view: &View<'_>, scale: &Scale<'_>, groups: &[Rows]) -> i32 {
    let shown = groups
        .iter()
        .flat_map(|group| &group.shown)
        .flat_map(|doctor| &view.stays[doctor.index()]);
    let ends = shown.map(|stay| scale.ends(stay.rotation.first, stay.rotation.last));
    let mut lengths: Vec<i32> = ends
        .map(|(from, to)| (to - from) / 2)
        .filter(|days| *days > 0)
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(1).max(1)
}

/// The time before arrival and after departure.
fn outside(view: &View<'_>, scale: &Scale<'_>, doctor: DoctorId, out: &mut String) {
    let periods = view.problem.period_ids();
    let away: PeriodSet = periods
        .filter(|&period| view.problem.presence(doctor, period) == Presence::Outside)
        .collect();
    for (first, last) in stretches(&away) {
        put!(
            out,
            "<i class=\"outside\" style=\"{}\"></i>",
            scale.place(first, last)
        );
    }
}
