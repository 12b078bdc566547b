//! Three cohorts of twenty visitors for two weeks each, and the joint events of everybody.

use super::interns::INTERNS;
use super::programme::{PROGRAMMES, programme, visitor_curriculum, write_visitor_curriculum};
use super::text;
use crate::calendar::Date;
use crate::problem::draft::{
    CohortDraft, DoctorDraft, DoctorFilter, DocumentDraft, EventDraft, PerDraft, ProblemDraft,
    SlotDraft,
};
use crate::problem::rule_draft::RuleDraft;
use crate::problem::rules;

/// A visiting group.
pub(super) struct Group {
    /// Id of the cohort and of its region.
    pub(super) region: &'static str,
    name: &'static str,
    /// First day, a Sunday.
    pub(super) arrival: &'static str,
    /// Doctors of each specialty, twenty together.
    members: &'static [(&'static str, usize)],
    /// Days of the seminar's slots, counted from the arrival, and places in each.
    seminar: (&'static [i32], i64),
}

/// Days from arrival to departure: a Thursday.
pub(super) const LAST_DAY: i32 = 11;

pub(super) const GROUPS: [Group; 3] = [
    Group {
        region: "karaganda",
        name: "Doctors of Karaganda",
        arrival: "2026-10-25",
        members: &[
            ("general-surgery", 6),
            ("anaesthesia", 5),
            ("neurosurgery", 3),
            ("obstetrics-gynaecology", 3),
            ("internal-medicine", 3),
        ],
        seminar: (&[5, 10], 12),
    },
    Group {
        region: "turkistan",
        name: "Doctors of Turkistan",
        arrival: "2027-01-17",
        members: &[
            ("obstetrics-gynaecology", 4),
            ("internal-medicine", 4),
            ("anaesthesia", 4),
            ("general-surgery", 4),
            ("paediatrics", 2),
            ("orthopaedics", 2),
        ],
        seminar: (&[4, 5, 10], 8),
    },
    Group {
        region: "abai",
        name: "Doctors of Abai",
        arrival: "2027-05-23",
        members: &[
            ("paediatrics", 4),
            ("cardiology", 4),
            ("orthopaedics", 4),
            ("neurosurgery", 3),
            ("anaesthesia", 3),
            ("general-surgery", 2),
        ],
        seminar: (&[5, 10], 12),
    },
];

const GIVEN_NAMES: [&str; 12] = [
    "Aliya", "Bolat", "Dana", "Erzhan", "Gaukhar", "Ilyas", "Laura", "Marat", "Olzhas", "Raushan",
    "Samal", "Talgat",
];
const FAMILY_NAMES: [&str; 11] = [
    "Abenov",
    "Baimukhan",
    "Dosmail",
    "Esengali",
    "Kasymbek",
    "Lepesov",
    "Mamyrkhan",
    "Nurgozha",
    "Orynbek",
    "Satybal",
    "Utegenuly",
];

/// The date so many days after another one.
pub(super) fn day(arrival: &str, days: i32) -> String {
    arrival
        .parse::<Date>()
        .map(|date| date.plus_days(days).to_string())
        .unwrap_or_default()
}

/// Adds the cohorts, their doctors and wishes, and all joint events.
pub(super) fn write(draft: &mut ProblemDraft) {
    PROGRAMMES
        .iter()
        .for_each(|programme| write_visitor_curriculum(programme, draft));
    let mut count = 0_usize;
    for group in &GROUPS {
        draft.cohorts.push(CohortDraft {
            id: group.region.into(),
            name: group.name.into(),
            arrival: Some(group.arrival.into()),
            departure: Some(day(group.arrival, LAST_DAY)),
            region: Some(group.region.into()),
            grid: Some(text("day")),
            curriculum: None,
        });
        let specialties = group
            .members
            .iter()
            .flat_map(|&(specialty, count)| std::iter::repeat_n(specialty, count));
        for (position, specialty) in specialties.enumerate() {
            write_visitor(group, (position, count), specialty, draft);
            count += 1;
        }
        write_group_events(group, draft);
    }
    write_other_events(draft);
}

fn write_visitor(
    group: &Group,
    (position, count): (usize, usize),
    specialty: &str,
    draft: &mut ProblemDraft,
) {
    let id = format!("{}-{:02}", group.region, position + 1);
    draft.doctors.push(DoctorDraft {
        id: id.clone(),
        // 12 and 11 share no divisor: 132 different names.
        name: format!(
            "{} {}",
            GIVEN_NAMES[count % GIVEN_NAMES.len()],
            FAMILY_NAMES[count % FAMILY_NAMES.len()]
        ),
        specialty: Some(specialty.into()),
        level: if position % 3 == 0 {
            text("senior")
        } else {
            text("junior")
        },
        cohort: Some(group.region.into()),
        curriculum: Some(visitor_curriculum(specialty)),
        visa_from: Some(day(group.arrival, -2)),
        visa_to: Some(day(group.arrival, LAST_DAY + 3)),
        languages: vec![text("russian"), text("kazakh")],
        tags: vec![text("visitor")],
        ..DoctorDraft::default()
    });
    // One surgeon's vaccination ran out, so that some wards are closed to him.
    let vaccinated_to = if id == "karaganda-02" {
        "2026-10-01"
    } else {
        "2027-12-31"
    };
    draft.documents.push(DocumentDraft {
        doctor: id.clone(),
        document: text("vaccination"),
        from: None,
        to: Some(vaccinated_to.into()),
    });
    let Some(programme) = programme(specialty) else {
        return;
    };
    let departments = programme.departments();
    let wishes: Vec<String> = (0..departments.len().min(3))
        .map(|rank| text(departments[(rank + position % 2) % departments.len()]))
        .collect();
    draft.rules.push(RuleDraft::Ranked(rules::Ranked {
        id: format!("wish/{id}"),
        doctors: DoctorFilter::doctors([id]),
        values: [9, 6, 3].into_iter().take(wishes.len()).collect(),
        departments: wishes,
        per: PerDraft::Rotation,
    }));
}

/// Orientation, lectures, the seminar and the farewell of one cohort.
fn write_group_events(group: &Group, draft: &mut ProblemDraft) {
    for (kind, name, offset, half) in [
        (
            "orientation",
            "Welcome and getting to know the hospital",
            0,
            "",
        ),
        (
            "lecture-1",
            "Lecture: the day of a large hospital",
            1,
            " pm",
        ),
        ("lecture-2", "Lecture: injuries of many at once", 3, " am"),
        ("lecture-3", "Lecture: the sick newborn", 7, " am"),
        (
            "farewell",
            "Lecture, certificates and farewell",
            LAST_DAY,
            " pm",
        ),
    ] {
        let slots = vec![slot(group, offset, half)];
        draft.events.push(event(group, kind, name, slots));
    }
    let (days, places) = group.seminar;
    let days = days.iter().map(|&offset| slot(group, offset, ""));
    draft.events.push(EventDraft {
        min_places: 4,
        max_places: Some(places),
        ..event(
            group,
            "seminar",
            "Simulation seminar, one of several days",
            days.collect(),
        )
    });
    draft.events.extend(event_of_region(group));
}

/// What only the visitors of one region have.
fn event_of_region(group: &Group) -> Option<EventDraft> {
    match group.region {
        "turkistan" => Some(EventDraft {
            attendees: DoctorFilter {
                specialties: vec![text("surgery")],
                ..everybody(group)
            },
            ..event(
                group,
                "masterclass",
                "Masterclass of the surgeons before their trip",
                vec![slot(group, 2, " pm")],
            )
        }),
        "abai" => Some(EventDraft {
            attendees: DoctorFilter {
                specialties: vec![text("orthopaedics"), text("neurosurgery")],
                ..everybody(group)
            },
            min_places: 2,
            joint: true,
            ..event(
                group,
                "case-conference",
                "Case conference on the spine, all on one day",
                vec![slot(group, 4, ""), slot(group, 9, "")],
            )
        }),
        _ => None,
    }
}

fn everybody(group: &Group) -> DoctorFilter {
    DoctorFilter::cohorts([group.region])
}

fn slot(group: &Group, offset: i32, half: &str) -> SlotDraft {
    let when = day(group.arrival, offset) + half;
    SlotDraft {
        from: when.clone(),
        to: when,
    }
}

fn event(group: &Group, kind: &str, name: &str, slots: Vec<SlotDraft>) -> EventDraft {
    EventDraft {
        id: format!("{}/{kind}", group.region),
        name: name.into(),
        attendees: everybody(group),
        slots,
        ..EventDraft::default()
    }
}

/// Grand rounds of the interns, and the masterclass abroad that two of them may join.
fn write_other_events(draft: &mut ProblemDraft) {
    for date in [
        "2026-10-14",
        "2026-11-18",
        "2026-12-16",
        "2027-02-17",
        "2027-03-17",
        "2027-06-16",
    ] {
        let present = INTERNS
            .iter()
            .filter(|intern| intern.is_there(date))
            .map(|intern| intern.id);
        let when = format!("{date} pm");
        draft.events.push(EventDraft {
            id: format!("grand-round/{date}"),
            name: text("Grand round"),
            attendees: DoctorFilter::doctors(present),
            slots: vec![SlotDraft {
                from: when.clone(),
                to: when,
            }],
            ..EventDraft::default()
        });
    }
    draft.events.push(EventDraft {
        id: text("masterclass-almaty"),
        name: text("Masterclass in Almaty, travelling with the team"),
        attendees: DoctorFilter::doctors(["daulet", "yerlan"]),
        slots: vec![SlotDraft {
            from: text("2027-04-04"),
            to: text("2027-04-09"),
        }],
        min_places: 1,
        optional: true,
        value: 40,
        ..EventDraft::default()
    });
}
