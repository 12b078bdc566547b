//! What one scenario came to.

use super::baseline::Baseline;
use crate::certificate::Certificate;
use crate::check::{Cell, Metrics, Report, check, timeline};
use crate::explain::priced_places;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a scenario ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// There is a schedule that `check` found feasible.
    Solved,
    /// It is proven that there is none.
    Infeasible,
    /// Neither: the changes were refused, or the limit came first.
    Failed,
}

impl Status {
    /// The status as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Infeasible => "infeasible",
            Self::Failed => "failed",
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Relative distance from a value to its bound, as [`Outcome::gap`](crate::solve::Outcome::gap) gives it.
#[allow(
    clippy::cast_precision_loss,
    reason = "a gap is shown, never computed with"
)]
pub(super) fn relative_gap(value: i64, bound: i64) -> Option<f64> {
    Some(bound.checked_sub(value)? as f64 / bound.unsigned_abs().max(1) as f64)
}

/// The result of one scenario; a line of `results.jsonl`. Holds no times, so that equal runs give equal bytes.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
///
/// let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
/// let set = ScenarioSet::one_at_a_time("what if", vec![Change::Withdraw { doctor: "ben".into() }]);
/// for result in ScenarioRun::new(&set, &baseline).collect_all()?.0 {
///     println!("{}: {} {:?}", result.name, result.status, result.value);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioResult {
    /// Id in the set, 1 the first.
    pub id: u64,
    /// Name of the scenario.
    pub name: String,
    /// Its changes in words.
    pub changes: Vec<String>,
    /// How it ended.
    pub status: Status,
    /// Why the solve stopped (`gap_reached`, `baseline_holds`, …), or why there is no schedule.
    pub reason: String,
    /// Value of the schedule, as `check` gives it.
    pub value: Option<i64>,
    /// No feasible schedule of the scenario is worth more.
    pub bound: Option<i64>,
    /// On whose word the bound, or the infeasibility, rests: `certified`, `exhausted` or `none`.
    pub evidence: String,
    /// Relative gap `(bound − value) / max(1, |bound|)`.
    pub gap: Option<f64>,
    /// Figures of the schedule.
    pub figures: Option<Figures>,
    /// Units of work done.
    pub work: u64,
    /// Seconds it took on the machine that solved it; not written, and 0 where the result was read.
    #[serde(skip)]
    pub seconds: f64,
}

/// Figures of one scenario's schedule. Time delivered is in quarters of a working day, so that half presence stays a whole number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Figures {
    /// Quarter-days delivered by region of the doctors.
    pub quarter_days_by_region: BTreeMap<String, i64>,
    /// Quarter-days delivered by specialty of the doctors.
    pub quarter_days_by_specialty: BTreeMap<String, i64>,
    /// Quarter-days delivered by department.
    pub quarter_days_by_department: BTreeMap<String, i64>,
    /// Quarter-days delivered in all.
    pub quarter_days: i64,
    /// Requirements of doctors that stay below their least amount.
    pub requirements_unmet: i64,
    /// The doctor with the lowest score among those who are there, and the score.
    pub worst_doctor: Option<(String, i64)>,
    /// Doctors who do not do what they do in the baseline, and in how many periods.
    pub periods_changed: BTreeMap<String, i64>,
    /// Departments and activities that limit the value, with the sum of their prices over all periods, in thousandths.
    pub limiting: BTreeMap<String, i64>,
}

impl Figures {
    /// The figures of a schedule that `report` judged.
    pub(super) fn new(
        baseline: &Baseline,
        problem: &Problem,
        schedule: &Schedule,
        report: &Report,
        certificate: Option<&Certificate>,
    ) -> Self {
        let mut figures = Self {
            limiting: certificate
                .map(|certificate| limiting(problem, certificate))
                .unwrap_or_default(),
            ..Self::default()
        };
        let metrics = Metrics::new(problem, schedule);
        let mut worst: Option<(i64, &str)> = None;
        for (index, doctor) in problem.doctors().iter().enumerate() {
            let id = DoctorId::new(index);
            let cells = timeline(problem, id, schedule.pathway(id));
            figures.add_presence(problem, id, &cells);
            if let Some(changed) = baseline
                .periods_changed(id, problem, schedule, &cells)
                .filter(|changed| *changed > 0)
            {
                figures.periods_changed.insert(doctor.key.clone(), changed);
            }
            let score = report.scores.get(index).copied().unwrap_or(0);
            if doctor.first <= doctor.last && worst.is_none_or(|(lowest, _)| score < lowest) {
                worst = Some((score, &doctor.key));
            }
            for fulfilment in metrics
                .doctors
                .get(index)
                .map(|of_doctor| of_doctor.requirements.as_slice())
                .unwrap_or_default()
            {
                let limits = problem.requirement(fulfilment.requirement);
                let untouched =
                    limits.optional && fulfilment.amount == 0 && fulfilment.rotations == 0;
                figures.requirements_unmet +=
                    i64::from(fulfilment.amount < fulfilment.min && !untouched);
            }
        }
        figures.worst_doctor = worst.map(|(score, key)| (key.to_owned(), score));
        figures
    }

    fn add_presence(
        &mut self,
        problem: &Problem,
        doctor: DoctorId,
        cells: &[(crate::ids::PeriodId, Cell)],
    ) {
        let data = problem.doctor(doctor);
        let mut all = 0;
        for (period, cell) in cells {
            let Cell::Activity { activity, half } = cell else {
                continue;
            };
            let half_days = i64::from(problem.horizon().span(*period).working_half_days);
            let quarters = if *half { half_days } else { half_days * 2 };
            all += quarters;
            let department = &problem
                .department(problem.activity(*activity).department)
                .key;
            add(&mut self.quarter_days_by_department, department, quarters);
        }
        self.quarter_days += all;
        if let Some(region) = data.region {
            add(
                &mut self.quarter_days_by_region,
                &problem.region(region).key,
                all,
            );
        }
        if let Some(specialty) = data.specialty {
            add(
                &mut self.quarter_days_by_specialty,
                &problem.specialty(specialty).key,
                all,
            );
        }
    }
}

impl Baseline {
    /// The figures of its schedule, if it has one.
    #[must_use]
    pub fn figures(&self) -> Option<Figures> {
        let schedule = self.schedule()?;
        let report = check(self.problem(), schedule);
        Some(Figures::new(
            self,
            self.problem(),
            schedule,
            &report,
            self.certificate(),
        ))
    }
}

fn add(sums: &mut BTreeMap<String, i64>, key: &str, amount: i64) {
    if amount == 0 {
        return;
    }
    match sums.get_mut(key) {
        Some(sum) => *sum += amount,
        None => {
            sums.insert(key.to_owned(), amount);
        }
    }
}

/// Sums of the prices of places by department or activity, in thousandths: what the certificate says one more place is worth.
fn limiting(problem: &Problem, certificate: &Certificate) -> BTreeMap<String, i64> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (rule, _, price) in priced_places(problem, certificate) {
        if let Some(place) = problem.place_of_rule(rule) {
            let sum = sums.entry(place.to_owned()).or_default();
            *sum = sum.saturating_add(price);
        }
    }
    for sum in sums.values_mut() {
        *sum = sum.saturating_mul(1_000) / certificate.denominator.max(1);
    }
    sums.retain(|_, sum| *sum > 0);
    sums
}
