//! Calendars, read back by the parser of the crate `icalendar`, and followed from one publication to the next.

use icalendar::parser::{read_calendar, unfold};
use medrota::ids::PeriodId;
use medrota::problem::draft::{EventDraft, PeriodKindDraft, SlotDraft};
use medrota::report::Findings;
use medrota::report::icalendar::{CalendarFile, Published, Zone, calendars};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, ProblemBuilder, Schedule, check};
use std::collections::{BTreeMap, BTreeSet};

/// An entry as a stranger reads it: properties by name.
type Entry = BTreeMap<String, String>;

fn entries(text: &str) -> Vec<Entry> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    assert!(
        calendar
            .properties
            .iter()
            .any(|property| property.name == "VERSION" && property.val == "2.0")
    );
    let events = calendar
        .components
        .iter()
        .filter(|component| component.name == "VEVENT");
    events
        .map(|event| {
            event
                .properties
                .iter()
                .map(|property| (property.name.to_string(), property.val.to_string()))
                .collect()
        })
        .collect()
}

fn of<'a>(files: &'a [CalendarFile], name: &str) -> &'a str {
    &files
        .iter()
        .find(|file| file.name == name)
        .unwrap_or_else(|| panic!("{name} is missing"))
        .text
}

fn files(problem: &Problem, schedule: &Schedule, published: &Published) -> Vec<CalendarFile> {
    let report = check(problem, schedule);
    calendars(&Findings::new(problem, schedule, &report), published)
}

fn read(files: &[CalendarFile]) -> Published {
    let mut published = Published::default();
    files
        .iter()
        .for_each(|file| published.read(&file.name, &file.text).unwrap());
    published
}

/// Four weeks, one doctor, two departments.
fn year() -> Problem {
    let builder = ProblemBuilder::weeks("ward, year", "2026-09-06", "2026-10-03");
    builder
        .department("surgery", 1)
        .department("medicine", 1)
        .doctor("ana")
        .build()
        .unwrap()
}

fn plan(problem: &Problem, rotations: &[(&str, usize, usize)]) -> Schedule {
    let rotations = rotations.iter().map(|&(activity, first, last)| Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: problem.find_activity(activity).unwrap(),
    });
    Schedule::new(vec![Pathway::new(rotations.collect(), Vec::new())])
}

#[test]
fn a_stranger_reads_every_entry() {
    let (problem, schedule) = crate::hospital_year::small();
    let files = files(&problem, &schedule, &Published::default());
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "doctor-d1.ics",
            "doctor-d2.ics",
            "doctor-d3.ics",
            "department-surgery.ics",
            "department-internal.ics"
        ]
    );
    let of_doctor = entries(of(&files, "doctor-d1.ics"));
    // Two rotations, the welcome and a half leave.
    assert_eq!(of_doctor.len(), 4);
    let uids: BTreeSet<&String> = of_doctor.iter().map(|entry| &entry["UID"]).collect();
    assert_eq!(uids.len(), 4);
    assert!(of_doctor.iter().all(|entry| entry["SEQUENCE"] == "0"
        && entry["STATUS"] == "CONFIRMED"
        && entry.contains_key("DTSTAMP")));
    assert!(
        of_doctor
            .iter()
            .all(|entry| entry["DTSTART"] < entry["DTEND"])
    );
    let exam = of_doctor
        .iter()
        .find(|entry| entry["SUMMARY"].contains("half leave: exam"))
        .unwrap();
    assert_eq!(
        (exam["DTSTART"].as_str(), exam["DTEND"].as_str()),
        ("20260921", "20260923"),
        "the days of the leave, not its week"
    );
    assert_eq!(entries(of(&files, "department-surgery.ics")).len(), 3);
    assert_eq!(entries(of(&files, "department-internal.ics")).len(), 2);
    for text in files.iter().map(|file| &file.text) {
        assert!(
            text.lines().all(|line| line.len() <= 75),
            "a line is longer than the format allows"
        );
    }
}

#[test]
fn what_moves_keeps_its_uid_and_what_is_gone_is_cancelled() {
    let problem = year();
    let first = plan(&problem, &[("surgery", 0, 1), ("medicine", 2, 3)]);
    let published = files(&problem, &first, &Published::default());
    let before = entries(of(&published, "doctor-ana.ics"));
    assert_eq!(
        of(
            &files(&problem, &first, &read(&published)),
            "doctor-ana.ics"
        ),
        of(&published, "doctor-ana.ics")
    );

    let second = plan(&problem, &[("surgery", 1, 2)]);
    // The files of the last time and the schedule they were made from say the same.
    let moved = files(&problem, &second, &read(&published));
    assert_eq!(
        moved,
        files(&problem, &second, &Published::of_schedule(&problem, &first))
    );
    let now = entries(of(&moved, "doctor-ana.ics"));
    assert_eq!(now.len(), 2);
    assert_eq!(
        (
            &now[0]["UID"],
            now[0]["SEQUENCE"].as_str(),
            now[0]["DTSTART"].as_str()
        ),
        (&before[0]["UID"], "1", "20260913")
    );
    assert_eq!(
        (
            &now[1]["UID"],
            now[1]["SEQUENCE"].as_str(),
            now[1]["STATUS"].as_str()
        ),
        (&before[1]["UID"], "1", "CANCELLED")
    );
    assert_eq!(
        entries(of(&moved, "department-medicine.ics"))[0]["STATUS"],
        "CANCELLED"
    );

    // Back again: what was cancelled stays so, and what comes is new.
    let third = entries(of(
        &files(&problem, &first, &read(&moved)),
        "doctor-ana.ics",
    ));
    assert_eq!(
        (third[0]["UID"].as_str(), third[0]["SEQUENCE"].as_str()),
        (before[0]["UID"].as_str(), "2")
    );
    assert_ne!(third[1]["UID"], before[1]["UID"]);
    assert_eq!(
        (third[2]["UID"].as_str(), third[2]["STATUS"].as_str()),
        (before[1]["UID"].as_str(), "CANCELLED")
    );
}

#[test]
fn the_first_of_two_alike_that_goes_is_the_one_that_is_cancelled() {
    let problem = year();
    let published = Published::of_schedule(
        &problem,
        &plan(
            &problem,
            &[("surgery", 0, 0), ("medicine", 1, 1), ("surgery", 2, 3)],
        ),
    );
    let now = entries(of(
        &files(
            &problem,
            &plan(&problem, &[("medicine", 1, 1), ("surgery", 2, 3)]),
            &published,
        ),
        "doctor-ana.ics",
    ));
    let cancelled: Vec<&Entry> = now
        .iter()
        .filter(|entry| entry["STATUS"] == "CANCELLED")
        .collect();
    assert_eq!(cancelled.len(), 1);
    assert_eq!(
        (
            cancelled[0]["DTSTART"].as_str(),
            cancelled[0]["UID"].rsplit('/').next()
        ),
        ("20260906", Some("1@medrota"))
    );
    assert!(
        now.iter()
            .filter(|entry| entry["STATUS"] == "CONFIRMED")
            .all(|entry| entry["SEQUENCE"] == "0")
    );
}

#[test]
fn a_doctor_who_left_the_problem_is_told_of_every_cancellation() {
    let problem = year();
    let published = read(&files(
        &problem,
        &plan(&problem, &[("surgery", 0, 1)]),
        &Published::default(),
    ));
    let builder = ProblemBuilder::weeks("ward, year", "2026-09-06", "2026-10-03");
    let without = builder
        .department("surgery", 1)
        .department("medicine", 1)
        .doctor("ben")
        .build()
        .unwrap();
    let files = files(&without, &Schedule::default(), &published);
    let gone = entries(of(&files, "doctor-ana.ics"));
    assert!(
        gone.len() == 1 && gone[0]["STATUS"] == "CANCELLED" && gone[0]["SEQUENCE"] == "1",
        "{gone:?}"
    );
    assert!(entries(of(&files, "doctor-ben.ics")).is_empty());
}

#[test]
fn ids_of_any_letters_make_names_of_files() {
    let mut builder =
        ProblemBuilder::weeks("names", "2026-09-06", "2026-10-03").department("a/b", 1);
    let long = "я".repeat(240);
    for doctor in ["Ana", "ana", "../x", "a b", long.as_str()] {
        builder = builder.doctor(doctor);
    }
    let problem = builder.build().unwrap();
    let files = files(&problem, &Schedule::default(), &Published::default());
    let names: BTreeSet<String> = files.iter().map(|file| file.name.to_lowercase()).collect();
    assert_eq!(names.len(), 6);
    assert!(
        names
            .iter()
            .all(|name| !name.contains(['/', '\\', ' ']) && name.len() < 200),
        "{names:?}"
    );
}

#[test]
fn entries_of_others_are_passed_over_and_no_calendar_is_refused() {
    let mut published = Published::default();
    let foreign = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@elsewhere\r\nDTSTART:20260101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    published.read("foreign.ics", foreign).unwrap();
    assert!(published.is_empty());
    for text in ["", "no calendar", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT"] {
        // Whatever it is, nothing is known from it, and a refusal names the file.
        if let Err(error) = published.read("broken.ics", text) {
            assert!(error.to_string().contains("broken.ics"), "{error}");
        }
        assert!(published.is_empty());
    }
    let problem = year();
    assert!(!files(&problem, &Schedule::default(), &published).is_empty());
}

/// The hours of half-days are the same moment wherever a calendar is read, in summer and in winter.
#[test]
fn hours_are_those_of_the_hospitals_clock() {
    let mut builder = ProblemBuilder::weeks("ward year", "2026-10-18", "2026-10-31")
        .department("surgery", 1)
        .doctor("ana");
    let lecture = |id: &str, day: &str| EventDraft {
        id: id.into(),
        slots: vec![SlotDraft {
            from: day.into(),
            to: day.into(),
        }],
        ..EventDraft::default()
    };
    // Clocks in Israel go back on 25 October 2026.
    builder.draft_mut().horizon.kind = PeriodKindDraft::HalfDay;
    builder.draft_mut().events = vec![
        lecture("summer", "2026-10-20 am"),
        lecture("winter", "2026-10-27 pm"),
    ];
    let problem = builder.build().unwrap();
    // Whoever is there attends an event with a single slot.
    let schedule = plan(&problem, &[]);
    let report = check(&problem, &schedule);
    let zone = Zone::new("Asia/Jerusalem").unwrap();
    let files = calendars(
        &Findings::new(&problem, &schedule, &report).zone(&zone),
        &Published::default(),
    );
    let text = of(&files, "doctor-ana.ics");
    let mut starts: Vec<String> = entries(text)
        .iter()
        .map(|entry| entry["DTSTART"].clone())
        .collect();
    starts.sort();
    assert_eq!(starts, ["20261020T050000Z", "20261027T100000Z"]);
    // A later run knows the zone from the files, and nothing has moved.
    let sent = read(&files);
    assert_eq!(sent.zone().map(Zone::name), Some("Asia/Jerusalem"));
    let again = calendars(
        &Findings::new(&problem, &schedule, &report).zone(&zone),
        &sent,
    );
    assert_eq!(of(&again, "doctor-ana.ics"), text);
    assert!(Zone::new("Jerusalem").is_err() && Zone::new("").is_err());
}
