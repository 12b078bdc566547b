//! Doctors with stays of their own, arriving over many years.

use super::Demand;
use super::curriculum::{Curriculum, Recipe, department_id, period_id};
use super::dice::Dice;
use super::places::{Places, write_departments, write_likes};
use super::planted::Planted;
use super::year::{weeks_draft, write_base_value};
use crate::problem::draft::{
    ActivityFilter, DoctorDraft, DoctorFilter, PreferenceDraft, ProblemDraft, RegionDraft,
    SpecialtyDraft,
};

/// Doctors who keep arriving for stays of a few weeks up to a year.
///
/// Four specialties and at most [`Arrivals::STAY_LENGTHS`] lengths of stay; for each pair a curriculum of 1-5
/// requirements of 2-13 weeks that fit the stay, each one uninterrupted rotation in one of 1-4 departments. So doctors
/// of one specialty and length of stay share everything but their dates and their region's preferences. A requirement is a
/// choice, all of it or nothing; a week is worth [`BASE_VALUE`](super::BASE_VALUE) plus what the doctor's region thinks of
/// the department (0-3), plus 2 in one department for a few doctors with a wish of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// Number of doctors, at least 1.
    pub doctors: usize,
    /// Number of weeks, at least 2.
    pub weeks: usize,
    /// Number of departments, at least 1.
    pub departments: usize,
    /// Seed of all choices.
    pub seed: u64,
    /// Shortest stay in weeks, at least 2.
    pub min_stay_weeks: usize,
    /// Longest stay in weeks.
    pub max_stay_weeks: usize,
    /// Places of all departments and weeks together, in percent of the weeks that all requirements ask for.
    pub load_percent: usize,
    /// How often a department closes for one to three weeks.
    pub closures: usize,
    /// Make the pathways first: requirements are hard, places hold the planted schedule (its fullest week of each
    /// quarter; `load_percent` has no meaning), and it is published. Closures then last one week each.
    pub planted: bool,
}

impl Arrivals {
    /// Most different lengths of stay.
    pub const STAY_LENGTHS: usize = 9;
    const SPECIALTIES: usize = 4;
    const REGIONS: usize = 20;

    /// Stays of 13-52 weeks, places for exactly what is asked for, a closure for every second department.
    #[must_use]
    pub fn new(doctors: usize, weeks: usize, departments: usize) -> Self {
        Self {
            doctors,
            weeks,
            departments,
            seed: 1,
            min_stay_weeks: 13,
            max_stay_weeks: 52,
            load_percent: 100,
            closures: departments / 2,
            planted: false,
        }
    }
    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
    /// Sets the shortest and the longest stay.
    #[must_use]
    pub fn stay_weeks(mut self, min: usize, max: usize) -> Self {
        (self.min_stay_weeks, self.max_stay_weeks) = (min, max);
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

    /// The lengths of stay, ascending: evenly spread from the shortest to the longest.
    #[must_use]
    pub fn stays(&self) -> Vec<usize> {
        let longest = self.max_stay_weeks.min(self.weeks);
        let shortest = self.min_stay_weeks.max(2).min(longest);
        let steps = Self::STAY_LENGTHS - 1;
        let mut stays: Vec<usize> = (0..=steps)
            .map(|step| shortest + (longest - shortest) * step / steps)
            .collect();
        stays.dedup();
        stays
    }

    /// The problem. Linear in its size; preferences take a row for each region and value, not for each doctor.
    #[must_use]
    pub fn draft(&self) -> ProblemDraft {
        let mut dice = Dice::new(self.seed, 2);
        let mut draft = weeks_draft(
            format!(
                "arrivals {} x {} x {}",
                self.doctors, self.weeks, self.departments
            ),
            self.weeks,
        );
        draft.note = format!("Generated: {self:?}");
        write_departments(self.departments, &mut draft);
        let stays = self.stays();
        let curricula = self.curricula(&mut dice, &stays);
        let chosen: Vec<usize> = (0..self.doctors)
            .map(|_| dice.between(0, curricula.len() - 1))
            .collect();
        self.write_curricula(&curricula, &chosen, &mut draft);
        write_base_value(&mut draft);
        let regions = (self.doctors / 10).clamp(1, Self::REGIONS);
        self.write_regions(&mut dice, regions, &mut draft);
        let mut places = Places::new(self.departments, self.weeks);
        let mut planted = Planted::new(self.departments, self.weeks);
        let wishes = (self.doctors / 50).min(200);
        for (position, &drawn) in chosen.iter().enumerate() {
            let (curriculum, stay) = (&curricula[drawn], stays[drawn % stays.len()]);
            let first = dice.between(0, self.weeks - stay);
            let id = format!("doctor-{:04}", position + 1);
            places.want(curriculum);
            if self.planted {
                planted.plant(&mut dice, curriculum, &id, first..first + stay, &mut draft);
            }
            if position < wishes {
                write_wish(&mut dice, &id, curriculum, &mut draft);
            }
            draft.doctors.push(DoctorDraft {
                id,
                specialty: Some(curriculum.id.clone()),
                region: Some(region_id(position % regions)),
                curriculum: Some(curriculum.id.clone()),
                arrival: Some(period_id(first)),
                departure: Some(period_id(first + stay - 1)),
                ..DoctorDraft::default()
            });
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

    /// A curriculum for every specialty and length of stay, lengths changing fastest.
    fn curricula(&self, dice: &mut Dice, stays: &[usize]) -> Vec<Curriculum> {
        let mut curricula = Vec::new();
        for specialty in 0..Self::SPECIALTIES {
            for &stay in stays {
                let recipe = Recipe {
                    weeks: (stay * dice.between(70, 95) / 100).max(2),
                    shortest: 2,
                    longest: 13,
                    most: 5,
                    departments: self.departments,
                    precedence_percent: 50,
                };
                curricula.push(Curriculum::draw(
                    dice,
                    format!("specialty-{}/{stay}-weeks", specialty + 1),
                    &recipe,
                ));
            }
        }
        curricula
    }

    /// Writes the specialties and those curricula that a doctor follows.
    fn write_curricula(
        &self,
        curricula: &[Curriculum],
        chosen: &[usize],
        draft: &mut ProblemDraft,
    ) {
        let demand = if self.planted {
            Demand::Hard
        } else {
            Demand::Optional
        };
        let mut followed = vec![false; curricula.len()];
        chosen
            .iter()
            .for_each(|&curriculum| followed[curriculum] = true);
        let lengths = curricula.len() / Self::SPECIALTIES;
        for specialty in 0..Self::SPECIALTIES {
            let parent = format!("specialty-{}", specialty + 1);
            draft.specialties.push(SpecialtyDraft {
                id: parent.clone(),
                ..SpecialtyDraft::default()
            });
            for curriculum in specialty * lengths..(specialty + 1) * lengths {
                if followed[curriculum] {
                    curricula[curriculum].write(draft, Some(&parent), demand);
                }
            }
        }
    }

    /// Regions and what they think of the departments: a row for each region and value above 0.
    fn write_regions(&self, dice: &mut Dice, regions: usize, draft: &mut ProblemDraft) {
        for region in 0..regions {
            let id = region_id(region);
            draft.regions.push(RegionDraft {
                id: id.clone(),
                ..RegionDraft::default()
            });
            let of_region = DoctorFilter::regions([&id]);
            write_likes(dice, &id, &of_region, 0..self.departments, draft);
        }
    }
}

fn region_id(region: usize) -> String {
    format!("region-{:02}", region + 1)
}

/// One doctor's own wish: a department of the curriculum.
fn write_wish(dice: &mut Dice, doctor: &str, curriculum: &Curriculum, draft: &mut ProblemDraft) {
    let departments = curriculum.departments();
    let Some(&department) = departments.get(dice.between(0, departments.len().saturating_sub(1)))
    else {
        return;
    };
    draft.preferences.push(PreferenceDraft {
        id: format!("wish/{doctor}"),
        doctors: DoctorFilter::doctors([doctor]),
        activities: ActivityFilter::departments([department_id(department)]),
        value: 2,
        ..PreferenceDraft::default()
    });
}
