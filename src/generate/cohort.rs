//! One visiting group in half-days.

use super::BASE_VALUE;
use super::curriculum::{department_id, number};
use super::dice::Dice;
use crate::calendar::Date;
use crate::problem::draft::{
    ActivityDraft, ActivityFilter, CapacityDraft, CohortDraft, CurriculumDraft, DepartmentDraft,
    DoctorDraft, DoctorFilter, EventDraft, FORMAT_VERSION, HorizonDraft, PerDraft, PeriodKindDraft,
    PreferenceDraft, ProblemDraft, RegionDraft, RequirementDraft, SlotDraft, SpecialtyDraft,
};
use crate::problem::rule_draft::RuleDraft;
use crate::problem::rules;

/// Specialties of the visitors: id, share of the doctors, whether there is an operating theatre to watch in.
const SPECIALTIES: [(&str, usize, bool); 6] = [
    ("surgery", 5, true),
    ("anaesthesia", 4, true),
    ("neurosurgery", 3, true),
    ("obstetrics-gynaecology", 3, true),
    ("internal-medicine", 3, false),
    ("paediatrics", 2, false),
];

/// Doctors of one region who come together for two weeks of half-days, Sunday to Thursday and Friday mornings.
///
/// Mixed specialties; every department belongs to one of them. Each doctor spends 4-8 half-days in departments of the own
/// specialty (stretches of four and more), 2-4 half-days in others, and 2-4 in the own specialty's operating theatres where
/// there are any, each with two places. All meet for an orientation on the first morning and four lectures, and attend a
/// seminar at one of three times. A department takes two visitors for each supervisor, and has enough of them for six
/// tenths of its specialty's doctors at a time. Everybody has three ranked wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Number of doctors, at least 1.
    pub doctors: usize,
    /// Number of departments, at least 2; with fewer than six there are as many specialties as departments.
    pub departments: usize,
    /// Seed of all choices.
    pub seed: u64,
}

impl Default for Cohort {
    fn default() -> Self {
        Self {
            doctors: 20,
            departments: 10,
            seed: 1,
        }
    }
}

impl Cohort {
    /// A cohort of this many doctors in this many departments.
    #[must_use]
    pub fn new(doctors: usize, departments: usize) -> Self {
        Self {
            doctors,
            departments,
            ..Self::default()
        }
    }
    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The problem. Linear in its size.
    #[must_use]
    pub fn draft(&self) -> ProblemDraft {
        let mut dice = Dice::new(self.seed, 3);
        let mut draft = empty_draft(self);
        let specialties = &SPECIALTIES[..self.departments.clamp(1, SPECIALTIES.len())];
        let shares: Vec<usize> = specialties.iter().map(|specialty| specialty.1).collect();
        let mut members = vec![0_usize; specialties.len()];
        let chosen: Vec<usize> = (0..self.doctors).map(|_| dice.weighted(&shares)).collect();
        chosen.iter().for_each(|&specialty| members[specialty] += 1);
        for (specialty, &(id, _, theatre)) in specialties.iter().enumerate() {
            draft.specialties.push(SpecialtyDraft {
                id: id.into(),
                ..SpecialtyDraft::default()
            });
            draft.curricula.push(CurriculumDraft {
                id: id.into(),
                name: String::new(),
            });
            let own = (0..self.departments)
                .filter(|department| department % specialties.len() == specialty);
            let places = (members[specialty] * 6).div_ceil(10 * own.clone().count().max(1));
            own.for_each(|department| {
                write_department(
                    &mut draft,
                    department,
                    id,
                    places.div_ceil(2).max(1),
                    theatre,
                )
            });
            if members[specialty] > 0 {
                self.write_requirements(&mut draft, (specialty, specialties.len()), id, theatre);
            }
        }
        for (position, &specialty) in chosen.iter().enumerate() {
            let id = format!("doctor-{:02}", position + 1);
            draft.doctors.push(DoctorDraft {
                id: id.clone(),
                specialty: Some(specialties[specialty].0.into()),
                curriculum: Some(specialties[specialty].0.into()),
                cohort: Some("cohort".into()),
                ..DoctorDraft::default()
            });
            let wishes = dice.several(3, self.departments);
            draft.rules.push(RuleDraft::Ranked(rules::Ranked {
                id: format!("wish/{id}"),
                doctors: DoctorFilter::doctors([id]),
                values: [6, 4, 2].into_iter().take(wishes.len()).collect(),
                departments: wishes.into_iter().map(department_id).collect(),
                per: PerDraft::Rotation,
            }));
        }
        self.write_events(&mut draft);
        draft
    }

    fn write_requirements(
        &self,
        draft: &mut ProblemDraft,
        (specialty, count): (usize, usize),
        id: &str,
        theatre: bool,
    ) {
        let practice = |own: bool| -> Vec<String> {
            let chosen =
                (0..self.departments).filter(|department| (department % count == specialty) == own);
            chosen
                .map(|department| format!("{}/practice", department_id(department)))
                .collect()
        };
        let row = |kind: &str, activities: Vec<String>, (min, max): (i64, i64)| RequirementDraft {
            id: format!("{id}/{kind}"),
            doctors: DoctorFilter::curricula([id]),
            activities: ActivityFilter::activities(activities),
            min,
            max: Some(max),
            ..RequirementDraft::default()
        };
        draft.requirements.push(RequirementDraft {
            run_min: 4,
            runs_max: Some(2),
            ..row("home", practice(true), (4, 8))
        });
        let elsewhere = practice(false);
        if !elsewhere.is_empty() {
            draft.requirements.push(RequirementDraft {
                run_min: 2,
                runs_max: Some(1),
                ..row("elsewhere", elsewhere, (2, 4))
            });
        }
        if theatre {
            let own = (0..self.departments).filter(|department| department % count == specialty);
            let theatres = own
                .map(|department| format!("{}/theatre", department_id(department)))
                .collect();
            draft.requirements.push(RequirementDraft {
                run_max: Some(2),
                runs_max: Some(2),
                ..row("theatre", theatres, (2, 4))
            });
        }
    }

    fn write_events(&self, draft: &mut ProblemDraft) {
        let everybody = || DoctorFilter::cohorts(["cohort"]);
        let slot = |day: i32, half: &str| {
            let when = day_of_visit(day) + " " + half;
            SlotDraft {
                from: when.clone(),
                to: when,
            }
        };
        let fixed = [
            ("orientation", 0, "am"),
            ("lecture 1", 2, "am"),
            ("lecture 2", 4, "am"),
            ("lecture 3", 8, "pm"),
            ("lecture 4", 10, "pm"),
        ];
        for (id, day, half) in fixed {
            draft.events.push(EventDraft {
                id: id.into(),
                attendees: everybody(),
                slots: vec![slot(day, half)],
                ..EventDraft::default()
            });
        }
        draft.events.push(EventDraft {
            id: "seminar".into(),
            attendees: everybody(),
            slots: vec![slot(5, "am"), slot(9, "pm"), slot(10, "am")],
            max_places: Some(number(self.doctors.div_ceil(3) + 1)),
            ..EventDraft::default()
        });
    }
}

/// The date of a day of the visit, 0 the first Sunday.
fn day_of_visit(day: i32) -> String {
    Date::new(2026, 10, 25)
        .map(|start| start.plus_days(day).to_string())
        .unwrap_or_default()
}

fn empty_draft(family: &Cohort) -> ProblemDraft {
    let mut draft = ProblemDraft {
        format: FORMAT_VERSION,
        name: format!("cohort {} x {}", family.doctors, family.departments),
        note: format!("Generated: {family:?}"),
        horizon: HorizonDraft {
            kind: PeriodKindDraft::HalfDay,
            start: day_of_visit(0),
            end: day_of_visit(12),
            working_days: ["sunday", "monday", "tuesday", "wednesday", "thursday"]
                .map(Into::into)
                .to_vec(),
            working_mornings: vec!["friday".into()],
            ..HorizonDraft::default()
        },
        regions: vec![RegionDraft {
            id: "region".into(),
            ..RegionDraft::default()
        }],
        cohorts: vec![CohortDraft {
            id: "cohort".into(),
            region: Some("region".into()),
            ..CohortDraft::default()
        }],
        ..ProblemDraft::default()
    };
    draft.preferences.push(PreferenceDraft {
        id: "training".into(),
        value: BASE_VALUE,
        ..PreferenceDraft::default()
    });
    draft.rules.push(RuleDraft::Idle(rules::Idle {
        id: "idle".into(),
        doctors: DoctorFilter::default(),
        cost: 3,
        leading: true,
        trailing: true,
        leave: false,
    }));
    draft
}

fn write_department(
    draft: &mut ProblemDraft,
    department: usize,
    specialty: &str,
    supervisors: usize,
    theatre: bool,
) {
    let id = department_id(department);
    draft.departments.push(DepartmentDraft {
        id: id.clone(),
        name: format!("{specialty} {}", department + 1),
        supervisors: Some(number(supervisors)),
        visitors_per_supervisor: Some(2),
        ..DepartmentDraft::default()
    });
    draft.activities.push(ActivityDraft {
        id: format!("{id}/practice"),
        department: id.clone(),
        ..ActivityDraft::default()
    });
    if theatre {
        let theatre = format!("{id}/theatre");
        draft.capacities.push(CapacityDraft {
            of: theatre.clone(),
            max: Some(2),
            ..CapacityDraft::default()
        });
        draft.activities.push(ActivityDraft {
            id: theatre,
            department: id,
            specialties: vec![specialty.into()],
            ..ActivityDraft::default()
        });
    }
}
