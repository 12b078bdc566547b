//! Automata with equal signatures are taken for each other.

use super::super::automata::Automaton;
use super::super::frame::{Frame, Templates};
use super::super::model::Model;
use super::super::table::WantedActivities;
use super::common::dice::Dice;
use super::common::tiny::tiny;
use super::common::{in_parallel, seeds};
use super::walks::{Reader, after};
use crate::problem::{Problem, ProblemDraft};
use serde_json::Value;
use std::collections::HashMap;

/// Changes that are tried in each problem.
const CHANGES: usize = 14;

/// The ways to each number, truth, list and object with optional fields in the rows that rules are written in.
fn leaves(value: &Value, way: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                way.push(key.clone());
                leaves(field, way, found);
                way.pop();
            }
        }
        Value::Array(list) => {
            if !list.is_empty() {
                found.push(way.clone());
            }
            for (position, entry) in list.iter().enumerate() {
                way.push(position.to_string());
                leaves(entry, way, found);
                way.pop();
            }
        }
        Value::Number(_) | Value::Bool(_) => found.push(way.clone()),
        Value::String(_) | Value::Null => {}
    }
}

/// The draft with some numbers, truths or lists of rules changed; `None` if that is no draft.
fn changed(draft: &Value, dice: &mut Dice) -> Option<ProblemDraft> {
    const TABLES: [&str; 6] = [
        "rules",
        "requirements",
        "electives",
        "precedence",
        "events",
        "history",
    ];
    let mut draft = draft.clone();
    for _ in 0..dice.between(1, 4) {
        let mut found = Vec::new();
        for table in TABLES {
            if let Some(rows) = draft.get(table).and_then(Value::as_array) {
                for (position, row) in rows.iter().enumerate() {
                    let mut way = vec![table.to_owned(), position.to_string()];
                    leaves(row, &mut way, &mut found);
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        change(&mut draft, &dice.pick(&found), dice)?;
    }
    serde_json::from_value(draft).ok()
}

/// Changes a number, a truth or a list, or takes it out.
fn change(draft: &mut Value, way: &[String], dice: &mut Dice) -> Option<()> {
    if dice.chance(25) {
        let (field, object) = way.split_last()?;
        let object = draft.pointer_mut(&format!("/{}", object.join("/")))?;
        object.as_object_mut()?.remove(field);
        return Some(());
    }
    let leaf = draft.pointer_mut(&format!("/{}", way.join("/")))?;
    match leaf {
        Value::Number(number) => {
            let number = number.as_i64()?;
            *leaf = Value::from(if dice.chance(50) {
                number + 1
            } else {
                number - 1
            });
        }
        Value::Bool(is) => *is = !*is,
        Value::Array(list) => {
            list.remove(dice.between(0, list.len() - 1));
        }
        Value::Object(_) | Value::String(_) | Value::Null => {}
    }
    Some(())
}

/// Fails if two automata answer differently somewhere along a random walk.
fn compare(
    name: &str,
    (one, other): (&dyn Automaton, &dyn Automaton),
    frame: &Frame,
    dice: &mut Dice,
) {
    let templates = Templates::new(frame, false);
    let differ = || {
        format!(
            "{name}: two automata with one signature; what tells them apart is missing in `parameters`:\n{one:?}\n{other:?}"
        )
    };
    assert_eq!(one.relaxation(), other.relaxation(), "{}", differ());
    for _ in 0..20 {
        let mut base = Reader::new(&frame.base);
        let (mut reader, mut second) = (Reader::new(one), Reader::new(other));
        let mut step = 0;
        while step < frame.leave.len() {
            let mut open = Vec::new();
            for template in templates
                .of_step(step)
                .map(|position| &templates.list[position])
            {
                let mut next_base = base.clone();
                if next_base.read_and_forget(frame, template).is_none() {
                    continue;
                }
                let (mut next, mut next_second) = (reader.clone(), second.clone());
                let value = next.read(frame, template);
                assert_eq!(value, next_second.read(frame, template), "{}", differ());
                if value.is_some() {
                    open.push((next_base, next, next_second, after(template)));
                }
            }
            if open.is_empty() {
                break;
            }
            let chosen = dice.between(0, open.len() - 1);
            (base, reader, second, step) = open.swap_remove(chosen);
        }
        if step == frame.leave.len() {
            assert_eq!(reader.end(), second.end(), "{}", differ());
        }
    }
}

/// Every automaton of a problem and of changed copies of it, by signature.
fn collect(problem: &Problem, models: &mut Vec<Model>) {
    let wanted = WantedActivities::new(problem, true);
    models.extend(
        problem
            .doctor_ids()
            .map(|doctor| Model::new(problem, doctor, &wanted, &[])),
    );
}

/// Doctors whose automata have equal signatures share diagrams, and a changed problem takes diagrams over from the one before: a parameter that the
/// signature does not have gives them those of another rule.
#[test]
fn automata_with_equal_signatures_answer_alike() {
    let different: usize = in_parallel(seeds(120_000, 130), |seed| {
        let draft = tiny(seed);
        let problem = draft.clone().validate().ok()?;
        let mut dice = Dice::new(seed);
        let mut models = Vec::new();
        collect(&problem, &mut models);
        let value = serde_json::to_value(&draft).ok()?;
        for _ in 0..CHANGES {
            if let Some(changed) =
                changed(&value, &mut dice).and_then(|draft| draft.validate().ok())
            {
                collect(&changed, &mut models);
            }
        }
        let mut known: HashMap<Vec<u32>, (&dyn Automaton, String)> = HashMap::new();
        for model in &models {
            let mut key = Vec::new();
            model.frame.sign(&mut key);
            for automaton in model.automata.iter().map(|automaton| automaton.as_ref()) {
                let mut key = key.clone();
                automaton.signature(&mut key);
                let shown = format!("{automaton:?}");
                match known.get(&key) {
                    None => {
                        known.insert(key, (automaton, shown));
                    }
                    Some((_, known)) if *known == shown => {}
                    Some((other, _)) => {
                        compare(
                            &format!("seed {seed}"),
                            (*other, automaton),
                            &model.frame,
                            &mut dice,
                        );
                    }
                }
            }
        }
        Some(known.len())
    })
    .into_iter()
    .sum();
    assert!(different > 300, "{different} different automata");
}
