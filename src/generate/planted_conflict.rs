//! A year with a schedule, and visitors who cannot be fitted in.

use super::curriculum::{department_id, number, period_id};
use super::dice::Dice;
use super::year::Year;
use crate::problem::RuleDraft;
use crate::problem::draft::{
    ActivityDraft, ActivityFilter, CapacityDraft, ClosureDraft, CohortDraft, DepartmentDraft,
    DoctorDraft, DoctorFilter, EventDraft, PeriodFilter, PrecedenceDraft, ProblemDraft,
    RequirementDraft, SlotDraft,
};
use crate::problem::rule_draft::{CellsModeDraft, CoveragePerDraft, ScopeDraft};
use crate::problem::rules;

/// What cannot hold together in a [`PlantedConflict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConflictKind {
    /// One doctor's own rules.
    Personal,
    /// More doctors who must be in a department than it has places.
    Capacity,
    /// A cohort that stays together and does not fit where one of them must be.
    Cohort,
    /// A department that needs doctors who must be elsewhere.
    Coverage,
    /// An event with fewer places than attendees.
    Event,
    /// What comes first is possible only when it is too late.
    Precedence,
}

impl ConflictKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Personal,
        Self::Capacity,
        Self::Cohort,
        Self::Coverage,
        Self::Event,
        Self::Precedence,
    ];
}

/// A planted [`Year`] of residents, which has a schedule, and a few visitors who make it infeasible in one known way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantedConflict {
    /// What cannot hold together.
    pub kind: ConflictKind,
    /// Number of doctors, visitors included; at least 8.
    pub doctors: usize,
    /// Number of weeks, at least 12.
    pub weeks: usize,
    /// Seed of all choices.
    pub seed: u64,
}

/// A department for visitors only.
const ANNEX: &str = "annex";
/// Where visitors go otherwise.
const CLINIC: &str = "clinic";

impl PlantedConflict {
    /// A conflict of a kind among so many doctors, over half a year.
    #[must_use]
    pub fn new(kind: ConflictKind, doctors: usize) -> Self {
        Self {
            kind,
            doctors,
            weeks: 26,
            seed: 1,
        }
    }
    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
    /// Sets the number of weeks.
    #[must_use]
    pub fn weeks(mut self, weeks: usize) -> Self {
        self.weeks = weeks;
        self
    }

    /// The problem. Linear in its size.
    #[must_use]
    pub fn draft(&self) -> ProblemDraft {
        let mut dice = Dice::new(self.seed, 9);
        let visitors = dice.between(3, 5);
        let departments = (self.doctors / 5).clamp(3, 30);
        let year = Year::new(
            self.doctors.saturating_sub(visitors).max(1),
            self.weeks,
            departments,
        )
        .seed(self.seed)
        .planted();
        let mut draft = year.draft();
        draft.name = format!("{:?} conflict among {} doctors", self.kind, self.doctors);
        draft.note = format!("Generated: {self:?}");
        for id in [ANNEX, CLINIC] {
            write_department(id, visitors, &mut draft);
        }
        let stay = dice.between(2, 4);
        let first = dice.between(2, self.weeks - stay - 2);
        let visit = Visit {
            first,
            stay,
            visitors: (1..=visitors)
                .map(|visitor| format!("visitor-{visitor}"))
                .collect(),
        };
        visit.write(&mut draft);
        match self.kind {
            ConflictKind::Personal => visit.personal(&mut dice, &mut draft),
            ConflictKind::Capacity => visit.capacity(&mut dice, departments, &mut draft),
            ConflictKind::Cohort => visit.cohort(&mut dice, &mut draft),
            ConflictKind::Coverage => visit.coverage(&mut dice, &mut draft),
            ConflictKind::Event => visit.event(&mut dice, &mut draft),
            ConflictKind::Precedence => visit.precedence(&mut draft),
        }
        draft
    }
}

/// A department with one activity and so many places.
fn write_department(id: &str, places: usize, draft: &mut ProblemDraft) {
    draft.departments.push(DepartmentDraft {
        id: id.into(),
        ..DepartmentDraft::default()
    });
    draft.activities.push(ActivityDraft {
        id: id.into(),
        department: id.into(),
        ..ActivityDraft::default()
    });
    draft.capacities.push(CapacityDraft {
        of: id.into(),
        max: Some(number(places)),
        ..CapacityDraft::default()
    });
}

/// The visitors and their weeks.
struct Visit {
    first: usize,
    stay: usize,
    visitors: Vec<String>,
}

impl Visit {
    /// Adds the visitors, a cohort of their own.
    fn write(&self, draft: &mut ProblemDraft) {
        draft.cohorts.push(CohortDraft {
            id: "visit".into(),
            arrival: Some(period_id(self.first)),
            departure: Some(period_id(self.first + self.stay - 1)),
            ..CohortDraft::default()
        });
        for visitor in &self.visitors {
            draft.doctors.push(DoctorDraft {
                id: visitor.clone(),
                cohort: Some("visit".into()),
                ..DoctorDraft::default()
            });
        }
    }

    fn weeks(&self) -> PeriodFilter {
        let (from, to) = (
            Some(period_id(self.first)),
            Some(period_id(self.first + self.stay - 1)),
        );
        PeriodFilter::between(from, to)
    }
    fn requirement(
        &self,
        id: &str,
        who: &[String],
        where_to: &str,
        weeks: usize,
    ) -> RequirementDraft {
        let weeks = number(weeks);
        RequirementDraft {
            id: id.into(),
            doctors: DoctorFilter::doctors(who.to_vec()),
            activities: at(where_to),
            min: weeks,
            max: Some(weeks),
            run_min: weeks,
            run_max: Some(weeks),
            runs_max: Some(1),
            ..RequirementDraft::default()
        }
    }
    /// One of them may not be where a requirement sends them, in some or all of the weeks that it would take.
    fn personal(&self, dice: &mut Dice, draft: &mut ProblemDraft) {
        draft
            .requirements
            .push(self.requirement("practice", &self.visitors, ANNEX, self.stay));
        let who = vec![self.visitors[dice.between(0, self.visitors.len() - 1)].clone()];
        let week = period_id(self.first + dice.between(0, self.stay - 1));
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: "not there".into(),
            doctors: DoctorFilter::doctors(who),
            activities: at(ANNEX),
            periods: PeriodFilter::periods([week]),
            mode: CellsModeDraft::Forbidden,
            weight: None,
        }));
    }
    /// They all must be in a department of the residents, which has a place too few for them alone.
    fn capacity(&self, dice: &mut Dice, departments: usize, draft: &mut ProblemDraft) {
        let department = department_id(dice.between(0, departments - 1));
        let activity = format!("{department}/visitors");
        draft.activities.push(ActivityDraft {
            id: activity.clone(),
            department: department.clone(),
            ..ActivityDraft::default()
        });
        draft
            .requirements
            .push(self.requirement("practice", &self.visitors, &activity, self.stay));
        draft.capacities.push(CapacityDraft {
            of: activity,
            max: Some(number(self.visitors.len() - 1)),
            ..CapacityDraft::default()
        });
    }
    /// They stay together, one of them must be in the annex, and it has a place too few.
    fn cohort(&self, dice: &mut Dice, draft: &mut ProblemDraft) {
        let who = vec![self.visitors[dice.between(0, self.visitors.len() - 1)].clone()];
        let weeks = dice.between(1, self.stay);
        draft
            .requirements
            .push(self.requirement("practice", &who, ANNEX, weeks));
        for capacity in draft
            .capacities
            .iter_mut()
            .filter(|capacity| capacity.of == ANNEX)
        {
            capacity.max = Some(number(self.visitors.len() - 1));
        }
        draft.rules.push(RuleDraft::Together(rules::Together {
            id: "stay together".into(),
            doctors: DoctorFilter::cohorts(["visit"]),
            scope: ScopeDraft::Department,
            periods: PeriodFilter::default(),
            weight: None,
        }));
    }
    /// The clinic needs two of them in every week; all but one must be in the annex all the time.
    fn coverage(&self, dice: &mut Dice, draft: &mut ProblemDraft) {
        let free = dice.between(0, self.visitors.len() - 1);
        let busy: Vec<String> = self
            .visitors
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != free)
            .map(|(_, id)| id.clone())
            .collect();
        draft
            .requirements
            .push(self.requirement("practice", &busy, ANNEX, self.stay));
        draft.rules.push(RuleDraft::Coverage(rules::Coverage {
            id: "clinic staff".into(),
            doctors: DoctorFilter::cohorts(["visit"]),
            activities: at(CLINIC),
            periods: self.weeks(),
            per: CoveragePerDraft::Period,
            min: Some(2),
            max: None,
            allowed: Vec::new(),
            doctor_weights: Vec::new(),
            half_presence: false,
            weight: None,
        }));
    }
    /// A seminar for all of them with one or two slots and a place too few.
    fn event(&self, dice: &mut Dice, draft: &mut ProblemDraft) {
        draft
            .requirements
            .push(self.requirement("practice", &self.visitors, ANNEX, 1));
        let count = dice.between(1, 2);
        let slots = dice.several(count, self.stay).into_iter().map(|week| {
            let when = period_id(self.first + week);
            SlotDraft {
                from: when.clone(),
                to: when,
            }
        });
        draft.events.push(EventDraft {
            id: "seminar".into(),
            attendees: DoctorFilter::cohorts(["visit"]),
            slots: slots.collect(),
            max_places: Some(number((self.visitors.len() - 1) / count)),
            ..EventDraft::default()
        });
    }
    /// The clinic comes after the annex, and the annex is closed until the last week.
    fn precedence(&self, draft: &mut ProblemDraft) {
        draft
            .requirements
            .push(self.requirement("basics", &self.visitors, ANNEX, 1));
        draft
            .requirements
            .push(self.requirement("practice", &self.visitors, CLINIC, 1));
        draft.precedence.push(PrecedenceDraft {
            id: "basics first".into(),
            doctors: DoctorFilter::cohorts(["visit"]),
            before: vec!["basics".into()],
            after: "practice".into(),
            ..PrecedenceDraft::default()
        });
        draft.closures.push(ClosureDraft {
            of: ANNEX.into(),
            from: period_id(self.first),
            to: period_id(self.first + self.stay - 2),
            reason: "building works".into(),
        });
    }
}

fn at(activity: &str) -> ActivityFilter {
    ActivityFilter::activities([activity])
}
