//! Makes a problem with a wrong claim smaller: `MEDROTA_TRUST_SHRINK=engine:200123 cargo test --test trust shrink -- --nocapture` prints it.

use crate::run::{Seen, small};
use crate::{engine, explanations, replanning, scenarios};
use medrota::Problem;
use medrota::problem::ProblemDraft;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn shrink() {
    let Ok(asked) = std::env::var("MEDROTA_TRUST_SHRINK") else {
        return;
    };
    let (topic, seed) = asked.split_once(':').unwrap();
    let seed: u64 = seed.parse().unwrap();
    match topic {
        "engine" => report(small(seed).unwrap(), |problem, seen| {
            engine::examine(problem, seed, seen)
        }),
        "replanning" => report(replanning::published(seed).unwrap(), |problem, seen| {
            replanning::examine(problem, seed, seen)
        }),
        "explanations" => report(explanations::asked(seed).unwrap(), |problem, seen| {
            explanations::examine(problem, seed, seen)
        }),
        "scenarios" => {
            let problem = small(seed).unwrap();
            for scenario in scenarios::draw(&problem, seed) {
                println!("{}", serde_json::to_string(&scenario).unwrap());
                report(problem.clone(), |problem, seen| {
                    scenarios::examine(problem, std::slice::from_ref(&scenario), seed, seen)
                });
            }
        }
        _ => panic!("no topic {topic}"),
    }
}

/// What is wrong with a problem, without the numbers that change as it shrinks.
fn wrong(problem: &Problem, examine: &impl Fn(&Problem, &mut Seen)) -> Vec<String> {
    let mut seen = Seen::default();
    if catch_unwind(AssertUnwindSafe(|| examine(problem, &mut seen))).is_err() {
        seen.wrong.push("broke down".into());
    }
    seen.wrong
}

fn report(problem: Problem, examine: impl Fn(&Problem, &mut Seen)) {
    let kind = |told: &String| {
        told.split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let Some(first) = wrong(&problem, &examine).first().map(kind) else {
        return println!("nothing is wrong");
    };
    let fails = |document: &Value| {
        let draft: ProblemDraft = serde_json::from_value(document.clone()).ok()?;
        let problem = draft.validate().ok()?;
        wrong(&problem, &examine)
            .into_iter()
            .find(|told| kind(told) == first)
    };
    let mut document = serde_json::to_value(problem.draft()).unwrap();
    loop {
        let before = document.clone();
        for pointer in pieces(&document, String::new()) {
            let mut smaller = document.clone();
            if remove(&mut smaller, &pointer) && fails(&smaller).is_some() {
                document = smaller;
            }
        }
        if before == document {
            break;
        }
    }
    println!("{}\n{}", fails(&document).unwrap_or_default(), document);
}

/// Pointers to everything that might be left out, later ones first, so that positions stay right.
fn pieces(value: &Value, at: String) -> Vec<String> {
    let mut all = Vec::new();
    match value {
        Value::Array(list) => {
            for (position, entry) in list.iter().enumerate().rev() {
                all.push(format!("{at}/{position}"));
                all.extend(pieces(entry, format!("{at}/{position}")));
            }
        }
        Value::Object(fields) => {
            for (name, entry) in fields {
                all.push(format!(
                    "{at}/{}",
                    name.replace('~', "~0").replace('/', "~1")
                ));
                all.extend(pieces(
                    entry,
                    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                ));
            }
        }
        _ => {}
    }
    all
}

fn remove(document: &mut Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return false;
    };
    match document.pointer_mut(parent) {
        Some(Value::Array(list)) => name
            .parse()
            .ok()
            .filter(|position| *position < list.len())
            .map(|position: usize| list.remove(position))
            .is_some(),
        Some(Value::Object(fields)) => fields
            .shift_remove(&name.replace("~1", "/").replace("~0", "~"))
            .is_some(),
        _ => false,
    }
}
