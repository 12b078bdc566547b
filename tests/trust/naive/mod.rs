//! A second, naive verifier: rows' sums are read off whole pathways, best pathways and best schedules are found by enumeration.
//!
//! Written from `docs/rules.md` and `docs/certificates.md`; knows nothing of diagrams, formulations and the crate's verifier. A certificate is
//! read as the document that it is.

mod evaluation;
mod judge;
pub(crate) mod personal;
mod reading;
mod rows;
mod sums;

pub(crate) use evaluation::Proven;
pub(crate) use judge::Truth;
pub(crate) use reading::{Reading, has_published};
pub(crate) use rows::{Group, Rows};
pub(crate) use sums::{Greatest, Sum};

use crate::common::oracle;
use medrota::Problem;
use medrota::ids::DoctorId;
use medrota::schedule::{Pathway, Schedule};

/// One valid pathway of a doctor.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) pathway: Pathway,
    pub(crate) score: i64,
    pub(crate) reading: Reading,
    /// Has something published and does something else.
    pub(crate) disturbed: bool,
    /// What it adds to each row.
    pub(crate) usage: Vec<i64>,
}

/// Everything there is to know of a tiny problem.
#[derive(Clone, Debug)]
pub(crate) struct Naive {
    pub(crate) problem: Problem,
    pub(crate) rows: Rows,
    /// Valid pathways of each doctor.
    pub(crate) choices: Vec<Vec<Choice>>,
}

impl Naive {
    pub(crate) fn new(problem: &Problem) -> Self {
        Self::with_rows(problem, Rows::new(problem))
    }
    /// The same with other rows than those of the problem.
    pub(crate) fn with_rows(problem: &Problem, rows: Rows) -> Self {
        let periods: Vec<_> = (0..problem.horizon().len())
            .map(medrota::ids::PeriodId::new)
            .collect();
        let choose = |doctor: DoctorId| {
            let mut candidates = oracle::candidates(problem, doctor);
            candidates.sort_by_key(oracle::sort_key);
            candidates.dedup();
            let valid = candidates.into_iter().filter_map(|pathway| {
                let score = personal::score(problem, doctor, &pathway)?;
                Some((pathway, score))
            });
            let choice = |(pathway, score): (Pathway, i64)| {
                let reading = Reading::new(problem, doctor, &pathway);
                let usage = rows
                    .rows
                    .iter()
                    .map(|row| row.sum.of(problem, doctor, &reading, score))
                    .collect();
                let differs = periods
                    .iter()
                    .any(|period| reading.differs(problem, doctor, *period));
                Choice {
                    disturbed: has_published(problem, doctor) && differs,
                    pathway,
                    score,
                    reading,
                    usage,
                }
            };
            valid.map(choice).collect()
        };
        let choices = (0..problem.doctors().len())
            .map(DoctorId::new)
            .map(choose)
            .collect();
        Self {
            problem: problem.clone(),
            rows,
            choices,
        }
    }
    /// The schedule of one choice for each doctor.
    pub(crate) fn schedule(&self, picks: &[usize]) -> Schedule {
        Schedule::new(
            picks
                .iter()
                .zip(&self.choices)
                .map(|(pick, choices)| choices[*pick].pathway.clone())
                .collect(),
        )
    }
}
