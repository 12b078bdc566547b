//! The published problem once more, judged on its own data: shares nothing with the crate but the placements.

use super::instance::Instance;
use super::mapping::Placement;
use std::collections::BTreeSet;

/// The hard rules of the published problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    /// A place, student or period that does not exist, or a stay that ends after the horizon.
    Horizon,
    /// One place at a time.
    OnePlace,
    /// A discipline at most once.
    Once,
    /// The exact number of disciplines of each group.
    GroupCount,
    /// Only allowed disciplines, only where the hospital offers them to the student.
    Offered,
    /// Only in available periods.
    Available,
    /// What comes before is attended, and earlier.
    Precedence,
    /// Most disciplines in one hospital.
    HospitalLimit,
    /// Least and most students in a hospital, discipline and period.
    Staffing,
}

/// The judgement: broken rules with a sentence each, and the objective.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evaluation {
    pub(crate) broken: Vec<(Aspect, String)>,
    pub(crate) objective: i64,
    pub(crate) scores: Vec<i64>,
}

impl Evaluation {
    /// The rules that are broken.
    pub(crate) fn aspects(&self) -> BTreeSet<Aspect> {
        self.broken.iter().map(|(aspect, _)| *aspect).collect()
    }
}

/// Judges placements by the published rules and objective.
pub(crate) fn evaluate(instance: &Instance, placements: &[Placement]) -> Evaluation {
    let mut evaluation = Evaluation::default();
    let mut of_student: Vec<Vec<Placement>> = vec![Vec::new(); instance.students];
    for placement in placements {
        let exists =
            placement.discipline < instance.disciplines && placement.hospital < instance.hospitals;
        let fits = placement.start + instance.duration <= instance.periods;
        match of_student.get_mut(placement.student) {
            Some(list) if exists && fits => list.push(*placement),
            _ => evaluation.broken.push((
                Aspect::Horizon,
                format!("{placement:?} lies outside the instance"),
            )),
        }
    }
    for (student, list) in of_student.iter_mut().enumerate() {
        list.sort_unstable_by_key(|placement| {
            (placement.start, placement.discipline, placement.hospital)
        });
        judge_student(instance, student, list, &mut evaluation.broken);
        evaluation.scores.push(score(instance, student, list));
    }
    judge_staffing(instance, &of_student, &mut evaluation.broken);
    evaluation.objective = evaluation.scores.iter().sum::<i64>()
        + evaluation.scores.iter().min().copied().unwrap_or(0);
    evaluation
}

fn judge_student(
    instance: &Instance,
    student: usize,
    list: &[Placement],
    broken: &mut Vec<(Aspect, String)>,
) {
    let mut report = |aspect: Aspect, what: String| {
        broken.push((aspect, format!("student {}: {what}", student + 1)))
    };
    for pair in list.windows(2) {
        if pair[1].start < pair[0].start + instance.duration {
            report(
                Aspect::OnePlace,
                format!("two places in period {}", pair[1].start + 1),
            );
        }
    }
    let mut times = vec![0_i64; instance.disciplines];
    let mut in_hospital = vec![0_i64; instance.hospitals];
    let mut of_group = vec![0_i64; instance.groups];
    for placement in list {
        let (discipline, hospital) = (placement.discipline, placement.hospital);
        times[discipline] += 1;
        in_hospital[hospital] += 1;
        of_group[instance.group_of[discipline]] += 1;
        if instance.allowed.at(&[student, discipline]) == 0
            || instance.able.at(&[student, hospital, discipline]) == 0
        {
            report(
                Aspect::Offered,
                format!(
                    "discipline {} is not offered in hospital {}",
                    discipline + 1,
                    hospital + 1
                ),
            );
        }
        let mut taken = placement.start..placement.start + instance.duration;
        if taken.any(|period| instance.available.at(&[student, period]) == 0) {
            report(
                Aspect::Available,
                format!("absent during discipline {}", discipline + 1),
            );
        }
        for earlier in (0..instance.disciplines)
            .filter(|earlier| instance.preceded_by.at(&[discipline, *earlier]) == 1)
        {
            let done = |other: &Placement| {
                other.discipline == earlier && other.start + instance.duration <= placement.start
            };
            if !list.iter().any(done) {
                report(
                    Aspect::Precedence,
                    format!(
                        "discipline {} comes without {} before it",
                        discipline + 1,
                        earlier + 1
                    ),
                );
            }
        }
    }
    for (discipline, count) in times.iter().enumerate().filter(|(_, count)| **count > 1) {
        report(
            Aspect::Once,
            format!("discipline {} {count} times", discipline + 1),
        );
    }
    for (group, count) in of_group.iter().enumerate() {
        let asked = instance.group_count.at(&[student, group]);
        if *count != asked {
            report(
                Aspect::GroupCount,
                format!("{count} disciplines of group {}, not {asked}", group + 1),
            );
        }
    }
    for (hospital, count) in in_hospital
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > instance.max_disciplines_per_hospital)
    {
        report(
            Aspect::HospitalLimit,
            format!("{count} disciplines in hospital {}", hospital + 1),
        );
    }
}

/// The student's part of the objective; the list is in the order of time.
fn score(instance: &Instance, student: usize, list: &[Placement]) -> i64 {
    let weight = |kind: usize| instance.weights.at(&[student, kind]);
    let mut score = 0;
    for placement in list {
        score += weight(0)
            * instance
                .discipline_preference
                .at(&[student, placement.discipline]);
        score += weight(1)
            * instance
                .hospital_preference
                .at(&[student, placement.hospital]);
        score += instance.manager_preference.at(&[placement.discipline]);
    }
    let changes = list
        .windows(2)
        .filter(|pair| pair[0].hospital != pair[1].hospital)
        .count();
    let end = list
        .iter()
        .map(|placement| placement.start + instance.duration)
        .max()
        .unwrap_or(0);
    let busy = |period: &usize| {
        list.iter().any(|placement| {
            (placement.start..placement.start + instance.duration).contains(period)
        })
    };
    let waiting = (0..end).filter(|period| !busy(period)).count();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    score + weight(2) * number(changes) + weight(3) * number(waiting)
}

fn judge_staffing(
    instance: &Instance,
    of_student: &[Vec<Placement>],
    broken: &mut Vec<(Aspect, String)>,
) {
    let mut present =
        vec![vec![vec![0_i64; instance.periods]; instance.disciplines]; instance.hospitals];
    for placement in of_student.iter().flatten() {
        for count in present[placement.hospital][placement.discipline]
            .iter_mut()
            .skip(placement.start)
            .take(instance.duration)
        {
            *count += 1;
        }
    }
    for (hospital, of_hospital) in present.iter().enumerate() {
        for (discipline, counts) in of_hospital.iter().enumerate() {
            for (period, &count) in counts.iter().enumerate() {
                let at = [hospital, discipline, period];
                let (min, max) = (instance.min_staff.at(&at), instance.max_staff.at(&at));
                if count < min || count > max {
                    let where_and_when = format!(
                        "hospital {}, discipline {}, period {}",
                        hospital + 1,
                        discipline + 1,
                        period + 1
                    );
                    broken.push((
                        Aspect::Staffing,
                        format!("{where_and_when}: {count} students, not {min} to {max}"),
                    ));
                }
            }
        }
    }
}
