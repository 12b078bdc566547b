//! The laws of `ARCHITECTURE.md`, held by reading the sources.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "common/sources.rs"]
mod sources;

use sources::{
    Source, block_length, first_word, is_word, sources, test_files, without_comments_and_strings,
    without_tests,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Position of each module in the map of `ARCHITECTURE.md`.
fn order() -> BTreeMap<String, usize> {
    let map =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let listed = map
        .split("```")
        .nth(1)
        .unwrap()
        .lines()
        .skip_while(|line| line.trim() != "src/")
        .skip(1);
    let entries = listed
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '));
    let names = entries.filter_map(|line| line.split_whitespace().next());
    names
        .map(|name| {
            name.trim_end_matches('/')
                .trim_end_matches(".rs")
                .to_owned()
        })
        .enumerate()
        .map(|(at, name)| (name, at))
        .collect()
}

/// Modules of this crate named in paths that start at the crate root, groups in braces included.
fn modules_named(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (position, _) in code.match_indices("crate::") {
        if code[..position]
            .chars()
            .next_back()
            .is_some_and(|before| is_word(before) || before == '$')
        {
            continue;
        }
        let rest = &code[position + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let length = block_length(rest);
            let mut depth = 0;
            let mut entry = String::new();
            for character in group[..length.saturating_sub(2)].chars().chain([',']) {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.push(first_word(std::mem::take(&mut entry).trim())),
                    other => entry.push(other),
                }
            }
        } else {
            named.push(first_word(rest));
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

/// The module a name at the crate root stands for: itself, or where `lib.rs` re-exports it from.
fn home_of(name: &str, order: &BTreeMap<String, usize>, library: &str) -> Option<String> {
    if order.contains_key(name) {
        return Some(name.to_owned());
    }
    library
        .split(';')
        .filter_map(|statement| statement.trim().strip_prefix("pub use "))
        .find_map(|export| {
            let exports = export
                .split(|character: char| !is_word(character))
                .any(|word| word == name);
            exports.then(|| first_word(export))
        })
}

/// True if `code` has `word` as a word of its own.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(position, _)| {
        let before = code[..position].chars().next_back();
        let after = code[position + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Ids are the user's: who writes rows gets them from one place, and finds the rows again by what that returns.
#[test]
fn only_edits_make_ids() {
    let makes_ids = |source: &&Source| {
        source.code.contains("UnusedIds") && !source.path.starts_with("problem/edit/")
    };
    let found: Vec<String> = sources()
        .iter()
        .filter(makes_ids)
        .map(|source| source.path.clone())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_module_is_on_the_map() {
    let order = order();
    assert!(order.len() >= 10, "the map was not understood: {order:?}");
    for source in sources() {
        assert!(
            order.contains_key(source.module()),
            "src/{} is in no module of ARCHITECTURE.md",
            source.path
        );
    }
}

#[test]
fn a_module_imports_only_from_modules_above_it() {
    let order = order();
    let sources = sources();
    let library = &sources
        .iter()
        .find(|source| source.path == "lib.rs")
        .unwrap()
        .code;
    for source in sources.iter().filter(|source| source.path != "lib.rs") {
        for name in modules_named(&source.code) {
            // Macros of the crate are named at the root, too, and belong to no module.
            let Some(module) = home_of(&name, &order, library) else {
                continue;
            };
            assert!(
                order[&module] <= order[source.module()],
                "src/{} imports {name} from {module}, which is below {} in ARCHITECTURE.md",
                source.path,
                source.module()
            );
        }
    }
}

#[test]
fn the_judge_knows_nothing_of_the_engine() {
    for source in sources().iter().filter(|source| source.module() == "check") {
        for word in ["diagram", "formulation", "certificate", "solve"] {
            assert!(
                !modules_named(&source.code).iter().any(|name| name == word),
                "src/{} imports {word}",
                source.path
            );
            assert!(
                !source.code.contains(&format!("{word}::")),
                "src/{} names a path in {word}",
                source.path
            );
        }
    }
}

#[test]
fn solver_types_stay_in_solve() {
    for source in sources().iter().filter(|source| source.module() != "solve") {
        for word in ["good_lp", "microlp", "highs"] {
            assert!(
                !mentions(&source.code, word),
                "src/{} speaks of {word}",
                source.path
            );
        }
    }
}

/// Bodies of all `match` expressions of `code`.
fn match_bodies(code: &str) -> Vec<&str> {
    let mut bodies = Vec::new();
    for (position, _) in code.match_indices("match ") {
        if code[..position].chars().next_back().is_some_and(is_word) {
            continue;
        }
        // The scrutinee holds no bare brace, so that the first one opens the arms.
        if let Some(brace) = code[position..].find('{') {
            let body = &code[position + brace..];
            bodies.push(&body[..block_length(body)]);
        }
    }
    bodies
}

/// The code of a match body that is not inside braces of an arm, so that nested matches do not count.
fn own_arms(body: &str) -> String {
    let mut depth = 0;
    let mut own = String::new();
    for character in body.chars() {
        match character {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                own.push('\n');
            }
            other if depth == 1 => own.push(other),
            _ => {}
        }
    }
    own
}

/// True if some arm of a match over `Rule` catches everything else.
fn has_wildcard_over_rules(body: &str) -> bool {
    let own = own_arms(body);
    let mut parts: Vec<&str> = own.split("=>").collect();
    // What follows the last arrow is no pattern.
    parts.pop();
    let patterns = parts
        .into_iter()
        .map(|part| part.rsplit([',', '\n']).next().unwrap_or(part).trim());
    let starts: Vec<&str> = own.lines().map(str::trim).collect();
    let over_rules = starts
        .iter()
        .any(|line| line.starts_with("Rule::") || line.starts_with("| Rule::"));
    let is_name = |pattern: &str| {
        !pattern.is_empty()
            && pattern
                .chars()
                .all(|character| is_word(character) && !character.is_uppercase())
    };
    over_rules
        && patterns
            .into_iter()
            .any(|pattern| pattern == "_" || pattern.starts_with("_ if") || is_name(pattern))
}

#[test]
fn matches_over_rules_have_no_wildcard() {
    for source in sources() {
        for body in match_bodies(&source.code) {
            assert!(
                !has_wildcard_over_rules(body),
                "src/{} has a wildcard in a match over Rule:\n{body}",
                source.path
            );
        }
    }
}

#[test]
fn the_crate_forbids_unsafe_code() {
    let library =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    assert!(library.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn nothing_outside_tests_panics_on_purpose() {
    for source in sources() {
        for call in [".unwrap()", "panic!", "todo!", "unimplemented!"] {
            assert!(
                !source.code.contains(call),
                "src/{} has {call}",
                source.path
            );
        }
    }
}

/// The reader itself: what it skips and what it finds.
#[test]
fn the_reader_of_sources_understands_rust() {
    let code = without_comments_and_strings(
        "use crate::a::B; // crate::c\n/* crate::d /* nested */ */ let x = \"crate::e \\\" {\"; let r = r#\"crate::f \"{ \"#; '{'; '\\''; &'a str;",
    );
    assert_eq!(modules_named(&code), ["a"]);
    assert!(code.contains("&'a str;") && !code.contains('{'), "{code}");
    assert_eq!(
        modules_named("use crate::{a::{b, c}, d, Error};"),
        ["a", "d", "Error"]
    );
    assert_eq!(
        without_tests("a #[cfg(test)] mod tests { fn f() { } } b #[cfg(test)] use c; d")
            .split_whitespace()
            .collect::<String>(),
        "abd"
    );
    assert_eq!(
        test_files("mod a; #[cfg(test)]\nmod b; #[cfg(test)] mod c { } mod d;"),
        ["b"]
    );
    assert!(has_wildcard_over_rules(
        "{\n Rule::Idle(_) => 1,\n _ => 2,\n}"
    ));
    assert!(has_wildcard_over_rules(
        "{\n Rule::Idle(_) => { 1 }\n other => { 2 }\n}"
    ));
    assert!(!has_wildcard_over_rules(
        "{\n Rule::Idle(rule) => match x {\n _ => 2 },\n Rule::Cells(_) => 1,\n}"
    ));
    assert!(!has_wildcard_over_rules(
        "{\n RuleDraft::Idle(_) => 1,\n _ => 2,\n}"
    ));
}
