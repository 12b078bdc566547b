//! What a row sums, which sums it allows, and what the others cost: `docs/rules.md`, rules 10 to 14.

use super::reading::Reading;
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::problem::Problem;

/// What a row sums over all doctors' pathways.
#[derive(Clone, Debug)]
pub(crate) enum Sum {
    /// Nothing: the row only says that its limits cannot be met.
    Nothing,
    /// Doctors who are present: weight of the doctor times coefficient of the activity, in these periods.
    Heads {
        doctors: Vec<(DoctorId, i64)>,
        activities: Vec<(ActivityId, i64)>,
        periods: Vec<PeriodId>,
        halves: bool,
    },
    /// Places taken: doctors who are present or on leave that keeps the place.
    Places {
        doctors: Vec<DoctorId>,
        activities: Vec<ActivityId>,
        period: PeriodId,
    },
    /// Doctors who attend a slot of an event with a choice.
    Slot {
        event: EventId,
        slot: u32,
        attendees: Vec<DoctorId>,
    },
    /// Scores.
    Scores { doctors: Vec<(DoctorId, i64)> },
    /// Periods that differ from what was published.
    Differences {
        doctors: Vec<DoctorId>,
        periods: Vec<PeriodId>,
    },
}

impl Sum {
    /// What one doctor's pathway adds.
    pub(crate) fn of(
        &self,
        problem: &Problem,
        doctor: DoctorId,
        reading: &Reading,
        score: i64,
    ) -> i64 {
        let weight_of = |doctors: &[(DoctorId, i64)]| {
            doctors
                .iter()
                .find(|entry| entry.0 == doctor)
                .map_or(0, |entry| entry.1)
        };
        match self {
            Self::Nothing => 0,
            Self::Heads {
                doctors,
                activities,
                periods,
                halves,
            } => {
                let weight = weight_of(doctors);
                let mut sum = 0;
                for &period in periods {
                    let Some(activity) = reading.present[period.index()] else {
                        continue;
                    };
                    if is_leave(problem, activity, period) {
                        continue;
                    }
                    let activity = problem.activity(activity).leave_of.unwrap_or(activity);
                    let coefficient = activities
                        .iter()
                        .find(|entry| entry.0 == activity)
                        .map_or(0, |entry| entry.1);
                    let whole = weight * coefficient;
                    sum += if *halves && reading.half[period.index()] {
                        whole / 2
                    } else {
                        whole
                    };
                }
                sum
            }
            Self::Places {
                doctors,
                activities,
                period,
            } => {
                let there = reading.present[period.index()].map(|activity| {
                    match problem.activity(activity).leave_of {
                        Some(of) if !is_leave(problem, activity, *period) => of,
                        _ => activity,
                    }
                });
                let taken = there.or(reading.kept[period.index()]);
                i64::from(
                    doctors.contains(&doctor)
                        && taken.is_some_and(|activity| activities.contains(&activity)),
                )
            }
            Self::Slot {
                event,
                slot,
                attendees,
            } => {
                let attends = reading
                    .attended
                    .iter()
                    .any(|attended| attended.event == *event && attended.slot == *slot);
                i64::from(attends && attendees.contains(&doctor))
            }
            Self::Scores { doctors } => weight_of(doctors) * score,
            Self::Differences { doctors, periods } if doctors.contains(&doctor) => periods
                .iter()
                .filter(|period| reading.differs(problem, doctor, **period))
                .count()
                as i64,
            Self::Differences { .. } => 0,
        }
    }
}

/// True if whoever is in the activity is on leave in the period.
fn is_leave(problem: &Problem, activity: ActivityId, period: PeriodId) -> bool {
    let data = problem.activity(activity);
    data.leave_of.is_some()
        && data
            .leave_periods
            .as_ref()
            .is_none_or(|periods| periods.contains(period))
}

/// Which sums a row allows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed {
    pub(crate) least: Option<i64>,
    pub(crate) most: Option<i64>,
    /// Of these only these; of all if empty.
    pub(crate) only: Vec<i64>,
    /// 0 is allowed as well.
    pub(crate) or_nothing: bool,
}

/// The greatest that `price · sum − cost` can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greatest {
    Of(i128),
    /// There is no limit.
    Unlimited,
    /// No sum is allowed.
    Never,
}

impl Allowed {
    pub(crate) fn between(least: Option<i64>, most: Option<i64>) -> Self {
        Self {
            least,
            most,
            ..Self::default()
        }
    }
    /// Distance of a sum to the nearest that is allowed, as rules 11 and 12 say it.
    pub(crate) fn distance(&self, sum: i128) -> i128 {
        let to_limits = |sum: i128| {
            let below = self
                .least
                .map_or(0, |least| (i128::from(least) - sum).max(0));
            below.max(self.most.map_or(0, |most| (sum - i128::from(most)).max(0)))
        };
        if self.or_nothing && sum == 0 {
            return 0;
        }
        if self.only.is_empty() {
            return to_limits(sum);
        }
        let nearest =
            |values: &mut dyn Iterator<Item = i128>| values.map(|value| (value - sum).abs()).min();
        let within = nearest(
            &mut self
                .only
                .iter()
                .map(|value| i128::from(*value))
                .filter(|value| to_limits(*value) == 0),
        );
        let anywhere = nearest(&mut self.only.iter().map(|value| i128::from(*value))).unwrap_or(0);
        within.unwrap_or_else(|| to_limits(sum).max(anywhere))
    }
    /// The greatest `price · sum` over allowed sums, or with a weight `price · sum − weight · distance` over all sums.
    pub(crate) fn greatest(&self, price: i128, weight: Option<i128>) -> Greatest {
        let mut marks: Vec<i128> = [self.least, self.most]
            .into_iter()
            .flatten()
            .map(i128::from)
            .collect();
        marks.extend(self.only.iter().map(|value| i128::from(*value)));
        if self.or_nothing || marks.is_empty() {
            marks.push(0);
        }
        let (low, high) = (
            marks.iter().min().copied().unwrap_or(0),
            marks.iter().max().copied().unwrap_or(0),
        );
        // Between and around the marks the function is linear or convex, except where the distances to limits and to values compete.
        if !self.only.is_empty() && high - low < 10_000 {
            marks.extend(low - 1..=high + 1);
        }
        match weight {
            Some(weight) => {
                if price > 0 && (self.upper_open() || price > weight)
                    || price < 0 && (self.lower_open() || -price > weight)
                {
                    return Greatest::Unlimited;
                }
                let worth = |sum: &i128| {
                    price
                        .checked_mul(*sum)?
                        .checked_sub(weight.checked_mul(self.distance(*sum))?)
                };
                marks
                    .iter()
                    .filter_map(worth)
                    .max()
                    .map_or(Greatest::Never, Greatest::Of)
            }
            None => {
                let open = price > 0 && self.upper_open() || price < 0 && self.lower_open();
                let allowed: Vec<i128> = marks
                    .into_iter()
                    .filter(|sum| self.distance(*sum) == 0)
                    .collect();
                match allowed
                    .iter()
                    .filter_map(|sum| price.checked_mul(*sum))
                    .max()
                {
                    None => Greatest::Never,
                    Some(_) if open => Greatest::Unlimited,
                    Some(worth) => Greatest::Of(worth),
                }
            }
        }
    }
    fn upper_open(&self) -> bool {
        self.most.is_none() && self.only.is_empty()
    }
    fn lower_open(&self) -> bool {
        self.least.is_none() && self.only.is_empty()
    }
}
