//! Events with their slots and who attends.

use super::Section;
use super::markup::{escape, name, names, search};
use crate::ids::{DoctorId, EventId};
use crate::report::language::{Noun, Words};
use crate::report::view::View;
use crate::report::words::put;

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    if view.problem.events().is_empty() {
        return None;
    }
    let mut attending: Vec<Vec<Vec<DoctorId>>> = view
        .problem
        .events()
        .iter()
        .map(|event| vec![Vec::new(); event.slots.len()])
        .collect();
    for doctor in view.doctors() {
        for &(event, slot) in &view.attended[doctor.index()] {
            attending[event.index()][slot].push(doctor);
        }
    }
    let words = view.words;
    let mut body = format!(
        "<div class=\"scroll\"><table class=\"events\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n",
        words.event_head, words.when, words.attend, words.places, words.who
    );
    for (index, slots) in attending.iter().enumerate() {
        write_event(&mut body, view, EventId::new(index), slots);
    }
    body.push_str("</table></div>\n");
    Some(Section {
        id: "events",
        title: words.events,
        body,
    })
}

/// The slots of an event, a row each, with those who attend them.
fn write_event(out: &mut String, view: &View<'_>, id: EventId, slots: &[Vec<DoctorId>]) {
    let (event, words) = (view.problem.event(id), view.words);
    put!(
        out,
        "<tbody data-find=\"{}\">\n",
        search(&[&event.name, &event.key])
    );
    for (position, who) in slots.iter().enumerate() {
        out.push_str("<tr>");
        if position == 0 {
            let invited = (words.invited)(&words.count_of(event.attendees.len(), Noun::Doctor));
            let choice = if event.optional { words.optional } else { "" };
            put!(
                out,
                "<th scope=\"rowgroup\" rowspan=\"{}\">{}<small>{choice}{invited}</small></th>",
                event.slots.len(),
                name(&event.name)
            );
        }
        let attendees = who.iter().map(|&doctor| view.problem.doctor(doctor));
        let attendees: Vec<&str> = attendees.map(|doctor| doctor.name.as_str()).collect();
        let (first, last) = view.slot_half_days(id, position);
        let most = event.max_places;
        let places = most.map_or_else(|| "–".to_owned(), |places| places.to_string());
        let is_over = most
            .is_some_and(|places| usize::try_from(places).is_ok_and(|places| who.len() > places));
        let over = if is_over { " over" } else { "" };
        put!(
            out,
            "<td class=\"when\">{}</td><td class=\"number{over}\">{}</td>",
            escape(&words.span(first, last)),
            who.len()
        );
        put!(
            out,
            "<td class=\"number\">{places}</td><td class=\"names\">"
        );
        names_cell(words, &attendees, out);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n");
}

/// Few names in a line, many behind a disclosure.
fn names_cell(words: &Words, attendees: &[&str], out: &mut String) {
    let listed = names(attendees.iter().copied(), ", ");
    if attendees.len() <= 6 {
        out.push_str(&listed);
    } else {
        put!(
            out,
            "<details><summary>{}</summary>{listed}</details>",
            (words.names_and_more)(
                &names(attendees[..4].iter().copied(), ", "),
                attendees.len() - 4
            )
        );
    }
}
