//! Columns, the rows that tie starts to presences, and which rule goes where.

use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::problem::rule::{ActivitySet, PeriodSet};
use medrota::problem::{Presence, Problem, Rule};
use medrota::solve::lp::LinearModel;
use std::collections::HashMap;
use std::fmt;

/// Most columns of presences and starts; a larger model would only exhaust the memory.
const MOST_COLUMNS: usize = 1_500_000;

/// Why the programme does not speak of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A linear expression.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum {
    pub(crate) terms: Vec<(usize, f64)>,
    pub(crate) constant: f64,
}

impl Sum {
    pub(crate) fn constant(constant: f64) -> Self {
        Self {
            terms: Vec::new(),
            constant,
        }
    }
    pub(crate) fn of(column: usize) -> Self {
        Self {
            terms: vec![(column, 1.0)],
            constant: 0.0,
        }
    }
    /// The sum and a multiple of another one.
    pub(crate) fn plus(mut self, factor: f64, other: &Self) -> Self {
        self.terms.extend(
            other
                .terms
                .iter()
                .map(|&(column, coefficient)| (column, factor * coefficient)),
        );
        self.constant += factor * other.constant;
        self
    }
}

impl FromIterator<usize> for Sum {
    fn from_iter<Columns: IntoIterator<Item = usize>>(columns: Columns) -> Self {
        Self {
            terms: columns.into_iter().map(|column| (column, 1.0)).collect(),
            constant: 0.0,
        }
    }
}

/// Columns of one doctor in one activity, by period.
#[derive(Debug)]
pub(super) struct PlaceColumns {
    pub(super) activity: ActivityId,
    /// The doctor is there.
    pub(super) present: Vec<Option<usize>>,
    /// A rotation starts there.
    pub(super) starts: Vec<Option<usize>>,
}

/// Columns of one doctor.
#[derive(Debug)]
pub(super) struct DoctorColumns {
    /// First and one past the last period of presence.
    pub(super) first: usize,
    pub(super) end: usize,
    /// Periods in which the doctor can be somewhere.
    pub(super) free: Vec<bool>,
    /// Of these, those of which half is left.
    pub(super) half: Vec<bool>,
    pub(super) places: Vec<PlaceColumns>,
}

impl DoctorColumns {
    /// Presences in some activities in a period.
    pub(super) fn present(
        &self,
        activities: &ActivitySet,
        period: usize,
    ) -> impl Iterator<Item = usize> {
        self.places
            .iter()
            .filter(|place| activities.contains(place.activity))
            .filter_map(move |place| place.present[period])
    }
    /// Starts in some activities in a period.
    pub(super) fn starts(
        &self,
        activities: &ActivitySet,
        period: usize,
    ) -> impl Iterator<Item = usize> {
        self.places
            .iter()
            .filter(|place| activities.contains(place.activity))
            .filter_map(move |place| place.starts[period])
    }
    /// Presences anywhere in a period.
    pub(super) fn anywhere(&self, period: usize) -> Sum {
        self.places
            .iter()
            .filter_map(|place| place.present[period])
            .collect()
    }
    /// Presences in some activities and periods.
    pub(super) fn amount(&self, activities: &ActivitySet, periods: &PeriodSet) -> Sum {
        periods
            .iter()
            .flat_map(|period| self.present(activities, period.index()))
            .collect()
    }
    /// Rotations in some activities that start in some periods.
    pub(super) fn runs(&self, activities: &ActivitySet, periods: &PeriodSet) -> Sum {
        periods
            .iter()
            .flat_map(|period| self.starts(activities, period.index()))
            .collect()
    }
}

/// The programme of a problem.
#[derive(Debug)]
pub(crate) struct TimeIndexed<'problem> {
    pub(super) problem: &'problem Problem,
    pub(super) model: LinearModel,
    pub(super) doctors: Vec<DoctorColumns>,
    /// What each doctor's personal rules add up to.
    pub(super) scores: Vec<Sum>,
    /// What the objective has beside its columns.
    pub(super) constant: f64,
    /// For each doctor and requirement that is all or nothing, the column that says which.
    pub(super) begun: HashMap<(usize, usize), usize>,
    /// For each doctor and requirement whose order matters, its rotations started so far, by period.
    pub(super) started: HashMap<(usize, usize), Vec<Sum>>,
}

impl<'problem> TimeIndexed<'problem> {
    /// Writes the programme.
    ///
    /// # Errors
    /// What the programme does not cover: a rule, a form of it, or the size.
    pub(crate) fn new(problem: &'problem Problem) -> Result<Self, Refusal> {
        let doctors = problem.doctors().len();
        let mut programme = Self {
            problem,
            model: LinearModel::new(),
            doctors: Vec::with_capacity(doctors),
            scores: vec![Sum::default(); doctors],
            constant: 0.0,
            begun: HashMap::new(),
            started: HashMap::new(),
        };
        let size: usize = (0..doctors)
            .map(|doctor| size_of(problem, DoctorId::new(doctor)))
            .sum();
        if size > MOST_COLUMNS {
            return Err(Refusal(format!(
                "{size} columns, and {MOST_COLUMNS} are the most that are tried"
            )));
        }
        for doctor in (0..doctors).map(DoctorId::new) {
            programme.add_doctor(doctor)?;
        }
        // Requirements first: other rules ask whether they are complete.
        let is_requirement = |rule: &Rule| matches!(rule, Rule::Requirement(_));
        let rules = problem
            .rules()
            .filter(|(_, rule)| is_requirement(rule))
            .chain(problem.rules().filter(|(_, rule)| !is_requirement(rule)));
        // The worst score is a row over scores, so that they have to be whole by then.
        let mut worst = Vec::new();
        for (id, rule) in rules {
            let added = match rule {
                Rule::Requirement(rule) => programme.requirement(rule.requirement),
                Rule::Elective(rule) => programme.elective(rule),
                Rule::Precedence(rule) => programme.precedence(rule),
                // Presence and eligibility decide which columns there are.
                Rule::Availability(_) | Rule::Eligibility(_) => Ok(()),
                Rule::Boundary(rule) => programme.boundary(rule),
                Rule::Cells(rule) => programme.cells(rule),
                Rule::Window(rule) => programme.window(rule),
                Rule::LongestRun(rule) => programme.longest_run(rule),
                Rule::Pattern(rule) => programme.pattern(rule),
                Rule::HospitalLimit(rule) => programme.hospital_limit(rule),
                Rule::HospitalChange(rule) => programme.hospital_change(rule),
                Rule::Preference(rule) => programme.preference(rule),
                Rule::Idle(rule) => programme.idle(rule),
                Rule::Capacity(rule) => programme.capacity(rule),
                Rule::Coverage(rule) => programme.coverage(rule),
                Rule::WorstDoctor(rule) => {
                    worst.push(rule);
                    Ok(())
                }
                _not_in_the_programme => Err(Refusal("rules of this kind".to_owned())),
            };
            added.map_err(|Refusal(what)| {
                Refusal(format!(
                    "{what} ({} {:?})",
                    rule.kind().name(),
                    problem.rule_key(id)
                ))
            })?;
        }
        worst
            .into_iter()
            .for_each(|rule| programme.worst_doctor(rule));
        Ok(programme)
    }
    /// The programme as a plain model.
    pub(crate) fn model(&self) -> &LinearModel {
        &self.model
    }

    /// A doctor's columns: presences exclude each other, and a rotation starts where there was no presence before.
    fn add_doctor(&mut self, doctor: DoctorId) -> Result<(), Refusal> {
        let problem = self.problem;
        let periods = problem.horizon().len();
        let data = problem.doctor(doctor);
        let grid = problem.grid(data.grid);
        if grid.len() != periods
            || !problem.events().is_empty()
            || problem
                .activities()
                .iter()
                .any(|activity| activity.leave_of.is_some())
            || data.leaves.iter().any(|leave| leave.keeps_place)
        {
            return Err(Refusal(format!(
                "blocks of several periods, events, or leaves that keep the place (doctor {:?})",
                data.key
            )));
        }
        let presence = |period: usize| problem.presence(doctor, PeriodId::new(period));
        let free: Vec<bool> = (0..periods)
            .map(|period| matches!(presence(period), Presence::Half | Presence::Full))
            .collect();
        let half = (0..periods)
            .map(|period| presence(period) == Presence::Half)
            .collect();
        let is_allowed = allowed(problem, doctor);
        let mut places = Vec::new();
        for activity in problem.eligible(doctor).iter() {
            let mut present = vec![None; periods];
            let mut starts = vec![None; periods];
            for period in
                (0..periods).filter(|period| free[*period] && is_allowed(activity, *period))
            {
                present[period] = Some(self.model.add_integer_column(0.0, 1.0, 0.0));
                starts[period] = Some(self.model.add_integer_column(0.0, 1.0, 0.0));
            }
            for (period, (&here, &start)) in present.iter().zip(&starts).enumerate() {
                let (Some(here), Some(start)) = (here, start) else {
                    continue;
                };
                match period.checked_sub(1).and_then(|before| present[before]) {
                    // start = 1 exactly if here = 1 and before = 0.
                    Some(before) => {
                        self.at_least(
                            Sum::of(start)
                                .plus(-1.0, &Sum::of(here))
                                .plus(1.0, &Sum::of(before)),
                            0.0,
                        );
                        self.at_most(Sum::of(start).plus(-1.0, &Sum::of(here)), 0.0);
                        self.at_most(Sum::of(start).plus(1.0, &Sum::of(before)), 1.0);
                    }
                    None => self.between(Sum::of(start).plus(-1.0, &Sum::of(here)), 0.0, 0.0),
                }
            }
            places.push(PlaceColumns {
                activity,
                present,
                starts,
            });
        }
        let (first, end) = (data.first.index(), data.last.index() + 1);
        let columns = DoctorColumns {
            first,
            end: end.max(first),
            free,
            half,
            places,
        };
        for period in (0..periods).filter(|period| columns.free[*period]) {
            self.at_most(columns.anywhere(period), 1.0);
        }
        self.doctors.push(columns);
        Ok(())
    }

    /// Adds a row.
    pub(super) fn between(&mut self, sum: Sum, lower: f64, upper: f64) {
        self.model
            .add_row(lower - sum.constant, upper - sum.constant, sum.terms);
    }
    pub(super) fn at_most(&mut self, sum: Sum, upper: f64) {
        self.between(sum, f64::NEG_INFINITY, upper);
    }
    pub(super) fn at_least(&mut self, sum: Sum, lower: f64) {
        self.between(sum, lower, f64::INFINITY);
    }
    /// Adds a row that may be broken at a cost for each unit, or a hard one without cost.
    pub(super) fn between_or_pay(
        &mut self,
        doctor: Option<usize>,
        sum: Sum,
        lower: f64,
        upper: f64,
        weight: Option<i64>,
    ) {
        let mut sum = sum;
        if let Some(weight) = weight {
            for (limit, sign) in [(lower, 1.0), (upper, -1.0)] {
                if limit.is_finite() {
                    let slack = self.model.add_column(0.0, f64::INFINITY, 0.0);
                    self.earn(doctor, slack, -number(weight));
                    sum.terms.push((slack, sign));
                }
            }
        }
        self.between(sum, lower, upper);
    }
    /// A unit of the column is worth `value`, as part of a doctor's score if one is named.
    pub(super) fn earn(&mut self, doctor: Option<usize>, column: usize, value: f64) {
        self.model.columns_mut()[column].objective += value;
        if let Some(doctor) = doctor {
            self.scores[doctor].terms.push((column, value));
        }
    }
    pub(super) fn fix(&mut self, column: usize, value: f64) {
        let column = &mut self.model.columns_mut()[column];
        (column.lower, column.upper) = (value, value);
    }
}

/// Presences and starts of a doctor, as a count.
fn size_of(problem: &Problem, doctor: DoctorId) -> usize {
    let data = problem.doctor(doctor);
    let periods = (data.last.index() + 1).saturating_sub(data.first.index());
    2 * problem.eligible(doctor).len() * periods
}

/// Where the hard cells let a doctor be in a period; an idle period is a row of its own.
fn allowed(problem: &Problem, doctor: DoctorId) -> impl Fn(ActivityId, usize) -> bool {
    let cells = problem
        .rules_of(doctor)
        .iter()
        .filter_map(|id| match problem.rule(*id) {
            Rule::Cells(rule) if rule.weight.is_none() => Some(&rule.entries),
            _ => None,
        });
    let entries: Vec<_> = cells.flatten().collect();
    move |activity, period| {
        let of_period = entries
            .iter()
            .filter(|entry| entry.periods.contains(PeriodId::new(period)));
        of_period
            .into_iter()
            .all(|entry| entry.allowed.contains(activity))
    }
}

/// An integer of the problem as a number of the programme; the only place where that happens.
#[allow(
    clippy::cast_precision_loss,
    reason = "limits of a problem are far below 2^53"
)]
pub(super) fn number(value: i64) -> f64 {
    value as f64
}

/// A limit; the largest integer stands for none.
pub(super) fn upper(limit: i64) -> f64 {
    if limit == i64::MAX {
        f64::INFINITY
    } else {
        number(limit)
    }
}
