//! A year of residents in weeks.

use super::curriculum::{Curriculum, Recipe, period_id};
use super::dice::Dice;
use super::places::{Places, write_departments, write_likes};
use super::planted::Planted;
use super::{BASE_VALUE, Demand};
use crate::calendar::Date;
use crate::problem::draft::{
    DoctorDraft, DoctorFilter, FORMAT_VERSION, HorizonDraft, LeaveDraft, PeriodKindDraft,
    PreferenceDraft, ProblemDraft,
};

/// Doctors who are there for all of a horizon of weeks and compete for the places of its departments.
///
/// A doctor follows one of a few curricula (a curriculum for about seven doctors, at most twelve): requirements of 2-8
/// weeks, each one uninterrupted rotation in one of 1-4 departments, 70-95 % of the weeks together and at most
/// [`Year::MOST_REQUIREMENTS`] of them, some only after another one. A requirement is a choice, all of it or nothing,
/// and every week is worth [`BASE_VALUE`](super::BASE_VALUE) plus the doctor's preference of 0-3 for the department.
/// Three doctors in ten take a leave of a week or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// Number of doctors, at least 1.
    pub doctors: usize,
    /// Number of weeks, at least 4.
    pub weeks: usize,
    /// Number of departments, at least 1.
    pub departments: usize,
    /// Seed of all choices.
    pub seed: u64,
    /// Places of all departments and open weeks together, in percent of the weeks that all requirements ask for.
    pub load_percent: usize,
    /// How often a department closes for one to three weeks.
    pub closures: usize,
    /// Make the pathways first: requirements are hard, places hold the planted schedule (its fullest week of each
    /// quarter; `load_percent` has no meaning), and it is published. Closures then last one week each.
    pub planted: bool,
}

impl Year {
    /// Most requirements of a curriculum, so that a pathway diagram stays small.
    pub const MOST_REQUIREMENTS: usize = 8;

    /// A year with places for exactly what is asked for and a closure for every fifth department.
    #[must_use]
    pub fn new(doctors: usize, weeks: usize, departments: usize) -> Self {
        Self {
            doctors,
            weeks,
            departments,
            seed: 1,
            load_percent: 100,
            closures: departments / 5,
            planted: false,
        }
    }
    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
    /// Sets the places in percent of what is asked for.
    #[must_use]
    pub fn load_percent(mut self, load_percent: usize) -> Self {
        self.load_percent = load_percent;
        self
    }
    /// Sets how often a department closes.
    #[must_use]
    pub fn closures(mut self, closures: usize) -> Self {
        self.closures = closures;
        self
    }
    /// Makes the requirements hard and plants a schedule that keeps them.
    #[must_use]
    pub fn planted(mut self) -> Self {
        self.planted = true;
        self
    }

    /// The problem. Linear in its size.
    #[must_use]
    pub fn draft(&self) -> ProblemDraft {
        let mut dice = Dice::new(self.seed, 1);
        let mut draft = weeks_draft(
            format!(
                "year {} x {} x {}",
                self.doctors, self.weeks, self.departments
            ),
            self.weeks,
        );
        draft.note = format!("Generated: {self:?}");
        write_departments(self.departments, &mut draft);
        let demand = if self.planted {
            Demand::Hard
        } else {
            Demand::Optional
        };
        let curricula = self.curricula(&mut dice);
        curricula
            .iter()
            .for_each(|curriculum| curriculum.write(&mut draft, None, demand));
        write_base_value(&mut draft);
        let mut places = Places::new(self.departments, self.weeks);
        let mut planted = Planted::new(self.departments, self.weeks);
        for position in 0..self.doctors {
            let id = format!("doctor-{:03}", position + 1);
            let curriculum = &curricula[position % curricula.len()];
            draft.doctors.push(DoctorDraft {
                id: id.clone(),
                specialty: Some(curriculum.id.clone()),
                curriculum: Some(curriculum.id.clone()),
                ..DoctorDraft::default()
            });
            places.want(curriculum);
            let own = DoctorFilter::doctors([&id]);
            write_likes(&mut dice, &id, &own, curriculum.departments(), &mut draft);
            let free = if self.planted {
                planted.plant(&mut dice, curriculum, &id, 0..self.weeks, &mut draft)
            } else {
                (0..self.weeks).collect()
            };
            write_leave(&mut dice, &id, &free, &mut draft);
        }
        if self.planted {
            planted.write_places(&mut draft);
            planted.close(&mut dice, self.closures, &mut places, &mut draft);
        } else {
            places.close(&mut dice, self.closures, &mut draft);
            places.write_share(self.load_percent, &mut draft);
        }
        draft
    }

    fn curricula(&self, dice: &mut Dice) -> Vec<Curriculum> {
        let mut draw = |number: usize| {
            let recipe = Recipe {
                weeks: self.weeks * dice.between(70, 95) / 100,
                shortest: 2,
                longest: 8,
                most: Self::MOST_REQUIREMENTS,
                departments: self.departments,
                precedence_percent: 60,
            };
            Curriculum::draw(dice, format!("specialty-{:02}", number + 1), &recipe)
        };
        let number = self.doctors.div_ceil(7).clamp(1, 12);
        (0..number).map(&mut draw).collect()
    }
}

/// An empty problem over `weeks` weeks.
pub(super) fn weeks_draft(name: String, weeks: usize) -> ProblemDraft {
    // A Sunday.
    let start = Date::new(2026, 1, 4);
    let end = start.map(|start| start.plus_days(i32::try_from(weeks * 7).unwrap_or(i32::MAX) - 1));
    let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let horizon = HorizonDraft {
        kind: PeriodKindDraft::Week,
        start: text(start),
        end: text(end),
        ..HorizonDraft::default()
    };
    ProblemDraft {
        format: FORMAT_VERSION,
        name,
        horizon,
        ..ProblemDraft::default()
    }
}

/// Every week of training has a value.
pub(super) fn write_base_value(draft: &mut ProblemDraft) {
    draft.preferences.push(PreferenceDraft {
        id: "training".into(),
        value: BASE_VALUE,
        ..PreferenceDraft::default()
    });
}

/// A leave of a week or two for three doctors in ten, in weeks that are free for it.
fn write_leave(dice: &mut Dice, doctor: &str, free: &[usize], draft: &mut ProblemDraft) {
    if !dice.chance(30) || free.len() < 4 {
        return;
    }
    let start = dice.between(0, free.len() - 1);
    let two = dice.chance(50) && free.get(start + 1) == Some(&(free[start] + 1));
    draft.leaves.push(LeaveDraft {
        doctor: doctor.into(),
        from: period_id(free[start]),
        to: period_id(free[start] + usize::from(two)),
        reason: "leave".into(),
        ..LeaveDraft::default()
    });
}
