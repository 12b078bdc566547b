//! Every schedule of a tiny problem, its value and whether it keeps the shared rules, by the rows' sums.

use super::{Group, Naive};

/// Most schedules that are looked at.
const MOST_SCHEDULES: usize = 60_000;

/// What enumeration says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Infeasible,
    Best { value: i128, picks: Vec<usize> },
    TooLarge,
}

impl Truth {
    pub(crate) fn value(&self) -> Option<i128> {
        match self {
            Self::Best { value, .. } => Some(*value),
            Self::Infeasible | Self::TooLarge => None,
        }
    }
}

impl Naive {
    pub(crate) fn best(&self) -> Truth {
        let mut best: Option<(i128, Vec<usize>)> = None;
        let all = self.visit(|picks, value| {
            if best.as_ref().is_none_or(|(known, _)| *known < value) {
                best = Some((value, picks.to_vec()));
            }
        });
        match best {
            _ if !all => Truth::TooLarge,
            Some((value, picks)) => Truth::Best { value, picks },
            None => Truth::Infeasible,
        }
    }

    /// Shows every feasible schedule with its value; false if there are too many schedules to look at.
    pub(crate) fn visit(&self, mut look: impl FnMut(&[usize], i128)) -> bool {
        let count = self
            .choices
            .iter()
            .fold(1_usize, |product, list| product.saturating_mul(list.len()));
        if count > MOST_SCHEDULES {
            return false;
        }
        let mut picks = vec![0; self.choices.len()];
        if count > 0 {
            loop {
                if let Some(value) = self.value(&picks) {
                    look(&picks, value);
                }
                let Some(turned) = (0..picks.len())
                    .find(|doctor| picks[*doctor] + 1 < self.choices[*doctor].len())
                else {
                    break;
                };
                picks[turned] += 1;
                picks[..turned].fill(0);
            }
        }
        true
    }

    /// The value of a schedule; `None` if it breaks a hard shared rule.
    pub(crate) fn value(&self, picks: &[usize]) -> Option<i128> {
        let chosen = || {
            picks
                .iter()
                .zip(&self.choices)
                .map(|(pick, choices)| &choices[*pick])
        };
        let mut value: i128 = chosen().map(|choice| i128::from(choice.score)).sum();
        let mut sums = vec![0_i128; self.rows.rows.len()];
        for choice in chosen() {
            sums.iter_mut()
                .zip(&choice.usage)
                .for_each(|(sum, usage)| *sum += i128::from(*usage));
        }
        for (row, sum) in self.rows.rows.iter().zip(&sums) {
            match (row.allowed.distance(*sum), row.weight) {
                (0, _) => {}
                (_, None) => return None,
                (distance, Some(weight)) => value -= i128::from(weight) * distance,
            }
        }
        for group in &self.rows.groups {
            let of_group = || group.rows().iter().map(|row| sums[*row]);
            let (least, greatest) = (of_group().min().unwrap_or(0), of_group().max().unwrap_or(0));
            match group {
                Group::Least {
                    weight, at_least, ..
                } => {
                    if at_least.is_some_and(|limit| least < i128::from(limit)) {
                        return None;
                    }
                    value += i128::from(*weight) * least;
                }
                Group::Range {
                    weight, at_most, ..
                } => {
                    if at_most.is_some_and(|limit| greatest - least > i128::from(limit)) {
                        return None;
                    }
                    value -= i128::from(*weight) * (greatest - least);
                }
                Group::OnlyOne { .. } => {
                    if of_group().filter(|sum| *sum != 0).count() > 1 {
                        return None;
                    }
                }
            }
        }
        Some(value)
    }
}
