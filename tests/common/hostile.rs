//! The same problem under ids that look like those the engine makes for itself.

use super::dice::Dice;
use medrota::problem::ProblemDraft;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

const DOCTORS: &[&str] = &[
    "(nobody)",
    "a",
    "a at 15",
    "(nobody)'",
    "#1",
    "replan/keep/a",
    "7",
    "a/left/1",
];
const EVENTS: &[&str] = &["a", "(nobody)", "#1", "a at 15", "x/left/1", "wish"];
const RULES: &[&str] = &[
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
    "a'",
    "turn",
    "turn/1",
    "in turn",
    "as before",
    "place",
    "scenario/changes cost",
    "scenario/common price 1",
    "swap/a",
    "instead/a",
    "granted",
    "preference",
    "without a'",
    "7",
    "-1",
    "replan/expected/a/1",
];
const PLACES: &[&str] = &[
    "#1",
    "(nobody)",
    "12",
    "a",
    "a at 15",
    "a from #1",
    "a#1",
    "a'",
    "a/left/1",
    "attendance",
    "capacity",
    "closure",
    "north (hospital)",
    "replan/keep/a",
    "w/1",
    "without a",
    "wish",
];

/// New ids for those of a problem.
#[derive(Debug)]
pub(crate) struct Renaming(HashMap<String, String>);

/// Renames doctors, events and rules so that ids hold every word and separator that the library glues ids with. Places keep theirs: rules are
/// in the order of their names.
pub(crate) fn renamed(draft: &ProblemDraft) -> ProblemDraft {
    let owned = |ids: &[&str]| {
        ids.iter()
            .map(|id| (*id).to_owned())
            .collect::<Vec<String>>()
    };
    Renaming::new(draft, &owned(DOCTORS), &owned(EVENTS), &owned(RULES)).of(draft)
}

impl Renaming {
    /// The same by chance, places too, whose order stays what it is.
    pub(crate) fn drawn(draft: &ProblemDraft, dice: &mut Dice) -> Self {
        let mut mixed = |ids: &[&str]| {
            dice.shuffled(ids.len())
                .into_iter()
                .map(|index| ids[index].to_owned())
                .collect::<Vec<String>>()
        };
        let (doctors, events, rules, places) =
            (mixed(DOCTORS), mixed(EVENTS), mixed(RULES), mixed(PLACES));
        let mut renaming = Self::new(draft, &doctors, &events, &rules);
        let departments = draft
            .departments
            .iter()
            .map(|row| row.id.clone())
            .chain(draft.activities.iter().map(|row| row.id.clone()));
        let old: BTreeSet<String> = departments
            .chain(draft.hospitals.iter().map(|row| row.id.clone()))
            .collect();
        let new: BTreeSet<String> = places.into_iter().take(old.len()).collect();
        for (old, new) in old.into_iter().zip(new) {
            for kind in ["capacity", "closure"] {
                renaming
                    .0
                    .insert(format!("{kind}/{old}"), format!("{kind}/{new}"));
            }
            renaming.0.insert(old, new);
        }
        // Each rank of a wish is a rule by itself.
        for row in &draft.rules {
            if let Some(new) = renaming.0.get(row.id()).cloned() {
                renaming.0.extend(
                    (1..=9).map(|rank| (format!("{}/{rank}", row.id()), format!("{new}/{rank}"))),
                );
            }
        }
        renaming
    }

    fn new(draft: &ProblemDraft, doctors: &[String], events: &[String], rules: &[String]) -> Self {
        let mut new: HashMap<String, String> = HashMap::new();
        let ids = |count: usize, names: &[String]| {
            (0..count)
                .map(|index| {
                    names
                        .get(index)
                        .cloned()
                        .unwrap_or_else(|| format!("a #{index}"))
                })
                .collect::<Vec<_>>()
        };
        let doctor_ids = draft.doctors.iter().map(|row| row.id.clone());
        new.extend(doctor_ids.zip(ids(draft.doctors.len(), doctors)));
        let event_ids = ids(draft.events.len(), events);
        for (row, id) in draft.events.iter().zip(event_ids) {
            new.insert(format!("attendance/{}", row.id), format!("attendance/{id}"));
            new.insert(row.id.clone(), id);
        }
        let named = draft
            .preferences
            .iter()
            .map(|row| row.id.clone())
            .filter(|id| !id.is_empty());
        let old: Vec<String> = draft
            .requirements
            .iter()
            .map(|row| row.id.clone())
            .chain(draft.electives.iter().map(|row| row.id.clone()))
            .chain(draft.precedence.iter().map(|row| row.id.clone()))
            .chain(named)
            .chain(draft.rules.iter().map(|row| row.id().to_owned()))
            .collect();
        let fresh = ids(old.len(), rules);
        new.extend(old.into_iter().zip(fresh));
        Self(new)
    }

    /// A draft, or changes of one, with the new ids.
    pub(crate) fn of<T: Serialize + DeserializeOwned>(&self, value: &T) -> T {
        let mut document = serde_json::to_value(value).unwrap();
        rename(&mut document, &self.0);
        serde_json::from_value(document).unwrap()
    }
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
