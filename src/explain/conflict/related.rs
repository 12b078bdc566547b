//! The parts around some doctors and rules.

use super::super::part::Part;
use crate::ids::{DoctorId, PeriodId, RuleId};
use std::collections::BTreeSet;

/// What is left of the doctors' parts, and of these rules in these periods.
pub(super) fn related(
    left: &[Part],
    doctors: &BTreeSet<DoctorId>,
    rules: &[RuleId],
    periods: Option<(PeriodId, PeriodId)>,
) -> Vec<Part> {
    let mut chosen = Vec::new();
    for &part in left {
        match part {
            Part::Places { rule, first, last } if rules.contains(&rule) => {
                let (from, to) = periods.unwrap_or((first, last));
                let (first, last) = (first.max(from), last.min(to));
                if first <= last {
                    chosen.push(Part::Places { rule, first, last });
                }
            }
            Part::Shared { rule } if rules.contains(&rule) => chosen.push(part),
            other
                if other
                    .doctor()
                    .is_some_and(|doctor| doctors.contains(&doctor)) =>
            {
                chosen.push(other)
            }
            _ => {}
        }
    }
    chosen
}
