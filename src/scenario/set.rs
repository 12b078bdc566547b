//! Scenario sets: many scenarios from few words.

use super::change::Change;
use super::random::{Disruptions, draw};
use crate::calendar::Date;
use crate::ids::DepartmentId;
use crate::problem::draft::{When, draft, is_default};
use crate::problem::{Place, Problem, RuleRow};
use serde::{Deserialize, Serialize};

/// The format version of scenario sets that this release reads and writes.
pub const SCENARIO_FORMAT_VERSION: u32 = 1;

draft! {
    /// Changes that are made together.
    Scenario {
        /// Name.
        name: String,
        /// The changes.
        changes: Vec<Change>,
        /// When it becomes known: everything before this moment stays as in the baseline's schedule. Without it the whole horizon is planned anew.
        /// Whoever falls out later than this leaves early ([`Change::Depart`]) instead of withdrawing.
        known_from: Option<When>,
    }
    /// A set of scenarios, as plain data.
    ///
    /// A set is a pure function: set and problem and the id of a scenario, 1 the first, give the scenario, without making those before it.
    ScenarioSet {
        /// Format version, [`SCENARIO_FORMAT_VERSION`].
        format: u32,
        /// Name of the set.
        name: String,
        /// Seed of random draws.
        seed: i64,
        /// The parts, one after the other.
        parts: Vec<Part>,
    }
}

/// One part of a [`ScenarioSet`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Part {
    /// Scenarios one by one.
    List {
        /// The scenarios.
        scenarios: Vec<Scenario>,
    },
    /// Every combination of one change from each axis; the last axis turns fastest.
    Grid {
        /// The axes, each a list of alternatives.
        axes: Vec<Vec<Change>>,
    },
    /// One change at a time.
    OneAtATime {
        /// The changes.
        changes: Vec<Change>,
    },
    /// Each of some numbers of places more (fewer if negative) in each department in turn.
    Places {
        /// Departments or activities; every department whose places are limited if empty.
        #[serde(default, skip_serializing_if = "is_default")]
        of: Vec<String>,
        /// How many more.
        places: Vec<i64>,
        /// First period.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Last period.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<When>,
    },
    /// Random disruptions, each scenario drawn from the set's seed and its own id.
    Random {
        /// How many scenarios.
        count: i64,
        /// What happens how often.
        disruptions: Disruptions,
    },
    /// Candidate dates for a cohort: every `step_days` days from `from` to `to`.
    CohortDates {
        /// Cohort.
        cohort: String,
        /// First candidate.
        from: String,
        /// Last candidate at most.
        to: String,
        /// Days from one candidate to the next, at least 1.
        step_days: i64,
    },
}

impl ScenarioSet {
    /// A set of these parts.
    #[must_use]
    pub fn new(name: &str, parts: Vec<Part>) -> Self {
        Self {
            format: SCENARIO_FORMAT_VERSION,
            name: name.into(),
            seed: 1,
            parts,
        }
    }
    /// A set of single scenarios.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::scenario::{Change, Scenario, ScenarioSet};
    ///
    /// let ill = Change::Withdraw { doctor: "ben".into() };
    /// let set = ScenarioSet::list("what if", vec![Scenario::new("ben is ill", vec![ill])]);
    /// assert_eq!(set.len(&problem), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn list(name: &str, scenarios: Vec<Scenario>) -> Self {
        Self::new(name, vec![Part::List { scenarios }])
    }
    /// A set of changes, one at a time.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::scenario::{Change, Scenario, ScenarioSet};
    ///
    /// let ill = Change::Withdraw { doctor: "ben".into() };
    /// let set = ScenarioSet::one_at_a_time("what if", vec![ill]);
    /// assert_eq!(set.len(&problem), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn one_at_a_time(name: &str, changes: Vec<Change>) -> Self {
        Self::new(name, vec![Part::OneAtATime { changes }])
    }
    /// `count` random scenarios of [`Disruptions::usual`].
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let set = medrota::scenario::ScenarioSet::random(10, 7);
    /// assert_eq!(set.len(&problem), 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn random(count: u32, seed: u32) -> Self {
        let part = Part::Random {
            count: i64::from(count),
            disruptions: Disruptions::usual(),
        };
        Self::new("random disruptions", vec![part]).seed(i64::from(seed))
    }
    /// Sets the seed of random draws.
    #[must_use]
    pub fn seed(mut self, seed: i64) -> Self {
        self.seed = seed;
        self
    }
    /// Adds a part.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Number of scenarios; their ids are 1 to this.
    #[must_use]
    pub fn len(&self, problem: &Problem) -> u64 {
        self.parts
            .iter()
            .map(|part| part.len(problem))
            .fold(0, u64::saturating_add)
    }
    /// True if there is no scenario.
    #[must_use]
    pub fn is_empty(&self, problem: &Problem) -> bool {
        self.len(problem) == 0
    }
    /// The scenario with this id, 1 the first; `None` beyond the last one.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::scenario::{Change, Scenario, ScenarioSet};
    ///
    /// let ill = Change::Withdraw { doctor: "ben".into() };
    /// let set = ScenarioSet::one_at_a_time("what if", vec![ill]);
    /// // Scenarios are numbered from 1.
    /// assert!(set.scenario(&problem, 1).is_some() && set.scenario(&problem, 2).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// Independent of the number of scenarios.
    #[must_use]
    pub fn scenario(&self, problem: &Problem, id: u64) -> Option<Scenario> {
        let mut position = id.checked_sub(1)?;
        for part in &self.parts {
            let length = part.len(problem);
            if position < length {
                return part.scenario(problem, position, self.seed, id);
            }
            position -= length;
        }
        None
    }
}

impl Scenario {
    /// A scenario of these changes.
    #[must_use]
    pub fn new(name: &str, changes: Vec<Change>) -> Self {
        Self {
            name: name.into(),
            changes,
            known_from: None,
        }
    }
    /// Adds a change.
    ///
    /// ```
    /// use medrota::scenario::{Change, Scenario};
    ///
    /// let ill = Change::Withdraw { doctor: "ben".into() };
    /// let scenario = Scenario::new("ben is ill", Vec::new()).with(ill);
    /// assert_eq!(scenario.changes.len(), 1);
    /// ```
    #[must_use]
    pub fn with(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }
    /// Keeps everything before `moment` as in the baseline.
    ///
    /// ```
    /// use medrota::scenario::{Change, Scenario};
    ///
    /// let ill = Change::Withdraw { doctor: "ben".into() };
    /// // What lies before that day has happened, and stays.
    /// let scenario = Scenario::new("ben is ill", vec![ill]).known_from("2026-09-20");
    /// assert_eq!(scenario.known_from.as_deref(), Some("2026-09-20"));
    /// ```
    #[must_use]
    pub fn known_from(mut self, moment: &str) -> Self {
        self.known_from = Some(moment.into());
        self
    }
    /// A scenario of one change, named after it.
    fn of(change: Change) -> Self {
        Self::new(&change.to_string(), vec![change])
    }
}

impl Part {
    /// Number of scenarios as far as it does not depend on the problem.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::List { scenarios } => count(scenarios.len()),
            Self::Grid { axes } => axes
                .iter()
                .map(|axis| count(axis.len()))
                .fold(1, u64::saturating_mul),
            Self::OneAtATime { changes } => count(changes.len()),
            Self::Places { of, places, .. } => {
                count(of.len().max(1)).saturating_mul(count(places.len()))
            }
            Self::Random { count, .. } => u64::try_from(*count).unwrap_or(0),
            // Days between two dates that can be written.
            Self::CohortDates { .. } => 0,
        }
    }

    fn len(&self, problem: &Problem) -> u64 {
        match self {
            Self::Grid { axes } if axes.is_empty() => 0,
            Self::Places { of, places, .. } if of.is_empty() => {
                count(limited(problem).len()).saturating_mul(count(places.len()))
            }
            Self::CohortDates {
                from,
                to,
                step_days,
                ..
            } => steps_between(from, to, *step_days).unwrap_or(0),
            _ => self.size(),
        }
    }

    /// The scenario at a position of this part; `id` is its number in the set.
    fn scenario(&self, problem: &Problem, position: u64, seed: i64, id: u64) -> Option<Scenario> {
        let index = usize::try_from(position).ok()?;
        Some(match self {
            Self::List { scenarios } => scenarios.get(index)?.clone(),
            Self::Grid { axes } => {
                let changes = combination(axes, index)?;
                let words: Vec<String> = changes.iter().map(ToString::to_string).collect();
                Scenario::new(&words.join(", "), changes)
            }
            Self::OneAtATime { changes } => Scenario::of(changes.get(index)?.clone()),
            Self::Places {
                of,
                places,
                from,
                to,
            } => {
                let number = places.get(index.checked_rem(places.len())?).copied()?;
                let place = index / places.len();
                let id = match of.is_empty() {
                    true => (*limited(problem).get(place)?).to_owned(),
                    false => of.get(place)?.clone(),
                };
                Scenario::of(Change::AddPlaces {
                    of: id,
                    places: number,
                    from: from.clone(),
                    to: to.clone(),
                })
            }
            Self::Random { disruptions, .. } => {
                let changes = draw(problem, disruptions, seed, id);
                Scenario::new(&format!("random {id}"), changes)
            }
            Self::CohortDates {
                cohort,
                from,
                step_days,
                ..
            } => {
                let days = i64::try_from(position).ok()?.checked_mul(*step_days)?;
                let first: Date = from.parse().ok()?;
                let arrival = first.plus_days(i32::try_from(days).ok()?);
                Scenario::of(Change::MoveCohort {
                    cohort: cohort.clone(),
                    arrival: arrival.to_string(),
                })
            }
        })
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Number of dates from one to another, so many days apart.
fn steps_between(from: &str, to: &str, step_days: i64) -> Option<u64> {
    let (first, last): (Date, Date) = (from.parse().ok()?, to.parse().ok()?);
    let days = i64::from(last.days_since(first));
    let steps = days
        .checked_div(step_days)
        .filter(|_| days >= 0 && step_days > 0)?;
    u64::try_from(steps + 1).ok()
}

/// One change of each axis, the last axis fastest.
fn combination(axes: &[Vec<Change>], index: usize) -> Option<Vec<Change>> {
    let mut rest = index;
    let mut changes = Vec::with_capacity(axes.len());
    for axis in axes.iter().rev() {
        changes.push(axis.get(rest.checked_rem(axis.len())?)?.clone());
        rest /= axis.len();
    }
    changes.reverse();
    Some(changes)
}

/// Ids of the departments whose places are limited somewhere by a rule about everybody.
fn limited(problem: &Problem) -> Vec<&str> {
    let departments = (0..problem.departments().len()).map(DepartmentId::new);
    let limited = departments.filter(|id| {
        problem
            .rule_at(RuleRow::Capacity(Place::Department(*id)))
            .is_some()
    });
    limited
        .map(|id| problem.department(id).key.as_str())
        .collect()
}
