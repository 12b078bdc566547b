//! The two hospitals: departments, activities, places, closures and absences of supervisors.

use super::programme::PROGRAMMES;
use super::{owned, text};
use crate::problem::draft::{
    AbsenceDraft, ActivityDraft, CapacityDraft, ClosureDraft, DepartmentDraft, HospitalDraft,
    ProblemDraft, RoleDraft,
};

pub(super) const MAIN: &str = "shaked-bay";
pub(super) const AFFILIATED: &str = "oren-hill";

/// A department: id, name, beds, doctors where there are no beds, tags.
type Department = (
    &'static str,
    &'static str,
    i64,
    i64,
    &'static [&'static str],
);

const VULNERABLE: &[&str] = &["vulnerable"];

/// Departments of the main hospital: about a thousand beds.
pub(super) const MAIN_DEPARTMENTS: [Department; 30] = [
    ("internal-a", "Internal medicine A", 40, 0, &[]),
    ("internal-b", "Internal medicine B", 40, 0, &[]),
    ("internal-c", "Internal medicine C", 38, 0, &[]),
    ("cardiology", "Cardiology", 36, 0, &[]),
    ("neurology", "Neurology", 36, 0, &[]),
    ("gastroenterology", "Gastroenterology", 22, 0, &[]),
    ("oncology", "Oncology", 44, 0, VULNERABLE),
    ("psychiatry", "Psychiatry", 44, 0, &[]),
    ("rehabilitation", "Rehabilitation", 46, 0, &[]),
    (
        "intensive-care",
        "General intensive care",
        24,
        0,
        VULNERABLE,
    ),
    ("emergency", "Emergency medicine", 30, 0, &["nights"]),
    ("general-surgery-a", "General surgery A", 40, 0, &[]),
    ("general-surgery-b", "General surgery B", 38, 0, &[]),
    ("vascular-surgery", "Vascular surgery", 28, 0, &[]),
    ("neurosurgery", "Neurosurgery", 36, 0, &[]),
    ("orthopaedics-a", "Orthopaedics A", 40, 0, &[]),
    ("orthopaedics-b", "Orthopaedics B", 38, 0, &[]),
    ("urology", "Urology", 30, 0, &[]),
    ("ear-nose-throat", "Ear, nose and throat", 26, 0, &[]),
    ("anaesthesia", "Anaesthesia", 0, 16, &[]),
    ("delivery", "Delivery rooms", 30, 0, &[]),
    ("high-risk-pregnancy", "High-risk pregnancy", 38, 0, &[]),
    ("gynaecology", "Gynaecology", 40, 0, &[]),
    ("fertility", "Fertility unit", 0, 6, &[]),
    ("neonatology", "Neonatology", 44, 0, VULNERABLE),
    ("paediatrics-a", "Paediatrics A", 38, 0, VULNERABLE),
    ("paediatrics-b", "Paediatrics B", 38, 0, VULNERABLE),
    (
        "paediatric-surgery",
        "Paediatric surgery",
        26,
        0,
        VULNERABLE,
    ),
    ("radiology", "Imaging", 0, 12, &[]),
    ("burns", "Burns and plastic surgery", 22, 0, &[]),
];

/// Departments of the affiliated hospital.
pub(super) const AFFILIATED_DEPARTMENTS: [Department; 5] = [
    ("hill-internal", "Internal medicine, Oren Hill", 36, 0, &[]),
    ("hill-surgery", "General surgery, Oren Hill", 30, 0, &[]),
    ("hill-orthopaedics", "Orthopaedics, Oren Hill", 28, 0, &[]),
    ("hill-anaesthesia", "Anaesthesia, Oren Hill", 0, 7, &[]),
    ("hill-delivery", "Maternity, Oren Hill", 28, 0, &[]),
];

/// Departments, or single activities, in which visitors must speak the language of the patients.
const HEBREW: [&str; 6] = [
    "psychiatry/practice",
    "delivery/practice",
    "delivery/hands-on",
    "hill-delivery/hands-on",
    "paediatrics-a/practice",
    "paediatrics-a/hands-on",
];
/// Activities with tags of their own.
const TAGGED: [(&str, &str); 5] = [
    ("delivery/hands-on", "nights"),
    ("neonatology/transport", "trips"),
    ("neurosurgery/theatre", "long-days"),
    ("vascular-surgery/theatre", "long-days"),
    ("general-surgery-b/hands-on", "long-days"),
];

/// Doctors of a department with so many beds: a head, one for each 5 beds up to 30, one for each 8 beyond.
pub(super) fn staff(beds: i64) -> i64 {
    1 + beds.min(30) / 5 + (beds - 30).max(0) / 8
}

/// A teaching trip: first and last day, what for, and how many supervisors of which departments travel.
type Trip = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, i64)],
);

/// Adds the hospitals and everything about places.
pub(super) fn write(draft: &mut ProblemDraft) {
    for (id, name) in [
        (MAIN, "Shaked Bay Medical Centre, Haifa (invented)"),
        (AFFILIATED, "Oren Hill Hospital (invented, affiliated)"),
    ] {
        draft.hospitals.push(HospitalDraft {
            id: id.into(),
            name: name.into(),
        });
    }
    for department in &MAIN_DEPARTMENTS {
        write_department(department, MAIN, draft);
    }
    for department in &AFFILIATED_DEPARTMENTS {
        write_department(department, AFFILIATED, draft);
    }
    // The teaching centre: no patients, no supervision, a hall with forty seats.
    draft.departments.push(DepartmentDraft {
        id: text("academy"),
        name: text("Teaching centre"),
        hospital: text(MAIN),
        ..Default::default()
    });
    draft.capacities.push(CapacityDraft {
        of: text("academy"),
        max: Some(40),
        ..Default::default()
    });
    write_activities(draft);
    write_closures(draft);
    write_trips(draft);
}

fn write_department(
    &(id, name, beds, without_beds, tags): &Department,
    hospital: &str,
    draft: &mut ProblemDraft,
) {
    let doctors = if beds > 0 { staff(beds) } else { without_beds };
    draft.departments.push(DepartmentDraft {
        id: id.into(),
        name: name.into(),
        hospital: hospital.into(),
        // A third of the doctors supervise, two visitors each; local trainees hold half of the places and come first.
        supervisors: Some((doctors + 2) / 3),
        visitors_per_supervisor: Some(2),
        tags: owned(tags),
    });
    draft.capacities.push(CapacityDraft {
        of: id.into(),
        max: Some(doctors),
        local_trainees: doctors / 2,
        ..Default::default()
    });
}

/// The activities that a programme names, each offered to the specialties whose programmes name it.
fn write_activities(draft: &mut ProblemDraft) {
    let departments: Vec<String> = draft
        .departments
        .iter()
        .map(|department| department.id.clone())
        .collect();
    for department in departments {
        for kind in [
            "orientation",
            "practice",
            "theatre",
            "hands-on",
            "transport",
        ] {
            let id = format!("{department}/{kind}");
            let specialties: Vec<String> = PROGRAMMES
                .iter()
                .filter(|programme| programme.names(&id))
                .map(|programme| text(programme.specialty))
                .collect();
            let is_offered = if kind == "orientation" {
                department == "academy"
            } else {
                !specialties.is_empty()
            };
            if !is_offered {
                continue;
            }
            if kind == "theatre" {
                // Two observers in a room; one room of each theatre is open to visitors.
                draft.capacities.push(CapacityDraft {
                    of: id.clone(),
                    max: Some(2),
                    ..Default::default()
                });
            }
            draft.activities.push(ActivityDraft {
                department: department.clone(),
                specialties,
                ..activity(id, kind)
            });
        }
    }
}

fn activity(id: String, kind: &str) -> ActivityDraft {
    let tags = TAGGED.iter().filter(|tagged| tagged.0 == id);
    let theatre = (kind == "theatre").then(|| text("theatre"));
    ActivityDraft {
        name: match kind {
            "orientation" => text("Getting to know the hospital"),
            "practice" => text("Practice on the ward"),
            "theatre" => text("Observation in the operating theatre"),
            "hands-on" => text("Work on patients within a permit"),
            _ => text("Newborn transport team"),
        },
        role: if kind == "hands-on" {
            RoleDraft::HandsOn
        } else {
            RoleDraft::Observer
        },
        language: HEBREW.contains(&id.as_str()).then(|| text("hebrew")),
        tags: tags.map(|tagged| text(tagged.1)).chain(theatre).collect(),
        id,
        ..ActivityDraft::default()
    }
}

fn write_closures(draft: &mut ProblemDraft) {
    for (of, from, to, reason) in [
        ("ear-nose-throat", "2026-12-06", "2026-12-18", "renovation"),
        (
            "fertility",
            "2027-03-21",
            "2027-03-26",
            "laboratory inspection",
        ),
        (
            "urology/theatre",
            "2026-10-25",
            "2026-10-30",
            "new equipment",
        ),
        (
            "psychiatry",
            "2027-08-01",
            "2027-08-31",
            "no visitors in August",
        ),
        (
            AFFILIATED,
            "2027-03-14",
            "2027-03-15",
            "accreditation survey",
        ),
    ] {
        draft.closures.push(ClosureDraft {
            of: of.into(),
            from: from.into(),
            to: to.into(),
            reason: reason.into(),
        });
    }
}

/// Two teaching trips abroad, which take supervisors away from home.
fn write_trips(draft: &mut ProblemDraft) {
    let trips: [Trip; 2] = [
        (
            "2027-01-24",
            "2027-01-28",
            "teaching trip: masterclass in Astana",
            &[
                ("general-surgery-a", 2),
                ("anaesthesia", 3),
                ("gynaecology", 2),
                ("internal-a", 1),
            ],
        ),
        (
            "2027-04-04",
            "2027-04-09",
            "teaching trip: masterclass in Almaty",
            &[
                ("neurosurgery", 2),
                ("cardiology", 2),
                ("paediatrics-b", 1),
                ("general-surgery-b", 1),
            ],
        ),
    ];
    for (from, to, reason, absent) in trips {
        for &(department, supervisors) in absent {
            draft.absences.push(AbsenceDraft {
                department: department.into(),
                from: from.into(),
                to: to.into(),
                supervisors,
                reason: reason.into(),
            });
        }
    }
}
