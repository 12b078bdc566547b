//! Rules that no file can say, in code: tiredness after nights, and a travel budget. Both are in the search, in the proof and in the check.

use medrota::custom::{Block, Breach, Cell, CellCounts, PersonalRule, conformance};
use medrota::problem::Doctor;
use medrota::problem::draft::DoctorDraft;
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, ProblemBuilder, Schedule, Solver, check};

/// A week of nights makes tired by 2, any other week takes 1 off, down to nothing. Nobody may be more tired than `most`; who is new starts with 2.
///
/// The unit of breach is a point beyond `most`, once for each week in which there are any.
#[derive(Debug)]
struct Tired {
    most: i64,
}

impl Tired {
    fn at_first(doctor: &Doctor) -> i64 {
        if doctor.level == "new" { 2 } else { 0 }
    }
    fn adds(block: &Block<'_>) -> i64 {
        match block.doing.activity() {
            Some(activity) if activity.key == "nights" => 2,
            _ => -1,
        }
    }
}

impl PersonalRule for Tired {
    // For the engine: the state is how tired the doctor is, and a tired doctor knows nothing else of the past.
    fn start(&self, doctor: &Doctor) -> u64 {
        Self::at_first(doctor).unsigned_abs()
    }
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        let points = (state.cast_signed() + Self::adds(block)).max(0);
        (points.unsigned_abs(), (points - self.most).max(0))
    }
    // For the check, from the words and not from the automaton: how tired somebody is after a week is the most that any stretch of weeks up to it adds, the first
    // one with what the doctor came with.
    fn judge(&self, doctor: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let tired = |week: usize| {
            let stretch = |first: usize| blocks[first..=week].iter().map(Self::adds).sum::<i64>();
            let later = (1..=week).map(stretch).max().unwrap_or(0);
            later.max(stretch(0) + Self::at_first(doctor))
        };
        (0..blocks.len())
            .map(|week| Breach::at(blocks[week].first, tired(week) - self.most))
            .collect()
    }
    fn breach(&self, units: i64) -> String {
        format!("more tired than {} by {units}", self.most)
    }
}

/// What it costs to bring a doctor to the hospital at the coast for a week.
#[derive(Debug)]
struct Travel;

impl CellCounts for Travel {
    fn count(&self, cell: &Cell<'_>) -> i64 {
        let is_winter = cell.from.month() >= 12 || cell.from.month() <= 2;
        match (cell.activity.key.as_str(), cell.doctor.key.as_str()) {
            // She lives there.
            ("coast", "dana") => 0,
            ("coast", _) if is_winter => 120,
            ("coast", _) => 80,
            _ => 0,
        }
    }
}

type Anything = Result<(), Box<dyn std::error::Error>>;

fn main() -> Anything {
    let problem = problem()?;
    // In a test of one's own: automaton and judge on as many random pathways as one likes. Validation has tried some.
    conformance(Tired { most: 4 }, &problem, 200)?;

    let solver = Solver::new().seed(7).work_limit(50_000);
    let outcome = solver.solve(&problem)?;
    let Some(schedule) = &outcome.schedule else {
        return Err("no schedule was found".into());
    };
    println!(
        "{}: value {:?}, bound {:?}",
        outcome.termination, outcome.value, outcome.bound
    );
    show(&problem, schedule);
    println!("violations: {}", check(&problem, schedule).violations.len());
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(&problem)?;
        println!("certificate: holds");
    }

    cost_of_rule(&problem, &solver)?;
    files(&problem);
    Ok(())
}

fn problem() -> medrota::Result<Problem> {
    let mut builder = ProblemBuilder::weeks("nights", "2026-11-01", "2027-01-23")
        .department("nights", 1)
        .department("ward", 2)
        .department("coast", 1)
        // One doctor on nights in each week.
        .places("nights", "2026-11-01", "2027-01-23", 1, 1);
    for (id, level) in [("ana", ""), ("ben", ""), ("chen", "new"), ("dana", "")] {
        builder = builder
            .doctor_with(DoctorDraft {
                id: id.into(),
                level: level.into(),
                ..DoctorDraft::default()
            })
            .preference(id, "ward", 2)
            .preference(id, "coast", 3);
    }
    builder
        // She would take all of them.
        .preference("ana", "nights", 6)
        .custom_rule("tired", Tired { most: 4 }, None)
        .custom_sum("travel", Travel, (None, Some(400)), None)
        .build()
}

fn show(problem: &Problem, schedule: &Schedule) {
    for (doctor, pathway) in problem.doctors().iter().zip(schedule.pathways()) {
        let rotations = pathway.rotations().iter().map(|rotation| {
            let weeks = rotation.last.index() + 1 - rotation.first.index();
            format!("{} {weeks}", problem.activity(rotation.activity).key)
        });
        println!(
            "{:5} {}",
            doctor.key,
            rotations.collect::<Vec<_>>().join(", ")
        );
    }
}

/// What the rule costs: the same problem with Ana let off, and with the rule switched off. Changed copies keep the code.
fn cost_of_rule(problem: &Problem, solver: &Solver) -> Anything {
    let rule = || "tired".to_owned();
    let doctor = "ana".to_owned();
    let waived = Change::Waive {
        doctor,
        rule: Some(rule()),
        amounts: None,
        from: None,
        amount: None,
    };
    for (name, change) in [
        ("Ana may be tired", waived),
        ("all may", Change::SwitchOff { rule: rule() }),
    ] {
        let changed = Scenario::new(name, vec![change]).apply(problem, None)?;
        println!("{name}: value {:?}", solver.solve(&changed)?.value);
    }
    Ok(())
}

/// No file holds code: it is taken out before the problem is written, and put back after it is read.
fn files(problem: &Problem) {
    let refused = problem.draft().write_json("never-written.json");
    println!(
        "{}",
        refused
            .err()
            .map_or_else(String::new, |error| error.to_string())
    );
    let mut draft = problem.draft().clone();
    let code = draft.take_custom_rules();
    println!(
        "{} rules of code beside {} bytes of JSON",
        code.len(),
        draft.to_json().len()
    );
}
