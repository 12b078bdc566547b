//! What a soft schedule gives up, read from what `check` says of it.

use super::super::part::Part;
use super::super::rewrite::{Origin, Rewritten};
use super::concession::{Concession, Given};
use crate::check::{self, Metrics, Report, Share, Subject, Violation, shares};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::edit::{Stretch, stretches};
use crate::problem::rule::Rule;
use crate::schedule::{Pathway, Schedule};
use std::collections::{BTreeMap, BTreeSet};

/// The concessions of a schedule of a soft problem, ascending.
pub(in crate::explain) fn given(
    rewritten: &Rewritten,
    problem: &Problem,
    schedule: &Schedule,
    report: &Report,
    price: impl Fn(Part) -> Option<i64>,
) -> Vec<Given> {
    let mut of_part: BTreeMap<Part, Vec<Violation>> = BTreeMap::new();
    let mut of_places: BTreeMap<RuleId, BTreeMap<PeriodId, (i64, i64)>> = BTreeMap::new();
    let mut present = Present::of(&rewritten.problem, schedule);
    for breach in &report.breaches {
        let Some(origin) = rewritten.origin(breach.rule) else {
            continue;
        };
        let part = match (origin, breach.subject) {
            (Origin::Places(rule, _), _) => {
                if let Some(period) = breach.period {
                    let fewer = present.short(breach.rule, period).min(breach.amount);
                    of_places
                        .entry(rule)
                        .or_default()
                        .insert(period, (breach.amount - fewer, fewer));
                }
                continue;
            }
            (Origin::Part(part), _) => part,
            (Origin::Rule(rule), Subject::Doctor(doctor))
                if crate::problem::rule::is_personal(problem.rule(rule)) =>
            {
                Part::Rule { rule, doctor }
            }
            (Origin::Rule(rule), _) => Part::Shared { rule },
        };
        of_part.entry(part).or_default().push(*breach);
    }
    let mut given = Vec::new();
    for (rule, amounts) in of_places {
        given.extend(places(rule, &amounts, &price));
    }
    let metrics = Metrics::new(&rewritten.problem, schedule);
    for (part, breaches) in of_part {
        let units = breaches.iter().map(|breach| breach.amount).sum();
        let mut periods: Vec<PeriodId> =
            breaches.iter().filter_map(|breach| breach.period).collect();
        periods.sort_unstable();
        periods.dedup();
        let concession = concession(rewritten, problem, schedule, &metrics, part, periods);
        given.push(Given {
            concession,
            units,
            cost: price(part).unwrap_or(0).saturating_mul(units),
        });
    }
    given.extend(patterns(rewritten, problem, schedule, &price));
    given.extend(seats(rewritten, problem, schedule, &price));
    given.sort_unstable();
    given
}

/// Who is present where, which is read once it is asked for.
struct Present<'a> {
    problem: &'a Problem,
    schedule: &'a Schedule,
    shares: Option<Vec<Vec<(PeriodId, Share)>>>,
}

impl<'a> Present<'a> {
    fn of(problem: &'a Problem, schedule: &'a Schedule) -> Self {
        Self {
            problem,
            schedule,
            shares: None,
        }
    }
    /// How many doctors a capacity is short of its least number in a period. Whoever is on leave within a rotation is not there.
    fn short(&mut self, rule: RuleId, period: PeriodId) -> i64 {
        let (problem, schedule) = (self.problem, self.schedule);
        let Rule::Capacity(capacity) = problem.rule(rule) else {
            return 0;
        };
        let limit = capacity.limits.iter().find(|limit| limit.period == period);
        let least = limit.map_or(0, |limit| limit.min);
        let shares = self.shares.get_or_insert_with(|| {
            let of = |doctor| shares(problem, doctor, schedule.pathway(doctor));
            problem.doctor_ids().map(of).collect()
        });
        let is_there = |doctor: &DoctorId| {
            let mut shares = shares.get(doctor.index()).into_iter().flatten();
            shares.any(|(when, share)| {
                *when == period
                    && matches!(share, Share::Works { activity, .. } if capacity.activities.contains(*activity))
            })
        };
        let there = capacity.doctors.iter().filter(is_there).count();
        least
            .saturating_sub(i64::try_from(there).unwrap_or(i64::MAX))
            .max(0)
    }
}

/// Stretches of a capacity with the same number of places more and doctors fewer.
fn places(
    rule: RuleId,
    amounts: &BTreeMap<PeriodId, (i64, i64)>,
    price: &impl Fn(Part) -> Option<i64>,
) -> Vec<Given> {
    let changed = amounts.iter().map(|(&period, &amounts)| (period, amounts));
    let given = |stretch: Stretch<(i64, i64)>| {
        let (Stretch { first, last, .. }, (more, fewer)) = (stretch, stretch.content);
        let periods = (first.index()..=last.index()).map(PeriodId::new);
        let prices = periods.clone().map(|period| {
            price(Part::Places {
                rule,
                first: period,
                last: period,
            })
            .unwrap_or(0)
        });
        let units = periods.map(|_| more + fewer).sum();
        let cost = prices
            .map(|price| price.saturating_mul(more + fewer))
            .fold(0, i64::saturating_add);
        Given {
            concession: Concession::Places {
                rule,
                first,
                last,
                more,
                fewer,
            },
            units,
            cost,
        }
    };
    stretches(changed).into_iter().map(given).collect()
}

/// A concession other than places.
fn concession(
    rewritten: &Rewritten,
    problem: &Problem,
    schedule: &Schedule,
    metrics: &Metrics,
    part: Part,
    periods: Vec<PeriodId>,
) -> Concession {
    match part {
        Part::Stay { doctor } => {
            let (first, last) = stay_of(problem, schedule, doctor);
            Concession::Stay {
                doctor,
                first: periods.first().map_or(first, |from| first.min(*from)),
                last: periods.last().map_or(last, |to| last.max(*to)),
            }
        }
        Part::Leaves { doctor } => Concession::Leave { doctor, periods },
        Part::Eligibility { doctor } => {
            let eligible = problem.eligible(doctor);
            let rotations = schedule.pathway(doctor).rotations().iter();
            let went = rotations.map(|rotation| rotation.activity);
            let activities: BTreeSet<ActivityId> = went
                .filter(|activity| !eligible.contains(*activity))
                .collect();
            Concession::Eligibility {
                doctor,
                activities: activities.into_iter().collect(),
            }
        }
        Part::Rule { rule, doctor } if matches!(problem.rule(rule), Rule::Requirement(_)) => {
            let amount = amount(rewritten, metrics, doctor, rule);
            Concession::Amount {
                rule,
                doctor,
                amount,
            }
        }
        Part::Rule { rule, doctor } if matches!(problem.rule(rule), Rule::Document(_)) => {
            Concession::Document {
                rule,
                doctor,
                periods,
            }
        }
        Part::Rule { .. } => Concession::Waived {
            part,
            periods: Vec::new(),
        },
        part => Concession::Waived { part, periods },
    }
}

/// First and last period of a stay; somebody who was never there comes for the rotations.
fn stay_of(problem: &Problem, schedule: &Schedule, doctor: DoctorId) -> (PeriodId, PeriodId) {
    let data = problem.doctor(doctor);
    if data.first <= data.last {
        return (data.first, data.last);
    }
    let rotations = schedule.pathway(doctor).rotations();
    let first = rotations.iter().map(|rotation| rotation.first).min();
    let last = rotations.iter().map(|rotation| rotation.last).max();
    (first.unwrap_or(data.first), last.unwrap_or(data.first))
}

/// What a doctor does of a requirement, by the version of it that speaks of the doctor.
fn amount(rewritten: &Rewritten, metrics: &Metrics, doctor: DoctorId, rule: RuleId) -> i64 {
    let fulfilled = metrics
        .doctors
        .get(doctor.index())
        .map(|doctor| doctor.requirements.as_slice())
        .unwrap_or_default();
    let mut versions = fulfilled
        .iter()
        .filter(|standing| rewritten.rule_of_requirement(standing.requirement) == Some(rule));
    versions.next().map_or(0, |standing| standing.amount)
}

/// Forbidden patterns that occur: the judge counts them as values, not as breaches.
fn patterns(
    rewritten: &Rewritten,
    problem: &Problem,
    schedule: &Schedule,
    price: &impl Fn(Part) -> Option<i64>,
) -> Vec<Given> {
    let mut found = Vec::new();
    for doctor in problem.doctor_ids() {
        let is_pattern = |rule: &&RuleId| matches!(problem.rule(**rule), Rule::Pattern(pattern) if pattern.value.is_none());
        if !problem
            .rules_of(doctor)
            .iter()
            .any(|rule| is_pattern(&rule))
        {
            continue;
        }
        let judged = check::personal(problem, doctor, schedule.pathway(doctor));
        for &rule in problem.rules_of(doctor).iter().filter(is_pattern) {
            let part = Part::Rule { rule, doctor };
            let is_soft = rewritten.softened.contains(&rule);
            let units: i64 = judged
                .violations
                .iter()
                .filter(|violation| violation.rule == rule)
                .map(|violation| violation.amount)
                .sum();
            if is_soft && units > 0 {
                let cost = price(part).unwrap_or(0).saturating_mul(units);
                found.push(Given {
                    concession: Concession::Waived {
                        part,
                        periods: Vec::new(),
                    },
                    units,
                    cost,
                });
            }
        }
    }
    found
}

/// Seats beyond those there are.
fn seats(
    rewritten: &Rewritten,
    problem: &Problem,
    schedule: &Schedule,
    price: &impl Fn(Part) -> Option<i64>,
) -> Vec<Given> {
    let mut found = Vec::new();
    for (index, event) in problem.events().iter().enumerate() {
        let id = EventId::new(index);
        let written = rewritten.problem.event(id);
        if (written.max_places, written.min_places, written.joint)
            == (event.max_places, event.min_places, event.joint)
        {
            continue;
        }
        let Some(price) = price(Part::Event { event: id }) else {
            continue;
        };
        let held = attendees_by_slot(schedule, id, event.slots.len());
        let held = || held.iter().copied().filter(|held| *held > 0);
        let most = event.max_places.unwrap_or(i64::MAX);
        let beyond: Vec<i64> = held()
            .map(|held| held.saturating_sub(most).max(0))
            .collect();
        let below: Vec<i64> = held()
            .map(|held| (event.min_places - held).max(0))
            .collect();
        let slots = i64::try_from(held().count()).unwrap_or(1);
        let apart = if event.joint { (slots - 1).max(0) } else { 0 };
        let units = beyond.iter().sum::<i64>() + below.iter().sum::<i64>() + apart;
        if units > 0 {
            let more = beyond.into_iter().max().unwrap_or(0);
            let fewer = below.into_iter().max().unwrap_or(0);
            let concession = Concession::Seats {
                event: id,
                more,
                fewer,
                apart: apart > 0,
            };
            found.push(Given {
                concession,
                units,
                cost: price.saturating_mul(units),
            });
        }
    }
    found
}

/// How many doctors come to each slot of an event.
fn attendees_by_slot(schedule: &Schedule, event: EventId, slots: usize) -> Vec<i64> {
    let mut attendees = vec![0_i64; slots];
    let attendances = schedule.pathways().iter().flat_map(Pathway::attendances);
    for attendance in attendances.filter(|attendance| attendance.event == event) {
        if let Some(attendees) = attendees.get_mut(attendance.slot as usize) {
            *attendees += 1;
        }
    }
    attendees
}
