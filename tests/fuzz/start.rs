//! Where inputs start: problems of every kind with a schedule, a certificate, a set and changes, sound until they are mutated.

use crate::broken;
use crate::common::dice::Dice;
use crate::common::tiny::{Options, tiny_with};
use crate::input::{Input, Numbers, Part};
use crate::mutate::{self, Grower};
use crate::stages;
use crate::words::Words;
use medrota::format::{ScheduleDocument, schedule_schema, schema};
use medrota::generate::{Arrivals, Cohort, ConflictKind, PlantedConflict, Year, haifa};
use medrota::ids::DoctorId;
use medrota::scenario::ScenarioSet;
use medrota::{Problem, ProblemDraft, Schedule, Solver};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// What every input of a run is made with.
#[derive(Debug)]
pub(crate) struct Maker {
    problems: Grower,
    schedules: Grower,
    sets: Grower,
    scenarios: Grower,
    nothing: Grower,
}

impl Maker {
    pub(crate) fn new() -> Self {
        let set = ScenarioSet::schema();
        let mut scenario = set["$defs"]["Scenario"].clone();
        scenario["$defs"] = set["$defs"].clone();
        Self {
            problems: Grower::new(schema()),
            schedules: Grower::new(schedule_schema()),
            sets: Grower::new(set),
            scenarios: Grower::new(scenario),
            nothing: Grower::new(json!({})),
        }
    }

    /// The input of a number. `folder` takes tables on their way; `early` is called with what is known before anything is solved.
    pub(crate) fn input(
        &self,
        seed: u64,
        number: u64,
        folder: &Path,
        early: impl Fn(&Input),
    ) -> Input {
        let mut dice = Dice::new(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let draft = draft(&mut dice);
        let document = serde_json::to_value(&draft).unwrap();
        let words = Words::of(&document);
        let mut input = Input::new(Part::Tree(document.clone()), number);
        input.stages = vec!["read".into(), "solve".into()];
        early(&input);

        input.stages = stages::drawn(&mut dice);
        self.accompany(&mut dice, &draft, &words, &mut input);
        if dice.chance(25) {
            input.problem = tables(&draft, folder);
        }
        // A third of all problems stay sound, so that what goes with them is tried, too.
        let donor = Part::Tree(serde_json::to_value(self::draft(&mut dice)).unwrap());
        let times = dice.pick(&[0, 0, 0, 1, 1, 1, 2, 2, 3, 6]);
        for _ in 0..times {
            mutate::part(
                &mut dice,
                &self.problems,
                &words,
                &mut input.problem,
                Some(&donor),
            );
        }
        for (grower, part) in [
            (&self.schedules, &mut input.schedule),
            (&self.nothing, &mut input.certificate),
            (&self.sets, &mut input.set),
            (&self.scenarios, &mut input.changes),
        ] {
            let Some(part) = part else { continue };
            for _ in 0..dice.pick(&[0, 1, 1, 2, 3]) {
                mutate::part(&mut dice, grower, &words, part, None);
            }
        }
        if let Some(numbers) = &mut input.numbers {
            for _ in 0..dice.pick(&[0, 1, 1, 2, 4]) {
                mutate::numbers(&mut dice, numbers);
            }
        }
        for _ in 0..dice.pick(&[0, 0, 0, 1, 2]) {
            mutate::rename(&mut dice, &words, input.parts_mut());
        }
        input
    }

    /// Adds a schedule, a certificate, a set and changes; a part of them is of another problem.
    fn accompany(&self, dice: &mut Dice, draft: &ProblemDraft, words: &Words, input: &mut Input) {
        let uses = |stage: &str| input.stages.iter().any(|known| known == stage);
        let (schedules, sets) = (
            uses("schedule") || uses("numbers") || uses("certificate") || uses("replan"),
            uses("set") || uses("changes"),
        );
        if schedules {
            let of = if dice.chance(20) {
                self::draft(dice)
            } else {
                draft.clone()
            };
            if let Ok(problem) = of.validate() {
                let solver = Solver::new()
                    .threads(1)
                    .work_limit(dice.pick(&[20, 300]))
                    .time_limit(Duration::from_secs(2))
                    .seed(dice.between(0, 99) as u64);
                let outcome = solver.solve(&problem);
                let (schedule, certificate) = outcome.map_or((None, None), |outcome| {
                    (outcome.schedule, outcome.certificate)
                });
                let schedule = schedule
                    .or_else(|| problem.published().cloned())
                    .unwrap_or_default();
                input.schedule = Some(schedule_file(dice, &problem, &schedule));
                input.numbers = Some(in_numbers(&schedule));
                input.certificate = certificate
                    .map(|certificate| Part::Tree(serde_json::to_value(&certificate).unwrap()));
            }
        }
        if sets {
            let mut set = self.sets.grow(dice, words, self.sets.root(), "");
            set["format"] = json!(1);
            input.set = Some(Part::Tree(set));
            input.changes = Some(Part::Tree(self.scenarios.grow(
                dice,
                words,
                self.scenarios.root(),
                "",
            )));
        }
    }
}

/// A sound draft of any kind.
fn draft(dice: &mut Dice) -> ProblemDraft {
    let seed = dice.amount(0, i64::MAX) as u64;
    match dice.between(0, 99) {
        0..=79 => {
            let rules = dice.pick(&[(0, 2), (2, 6), (5, 10)]);
            tiny_with(
                seed,
                Options {
                    doctors: (1, dice.pick(&[2, 3, 5])),
                    rules,
                    ..Options::default()
                },
            )
        }
        80..=85 => serde_json::from_value(broken::base()).unwrap(),
        86..=88 => Year::new(dice.between(1, 6), dice.between(4, 10), dice.between(1, 4))
            .seed(seed)
            .draft(),
        89..=91 => Arrivals::new(dice.between(1, 8), dice.between(8, 20), dice.between(1, 3))
            .seed(seed)
            .draft(),
        92..=94 => Cohort::new(dice.between(2, 6), dice.between(1, 3))
            .seed(seed)
            .draft(),
        95..=98 => PlantedConflict::new(dice.pick(ConflictKind::ALL), dice.between(2, 6))
            .weeks(8)
            .seed(seed)
            .draft(),
        _ => haifa(),
    }
}

/// The draft as tables.
fn tables(draft: &ProblemDraft, folder: &Path) -> Part {
    let folder = folder.join("tables");
    std::fs::remove_dir_all(&folder).ok();
    if draft.write_csv(&folder).is_err() {
        return Part::Text(draft.to_json());
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            Part::Text(std::fs::read_to_string(&path).unwrap()),
        )
    });
    Part::Tables(files.collect())
}

/// A schedule as JSON, or as the rows of its table.
fn schedule_file(dice: &mut Dice, problem: &Problem, schedule: &Schedule) -> Part {
    let document = ScheduleDocument::new(problem, schedule).unwrap_or_default();
    let document = serde_json::to_value(document).unwrap();
    if dice.chance(75) {
        return Part::Tree(document);
    }
    let columns = [
        "doctor",
        "activity",
        "department",
        "from",
        "to",
        "first_period",
        "last_period",
        "event",
        "slot",
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).unwrap();
    for row in [&document["rotations"], &document["attendances"]]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
    {
        let cell = |column: &&str| match row.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        writer.write_record(columns.iter().map(cell)).unwrap();
    }
    Part::Text(String::from_utf8(writer.into_inner().unwrap()).unwrap())
}

fn in_numbers(schedule: &Schedule) -> Vec<Numbers> {
    let doctors = (0..schedule.pathways().len()).map(DoctorId::new);
    let numbers = doctors.map(|doctor| {
        let pathway = schedule.pathway(doctor);
        let index = |index: usize| index as u64;
        Numbers {
            rotations: pathway
                .rotations()
                .iter()
                .map(|rotation| {
                    (
                        index(rotation.first.index()),
                        index(rotation.last.index()),
                        index(rotation.activity.index()),
                    )
                })
                .collect(),
            attendances: pathway
                .attendances()
                .iter()
                .map(|attendance| (index(attendance.event.index()), attendance.slot))
                .collect(),
        }
    });
    numbers.collect()
}
