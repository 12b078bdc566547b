//! Broken inputs: each is refused with exactly the expected codes at the expected places, and nothing panics or hangs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod broken;

use broken::{
    base, by_line, by_pointer, codes, edited, found_at, found_in, found_in_folder, set, text,
};
use medrota::error::Code;
use medrota::format::{
    ReadOptions, ScheduleDocument, read_published, read_schedule, write_schedule,
};
use medrota::{Problem, ProblemDraft, Schedule};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Instant;

/// One value of the sound problem changed: where, to what, and what must be found (`code pointer`).
fn edits() -> Vec<(&'static str, Value, Vec<&'static str>)> {
    let biggest = json!(i64::MAX);
    let smallest = json!(i64::MIN);
    vec![
        // Shape of the document.
        ("/format", json!(2), vec!["E006 /format"]),
        ("/format", json!(0), vec!["E006 /format"]),
        ("/format", json!("one"), vec!["E004 /format"]),
        ("/colour", json!("red"), vec!["E003 /colour"]),
        (
            "/doctors/1/speciality",
            json!("surgery"),
            vec!["E003 /doctors/1/speciality"],
        ),
        ("/doctors/1/id", json!(7), vec!["E004 /doctors/1/id"]),
        ("/doctors", json!("ana"), vec!["E004 /doctors"]),
        ("/doctors/0", json!("ana"), vec!["E004 /doctors/0"]),
        (
            "/doctors/0/tags",
            json!("nights"),
            vec!["E004 /doctors/0/tags"],
        ),
        (
            "/doctors/0/tags",
            json!([1, "a", null]),
            vec!["E004 /doctors/0/tags/0", "E004 /doctors/0/tags/2"],
        ),
        (
            "/requirements/0/min",
            json!(1.5),
            vec!["E004 /requirements/0/min"],
        ),
        (
            "/requirements/0/optional",
            json!("yes"),
            vec!["E004 /requirements/0/optional"],
        ),
        (
            "/requirements/0/min",
            json!(1e30),
            vec!["E303 /requirements/0/min"],
        ),
        (
            "/requirements/0/min",
            json!(u64::MAX),
            vec!["E303 /requirements/0/min"],
        ),
        (
            "/horizon/kind",
            json!("fortnight"),
            vec!["E405 /horizon/kind"],
        ),
        (
            "/activities/0/role",
            json!("boss"),
            vec!["E405 /activities/0/role"],
        ),
        (
            "/rules/0/kind",
            json!("longest"),
            vec!["E405 /rules/0/kind"],
        ),
        ("/rules/0/kind", json!(null), vec!["E005 /rules/0"]),
        ("/rules/0/max_blocks", json!(null), vec!["E005 /rules/0"]),
        ("/rules/0/most", json!(3), vec!["E003 /rules/0/most"]),
        ("/rules/0", json!(3), vec!["E004 /rules/0"]),
        // Ids and references, in every table.
        (
            "/doctors/1/id",
            json!(""),
            vec![
                "E101 /doctors/1/id",
                "E103 /leaves/0/doctor",
                "E103 /published/0/doctor",
                "E103 /published_attendances/0/doctor",
            ],
        ),
        (
            "/doctors/1/id",
            json!("ana"),
            vec![
                "E102 /doctors/1/id",
                "E103 /leaves/0/doctor",
                "E103 /published/0/doctor",
                "E103 /published_attendances/0/doctor",
            ],
        ),
        (
            "/grids/-",
            json!({"id": "period", "every": "week"}),
            vec!["E102 /grids/1/id"],
        ),
        (
            "/specialties/1/id",
            json!("surgery"),
            vec!["E102 /specialties/1/id", "E103 /doctors/1/specialty"],
        ),
        ("/rules/0/id", json!("wish"), vec!["E102 /rules/0"]),
        ("/rules/0/id", json!(" "), vec!["E101 /rules/0/id"]),
        (
            "/history/-",
            json!({"doctor": "ana", "requirement": "basics"}),
            vec!["E102 /history/1"],
        ),
        (
            "/specialties/1/parent",
            json!("medicine"),
            vec!["E103 /specialties/1/parent"],
        ),
        (
            "/cohorts/0/region",
            json!("nowhere"),
            vec!["E103 /cohorts/0/region"],
        ),
        (
            "/cohorts/0/grid",
            json!("nowhere"),
            vec!["E103 /cohorts/0/grid"],
        ),
        (
            "/cohorts/0/curriculum",
            json!("nowhere"),
            vec!["E103 /cohorts/0/curriculum"],
        ),
        (
            "/departments/0/hospital",
            json!("west"),
            vec!["E103 /departments/0/hospital"],
        ),
        (
            "/departments/0/hospital",
            json!(""),
            vec!["E103 /departments/0/hospital"],
        ),
        (
            "/activities/-",
            json!({"id": "x", "department": "roof"}),
            vec!["E103 /activities/2/department"],
        ),
        (
            "/activities/0/specialties",
            json!(["law"]),
            vec!["E103 /activities/0/specialties/0"],
        ),
        (
            "/capacities/0/of",
            json!("roof"),
            vec!["E103 /capacities/0/of"],
        ),
        ("/closures/0/of", json!("roof"), vec!["E103 /closures/0/of"]),
        (
            "/absences/0/department",
            json!("roof"),
            vec!["E103 /absences/0/department"],
        ),
        (
            "/doctors/0/specialty",
            json!("law"),
            vec!["E103 /doctors/0/specialty"],
        ),
        (
            "/doctors/0/region",
            json!("mars"),
            vec!["E103 /doctors/0/region"],
        ),
        (
            "/doctors/0/cohort",
            json!("spring"),
            vec!["E103 /doctors/0/cohort"],
        ),
        (
            "/doctors/0/curriculum",
            json!("tour"),
            vec!["E103 /doctors/0/curriculum"],
        ),
        (
            "/doctors/0/grid",
            json!("triples"),
            vec!["E103 /doctors/0/grid"],
        ),
        (
            "/doctors/0/permits",
            json!(["ward", "roof"]),
            vec!["E103 /doctors/0/permits/1"],
        ),
        (
            "/doctors/0/waivers",
            json!(["roof"]),
            vec!["E103 /doctors/0/waivers/0"],
        ),
        (
            "/leaves/0/doctor",
            json!("dan"),
            vec!["E103 /leaves/0/doctor"],
        ),
        (
            "/documents/0/doctor",
            json!("dan"),
            vec!["E103 /documents/0/doctor"],
        ),
        (
            "/history/0/doctor",
            json!("dan"),
            vec!["E103 /history/0/doctor"],
        ),
        (
            "/history/0/requirement",
            json!("luck"),
            vec!["E103 /history/0/requirement"],
        ),
        (
            "/requirements/0/activities/departments/0",
            json!("roof"),
            vec!["E103 /requirements/0/activities/departments/0"],
        ),
        (
            "/electives/0/requirements/1",
            json!("luck"),
            vec!["E103 /electives/0/requirements/1"],
        ),
        (
            "/precedence/0/after",
            json!("luck"),
            vec!["E103 /precedence/0/after"],
        ),
        (
            "/events/0/attendees",
            json!({"cohorts": ["spring"]}),
            vec!["E103 /events/0/attendees/cohorts/0"],
        ),
        (
            "/preferences/0/doctors/doctors/0",
            json!("dan"),
            vec!["E103 /preferences/0/doctors/doctors/0"],
        ),
        (
            "/rules/0/activities/departments/0",
            json!("roof"),
            vec!["E103 /rules/0/activities/departments/0"],
        ),
        (
            "/rules/-",
            json!({"kind": "off", "id": "o", "rule": "gravity"}),
            vec!["E103 /rules/1/rule"],
        ),
        (
            "/published/0/activity",
            json!("roof"),
            vec!["E103 /published/0/activity"],
        ),
        (
            "/published_attendances/0/event",
            json!("ball"),
            vec!["E103 /published_attendances/0/event"],
        ),
        (
            "/specialties/0/parent",
            json!("neurosurgery"),
            vec!["E104 /specialties"],
        ),
        (
            "/specialties/0/parent",
            json!("surgery"),
            vec!["E104 /specialties"],
        ),
        (
            "/precedence/-",
            json!({"id": "back", "before": ["advanced"], "after": "basics"}),
            vec!["E104 /precedence"],
        ),
        (
            "/precedence/-",
            json!({"id": "self", "before": ["basics"], "after": "basics"}),
            vec!["E104 /precedence"],
        ),
        // Dates.
        ("/horizon/start", json!(null), vec!["E005 /horizon/start"]),
        (
            "/horizon/start",
            json!("06.09.2026"),
            vec!["E201 /horizon/start"],
        ),
        (
            "/horizon/end",
            json!("2026-02-30"),
            vec!["E201 /horizon/end"],
        ),
        (
            "/horizon/end",
            json!("1000000-01-01"),
            vec!["E201 /horizon/end"],
        ),
        (
            "/horizon/end",
            json!("2200-01-01"),
            vec!["E205 /horizon/end"],
        ),
        (
            "/horizon/end",
            json!("2026-09-05"),
            vec!["E202 /horizon/end"],
        ),
        (
            "/horizon/working_days",
            json!(["monday", "someday"]),
            vec!["E405 /horizon/working_days/1"],
        ),
        (
            "/horizon/closures/0",
            json!({"from": "2026-09-01", "to": "2026-12-31"}),
            vec!["E204 /horizon"],
        ),
        (
            "/horizon/closures/0/to",
            json!("2026-10-01"),
            vec!["E202 /horizon/closures/0/to"],
        ),
        (
            "/horizon/kind",
            json!("block"),
            vec!["E204 /horizon/blocks"],
        ),
        (
            "/doctors/0/arrival",
            json!("soon"),
            vec!["E201 /doctors/0/arrival"],
        ),
        (
            "/doctors/0/arrival",
            json!(""),
            vec!["E005 /doctors/0/arrival"],
        ),
        (
            "/doctors/0/arrival",
            json!("#0"),
            vec!["E203 /doctors/0/arrival"],
        ),
        (
            "/doctors/0/arrival",
            json!("#99999999999999999999999"),
            vec!["E203 /doctors/0/arrival"],
        ),
        (
            "/doctors/0/arrival",
            json!("#-1"),
            vec!["E201 /doctors/0/arrival"],
        ),
        (
            "/doctors/0/departure",
            json!("2026-09-01"),
            vec!["E202 /doctors/0/departure"],
        ),
        (
            "/doctors/2/visa_to",
            json!("2026-08-01"),
            vec!["E202 /doctors/2/visa_to"],
        ),
        (
            "/cohorts/0/departure",
            json!("2026-09-01"),
            vec!["E202 /cohorts/0/departure"],
        ),
        (
            "/cohorts/0/arrival",
            json!("2026-13-01"),
            vec!["E201 /cohorts/0/arrival"],
        ),
        ("/leaves/0/from", json!(null), vec!["E005 /leaves/0/from"]),
        (
            "/leaves/0/to",
            json!("2026-11-01"),
            vec!["E202 /leaves/0/to"],
        ),
        (
            "/documents/0/from",
            json!("2028-01-01"),
            vec!["E202 /documents/0/to"],
        ),
        (
            "/closures/0/to",
            json!("2026-09-01"),
            vec!["E202 /closures/0/to"],
        ),
        (
            "/absences/0/from",
            json!("2026-11-31"),
            vec!["E201 /absences/0/from"],
        ),
        (
            "/grids/0/starts/6",
            json!("2027-06-01"),
            vec!["E203 /grids/0/starts/6"],
        ),
        (
            "/grids/0/starts/6",
            json!("#2"),
            vec!["E206 /grids/0/starts/6"],
        ),
        (
            "/grids/0/every",
            json!("month"),
            vec!["E402 /grids/0/every"],
        ),
        ("/grids/0/starts", json!(null), vec!["E005 /grids/0"]),
        (
            "/grids/-",
            json!({"id": "g", "every": "moon"}),
            vec!["E405 /grids/1/every"],
        ),
        // Numbers.
        (
            "/regions/0/population",
            json!(-1),
            vec!["E301 /regions/0/population"],
        ),
        (
            "/capacities/0/max",
            json!(-1),
            vec!["E301 /capacities/0/max"],
        ),
        (
            "/capacities/0/min",
            json!(4),
            vec!["E302 /capacities/0/min"],
        ),
        (
            "/capacities/1/local_trainees",
            smallest.clone(),
            vec!["E301 /capacities/1/local_trainees"],
        ),
        (
            "/capacities/1/max",
            biggest.clone(),
            vec!["E303 /capacities/1"],
        ),
        (
            "/departments/0/supervisors",
            json!(-3),
            vec!["E301 /departments/0/supervisors"],
        ),
        (
            "/departments/0/supervisors",
            json!(null),
            vec!["E005 /departments/0", "E403 /absences/0"],
        ),
        (
            "/absences/0/supervisors",
            smallest.clone(),
            vec!["E301 /absences/0/supervisors"],
        ),
        (
            "/history/0/amount",
            json!(-2),
            vec!["E301 /history/0/amount"],
        ),
        (
            "/history/0/amount",
            biggest.clone(),
            vec!["E303 /requirements/0"],
        ),
        (
            "/requirements/0/min",
            json!(7),
            vec!["E302 /requirements/0/min"],
        ),
        (
            "/requirements/0/weight",
            smallest.clone(),
            vec!["E301 /requirements/0/weight"],
        ),
        (
            "/requirements/0/weight",
            biggest.clone(),
            vec!["E303 /requirements/0"],
        ),
        (
            "/requirements/0/run_min",
            biggest.clone(),
            vec!["E402 /requirements/0/run_min"],
        ),
        ("/events/0/value", smallest.clone(), vec!["E303 /events/0"]),
        (
            "/events/0/max_places",
            json!(-1),
            vec!["E301 /events/0/max_places"],
        ),
        (
            "/preferences/0/value",
            biggest.clone(),
            vec!["E303 /preferences/0"],
        ),
        (
            "/rules/0/max_blocks",
            biggest.clone(),
            vec!["E303 /rules/0/max_blocks"],
        ),
        (
            "/rules/0/max_blocks",
            json!(-1),
            vec!["E301 /rules/0/max_blocks"],
        ),
        (
            "/rules/0",
            json!({"kind": "window", "id": "w", "activities": {}, "window_blocks": 0}),
            vec!["E304 /rules/0/window_blocks"],
        ),
        (
            "/rules/0",
            json!({"kind": "worst_doctor", "id": "w", "weight": i64::MIN}),
            vec!["E301 /rules/0/weight"],
        ),
        (
            "/rules/0",
            json!({"kind": "coverage", "id": "c", "activities": {}, "min": 1, "doctor_weights": [{"weight": i64::MIN}], "weight": 1}),
            vec!["E303 /rules/0"],
        ),
        // Rules that mean nothing or contradict themselves.
        (
            "/rules/0",
            json!({"kind": "coverage", "id": "c", "activities": {}}),
            vec!["E403 /rules/0"],
        ),
        (
            "/rules/0",
            json!({"kind": "template", "id": "t", "cells": []}),
            vec!["E403 /rules/0/cells"],
        ),
        (
            "/rules/0",
            json!({"kind": "pattern", "id": "p", "steps": []}),
            vec!["E403 /rules/0/steps"],
        ),
        (
            "/rules/0",
            json!({"kind": "off", "id": "o", "rule": "availability"}),
            vec!["E402 /rules/0/rule"],
        ),
        (
            "/preferences/0/doctors",
            json!({"levels": ["senior"]}),
            vec!["E401 /preferences/0/doctors"],
        ),
        (
            "/preferences/0/periods",
            json!({"weekdays": ["monday"]}),
            vec!["E401 /preferences/0/periods"],
        ),
        (
            "/precedence/0/count",
            json!(2),
            vec!["E402 /precedence/0/count"],
        ),
        (
            "/electives/0/requirements",
            json!([]),
            vec!["E403 /electives/0/requirements"],
        ),
        ("/electives/0/min", json!(3), vec!["E402 /electives/0/min"]),
        (
            "/events/0/slots",
            json!([]),
            vec!["E403 /events/0/slots", "E501 /published_attendances/0/slot"],
        ),
        (
            "/events/0/slots/0/from",
            json!("#13"),
            vec![
                "E202 /events/0/slots/0/to",
                "E501 /published_attendances/0/slot",
            ],
        ),
        (
            "/events/0/slots/-",
            json!({"from": "#5", "to": "#5"}),
            vec!["E404 /events/0/slots/0"],
        ),
        // The published schedule.
        (
            "/published/0/from",
            json!("2031-01-01"),
            vec!["E202 /published/0/to"],
        ),
        (
            "/published/0",
            json!({"doctor": "ben", "activity": "practice", "from": "2026-01-01", "to": "2026-01-31"}),
            vec!["E501 /published/0"],
        ),
        (
            "/published/-",
            json!({"doctor": "ben", "activity": "watching", "from": "#2", "to": "#3"}),
            vec!["W103 /published/1"],
        ),
        (
            "/published_attendances/0/slot",
            json!(0),
            vec!["E501 /published_attendances/0/slot"],
        ),
        // Warnings.
        (
            "/events/0",
            json!({"id": "lecture", "attendees": {"doctors": ["ben"]}, "slots": [{"from": "2026-11-09", "to": "2026-11-09"}]}),
            vec!["W101 /events/0/attendees"],
        ),
        (
            "/cohorts/-",
            json!({"id": "spring"}),
            vec!["W102 /cohorts/1"],
        ),
        (
            "/horizon/blocks",
            json!([{"name": "a", "from": "2026-09-06", "to": "2026-09-07"}]),
            vec!["W102 /horizon/blocks"],
        ),
        (
            "/doctors/2/visa_to",
            json!("2026-12-21"),
            vec!["W105 /doctors/2/visa_to"],
        ),
        (
            "/cohorts/0/arrival",
            json!("2026-09-09"),
            vec!["W105 /cohorts/0/arrival"],
        ),
        ("/leaves/0/to", json!("2026-11-10"), vec!["W105 /leaves/0"]),
        (
            "/documents/0/to",
            json!("2026-12-07"),
            vec!["W105 /documents/0"],
        ),
        (
            "/closures/0/from",
            json!("2026-09-15"),
            vec!["W105 /closures/0"],
        ),
        (
            "/absences/0/to",
            json!("2026-11-05"),
            vec!["W105 /absences/0"],
        ),
        (
            "/capacities/0/from",
            json!("2026-09-09"),
            vec!["W105 /capacities/0"],
        ),
        (
            "/preferences/0/periods",
            json!({"from": "2026-09-09"}),
            vec!["W105 /preferences/0/periods"],
        ),
        (
            "/published/0/to",
            json!("2026-09-15"),
            vec!["W105 /published/0"],
        ),
        (
            "/capacities/1/min",
            json!(1),
            vec!["W106 /capacities/1/min"],
        ),
        (
            "/requirements/1",
            json!({"id": "advanced", "activities": {"activities": ["watching"]}, "max": 1, "run_min": 2}),
            vec!["W117 /requirements/1/run_min"],
        ),
    ]
}

#[test]
fn the_base_is_sound() {
    let found = found_in(&text(&base()));
    assert!(found.is_empty(), "{found}");
    assert!(found_in_folder(&[]).is_empty());
}

#[test]
fn every_edit_is_found_where_it_is() {
    let mut wrong = Vec::new();
    for (pointer, value, expected) in edits() {
        let text = text(&edited(pointer, value.clone()));
        let found = found_in(&text);
        codes(&found);
        if by_pointer(&found) != expected {
            wrong.push(format!(
                "{pointer} = {value}: {:?} instead of {expected:?}",
                by_pointer(&found)
            ));
        }
        // The line of a value that is written where the pointer says, found by searching the text for it.
        let leaf = format!("\"{}\": {value}", pointer.rsplit('/').next().unwrap());
        let line = text
            .lines()
            .position(|line| line.trim().trim_end_matches(',') == leaf);
        if let (Some(line), Some(at)) = (
            line,
            found
                .as_slice()
                .iter()
                .find(|one| one.place.pointer == pointer),
        ) && text.matches(&leaf).count() == 1
        {
            assert_eq!(at.place.line, Some(line as u64 + 1), "{at}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whole texts of JSON documents and the code and line that must be found.
fn texts() -> Vec<(String, Vec<&'static str>)> {
    let sound = text(&base());
    let cut = |share: usize| sound[..sound.len() * share / 10].to_owned();
    let twice = sound.replacen(
        "\"name\": \"base\"",
        "\"name\": \"base\",\n\"name\": \"bass\"",
        1,
    );
    let deep = format!(
        "{{\"doctors\": {}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let huge_number = sound.replacen("\"min\": 1", "\"min\": 123456789012345678901234567890", 1);
    vec![
        (String::new(), vec!["E002 :1"]),
        ("   \n\n".into(), vec!["E002 :3"]),
        ("null".into(), vec!["E004 :1"]),
        ("[]".into(), vec!["E006 :1"]),
        ("{}".into(), vec!["E006 :1"]),
        ("{\"format\": 1".into(), vec!["E002 :1"]),
        ("{\"format\": 1}\n}".into(), vec!["E002 :2"]),
        ("{\"format\": 1,}".into(), vec!["E002 :1"]),
        ("{'format': 1}".into(), vec!["E002 :1"]),
        (
            "{\"format\": 1, \"name\": \"a\nb\"}".into(),
            vec!["E002 :2"],
        ),
        (
            "{\"format\": 1, \"name\": \"\\ud800\"}".into(),
            vec!["E002 :1"],
        ),
        ("{\"format\": NaN}".into(), vec!["E002 :1"]),
        ("{\"format\": 1e999}".into(), vec!["E002 :1"]),
        (deep, vec!["E010 :1"]),
        (cut(1), vec!["E002"]),
        (cut(5), vec!["E002"]),
        (cut(9), vec!["E002"]),
        (twice, vec!["E009 :4"]),
        (huge_number, vec!["E303"]),
        ("{\"format\": 1}".into(), vec!["E005 :1", "E005 :1"]),
        ("id,name\nana,Ana\n".into(), vec!["E002 :1"]),
    ]
}

#[test]
fn broken_texts_are_refused() {
    for (text, expected) in texts() {
        let found = found_in(&text);
        let lines = by_line(&found);
        let fits = lines.len() == expected.len()
            && lines
                .iter()
                .zip(&expected)
                .all(|(line, expected)| line.starts_with(expected));
        assert!(
            fits,
            "{:?} gives {lines:?} instead of {expected:?}",
            text.chars().take(200).collect::<String>()
        );
    }
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert!(found_in(&format!("\u{feff}{}", text(&base()))).is_empty());
    let found = found_in_folder(&[(
        "regions.csv",
        "\u{feff}id,population\r\nalmaty,5\r\n".as_bytes(),
    )]);
    assert!(found.is_empty(), "{found}");
}

/// Files of the folder replaced, and what must be found (`code file:line`).
fn tables() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>)> {
    let row = |text: &str| text.as_bytes().to_vec();
    vec![
        ("doctors.csv", row(""), vec!["E002 doctors.csv:1"]),
        ("regions.csv", row("id\n"), vec!["E103 doctors.csv:3"]),
        (
            "regions.csv",
            row("id;people\nalmaty;1\n"),
            vec!["E003 regions.csv:1"],
        ),
        (
            "regions.csv",
            row("id,people\nalmaty,1\n"),
            vec!["E003 regions.csv:1"],
        ),
        (
            "regions.csv",
            row("id,id\nalmaty,astana\n"),
            vec!["E009 regions.csv:1"],
        ),
        (
            "regions.csv",
            row("name\nAlmaty\n"),
            vec!["E005 regions.csv:1"],
        ),
        (
            "regions.csv",
            row("id,population\nalmaty,1\n\n\nastana,many\n"),
            vec!["E004 regions.csv:5"],
        ),
        (
            "regions.csv",
            row("id,population\nalmaty,1\nastana,99999999999999999999\n"),
            vec!["E303 regions.csv:3"],
        ),
        (
            "regions.csv",
            row("id,population\nalmaty,1.5\n"),
            vec!["E004 regions.csv:2"],
        ),
        (
            "regions.csv",
            row("id,population\nalmaty"),
            vec!["E002 regions.csv:2"],
        ),
        (
            "regions.csv",
            row("id,population\nalmaty,1,2\nastana,1,3\n"),
            vec!["E002 regions.csv:2"],
        ),
        (
            "regions.csv",
            row("id,population\n\"almaty,1\n"),
            vec!["E002 regions.csv:2"],
        ),
        (
            "regions.csv",
            row("id,name\n\"alm\naty\",x\nastana,x\nastana,x\n"),
            vec!["E102 regions.csv:5", "E103 doctors.csv:3"],
        ),
        (
            "regions.csv",
            vec![b'i', b'd', b'\n', 0xff, 0xfe, 0x00],
            vec!["E002 regions.csv:2"],
        ),
        (
            "regions.csv",
            (0..=255).collect(),
            vec!["E002 regions.csv:2"],
        ),
        (
            "regions.csv",
            row("\u{0}\u{1}\u{2}\n\u{3}\n"),
            vec!["E003 regions.csv:1", "E005 regions.csv:1"],
        ),
        ("region.csv", row("id\nalmaty\n"), vec!["E003 region.csv"]),
        (
            "problem.csv",
            row("key,value\nformat,1\nstart,2026-09-06\nend,2026-12-26\nend,2026-12-27\n"),
            vec!["E009 problem.csv:5"],
        ),
        (
            "problem.csv",
            row("key,value\nformat,1\nstarts,2026-09-06\nend,2026-12-26\n"),
            vec!["E003 problem.csv:3"],
        ),
        (
            "problem.csv",
            row("key,value\nformat,2\nstart,2026-09-06\nend,2026-12-26\n"),
            vec!["E006 problem.csv:2"],
        ),
        (
            "problem.csv",
            row("key,value\nformat,one\nkind,century\n"),
            vec!["E004 problem.csv:2", "E405 problem.csv:3"],
        ),
        (
            "problem.csv",
            row("key,value\nformat,1\nstart,2026-09-06\nend,2026-31-12\n"),
            vec!["E201 problem.csv:4"],
        ),
        (
            "horizon_closures.csv",
            row("from,to\n2026-10-04,2026-10-10\n2026-10-04,2026-10-01\n"),
            vec!["E202 horizon_closures.csv:3"],
        ),
        (
            "cohorts.csv",
            row("id,arrival\nautumn,2026-09-06\nautumn,2026-09-06\n"),
            vec!["E102 cohorts.csv:3"],
        ),
        (
            "leaves.csv",
            row("doctor,from,to,half\nben,2026-11-08,2026-11-14,maybe\n"),
            vec!["E004 leaves.csv:2"],
        ),
        (
            "leaves.csv",
            row("doctor,from,to\nben,2026-11-08,\n"),
            vec!["E005 leaves.csv:2"],
        ),
        (
            "leaves.csv",
            row("doctor,from,to\nben,2026-11-08,2026-11-01\nzoe,x,y\n"),
            vec![
                "E202 leaves.csv:2",
                "E103 leaves.csv:3",
                "E201 leaves.csv:3",
                "E201 leaves.csv:3",
            ],
        ),
        (
            "preferences.csv",
            row("doctors,activities,value\ndoctors=ana doctors=ben,,1\n"),
            vec!["E009 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,activities,value\nnames=ana,,1\n"),
            vec!["E003 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,activities,value\nana,,1\n"),
            vec!["E002 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,activities,value\ndoctors=,,1\n"),
            vec!["E002 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,activities,value\n\"doctors=\"\"ana\",,1\n"),
            vec!["E002 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,periods,value\n,from=#1;#2,1\n"),
            vec!["E004 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,per,value\n,fortnight,1\n"),
            vec!["E405 preferences.csv:2"],
        ),
        (
            "preferences.csv",
            row("doctors,value\nlevels=senior,1\ndoctors=zoe,1\n"),
            vec!["E401 preferences.csv:2", "E103 preferences.csv:3"],
        ),
        (
            "events.csv",
            row("id,slots\nlecture,#1..#2 #3\n"),
            vec!["E201 events.csv:2", "E501 published_attendances.csv:2"],
        ),
        (
            "events.csv",
            row("id,slots\nlecture,#1..#2;;\n"),
            vec!["E002 events.csv:2"],
        ),
        (
            "events.csv",
            row("id,slots\nlecture,\n"),
            vec!["E403 events.csv:2", "E501 published_attendances.csv:2"],
        ),
        (
            "rules.csv",
            row("id,kind,parameters\na,longest_run,{\n"),
            vec!["E002 rules.csv:2"],
        ),
        (
            "rules.csv",
            row("id,kind,parameters\na,longest_run,[]\n"),
            vec!["E004 rules.csv:2"],
        ),
        (
            "rules.csv",
            row("id,kind,parameters\na,longest_run,{}\n"),
            vec!["E005 rules.csv:2", "E005 rules.csv:2"],
        ),
        (
            "rules.csv",
            row("id,kind,parameters\na,longest,{}\n"),
            vec!["E405 rules.csv:2"],
        ),
        (
            "rules.csv",
            row("id,kind,parameters\na,off,\"{\"\"id\"\":\"\"b\"\"}\"\n"),
            vec!["E009 rules.csv:2"],
        ),
        (
            "rules.csv",
            row(
                "id,kind,parameters\na,off,\"{\"\"rule\"\":\"\"wish\"\"}\"\nb,off,\"{\"\"rule\"\":\"\"x\"\"}\"\n",
            ),
            vec!["E103 rules.csv:3"],
        ),
    ]
}

#[test]
fn broken_tables_are_refused() {
    let mut wrong = Vec::new();
    for (file, content, expected) in tables() {
        let found = found_in_folder(&[(file, &content)]);
        codes(&found);
        if by_line(&found) != expected {
            wrong.push(format!(
                "{file} {:?}: {found} instead of {expected:?}",
                String::from_utf8_lossy(&content)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_broken_tables_are_reported_together() {
    let found = found_in_folder(&[
        ("regions.csv", b"id,population\nalmaty,x\n"),
        ("leaves.csv", b"doctor,from,to,half\nben,#1,#1,perhaps\n"),
        ("rules.csv", b"id,kind\na,nothing\n"),
    ]);
    assert_eq!(
        by_line(&found),
        [
            "E004 regions.csv:2",
            "E004 leaves.csv:2",
            "E405 rules.csv:2"
        ]
    );
}

#[test]
fn a_broken_horizon_does_not_hide_other_mistakes() {
    let mut document = edited("/horizon/start", json!("yesterday"));
    set(&mut document, "/leaves/0/doctor", json!("zoe"));
    set(&mut document, "/capacities/0/max", json!(-1));
    let found = found_in(&text(&document));
    assert_eq!(
        by_pointer(&found),
        [
            "E201 /horizon/start",
            "E103 /leaves/0/doctor",
            "E301 /capacities/0/max"
        ]
    );
}

#[test]
fn paths_that_hold_no_problem() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert_eq!(codes(&found_at(&path("nothing.json"))), ["E001"]);
    assert_eq!(codes(&found_at(folder.path())), ["E008"]);
    std::fs::write(path("doctors.csv"), "id\nana\n").unwrap();
    assert_eq!(codes(&found_at(&path("doctors.csv"))), ["E001"]);
    assert_eq!(codes(&found_at(folder.path())), ["E008"]);
    std::fs::write(path("problem.json"), [b'{', 0xff]).unwrap();
    assert_eq!(codes(&found_at(&path("problem.json"))), ["E002"]);
}

#[test]
fn limits_hold() {
    let folder = tempfile::tempdir().unwrap();
    let draft: ProblemDraft = serde_json::from_value(base()).unwrap();
    draft.write_csv(folder.path().join("tables")).unwrap();
    draft
        .write_json(folder.path().join("problem.json"))
        .unwrap();
    for name in ["tables", "problem.json"] {
        for options in [
            ReadOptions::new().max_bytes(300),
            ReadOptions::new().max_rows(9),
        ] {
            let error = Problem::from_path_with(folder.path().join(name), &options).unwrap_err();
            assert!(
                codes(error.diagnostics())
                    .iter()
                    .all(|code| *code == "E007"),
                "{error}"
            );
        }
    }
}

/// Runs something that must not take long, and says how long it took: what hangs is seen by whoever runs the tests.
fn soon<T>(what: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = what();
    println!("took {:?}", start.elapsed());
    result
}

#[test]
fn a_million_rows_of_one_doctor() {
    let doctors = format!("id\n{}", "ana\n".repeat(1_000_000));
    let found = soon(|| found_in_folder(&[("doctors.csv", doctors.as_bytes())]));
    assert_eq!(by_line(&found), ["E010 doctors.csv:250002"]);
    let doctors = format!("id\n{}", "ana\n".repeat(100_000));
    let found = soon(|| found_in_folder(&[("doctors.csv", doctors.as_bytes())]));
    assert_eq!(codes(&found)[..1], ["E102"]);
    assert_eq!(
        found
            .as_slice()
            .iter()
            .filter(|finding| finding.code == Code::DuplicateId)
            .count(),
        100
    );
    assert!(found.suppressed() >= 99_899);
    let leaves = format!(
        "doctor,from,to\n{}",
        "ben,2026-11-08,2026-11-14\n".repeat(1_000_000)
    );
    let found = soon(|| found_in_folder(&[("leaves.csv", leaves.as_bytes())]));
    assert_eq!(by_line(&found), ["E010 leaves.csv:10002"]);
}

#[test]
fn a_long_text_is_read_and_written() {
    let long = "ä".repeat(5_000_000);
    let document = edited("/doctors/0/name", json!(long));
    assert!(soon(|| found_in(&text(&document))).is_empty());
    let found = soon(|| found_in(&text(&edited("/doctors/0/region", json!(long)))));
    assert_eq!(by_pointer(&found), ["E103 /doctors/0/region"]);
}

#[test]
fn many_of_everything_are_validated_soon() {
    let mut draft: ProblemDraft = serde_json::from_value(base()).unwrap();
    for index in 0..100_000 {
        let doctor = draft.doctors[1].clone();
        draft.doctors.push(medrota::problem::draft::DoctorDraft {
            id: format!("doctor {index}"),
            ..doctor
        });
    }
    for index in 0..30_000 {
        let mut wish = draft.preferences[0].clone();
        wish.id = format!("wish {index}");
        wish.doctors.doctors = vec![format!("doctor {}", index * 3)];
        draft.preferences.push(wish);
    }
    for index in 0..20_000 {
        let parent = Some(if index == 0 {
            "surgery".to_owned()
        } else {
            format!("under {}", index - 1)
        });
        draft
            .specialties
            .push(medrota::problem::draft::SpecialtyDraft {
                id: format!("under {index}"),
                parent,
                ..Default::default()
            });
    }
    soon(|| draft.clone().validate().unwrap());
    draft.specialties[0].parent = Some("under 19999".into());
    let error = soon(|| draft.validate().unwrap_err());
    assert_eq!(codes(error.diagnostics()), ["E104"]);
}

/// What a schedule of the sound problem is refused for.
fn schedule_faults() -> Vec<(&'static str, Value, Vec<&'static str>)> {
    vec![
        ("/format", json!(3), vec!["E006 /format"]),
        ("/problem", json!("another"), vec!["E503 /problem"]),
        ("/author", json!("me"), vec!["E003 /author"]),
        (
            "/rotations/0/doctor",
            json!("zoe"),
            vec!["E103 /rotations/0/doctor"],
        ),
        (
            "/rotations/0/activity",
            json!("roof"),
            vec!["E103 /rotations/0/activity"],
        ),
        (
            "/rotations/0/department",
            json!("theatre"),
            vec!["E504 /rotations/0/department"],
        ),
        (
            "/rotations/0/first_period",
            json!("#99"),
            vec!["E203 /rotations/0/first_period"],
        ),
        (
            "/rotations/0/first_period",
            json!("soon"),
            vec!["E201 /rotations/0/first_period"],
        ),
        (
            "/rotations/0/first_period",
            json!("#2"),
            vec!["E503 /rotations/0/first_period"],
        ),
        (
            "/rotations/0/from",
            json!("2026-09-14"),
            vec!["E503 /rotations/0/first_period"],
        ),
        (
            "/rotations/0",
            json!({"doctor": "ben", "activity": "practice", "from": "#2", "to": "#1"}),
            vec!["E501 /rotations/0"],
        ),
        (
            "/rotations/0",
            json!({"doctor": "ben", "activity": "practice", "from": "#2"}),
            vec!["E005 /rotations/0/to"],
        ),
        (
            "/rotations/-",
            json!({"doctor": "ben", "activity": "watching", "from": "#2", "to": "#3"}),
            vec!["E502 /rotations/1"],
        ),
        (
            "/attendances/0/slot",
            json!(2),
            vec!["E501 /attendances/0/slot"],
        ),
        (
            "/attendances/0/event",
            json!("ball"),
            vec!["E103 /attendances/0/event"],
        ),
    ]
}

fn sound_schedule() -> (Problem, Schedule, Value) {
    let problem = Problem::from_json_str(&text(&base())).unwrap();
    let schedule = problem.published().unwrap().clone();
    let document = serde_json::to_value(
        ScheduleDocument::new(&problem, &schedule)
            .unwrap()
            .with_value(3),
    )
    .unwrap();
    (problem, schedule, document)
}

#[test]
fn schedules_survive_both_formats() {
    let (problem, schedule, _) = sound_schedule();
    let folder = tempfile::tempdir().unwrap();
    for name in ["schedule.json", "schedule.csv"] {
        let path = folder.path().join(name);
        write_schedule(&path, &problem, &schedule).unwrap();
        assert_eq!(
            read_schedule(&path, &problem, &ReadOptions::new()).unwrap(),
            schedule
        );
    }
    let table = std::fs::read_to_string(folder.path().join("schedule.csv")).unwrap();
    assert_eq!(
        table,
        "doctor,activity,department,from,to,first_period,last_period,event,slot\n\
         ben,practice,ward,2026-09-06,2026-09-19,#1,#2,,\nben,,,,,,,lecture,1\n"
    );
}

#[test]
fn broken_schedules_are_refused() {
    let (problem, _, sound) = sound_schedule();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schedule.json");
    for (pointer, value, expected) in schedule_faults() {
        let mut document = sound.clone();
        set(&mut document, pointer, value);
        std::fs::write(&path, text(&document)).unwrap();
        let error = read_schedule(&path, &problem, &ReadOptions::new()).unwrap_err();
        assert_eq!(by_pointer(error.diagnostics()), expected, "{error}");
        assert!(
            error
                .diagnostics()
                .as_slice()
                .iter()
                .all(|diagnostic| diagnostic.place.line.is_some())
        );
    }
    let path = folder.path().join("schedule.csv");
    std::fs::write(&path, "doctor,activity,from,to,event,slot\nben,practice,#1,#2,,\nben,,,,lecture,7\nben,roof,#1,#9,,\n").unwrap();
    let error = read_schedule(&path, &problem, &ReadOptions::new()).unwrap_err();
    let lines: Vec<Option<u64>> = error
        .diagnostics()
        .as_slice()
        .iter()
        .map(|diagnostic| diagnostic.place.line)
        .collect();
    assert_eq!(
        (codes(error.diagnostics()), lines),
        (vec!["E103", "E501"], vec![Some(4), Some(3)])
    );
}

#[test]
fn what_was_published_is_read_whatever_it_says() {
    let (problem, _, _) = sound_schedule();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("published.csv");
    let rows = "doctor,activity,from,to,event,slot\nben,practice,#1,#2,,\nben,,,,lecture,7\nben,roof,#1,#1,,\nzoe,practice,#1,#2,,\n\
                ben,practice,#2,#99,,\nben,watching,#2,#3,,\n";
    std::fs::write(&path, rows).unwrap();
    let (published, lost) = read_published(&path, &problem, &ReadOptions::new()).unwrap();
    let lines: Vec<Option<u64>> = lost
        .as_slice()
        .iter()
        .map(|diagnostic| diagnostic.place.line)
        .collect();
    assert_eq!(
        (codes(&lost), lines),
        (vec!["W104"; 4], vec![Some(4), Some(5), Some(6), Some(3)])
    );
    // The two that are left overlap, which is for `check` to say.
    let ben = problem.find_doctor("ben").unwrap();
    assert_eq!(published.pathway(ben).rotations().len(), 2);
    assert!(!medrota::check(&problem, &published).is_feasible());
    // What is no table of a schedule is refused as ever.
    std::fs::write(&path, "doctor,activity,from,to\nben,practice,soon,#2\n").unwrap();
    assert_eq!(
        codes(
            read_published(&path, &problem, &ReadOptions::new())
                .unwrap_err()
                .diagnostics()
        ),
        ["E201"]
    );
}

/// A rule, a wish and a requirement share their ids: who reads that an id is taken learns where.
#[test]
fn an_id_that_is_taken_says_where() {
    let problem = json!({
        "format": 1, "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-03" },
        "departments": [{ "id": "surgery" }], "doctors": [{ "id": "ana" }],
        "requirements": [{ "id": "other", "min": 1 }, { "id": "surgery", "min": 1 }],
        "preferences": [{ "id": "surgery", "value": 1 }],
        "rules": [{ "kind": "hospital_change", "id": "surgery" }],
    });
    let error = medrota::Problem::from_json_str(&problem.to_string()).unwrap_err();
    let told: Vec<_> = error
        .diagnostics()
        .iter()
        .map(|found| (found.place.pointer.as_str(), found.message.as_str()))
        .collect();
    let message = "row 2 of requirements gives another rule this id: requirements, electives, precedences, preferences and rules share one space of ids.";
    assert_eq!(told, [("/preferences/0", message), ("/rules/0", message)]);
    // In tables it is a line of a file.
    let found = found_in_folder(&[("preferences.csv", b"id,value\nadvanced,1\n")]);
    let told: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
    assert!(
        told.iter()
            .any(|told| told.starts_with("line 3 of requirements.csv gives another rule this id")),
        "{told:?}"
    );
}

/// Of two rows of a place the later one counts with both of its limits: one that it leaves out is gone, and that is told.
#[test]
fn a_row_of_capacities_that_takes_a_limit_away_is_told() {
    let warnings = |rows: serde_json::Value| {
        let problem = json!({
            "format": 1, "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-11-28" },
            "departments": [{ "id": "a" }, { "id": "b" }], "doctors": [{ "id": "ana" }], "capacities": rows,
        });
        let problem = medrota::Problem::from_json_str(&problem.to_string()).unwrap();
        let told = problem
            .warnings()
            .iter()
            .filter(|found| found.code.as_str() == "W116");
        told.map(|found| format!("{} {}", found.place.pointer, found.message))
            .collect::<Vec<_>>()
    };
    let (from, to) = ("2026-09-20", "2026-10-03");
    let told = warnings(
        json!([{ "of": "b", "max": 1 }, { "of": "a", "max": 2 }, { "of": "a", "min": 1 }]),
    );
    assert_eq!(
        told,
        [
            "/capacities/2 it speaks of all the time that row 2 of capacities speaks of and leaves out its max 2: the later row counts alone, so that \
             this limit holds no longer."
        ]
    );
    let lost = [
        json!([{ "of": "a", "min": 1 }, { "of": "a", "max": 2 }]),
        json!([{ "of": "a", "min": 1, "max": 2 }, { "of": "a" }]),
        json!([{ "of": "a", "from": from, "to": to, "max": 2 }, { "of": "a", "min": 1 }]),
        json!([{ "of": "a", "max": 2 }, { "of": "a", "max": 1 }, { "of": "a", "min": 1 }, { "of": "a", "from": from, "to": to, "max": 3 }]),
    ];
    for rows in lost {
        assert_eq!(warnings(rows.clone()).len(), 1, "{rows}");
    }
    let kept = [
        json!([{ "of": "a", "max": 2 }, { "of": "b", "min": 1 }]),
        json!([{ "of": "a", "max": 2 }, { "of": "a", "from": from, "to": to, "max": 3 }]),
        json!([{ "of": "a", "max": 2, "min": 1 }, { "of": "a", "from": from, "to": to, "max": 3 }]),
        json!([{ "of": "a", "max": 2, "min": 1 }, { "of": "a", "max": 3, "min": 1 }]),
        json!([{ "of": "a", "from": from, "to": to, "max": 3 }, { "of": "a", "max": 2 }]),
        json!([{ "of": "a", "max": 2 }, { "of": "a", "min": 1 }, { "of": "a", "min": 1, "max": 2 }]),
        // Beyond the horizon nothing is lost.
        json!([{ "of": "a", "from": "2027-09-20", "to": "2027-10-03", "max": 2 }, { "of": "a", "min": 1 }]),
    ];
    for rows in kept {
        assert_eq!(warnings(rows.clone()), Vec::<String>::new(), "{rows}");
    }
}

/// A filter that chooses nothing says why: which value nothing has, and which there are.
#[test]
fn a_filter_that_chooses_nothing_says_why() {
    for (pointer, filter, why) in [
        (
            "doctors",
            json!({ "levels": ["PGY2"] }),
            r#"none has the level "PGY2". Is "pgy2" meant?"#,
        ),
        (
            "doctors",
            json!({ "levels": ["senior", "junior"] }),
            r#"none has the level "senior" or "junior". There are the levels "pgy1", "pgy2"."#,
        ),
        (
            "doctors",
            json!({ "tags": ["senior"] }),
            r#"none has the tag "senior". Nothing has a tag."#,
        ),
        (
            "doctors",
            json!({ "cohorts": ["autumn"] }),
            r#"none has the cohort "autumn"."#,
        ),
        (
            "doctors",
            json!({ "levels": ["pgy1"], "doctors": ["ben"] }),
            "none fits all that it says.",
        ),
        (
            "activities",
            json!({ "tags": ["night"] }),
            r#"none has the tag "night". Is "nights" meant?"#,
        ),
        (
            "activities",
            json!({ "departments": ["icu"], "except": ["icu"] }),
            "none fits all that it says.",
        ),
        (
            "periods",
            json!({ "weekdays": ["saturday", "sunday"] }),
            "none begins on saturday or sunday; periods begin on monday, tuesday, wednesday, thursday, friday. A day is a period if the horizon's working_days name its weekday.",
        ),
        (
            "periods",
            json!({ "weekdays": ["monday"], "to": "2026-07-07", "from": "2026-07-07" }),
            "none fits all that it says.",
        ),
    ] {
        let mut wish = json!({ "value": 1 });
        wish[pointer] = filter.clone();
        let problem = json!({
            "format": 1, "horizon": { "kind": "day", "start": "2026-07-06", "end": "2026-07-19" }, "cohorts": [{ "id": "autumn" }],
            "departments": [{ "id": "icu" }], "activities": [{ "id": "night", "department": "icu", "tags": ["nights"] }],
            "doctors": [{ "id": "ana", "level": "pgy1" }, { "id": "ben", "level": "pgy2" }], "preferences": [wish],
        });
        let found = found_in(&text(&problem));
        let told: Vec<&str> = found
            .iter()
            .filter(|found| found.code == Code::EmptySelection)
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(told.len(), 1, "{found}");
        assert!(
            told[0].ends_with(&format!(": {why}")),
            "{filter}: {}",
            told[0]
        );
    }
    let once = found_in(&text(&edited(
        "/preferences/0/periods",
        json!({ "weekdays": ["someday"] }),
    )));
    assert_eq!(
        by_pointer(&once),
        ["E405 /preferences/0/periods/weekdays/0"]
    );
}

/// A text or a list where a filter, a list or a row is wanted is shown in its right form.
#[test]
fn a_value_of_another_type_is_shown_in_its_right_form() {
    for (pointer, value, form) in [
        (
            "/rules/0/doctors",
            json!(["ana", "ben"]),
            r#"not an object. Write {"doctors":["ana","ben"]}."#,
        ),
        (
            "/requirements/0/activities",
            json!("icu"),
            r#"not an object. Write {"departments":["icu"]}, or {"activities":["icu"]} if these are activities."#,
        ),
        (
            "/requirements/0/doctors",
            json!("all"),
            "not an object. Write {}.",
        ),
        (
            "/preferences/0/periods",
            json!("#1"),
            r##"not an object. Write {"periods":["#1"]}."##,
        ),
        (
            "/doctors/0/tags",
            json!("nights"),
            r#"not a list. Write ["nights"]."#,
        ),
        (
            "/doctors/0",
            json!("ana"),
            r#"not an object. Write {"id":"ana"}."#,
        ),
        ("/requirements/0/activities", json!(7), "not an object."),
    ] {
        let found = found_in(&text(&edited(pointer, value)));
        assert_eq!(found.len(), 1, "{found}");
        assert!(found.as_slice()[0].message.ends_with(form), "{found}");
    }
}

/// A field that people look for and do not find is told with what says the same.
#[test]
fn a_field_that_is_looked_for_is_told_with_what_says_it() {
    for (pointer, value, hint) in [
        (
            "/capacities/0/level",
            json!("pgy2"),
            "a rule `capacity`, with `doctors`",
        ),
        (
            "/capacities/0/weekdays",
            json!(["monday"]),
            "a rule `capacity`, with `activities`, `periods`",
        ),
        ("/requirements/0/exactly", json!(2), "both `min` and `max`"),
        ("/preferences/0/weight", json!(5), "`value`"),
        (
            "/rules/0/min_blocks",
            json!(2),
            "`run_min` of a requirement",
        ),
        (
            "/rules/0",
            json!({ "kind": "together", "id": "t", "doctors": {}, "activities": {} }),
            "`coverage`",
        ),
        ("/staffing", json!([]), "a rule `capacity`"),
        ("/vacations", json!([]), "`leave_of`"),
        ("/doctors/0/levels", json!(["pgy1"]), "Is \"level\" meant?"),
        (
            "/requirements/0/doctors",
            json!({ "level": "pgy1" }),
            "Is \"levels\" meant?",
        ),
    ] {
        let found = found_in(&text(&edited(pointer, value)));
        assert_eq!(codes(&found), ["E003"], "{found}");
        assert!(found.as_slice()[0].message.contains(hint), "{found}");
    }
}

/// Numbers are too large for many reasons; each is told with its own limit.
#[test]
fn a_number_that_is_too_large_is_told_with_its_limit() {
    let window =
        json!({"kind": "window", "id": "w", "activities": {}, "window_blocks": 52, "max": 2});
    let hours = json!({"kind": "weighted_amount", "id": "w", "weights": [{"activities": {}, "weight": 1}], "window_blocks": 52, "max": 2});
    for (pointer, value, limit) in [
        (
            "/rules/0",
            window,
            "52 is outside 1 to 32. Over a longer time a requirement",
        ),
        (
            "/rules/0",
            hours,
            "52 is outside 1 to 32. Over a longer time a requirement",
        ),
        (
            "/rules/0/max_blocks",
            json!(100_001),
            "100001 is outside 0 to 100000.",
        ),
        (
            "/preferences/0/value",
            json!(1_000_000_001),
            "beyond 1000000000, the most that values, weights and limits may be.",
        ),
        (
            "/requirements/0/min",
            json!(u64::MAX),
            "is more than any field takes.",
        ),
    ] {
        let found = found_in(&text(&edited(pointer, value)));
        assert_eq!(codes(&found), ["E303"], "{found}");
        let told = found.to_string();
        assert!(
            told.contains(limit) && !told.contains("thousand million"),
            "{told}"
        );
    }
}

/// What must be followed cannot be staffed to the end of the horizon.
#[test]
fn a_rotation_that_must_be_followed_is_not_asked_for_at_the_end() {
    let told = |rule: Value, capacity: Value| {
        let mut rest = json!({ "kind": "succession", "id": "rest", "first": { "departments": ["icu"] }, "next": { "departments": ["home"] }, "mode": "must", "immediate": true });
        rest.as_object_mut()
            .unwrap()
            .extend(rule.as_object().unwrap().clone());
        let problem = json!({
            "format": 1, "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-03" }, "departments": [{ "id": "icu" }, { "id": "home" }],
            "doctors": [{ "id": "ana" }, { "id": "ben" }, { "id": "cho" }], "capacities": [capacity], "rules": [rest],
        });
        let problem = Problem::from_json_str(&problem.to_string()).unwrap();
        let told = problem
            .warnings()
            .iter()
            .any(|found| found.code == Code::NothingFollows && found.place.pointer == "/rules/0");
        let outcome = medrota::Solver::new()
            .no_time_limit()
            .work_limit(2_000)
            .threads(1)
            .solve(&problem)
            .unwrap();
        assert_eq!(told, outcome.value.is_none(), "{problem:?}");
        told
    };
    let always = json!({ "of": "icu", "min": 1 });
    assert!(told(json!({}), always.clone()));
    assert!(told(json!({ "immediate": false }), always.clone()));
    for rule in [
        json!({ "weight": 1 }),
        json!({ "mode": "must_not" }),
        json!({ "doctors": { "doctors": ["ana", "ben"] } }),
        json!({ "first": { "departments": ["home"] } }),
    ] {
        assert!(!told(rule.clone(), always.clone()), "{rule}");
    }
    for capacity in [
        json!({ "of": "icu", "min": 1, "to": "#3" }),
        json!({ "of": "icu", "min": 1, "weight": 1 }),
        json!({ "of": "icu", "max": 1 }),
    ] {
        assert!(!told(json!({}), capacity.clone()), "{capacity}");
    }
}

#[test]
fn every_code_has_a_fixture() {
    let mut seen = BTreeSet::from(["E001", "E007", "E008"]); // asserted in `paths_that_hold_no_problem` and `limits_hold`
    seen.extend(["E601", "E602", "E603"]); // asserted in tests/scenario: changes.rs, tables.rs and files.rs
    seen.extend(["E406", "E407"]); // asserted in tests/custom.rs and tests/custom/drafts.rs
    seen.insert("E105"); // asserted in src/scenario/names.rs
    seen.insert("W107"); // asserted in tests/dates.rs
    seen.insert("W118"); // asserted in `a_rotation_that_must_be_followed_is_not_asked_for_at_the_end`
    seen.insert("W116"); // asserted in `a_row_of_capacities_that_takes_a_limit_away_is_told`
    seen.insert("E010"); // asserted in tests/limits.rs
    // Asserted in tests/spreadsheets.rs.
    seen.extend([
        "E011", "E207", "W108", "W109", "W110", "W111", "W112", "W113", "W114", "W115", "N101",
    ]);
    seen.insert("W104"); // asserted in `what_was_published_is_read_whatever_it_says`
    seen.extend(
        edits()
            .into_iter()
            .flat_map(|(_, _, expected)| expected)
            .map(|line| &line[..4]),
    );
    seen.extend(
        texts()
            .into_iter()
            .flat_map(|(_, expected)| expected)
            .map(|line| &line[..4]),
    );
    seen.extend(
        tables()
            .into_iter()
            .flat_map(|(_, _, expected)| expected)
            .map(|line| &line[..4]),
    );
    seen.extend(
        schedule_faults()
            .into_iter()
            .flat_map(|(_, _, expected)| expected)
            .map(|line| &line[..4]),
    );
    let missing: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code.as_str()))
        .collect();
    assert!(missing.is_empty(), "no fixture triggers {missing:?}");
}

#[test]
fn every_code_is_documented() {
    let page = include_str!("../docs/errors.md");
    let headings: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("### "))
        .collect();
    let expected: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("### {code} {code:?}"))
        .collect();
    assert_eq!(
        headings, expected,
        "docs/errors.md must have one heading for each code, in order"
    );
    for code in Code::ALL {
        let section = page
            .split(&format!("### {code} "))
            .nth(1)
            .unwrap()
            .split("### ")
            .next()
            .unwrap();
        assert!(section.contains("*Example:*"), "{code} has no example");
        assert!(
            section.contains(&format!("*What to do:* {}", code.remedy())),
            "{code} does not give its remedy"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever happens to the bytes of a document, reading it ends in a problem or in findings.
    #[test]
    fn mutated_documents_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(b'"'), Just(b','), Just(b'-'), Just(b'9'), Just(b'#'), any::<u8>()]), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = text(&base()).into_bytes();
        for (index, byte) in edits {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let found = found_in(&String::from_utf8_lossy(&bytes));
        codes(&found);
    }

    #[test]
    fn mutated_tables_never_panic(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let draft: ProblemDraft = serde_json::from_value(base()).unwrap();
        draft.write_csv(folder.path()).unwrap();
        let mut files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path()).collect();
        // The lock of the folder is no table.
        files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
        files.sort();
        let path = &files[file.index(files.len())];
        let mut bytes = std::fs::read(path).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        std::fs::write(path, bytes).unwrap();
        codes(&found_at(folder.path()));
    }

    /// Any number anywhere: validation ends, and a problem that passes has numbers that later sums can hold.
    #[test]
    fn any_numbers_are_judged(numbers in prop::collection::vec(prop_oneof![Just(i64::MAX), Just(i64::MIN), Just(0), any::<i64>(), -5_i64..5], 64)) {
        let mut document = base();
        let mut next = numbers.into_iter().cycle();
        replace_numbers(&mut document, &mut next);
        document["format"] = 1.into();
        codes(&found_in(&text(&document)));
    }
}

fn replace_numbers(value: &mut Value, numbers: &mut impl Iterator<Item = i64>) {
    match value {
        Value::Number(_) => *value = numbers.next().unwrap().into(),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace_numbers(item, numbers)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|item| replace_numbers(item, numbers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
