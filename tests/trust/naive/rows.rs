//! The rows of shared rules: what `docs/rules.md` says of each rule, numbered as `docs/certificates.md` says.

use super::sums::{Allowed, Sum};
use medrota::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use medrota::problem::rule::{ActivitySet, Capacity, Change, Coverage, Measure, Scope};
use medrota::problem::{Presence, Problem, Rule};

/// A row: what it sums, what it may be, and what it costs to be something else.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) rule: RuleId,
    pub(crate) name: String,
    pub(crate) sum: Sum,
    pub(crate) allowed: Allowed,
    /// Hard if `None`.
    pub(crate) weight: Option<i64>,
}

/// Rows that one rule speaks of together; they are not judged one by one.
#[derive(Clone, Debug)]
pub(crate) enum Group {
    /// `weight` times the least sum is added, and it is at least `at_least`.
    Least {
        rows: Vec<usize>,
        weight: i64,
        at_least: Option<i64>,
    },
    /// `weight` times greatest minus least sum is subtracted, and it is at most `at_most`; sums lie between 0 and `doctors`.
    Range {
        rows: Vec<usize>,
        weight: i64,
        at_most: Option<i64>,
        doctors: i64,
    },
    /// At most one of the sums is not 0; each row is judged as well.
    OnlyOne { rows: Vec<usize> },
}

impl Group {
    pub(crate) fn rows(&self) -> &[usize] {
        match self {
            Self::Least { rows, .. } | Self::Range { rows, .. } | Self::OnlyOne { rows } => rows,
        }
    }
}

/// All rows and groups of a problem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) groups: Vec<Group>,
}

impl Rows {
    pub(crate) fn new(problem: &Problem) -> Self {
        let mut rows = Self::default();
        for (id, rule) in problem.rules() {
            Writer {
                problem,
                id,
                first: rows.rows.len(),
                rows: &mut rows,
            }
            .rule(rule);
        }
        rows
    }
}

/// Writes the rows of one rule.
struct Writer<'a> {
    problem: &'a Problem,
    id: RuleId,
    first: usize,
    rows: &'a mut Rows,
}

fn each<I: medrota::ids::Id>(set: &medrota::ids::IdSet<I>) -> Vec<(I, i64)> {
    set.iter().map(|id| (id, 1)).collect()
}

impl Writer<'_> {
    fn add(&mut self, sum: Sum, allowed: Allowed, weight: Option<i64>) -> usize {
        let index = self.rows.rows.len();
        let name = format!(
            "{}#{}",
            self.problem.rule_key(self.id),
            index - self.first + 1
        );
        self.rows.rows.push(Row {
            rule: self.id,
            name,
            sum,
            allowed,
            weight,
        });
        index
    }
    fn heads(
        doctors: &[(DoctorId, i64)],
        activities: &[(ActivityId, i64)],
        period: PeriodId,
    ) -> Sum {
        Sum::Heads {
            doctors: doctors.to_vec(),
            activities: activities.to_vec(),
            periods: vec![period],
            halves: false,
        }
    }
    /// The places of a scope in ascending order, with those of their activities that are in `within`.
    fn places(&self, scope: Scope, within: Option<&ActivitySet>) -> Vec<Vec<(ActivityId, i64)>> {
        let activities = self.problem.activities();
        let count = match scope {
            Scope::Activity => activities.len(),
            Scope::Department => self.problem.departments().len(),
            Scope::Hospital => self.problem.hospitals().len(),
        };
        let mut places = vec![Vec::new(); count];
        for (index, activity) in activities.iter().enumerate() {
            let id = ActivityId::new(index);
            let place = match scope {
                Scope::Activity => activity.leave_of.map_or(index, medrota::ids::Id::index),
                Scope::Department => activity.department.index(),
                Scope::Hospital => activity.hospital.index(),
            };
            if within.is_none_or(|within| within.contains(id)) {
                places[place].push((id, 1));
            }
        }
        places
    }

    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Capacity(rule) => self.capacity(rule),
            Rule::Coverage(rule) => self.coverage(rule),
            Rule::Attendance(rule) => self.attendance(rule.event),
            Rule::Together(rule) => {
                let places = self.places(rule.scope, None);
                let there = |doctor, period| {
                    matches!(
                        self.problem.presence(doctor, period),
                        Presence::Half | Presence::Full
                    )
                };
                let mut sums = Vec::new();
                for pair in rule.doctors.as_slice().windows(2) {
                    for period in rule
                        .periods
                        .iter()
                        .filter(|period| there(pair[0], *period) && there(pair[1], *period))
                    {
                        sums.extend(places.iter().map(|place| {
                            Self::heads(&[(pair[0], 1), (pair[1], -1)], place, period)
                        }));
                    }
                }
                for sum in sums {
                    self.add(sum, Allowed::between(Some(0), Some(0)), rule.weight);
                }
            }
            Rule::Apart(rule) => {
                for place in self
                    .places(rule.scope, Some(&rule.activities))
                    .iter()
                    .filter(|place| !place.is_empty())
                {
                    for period in rule.periods.iter() {
                        let sum = Self::heads(&each(&rule.doctors), place, period);
                        self.add(
                            sum,
                            Allowed::between(None, Some(rule.max_together)),
                            rule.weight,
                        );
                    }
                }
            }
            Rule::SplitEvenly(rule) => {
                for period in rule.periods.iter() {
                    for (one, fuller) in rule.departments.iter().enumerate() {
                        for (_, emptier) in rule
                            .departments
                            .iter()
                            .enumerate()
                            .filter(|(other, _)| *other != one)
                        {
                            let activities =
                                (0..self.problem.activities().len()).map(ActivityId::new);
                            let difference: Vec<_> = activities
                                .map(|activity| {
                                    (
                                        activity,
                                        i64::from(fuller.contains(activity))
                                            - i64::from(emptier.contains(activity)),
                                    )
                                })
                                .collect();
                            let sum = Self::heads(&each(&rule.doctors), &difference, period);
                            self.add(
                                sum,
                                Allowed::between(None, Some(rule.tolerance)),
                                rule.weight,
                            );
                        }
                    }
                }
            }
            Rule::Team(rule) => {
                let mut doctors = each(&rule.doctors);
                doctors.extend(
                    rule.companions
                        .iter()
                        .map(|companion| (companion, -rule.doctors_per_companion)),
                );
                for place in self
                    .places(rule.scope, Some(&rule.activities))
                    .iter()
                    .filter(|place| !place.is_empty())
                {
                    for period in rule.periods.iter() {
                        self.add(
                            Self::heads(&doctors, place, period),
                            Allowed::between(None, Some(0)),
                            rule.weight,
                        );
                    }
                }
            }
            Rule::WorstDoctor(rule) => {
                let scores = rule
                    .doctors
                    .iter()
                    .map(|doctor| Sum::Scores {
                        doctors: vec![(doctor, 1)],
                    })
                    .collect();
                self.least(scores, rule.weight, rule.at_least);
            }
            Rule::WorstGroup(rule) => {
                let periods: Vec<PeriodId> = (0..self.problem.horizon().len())
                    .map(PeriodId::new)
                    .collect();
                let activities: Vec<_> = (0..self.problem.activities().len())
                    .map(|index| (ActivityId::new(index), 1))
                    .collect();
                let sum = |(doctors, multiplier): &(medrota::problem::rule::DoctorSet, i64)| {
                    let doctors = doctors.iter().map(|doctor| (doctor, *multiplier)).collect();
                    match rule.measure {
                        Measure::Score => Sum::Scores { doctors },
                        Measure::Periods => Sum::Heads {
                            doctors,
                            activities: activities.clone(),
                            periods: periods.clone(),
                            halves: false,
                        },
                    }
                };
                self.least(
                    rule.groups.iter().map(sum).collect(),
                    rule.weight,
                    rule.at_least,
                );
            }
            Rule::EvenLoad(rule) => {
                let sum =
                    |period| Self::heads(&each(&rule.doctors), &each(&rule.activities), period);
                let rows = rule
                    .periods
                    .iter()
                    .map(|period| self.add(sum(period), Allowed::default(), None))
                    .collect();
                let doctors = rule.doctors.len() as i64;
                self.rows.groups.push(Group::Range {
                    rows,
                    weight: rule.weight,
                    at_most: rule.at_most,
                    doctors,
                });
            }
            Rule::Change(rule) => self.change(rule),
            Rule::Requirement(_)
            | Rule::Elective(_)
            | Rule::Precedence(_)
            | Rule::Availability(_)
            | Rule::Document(_)
            | Rule::Boundary(_)
            | Rule::Alignment(_)
            | Rule::Cells(_)
            | Rule::Succession(_)
            | Rule::Spacing(_)
            | Rule::Window(_)
            | Rule::LongestRun(_)
            | Rule::FirstBy(_)
            | Rule::Pattern(_)
            | Rule::WeightedAmount(_)
            | Rule::HospitalLimit(_)
            | Rule::HospitalChange(_)
            | Rule::SameHospital(_)
            | Rule::Eligibility(_)
            | Rule::Preference(_)
            | Rule::Idle(_)
            // No drawn problem has code in it; tests/custom.rs holds copies of drawn rules against these.
            | Rule::CustomRule(_)
            | Rule::CustomValue(_)
            | Rule::CustomSum(_) => {}
        }
    }

    /// A row a limit; one that no number of the rule's doctors can break is no row.
    fn capacity(&mut self, rule: &Capacity) {
        let count = rule.doctors.len() as i64;
        let keeps = |doctor: &medrota::problem::Doctor| {
            doctor
                .leaves
                .iter()
                .any(|leave| leave.keeps_place && !leave.away.is_empty())
        };
        let kept = self.problem.doctors().iter().any(keeps)
            || self
                .problem
                .activities()
                .iter()
                .any(|activity| activity.leave_of.is_some());
        let (mut rows, mut later) = (Vec::new(), Vec::new());
        for limit in &rule.limits {
            let (least, most) = (
                Some(limit.min).filter(|min| *min > 0),
                limit.max.filter(|max| *max < count),
            );
            let heads = || Self::heads(&each(&rule.doctors), &each(&rule.activities), limit.period);
            let places = Sum::Places {
                doctors: rule.doctors.iter().collect(),
                activities: rule.activities.iter().collect(),
                period: limit.period,
            };
            match (least, most) {
                (None, None) => {}
                (Some(_), _) if kept => {
                    later.push((heads(), Allowed::between(least, None)));
                    later.extend(most.map(|most| (places, Allowed::between(None, Some(most)))));
                }
                _ if kept => rows.push((places, Allowed::between(least, most))),
                _ => rows.push((heads(), Allowed::between(least, most))),
            }
        }
        for (sum, allowed) in rows.into_iter().chain(later) {
            self.add(sum, allowed, rule.weight);
        }
    }

    fn coverage(&mut self, rule: &Coverage) {
        let periods: Vec<PeriodId> = rule.periods.iter().collect();
        let sums: Vec<Vec<PeriodId>> = if rule.each_period {
            periods.iter().map(|period| vec![*period]).collect()
        } else {
            vec![periods]
        };
        for periods in sums.into_iter().filter(|periods| !periods.is_empty()) {
            let (doctors, activities) = (rule.doctor_weights.clone(), each(&rule.activities));
            let sum = Sum::Heads {
                doctors,
                activities,
                periods,
                halves: rule.half_presence,
            };
            let allowed = Allowed {
                least: rule.min,
                most: rule.max,
                only: rule.allowed.clone(),
                or_nothing: false,
            };
            self.add(sum, allowed, rule.weight);
        }
    }

    fn attendance(&mut self, id: medrota::ids::EventId) {
        let event = self.problem.event(id);
        let count = event.attendees.len() as i64;
        let most = event.max_places.unwrap_or(count);
        if event.is_fixed() {
            // Everybody attends: a row without a sum where that breaks the limits.
            if count > 0 && (count > most || count < event.min_places) {
                self.add(
                    Sum::Nothing,
                    Allowed::between(Some(event.min_places - count), Some(most - count)),
                    None,
                );
            }
            return;
        }
        let attendees: Vec<DoctorId> = event.attendees.iter().collect();
        let (least, slots, joint) = (event.min_places, event.slots.len(), event.joint);
        let allowed = Allowed {
            least: Some(least),
            most: Some(most),
            only: Vec::new(),
            or_nothing: true,
        };
        let rows: Vec<usize> = (0..slots as u32)
            .map(|slot| {
                self.add(
                    Sum::Slot {
                        event: id,
                        slot,
                        attendees: attendees.clone(),
                    },
                    allowed.clone(),
                    None,
                )
            })
            .collect();
        if joint && slots > 1 {
            self.rows.groups.push(Group::OnlyOne { rows });
        }
    }

    fn least(&mut self, sums: Vec<Sum>, weight: i64, at_least: Option<i64>) {
        let rows: Vec<usize> = sums
            .into_iter()
            .map(|sum| self.add(sum, Allowed::default(), None))
            .collect();
        if !rows.is_empty() {
            self.rows.groups.push(Group::Least {
                rows,
                weight,
                at_least,
            });
        }
    }

    /// The sum over all doctors first, if it is limited; then of each doctor what costs and what is limited.
    fn change(&mut self, rule: &Change) {
        let periods: Vec<PeriodId> = rule.periods.iter().collect();
        let sum = |doctors| Sum::Differences {
            doctors,
            periods: periods.clone(),
        };
        if let Some(limit) = rule.max_periods {
            self.add(
                sum(rule.doctors.iter().collect()),
                Allowed::between(None, Some(limit)),
                None,
            );
        }
        for doctor in rule.doctors.iter() {
            if rule.cost > 0 {
                self.add(
                    sum(vec![doctor]),
                    Allowed::between(None, Some(0)),
                    Some(rule.cost),
                );
            }
            if let Some(limit) = rule.max_periods_per_doctor {
                self.add(sum(vec![doctor]), Allowed::between(None, Some(limit)), None);
            }
        }
    }
}
