//! Two problems with schedules made by hand: a small one to read in a snapshot, a hospital's year to look at.

use medrota::ids::{DoctorId, EventId, PeriodId};
use medrota::problem::draft::{
    AbsenceDraft, ActivityDraft, ActivityFilter, CapacityDraft, ClosureDraft, CohortDraft,
    DepartmentDraft, DoctorDraft, DoctorFilter, EventDraft, GridDraft, LeaveDraft, NamedSpanDraft,
    PeriodKindDraft, RegionDraft, RequirementDraft, RoleDraft, SlotDraft, SpecialtyDraft,
};
use medrota::problem::rules;
use medrota::problem::{Presence, RuleDraft};
use medrota::schedule::{Attendance, Pathway, Rotation};
use medrota::{Problem, ProblemBuilder, Schedule};

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn calm(builder: ProblemBuilder) -> ProblemBuilder {
    let filter = |departments: &[&str]| ActivityFilter {
        departments: strings(departments),
        ..ActivityFilter::default()
    };
    builder.rule(RuleDraft::LongestRun(rules::LongestRun {
        id: "calm".into(),
        doctors: DoctorFilter::default(),
        activities: filter(&["surgery"]),
        max_blocks: 2,
        weight: Some(5),
    }))
}

/// Three doctors, two departments, four weeks.
pub(crate) fn small() -> (Problem, Schedule) {
    let mut builder = calm(ProblemBuilder::weeks(
        "Small year",
        "2026-09-06",
        "2026-10-03",
    ))
    .specialty("surgeon", None)
    .department("surgery", 1)
    .department("internal", 2);
    let draft = builder.draft_mut();
    draft.departments[0].name = "Surgery".into();
    draft.departments[1].name = "Internal medicine".into();
    draft.regions.push(RegionDraft {
        id: "abai".into(),
        name: "Abai".into(),
        population: Some(595_676),
    });
    for (index, name) in ["Dana, A.", "Bolat", "Chingiz"].iter().enumerate() {
        draft.doctors.push(DoctorDraft {
            id: format!("d{}", index + 1),
            name: (*name).into(),
            specialty: (index < 2).then(|| "surgeon".into()),
            region: (index != 1).then(|| "abai".into()),
            departure: (index == 2).then(|| "2026-09-26".into()),
            ..DoctorDraft::default()
        });
    }
    draft.leaves.push(LeaveDraft {
        doctor: "d1".into(),
        from: "2026-09-21".into(),
        to: "2026-09-22".into(),
        half: true,
        reason: "exam".into(),
        ..LeaveDraft::default()
    });
    draft.events.push(EventDraft {
        id: "welcome".into(),
        name: "Welcome".into(),
        slots: vec![SlotDraft {
            from: "2026-09-06 am".into(),
            to: "2026-09-06 am".into(),
        }],
        ..EventDraft::default()
    });
    draft.horizon.working_days = strings(&["sunday", "monday", "tuesday", "wednesday", "thursday"]);
    let problem = builder
        .requirement("surgery", &["surgery"], 2)
        .requirement("internal", &["internal"], 1)
        .build()
        .unwrap();
    let rotation = |activity: &str, first, last| Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: problem.find_activity(activity).unwrap(),
    };
    let schedule = Schedule::new(vec![
        Pathway::new(
            vec![rotation("surgery", 0, 1), rotation("internal", 2, 2)],
            Vec::new(),
        ),
        Pathway::new(
            vec![rotation("surgery", 0, 1), rotation("internal", 3, 3)],
            Vec::new(),
        ),
        Pathway::new(vec![rotation("surgery", 2, 2)], Vec::new()),
    ]);
    (problem, schedule)
}

const DEPARTMENTS: [(&str, &str, i64); 15] = [
    ("surgery", "General surgery", 4),
    ("neurosurgery", "Neurosurgery", 3),
    ("orthopaedics", "Orthopaedics", 3),
    ("anaesthesia", "Anaesthesia", 4),
    ("intensive", "Intensive care", 2),
    ("emergency", "Emergency medicine", 4),
    ("obstetrics", "Obstetrics and gynaecology", 3),
    ("paediatrics", "Paediatrics", 4),
    ("internal", "Internal medicine", 5),
    ("cardiology", "Cardiology", 3),
    ("oncology", "Oncology", 2),
    ("neurology", "Neurology", 3),
    ("radiology", "Radiology", 3),
    ("urology", "Urology", 2),
    ("psychiatry", "Psychiatry", 2),
];

const NAMES: [&str; 32] = [
    "Aigerim Bekova",
    "Daniyar Ospanov",
    "Madina Serikova",
    "Yerlan Abenov",
    "Saule Karimova",
    "Timur Zhakupov",
    "Asel Nurgalieva",
    "Ruslan Ibraev",
    "Zarina Tuleubaeva",
    "Nurlan Akhmetov",
    "Gulnara Sadykova",
    "Arman Dzhaksybekov",
    "Kamila Ermekova",
    "Bauyrzhan Omarov",
    "Dinara Kassymova",
    "Marat Suleimenov",
    "Aliya Baimukhanova",
    "Sanzhar Tokhtarov",
    "Leyla Mukasheva",
    "Askar Zhunusov",
    "Botagoz Amirova",
    "Olzhas Kenzhebek",
    "Indira Rakhimova",
    "Talgat Smagulov",
    "Aizhan Kozhakhmetova",
    "Dauren Iskakov",
    "Meruert Aldabergenova",
    "Kairat Beisenov",
    "Laura Tasmagambetova",
    "Serik Ualiev",
    "Zhanna Orazbaeva",
    "Alibek Nurpeisov",
];

const REGIONS: [(&str, i64); 6] = [
    ("Almaty", 2_347_924),
    ("Turkistan", 2_148_658),
    ("Astana", 1_638_233),
    ("Zhambyl", 1_215_373),
    ("Karaganda", 1_131_287),
    ("Abai", 595_676),
];

const SPECIALTIES: [(&str, Option<&str>); 6] = [
    ("surgery", None),
    ("neurosurgery", Some("surgery")),
    ("anaesthesia", None),
    ("obstetrics", None),
    ("paediatrics", None),
    ("internal medicine", None),
];

/// Twelve interns on a grid of weeks and twenty visitors on half-days in fifteen departments over a year of half-days.
pub(crate) fn hospital_year() -> (Problem, Schedule) {
    let problem = calm(year()).build().unwrap();
    let mut pathways = Vec::new();
    for index in 0..NAMES.len() {
        pathways.push(if index < 12 {
            intern(&problem, index)
        } else {
            visitor(&problem, index)
        });
    }
    (problem, Schedule::new(pathways))
}

fn year() -> ProblemBuilder {
    let mut builder = ProblemBuilder::new(
        "Haifa teaching year (invented)",
        PeriodKindDraft::HalfDay,
        "2026-09-06",
        "2027-09-02",
    );
    let draft = builder.draft_mut();
    draft.horizon.working_days = strings(&["sunday", "monday", "tuesday", "wednesday", "thursday"]);
    for (name, from, to) in [
        ("Rosh Hashanah", "2026-09-11", "2026-09-13"),
        ("Yom Kippur to Sukkot", "2026-09-20", "2026-10-03"),
        ("Purim", "2027-03-23", "2027-03-24"),
        ("Passover", "2027-04-21", "2027-04-28"),
        ("Memorial and Independence Day", "2027-05-11", "2027-05-12"),
        ("Shavuot", "2027-06-10", "2027-06-12"),
    ] {
        draft.horizon.closures.push(NamedSpanDraft {
            name: name.into(),
            from: from.into(),
            to: to.into(),
        });
    }
    draft.grids.push(GridDraft {
        id: "week".into(),
        every: Some("week".into()),
        ..GridDraft::default()
    });
    for (id, parent) in SPECIALTIES {
        draft.specialties.push(SpecialtyDraft {
            id: id.into(),
            name: id[..1].to_uppercase() + &id[1..],
            parent: parent.map(Into::into),
        });
    }
    for (name, population) in REGIONS {
        draft.regions.push(RegionDraft {
            id: name.to_lowercase(),
            name: name.into(),
            population: Some(population),
        });
    }
    for (id, name, arrival, departure) in [
        ("interns", "Interns 2026", "2026-09-06", "2027-09-02"),
        ("autumn", "Autumn visit", "2026-11-01", "2026-11-12"),
        ("spring", "Spring visit", "2027-02-28", "2027-03-11"),
    ] {
        draft.cohorts.push(CohortDraft {
            id: id.into(),
            name: name.into(),
            arrival: Some(arrival.into()),
            departure: Some(departure.into()),
            grid: (id == "interns").then(|| "week".into()),
            ..CohortDraft::default()
        });
    }
    for (id, name, places) in DEPARTMENTS {
        let supervised = id == "neurosurgery";
        draft.departments.push(DepartmentDraft {
            id: id.into(),
            name: name.into(),
            supervisors: supervised.then_some(2),
            visitors_per_supervisor: supervised.then_some(2),
            ..DepartmentDraft::default()
        });
        draft.activities.push(ActivityDraft {
            id: format!("{id}-ward"),
            name: format!("{name}, ward"),
            department: id.into(),
            ..ActivityDraft::default()
        });
        draft.capacities.push(CapacityDraft {
            of: id.into(),
            max: Some(places),
            ..CapacityDraft::default()
        });
    }
    draft.activities.push(ActivityDraft {
        id: "operating-room".into(),
        name: "Operating room, observation".into(),
        department: "surgery".into(),
        role: RoleDraft::Observer,
        ..ActivityDraft::default()
    });
    draft.closures.push(ClosureDraft {
        of: "urology".into(),
        from: "2026-12-06".into(),
        to: "2027-01-07".into(),
        reason: "rebuilding".into(),
    });
    draft.absences.push(AbsenceDraft {
        department: "neurosurgery".into(),
        from: "2027-02-07".into(),
        to: "2027-02-18".into(),
        supervisors: 1,
        reason: "masterclass in Astana".into(),
    });
    people(draft);
    builder
}

fn people(draft: &mut medrota::ProblemDraft) {
    for (index, name) in NAMES.iter().enumerate() {
        let cohort = if index < 12 {
            "interns"
        } else if index < 24 {
            "autumn"
        } else {
            "spring"
        };
        draft.doctors.push(DoctorDraft {
            id: format!("doctor-{:02}", index + 1),
            name: (*name).into(),
            specialty: Some(SPECIALTIES[index * 5 % 6].0.into()),
            region: Some(REGIONS[index * 7 % 6].0.to_lowercase()),
            cohort: Some(cohort.into()),
            departure: (index == 3).then(|| "2027-05-06".into()),
            arrival: (index == 7).then(|| "2026-10-25".into()),
            ..DoctorDraft::default()
        });
    }
    for (doctor, from, to, keeps_place, reason) in [
        ("doctor-01", "2027-01-03", "2027-01-14", false, "holiday"),
        ("doctor-05", "2027-06-20", "2027-07-08", false, "family"),
        ("doctor-09", "2026-12-01", "2026-12-03", true, "examination"),
    ] {
        draft.leaves.push(LeaveDraft {
            doctor: doctor.into(),
            from: from.into(),
            to: to.into(),
            keeps_place,
            reason: reason.into(),
            ..LeaveDraft::default()
        });
    }
    let cohort = |id: &str| DoctorFilter {
        cohorts: strings(&[id]),
        ..DoctorFilter::default()
    };
    for (id, name, attendees, slots) in [
        (
            "orientation",
            "Orientation",
            cohort("autumn"),
            vec![("2026-11-01 am", "2026-11-01 pm")],
        ),
        (
            "lecture",
            "Lecture: trauma care",
            cohort("autumn"),
            vec![("2026-11-09 pm", "2026-11-09 pm")],
        ),
        (
            "masterclass",
            "Masterclass in neurosurgery",
            cohort("autumn"),
            vec![
                ("2026-11-04 am", "2026-11-04 am"),
                ("2026-11-05 am", "2026-11-05 am"),
            ],
        ),
        (
            "round",
            "Grand round",
            cohort("interns"),
            vec![("2027-02-02 am", "2027-02-02 pm")],
        ),
    ] {
        let slots = slots
            .into_iter()
            .map(|(from, to)| SlotDraft {
                from: from.into(),
                to: to.into(),
            })
            .collect();
        draft.events.push(EventDraft {
            id: id.into(),
            name: name.into(),
            attendees,
            slots,
            max_places: Some(12),
            ..EventDraft::default()
        });
    }
    let required = [
        ("Surgery", vec!["surgery", "orthopaedics"], 8, 12),
        ("Internal medicine", vec!["internal", "cardiology"], 8, 12),
        ("Emergency", vec!["emergency"], 4, 6),
        ("Paediatrics", vec!["paediatrics"], 4, 6),
        ("Obstetrics", vec!["obstetrics"], 4, 6),
        (
            "Anaesthesia and intensive care",
            vec!["anaesthesia", "intensive"],
            4,
            8,
        ),
        ("Psychiatry", vec!["psychiatry"], 2, 4),
    ];
    for (id, departments, min, max) in required {
        draft.requirements.push(RequirementDraft {
            id: id.into(),
            doctors: cohort("interns"),
            activities: ActivityFilter {
                departments: strings(&departments),
                ..ActivityFilter::default()
            },
            min,
            max: Some(max),
            ..RequirementDraft::default()
        });
    }
    draft.requirements.push(RequirementDraft {
        id: "Ward days".into(),
        doctors: DoctorFilter {
            cohorts: strings(&["autumn", "spring"]),
            ..DoctorFilter::default()
        },
        min: 14,
        ..RequirementDraft::default()
    });
}

/// Stays of four to eight weeks, one after the other, each intern's sequence shifted against the next one's.
fn intern(problem: &Problem, index: usize) -> Pathway {
    let order = [0, 8, 5, 7, 6, 3, 14, 2, 9, 1, 11, 4];
    let weeks = [6, 6, 4, 4, 4, 4, 2, 4, 5, 3, 3, 2];
    let doctor = DoctorId::new(index);
    let grid = problem.grid(problem.doctor(doctor).grid);
    let (mut block, end) = (
        grid.block_of(problem.doctor(doctor).first),
        grid.block_of(problem.doctor(doctor).last),
    );
    let mut rotations = Vec::new();
    for step in 0..order.len() {
        let choice = (step + index) % order.len();
        let mut left = weeks[choice];
        let mut first = None;
        while left > 0 && block <= end {
            let there = (grid.first(block).index()..=grid.last(block).index()).any(|period| {
                matches!(
                    problem.presence(doctor, PeriodId::new(period)),
                    Presence::Half | Presence::Full
                )
            });
            if there {
                first.get_or_insert(block);
                left -= 1;
            } else if first.is_some() {
                break;
            }
            block += 1;
        }
        let Some(first) = first else { continue };
        let last = (first..block)
            .rev()
            .find(|&block| problem.presence(doctor, grid.last(block)) != Presence::Leave)
            .unwrap_or(first);
        let (first, last) = (
            grid.first(first).max(problem.doctor(doctor).first),
            grid.last(last).min(problem.doctor(doctor).last),
        );
        let activity = problem
            .find_activity(&format!("{}-ward", DEPARTMENTS[order[choice]].0))
            .unwrap();
        rotations.push(Rotation {
            first,
            last,
            activity,
        });
    }
    Pathway::new(rotations, Vec::new())
}

/// Two stays, the second one from the middle of the visit on; surgeons watch operations in between.
fn visitor(problem: &Problem, index: usize) -> Pathway {
    let doctor = problem.doctor(DoctorId::new(index));
    let (first, last) = (doctor.first.index(), doctor.last.index());
    let ward = |department: usize| {
        problem
            .find_activity(&format!("{}-ward", DEPARTMENTS[department % 15].0))
            .unwrap()
    };
    let middle = (first + last) / 2 + index % 3;
    let rotation = |first: usize, last: usize, activity| Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity,
    };
    let from = if index < 24 { first + 2 } else { first };
    let mut rotations = vec![
        rotation(from, middle, ward(index)),
        rotation(middle + 1, last, ward(index + 4)),
    ];
    if index.is_multiple_of(5) {
        rotations[1].first = PeriodId::new(middle + 3);
        rotations.push(rotation(
            middle + 1,
            middle + 2,
            problem.find_activity("operating-room").unwrap(),
        ));
    }
    let masterclass = (index < 24).then(|| Attendance {
        event: EventId::new(2),
        slot: u32::from(index.is_multiple_of(3)),
    });
    Pathway::new(rotations, masterclass.into_iter().collect())
}
