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
    for (index, event) in view.problem.events().iter().enumerate() {
        let id = EventId::new(index);
        put!(
            body,
            "<tbody data-find=\"{}\">\n",
            search(&[&event.name, &event.key])
        );
        for (position, who) in attending[id.index()].iter().enumerate() {
            body.push_str("<tr>");
            if position == 0 {
                let invited = (words.invited)(&words.count_of(event.attendees.len(), Noun::Doctor));
                let choice = if event.optional { words.optional } else { "" };
                put!(
                    body,
                    "<th scope=\"rowgroup\" rowspan=\"{}\">{}<small>{choice}{invited}</small></th>",
                    event.slots.len(),
                    name(&event.name)
                );
            }
            let attendees: Vec<&str> = who
                .iter()
                .map(|&doctor| view.problem.doctor(doctor).name.as_str())
                .collect();
            let (first, last) = view.slot_half_days(id, position);
            let places = event
                .max_places
                .map_or_else(|| "–".to_owned(), |places| places.to_string());
            let over = if event.max_places.is_some_and(|places| {
                usize::try_from(places).is_ok_and(|places| who.len() > places)
            }) {
                " over"
            } else {
                ""
            };
            put!(
                body,
                "<td class=\"when\">{}</td><td class=\"number{over}\">{}</td>",
                escape(&words.span(first, last)),
                who.len()
            );
            put!(
                body,
                "<td class=\"number\">{places}</td><td class=\"names\">"
            );
            names_cell(words, &attendees, &mut body);
            body.push_str("</td></tr>\n");
        }
        body.push_str("</tbody>\n");
    }
    body.push_str("</table></div>\n");
    Some(Section {
        id: "events",
        title: words.events,
        body,
    })
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
