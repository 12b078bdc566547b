//! Automaton and judge held against each other on random pathways.

use super::answers::{Answers, Asked, Fault};
use super::asking::words;
use super::blocks::{BlockKind, OwnBlock, blocks_of};
use super::{Block, Letter, PersonalCode, PersonalRule, units_of};
use crate::error::{Code, Diagnostics, Result};
use crate::ids::{ActivityId, DoctorId};
use crate::limits;
use crate::problem::Problem;
use crate::problem::rule::{DoctorSet, Rule};
use std::collections::HashSet;

/// Pathways that validation tries of each doctor who differs from the others, and in all of a rule.
const TRIES_OF_DOCTOR: usize = 16;
const TRIES_OF_RULE: usize = 256;

/// Asks the code of all personal rules of a problem, keeps what it says, and reports what is wrong with it.
pub(crate) fn ask_all(problem: &Problem) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut left = limits::CUSTOM_ANSWERS;
    for (id, rule) in problem.rules() {
        let Rule::CustomRule(rule) = rule else {
            continue;
        };
        if let Err(fault) = ask(problem, &rule.code, &rule.doctors, &mut left) {
            let pointer = problem
                .row_of(id)
                .position()
                .map_or_else(String::new, |row| format!("/rules/{row}"));
            let subject = format!("rule {:?}", problem.rule_key(id));
            found.error(fault.code, pointer, subject, fault.message);
            if fault.code == Code::LimitExceeded {
                break;
            }
        }
    }
    found
}

fn ask(
    problem: &Problem,
    asked: &Asked,
    doctors: &DoctorSet,
    left: &mut usize,
) -> std::result::Result<(), Fault> {
    let Some(code) = asked.code() else {
        return Ok(());
    };
    let answers = Answers::ask(problem, code, doctors, left)?;
    let mut tried = HashSet::new();
    let mut tries = TRIES_OF_RULE;
    for doctor in doctors.iter() {
        let is_new = tried.insert((
            answers.start(doctor),
            answers.blocks(doctor),
            problem.eligible(doctor).as_slice(),
        ));
        let count = if is_new {
            TRIES_OF_DOCTOR.min(tries)
        } else {
            0
        };
        tries -= count;
        try_doctor(problem, code, &answers, doctor, count)?;
    }
    drop(tried);
    asked.keep(answers);
    Ok(())
}

/// Holds the automaton and the judge of a rule against each other on `tries` random pathways of each doctor of a problem; the rule need not be in it. For tests of
/// one's own; see the [module](super).
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) with E406 and the first pathway of which they say different things, or with what else validation would refuse: E010, E406.
///
/// # Complexity
/// As validation, and for each try linear in the doctor's periods and the judge's own work.
///
/// ```
/// use medrota::custom::{Block, Breach, PersonalRule, conformance};
/// use medrota::ProblemBuilder;
///
/// /// At most so many blocks in rotations.
/// #[derive(Debug)]
/// struct Most(u64);
///
/// impl PersonalRule for Most {
///     fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
///         match block.doing.activity() {
///             Some(_) if state == self.0 => (state, 1),
///             Some(_) => (state + 1, 0),
///             None => (state, 0),
///         }
///     }
///     fn judge(&self, _: &medrota::problem::Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
///         let count = blocks.iter().filter(|block| block.doing.activity().is_some()).count();
///         vec![Breach::of_all(count as i64 - self.0 as i64)]
///     }
/// }
///
/// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
/// conformance(Most(2), &problem, 100)?;
/// # Ok::<(), medrota::Error>(())
/// ```
pub fn conformance(code: impl Into<PersonalCode>, problem: &Problem, tries: usize) -> Result<()> {
    let code: PersonalCode = code.into();
    let Some(rule) = code.get() else {
        return Ok(());
    };
    let doctors = DoctorSet::all(problem.doctors().len());
    let outcome = Answers::ask(problem, rule, &doctors, &mut { limits::CUSTOM_ANSWERS }).and_then(
        |answers| {
            doctors
                .iter()
                .try_for_each(|doctor| try_doctor(problem, rule, &answers, doctor, tries))
        },
    );
    outcome.map_err(|fault| {
        let mut found = Diagnostics::new();
        found.error(
            fault.code,
            "",
            format!("custom rule {rule:?}"),
            fault.message,
        );
        found.into()
    })
}

fn try_doctor(
    problem: &Problem,
    code: &dyn PersonalRule,
    answers: &Answers,
    doctor: DoctorId,
    tries: usize,
) -> std::result::Result<(), Fault> {
    if tries == 0 {
        return Ok(());
    }
    let blocks = blocks_of(problem, doctor);
    let mut dice = Dice(doctor.index() as u64);
    for _ in 0..tries {
        let letters = pathway(
            problem,
            problem.eligible(doctor).as_slice(),
            &blocks,
            &mut dice,
        );
        let seen: Vec<Block<'_>> = letters
            .iter()
            .zip(&blocks)
            .map(|(letter, own)| letter.block(problem, (own.first, own.last), &own.present))
            .collect();
        let firsts = blocks.iter().map(|own| own.first);
        compare(
            problem,
            code,
            doctor,
            &seen,
            answers.units(doctor, firsts.zip(letters)),
        )?;
    }
    Ok(())
}

/// Asks the judge, twice, and compares it with what the automaton counts.
pub(crate) fn compare(
    problem: &Problem,
    code: &dyn PersonalRule,
    doctor: DoctorId,
    blocks: &[Block<'_>],
    counted: Option<i64>,
) -> std::result::Result<(), Fault> {
    let data = problem.doctor(doctor);
    let judged = units_of(&code.judge(data, blocks));
    let again = units_of(&code.judge(data, blocks));
    let fault = |what: String| {
        let pathway: Vec<String> = blocks.iter().map(words).collect();
        Err(Fault::of_code(format!(
            "{what} in this pathway of doctor {:?}: {}.",
            data.key,
            pathway.join(", ")
        )))
    };
    if judged != again {
        return fault(format!(
            "asked twice, its judge finds {judged} and {again} units"
        ));
    }
    match counted {
        Some(counted) if counted != judged => fault(format!(
            "its automaton counts {counted} units and its judge {judged}"
        )),
        _ => Ok(()),
    }
}

/// A random pathway that some doctor might have.
fn pathway(
    problem: &Problem,
    activities: &[ActivityId],
    blocks: &[OwnBlock],
    dice: &mut Dice,
) -> Vec<Letter> {
    let of = |activity| problem.rotation_of(activity);
    let (mut current, mut given_up): (Option<ActivityId>, Option<ActivityId>) = (None, None);
    let mut letters = Vec::with_capacity(blocks.len());
    for block in blocks {
        let letter = match (block.kind, current) {
            (BlockKind::Leave, _) | (BlockKind::Kept, None) => Letter::Leave,
            (BlockKind::Kept, Some(activity)) if dice.chance(70) => Letter::GoesOn(of(activity)),
            (BlockKind::Kept, Some(_)) => Letter::Leave,
            (BlockKind::Free, Some(activity)) if dice.chance(60) => Letter::GoesOn(activity),
            (BlockKind::Free, _) => match dice.pick(activities).filter(|_| !dice.chance(25)) {
                // Who comes back to a place that is kept was there all the time.
                Some(activity) if given_up == Some(of(activity)) => Letter::Idle,
                Some(activity) if current.map(of) == Some(of(activity)) => Letter::GoesOn(activity),
                Some(activity) => Letter::Starts(activity),
                None => Letter::Idle,
            },
        };
        let now = match letter {
            Letter::Starts(activity) | Letter::GoesOn(activity) => Some(activity),
            Letter::Idle | Letter::Leave => None,
        };
        given_up = match (block.kind, now) {
            (BlockKind::Kept, None) => current.map(of).or(given_up),
            _ => None,
        };
        current = now;
        letters.push(letter);
    }
    letters
}

/// Random numbers that are the same on every machine (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
    fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let position = usize::try_from(self.next() % (list.len() as u64).max(1)).ok()?;
        list.get(position).copied()
    }
}
