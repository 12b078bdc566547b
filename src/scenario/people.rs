//! When doctors are there: late, early, away, back, longer, part time.

use super::change::Change;
use super::ends::{Ends, after, before, half_days, touched};
use super::work::Work;
use crate::calendar::{Coverage, HalfDay, WEEKDAYS};
use crate::error::Code;
use crate::ids::PeriodId;
use crate::problem::draft::{LeaveDraft, When};
use crate::problem::when;

/// Makes a change of one doctor's time; what it does to amounts comes later.
pub(super) fn change(work: &mut Work<'_>, change: &Change) {
    match change {
        Change::Arrive { doctor, arrival } => arrive(work, doctor, arrival),
        Change::LeaveProgramme {
            doctor, departure, ..
        } => leave_programme(work, doctor, departure),
        Change::Depart { doctor, departure } => {
            if let Some(data) = work.doctor(doctor) {
                data.departure = Some(departure.clone());
            }
        }
        Change::Leave {
            doctor,
            from,
            to,
            half,
            keeps_place,
        } => {
            let leave = LeaveDraft {
                doctor: doctor.clone(),
                from: from.clone(),
                to: to.clone(),
                half: *half,
                keeps_place: *keeps_place,
                ..LeaveDraft::default()
            };
            if work.doctor(doctor).is_some() {
                work.edit.draft.leaves.push(leave);
            }
        }
        Change::Extend {
            doctor, departure, ..
        } => depart(work, doctor, departure, true),
        Change::Return { doctor, from } => bring_back(work, doctor, from),
        Change::PartTime {
            doctor,
            every,
            weekdays,
            periods,
            half,
            ..
        } => {
            let away = Away {
                ends: change.ends(),
                every: *every,
                weekdays,
                periods,
                half: *half,
            };
            if work.doctor(doctor).is_some() && away.is_said_once(work) {
                part_time(work, doctor, &away);
            }
        }
        // What is not about one doctor's time is made elsewhere.
        _ => {}
    }
}

fn arrive(work: &mut Work<'_>, doctor: &str, arrival: &When) {
    if let Some(data) = work.doctor(doctor) {
        data.arrival = Some(arrival.clone());
    }
}

/// First and last half-day of a doctor's stay; the horizon's where nothing is said, and where nothing can be read.
fn stay(work: &Work<'_>, doctor: &str) -> Option<(HalfDay, HalfDay)> {
    let horizon = work.problem.horizon();
    let row = work
        .edit
        .draft
        .doctors
        .iter()
        .find(|row| row.id == doctor)?;
    let cohort = row.cohort.as_ref().and_then(|id| {
        work.edit
            .draft
            .cohorts
            .iter()
            .find(|cohort| cohort.id == *id)
    });
    let of = |own: Option<&When>, cohort: Option<&When>| {
        own.or(cohort).and_then(|text| horizon.moment(text).ok())
    };
    let first = of(
        row.arrival.as_ref(),
        cohort.and_then(|cohort| cohort.arrival.as_ref()),
    )
    .map(|moment| moment.0);
    let last = of(
        row.departure.as_ref(),
        cohort.and_then(|cohort| cohort.departure.as_ref()),
    )
    .map(|moment| moment.1);
    let (start, end) = (
        horizon.periods().first()?.first,
        horizon.periods().last()?.last,
    );
    Some((first.unwrap_or(start), last.unwrap_or(end)))
}

/// An earlier last day. The period in progress stays what it is: the doctor was there, and is on leave for the rest of it.
fn leave_programme(work: &mut Work<'_>, doctor: &str, departure: &str) {
    depart(work, doctor, departure, false);
    let horizon = work.problem.horizon();
    let Ok((_, last)) = horizon.moment(departure) else {
        return;
    };
    let Some((arrival, end)) = stay(work, doctor).filter(|(_, end)| *end == last) else {
        return;
    };
    let Some((period, Coverage::Part)) = horizon.covered(arrival, end).last().copied() else {
        return;
    };
    // Who came within the same period, or was to leave within it anyway, was never there for all of it.
    let problem = work.problem;
    let was_there = problem.find_doctor(doctor).is_some_and(|id| {
        let data = problem.doctor(id);
        (data.first..=data.last).contains(&period)
    });
    let span = horizon.span(period);
    if !was_there || span.last <= last {
        return;
    }
    let (from, to) = (after(last), span.last);
    let Some(data) = work.doctor(doctor) else {
        return;
    };
    data.departure = Some(to.to_string());
    work.edit.draft.leaves.push(LeaveDraft {
        doctor: doctor.to_owned(),
        from: from.to_string(),
        to: to.to_string(),
        reason: "left the programme".to_owned(),
        ..LeaveDraft::default()
    });
}

/// Another last day, later or earlier than the one there is.
fn depart(work: &mut Work<'_>, doctor: &str, departure: &str, is_later: bool) {
    let Some((_, last)) = work
        .doctor(doctor)
        .map(|data| data.id.clone())
        .and_then(|id| stay(work, &id))
    else {
        return;
    };
    match work.problem.horizon().moment(departure) {
        Err((code, message)) => work.report(code, "departure", &message),
        Ok((_, new)) if is_later && new <= last => {
            work.report(
                Code::NothingToChange,
                "departure",
                "the doctor is there until then already.",
            );
        }
        Ok((_, new)) if !is_later && new > last => work.report(
            Code::NothingToChange,
            "departure",
            "the doctor is not there that long.",
        ),
        Ok(_) => {
            if let Some(data) = work.doctor(doctor) {
                data.departure = Some(departure.to_owned());
            }
        }
    }
}

/// Ends what keeps a doctor away at a day; absences that begin later stay.
fn bring_back(work: &mut Work<'_>, doctor: &str, from: &str) {
    let Some(is_withdrawn) = work.doctor(doctor).map(|data| data.withdrawn) else {
        return;
    };
    let horizon = work.problem.horizon();
    let back = match horizon.moment(from) {
        Ok((first, _)) => first,
        Err((code, message)) => return work.report(code, "from", &message),
    };
    let Some((arrival, departure)) = stay(work, doctor) else {
        return;
    };
    let (Some(first), Some(last)) = (horizon.periods().first(), horizon.periods().last()) else {
        return;
    };
    let (start, end) = (first.first, last.last);
    let ended = end_leaves(work, doctor, back);
    let gone_since = match is_withdrawn {
        true => Some(start),
        false => (departure < back && departure < end).then(|| after(departure)),
    };
    let Some(gone_since) = gone_since else {
        if !ended {
            let message = "the doctor is not away then.";
            work.report(Code::NothingToChange, "from", message);
        }
        return;
    };
    if let Some(data) = work.doctor(doctor) {
        data.withdrawn = false;
        // The cohort's own departure may be the one that is taken back, so that the horizon's end is said.
        data.departure = Some(end.to_string());
    }
    let gone_since = gone_since.max(arrival);
    if gone_since < back {
        work.edit.draft.leaves.push(LeaveDraft {
            doctor: doctor.to_owned(),
            from: gone_since.to_string(),
            to: before(back).to_string(),
            reason: "away".into(),
            ..LeaveDraft::default()
        });
    }
}

/// Ends the leaves of a doctor on the day before; one from that very day on does not take place. True if there were any.
fn end_leaves(work: &mut Work<'_>, doctor: &str, back: HalfDay) -> bool {
    let horizon = work.problem.horizon();
    let mut ended = false;
    work.edit.draft.leaves.retain_mut(|leave| {
        let span = horizon
            .moment(&leave.from)
            .ok()
            .zip(horizon.moment(&leave.to).ok());
        let Some((from, to)) = span.filter(|_| leave.doctor == doctor) else {
            return true;
        };
        let is_first_day = from.0 == back;
        let is_under_way = from.0 < back && back <= to.1;
        if is_under_way {
            leave.to = before(back).to_string();
        }
        ended |= is_under_way || is_first_day;
        !is_first_day
    });
    ended
}

/// When somebody who works part time is away: one of the last four says it.
struct Away<'a> {
    ends: Ends<'a>,
    every: Option<i64>,
    weekdays: &'a [String],
    periods: &'a [When],
    /// Half of each period.
    half: bool,
}

/// First and last date of a leave.
type Dates = (String, String);

impl Away<'_> {
    /// True if it is said in one way; reported otherwise.
    fn is_said_once(&self, work: &mut Work<'_>) -> bool {
        let said = [
            self.every.is_some(),
            !self.weekdays.is_empty(),
            !self.periods.is_empty(),
            self.half,
        ];
        let (code, message) = match said.into_iter().filter(|said| *said).count() {
            0 => (
                Code::MissingField,
                "it says neither every, weekdays, periods nor half.",
            ),
            1 => return true,
            _ => (
                Code::ContradictoryRule,
                "it says more than one of every, weekdays, periods and half.",
            ),
        };
        work.report(code, "every", message);
        false
    }

    /// The leaves that it comes to; `None`, reported, where that cannot be said.
    fn leaves(&self, work: &mut Work<'_>) -> Option<Vec<Dates>> {
        let (start, end) = half_days(work, self.ends)?;
        let there = touched(work, self.ends)?;
        if let Some(every) = self.every {
            return every_so_many(work, every, &there);
        }
        let mut leaves = Vec::new();
        for (position, name) in self.weekdays.iter().enumerate() {
            let mut weekdays = WEEKDAYS.iter();
            let Some(weekday) = weekdays.position(|day| day.eq_ignore_ascii_case(name)) else {
                let message = format!("{name:?} is no weekday; they are {}.", WEEKDAYS.join(", "));
                work.report(Code::InvalidName, &format!("weekdays/{position}"), &message);
                continue;
            };
            let dates = start.date.days_until(end.date);
            let dates = dates.filter(|date| date.weekday() == weekday);
            leaves.extend(dates.map(|date| (date.to_string(), date.to_string())));
        }
        let periods = self.periods.iter();
        leaves.extend(periods.map(|period| (period.clone(), period.clone())));
        if self.half {
            let whole = there.first().zip(there.last());
            leaves.extend(whole.map(|(first, last)| (when(*first), when(*last))));
        }
        Some(leaves)
    }
}

/// Every so many of the periods, beginning with the last of the first so many.
fn every_so_many(work: &mut Work<'_>, every: i64, there: &[PeriodId]) -> Option<Vec<Dates>> {
    let Some(step) = usize::try_from(every).ok().filter(|step| *step >= 2) else {
        let code = match every < 0 {
            true => Code::NegativeNumber,
            false => Code::ZeroNumber,
        };
        work.report(code, "every", &format!("{every} is less than 2."));
        return None;
    };
    let away = there.iter().skip(step - 1).step_by(step);
    Some(away.map(|period| (when(*period), when(*period))).collect())
}

/// Leaves that keep the place, one for each period or weekday away.
fn part_time(work: &mut Work<'_>, doctor: &str, away: &Away<'_>) {
    let Some(leaves) = away.leaves(work) else {
        return;
    };
    if leaves.is_empty() {
        let message = "no period of that time is one away.";
        return work.report(Code::NothingToChange, "from", message);
    }
    let leaves = leaves.into_iter().map(|(from, to)| LeaveDraft {
        doctor: doctor.to_owned(),
        from,
        to,
        half: away.half,
        keeps_place: true,
        counts: false,
        reason: "part time".to_owned(),
    });
    work.edit.draft.leaves.extend(leaves);
}
