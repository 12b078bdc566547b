//! The same problem under ids that look like those the engine makes for itself.

use medrota::problem::ProblemDraft;
use serde_json::Value;
use std::collections::HashMap;

/// Renames doctors, events and rules so that ids hold every word and separator that the library glues ids with. Places keep theirs: rules are
/// in the order of their names.
pub(crate) fn renamed(draft: &ProblemDraft) -> ProblemDraft {
    let doctors = ["(nobody)", "a", "a at 15", "(nobody)'"];
    let events = ["a", "(nobody)", "#1", "a at 15", "x/left/1", "wish"];
    let rules = [
        "a",
        "a at 15",
        "a at 150000",
        "a of \"a\"",
        "without a",
        "a from #1",
        "replan/disturbed",
        "replan/keep/(nobody)",
        "replan/keep events/a",
        "wish",
        "wish'",
        "scenario/off/a",
        "scenario/known/a",
        "audit: without a",
        "a/left/1",
        "stay of \"a\", #1",
        "leave of \"(nobody)\"",
        "eligibility of \"a\"",
        "a#1",
        "a:1",
        "replan/disturbed'",
        "capacity",
        "attendance",
        "a at 10000",
        "(nobody)",
        "capacity/ward1 from #1",
        "capacity/ward1/left/1",
        "a/1",
        "capacity/nowhere",
        "attendance/nowhere",
    ];
    let mut new: HashMap<String, String> = HashMap::new();
    let ids = |count: usize, names: &[&str]| {
        (0..count).map(|index| names.get(index).map_or(format!("a #{index}"), |id| (*id).to_owned())).collect::<Vec<_>>()
    };
    let doctor_ids = draft.doctors.iter().map(|row| row.id.clone());
    new.extend(doctor_ids.zip(ids(draft.doctors.len(), &doctors)));
    let event_ids = ids(draft.events.len(), &events);
    for (row, id) in draft.events.iter().zip(event_ids) {
        new.insert(format!("attendance/{}", row.id), format!("attendance/{id}"));
        new.insert(row.id.clone(), id);
    }
    let named = draft.preferences.iter().map(|row| row.id.clone()).filter(|id| !id.is_empty());
    let old: Vec<String> = draft
        .requirements
        .iter()
        .map(|row| row.id.clone())
        .chain(draft.electives.iter().map(|row| row.id.clone()))
        .chain(draft.precedence.iter().map(|row| row.id.clone()))
        .chain(named)
        .chain(draft.rules.iter().map(|row| row.id().to_owned()))
        .collect();
    let fresh = ids(old.len(), &rules);
    new.extend(old.into_iter().zip(fresh));
    let mut document = serde_json::to_value(draft).unwrap();
    rename(&mut document, &new);
    serde_json::from_value(document).unwrap()
}

fn rename(value: &mut Value, new: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(id) = new.get(text) {
                text.clone_from(id);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|entry| rename(entry, new)),
        Value::Object(fields) => fields.values_mut().for_each(|entry| rename(entry, new)),
        _ => {}
    }
}
