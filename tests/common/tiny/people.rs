//! Doctors, their dates and leaves.

use super::{Draw, Options};
use medrota::problem::draft::{
    CohortDraft, CurriculumDraft, DoctorDraft, LeaveDraft, PeriodKindDraft, RegionDraft,
};

impl Draw {
    pub(super) fn people(&mut self, options: Options) {
        for id in ["east", "west"] {
            self.draft.regions.push(RegionDraft {
                id: id.into(),
                name: String::new(),
                population: self.dice.perhaps(50, 1, 99),
            });
        }
        for id in ["long", "short"] {
            self.draft.curricula.push(CurriculumDraft {
                id: id.into(),
                name: String::new(),
            });
        }
        self.cohort();
        let doctors = self.dice.between(options.doctors.0, options.doctors.1);
        let pathways = options
            .schedules
            .powf(1.0 / doctors as f64)
            .min(options.pathways);
        let contents = (self.activities.len() + 1) as f64;
        let most_blocks = (pathways.ln() / contents.ln()).floor().max(1.0) as usize;
        for number in 1..=doctors {
            self.doctor(&format!("doctor{number}"), most_blocks);
        }
        for number in 1..=doctors {
            self.leave(&format!("doctor{number}"));
        }
    }

    fn cohort(&mut self) {
        self.draft.cohorts.push(CohortDraft {
            id: "spring".into(),
            arrival: self.dice.chance(30).then(|| "#2".into()),
            departure: self.dice.chance(30).then(|| self.when(self.periods - 1)),
            region: self.dice.chance(50).then(|| "west".into()),
            curriculum: self.dice.chance(50).then(|| "short".into()),
            ..CohortDraft::default()
        });
        self.draft.cohorts.push(CohortDraft {
            id: "autumn".into(),
            ..CohortDraft::default()
        });
    }

    fn doctor(&mut self, id: &str, most_blocks: usize) {
        let (grid, arrival, departure) = self.stay(most_blocks);
        let word = |draw: &mut Self, percent, words: &[&str]| {
            draw.dice
                .chance(percent)
                .then(|| draw.dice.pick(words).to_owned())
        };
        let words = |draw: &mut Self, percent, text: &str| {
            if draw.dice.chance(percent) {
                vec![text.to_owned()]
            } else {
                Vec::new()
            }
        };
        let place = self.dice.pick(&self.activities.clone());
        let doctor = DoctorDraft {
            id: id.into(),
            specialty: word(self, 80, &["surgery", "neurosurgery", "paediatrics"]),
            level: word(self, 60, &["junior", "senior"]).unwrap_or_default(),
            region: word(self, 60, &["east", "west"]),
            cohort: word(self, 60, &["spring", "autumn"]),
            curriculum: word(self, 40, &["long", "short"]),
            grid: (grid != "period" || self.dice.chance(50)).then_some(grid),
            arrival: arrival.map(|period| self.when(period)),
            departure: departure.map(|period| self.when(period)),
            visa_from: self.dice.chance(6).then(|| "#2".into()),
            visa_to: self.dice.chance(8).then(|| self.when(self.periods - 1)),
            languages: words(self, 70, "english"),
            permits: if self.dice.chance(50) {
                self.activities
                    .iter()
                    .map(|place| place.department.clone())
                    .collect()
            } else {
                Vec::new()
            },
            avoids: words(self, 25, "nights"),
            waivers: if self.dice.chance(15) {
                vec![place.activity]
            } else {
                Vec::new()
            },
            tags: words(self, 40, "parent"),
            ..DoctorDraft::default()
        };
        self.draft.doctors.push(doctor);
    }

    /// A grid and dates that leave at most `most_blocks` blocks.
    fn stay(&mut self, most_blocks: usize) -> (String, Option<usize>, Option<usize>) {
        let grids = self.grids.clone();
        let fitting: Vec<_> = grids
            .iter()
            .filter(|(_, starts)| starts.len() <= most_blocks)
            .collect();
        let whole = !fitting.is_empty() && self.dice.chance(60);
        let (id, starts) = if whole {
            self.dice.pick(&fitting).clone()
        } else {
            self.dice.pick(&grids)
        };
        if whole && self.dice.chance(70) {
            return (id, None, None);
        }
        // The stay begins and ends anywhere in its first and last block.
        let last_period =
            |block: usize| starts.get(block + 1).map_or(self.periods, |next| *next) - 1;
        let most = most_blocks.min(starts.len());
        let blocks = self.dice.between(most.min(2), most);
        let first_block = self.dice.between(0, starts.len() - blocks);
        let (from, to) = (starts[first_block], last_period(first_block + blocks - 1));
        let arrival = self.dice.between(from, last_period(first_block));
        let departure = self
            .dice
            .between(starts[first_block + blocks - 1].max(arrival), to);
        (id, Some(arrival), Some(departure))
    }

    fn leave(&mut self, doctor: &str) {
        while self.dice.chance(30) {
            let (from, to) = self.span(2);
            let (mut from, mut to) = (self.when(from), self.when(to));
            let half = self.dice.chance(40);
            if self.draft.horizon.kind == PeriodKindDraft::Week && self.dice.chance(30) {
                // Part of a week counts as half of it.
                (from, to) = ("2026-09-22".into(), "2026-09-23".into());
            }
            let keeps_place = self.dice.chance(40);
            let counts = self.dice.chance(25);
            self.draft.leaves.push(LeaveDraft {
                doctor: doctor.into(),
                from,
                to,
                half,
                keeps_place,
                counts,
                reason: "leave".into(),
            });
        }
    }
}
