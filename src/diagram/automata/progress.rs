//! How far a requirement has come, shared by the automata that ask for it.

use super::{Members, Move, sign_number, word};
use crate::diagram::Axis;
use crate::ids::DoctorId;
use crate::problem::rule::{ActivitySet, Rule};
use crate::problem::{Problem, RequirementIndex};

/// Counts the amount of one requirement along the axis.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// Activities that count.
    pub(crate) activities: Members,
    /// What each step counts: 1 or 0 (blocks), or present periods; 1 in a leave that no rotation covers.
    amounts: Vec<u32>,
    /// Amount before the horizon.
    pub(crate) history: i64,
    /// Amount at which it is complete.
    pub(crate) complete_at: i64,
    /// A counted rotation that starts is sure to complete the requirement, and there is at most one: its start says it all.
    pub(crate) atomic: bool,
    /// What counts lies in rotations that count from their start: no leave within others counts.
    pub(crate) begins: bool,
}

impl Progress {
    pub(crate) fn new(
        problem: &Problem,
        doctor: DoctorId,
        axis: &Axis,
        index: RequirementIndex,
        relevant: &ActivitySet,
    ) -> Self {
        let limits = problem.requirement(index);
        let amounts: Vec<u32> = axis
            .steps
            .iter()
            .map(|step| {
                // Nothing is ever in it, so that it is no exception.
                if step.leave {
                    1
                } else if limits.in_blocks {
                    u32::from(step.is_served() && limits.within.contains(step.first))
                } else {
                    step.served_periods()
                        .filter(|period| limits.within.contains(*period))
                        .count() as u32
                }
            })
            .collect();
        // Turned off, or asked of others only, it limits nothing.
        let applies = || {
            let is_asked = |rule: &crate::ids::RuleId| matches!(problem.rule(*rule), Rule::Requirement(rule) if rule.requirement == index);
            limits.doctors.contains(doctor) && problem.rules_of(doctor).iter().any(is_asked)
        };
        let whole = amounts.iter().all(|amount| *amount == 1);
        let history = limits.history_of(doctor).0;
        let shortest = limits.run_min.max(1);
        // Where leave within a rotation counts and the rest of it does not, or the other way round, starts do not say it all.
        let all_alike = !problem.has_leave_activities()
            || (0..problem.activities().len())
                .map(crate::ids::ActivityId::new)
                .all(|activity| {
                    limits.activities.contains(activity)
                        == limits.activities.contains(problem.rotation_of(activity))
                });
        let atomic = all_alike
            && limits.in_blocks
            && whole
            && history == 0
            && limits.weight.is_none()
            && (limits.runs_max == 1 || limits.max < shortest.saturating_mul(2))
            && shortest >= limits.complete_at()
            && applies();
        let activities = Members::new(limits.activities.iter(), relevant);
        Self {
            activities,
            amounts,
            history,
            complete_at: limits.complete_at(),
            atomic,
            begins: all_alike,
        }
    }
    /// True if being in one of the activities counts in every step.
    pub(crate) fn counts_every_step(&self) -> bool {
        self.amounts.iter().all(|amount| *amount > 0)
    }
    /// What each step counts.
    pub(crate) fn amounts(&self) -> &[u32] {
        &self.amounts
    }
    /// The same activities, of which nothing counts.
    pub(crate) fn without_amounts(&self) -> Self {
        Self {
            amounts: vec![0; self.amounts.len()],
            history: 0,
            ..self.clone()
        }
    }
    /// What a move at a step adds.
    pub(crate) fn added(&self, step: usize, moved: Move) -> u32 {
        match moved {
            Move::Start(activity) | Move::Stay(activity) if self.activities.contains(activity) => {
                self.amounts[step]
            }
            Move::Start(_) | Move::Stay(_) | Move::Idle { .. } | Move::Attend(_) => 0,
        }
    }
    /// Word to start with: the amount so far up to completion (atomic: 1 once begun).
    pub(crate) fn initial(&self) -> u32 {
        if self.atomic {
            0
        } else {
            word(self.history.min(self.complete_at))
        }
    }
    /// Moves on a word that [`Self::initial`] began.
    pub(crate) fn advance(&self, word_of: &mut u32, step: usize, moved: Move) {
        if self.atomic {
            if let Move::Start(activity) = moved
                && self.activities.contains(activity)
            {
                *word_of = 1;
            }
        } else {
            let sum = i64::from(*word_of) + i64::from(self.added(step, moved));
            *word_of = word(sum.min(self.complete_at));
        }
    }
    /// True if the word says that the requirement is complete.
    pub(crate) fn is_complete(&self, word_of: u32) -> bool {
        if self.atomic {
            word_of == 1
        } else {
            i64::from(word_of) >= self.complete_at
        }
    }
    /// First and last step that count; the whole axis if all count alike, `None` if none does.
    pub(crate) fn span(&self) -> Option<(usize, usize)> {
        let counts = |amount: &u32| *amount > 0;
        let (first, last) = (
            self.amounts.iter().position(counts)?,
            self.amounts.iter().rposition(counts)?,
        );
        Some(if self.is_steady() {
            (0, usize::MAX)
        } else {
            (first, last)
        })
    }
    /// Most that a step counts.
    pub(crate) fn largest_amount(&self) -> u32 {
        self.amounts.iter().copied().max().unwrap_or(0)
    }
    /// True if every step counts the same.
    pub(crate) fn is_steady(&self) -> bool {
        self.amounts.windows(2).all(|pair| pair[0] == pair[1])
    }
    pub(crate) fn sign(&self, out: &mut Vec<u32>) {
        self.activities.sign(out);
        out.push(u32::from(self.atomic));
        out.push(u32::from(self.begins));
        sign_number(self.history, out);
        sign_number(self.complete_at, out);
        out.extend(&self.amounts);
    }
}
