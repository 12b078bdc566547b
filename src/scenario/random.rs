//! Random disruptions, each scenario from a stream of its own.

use super::change::Change;
use crate::calendar::Date;
use crate::ids::PeriodId;
use crate::problem::draft::draft;
use crate::problem::{Doctor, Problem};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::ops::RangeInclusive;

draft! {
    /// How often what happens in a random scenario; probabilities in thousandths, each doctor or department for itself, lengths from 1 to `…_days`.
    Disruptions {
        /// A doctor does not come.
        withdrawal_per_mille: i64,
        /// A doctor arrives late.
        late_per_mille: i64,
        /// Most days late.
        late_days: i64,
        /// A doctor leaves early.
        early_per_mille: i64,
        /// Most days early.
        early_days: i64,
        /// A doctor is on leave.
        leave_per_mille: i64,
        /// Most days of leave.
        leave_days: i64,
        /// A department is closed.
        closure_per_mille: i64,
        /// Departments that may close; all if empty.
        closable: Vec<String>,
        /// Most days closed.
        closure_days: i64,
        /// An activity is stopped because of an emergency.
        stop_per_mille: i64,
        /// Most days stopped.
        stop_days: i64,
        /// A supervisor of a department is away.
        supervisor_per_mille: i64,
        /// Most days away.
        supervisor_days: i64,
    }
}

impl Disruptions {
    /// A year as it usually goes (assumed, not measured): one doctor in a hundred withdraws, two come up to two days late, one falls ill for up to
    /// two days; one department in a hundred closes for up to a week, one activity stops for up to two days, and two departments lose a
    /// supervisor for up to ten.
    ///
    /// ```
    /// use medrota::scenario::Disruptions;
    ///
    /// let rough = Disruptions { withdrawal_per_mille: 100, ..Disruptions::usual() };
    /// assert!(rough != Disruptions::usual());
    /// ```
    #[must_use]
    pub fn usual() -> Self {
        Self {
            withdrawal_per_mille: 10,
            late_per_mille: 20,
            late_days: 2,
            leave_per_mille: 10,
            leave_days: 2,
            closure_per_mille: 10,
            closure_days: 7,
            stop_per_mille: 10,
            stop_days: 2,
            supervisor_per_mille: 20,
            supervisor_days: 10,
            ..Self::default()
        }
    }
}

/// The changes of one random scenario. Seed and id alone decide, in 64-bit arithmetic on every machine.
pub(super) fn draw(
    problem: &Problem,
    disruptions: &Disruptions,
    seed: i64,
    id: u64,
) -> Vec<Change> {
    let stream = seed.cast_unsigned() ^ id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut dice = Dice(Pcg64::seed_from_u64(stream));
    let mut changes = Vec::new();
    for (index, doctor) in problem.doctors().iter().enumerate() {
        let withdrawn = problem
            .draft()
            .doctors
            .get(index)
            .is_none_or(|draft| draft.withdrawn);
        if !withdrawn && doctor.first <= doctor.last {
            draw_doctor(problem, doctor, disruptions, &mut dice, &mut changes);
        }
    }
    let last = PeriodId::new(problem.horizon().len().saturating_sub(1));
    let periods = PeriodId::new(0)..=last;
    for department in problem.departments() {
        let closes = dice.chance(disruptions.closure_per_mille);
        let (from, to) = dice.span(problem, &periods, disruptions.closure_days);
        if closes
            && (disruptions.closable.is_empty() || disruptions.closable.contains(&department.key))
        {
            changes.push(Change::Close {
                of: department.key.clone(),
                from,
                to,
                reason: "closed at random".into(),
            });
        }
        if department.supervisors.is_some() && dice.chance(disruptions.supervisor_per_mille) {
            let (from, to) = dice.span(problem, &periods, disruptions.supervisor_days);
            let department = department.key.clone();
            changes.push(Change::SupervisorAway {
                department,
                supervisors: 1,
                from,
                to,
                reason: String::new(),
            });
        }
    }
    for activity in problem.activities() {
        if dice.chance(disruptions.stop_per_mille) {
            let (from, to) = dice.span(problem, &periods, disruptions.stop_days);
            changes.push(Change::Close {
                of: activity.key.clone(),
                from,
                to,
                reason: "emergency".into(),
            });
        }
    }
    changes
}

fn draw_doctor(
    problem: &Problem,
    data: &Doctor,
    disruptions: &Disruptions,
    dice: &mut Dice,
    changes: &mut Vec<Change>,
) {
    let date = |period: PeriodId| problem.horizon().span(period).first.date;
    let (first, last, doctor) = (data.first, data.last, data.key.clone());
    // Every chance is drawn, so that one probability does not shift what the others give.
    let withdraws = dice.chance(disruptions.withdrawal_per_mille);
    let late = dice
        .chance(disruptions.late_per_mille)
        .then(|| date(first).plus_days(dice.days(disruptions.late_days)));
    let early = dice
        .chance(disruptions.early_per_mille)
        .then(|| date(last).plus_days(-dice.days(disruptions.early_days)));
    let leave = dice.chance(disruptions.leave_per_mille);
    let leave = leave.then(|| dice.span(problem, &(first..=last), disruptions.leave_days));
    let (arrival, departure): (Date, Date) =
        (late.unwrap_or(date(first)), early.unwrap_or(date(last)));
    if withdraws || departure < arrival {
        changes.push(Change::Withdraw { doctor });
        return;
    }
    if late.is_some() {
        changes.push(Change::Arrive {
            doctor: doctor.clone(),
            arrival: arrival.to_string(),
        });
    }
    if early.is_some() {
        changes.push(Change::Depart {
            doctor: doctor.clone(),
            departure: departure.to_string(),
        });
    }
    if let Some((from, to)) = leave {
        changes.push(Change::Leave {
            doctor,
            from,
            to,
            half: false,
            keeps_place: false,
        });
    }
}

struct Dice(Pcg64);

impl Dice {
    fn chance(&mut self, per_mille: i64) -> bool {
        self.0.random_range(0..1_000_i64) < per_mille
    }
    /// From 1 to `most` days.
    fn days(&mut self, most: i64) -> i32 {
        i32::try_from(self.0.random_range(1..=most.clamp(1, 100_000))).unwrap_or(1)
    }
    /// First and last date of a span that starts in one of the periods.
    fn span(
        &mut self,
        problem: &Problem,
        periods: &RangeInclusive<PeriodId>,
        most_days: i64,
    ) -> (String, String) {
        let (first, last) = (periods.start().index(), periods.end().index());
        let drawn = self.0.random_range(first as u64..=last.max(first) as u64);
        let period = PeriodId::new(usize::try_from(drawn).unwrap_or(first));
        let start = problem.horizon().span(period).first.date;
        let end = start.plus_days(self.days(most_days) - 1);
        (start.to_string(), end.to_string())
    }
}
