//! A schedule of the showcase programme made by hand: proof that its hard rules can be kept.

use super::haifa;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::rule::Rule;
use crate::problem::{Presence, RequirementLimits};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};
use crate::{Problem, ids::EventId};

/// Places taken so far.
struct Plan<'a> {
    problem: &'a Problem,
    /// Doctors by activity and period.
    there: Vec<Vec<Vec<DoctorId>>>,
}

impl Plan<'_> {
    /// May the doctor be in the activity in the period, as far as hard rules over single cells and places go?
    fn is_allowed(&self, doctor: DoctorId, activity: ActivityId, period: PeriodId) -> bool {
        let data = self.problem.doctor(doctor);
        let count = |activities: &mut dyn Iterator<Item = ActivityId>,
                     who: &dyn Fn(DoctorId) -> bool| {
            let there = |activity: ActivityId| {
                self.there[activity.index()][period.index()]
                    .iter()
                    .filter(|other| who(**other))
                    .count()
            };
            activities.map(there).sum::<usize>() as i64
        };
        self.problem.rules().all(|(_, rule)| match rule {
            Rule::Document(rule)
                if rule.doctors.contains(doctor) && rule.activities.contains(activity) =>
            {
                data.documents.iter().any(|document| {
                    document.document == rule.document && document.valid.contains(period)
                })
            }
            Rule::Cells(rule) if rule.weight.is_none() && rule.doctors.contains(doctor) => rule
                .entries
                .iter()
                .all(|entry| !entry.periods.contains(period) || entry.allowed.contains(activity)),
            Rule::Capacity(rule) if rule.activities.contains(activity) => {
                let limit = rule
                    .limits
                    .iter()
                    .find(|limit| limit.period == period)
                    .and_then(|limit| limit.max);
                limit.is_none_or(|max| count(&mut rule.activities.iter(), &|_| true) < max)
            }
            Rule::Apart(rule)
                if rule.weight.is_none()
                    && rule.doctors.contains(doctor)
                    && rule.periods.contains(period) =>
            {
                let department = self
                    .problem
                    .department(self.problem.activity(activity).department);
                count(&mut department.activities.iter(), &|other| {
                    rule.doctors.contains(other)
                }) < rule.max_together
            }
            _ => true,
        })
    }
    fn may_start(&self, doctor: DoctorId, activity: ActivityId, period: PeriodId) -> bool {
        self.problem.rules().all(|(_, rule)| match rule {
            Rule::Boundary(rule)
                if rule.weight.is_none()
                    && rule.doctors.contains(doctor)
                    && rule.activities.contains(activity) =>
            {
                rule.starts
                    .as_ref()
                    .is_none_or(|starts| starts.contains(period))
            }
            _ => true,
        })
    }

    /// An activity of the requirement that the doctor may be in during all of these blocks.
    fn activity_for(
        &self,
        row: &RequirementLimits,
        doctor: DoctorId,
        blocks: &[Block],
    ) -> Option<ActivityId> {
        if blocks.iter().any(|block| block.present.is_empty()) {
            return None;
        }
        let eligible = self.problem.eligible(doctor);
        row.activities.iter().find(|&activity| {
            let mut periods = blocks.iter().flat_map(|block| &block.present);
            eligible.contains(activity)
                && periods.all(|&period| self.is_allowed(doctor, activity, period))
                && self.may_start(doctor, activity, blocks[0].first)
        })
    }
}

/// A block of a doctor that is free or leave.
struct Block {
    first: PeriodId,
    last: PeriodId,
    /// Periods in which the doctor is there; none on leave.
    present: Vec<PeriodId>,
}

/// Free and leave blocks of a doctor.
fn axis(problem: &Problem, doctor: DoctorId, attended: &[(PeriodId, PeriodId)]) -> Vec<Block> {
    let data = problem.doctor(doctor);
    let grid = problem.grid(data.grid);
    let mut axis = Vec::new();
    for block in 0..grid.len() {
        let (first, last) = (
            grid.first(block).max(data.first),
            grid.last(block).min(data.last),
        );
        if last < first {
            continue;
        }
        let periods = || (first.index()..=last.index()).map(PeriodId::new);
        let is_cut = |period: PeriodId| {
            let covered = attended
                .iter()
                .any(|slot| slot.0 <= period && period <= slot.1);
            covered || problem.presence(doctor, period) == Presence::Event
        };
        let is_there = |period: &PeriodId| problem.is_available(doctor, *period);
        if !periods().all(is_cut) {
            axis.push(Block {
                first,
                last,
                present: periods()
                    .filter(|period| !is_cut(*period) && is_there(period))
                    .collect(),
            });
        }
    }
    axis
}

/// Requirements to complete, in an order that keeps the precedence: one rotation of the least length each.
fn steps(problem: &Problem, doctor: DoctorId) -> Vec<(&RequirementLimits, usize)> {
    let mut steps = Vec::new();
    for kind in [
        "orientation",
        "core",
        "home",
        "advanced",
        "elective-1",
        "elsewhere",
        "theatre",
    ] {
        for row in problem
            .requirements()
            .iter()
            .filter(|row| row.doctors.contains(doctor) && row.key.ends_with(kind))
        {
            let blocks = row.min - row.history_of(doctor).0;
            steps.extend((blocks > 0).then_some((row, blocks as usize)));
        }
    }
    steps
}

/// Takes a place in each event that the doctor has to attend. The last slots come first: they break a visit in two less.
fn attendances(problem: &Problem, doctor: DoctorId, taken: &mut [Vec<usize>]) -> Vec<Attendance> {
    let mut attendances = Vec::new();
    for (index, event) in problem
        .events()
        .iter()
        .enumerate()
        .filter(|(_, event)| event.attendees.contains(doctor) && !event.optional)
    {
        let places = event
            .max_places
            .map_or(usize::MAX, |places| places as usize);
        let slot = (0..event.slots.len())
            .rev()
            .find(|&slot| taken[index][slot] < places)
            .unwrap();
        taken[index][slot] += 1;
        attendances.push(Attendance {
            event: EventId::new(index),
            slot: slot as u32,
        });
    }
    attendances
}

fn witness(problem: &Problem) -> Schedule {
    let empty = vec![vec![Vec::new(); problem.horizon().len()]; problem.activities().len()];
    let mut plan = Plan {
        problem,
        there: empty,
    };
    let mut pathways = Vec::new();
    let mut taken: Vec<Vec<usize>> = problem
        .events()
        .iter()
        .map(|event| vec![0; event.slots.len()])
        .collect();
    for doctor in problem.doctor_ids() {
        let attendances = attendances(problem, doctor, &mut taken);
        let attended: Vec<(PeriodId, PeriodId)> = attendances
            .iter()
            .map(|attendance| problem.event(attendance.event).slots[attendance.slot as usize])
            .map(|slot| (slot.first, slot.last))
            .collect();
        let axis = axis(problem, doctor, &attended);
        let mut rotations: Vec<Rotation> = Vec::new();
        let mut block = 0;
        for (row, blocks) in steps(problem, doctor) {
            let found = (block..axis.len()).find_map(|start| {
                let stretch = axis.get(start..start + blocks)?;
                Some((start, plan.activity_for(row, doctor, stretch)?))
            });
            let (start, activity) = found.unwrap_or_else(|| {
                panic!("no room for {} of {}", row.key, problem.doctor(doctor).key)
            });
            for period in axis[start..start + blocks]
                .iter()
                .flat_map(|block| &block.present)
            {
                plan.there[activity.index()][period.index()].push(doctor);
            }
            block = start + blocks;
            rotations.push(Rotation {
                first: axis[start].first,
                last: axis[block - 1].last,
                activity,
            });
        }
        pathways.push(Pathway::new(rotations, attendances));
    }
    Schedule::new(pathways)
}

#[test]
fn hard_rules_can_be_kept() {
    let problem = haifa().validate().unwrap();
    let schedule = witness(&problem);
    let report = crate::check(&problem, &schedule);
    let told = |violation: &crate::check::Violation| {
        format!("{} {violation:?}", problem.rule_key(violation.rule))
    };
    assert!(
        report.is_feasible(),
        "{:#?}",
        report.violations.iter().map(told).collect::<Vec<_>>()
    );
    assert!(
        schedule
            .pathways()
            .iter()
            .all(|pathway| pathway.rotations().len() >= 2)
    );
    for (event, taken) in problem.events().iter().enumerate() {
        for slot in 0..taken.slots.len() {
            let attends = |pathway: &&Pathway| {
                pathway.attendances().contains(&Attendance {
                    event: EventId::new(event),
                    slot: slot as u32,
                })
            };
            let count = schedule.pathways().iter().filter(attends).count() as i64;
            assert!(
                count == 0 || count >= taken.min_places,
                "{} {count}",
                taken.key
            );
        }
    }
}
