//! 1. Requirement: amount, number of rotations, length of each.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Move, PrivateRow, Progress, Relaxation, Sum, breach, sign_number,
    sign_weight, word,
};
use crate::diagram::{Axis, Step};
use crate::ids::{ActivityId, DoctorId, RuleId};
use crate::problem::rule::ActivitySet;
use crate::problem::rule::Requirement;
use crate::problem::{Problem, RequirementIndex};

/// State: amount (capped), rotations (capped), length of the current counted rotation + 1 (capped; 0 when in none).
#[derive(Clone, Debug)]
pub(crate) struct RequirementAutomaton {
    rule: RuleId,
    progress: Progress,
    /// Per step: does a rotation that starts here count, and what does each step add to its length?
    starts_count: Vec<bool>,
    lengths: Vec<u32>,
    min: i64,
    max: i64,
    run_min: i64,
    run_max: i64,
    runs_min: i64,
    runs_max: i64,
    history_runs: i64,
    optional: bool,
    weight: Option<i64>,
    /// Caps of the state words.
    amount_cap: i64,
    runs_cap: i64,
    run_cap: i64,
}

/// Longest rotation that an amount limits in a diagram that does not count it.
const LONGEST_IMPLIED: i64 = 16;

impl RequirementAutomaton {
    pub(crate) fn new(
        problem: &Problem,
        (doctor, axis): (DoctorId, &Axis),
        index: RequirementIndex,
        rule: RuleId,
        relevant: &ActivitySet,
    ) -> Self {
        let limits = problem.requirement(index);
        let progress = Progress::new(problem, doctor, axis, index, relevant);
        let starts_count = axis
            .steps
            .iter()
            .map(|step| limits.within.contains(step.first))
            .collect();
        let length = |step: &Step| {
            if step.leave {
                1
            } else if limits.in_blocks {
                u32::from(step.is_served())
            } else {
                step.served_periods().count() as u32
            }
        };
        let lengths: Vec<u32> = axis.steps.iter().map(length).collect();
        // More than the most is all the same, and so is more than the least if there is no most.
        let cap = |least: i64, most: i64| {
            if most == i64::MAX {
                least.max(1)
            } else {
                most.saturating_add(1)
            }
        };
        let bounded = limits.run_max != i64::MAX;
        // No rotation is shorter; one that is nothing but leave has no length where that does not count.
        let least = i64::from(lengths.iter().all(|length| *length > 0));
        let run_cap = if bounded {
            // With a limit of 0 the state still has to show that there is a rotation.
            limits.run_max.max(1)
        } else if limits.run_min <= least {
            0
        } else {
            limits.run_min
        };
        Self {
            rule,
            progress,
            starts_count,
            lengths,
            min: limits.min,
            max: limits.max,
            run_min: limits.run_min,
            run_max: limits.run_max,
            runs_min: limits.runs_min,
            runs_max: limits.runs_max,
            history_runs: limits.history_of(doctor).1,
            optional: limits.optional,
            weight: limits.weight,
            amount_cap: cap(limits.min, limits.max),
            runs_cap: cap(limits.runs_min, limits.runs_max),
            run_cap,
        }
    }
    /// True if a rotation counts wherever it starts.
    fn counts_everywhere(&self) -> bool {
        self.starts_count.iter().all(|counts| *counts)
    }
    /// What is left of it without amount and number of rotations: how long each may be.
    fn lengths_only(&self) -> Option<Self> {
        (self.run_cap > 0).then(|| Self {
            progress: self.progress.without_amounts(),
            min: 0,
            max: i64::MAX,
            runs_min: 0,
            runs_max: i64::MAX,
            history_runs: 0,
            optional: false,
            weight: None,
            amount_cap: 0,
            runs_cap: 0,
            ..self.clone()
        })
    }
    /// The requirement as automata whose values add up to its own: what is counted, and how long rotations may be. A diagram that cannot count keeps
    /// the lengths, which take few states.
    pub(crate) fn in_parts(self) -> impl Iterator<Item = Box<dyn Automaton>> {
        let lengths = self.lengths_only();
        let counts = Self {
            run_min: 0,
            run_max: i64::MAX,
            run_cap: 0,
            ..self
        };
        let counted = counts.counts_anything().then_some(counts);
        counted
            .into_iter()
            .chain(lengths)
            .map(|part| Box::new(part) as Box<dyn Automaton>)
    }
    /// It is optional, and nothing of it was done before: nothing at all is enough.
    fn may_be_left(&self) -> bool {
        self.optional && self.progress.history == 0 && self.history_runs == 0
    }
    /// True if amount or number of rotations matter.
    fn counts_anything(&self) -> bool {
        self.min > 0 || self.max != i64::MAX || self.runs_min > 0 || self.runs_max != i64::MAX
    }
    /// Amount and number of rotations as rows, whether it is optional or not.
    fn counted(&self) -> [LinearRow; 2] {
        let activities = self.progress.activities.list();
        let amounts = self.progress.amounts().to_vec();
        let starts = self
            .starts_count
            .iter()
            .map(|counts| u32::from(*counts))
            .collect();
        let limits = |least: i64, most: i64, history: i64| {
            let least = least.saturating_sub(history);
            let most = (most != i64::MAX).then(|| most.saturating_sub(history));
            ((least > 0).then_some(least), most)
        };
        [
            LinearRow::whole(
                Sum::counting(activities, false, amounts),
                limits(self.min, self.max, self.progress.history),
                self.weight,
            ),
            LinearRow::whole(
                Sum::counting(activities, true, starts),
                limits(self.runs_min, self.runs_max, self.history_runs),
                None,
            ),
        ]
    }
    /// Ends the current rotation: false if it was too short.
    fn close(&self, state: &mut [u32]) -> bool {
        let fine = state[2] == 0 || i64::from(state[2] - 1) >= self.run_min;
        state[2] = 0;
        fine
    }
}

impl Automaton for RequirementAutomaton {
    fn width(&self) -> usize {
        3
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = word(self.progress.history.min(self.amount_cap));
        state[1] = word(self.history_runs.min(self.runs_cap));
        state[2] = 0;
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Attend(_) => return Some(0),
            Move::Idle { .. } => return self.close(state).then_some(0),
            Move::Start(activity) => {
                if !self.close(state) {
                    return None;
                }
                if self.progress.activities.contains(activity) && self.starts_count[step] {
                    let runs = i64::from(state[1]) + 1;
                    if runs > self.runs_max {
                        return None;
                    }
                    state[1] = word(runs.min(self.runs_cap));
                    if self.run_cap > 0 {
                        state[2] = 1;
                    }
                }
            }
            Move::Stay(_) => {}
        }
        if state[2] > 0 {
            let length = i64::from(state[2] - 1) + i64::from(self.lengths[step]);
            if length > self.run_max {
                return None;
            }
            state[2] = word(length.min(self.run_cap) + 1);
        }
        let added = i64::from(self.progress.added(step, moved));
        if added == 0 {
            return Some(0);
        }
        let before = i64::from(state[0]);
        let amount = before + added;
        state[0] = word(amount.min(self.amount_cap));
        if self.max == i64::MAX {
            return Some(0);
        }
        // A cap of max + 1 stands for anything beyond; what goes beyond is paid for as it comes.
        let beyond = if before > self.max {
            added
        } else {
            (amount - self.max).max(0)
        };
        breach(beyond, self.weight)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        let mut last = [state[0], state[1], state[2]];
        if !self.close(&mut last) {
            return None;
        }
        if self.optional && state[0] == 0 && state[1] == 0 {
            return Some(0);
        }
        if i64::from(state[1]) < self.runs_min || self.history_runs > self.runs_max {
            return None;
        }
        let beyond_before = (self.progress.history - self.max).max(0);
        breach(
            (self.min - i64::from(state[0])).max(0) + beyond_before,
            self.weight,
        )
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.progress.sign(out);
        out.extend(self.starts_count.iter().map(|counts| u32::from(*counts)));
        out.extend(&self.lengths);
        for number in [
            self.min,
            self.max,
            self.run_min,
            self.run_max,
            self.runs_min,
            self.runs_max,
            self.history_runs,
        ] {
            sign_number(number, out);
        }
        out.push(u32::from(self.optional));
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        let [mut amount, mut runs] = self.counted();
        if self.may_be_left() {
            (amount.lower, runs.lower) = (None, None);
        }
        Relaxation::Drop {
            tier: if self.counts_anything() { 1 } else { 2 },
            rows: PrivateRow::of(vec![amount, runs]),
        }
    }
    /// No rotation is longer than the amount allows.
    fn implied(&self) -> Vec<Box<dyn Automaton>> {
        let left = self.max.saturating_sub(self.progress.history);
        let is_bounded = self.weight.is_none()
            && self.max != i64::MAX
            && (0..=LONGEST_IMPLIED).contains(&left)
            && self.counts_everywhere()
            && self.progress.counts_every_step()
            && self.lengths.iter().all(|length| *length == 1);
        let limited = Self {
            run_min: 0,
            run_max: left,
            run_cap: left.max(1),
            ..self.clone()
        };
        let lengths = limited.lengths_only().filter(|_| is_bounded);
        let boxed = lengths.map(|lengths| Box::new(lengths) as Box<dyn Automaton>);
        boxed.into_iter().collect()
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, _slots: bool) -> Option<Linear> {
        let mut linear = Linear {
            rest: self
                .lengths_only()
                .into_iter()
                .map(|rest| Box::new(rest) as Box<dyn Automaton>)
                .collect(),
            ..Linear::default()
        };
        let [mut amount, mut runs] = self.counted();
        // A doctor who has some of the amount has a rotation.
        if self.counts_everywhere()
            && runs.lower == Some(1)
            && amount.lower.is_some()
            && self.weight.is_none()
        {
            runs.lower = None;
        }
        if self.may_be_left() && (amount.lower.is_some() || runs.lower.is_some()) {
            // Nothing at all, or enough.
            linear.switches = 1;
            let all: i64 = self
                .progress
                .amounts()
                .iter()
                .map(|amount| i64::from(*amount))
                .sum();
            let most_amount = amount
                .upper
                .filter(|_| self.weight.is_none())
                .unwrap_or(all);
            let most_runs = runs.upper.unwrap_or(self.starts_count.len() as i64);
            linear.rows.push(at_most_switched(&amount, most_amount));
            linear.rows.push(at_most_switched(&runs, most_runs));
            for row in [&mut amount, &mut runs] {
                if let Some(least) = row.lower.take() {
                    linear.rows.push(at_least_switched(row, least));
                }
            }
        }
        linear.rows.extend([amount, runs]);
        linear.rows.retain(|row| !row.is_idle());
        Some(linear)
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(u32::from(self.progress.activities.contains(activity)));
    }
    fn is_steady(&self) -> bool {
        let counts_alike = self.starts_count.iter().all(|counts| *counts);
        let lengths_alike = self.lengths.windows(2).all(|pair| pair[0] == pair[1]);
        counts_alike && lengths_alike && self.progress.is_steady()
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

/// The sum of a row: at most so much if the switch is on, and nothing if it is off.
fn at_most_switched(row: &LinearRow, most: i64) -> LinearRow {
    LinearRow {
        switches: vec![(0, -most)],
        lower: None,
        upper: Some(0),
        weight: None,
        ..row.clone()
    }
}

/// The sum of a row: at least so much if the switch is on.
fn at_least_switched(row: &LinearRow, least: i64) -> LinearRow {
    LinearRow {
        switches: vec![(0, -least)],
        lower: Some(0),
        upper: None,
        ..row.clone()
    }
}

/// Shortest and longest rotation of each activity in steps, from hard run limits that hold everywhere.
pub(crate) fn run_limits(
    automata: &[RequirementAutomaton],
    activity: crate::ids::ActivityId,
) -> (usize, usize, bool) {
    let (mut shortest, mut longest, mut once) = (1_i64, i64::MAX, false);
    for automaton in automata {
        let everywhere = automaton.starts_count.iter().all(|counts| *counts)
            && automaton.lengths.iter().all(|length| *length == 1);
        if everywhere && automaton.progress.activities.contains(activity) {
            shortest = shortest.max(automaton.run_min);
            longest = longest.min(automaton.run_max);
            once |= automaton.runs_max.saturating_sub(automaton.history_runs) <= 1;
            if automaton.weight.is_none()
                && automaton.max != i64::MAX
                && automaton.progress.counts_every_step()
            {
                // What is left of the amount limits rotations, too.
                let left = automaton.max.saturating_sub(automaton.progress.history);
                longest = longest.min(left.max(0));
                once |= left < automaton.run_min.max(1).saturating_mul(2);
            }
        }
    }
    let clamp = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    (clamp(shortest), clamp(longest), once)
}

impl Personal for Requirement {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        found.requirements.push(RequirementAutomaton::new(
            of.problem,
            (of.doctor, of.axis),
            self.requirement,
            rule,
            of.relevant,
        ));
    }
}
