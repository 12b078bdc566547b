//! 6. Weighted amounts: sums of what activities weigh, over the whole axis or over windows.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Move, PrivateRow, Relaxation, Span, Sum, breach, sign_number,
    sign_weight, word,
};
use crate::diagram::OwnRow;
use crate::ids::{ActivityId, PeriodId, RuleId};
use crate::problem::Presence;
use crate::problem::rule::{ActivitySet, WeightedAmount};

/// What a step of the axis adds to a sum: the periods that count, and all of them, for averages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Amount {
    there: i64,
    time: i64,
}

/// State of a whole sum: the sum, capped where more makes no difference. State of windows: how many blocks there were, capped at one less than
/// the window, and of each of the last ones, the latest first, what it added and, for an average, which kind of step it was.
#[derive(Debug)]
pub(crate) struct WeightedAmountAutomaton {
    rule: RuleId,
    /// Ascending.
    weights: Vec<(ActivityId, i64)>,
    window: Option<usize>,
    min: i64,
    max: Option<i64>,
    /// The only whole sums allowed, from `min` to `max`; any between these if empty.
    allowed: Vec<i64>,
    average: bool,
    weight: Option<i64>,
    /// By step; one beyond the last counts like the last.
    amounts: Vec<Amount>,
    /// Distinct amounts, and which of them each step has.
    kinds: Vec<Amount>,
    kind_of: Vec<usize>,
}

/// The distinct amounts, and which of them each step has.
fn distinct(amounts: &[Amount]) -> (Vec<Amount>, Vec<usize>) {
    let mut kinds: Vec<Amount> = Vec::new();
    let mut kind_of = Vec::with_capacity(amounts.len());
    for amount in amounts {
        let known = kinds.iter().position(|kind| kind == amount);
        kind_of.push(known.unwrap_or(kinds.len()));
        if known.is_none() {
            kinds.push(*amount);
        }
    }
    (kinds, kind_of)
}

/// The periods of a doctor's stay that count.
fn all_time(of: &OfDoctor<'_>, counts: impl Fn(&PeriodId) -> bool) -> Amount {
    let doctor = of.problem.doctor(of.doctor);
    let stay = || {
        (doctor.first.index()..=doctor.last.index())
            .map(PeriodId::new)
            .filter(&counts)
    };
    let is_there = |period: &PeriodId| {
        matches!(
            of.problem.presence(of.doctor, *period),
            Presence::Half | Presence::Full
        )
    };
    Amount {
        there: number(stay().filter(is_there).count()),
        time: number(stay().count()),
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl WeightedAmountAutomaton {
    fn new(rule: &WeightedAmount, id: RuleId, of: &OfDoctor<'_>) -> Self {
        let counts = |period: &PeriodId| rule.periods.contains(*period);
        let amounts: Vec<Amount> = of
            .axis
            .steps
            .iter()
            .map(|step| Amount {
                there: number(step.present.iter().filter(|period| counts(period)).count()),
                time: number(
                    (step.first.index()..=step.last.index())
                        .map(PeriodId::new)
                        .filter(counts)
                        .count(),
                ),
            })
            .collect();
        let (kinds, kind_of) = distinct(&amounts);
        let window = rule.window_blocks.map(|blocks| blocks as usize);
        let (mut min, mut max, mut average) = (rule.min, rule.max, rule.average);
        if average && window.is_none() {
            // How much time counts depends on the calendar alone.
            let all = all_time(of, counts);
            (min, max) = (all.part(min), max.map(|max| all.part(max)));
            average = false;
        }
        let mut weights: Vec<(ActivityId, i64)> = rule
            .weights
            .iter()
            .copied()
            .filter(|entry| of.relevant.contains(entry.0))
            .collect();
        let divisor = weights.iter().fold(0, |divisor, entry| {
            greatest_common_divisor(divisor, entry.1)
        });
        if divisor > 1 && rule.weight.is_none() && !average {
            // Hard limits of minutes in hours: prices of whole numbers are finer, and sums smaller.
            weights.iter_mut().for_each(|entry| entry.1 /= divisor);
            (min, max) = (
                min / divisor + i64::from(min % divisor > 0),
                max.map(|max| max / divisor),
            );
        }
        Self {
            rule: id,
            weights,
            window,
            min,
            max,
            allowed: Vec::new(),
            average,
            weight: rule.weight,
            amounts,
            kinds,
            kind_of,
        }
    }
    /// What counts a row of a shared rule that speaks of one doctor only.
    pub(crate) fn of_row(row: &OwnRow, relevant: &ActivitySet) -> Self {
        let amount = |count: &u32| Amount {
            there: i64::from(*count),
            time: 0,
        };
        let amounts: Vec<Amount> = row.sum.amounts.iter().map(amount).collect();
        let (kinds, kind_of) = distinct(&amounts);
        let terms = row.sum.terms.iter().copied();
        Self {
            rule: row.rule,
            weights: terms.filter(|term| relevant.contains(term.0)).collect(),
            window: None,
            min: row.min,
            max: row.max,
            allowed: row.allowed.clone(),
            average: false,
            weight: row.weight,
            amounts,
            kinds,
            kind_of,
        }
    }
    fn weight_of(&self, activity: ActivityId) -> i64 {
        self.weights
            .binary_search_by_key(&activity, |entry| entry.0)
            .map_or(0, |position| self.weights[position].1)
    }
    fn adds(&self, step: usize, moved: Move) -> i64 {
        match moved {
            Move::Start(activity) | Move::Stay(activity) => self
                .weight_of(activity)
                .saturating_mul(self.amounts.get(step).map_or(0, |amount| amount.there)),
            Move::Idle { .. } | Move::Attend(_) => 0,
        }
    }
    /// More than this makes no difference to a whole sum.
    fn cap(&self) -> i64 {
        self.max.unwrap_or(self.min).max(0)
    }
    fn step_of_whole(&self, state: &mut [u32], added: i64) -> Option<i64> {
        let before = i64::from(state[0]);
        let sum = before.saturating_add(added);
        state[0] = word(sum.min(self.cap()));
        let beyond = self
            .max
            .map_or(0, |max| sum.saturating_sub(max.max(0)).max(0));
        breach(beyond, self.weight)
    }
    fn step_of_window(
        &self,
        state: &mut [u32],
        (step, added): (usize, i64),
        window: usize,
    ) -> Option<i64> {
        let nothing = Amount { there: 0, time: 0 };
        let kind = self.kind_of.get(step).copied().unwrap_or(0);
        let seen = state[0] as usize + 1;
        let mut broken = 0;
        if seen >= window {
            let mut sum = added;
            let mut all = self.kinds.get(kind).copied().unwrap_or(nothing);
            for block in state[1..].chunks_exact(2) {
                sum = sum.saturating_add(block[0].into());
                let of_block = self
                    .kinds
                    .get(block[1] as usize)
                    .copied()
                    .unwrap_or(nothing);
                all = Amount {
                    there: all.there + of_block.there,
                    time: all.time + of_block.time,
                };
            }
            let part = |limit: i64| if self.average { all.part(limit) } else { limit };
            let beyond = self.max.map_or(0, |max| sum.saturating_sub(part(max)));
            broken = beyond.max(part(self.min).saturating_sub(sum)).max(0);
        }
        if state.len() > 1 {
            state.copy_within(1..state.len() - 2, 3);
            // Weights and periods of a block are few enough for a word.
            (state[1], state[2]) = (
                word(added),
                if self.average { word(kind as i64) } else { 0 },
            );
        }
        state[0] = word(seen.min(window - 1) as i64);
        breach(broken, self.weight)
    }
    /// How far a whole sum, capped, is from what is allowed in the end. What is beyond the greatest was counted as it came.
    fn lacking(&self, sum: i64) -> i64 {
        let distances = self.allowed.iter().map(|value| value.abs_diff(sum));
        match distances.min() {
            Some(distance) => i64::try_from(distance).unwrap_or(i64::MAX),
            None => self.min.saturating_sub(sum).max(0),
        }
    }
    /// The sum over the whole axis as a row; the gaps between sums that are allowed are not in it.
    fn row(&self) -> LinearRow {
        let amounts = self
            .amounts
            .iter()
            .map(|amount| word(amount.there))
            .collect();
        let sum = Sum {
            terms: self.weights.clone(),
            starts: false,
            amounts,
            delay: 0,
        };
        let limits = ((self.min > 0).then_some(self.min), self.max);
        LinearRow::whole(sum, limits, self.weight)
    }
}

pub(crate) fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    if other == 0 {
        one
    } else {
        greatest_common_divisor(other, one % other)
    }
}

impl Amount {
    /// The part of a limit that belongs to the time that is there, rounded down.
    fn part(self, limit: i64) -> i64 {
        if self.time == 0 {
            return limit;
        }
        let part = (i128::from(limit) * i128::from(self.there)).div_euclid(i128::from(self.time));
        i64::try_from(part).unwrap_or(limit)
    }
}

impl Automaton for WeightedAmountAutomaton {
    fn width(&self) -> usize {
        self.window
            .map_or(1, |window| 1 + 2 * window.saturating_sub(1))
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        if let Move::Attend(_) = moved {
            return Some(0);
        }
        let added = self.adds(step, moved);
        match self.window {
            None => self.step_of_whole(state, added),
            Some(window) => self.step_of_window(state, (step, added), window),
        }
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        match self.window {
            None => breach(self.lacking(i64::from(state[0])), self.weight),
            Some(_) => Some(0),
        }
    }
    fn lacks(&self, state: &[u32]) -> i64 {
        let most = self
            .weights
            .iter()
            .map(|entry| entry.1)
            .max()
            .unwrap_or(1)
            .max(1);
        match self.window {
            None => self.min.saturating_sub(i64::from(state[0])).max(0) / most,
            Some(_) => 0,
        }
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.push(word(self.weights.len() as i64));
        for (activity, weight) in &self.weights {
            out.push(activity.index() as u32);
            sign_number(*weight, out);
        }
        out.push(self.window.map_or(0, |window| word(window as i64)));
        sign_number(self.min, out);
        sign_weight(self.max, out);
        out.push(word(self.allowed.len() as i64));
        self.allowed
            .iter()
            .for_each(|value| sign_number(*value, out));
        out.push(u32::from(self.average));
        sign_weight(self.weight, out);
        out.push(word(self.amounts.len() as i64));
        out.extend(
            self.amounts
                .iter()
                .flat_map(|amount| [word(amount.there), word(amount.time)]),
        );
    }
    fn relaxation(&self) -> Relaxation {
        let rows = match self.window {
            None => PrivateRow::of(vec![self.row()]),
            Some(_) => Vec::new(),
        };
        Relaxation::Drop {
            tier: if self.window.is_some() { 2 } else { 1 },
            rows,
        }
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, slots: bool) -> Option<Linear> {
        let row = match self.window {
            // Gaps between sums that are allowed are not linear.
            None if !self.allowed.is_empty() => return None,
            None => self.row(),
            // Windows of a doctor with slots or of an average have limits of their own.
            Some(_) if slots || self.average => return None,
            Some(window) => LinearRow {
                span: Span::Window(window),
                ..self.row()
            },
        };
        Some(Linear {
            rows: vec![row],
            ..Linear::default()
        })
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        sign_number(self.weight_of(activity), out);
    }
    fn is_steady(&self) -> bool {
        self.kinds.len() <= 1
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for WeightedAmount {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        found.push(WeightedAmountAutomaton::new(self, rule, of));
    }
}
