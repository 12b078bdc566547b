//! Doctors who may come: futures drawn from people like those who came before.

use crate::error::{Error, Result};
use crate::ids::{DoctorId, PeriodId};
use crate::limits;
use crate::problem::draft::DoctorDraft;
use crate::problem::{Problem, when};
use crate::scenario::{Change, Scenario};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// All arrivals of a row.
const WHOLE: u64 = 1 << 32;

/// A number of doctors who are expected, each like one of a list: the doctors of a programme so far, or rows that somebody declares.
///
/// ```
/// use medrota::ProblemBuilder;
/// use medrota::ids::PeriodId;
/// use medrota::replan::Expected;
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-31")
///     .department("surgery", 1)
///     .doctor("ana")
///     .requirement("surgery", &["surgery"], 2)
///     .build()?;
/// // Two more doctors like ana, who is there for all eight weeks; they have no choice but to come in the first.
/// let futures = Expected::like(&problem).doctors(2).futures(&problem, 3, 7)?;
/// assert_eq!(futures.len(), 3);
/// assert_eq!(futures[0].changes.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Expected {
    rows: Vec<DoctorDraft>,
    doctors: usize,
    arrival: (PeriodId, PeriodId),
}

impl Expected {
    /// Doctors like those of a problem, withdrawn ones left aside: same data, other dates. Documents are not copied: a doctor who needs one has it only
    /// where a future enlarges a cohort ([`Change::EnlargeCohort`]).
    #[must_use]
    pub fn like(problem: &Problem) -> Self {
        let rows = problem
            .draft()
            .doctors
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.withdrawn);
        let dated = rows.map(|(index, row)| {
            let data = problem.doctor(DoctorId::new(index));
            DoctorDraft {
                arrival: Some(when(data.first)),
                departure: Some(when(data.last)),
                ..row.clone()
            }
        });
        Self::new(problem, dated)
    }
    /// Doctors like these. Their ids are not used; the length of the stay is what lies between arrival and departure.
    #[must_use]
    pub fn new(problem: &Problem, rows: impl IntoIterator<Item = DoctorDraft>) -> Self {
        let last = PeriodId::new(problem.horizon().len().saturating_sub(1));
        Self {
            rows: rows.into_iter().collect(),
            doctors: 0,
            arrival: (PeriodId::new(0), last),
        }
    }
    /// Sets how many there are in each future; none unless set.
    #[must_use]
    pub fn doctors(mut self, doctors: usize) -> Self {
        self.doctors = doctors;
        self
    }
    /// Sets the first and the last period in which they may arrive; at any time unless set.
    #[must_use]
    pub fn arriving(mut self, first: PeriodId, last: PeriodId) -> Self {
        self.arrival = (first, last);
        self
    }

    /// Draws futures for [`Replan::future`](super::Replan::future): for each doctor a row and a period of arrival. Over the whole horizon every row is equally
    /// likely, and so is every arrival with which its stay fits in; of these the ones between the two periods are drawn. So whoever stays long is rare
    /// late in the horizon, not early. The same seed draws the same futures. A future without anybody is one without changes.
    ///
    /// # Complexity
    /// Linear in the rows and the doctors drawn.
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for more futures or doctors than [`limits`] say.
    pub fn futures(&self, problem: &Problem, futures: usize, seed: u64) -> Result<Vec<Scenario>> {
        for (number, most, what) in [
            (futures, limits::FUTURES, "futures"),
            (
                self.doctors,
                limits::EXPECTED,
                "doctors expected in a future",
            ),
            (
                self.doctors.saturating_mul(futures),
                limits::EXPECTED_IN_ALL,
                "doctors expected in all futures",
            ),
        ] {
            if number > most {
                return Err(Error::option(format!(
                    "{number} {what} are more than {most}, the most there may be; ask for fewer"
                )));
            }
        }
        let sums = self.sums_of_shares(problem);
        let draw = |future: usize| {
            let mut dice = Pcg64::seed_from_u64(
                seed ^ (future as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15),
            );
            let changes = (0..self.doctors).filter_map(|number| {
                let id = format!("expected-{}-{}", future + 1, number + 1);
                self.draw(problem, &sums, &mut dice, id)
            });
            Scenario {
                name: format!("future {}", future + 1),
                changes: changes.collect(),
                known_from: None,
            }
        };
        Ok((0..futures).map(draw).collect())
    }

    /// The share of each row's arrivals that may be drawn, summed up.
    fn sums_of_shares(&self, problem: &Problem) -> Vec<u64> {
        let mut total = 0_u64;
        let share = |row: &DoctorDraft| {
            let stay = self.stay(problem, row);
            let (first, last) = self.arrivals(problem, stay);
            let all = (problem.horizon().len() + 1).saturating_sub(stay).max(1);
            total += (last + 1).saturating_sub(first) as u64 * WHOLE / all as u64;
            total
        };
        self.rows.iter().map(share).collect()
    }

    /// A doctor who arrives, if anybody can.
    fn draw(
        &self,
        problem: &Problem,
        sums: &[u64],
        dice: &mut Pcg64,
        id: String,
    ) -> Option<Change> {
        let total = sums.last().copied().filter(|total| *total > 0)?;
        let drawn = dice.random_range(0..total);
        let position = sums.partition_point(|sum| *sum <= drawn);
        let row = self.rows.get(position)?;
        let stay = self.stay(problem, row);
        let (first, last) = self.arrivals(problem, stay);
        let arrival = dice.random_range(first..=last);
        let doctor = DoctorDraft {
            name: id.clone(),
            id,
            arrival: Some(when(PeriodId::new(arrival))),
            departure: Some(when(PeriodId::new(arrival + stay - 1))),
            visa_from: None,
            visa_to: None,
            ..row.clone()
        };
        Some(Change::AddDoctor { doctor })
    }

    /// Periods between arrival and departure, both included.
    fn stay(&self, problem: &Problem, row: &DoctorDraft) -> usize {
        let horizon = problem.horizon();
        let arrival = row
            .arrival
            .as_deref()
            .and_then(|text| Some(horizon.moment(text).ok()?.0));
        let departure = row
            .departure
            .as_deref()
            .and_then(|text| Some(horizon.moment(text).ok()?.1));
        let first = arrival.or(horizon.periods().first().map(|span| span.first));
        let last = departure.or(horizon.periods().last().map(|span| span.last));
        let whole = first
            .zip(last)
            .and_then(|(first, last)| horizon.whole_periods(first, last));
        whole.map_or(1, |(first, last)| last.index() + 1 - first.index())
    }
    /// The first and last period in which somebody who stays so long may arrive.
    fn arrivals(&self, problem: &Problem, stay: usize) -> (usize, usize) {
        let latest = problem.horizon().len().checked_sub(stay);
        // The wrong way round if there is none.
        latest.map_or((1, 0), |latest| {
            (self.arrival.0.index(), self.arrival.1.index().min(latest))
        })
    }
}
