//! From minutes to numbers of shifts, and which limits can bind at all.

use super::instance::{Employee, Instance};
use std::collections::BTreeMap;
use std::fmt;

/// Why an employee's contract cannot be said in the rules of the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsupported {
    line: u64,
    what: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "line {}: not supported: {}",
            self.line, self.what
        )
    }
}

impl Unsupported {
    /// A least length of a run that no pattern says.
    pub(super) fn long_run(employee: &Employee, most: usize) -> Self {
        let what = format!(
            "employee {:?} has a shortest run of more than {most} days, and patterns end there",
            employee.id
        );
        Self {
            line: employee.line,
            what,
        }
    }
}

/// What a contract says in numbers of shifts; limits that cannot bind are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Shifts that are never worked.
    pub(super) never: Vec<usize>,
    /// Fewest and most days altogether.
    pub(super) total: (i64, Option<i64>),
    /// Least and most minutes, where shifts of several lengths may be worked.
    pub(super) minutes: Option<(i64, i64)>,
    /// Most days of single shifts.
    pub(super) most_of: BTreeMap<usize, i64>,
}

impl Counts {
    pub(super) fn new(instance: &Instance, employee: &Employee) -> Self {
        let days = i64::try_from(instance.days).unwrap_or(i64::MAX);
        let worked = |shift: &usize| employee.most_of.get(*shift).is_some_and(|most| *most > 0);
        let (open, never): (Vec<usize>, Vec<usize>) = (0..instance.shifts.len()).partition(worked);
        let lengths = || open.iter().map(|shift| instance.shifts[*shift].minutes);
        let (shortest, longest) = (lengths().min().unwrap_or(1), lengths().max().unwrap_or(1));
        let binds =
            employee.least_minutes > 0 || employee.most_minutes < longest.saturating_mul(days);
        let minutes = (shortest != longest && binds)
            .then_some((employee.least_minutes, employee.most_minutes));
        let (fewest, most) = if open.is_empty() {
            // Nothing may be worked, so that any least is out of reach.
            (i64::from(employee.least_minutes > 0), days)
        } else if minutes.is_some() {
            (0, days)
        } else if binds {
            // Of one length, minutes are a number of shifts: as many as reach the least, as many as fit into the most.
            let reach = employee.least_minutes.saturating_add(longest - 1) / longest;
            (reach, employee.most_minutes / longest)
        } else {
            (0, days)
        };
        let most_of = open
            .iter()
            .map(|shift| (*shift, employee.most_of[*shift]))
            .filter(|entry| entry.1 < most.min(days))
            .collect();
        Self {
            never,
            total: (fewest, Some(most).filter(|most| *most < days)),
            minutes,
            most_of,
        }
    }
}
