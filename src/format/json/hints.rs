//! What to write in the place of what people look for in a document and do not find there.

use crate::error::nearest;

/// A table of the document, the kind of a rule, or nothing for the document itself; names that people try there; what says it.
type Hint = (&'static str, &'static [&'static str], &'static str);

/// Words in `` ` `` are in the schema.
const HINTS: &[Hint] = &[
    (
        "",
        &["residents", "people", "staff"],
        "`doctors` lists them.",
    ),
    ("", &["constraints"], "`rules` lists them."),
    (
        "",
        &["capacity", "places"],
        "`capacities` says how many there may be.",
    ),
    (
        "",
        &["staffing"],
        "That is a table of folders and workbooks; here it is a rule `capacity` with `doctors`, `activities`, `min` and `max`.",
    ),
    (
        "",
        &["pins"],
        "That is a table of folders and workbooks; here it is a rule `cells` with `mode` `fixed`.",
    ),
    (
        "",
        &["no_leave"],
        "That is a table of folders and workbooks; here it is a rule `cells` with `mode` `forbidden`.",
    ),
    (
        "",
        &["wishes"],
        "That is a table of folders and workbooks; here wishes are `preferences`.",
    ),
    (
        "",
        &["availability"],
        "That is a table of folders and workbooks; here whatever is not open has `closures`.",
    ),
    (
        "",
        &["vacations", "vacation"],
        "That is a table of folders and workbooks; here leave on given days is in `leaves`, and leave that the planner chooses is an activity with `leave_of`, with a requirement of it. The example convert writes a folder as such a document.",
    ),
    (
        "capacities",
        &["level", "levels", "doctors", "specialty", "specialties"],
        "Who counts is said by a rule `capacity`, with `doctors`, `activities`, `min` and `max`.",
    ),
    (
        "capacities",
        &["weekday", "weekdays", "periods", "within"],
        "On which days is said by a rule `capacity`, with `activities`, `periods`, `min` and `max`.",
    ),
    (
        "requirements",
        &["exactly", "exact", "amount", "count", "blocks", "weeks"],
        "Write the number as both `min` and `max`.",
    ),
    (
        "requirements",
        &["level", "levels"],
        "Whom it speaks of is said by `doctors`: {\"levels\": […]}.",
    ),
    (
        "requirements",
        &["specialty", "specialties"],
        "Whom it speaks of is said by `doctors`: {\"specialties\": […]}.",
    ),
    (
        "requirements",
        &["periods"],
        "When it counts is said by `within`.",
    ),
    (
        "preferences",
        &["weight", "score", "points", "cost"],
        "What it is worth is `value`, negative for a dislike.",
    ),
    (
        "longest_run",
        &["min_blocks", "min"],
        "How long a rotation is at least is `run_min` of a requirement.",
    ),
    ("longest_run", &["max"], "Write `max_blocks`."),
    (
        "together",
        &["activities"],
        "It speaks of all places; two doctors who are in some activities both or neither are a rule `coverage` with these `activities` and `allowed` [0, 2].",
    ),
    (
        "worst_group",
        &["activities", "periods"],
        "It sums what `measure` says in all activities and periods; how much of some activities each doctor has is bounded by a requirement.",
    ),
    (
        "even_load",
        &["per"],
        "It compares periods; how much each doctor has is bounded by `min` and `max` of a requirement, and `worst_doctor` lifts the lowest score.",
    ),
];

/// What to write instead of a field that is not `known`; `place` is as in [`HINTS`].
pub(super) fn hint(place: &str, field: &str, known: &[&str]) -> String {
    // Other documents than problems have no doctors.
    let is_problem = !place.is_empty() || known.contains(&"doctors");
    let of_place = HINTS.iter().filter(|hint| is_problem && hint.0 == place);
    let mut told = of_place
        .filter(|hint| hint.1.contains(&field))
        .map(|hint| format!(" {}", hint.2));
    let near = || nearest(field, known.iter().copied()).map(|near| format!(" Is {near:?} meant?"));
    told.next().or_else(near).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::HINTS;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// All names of fields and all words of a schema.
    fn names(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if let ("const", Some(word)) = (name.as_str(), value.as_str()) {
                        found.insert(word.to_owned());
                    }
                    if name == "enum" {
                        let words = value
                            .as_array()
                            .into_iter()
                            .flatten()
                            .filter_map(Value::as_str);
                        found.extend(words.map(str::to_owned));
                    }
                    found.insert(name.clone());
                    names(value, found);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| names(value, found)),
            _ => {}
        }
    }

    #[test]
    fn hints_name_what_there_is() {
        let mut known = BTreeSet::new();
        names(&crate::format::schema(), &mut known);
        for (place, fields, hint) in HINTS {
            assert!(place.is_empty() || known.contains(*place), "{place}");
            assert!(!fields.is_empty());
            for word in hint.split('`').skip(1).step_by(2) {
                assert!(known.contains(word), "{word}: {hint}");
            }
        }
    }
}
