//! Figures of a schedule: load, places, what was completed, idle time.

use super::ledger::count;
use super::loads::Loads;
use super::requirement;
use super::timeline::{Content, Timeline};
use crate::ids::{ActivityId, DepartmentId, IdSet, PeriodId, RegionId, SpecialtyId};
use crate::problem::rule::Requirement;
use crate::problem::{Problem, RequirementIndex, Rule};
use crate::schedule::Schedule;
use std::collections::BTreeMap;

/// Doctors in a department in one period, and the places there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize)]
pub struct Load {
    /// Doctors present.
    pub doctors: i64,
    /// Tightest maximum of the capacity rules, hard or soft, that limit all doctors in activities which contain the
    /// department's; `None` if there is none.
    pub limit: Option<i64>,
}

/// How far a doctor is with a requirement that speaks of that doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Fulfilment {
    /// The requirement.
    pub requirement: RequirementIndex,
    /// Amount in the requirement's unit, history included.
    pub amount: i64,
    /// Rotations, history included.
    pub rotations: i64,
    /// Least amount.
    pub min: i64,
    /// Greatest amount, `i64::MAX` for none.
    pub max: i64,
    /// The amount is at least `min` and at least 1.
    pub complete: bool,
}

/// Figures of one doctor.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct DoctorMetrics {
    /// The requirements that speak of the doctor, in the order of the rules.
    pub requirements: Vec<Fulfilment>,
    /// Rotations.
    pub rotations: i64,
    /// Periods present in an activity.
    pub periods_present: i64,
    /// Blocks in an activity.
    pub placed_blocks: i64,
    /// Free blocks without an activity.
    pub idle_blocks: i64,
    /// Blocks on leave.
    pub leave_blocks: i64,
}

/// Places taken of those there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize)]
pub struct Utilisation {
    /// Doctor-periods in departments and periods with a limit.
    pub taken: i64,
    /// Sum of those limits.
    pub places: i64,
}

impl Utilisation {
    /// Thousandths of the places that are taken; `None` without places.
    #[must_use]
    pub fn per_mille(self) -> Option<i64> {
        self.taken.saturating_mul(1000).checked_div(self.places)
    }
}

/// Figures of a schedule.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let metrics = medrota::check::Metrics::new(&problem, &schedule);
/// println!("{:?} of all places in a thousand", metrics.utilisation.per_mille());
/// assert!(metrics.doctors[0].requirements[0].complete);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// Load of each department, indexed by [`PeriodId`], length `problem.horizon().len()`.
    pub loads: BTreeMap<DepartmentId, Vec<Load>>,
    /// Doctor-periods placed, by region.
    pub placed_by_region: BTreeMap<RegionId, i64>,
    /// Doctor-periods placed, by the doctors' specialty.
    pub placed_by_specialty: BTreeMap<SpecialtyId, i64>,
    /// Doctor-periods placed, by department.
    pub placed_by_department: BTreeMap<DepartmentId, i64>,
    /// Figures of each doctor, indexed by [`DoctorId`](crate::ids::DoctorId).
    pub doctors: Vec<DoctorMetrics>,
    /// Places taken in all departments with a limit.
    pub utilisation: Utilisation,
}

impl Metrics {
    /// The figures of `schedule`.
    ///
    /// # Complexity
    /// Linear in the doctors' periods of presence and in departments × capacity rules × periods.
    #[must_use]
    pub fn new(problem: &Problem, schedule: &Schedule) -> Self {
        let doctors = problem.doctor_ids();
        let timelines: Vec<Timeline> = doctors
            .map(|doctor| Timeline::new(problem, doctor, schedule.pathway(doctor)))
            .collect();
        let loads = Loads::new(problem, &timelines);
        let mut metrics = Self {
            loads: department_loads(problem, &loads),
            ..Self::default()
        };
        for timeline in &timelines {
            let of_doctor = doctor_metrics(problem, timeline, &loads);
            let data = problem.doctor(timeline.doctor);
            if let Some(region) = data.region {
                *metrics.placed_by_region.entry(region).or_default() += of_doctor.periods_present;
            }
            if let Some(specialty) = data.specialty {
                *metrics.placed_by_specialty.entry(specialty).or_default() +=
                    of_doctor.periods_present;
            }
            metrics.doctors.push(of_doctor);
        }
        for (department, loads) in &metrics.loads {
            metrics
                .placed_by_department
                .insert(*department, loads.iter().map(|load| load.doctors).sum());
            for load in loads {
                if let Some(limit) = load.limit {
                    metrics.utilisation.taken =
                        metrics.utilisation.taken.saturating_add(load.doctors);
                    metrics.utilisation.places = metrics.utilisation.places.saturating_add(limit);
                }
            }
        }
        metrics
    }
    /// The load of a department in a period; nobody and no limit where the problem does not know them.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// let surgery = problem.find_department("surgery").ok_or("nothing")?;
    /// let metrics = medrota::check::Metrics::new(&problem, &schedule);
    /// let load = metrics.load(surgery, medrota::ids::PeriodId::new(0));
    /// assert!(load.limit.is_some_and(|limit| load.doctors <= limit));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn load(&self, department: DepartmentId, period: PeriodId) -> Load {
        self.loads
            .get(&department)
            .and_then(|loads| loads.get(period.index()))
            .copied()
            .unwrap_or_default()
    }
}

fn department_loads(problem: &Problem, loads: &Loads<'_>) -> BTreeMap<DepartmentId, Vec<Load>> {
    let everybody = IdSet::all(problem.doctors().len());
    let mut by_department: BTreeMap<DepartmentId, Vec<Load>> = BTreeMap::new();
    for (index, department) in problem.departments().iter().enumerate() {
        let counts = loads.head_counts(&everybody, &department.activities);
        let of_department = counts
            .into_iter()
            .map(|doctors| Load {
                doctors,
                limit: None,
            })
            .collect();
        by_department.insert(DepartmentId::new(index), of_department);
    }
    for (_, rule) in problem.rules() {
        let Rule::Capacity(rule) = rule else { continue };
        if rule.doctors.len() < everybody.len() {
            continue;
        }
        for (&department, of_department) in &mut by_department {
            let activities = &problem.department(department).activities;
            if activities.is_empty()
                || !activities
                    .iter()
                    .all(|activity: ActivityId| rule.activities.contains(activity))
            {
                continue;
            }
            for limit in &rule.limits {
                if let (Some(load), Some(max)) =
                    (of_department.get_mut(limit.period.index()), limit.max)
                {
                    load.limit = Some(load.limit.map_or(max, |tightest| tightest.min(max)));
                }
            }
        }
    }
    by_department
}

fn doctor_metrics(problem: &Problem, timeline: &Timeline, loads: &Loads<'_>) -> DoctorMetrics {
    let mut metrics = DoctorMetrics {
        rotations: count(timeline.stays.len()),
        periods_present: count(loads.periods_present(timeline.doctor)),
        ..DoctorMetrics::default()
    };
    for block in &timeline.blocks {
        match block.content {
            Content::Activity(_) => metrics.placed_blocks += 1,
            Content::Idle => metrics.idle_blocks += 1,
            Content::Leave => metrics.leave_blocks += 1,
        }
    }
    for &id in problem.rules_of(timeline.doctor) {
        let Rule::Requirement(Requirement { requirement }) = problem.rule(id) else {
            continue;
        };
        let limits = problem.requirement(*requirement);
        let tally = requirement::tally(limits, timeline);
        metrics.requirements.push(Fulfilment {
            requirement: *requirement,
            amount: tally.amount,
            rotations: tally.runs,
            min: limits.min,
            max: limits.max,
            complete: tally.amount >= limits.complete_at(),
        });
    }
    metrics
}
