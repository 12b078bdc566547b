//! `docs/rules.md` speaks of every rule, and the steps to add one name files that exist.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use medrota::problem::RuleKind;
use std::fs;
use std::path::Path;

fn read(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// `LongestRun` as `longest run`.
fn words(kind: RuleKind) -> String {
    let mut words = String::new();
    for character in kind.name().chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

#[test]
fn every_kind_of_rule_is_explained() {
    let rules = read("docs/rules.md").unwrap().to_lowercase();
    for kind in RuleKind::ALL {
        assert!(rules.contains(&words(*kind)), "docs/rules.md does not mention the rule {:?}", words(*kind));
    }
}

#[test]
fn every_family_has_a_heading_with_its_rules() {
    let rules = read("docs/rules.md").unwrap();
    let headings: Vec<&str> = rules.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    for family in 1..=14 {
        let numbered = headings.iter().filter(|heading| heading.starts_with(&format!("{family}. "))).count();
        assert_eq!(numbered, 1, "family {family} has {numbered} headings in docs/rules.md");
    }
    let headings = headings.join("\n").to_lowercase();
    for kind in RuleKind::ALL {
        assert!(headings.contains(&words(*kind)), "no heading of docs/rules.md names {:?}", words(*kind));
    }
}

#[test]
fn the_steps_to_add_a_rule_name_existing_files() {
    let Some(contributing) = read("CONTRIBUTING.md") else {
        eprintln!("skipped: there is no CONTRIBUTING.md yet");
        return;
    };
    let section = contributing.split("\n## ").find(|section| section.to_lowercase().contains("how to add a rule"));
    let section = section.expect("CONTRIBUTING.md has a section \"How to add a rule\"");
    let mut files = 0;
    for quoted in section.split('`').skip(1).step_by(2) {
        let is_path =
            (quoted.contains('/') || quoted.ends_with(".md") || quoted.ends_with(".rs")) && !quoted.contains([' ', '<', '(', '*', '…']);
        if is_path && !quoted.contains("::") {
            files += 1;
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(quoted).exists(), "CONTRIBUTING.md names {quoted}, which does not exist");
        }
    }
    assert!(files > 0, "the steps name no file");
}
