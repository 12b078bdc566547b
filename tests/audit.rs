//! The audit before solving: every kind of finding, and that a claim of infeasibility is never mistaken.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::oracle::{self, Oracle};
use common::tiny::{Options, tiny_with};
use medrota::explain::{Audit, Finding, FindingKind, FindingSubject, audit};
use medrota::generate::Year;
use medrota::problem::draft::{
    ActivityDraft, CapacityDraft, CohortDraft, DoctorDraft, DoctorFilter, EventDraft, HistoryDraft,
    LeaveDraft, NamedSpanDraft, PeriodFilter, PeriodKindDraft, PreferenceDraft, RequirementDraft,
    SlotDraft,
};
use medrota::problem::rules;
use medrota::problem::{Problem, ProblemBuilder};

/// Five weeks from a Sunday on.
fn weeks() -> ProblemBuilder {
    ProblemBuilder::weeks("audit", "2026-05-03", "2026-06-06")
}

fn one(audit: &Audit, kind: FindingKind) -> Finding {
    let of_kind: Vec<&Finding> = audit
        .findings
        .iter()
        .filter(|finding| finding.kind == kind)
        .collect();
    assert_eq!(of_kind.len(), 1, "{audit:#?}");
    of_kind[0].clone()
}

fn doctors(mut builder: ProblemBuilder, count: usize) -> ProblemBuilder {
    for number in 1..=count {
        builder = builder.doctor(&format!("doctor-{number}"));
    }
    builder
}

#[test]
fn a_sound_problem_has_no_finding() {
    let problem = doctors(weeks().department("surgery", 2), 3)
        .requirement("surgery", &["surgery"], 3)
        .build()
        .unwrap();
    assert_eq!(audit(&problem), Audit::default());
}

#[test]
fn a_week_with_too_few_places_is_named() {
    let mut builder = doctors(weeks().department("neurosurgery", 4), 7).requirement(
        "theatre",
        &["neurosurgery"],
        1,
    );
    builder.draft_mut().requirements[0].within = PeriodFilter {
        periods: vec!["#1".into()],
        ..PeriodFilter::default()
    };
    let problem = builder.build().unwrap();
    let audit = audit(&problem);
    let finding = one(&audit, FindingKind::PlacesShort);
    assert_eq!(
        (
            finding.asked,
            finding.available,
            finding.short(),
            finding.doctors.len()
        ),
        (7, 4, 3, 7)
    );
    assert_eq!(finding.departments(&problem).len(), 1);
    assert!(audit.proves_infeasible());
    assert_eq!(
        finding.describe(&problem),
        "department \"neurosurgery\", 2026-05-03..2026-05-09: 7 doctors asked for, 4 places: 3 short \
         (by 7 doctors; rules \"capacity/neurosurgery\", \"theatre\")."
    );
}

#[test]
fn only_the_bottleneck_is_named_and_history_is_taken_off() {
    // Eye is short by two weeks, ear is not; one doctor has done a part before.
    let mut builder = doctors(weeks().department("eye", 1).department("ear", 2), 3);
    builder = builder
        .requirement("eye", &["eye"], 3)
        .requirement("ear", &["ear"], 2);
    let row = HistoryDraft {
        doctor: "doctor-1".into(),
        requirement: "eye".into(),
        amount: 2,
        runs: 0,
    };
    builder.draft_mut().history.push(row);
    let problem = builder.build().unwrap();
    let finding = one(&audit(&problem), FindingKind::PlacesShort);
    assert_eq!((finding.asked, finding.available), (7, 5));
    assert_eq!(finding.subject.describe(&problem), "department \"eye\"");
}

#[test]
fn departments_to_choose_from_are_short_together() {
    let mut builder = doctors(weeks().department("east", 1).department("west", 1), 3);
    builder = builder.requirement("either", &["east", "west"], 4);
    let problem = builder.build().unwrap();
    let finding = one(&audit(&problem), FindingKind::PlacesShort);
    assert_eq!((finding.asked, finding.available), (12, 10));
    assert_eq!(finding.departments(&problem).len(), 2);
}

#[test]
fn places_of_an_activity_lie_within_those_of_its_department() {
    // Two observers each week in the theatre, but only three in the department altogether.
    let mut builder = doctors(weeks(), 4);
    builder = builder
        .department("surgery", 3)
        .activity("theatre", "surgery", &[])
        .activity("ward", "surgery", &[]);
    builder.draft_mut().capacities.push(CapacityDraft {
        of: "theatre".into(),
        max: Some(2),
        ..CapacityDraft::default()
    });
    let all_of = |id: &str, activity: &str| RequirementDraft {
        id: id.into(),
        activities: medrota::problem::draft::ActivityFilter {
            activities: vec![activity.into()],
            ..Default::default()
        },
        min: 2,
        ..RequirementDraft::default()
    };
    let fits = builder
        .clone()
        .requirement_with(all_of("watch", "theatre"))
        .build()
        .unwrap();
    assert!(!audit(&fits).proves_infeasible());
    let problem = builder
        .requirement_with(all_of("watch", "theatre"))
        .requirement_with(all_of("work", "ward"))
        .build()
        .unwrap();
    let finding = one(&audit(&problem), FindingKind::PlacesShort);
    assert_eq!((finding.asked, finding.available), (16, 15));
    assert_eq!(finding.subject.describe(&problem), "department \"surgery\"");
}

#[test]
fn requirements_that_one_rotation_serves_are_not_added_up() {
    let builder = doctors(
        weeks().department("surgery", 1).department("medicine", 1),
        2,
    );
    let problem = builder
        .requirement("any", &["surgery", "medicine"], 2)
        .requirement("surgery", &["surgery"], 2)
        .build()
        .unwrap();
    assert!(!audit(&problem).proves_infeasible());
}

#[test]
fn blocks_count_with_the_fewest_periods() {
    // Days, moved by weeks: a block of the visit has one day at its start, five later.
    let mut builder = ProblemBuilder::new("days", PeriodKindDraft::Day, "2026-05-07", "2026-05-16")
        .department("eye", 1);
    builder
        .draft_mut()
        .grids
        .push(medrota::problem::draft::GridDraft {
            id: "week".into(),
            every: Some("week".into()),
            starts: vec![],
        });
    for id in ["ana", "ben"] {
        builder = builder.doctor_with(DoctorDraft {
            id: id.into(),
            grid: Some("week".into()),
            ..DoctorDraft::default()
        });
    }
    let problem = builder.requirement("eye", &["eye"], 1).build().unwrap();
    assert!(
        !audit(&problem).proves_infeasible(),
        "one comes first, one later"
    );
}

#[test]
fn a_doctor_without_a_pathway_is_told_with_the_rules_in_the_way() {
    let builder = doctors(weeks().department("eye", 2).department("ear", 2), 2).requirement(
        "eye",
        &["eye"],
        3,
    );
    let long = RequirementDraft {
        id: "long".into(),
        doctors: DoctorFilter {
            doctors: vec!["doctor-2".into()],
            ..DoctorFilter::default()
        },
        activities: medrota::problem::draft::ActivityFilter {
            departments: vec!["ear".into()],
            ..Default::default()
        },
        min: 3,
        ..RequirementDraft::default()
    };
    let problem = builder.requirement_with(long).build().unwrap();
    let audit = audit(&problem);
    let finding = one(&audit, FindingKind::NoPathway);
    assert_eq!(
        finding.subject,
        FindingSubject::Doctor(problem.find_doctor("doctor-2").unwrap())
    );
    let rules: Vec<&str> = finding
        .rules
        .iter()
        .map(|&rule| problem.rule_key(rule))
        .collect();
    assert_eq!(rules, ["eye", "long"]);
    assert!(audit.proves_infeasible());
    assert!(
        finding
            .describe(&problem)
            .contains("there is one without any of \"eye\", \"long\""),
        "{}",
        finding.describe(&problem)
    );
}

#[test]
fn events_without_room() {
    let event = |optional: bool, min_places: i64, max_places: Option<i64>| {
        let mut builder = doctors(weeks().department("surgery", 3), 3);
        let slots = vec![
            SlotDraft {
                from: "#2".into(),
                to: "#2".into(),
            },
            SlotDraft {
                from: "#3".into(),
                to: "#3".into(),
            },
        ];
        let row = EventDraft {
            id: "course".into(),
            slots,
            min_places,
            max_places,
            optional,
            ..EventDraft::default()
        };
        builder.draft_mut().events.push(row);
        builder.build().unwrap()
    };
    let full = event(false, 0, Some(1));
    let finding = one(&audit(&full), FindingKind::EventOverfull);
    assert_eq!(
        (finding.asked, finding.available, finding.proves_infeasible),
        (3, 2, true)
    );
    assert!(
        finding
            .describe(&full)
            .contains("3 doctors must attend, 2 places: 1 too many")
    );
    assert_eq!(audit(&event(true, 0, Some(1))), Audit::default());
    let finding = one(&audit(&event(false, 4, None)), FindingKind::EventUnderfull);
    assert_eq!(
        (finding.asked, finding.available, finding.proves_infeasible),
        (4, 3, true)
    );
    assert!(!audit(&event(true, 4, None)).proves_infeasible());
}

#[test]
fn excused_attendees_are_named() {
    let mut builder = doctors(weeks().department("surgery", 3), 3);
    let leave = LeaveDraft {
        doctor: "doctor-2".into(),
        from: "#2".into(),
        to: "#2".into(),
        ..LeaveDraft::default()
    };
    builder.draft_mut().leaves.push(leave);
    let attendees = DoctorFilter {
        doctors: vec!["doctor-1".into(), "doctor-2".into()],
        ..DoctorFilter::default()
    };
    let slots = vec![SlotDraft {
        from: "#2".into(),
        to: "#2".into(),
    }];
    builder.draft_mut().events.push(EventDraft {
        id: "course".into(),
        attendees,
        slots,
        ..EventDraft::default()
    });
    let problem = builder.build().unwrap();
    let audit = audit(&problem);
    let finding = one(&audit, FindingKind::ExcusedAttendees);
    assert_eq!((finding.asked, finding.available), (2, 1));
    assert!(
        finding
            .describe(&problem)
            .contains("doctor-2 away at every slot"),
        "{}",
        finding.describe(&problem)
    );
    assert!(!audit.proves_infeasible());
}

#[test]
fn a_visit_that_falls_into_a_closure_is_told_once_for_the_cohort() {
    let mut builder = ProblemBuilder::new("days", PeriodKindDraft::Day, "2026-05-04", "2026-05-15")
        .department("surgery", 3);
    let draft = builder.draft_mut();
    draft.horizon.closures.push(NamedSpanDraft {
        name: "feast".into(),
        from: "2026-05-06".into(),
        to: "2026-05-07".into(),
    });
    let dates = (Some("2026-05-06".to_owned()), Some("2026-05-07".to_owned()));
    draft.cohorts.push(CohortDraft {
        id: "june".into(),
        arrival: dates.0,
        departure: dates.1,
        ..CohortDraft::default()
    });
    for id in ["ana", "ben"] {
        draft.doctors.push(DoctorDraft {
            id: id.into(),
            cohort: Some("june".into()),
            ..DoctorDraft::default()
        });
    }
    draft.doctors.push(DoctorDraft {
        id: "eve".into(),
        ..DoctorDraft::default()
    });
    draft.leaves.push(LeaveDraft {
        doctor: "eve".into(),
        from: "#1".into(),
        to: "2026-05-15".into(),
        ..LeaveDraft::default()
    });
    let problem = builder.build().unwrap();
    let audit = audit(&problem);
    assert_eq!(
        audit.describe(&problem),
        [
            "cohort \"june\": its 2 doctors have no period to work in.",
            "doctor \"eve\": no period to work in."
        ]
    );
    assert!(!audit.proves_infeasible());
}

#[test]
fn staffing_that_nobody_can_give() {
    let mut builder = doctors(weeks().department("surgery", 3), 2);
    let capacity = &mut builder.draft_mut().capacities[0];
    capacity.min = 2;
    let leave = LeaveDraft {
        doctor: "doctor-2".into(),
        from: "#2".into(),
        to: "#3".into(),
        ..LeaveDraft::default()
    };
    builder.draft_mut().leaves.push(leave);
    let problem = builder.build().unwrap();
    let finding = one(&audit(&problem), FindingKind::StaffingShort);
    let periods = finding
        .periods
        .map(|(first, last)| (first.index(), last.index()));
    assert_eq!(
        (
            periods,
            finding.asked,
            finding.available,
            finding.proves_infeasible
        ),
        (Some((1, 2)), 2, 1, true)
    );
    assert!(
        finding
            .describe(&problem)
            .contains("at least 2 doctors asked for, 1 can be there: 1 short")
    );
}

#[test]
fn many_doctors_are_held_against_the_places_in_stretches() {
    // Each with an own day of arrival: too many arcs for single days.
    let mut builder = ProblemBuilder::new("days", PeriodKindDraft::Day, "2026-01-05", "2027-03-31")
        .department("eye", 1);
    for number in 1..=150 {
        let arrival = Some(format!("#{number}"));
        builder = builder.doctor_with(DoctorDraft {
            id: format!("doctor-{number}"),
            arrival,
            ..DoctorDraft::default()
        });
    }
    let problem = builder.requirement("eye", &["eye"], 3).build().unwrap();
    let audit = audit(&problem);
    assert_eq!(audit.skipped.len(), 1, "{:?}", audit.skipped);
    let finding = one(&audit, FindingKind::PlacesShort);
    let days = i64::try_from(problem.horizon().len()).unwrap();
    assert_eq!((finding.asked, finding.available), (450, days));
}

/// A tiny problem with more hard demand than most, so that there is something to prove.
fn demanding(seed: u64) -> Option<Problem> {
    let options = Options {
        doctors: (1, 3),
        rules: (1, 4),
        pathways: 200.0,
        schedules: 8_000.0,
        own_totals: 0,
    };
    let mut draft = tiny_with(seed, options);
    for (index, requirement) in draft.requirements.iter_mut().enumerate() {
        if (seed as usize + index).is_multiple_of(2) {
            requirement.weight = None;
            requirement.optional = false;
        }
    }
    for (index, capacity) in draft.capacities.iter_mut().enumerate() {
        if (seed as usize / 2 + index).is_multiple_of(2) {
            capacity.weight = None;
        }
    }
    // Wishes decide nothing here.
    draft
        .preferences
        .retain(|row: &PreferenceDraft| !row.id.is_empty());
    draft.validate().ok()
}

#[test]
fn a_claim_of_infeasibility_is_never_mistaken() {
    let told = common::in_parallel(common::seeds(0, 400), |seed| {
        let problem = demanding(seed)?;
        let audit = audit(&problem);
        if !audit.proves_infeasible() {
            return Some(Vec::new());
        }
        let oracle = oracle::best(&problem);
        assert!(
            matches!(oracle, Oracle::Infeasible | Oracle::TooLarge),
            "seed {seed}: {:#?} against {oracle:?}",
            audit.describe(&problem)
        );
        let proofs = audit
            .findings
            .iter()
            .filter(|finding| finding.proves_infeasible && oracle == Oracle::Infeasible);
        Some(proofs.map(|finding| finding.kind).collect())
    });
    let kinds: Vec<FindingKind> = told.into_iter().flatten().collect();
    for kind in [
        FindingKind::PlacesShort,
        FindingKind::NoPathway,
        FindingKind::StaffingShort,
    ] {
        assert!(kinds.contains(&kind), "no seed had {kind:?}");
    }
}

#[test]
fn planted_years_are_never_called_infeasible() {
    for seed in 0..6 {
        let problem = Year::new(24, 30, 6)
            .seed(seed)
            .closures(2)
            .planted()
            .draft()
            .validate()
            .unwrap();
        let audit = audit(&problem);
        assert!(
            !audit.proves_infeasible(),
            "seed {seed}: {:#?}",
            audit.describe(&problem)
        );
    }
}

#[test]
fn who_is_not_eligible_asks_for_no_place() {
    // Two of three may not take the only activity: their own rules leave them nothing, the places are not short.
    let mut builder = doctors(weeks().department("eye", 1), 3);
    builder
        .draft_mut()
        .specialties
        .push(medrota::problem::draft::SpecialtyDraft {
            id: "ophthalmology".into(),
            ..Default::default()
        });
    let row = ActivityDraft {
        id: "clinic".into(),
        department: "eye".into(),
        specialties: vec!["ophthalmology".into()],
        ..ActivityDraft::default()
    };
    builder.draft_mut().activities.push(row);
    builder.draft_mut().doctors[0].specialty = Some("ophthalmology".into());
    let problem = builder.requirement("eye", &["eye"], 2).build().unwrap();
    let audit = audit(&problem);
    let told: Vec<FindingKind> = audit.findings.iter().map(|finding| finding.kind).collect();
    // What cannot be added up is said with what was added up, and that they have no pathway besides.
    assert_eq!(
        told,
        [
            FindingKind::SumShort,
            FindingKind::NoPathway,
            FindingKind::NoPathway
        ]
    );
}

#[test]
fn documents_that_expire_before_the_end_are_named() {
    let mut builder = doctors(weeks().department("eye", 2), 2);
    let draft = builder.draft_mut();
    draft
        .rules
        .push(medrota::problem::RuleDraft::Document(rules::Document {
            id: "vaccinated".into(),
            doctors: DoctorFilter::default(),
            activities: medrota::problem::draft::ActivityFilter::default(),
            document: "vaccination".into(),
        }));
    for (doctor, to) in [("doctor-1", "#5"), ("doctor-2", "#3")] {
        let row = medrota::problem::draft::DocumentDraft {
            doctor: doctor.into(),
            document: "vaccination".into(),
            from: None,
            to: Some(to.into()),
        };
        draft.documents.push(row);
    }
    let problem = builder.build().unwrap();
    let audit = audit(&problem);
    let finding = one(&audit, FindingKind::DocumentMissing);
    assert_eq!(
        finding.subject,
        FindingSubject::Doctor(problem.find_doctor("doctor-2").unwrap())
    );
    assert_eq!(
        (finding.asked, finding.available, finding.proves_infeasible),
        (5, 3, false)
    );
    assert!(
        finding
            .describe(&problem)
            .contains("2026-05-24..2026-06-06: no valid document in 2 of 5 periods of the stay"),
        "{}",
        finding.describe(&problem)
    );
}

fn from_json(text: &str) -> Problem {
    serde_json::from_str::<medrota::problem::draft::ProblemDraft>(text)
        .unwrap()
        .validate()
        .unwrap()
}

/// Four blocks of four weeks, two departments, three residents of two levels.
fn residency(rest: &str) -> Problem {
    from_json(&format!(
        r#"{{"format": 1, "name": "residency", "horizon": {{"kind": "week", "start": "2026-07-05", "end": "2026-08-29"}},
            "departments": [{{"id": "icu"}}, {{"id": "wards"}}],
            "doctors": [{{"id": "a", "level": "one"}}, {{"id": "b", "level": "one"}}, {{"id": "c", "level": "two"}}], {rest}}}"#
    ))
}

#[test]
fn staffing_is_held_against_what_doctors_may_do() {
    let problem = residency(
        r#""capacities": [{"of": "icu", "min": 1, "max": 3}],
           "requirements": [
             {"id": "ones", "doctors": {"levels": ["one"]}, "activities": {"departments": ["icu"]}, "min": 0, "max": 2},
             {"id": "two", "doctors": {"levels": ["two"]}, "activities": {"departments": ["icu"]}, "min": 0, "max": 3}]"#,
    );
    let audit = medrota::explain::quick_audit(&problem);
    let finding = one(&audit, FindingKind::SumShort);
    assert_eq!((finding.asked, finding.available), (8, 7));
    let told = finding.describe(&problem);
    assert!(
        told.contains("\"capacity/icu\" asks for 8, against \"ones\", which allows 2 to each of a, b, \"two\", which allows 3 to c"),
        "{told}"
    );
    assert!(audit.proves_infeasible());
}

#[test]
fn what_is_asked_elsewhere_is_not_there_for_staffing() {
    // Each has eight weeks and owes six to the wards: two are left for intensive care, and every week asks for one.
    let problem = residency(
        r#""capacities": [{"of": "icu", "min": 1, "max": 3}],
           "requirements": [{"id": "wards", "activities": {"departments": ["wards"]}, "min": 6, "max": 8}]"#,
    );
    let finding = one(
        &medrota::explain::quick_audit(&problem),
        FindingKind::SumShort,
    );
    assert_eq!((finding.asked, finding.available), (26, 24));
}

#[test]
fn several_minimums_of_one_week_are_held_against_the_people_there() {
    let problem = residency(
        r#""leaves": [{"doctor": "c", "from": "2026-07-12", "to": "2026-07-25"}],
           "capacities": [{"of": "icu", "min": 2, "max": 3}, {"of": "wards", "min": 1, "max": 3}]"#,
    );
    let audit = medrota::explain::quick_audit(&problem);
    let finding = audit
        .findings
        .iter()
        .find(|finding| finding.kind == FindingKind::StaffingShort)
        .unwrap();
    assert_eq!((finding.asked, finding.available), (3, 2));
    assert_eq!(
        finding
            .periods
            .map(|(first, last)| (first.index(), last.index())),
        Some((1, 2))
    );
    let told = finding.describe(&problem);
    assert!(told.contains("not c, who is away"), "{told}");
}

#[test]
fn who_is_fixed_before_and_after_has_no_room_for_a_long_rotation() {
    // Clinic every other week leaves single weeks, and rotations in intensive care last two.
    let problem = residency(
        r##""requirements": [{"id": "two weeks", "doctors": {"levels": ["one"]}, "activities": {"departments": ["icu"]}, "min": 0, "run_min": 2}],
           "rules": [
             {"kind": "cells", "id": "clinic", "doctors": {"levels": ["one"]}, "activities": {"departments": ["wards"]},
              "periods": {"periods": ["#1", "#3", "#5", "#7"]}, "mode": "fixed"},
             {"kind": "coverage", "id": "staff", "activities": {"departments": ["icu"]}, "periods": {"periods": ["#2"]}, "min": 2}]"##,
    );
    let audit = medrota::explain::quick_audit(&problem);
    let finding = one(&audit, FindingKind::StaffingShort);
    assert_eq!(
        (
            finding.asked,
            finding.available,
            finding.periods.map(|periods| periods.0.index())
        ),
        (2, 1, Some(1))
    );
    let told = finding.describe(&problem);
    assert!(
        told.contains("not a, b, who are away or fixed elsewhere then"),
        "{told}"
    );
}

#[test]
fn a_year_that_just_fits_has_no_sum_against_it() {
    let problem = residency(
        r#""capacities": [{"of": "icu", "min": 1, "max": 1}],
           "requirements": [
             {"id": "ones", "doctors": {"levels": ["one"]}, "activities": {"departments": ["icu"]}, "min": 2, "max": 2},
             {"id": "two", "doctors": {"levels": ["two"]}, "activities": {"departments": ["icu"]}, "min": 4, "max": 4}]"#,
    );
    assert_eq!(medrota::explain::quick_audit(&problem), Audit::default());
}

/// Found by random problems: an event with a choice takes three of four blocks away, and what is left is shorter than the window.
#[test]
fn a_window_that_an_event_makes_longer_than_the_axis_limits_nothing() {
    let days = [
        "2026-09-06",
        "2026-09-15",
        "2026-09-16",
        "2026-09-26",
        "2026-10-06",
        "2026-10-15",
        "2026-10-16",
        "2026-10-26",
    ];
    let block = |ends: &[&str]| NamedSpanDraft {
        name: String::new(),
        from: ends[0].into(),
        to: ends[1].into(),
    };
    let mut builder = ProblemBuilder::new("window", PeriodKindDraft::Block, "", "")
        .department("ward", 1)
        .doctor("ana");
    builder.draft_mut().horizon.blocks = days.chunks(2).map(block).collect();
    let slot = SlotDraft {
        from: "#1".into(),
        to: "#3".into(),
    };
    builder = builder
        .requirement_with(RequirementDraft {
            id: "ward".into(),
            min: 1,
            ..Default::default()
        })
        .with(rules::Window {
            id: "never".into(),
            window_blocks: 2,
            max: Some(0),
            ..Default::default()
        });
    assert!(audit(&builder.clone().build().unwrap()).proves_infeasible());
    let class = EventDraft {
        id: "class".into(),
        slots: vec![slot],
        optional: true,
        ..Default::default()
    };
    let problem = builder.with(class).build().unwrap();
    assert!(matches!(oracle::best(&problem), Oracle::Best { .. }));
    assert!(
        !audit(&problem).proves_infeasible(),
        "{:#?}",
        audit(&problem)
    );
}
