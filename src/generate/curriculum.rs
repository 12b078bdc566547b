//! Curricula of uninterrupted rotations of fixed lengths, shared by the families over weeks.

use super::Demand;
use super::dice::Dice;
use crate::problem::draft::{
    ActivityDraft, ActivityFilter, CurriculumDraft, DoctorFilter, PrecedenceDraft, ProblemDraft,
    RequirementDraft, SpecialtyDraft,
};

/// One requirement of a curriculum.
pub(super) struct Kind {
    /// Length of its one rotation.
    pub(super) weeks: usize,
    /// Departments in which it can be done, ascending.
    pub(super) departments: Vec<usize>,
}

/// A curriculum, offered to a specialty of its own.
///
/// Each requirement has an activity of its own in every department that teaches it: places belong to the department,
/// while the activity tells which requirement a rotation is for.
pub(super) struct Curriculum {
    /// Id of the curriculum and of its specialty.
    pub(super) id: String,
    /// Requirements.
    pub(super) kinds: Vec<Kind>,
    /// Pairs of requirements, the first before the second; always from a lower position to a higher one.
    pub(super) precedence: Vec<(usize, usize)>,
}

/// What a curriculum is drawn from.
pub(super) struct Recipe {
    /// Weeks of all requirements together, as nearly as the limits allow.
    pub(super) weeks: usize,
    /// Shortest requirement.
    pub(super) shortest: usize,
    /// Longest requirement.
    pub(super) longest: usize,
    /// Most requirements.
    pub(super) most: usize,
    /// Departments there are.
    pub(super) departments: usize,
    /// Chance in percent that a requirement has another one before it.
    pub(super) precedence_percent: usize,
}

impl Curriculum {
    pub(super) fn draw(dice: &mut Dice, id: String, recipe: &Recipe) -> Self {
        let mut kinds: Vec<Kind> = Vec::new();
        let mut left = recipe.weeks;
        while left >= recipe.shortest.max(1) && kinds.len() < recipe.most {
            let later = (recipe.most - kinds.len() - 1) * recipe.longest;
            let low = recipe
                .shortest
                .max(left.saturating_sub(later))
                .min(recipe.longest);
            let high = recipe.longest.min(left).max(low);
            // The longer of two draws: fewer and longer rotations keep the number of their orders small.
            let weeks = dice
                .between(low, high)
                .max(dice.between(low, high))
                .min(left);
            let count = dice.between(1, 4);
            kinds.push(Kind {
                weeks,
                departments: dice.several(count, recipe.departments),
            });
            left -= weeks;
        }
        let mut precedence = Vec::new();
        for after in 1..kinds.len() {
            if dice.chance(recipe.precedence_percent) {
                precedence.push((dice.between(0, after - 1), after));
            }
        }
        Self {
            id,
            kinds,
            precedence,
        }
    }
    /// Weeks of all requirements together.
    pub(super) fn weeks(&self) -> usize {
        self.kinds.iter().map(|kind| kind.weeks).sum()
    }
    /// Every department that teaches something of it, ascending.
    pub(super) fn departments(&self) -> Vec<usize> {
        let mut departments: Vec<usize> = self
            .kinds
            .iter()
            .flat_map(|kind| kind.departments.iter().copied())
            .collect();
        departments.sort_unstable();
        departments.dedup();
        departments
    }
    /// Id of a requirement.
    pub(super) fn requirement_id(&self, kind: usize) -> String {
        format!("{}/{}", self.id, kind + 1)
    }
    /// Id of the activity of a requirement in a department.
    pub(super) fn activity_id(&self, kind: usize, department: usize) -> String {
        format!(
            "{}/{}",
            department_id(department),
            self.requirement_id(kind)
        )
    }
    /// Adds the curriculum, its specialty, activities, requirements and precedence to a draft.
    pub(super) fn write(&self, draft: &mut ProblemDraft, parent: Option<&str>, demand: Demand) {
        let of_curriculum = || DoctorFilter::curricula([self.id.clone()]);
        draft.curricula.push(CurriculumDraft {
            id: self.id.clone(),
            name: String::new(),
        });
        draft.specialties.push(SpecialtyDraft {
            id: self.id.clone(),
            name: String::new(),
            parent: parent.map(Into::into),
        });
        for (position, kind) in self.kinds.iter().enumerate() {
            let mut activities = Vec::new();
            for &department in &kind.departments {
                let id = self.activity_id(position, department);
                draft.activities.push(ActivityDraft {
                    id: id.clone(),
                    department: department_id(department),
                    specialties: vec![self.id.clone()],
                    ..ActivityDraft::default()
                });
                activities.push(id);
            }
            let weeks = number(kind.weeks);
            draft.requirements.push(RequirementDraft {
                id: self.requirement_id(position),
                doctors: of_curriculum(),
                activities: ActivityFilter::activities(activities),
                min: weeks,
                max: Some(weeks),
                run_min: weeks,
                run_max: Some(weeks),
                runs_max: Some(1),
                optional: demand == Demand::Optional,
                ..RequirementDraft::default()
            });
        }
        for &(before, after) in &self.precedence {
            draft.precedence.push(PrecedenceDraft {
                id: format!("{} after {}", self.requirement_id(after), before + 1),
                doctors: of_curriculum(),
                before: vec![self.requirement_id(before)],
                after: self.requirement_id(after),
                ..PrecedenceDraft::default()
            });
        }
    }
}

/// Id of a department.
pub(super) fn department_id(department: usize) -> String {
    format!("department-{:02}", department + 1)
}

/// The id of the period at a position.
pub(super) fn period_id(position: usize) -> String {
    format!("#{}", position + 1)
}

/// A count as the draft's number type.
pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
