//! The instance in the words of the crate: students are doctors, a discipline in a hospital is a department, a discipline
//! is an optional requirement. Nothing is solved here.

use super::instance::Instance;
use medrota::calendar::Date;
use medrota::ids::PeriodId;
use medrota::problem::draft::{
    ActivityFilter, CapacityDraft, DepartmentDraft, DoctorDraft, DoctorFilter, ElectiveDraft,
    FORMAT_VERSION, HorizonDraft, HospitalDraft, LeaveDraft, PerDraft, PeriodKindDraft,
    PrecedenceDraft, PreferenceDraft, ProblemDraft, RequirementDraft,
};
use medrota::problem::rule_draft::{CellsModeDraft, RuleDraft};
use medrota::problem::rules;
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, Schedule};
use std::collections::BTreeMap;

/// A student attends a discipline in a hospital from a period on, for as long as a discipline takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placement {
    pub(crate) student: usize,
    pub(crate) discipline: usize,
    pub(crate) hospital: usize,
    pub(crate) start: usize,
}

fn student_id(student: usize) -> String {
    format!("s{}", student + 1)
}
fn hospital_id(hospital: usize) -> String {
    format!("h{}", hospital + 1)
}
fn discipline_id(discipline: usize) -> String {
    format!("d{}", discipline + 1)
}
fn place_id(hospital: usize, discipline: usize) -> String {
    format!("h{}d{}", hospital + 1, discipline + 1)
}
fn period_id(period: usize) -> String {
    format!("#{}", period + 1)
}

fn students(list: &[usize]) -> DoctorFilter {
    DoctorFilter {
        doctors: list.iter().map(|student| student_id(*student)).collect(),
        ..DoctorFilter::default()
    }
}
fn places(list: &[(usize, usize)]) -> ActivityFilter {
    let activities = list
        .iter()
        .map(|&(hospital, discipline)| place_id(hospital, discipline))
        .collect();
    ActivityFilter {
        activities,
        ..ActivityFilter::default()
    }
}
/// Students by what `key` says of them; those of whom it says nothing are left out.
fn grouped<Key: Ord>(
    instance: &Instance,
    key: impl Fn(usize) -> Option<Key>,
) -> BTreeMap<Key, Vec<usize>> {
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for student in 0..instance.students {
        if let Some(key) = key(student) {
            groups.entry(key).or_default().push(student);
        }
    }
    groups
}

/// The problem: value of a schedule = the published objective.
pub(crate) fn draft(instance: &Instance) -> ProblemDraft {
    let mut draft = ProblemDraft {
        format: FORMAT_VERSION,
        name: instance.name.clone(),
        ..ProblemDraft::default()
    };
    write_time_and_places(instance, &mut draft);
    write_students(instance, &mut draft);
    write_disciplines(instance, &mut draft);
    write_groups(instance, &mut draft);
    write_hospitals(instance, &mut draft);
    write_values(instance, &mut draft);
    draft
}

fn write_time_and_places(instance: &Instance, draft: &mut ProblemDraft) {
    // The data knows no dates; any Monday does.
    if let Some(start) = Date::new(2024, 1, 1) {
        let days = i32::try_from(7 * instance.periods).unwrap_or(i32::MAX) - 1;
        draft.horizon = HorizonDraft {
            kind: PeriodKindDraft::Week,
            start: start.to_string(),
            end: start.plus_days(days).to_string(),
            ..HorizonDraft::default()
        };
    }
    for hospital in 0..instance.hospitals {
        draft.hospitals.push(HospitalDraft {
            id: hospital_id(hospital),
            name: format!("Hospital {}", hospital + 1),
        });
        for discipline in 0..instance.disciplines {
            draft.departments.push(DepartmentDraft {
                id: place_id(hospital, discipline),
                name: format!("Discipline {} in hospital {}", discipline + 1, hospital + 1),
                hospital: hospital_id(hospital),
                ..DepartmentDraft::default()
            });
            let limits = |period: usize| {
                let at = [hospital, discipline, period];
                (instance.min_staff.at(&at), instance.max_staff.at(&at))
            };
            for (from, to) in stretches(instance.periods, limits) {
                let (min, max) = limits(from);
                draft.capacities.push(CapacityDraft {
                    of: place_id(hospital, discipline),
                    from: Some(period_id(from)),
                    to: Some(period_id(to)),
                    min,
                    max: Some(max),
                    ..CapacityDraft::default()
                });
            }
        }
    }
}

/// First and last period of every stretch in which `of` stays the same.
fn stretches<Of: PartialEq>(periods: usize, of: impl Fn(usize) -> Of) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for period in 0..periods {
        match stretches.last_mut() {
            Some((from, to)) if of(*from) == of(period) => *to = period,
            _ => stretches.push((period, period)),
        }
    }
    stretches
}

fn write_students(instance: &Instance, draft: &mut ProblemDraft) {
    for student in 0..instance.students {
        draft.doctors.push(DoctorDraft {
            id: student_id(student),
            ..DoctorDraft::default()
        });
        let absent = |period: usize| instance.available.at(&[student, period]) == 0;
        for (from, to) in stretches(instance.periods, absent)
            .into_iter()
            .filter(|stretch| absent(stretch.0))
        {
            draft.leaves.push(LeaveDraft {
                doctor: student_id(student),
                from: period_id(from),
                to: period_id(to),
                reason: "not available".into(),
                ..LeaveDraft::default()
            });
        }
    }
    // One mask a student: students with the same offer share the rule. A group of which no discipline is asked for is not
    // offered, which is the same as "exactly none of it" and needs no counting.
    let every_place: Vec<(usize, usize)> = pairs(instance).collect();
    let offer = |student: usize| {
        let asked = |discipline: usize| {
            let group = instance.group_of.get(discipline).copied().unwrap_or(0);
            instance.group_count.at(&[student, group]) > 0
        };
        let offered = |&(hospital, discipline): &(usize, usize)| {
            asked(discipline) && instance.offered(student, hospital, discipline)
        };
        Some(
            every_place
                .iter()
                .copied()
                .filter(offered)
                .collect::<Vec<_>>(),
        )
    };
    for (number, (offer, who)) in grouped(instance, offer).into_iter().enumerate() {
        if offer == every_place {
            continue;
        }
        // An empty filter means everything, so an empty offer is "nothing of everything".
        let mode = if offer.is_empty() {
            CellsModeDraft::Forbidden
        } else {
            CellsModeDraft::OneOf
        };
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: format!("offered/{}", number + 1),
            doctors: students(&who),
            activities: places(&offer),
            periods: Default::default(),
            mode,
            weight: None,
        }));
    }
}

fn pairs(instance: &Instance) -> impl Iterator<Item = (usize, usize)> {
    let disciplines = instance.disciplines;
    (0..instance.hospitals)
        .flat_map(move |hospital| (0..disciplines).map(move |discipline| (hospital, discipline)))
}

fn write_disciplines(instance: &Instance, draft: &mut ProblemDraft) {
    let duration = i64::try_from(instance.duration).unwrap_or(i64::MAX);
    for discipline in 0..instance.disciplines {
        let everywhere: Vec<(usize, usize)> = (0..instance.hospitals)
            .map(|hospital| (hospital, discipline))
            .collect();
        draft.requirements.push(RequirementDraft {
            id: discipline_id(discipline),
            activities: places(&everywhere),
            min: duration,
            max: Some(duration),
            run_min: duration,
            run_max: Some(duration),
            runs_max: Some(1),
            optional: true,
            ..RequirementDraft::default()
        });
        let before = (0..instance.disciplines)
            .filter(|other| instance.preceded_by.at(&[discipline, *other]) == 1);
        let before: Vec<String> = before.map(discipline_id).collect();
        if !before.is_empty() {
            draft.precedence.push(PrecedenceDraft {
                id: format!("before/{}", discipline_id(discipline)),
                before,
                after: discipline_id(discipline),
                ..PrecedenceDraft::default()
            });
        }
    }
}

fn write_groups(instance: &Instance, draft: &mut ProblemDraft) {
    for group in 0..instance.groups {
        let members: Vec<usize> = (0..instance.disciplines)
            .filter(|discipline| instance.group_of.get(*discipline) == Some(&group))
            .collect();
        let asked = |student: usize| {
            Some(instance.group_count.at(&[student, group])).filter(|count| *count > 0)
        };
        for (count, who) in grouped(instance, asked) {
            draft.electives.push(ElectiveDraft {
                id: format!("group/{}/{count}", group + 1),
                doctors: students(&who),
                requirements: members
                    .iter()
                    .map(|discipline| discipline_id(*discipline))
                    .collect(),
                min: count,
                max: Some(count),
                weight: None,
            });
        }
    }
}

fn write_hospitals(instance: &Instance, draft: &mut ProblemDraft) {
    // Whoever attends no more disciplines than one hospital may give cannot break the limit.
    let total = |student: usize| {
        (0..instance.groups)
            .map(|group| instance.group_count.at(&[student, group]))
            .sum::<i64>()
    };
    let bound: Vec<usize> = (0..instance.students)
        .filter(|student| total(*student) > instance.max_disciplines_per_hospital)
        .collect();
    if !bound.is_empty() {
        draft
            .rules
            .push(RuleDraft::HospitalLimit(rules::HospitalLimit {
                id: "hospital_limit".into(),
                doctors: students(&bound),
                max_rotations: instance.max_disciplines_per_hospital,
                weight: None,
            }));
    }
    let change =
        |student: usize| Some(-instance.weights.at(&[student, 2])).filter(|cost| *cost != 0);
    for (cost, who) in grouped(instance, change) {
        let id = format!("hospital_change/{cost}");
        draft
            .rules
            .push(RuleDraft::HospitalChange(rules::HospitalChange {
                id,
                doctors: students(&who),
                weight: Some(cost),
            }));
    }
}

fn write_values(instance: &Instance, draft: &mut ProblemDraft) {
    let waiting =
        |student: usize| Some(-instance.weights.at(&[student, 3])).filter(|cost| *cost != 0);
    for (cost, who) in grouped(instance, waiting) {
        draft.rules.push(RuleDraft::Idle(rules::Idle {
            id: format!("waiting/{cost}"),
            doctors: students(&who),
            cost,
            leading: true,
            trailing: false,
            leave: true,
        }));
    }
    for student in 0..instance.students {
        let mut by_value: BTreeMap<i64, Vec<(usize, usize)>> = BTreeMap::new();
        for (hospital, discipline) in pairs(instance)
            .filter(|&(hospital, discipline)| instance.offered(student, hospital, discipline))
        {
            by_value
                .entry(instance.worth(student, hospital, discipline))
                .or_default()
                .push((hospital, discipline));
        }
        for (value, list) in by_value.into_iter().filter(|(value, _)| *value != 0) {
            draft.preferences.push(PreferenceDraft {
                id: format!("worth/{}/{value}", student_id(student)),
                doctors: students(&[student]),
                activities: places(&list),
                value,
                per: PerDraft::Rotation,
                ..PreferenceDraft::default()
            });
        }
    }
    draft.rules.push(RuleDraft::WorstDoctor(rules::WorstDoctor {
        id: "worst_student".into(),
        doctors: DoctorFilter::default(),
        weight: 1,
        at_least: None,
    }));
}

/// What a schedule of the mapped problem says, in the words of the instance; a stay of another length than the duration
/// has no such words.
pub(crate) fn placements(
    instance: &Instance,
    schedule: &Schedule,
) -> Result<Vec<Placement>, String> {
    let mut list = Vec::new();
    for (student, pathway) in schedule.pathways().iter().enumerate() {
        for rotation in pathway.rotations() {
            let length = rotation.last.index() + 1 - rotation.first.index();
            if length != instance.duration {
                return Err(format!(
                    "student {} stays {length} periods, not {}",
                    student + 1,
                    instance.duration
                ));
            }
            // Departments, and so activities, are written hospital by hospital.
            let (hospital, discipline) = (
                rotation.activity.index() / instance.disciplines,
                rotation.activity.index() % instance.disciplines,
            );
            list.push(Placement {
                student,
                discipline,
                hospital,
                start: rotation.first.index(),
            });
        }
    }
    list.sort_unstable();
    Ok(list)
}

/// The schedule of the mapped problem that says this.
pub(crate) fn schedule_of(
    instance: &Instance,
    problem: &Problem,
    placements: &[Placement],
) -> Schedule {
    let mut rotations: Vec<Vec<Rotation>> = vec![Vec::new(); instance.students];
    for placement in placements {
        let last = (placement.start + instance.duration)
            .min(instance.periods)
            .saturating_sub(1);
        let activity = problem.find_activity(&place_id(placement.hospital, placement.discipline));
        if let (Some(activity), Some(list)) = (activity, rotations.get_mut(placement.student)) {
            list.push(Rotation {
                first: PeriodId::new(placement.start),
                last: PeriodId::new(last),
                activity,
            });
        }
    }
    Schedule::new(
        rotations
            .into_iter()
            .map(|list| Pathway::new(list, Vec::new()))
            .collect(),
    )
}
