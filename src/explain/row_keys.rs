//! Names of rows that hold in all rewritten problems, so that prices of one can be tried in another.

use super::rewrite::{Origin, Rewritten};
use crate::certificate::Certificate;
use crate::formulation::{DoctorWeights, Formulation, RowId};
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::Rule;
use std::collections::BTreeMap;

/// A row as all rewritten problems know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowKey {
    Places(RuleId, PeriodId),
    /// Two neighbours who stay together, or are there together or not at all: these rows come and go with stays.
    Pair(RuleId, [DoctorId; 2], ActivityId, PeriodId),
    Row(RuleId, u32),
}

/// What each row is called in all rewritten problems.
pub(super) fn row_keys(rewritten: &Rewritten, formulation: &Formulation) -> Vec<Option<RowKey>> {
    let key_of = |row: &crate::formulation::Row| {
        Some(match rewritten.origin(row.rule)? {
            // Where places are kept, a limit may have two rows.
            Origin::Places(..) if rewritten.problem.keeps_places() => return None,
            // Within a stretch the limits are equal, so that every period has a row or none has.
            Origin::Places(rule, first) => {
                RowKey::Places(rule, PeriodId::new(first.index() + row.number as usize))
            }
            Origin::Rule(rule) => RowKey::Row(rule, row.number),
            // Costs of doctors' own have no row.
            Origin::Part(_) => return None,
        })
    };
    let mut keys: Vec<Option<RowKey>> = formulation.rows().iter().map(key_of).collect();
    for family in formulation.families.iter().filter(|family| {
        let rule = rewritten.problem.rule(family.rule);
        matches!(rule, Rule::Together(_))
            || matches!(rule, Rule::Coverage(coverage) if coverage.is_all_or_none())
    }) {
        let (Some(cells), DoctorWeights::Some(weights)) = (&family.cells, &family.doctors) else {
            continue;
        };
        let (Some(Origin::Rule(rule)), [one, other]) =
            (rewritten.origin(family.rule), weights.as_slice())
        else {
            continue;
        };
        // A place is named by the last of its activities.
        for activity in cells.activities() {
            for period in rewritten.problem.horizon().all().iter() {
                for &(row, _) in cells.rows(activity, period) {
                    keys[row.index()] =
                        Some(RowKey::Pair(rule, [one.0, other.0], activity, period));
                }
            }
        }
    }
    keys
}

pub(super) fn ray_of(
    rewritten: &Rewritten,
    formulation: &Formulation,
    certificate: &Certificate,
) -> BTreeMap<RowKey, i64> {
    let priced: BTreeMap<&str, i64> = certificate
        .prices
        .iter()
        .map(|(name, price)| (name.as_str(), *price))
        .collect();
    let keys = row_keys(rewritten, formulation).into_iter().enumerate();
    keys.filter_map(|(row, key)| {
        let name = formulation.row_name(&rewritten.problem, RowId::new(row));
        Some((key?, *priced.get(name.as_str())?))
    })
    .collect()
}
