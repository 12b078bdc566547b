//! When doctors are there: late, early, away, back, longer, part time.

use super::apply::Work;
use super::change::Change;
use super::places::{before, ends, touched};
use crate::calendar::{Coverage, HalfDay, WEEKDAYS};
use crate::error::Code;
use crate::problem::draft::{LeaveDraft, When};
use crate::problem::when;

/// Makes a change of one doctor's time; what it does to amounts comes later.
pub(super) fn change(work: &mut Work<'_>, change: &Change) {
    match change {
        Change::Arrive { doctor, arrival } => {
            if let Some(data) = work.doctor(doctor) {
                data.arrival = Some(arrival.clone());
            }
        }
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
            let is_known = work.doctor(doctor).is_some();
            let (doctor, from, to) = (doctor.clone(), from.clone(), to.clone());
            let leave = LeaveDraft {
                doctor,
                from,
                to,
                half: *half,
                keeps_place: *keeps_place,
                counts: false,
                reason: String::new(),
            };
            work.edit.draft.leaves.extend(is_known.then_some(leave));
        }
        Change::Extend {
            doctor, departure, ..
        } => depart(work, doctor, departure, true),
        Change::Return { doctor, from } => bring_back(work, doctor, from),
        Change::PartTime {
            doctor,
            from,
            to,
            every,
            weekdays,
            periods,
            half,
            ..
        } => {
            let chosen = [
                every.is_some(),
                !weekdays.is_empty(),
                !periods.is_empty(),
                *half,
            ]
            .into_iter()
            .filter(|one| *one)
            .count();
            if work.doctor(doctor).is_none() {
                return;
            }
            match chosen {
                0 => work.report(
                    Code::MissingField,
                    "every",
                    "it says neither every, weekdays, periods nor half.",
                ),
                1 => part_time(
                    work,
                    doctor,
                    &Away {
                        from: from.as_deref(),
                        to: to.as_deref(),
                        every: *every,
                        weekdays,
                        periods,
                    },
                ),
                _ => work.report(
                    Code::ContradictoryRule,
                    "every",
                    "it says more than one of every, weekdays, periods and half.",
                ),
            }
        }
        // What is not about one doctor's time is made elsewhere.
        _ => {}
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
    let (from, to) = (super::places::after(last), span.last);
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
    if work.doctor(doctor).is_none() {
        return;
    }
    let horizon = work.problem.horizon();
    let back = match horizon.moment(from) {
        Ok((first, _)) => first,
        Err((code, message)) => return work.report(code, "from", &message),
    };
    let Some((arrival, departure)) = stay(work, doctor) else {
        return;
    };
    let (first, end) = (
        horizon.periods().first().map(|span| span.first),
        horizon.periods().last().map(|span| span.last),
    );
    let mut changed = false;
    let mut left = Vec::new();
    for mut leave in std::mem::take(&mut work.edit.draft.leaves) {
        let span = horizon
            .moment(&leave.from)
            .ok()
            .zip(horizon.moment(&leave.to).ok())
            .map(|(from, to)| (from.0, to.1));
        match span.filter(|(from, to)| leave.doctor == doctor && *from < back && back <= *to) {
            Some(_) => {
                changed = true;
                leave.to = before(back).to_string();
                left.push(leave);
            }
            // A leave from this very day on is the one that does not take place.
            None if leave.doctor == doctor && span.is_some_and(|span| span.0 == back) => {
                changed = true
            }
            None => left.push(leave),
        }
    }
    work.edit.draft.leaves = left;
    let away_since = work
        .doctor(doctor)
        .filter(|data| data.withdrawn)
        .map(|_| first);
    let gap = match (away_since, end) {
        (Some(since), _) => since,
        (None, Some(end)) if departure < back && departure < end => {
            Some(super::places::after(departure))
        }
        _ => None,
    };
    if let Some(data) = work.doctor(doctor)
        && (data.withdrawn || gap.is_some())
    {
        changed = true;
        data.withdrawn = false;
        // The cohort's own departure may be the one that is taken back, so that the horizon's end is said.
        data.departure = end.map(|end| end.to_string());
    }
    if let Some(since) = gap.filter(|since| (*since).max(arrival) < back) {
        let (from, to) = (since.max(arrival).to_string(), before(back).to_string());
        work.edit.draft.leaves.push(LeaveDraft {
            doctor: doctor.to_owned(),
            from,
            to,
            reason: "away".into(),
            ..LeaveDraft::default()
        });
    }
    if !changed {
        work.report(
            Code::NothingToChange,
            "from",
            "the doctor is not away then.",
        );
    }
}

/// When somebody who works part time is away: one of the last three says it, or it is half of each period.
struct Away<'a> {
    from: Option<&'a str>,
    to: Option<&'a str>,
    every: Option<i64>,
    weekdays: &'a [String],
    periods: &'a [When],
}

/// Leaves that keep the place, one for each period or weekday away.
fn part_time(work: &mut Work<'_>, doctor: &str, away: &Away<'_>) {
    let &Away {
        from,
        to,
        every,
        weekdays,
        periods,
    } = away;
    let Some(span) = ends(work, from, to) else {
        return;
    };
    let Some(there) = touched(work, from, to) else {
        return;
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(every) = every {
        let Some(step) = usize::try_from(every).ok().filter(|step| *step >= 2) else {
            let code = if every < 0 {
                Code::NegativeNumber
            } else {
                Code::ZeroNumber
            };
            return work.report(code, "every", &format!("{every} is less than 2."));
        };
        rows.extend(
            there
                .iter()
                .skip(step - 1)
                .step_by(step)
                .map(|period| (when(*period), when(*period))),
        );
    }
    for (position, name) in weekdays.iter().enumerate() {
        let Some(weekday) = WEEKDAYS
            .iter()
            .position(|day| day.eq_ignore_ascii_case(name))
        else {
            let message = format!("{name:?} is no weekday; they are {}.", WEEKDAYS.join(", "));
            work.report(Code::InvalidName, &format!("weekdays/{position}"), &message);
            continue;
        };
        let days = span
            .0
            .date
            .days_until(span.1.date)
            .filter(|date| date.weekday() == weekday);
        rows.extend(days.map(|date| (date.to_string(), date.to_string())));
    }
    rows.extend(
        periods
            .iter()
            .map(|period| (period.clone(), period.clone())),
    );
    let half = every.is_none() && weekdays.is_empty() && periods.is_empty();
    if half && let (Some(first), Some(last)) = (there.first(), there.last()) {
        rows.push((when(*first), when(*last)));
    }
    if rows.is_empty() {
        return work.report(
            Code::NothingToChange,
            "from",
            "no period of that time is one away.",
        );
    }
    for (from, to) in rows {
        let reason = "part time".to_owned();
        work.edit.draft.leaves.push(LeaveDraft {
            doctor: doctor.to_owned(),
            from,
            to,
            half,
            keeps_place: true,
            counts: false,
            reason,
        });
    }
}
