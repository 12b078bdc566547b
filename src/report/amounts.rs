//! How much of each requirement a doctor has.

use super::view::View;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::{Presence, RequirementIndex, RequirementLimits, Rule};

/// Where a doctor stands with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) requirement: RequirementIndex,
    /// Amount in the requirement's unit, history included.
    pub(super) amount: i64,
    /// At least what makes it complete.
    pub(super) complete: bool,
    /// An optional requirement that was not begun asks for nothing.
    pub(super) asked: bool,
}

impl Standing {
    /// Less than the least, or more than the most.
    pub(super) fn is_broken(&self, limits: &RequirementLimits) -> bool {
        self.asked && (self.amount < limits.min || self.amount > limits.max)
    }
}

/// Where a doctor stands with a choice among requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Elective {
    /// Id of the rule.
    pub(super) key: String,
    /// Complete requirements among those to choose from.
    pub(super) complete: i64,
    pub(super) min: i64,
    pub(super) max: i64,
}

impl Elective {
    pub(super) fn is_kept(&self) -> bool {
        (self.min..=self.max).contains(&self.complete)
    }
}

impl View<'_> {
    /// The choices that speak of `doctor`, whose standings these are.
    pub(super) fn electives(&self, doctor: DoctorId, standings: &[Standing]) -> Vec<Elective> {
        let mut electives = Vec::new();
        for (id, rule) in self.problem.rules() {
            let Rule::Elective(elective) = rule else {
                continue;
            };
            if elective.doctors.contains(doctor) {
                let complete = standings
                    .iter()
                    .filter(|standing| {
                        standing.complete && elective.requirements.contains(&standing.requirement)
                    })
                    .count();
                let key = self.problem.rule_key(id).to_owned();
                let complete = i64::try_from(complete).unwrap_or(i64::MAX);
                electives.push(Elective {
                    key,
                    complete,
                    min: elective.min,
                    max: elective.max,
                });
            }
        }
        electives
    }

    /// Where `doctor` stands with each requirement that speaks of them.
    pub(super) fn standings(&self, doctor: DoctorId) -> Vec<Standing> {
        let limits = self.problem.requirements();
        let mine: Vec<RequirementIndex> = (0..limits.len())
            .filter(|&index| limits[index].doctors.contains(doctor))
            .collect();
        if mine.is_empty() {
            return Vec::new();
        }
        let blocks = self.blocks(doctor);
        mine.into_iter()
            .map(|requirement| self.standing(doctor, requirement, &blocks))
            .collect()
    }

    fn standing(
        &self,
        doctor: DoctorId,
        requirement: RequirementIndex,
        blocks: &[(PeriodId, PeriodId)],
    ) -> Standing {
        let limits = self.problem.requirement(requirement);
        let (mut amount, _) = limits.history_of(doctor);
        let mut begun = amount > 0;
        for stay in self.stays[doctor.index()]
            .iter()
            .filter(|stay| limits.activities.contains(stay.rotation.activity))
        {
            let rotation = stay.rotation;
            begun |= limits.within.contains(rotation.first);
            let counted = if limits.in_blocks {
                let touched = blocks
                    .iter()
                    .filter(|(first, last)| *first <= rotation.last && rotation.first <= *last);
                touched
                    .filter(|(first, _)| limits.within.contains(*first))
                    .count()
            } else {
                let covered = (rotation.first.index()..=rotation.last.index()).map(PeriodId::new);
                covered
                    .filter(|&period| {
                        limits.within.contains(period) && self.is_served(doctor, period)
                    })
                    .count()
            };
            amount += i64::try_from(counted).unwrap_or(i64::MAX);
        }
        let asked = !limits.optional || begun || amount > 0;
        Standing {
            requirement,
            amount,
            complete: amount >= limits.complete_at(),
            asked,
        }
    }

    /// The free blocks of the doctor's axis, clipped to their presence.
    fn blocks(&self, doctor: DoctorId) -> Vec<(PeriodId, PeriodId)> {
        let data = self.problem.doctor(doctor);
        let grid = self.problem.grid(data.grid);
        if data.last < data.first || grid.is_empty() {
            return Vec::new();
        }
        (grid.block_of(data.first)..=grid.block_of(data.last))
            .map(|block| {
                (
                    grid.first(block).max(data.first),
                    grid.last(block).min(data.last),
                )
            })
            .filter(|(first, last)| {
                let mut periods = (first.index()..=last.index()).map(PeriodId::new);
                // Nothing but leave that keeps the place, and all of it counts.
                let kept = |period| match self.problem.presence(doctor, period) {
                    Presence::KeepsPlace => self.problem.leave_counts(doctor, period),
                    Presence::Event => true,
                    Presence::Outside | Presence::Leave | Presence::Half | Presence::Full => false,
                };
                if periods
                    .clone()
                    .any(|period| self.problem.leave_counts(doctor, period))
                    && periods.clone().all(kept)
                {
                    return true;
                }
                // Dropped if all is cut, leave if nothing is available: free needs an available period that may be cut by an event.
                let mut available = false;
                let mut uncut = false;
                periods.all(|period| {
                    available |= self.problem.is_available(doctor, period);
                    uncut |= !self.is_cut(doctor, period);
                    !(available && uncut)
                });
                available && uncut
            })
            .collect()
    }

    fn is_cut(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.problem.presence(doctor, period) == Presence::Event || self.attends(doctor, period)
    }

    pub(super) fn is_present(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.problem.is_available(doctor, period) && !self.attends(doctor, period)
    }

    /// Present, or on leave that counts.
    fn is_served(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.is_present(doctor, period) || self.problem.leave_counts(doctor, period)
    }

    /// True if the doctor attends a slot that takes all of `period`.
    fn attends(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.attended[doctor.index()].iter().any(|&(event, slot)| {
            let slot = self.problem.event(event).slots[slot];
            slot.whole && slot.first <= period && period <= slot.last
        })
    }
}
