//! What doctors of each specialty come for: the curricula of interns and of cohort visitors.

use super::{owned, text};
use crate::problem::draft::{
    ActivityFilter, CurriculumDraft, DoctorFilter, ElectiveDraft, PrecedenceDraft, ProblemDraft,
    RequirementDraft, SpecialtyDraft,
};

/// Where doctors of one specialty train, as ids of activities.
pub(super) struct Programme {
    pub(super) specialty: &'static str,
    /// Practice in the own specialty.
    home: &'static [&'static str],
    /// Observation in operating theatres.
    theatre: &'static [&'static str],
    /// Practice in neighbouring specialties.
    elsewhere: &'static [&'static str],
    /// Work on patients, for interns with a permit.
    advanced: &'static [&'static str],
}

impl Programme {
    /// Departments of the wards it names, neighbouring specialties first: the popular ones.
    pub(super) fn departments(&self) -> Vec<&'static str> {
        let mut departments = Vec::new();
        for activity in self.elsewhere.iter().chain(self.home) {
            let department = activity.split('/').next().unwrap_or(activity);
            if !departments.contains(&department) {
                departments.push(department);
            }
        }
        departments
    }

    /// The three electives of its interns, each with its activities.
    fn electives(&self) -> [&'static [&'static str]; 3] {
        let (first, rest) = self.elsewhere.split_at(1);
        if self.theatre.is_empty() {
            let (second, rest) = rest.split_at(1);
            [first, second, rest]
        } else {
            [self.theatre, first, rest]
        }
    }

    /// True if the programme has a use for the activity.
    pub(super) fn names(&self, activity: &str) -> bool {
        [self.home, self.theatre, self.elsewhere, self.advanced]
            .iter()
            .any(|list| list.contains(&activity))
    }
}

pub(super) const PROGRAMMES: [Programme; 8] = [
    Programme {
        specialty: "general-surgery",
        home: &[
            "general-surgery-a/practice",
            "general-surgery-b/practice",
            "hill-surgery/practice",
        ],
        theatre: &[
            "general-surgery-a/theatre",
            "vascular-surgery/theatre",
            "ear-nose-throat/theatre",
        ],
        elsewhere: &[
            "intensive-care/practice",
            "vascular-surgery/practice",
            "emergency/practice",
            "burns/practice",
        ],
        advanced: &["general-surgery-b/hands-on", "hill-surgery/hands-on"],
    },
    Programme {
        specialty: "anaesthesia",
        home: &["anaesthesia/practice", "hill-anaesthesia/practice"],
        theatre: &["anaesthesia/theatre"],
        elsewhere: &["intensive-care/practice", "emergency/practice"],
        advanced: &["anaesthesia/hands-on"],
    },
    Programme {
        specialty: "neurosurgery",
        home: &["neurosurgery/practice", "neurology/practice"],
        theatre: &["neurosurgery/theatre"],
        elsewhere: &[
            "intensive-care/practice",
            "rehabilitation/practice",
            "radiology/practice",
        ],
        advanced: &["neurosurgery/hands-on"],
    },
    Programme {
        specialty: "orthopaedics",
        home: &[
            "orthopaedics-a/practice",
            "orthopaedics-b/practice",
            "hill-orthopaedics/practice",
        ],
        theatre: &["orthopaedics-a/theatre"],
        elsewhere: &[
            "rehabilitation/practice",
            "emergency/practice",
            "radiology/practice",
        ],
        advanced: &[],
    },
    Programme {
        specialty: "obstetrics-gynaecology",
        home: &[
            "high-risk-pregnancy/practice",
            "gynaecology/practice",
            "hill-delivery/practice",
            "delivery/practice",
        ],
        theatre: &["gynaecology/theatre", "urology/theatre"],
        elsewhere: &[
            "fertility/practice",
            "neonatology/practice",
            "neonatology/transport",
            "urology/practice",
        ],
        advanced: &[
            "gynaecology/hands-on",
            "delivery/hands-on",
            "hill-delivery/hands-on",
        ],
    },
    Programme {
        specialty: "internal-medicine",
        home: &[
            "internal-a/practice",
            "internal-b/practice",
            "internal-c/practice",
            "hill-internal/practice",
        ],
        theatre: &[],
        elsewhere: &[
            "cardiology/practice",
            "oncology/practice",
            "gastroenterology/practice",
            "psychiatry/practice",
        ],
        advanced: &["internal-b/hands-on"],
    },
    Programme {
        specialty: "cardiology",
        home: &["cardiology/practice", "internal-a/practice"],
        theatre: &[],
        elsewhere: &[
            "intensive-care/practice",
            "emergency/practice",
            "radiology/practice",
        ],
        advanced: &[],
    },
    Programme {
        specialty: "paediatrics",
        home: &[
            "paediatrics-a/practice",
            "paediatrics-b/practice",
            "neonatology/practice",
        ],
        theatre: &[],
        elsewhere: &[
            "paediatric-surgery/practice",
            "ear-nose-throat/practice",
            "emergency/practice",
            "neonatology/transport",
        ],
        advanced: &["paediatrics-a/hands-on", "paediatrics-b/hands-on"],
    },
];

/// How long an internship is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Four months and more.
    Short,
    /// Six months and more.
    Medium,
    /// Nine months and more.
    Long,
}

impl Pace {
    fn word(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Long => "long",
        }
    }
    /// Weeks of practice in the own specialty, least and most, and the same of one rotation; two rotations at most. Few
    /// sums are possible (4 or 2 + 2; 4 or 4 + 4; 8 or 4 + 4), so that a pathway diagram stays small.
    fn core_weeks(self) -> ((i64, i64), (i64, i64)) {
        match self {
            Self::Short => ((4, 4), (2, 4)),
            Self::Medium => ((4, 8), (4, 4)),
            Self::Long => ((8, 8), (4, 8)),
        }
    }
    fn advanced_weeks(self) -> i64 {
        match self {
            Self::Short => 3,
            Self::Medium => 5,
            Self::Long => 8,
        }
    }
    fn elective_weeks(self) -> i64 {
        match self {
            Self::Short => 2,
            Self::Medium => 3,
            Self::Long => 4,
        }
    }
}

/// Curriculum of an intern.
pub(super) fn intern_curriculum(specialty: &str, pace: Pace) -> String {
    format!("intern/{specialty}/{}", pace.word())
}

/// Curriculum of a cohort visitor.
pub(super) fn visitor_curriculum(specialty: &str) -> String {
    format!("visitor/{specialty}")
}

/// Adds the specialties.
pub(super) fn write_specialties(draft: &mut ProblemDraft) {
    for (id, name, parent) in [
        ("medicine", "Medicine", None),
        ("internal-medicine", "Internal medicine", Some("medicine")),
        ("cardiology", "Cardiology", Some("medicine")),
        ("surgery", "Surgery", None),
        ("general-surgery", "General surgery", Some("surgery")),
        ("neurosurgery", "Neurosurgery", Some("surgery")),
        ("orthopaedics", "Orthopaedics", Some("surgery")),
        ("anaesthesia", "Anaesthesia", None),
        ("obstetrics-gynaecology", "Obstetrics and gynaecology", None),
        ("paediatrics", "Paediatrics", None),
    ] {
        draft.specialties.push(SpecialtyDraft {
            id: id.into(),
            name: name.into(),
            parent: parent.map(text),
        });
    }
}

/// The programme of a specialty.
pub(super) fn programme(specialty: &str) -> Option<&'static Programme> {
    PROGRAMMES
        .iter()
        .find(|programme| programme.specialty == specialty)
}

fn curriculum_filter(curriculum: &str) -> DoctorFilter {
    DoctorFilter::curricula([curriculum])
}

fn requirement(
    curriculum: &str,
    kind: &str,
    activities: &[&str],
    (min, max): (i64, i64),
) -> RequirementDraft {
    RequirementDraft {
        id: format!("{curriculum}/{kind}"),
        doctors: curriculum_filter(curriculum),
        activities: ActivityFilter::activities(owned(activities)),
        min,
        max: Some(max),
        ..RequirementDraft::default()
    }
}

/// Adds the curriculum of interns of a specialty: orientation, core, advanced work, and electives of which one or two are done.
pub(super) fn write_intern_curriculum(specialty: &str, pace: Pace, draft: &mut ProblemDraft) {
    let Some(programme) = programme(specialty) else {
        return;
    };
    let curriculum = intern_curriculum(specialty, pace);
    draft.curricula.push(CurriculumDraft {
        id: curriculum.clone(),
        name: format!("Internship in {specialty}, {}", pace.word()),
    });
    let fixed = |kind: &str, activities: &[&str], weeks: i64| RequirementDraft {
        run_min: weeks,
        run_max: Some(weeks),
        runs_max: Some(1),
        ..requirement(&curriculum, kind, activities, (weeks, weeks))
    };
    draft
        .requirements
        .push(fixed("orientation", &["academy/orientation"], 1));
    // Two to four weeks in a department, more than four preferably in two; in long internships twice as much.
    let (weeks, rotation) = pace.core_weeks();
    draft.requirements.push(RequirementDraft {
        run_min: rotation.0,
        run_max: Some(rotation.1),
        runs_max: Some(2),
        ..requirement(&curriculum, "core", programme.home, weeks)
    });
    draft
        .requirements
        .push(fixed("advanced", programme.advanced, pace.advanced_weeks()));
    let mut electives = Vec::new();
    for (position, activities) in programme.electives().into_iter().enumerate() {
        let row = fixed(
            &format!("elective-{}", position + 1),
            activities,
            pace.elective_weeks(),
        );
        electives.push(row.id.clone());
        draft.requirements.push(RequirementDraft {
            optional: true,
            ..row
        });
    }
    draft.precedence.extend(orders(&curriculum, &electives));
    draft.electives.push(ElectiveDraft {
        id: format!("{curriculum}/electives"),
        doctors: curriculum_filter(&curriculum),
        requirements: electives,
        min: 1,
        max: Some(2),
        weight: None,
    });
}

/// What comes before what in an internship. The third elective builds on the core or on one of the other two.
fn orders(curriculum: &str, electives: &[String]) -> [PrecedenceDraft; 5] {
    let id = |kind: &str| format!("{curriculum}/{kind}");
    let after = |before: Vec<String>, after: String, count: Option<i64>| PrecedenceDraft {
        id: format!("{after} in order"),
        doctors: curriculum_filter(curriculum),
        before,
        count,
        after,
        weight: None,
    };
    let [first, second, third] = [0, 1, 2].map(|position: usize| electives[position].clone());
    [
        after(vec![id("orientation")], id("core"), None),
        after(vec![id("core")], id("advanced"), None),
        after(vec![id("orientation")], first.clone(), None),
        after(vec![id("orientation")], second.clone(), None),
        after(vec![id("core"), first, second], third, Some(1)),
    ]
}

/// Adds the curriculum of cohort visitors of a specialty: two to four days in a department, at most four departments.
pub(super) fn write_visitor_curriculum(programme: &Programme, draft: &mut ProblemDraft) {
    let curriculum = visitor_curriculum(programme.specialty);
    draft.curricula.push(CurriculumDraft {
        id: curriculum.clone(),
        name: format!("Two weeks in {}", programme.specialty),
    });
    draft.requirements.push(RequirementDraft {
        run_min: 2,
        run_max: Some(4),
        runs_max: Some(2),
        ..requirement(&curriculum, "home", programme.home, (3, 6))
    });
    if !programme.theatre.is_empty() {
        draft.requirements.push(RequirementDraft {
            runs_max: Some(1),
            ..requirement(&curriculum, "theatre", programme.theatre, (1, 2))
        });
    }
    draft.requirements.push(RequirementDraft {
        run_min: 2,
        run_max: Some(4),
        runs_max: Some(1),
        ..requirement(&curriculum, "elsewhere", programme.elsewhere, (2, 4))
    });
    // Orientation is an event of the first day, so that nothing can come before it; wards come before theatres, if possible.
    if !programme.theatre.is_empty() {
        draft.precedence.push(PrecedenceDraft {
            id: format!("{curriculum}/theatre in order"),
            doctors: curriculum_filter(&curriculum),
            before: vec![format!("{curriculum}/home")],
            count: None,
            after: format!("{curriculum}/theatre"),
            weight: Some(2),
        });
    }
}
