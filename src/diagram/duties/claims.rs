//! What rules claim in `Facts`, held against their judges.

use super::super::axis::{Axis, Step};
use super::super::table::WantedActivities;
use super::common::dice::Dice;
use super::common::tiny::{Options, tiny_with};
use super::common::{in_parallel, seeds};
use super::{Tries, all_tried, drawn_pathway, drawn_schedule, kinds_in_files};
use crate::check::ruling::of_rule;
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::draft::LeaveDraft;
use crate::problem::rule::DoctorSet;
use crate::problem::rules::Wants;
use crate::problem::{Problem, ProblemDraft, Rule, RuleKind};
use crate::schedule::{Pathway, Rotation, Schedule};
use std::collections::BTreeSet;

/// Draws of a schedule until one keeps a rule.
const DRAWS: usize = 6;
/// Rules of one kind that are tried in one problem.
const OF_A_KIND: usize = 2;

/// Few doctors and many rules: each is judged alone, so that they need not go together.
const CROWDED: Options = Options {
    doctors: (1, 3),
    rules: (14, 18),
    pathways: 2_500.0,
    schedules: 200_000.0,
    own_totals: 0,
};

/// A problem of a seed with many rules.
fn crowded(seed: u64) -> Option<Problem> {
    tiny_with(seed, CROWDED).validate().ok()
}

/// Some rules of each kind.
fn some_rules(problem: &Problem) -> Vec<(RuleId, &Rule)> {
    let mut seen = Tries::new();
    let mut is_one_of_few = |kind: RuleKind| {
        let count = seen.entry(kind).or_default();
        *count += 1;
        *count <= OF_A_KIND
    };
    let rules = problem.rules();
    rules
        .filter(|(_, rule)| is_one_of_few(rule.kind()))
        .collect()
}

/// A schedule that keeps a rule, if some draws find one.
fn one_that_keeps(problem: &Problem, id: RuleId, dice: &mut Dice) -> Option<(Schedule, i64)> {
    (0..DRAWS).find_map(|_| {
        let schedule = drawn_schedule(problem, dice);
        let ruling = of_rule(problem, &schedule, id);
        ruling
            .violations
            .is_empty()
            .then_some((schedule, ruling.value))
    })
}

/// For each doctor and activity whether a rule wants it, rotations with the leave within them; `None` if it wants everything.
fn wanted(problem: &Problem, rule: &Rule) -> Option<Vec<Vec<bool>>> {
    let activities = problem.activities().len();
    let mut named = vec![false; activities];
    let wants = problem.wanted_by(rule, &mut |activity| named[activity.index()] = true);
    if wants == Wants::Everything {
        return None;
    }
    let all = WantedActivities::new(problem, false);
    let of_doctor = |doctor: DoctorId| {
        let mut own = named.clone();
        let published = problem.published().filter(|_| wants == Wants::Published);
        let rotations =
            published.map_or(&[][..], |published| published.pathway(doctor).rotations());
        rotations
            .iter()
            .for_each(|rotation| own[rotation.activity.index()] = true);
        if rule.compares_scores() {
            // What a score is made of, other rules want.
            all.of(problem, doctor)
                .iter()
                .for_each(|activity| own[activity.index()] = true);
        }
        let family = |index: usize| problem.rotation_of(ActivityId::new(index));
        (0..activities)
            .map(|one| (0..activities).any(|other| own[other] && family(one) == family(other)))
            .collect()
    };
    Some(problem.doctor_ids().map(of_doctor).collect())
}

/// Most activities of a doctor of which every choice is left out.
const LEFT_OUT: usize = 3;

/// The schedule without some rotations that are not wanted: of one doctor every choice of the activities, and of all doctors any.
fn thinned(
    problem: &Problem,
    schedule: &Schedule,
    wanted: &[Vec<bool>],
    dice: &mut Dice,
) -> Vec<Schedule> {
    let family = |rotation: &Rotation| problem.rotation_of(rotation.activity);
    let unwanted = |doctor: DoctorId| -> BTreeSet<ActivityId> {
        let rotations = schedule.pathway(doctor).rotations().iter();
        let may_go =
            rotations.filter(|rotation| !wanted[doctor.index()][rotation.activity.index()]);
        may_go.map(family).collect()
    };
    let without = |thin: &mut Schedule, doctor: DoctorId, gone: &dyn Fn(ActivityId) -> bool| {
        let pathway = schedule.pathway(doctor);
        let mut rotations = pathway.rotations().to_vec();
        rotations.retain(|rotation| !gone(family(rotation)));
        thin.set(
            doctor,
            Pathway::new(rotations, pathway.attendances().to_vec()),
        );
    };
    let doctors: Vec<DoctorId> = problem
        .doctor_ids()
        .filter(|doctor| !unwanted(*doctor).is_empty())
        .collect();
    if doctors.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    let doctor = dice.pick(&doctors);
    let list: Vec<ActivityId> = unwanted(doctor).into_iter().take(LEFT_OUT).collect();
    for choice in 1..1_usize << list.len() {
        let mut thin = schedule.clone();
        let is_gone = |activity| {
            list.iter()
                .position(|one| *one == activity)
                .is_some_and(|at| choice >> at & 1 == 1)
        };
        without(&mut thin, doctor, &is_gone);
        all.push(thin);
    }
    if doctors.len() > 1 {
        let mut thin = schedule.clone();
        for doctor in doctors {
            let mut gone = unwanted(doctor);
            gone.retain(|_| dice.chance(70));
            without(&mut thin, doctor, &|activity| gone.contains(&activity));
        }
        all.push(thin);
    }
    all
}

/// A schedule that loses rotations which a rule does not want is as good to the rule as before. Diagrams leave out what nobody wants, so that bounds are
/// too low where this is not so.
#[test]
fn what_a_rule_does_not_want_never_helps_it() {
    let tries = in_parallel(seeds(20_000, 300), |seed| {
        let problem = crowded(seed)?;
        let mut dice = Dice::new(seed);
        let mut tries = Tries::new();
        for (id, rule) in some_rules(&problem) {
            *tries.entry(rule.kind()).or_default() += 1;
            let Some(wanted) = wanted(&problem, rule) else {
                continue;
            };
            for _ in 0..6 {
                let Some((schedule, value)) = one_that_keeps(&problem, id, &mut dice) else {
                    break;
                };
                for thinner in thinned(&problem, &schedule, &wanted, &mut dice) {
                    let after = of_rule(&problem, &thinner, id);
                    assert!(
                        after.violations.is_empty() && after.value >= value,
                        "seed {seed}, rule {:?}: `wants` of {:?} leaves out rotations that help it. A schedule is worth {value} to it and keeps it; without \
                         them it is worth {} and breaks it so: {:?}.\n{schedule:?}\n{thinner:?}",
                        problem.rule_key(id),
                        rule.kind(),
                        after.value,
                        after.violations,
                    );
                }
            }
        }
        Some(tries)
    });
    all_tried(&kinds_in_files(), tries);
}

/// The draft with a shorter calendar of a doctor: without some blocks of one period each, which become a leave or lie outside the stay. With the periods.
fn shortened(problem: &Problem, dice: &mut Dice) -> Option<(ProblemDraft, Vec<PeriodId>)> {
    let doctor = dice.pick(&problem.doctor_ids().collect::<Vec<_>>());
    let data = problem.doctor(doctor);
    // As `explain` asks for it: no other leave has to do with the blocks.
    let mut leaves = data.leaves.iter();
    if leaves.any(|leave| leave.keeps_place || !leave.half.is_empty()) || data.last <= data.first {
        return None;
    }
    let grid = problem.grid(data.grid);
    let length = data.last.index() - data.first.index();
    let anywhere = dice.between(0, length);
    let first = data.first.index() + dice.pick(&[0, anywhere, length]);
    let last = (first + dice.between(0, length - 1)).min(data.last.index());
    if first == data.first.index() && last == data.last.index() {
        return None;
    }
    let new: Vec<PeriodId> = (first..=last).map(PeriodId::new).collect();
    let is_block = |period: &PeriodId| {
        let block = grid.block_of(*period);
        grid.first(block) == grid.last(block)
    };
    if !new.iter().all(is_block) {
        return None;
    }
    let name = |index: usize| format!("#{}", index + 1);
    let mut draft = problem.draft().clone();
    let row = draft.doctors.iter_mut().find(|row| row.id == data.key)?;
    let outside = dice.chance(50);
    if outside && first == data.first.index() {
        row.arrival = Some(name(last + 1));
    } else if outside && last == data.last.index() {
        row.departure = Some(name(first - 1));
    } else {
        draft.leaves.push(LeaveDraft {
            doctor: data.key.clone(),
            from: name(first),
            to: name(last),
            ..LeaveDraft::default()
        });
    }
    Some((draft, new))
}

/// A schedule that keeps a hard rule keeps it with a longer calendar as well, the doctor being idle in what is new. `explain` takes schedules of a problem
/// for schedules of one with longer calendars where all rules say so.
#[test]
fn idle_time_that_comes_to_a_calendar_breaks_no_rule_that_is_blind_to_it() {
    let tries = in_parallel(seeds(30_000, 700), |seed| {
        let longer = crowded(seed)?;
        let mut dice = Dice::new(seed);
        let mut tries = Tries::new();
        for _ in 0..5 {
            let shorter = shortened(&longer, &mut dice)
                .and_then(|(draft, new)| Some((draft.validate().ok()?, new)));
            if let Some((shorter, new)) = shorter {
                lengthen(
                    &format!("seed {seed}"),
                    (&shorter, &longer),
                    &new,
                    &mut dice,
                    &mut tries,
                );
            }
        }
        Some(tries)
    });
    all_tried(
        &[
            RuleKind::LongestRun,
            RuleKind::Spacing,
            RuleKind::Requirement,
        ],
        tries,
    );
}

/// Tries the hard rules of a problem that say they are blind to the new periods of a longer calendar.
fn lengthen(
    name: &str,
    (shorter, longer): (&Problem, &Problem),
    new: &[PeriodId],
    dice: &mut Dice,
    tries: &mut Tries,
) {
    let same = |(one, other): ((RuleId, &Rule), (RuleId, &Rule))| one.1.kind() == other.1.kind();
    // Whom a leave excused from an event attends it now, and is away from other periods as well.
    let attendees = |problem: &Problem| -> Vec<DoctorSet> {
        let events = problem.events().iter();
        events.map(|event| event.attendees.clone()).collect()
    };
    if shorter.rule_count() != longer.rule_count()
        || !shorter.rules().zip(longer.rules()).all(same)
        || attendees(shorter) != attendees(longer)
    {
        return;
    }
    for (id, rule) in some_rules(shorter) {
        if !shorter.is_hard(id) || !rule.facts().is_blind_to_idle(new) {
            continue;
        }
        for _ in 0..3 {
            let Some((schedule, _)) = one_that_keeps(shorter, id, dice) else {
                break;
            };
            *tries.entry(rule.kind()).or_default() += 1;
            let after = of_rule(longer, &schedule, id);
            assert!(
                after.violations.is_empty(),
                "{name}, rule {:?}: `is_blind_to_idle` of {:?} is true, but idle time in {new:?}, which was not there before, breaks it: {:?}\n{schedule:?}",
                longer.rule_key(id),
                rule.kind(),
                after.violations,
            );
        }
    }
}

/// Schedules in which all doctors do nothing, the same all the time, or something else in each block.
fn extremes(problem: &Problem) -> Vec<Schedule> {
    let turns = |pair: [Option<ActivityId>; 2]| {
        let pathway = |doctor: DoctorId| {
            let steps = Axis::new(problem, doctor).steps;
            let is_same = pair[0] == pair[1];
            let mut rotations: Vec<Rotation> = Vec::new();
            for (step, activity) in steps.iter().zip(pair.into_iter().cycle()) {
                let Some(activity) = activity.filter(|_| !step.leave) else {
                    continue;
                };
                match rotations.last_mut().filter(|_| is_same) {
                    Some(latest) => latest.last = step.last,
                    None => rotations.push(Rotation {
                        first: step.first,
                        last: step.last,
                        activity,
                    }),
                }
            }
            Pathway::new(rotations, Vec::new())
        };
        Schedule::new(problem.doctor_ids().map(pathway).collect())
    };
    let mut activities = problem.activity_ids().map(Some);
    let (one, other) = (activities.next().flatten(), activities.next().flatten());
    let pairs = [
        [None, None],
        [one, one],
        [other, other],
        [one, other],
        [one, None],
    ];
    pairs.map(turns).to_vec()
}

/// No schedule breaks a rule by more units than it says: sums of values stay within 64 bits only because of that.
#[test]
fn no_rule_is_broken_by_more_units_than_it_says() {
    let options = Options {
        doctors: (1, 2),
        ..CROWDED
    };
    let tries = in_parallel(seeds(40_000, 200), |seed| {
        let problem = tiny_with(seed, options).validate().ok()?;
        let mut dice = Dice::new(seed);
        let mut tries = Tries::new();
        let drawn: Vec<Schedule> = (0..4)
            .map(|_| drawn_schedule(&problem, &mut dice))
            .collect();
        for schedule in drawn.into_iter().chain(extremes(&problem)) {
            let scores: Vec<i128> = crate::check(&problem, &schedule)
                .scores
                .iter()
                .map(|score| score.unsigned_abs().into())
                .collect();
            for (id, rule) in some_rules(&problem) {
                let ruling = of_rule(&problem, &schedule, id);
                let (units, most) = problem.most_units(id, &scores);
                for doctor in problem.doctor_ids().filter(|_| rule.kind().is_personal()) {
                    let found = ruling.breaches_of(doctor);
                    assert!(
                        i128::from(found) <= units,
                        "seed {seed}, rule {:?}: `units` of {:?} is {units}, and {found} are broken by {:?}",
                        problem.rule_key(id),
                        rule.kind(),
                        schedule.pathway(doctor),
                    );
                }
                // Attendance is judged for all events at once.
                if rule.kind() != RuleKind::Attendance {
                    assert!(
                        i128::from(ruling.value).abs() <= most,
                        "seed {seed}, rule {:?}: {:?} is worth {} where its units allow {most}: {schedule:?}",
                        problem.rule_key(id),
                        rule.kind(),
                        ruling.value,
                    );
                }
                *tries.entry(rule.kind()).or_default() += 1;
            }
        }
        Some(tries)
    });
    all_tried(&kinds_in_files(), tries);
}

/// In a stretch of blocks no pathway that keeps the rule has more of them in its activities than it says: the audit adds these up to a proof.
#[test]
fn no_stretch_has_more_blocks_than_a_rule_says() {
    let tries = in_parallel(seeds(50_000, 700), |seed| {
        let problem = crowded(seed)?;
        let mut dice = Dice::new(seed);
        let mut tries = Tries::new();
        for (id, rule) in some_rules(&problem) {
            let says = |blocks: usize| rule.facts().most_blocks(blocks, usize::MAX).is_some();
            if !problem.is_hard(id) || !(1..9).any(says) {
                continue;
            }
            for _ in 0..4 {
                let Some((schedule, _)) = one_that_keeps(&problem, id, &mut dice) else {
                    break;
                };
                let spoken_of = problem
                    .doctor_ids()
                    .filter(|doctor| problem.rules_of(*doctor).contains(&id));
                for doctor in spoken_of {
                    let pathway = schedule.pathway(doctor);
                    // A slot that is attended takes blocks away.
                    let axis = Axis::new(&problem, doctor);
                    if !axis.slots.is_empty() {
                        continue;
                    }
                    for blocks in 1..=axis.len() {
                        let Some((activities, most)) = rule.facts().most_blocks(blocks, axis.len())
                        else {
                            continue;
                        };
                        *tries.entry(rule.kind()).or_default() += 1;
                        for stretch in axis.steps.windows(blocks) {
                            let is_in = |step: &&Step| {
                                let rotation = pathway.rotation_at(step.first);
                                // A block of leave within a rotation has no time that counts.
                                !step.present.is_empty()
                                    && rotation.is_some_and(|rotation| {
                                        activities.contains(rotation.activity)
                                    })
                            };
                            let found = stretch.iter().filter(is_in).count();
                            assert!(
                                found <= most,
                                "seed {seed}, rule {:?}: `most_blocks` of {:?} says {most} of {blocks}, and {found} are in {pathway:?}",
                                problem.rule_key(id),
                                rule.kind(),
                            );
                        }
                    }
                }
            }
        }
        Some(tries)
    });
    all_tried(&[RuleKind::Window, RuleKind::LongestRun], tries);
}

/// A doctor with the same calendar, eligibility and history is judged alike by a rule that says so: explanations ask about one doctor of a kind.
#[test]
fn twins_are_judged_alike_by_rules_that_treat_doctors_alike() {
    let tries = in_parallel(seeds(60_000, 400), |seed| {
        let mut draft = tiny_with(seed, CROWDED);
        let twin = draft.doctors.first()?.id.clone();
        let of_twin: Vec<_> = draft
            .leaves
            .iter()
            .filter(|leave| leave.doctor == twin)
            .cloned()
            .collect();
        let row = draft.doctors.first()?.clone();
        draft.doctors.push(crate::problem::draft::DoctorDraft {
            id: "twin".into(),
            ..row
        });
        draft
            .leaves
            .extend(of_twin.into_iter().map(|leave| LeaveDraft {
                doctor: "twin".into(),
                ..leave
            }));
        let problem = draft.validate().ok()?;
        let (one, other) = (problem.find_doctor(&twin)?, problem.find_doctor("twin")?);
        let calendar = |doctor: DoctorId| {
            (
                Axis::new(&problem, doctor),
                problem.eligible(doctor).clone(),
                problem.fixed_events(doctor).to_vec(),
            )
        };
        if calendar(one) != calendar(other) {
            return None;
        }
        let mut dice = Dice::new(seed);
        let mut tries = Tries::new();
        for (id, rule) in some_rules(&problem) {
            let speaks = |doctor: DoctorId| problem.rules_of(doctor).contains(&id);
            if !rule.facts().treats_doctors_alike() || !speaks(one) || !speaks(other) {
                continue;
            }
            if let Rule::Requirement(rule) = rule {
                let limits = problem.requirement(rule.requirement);
                if limits.history_of(one) != limits.history_of(other) {
                    continue;
                }
            }
            for _ in 0..3 {
                let pathway = drawn_pathway(&problem, one, &mut dice);
                let mut schedule = drawn_schedule(&problem, &mut dice);
                schedule.set(one, pathway.clone());
                schedule.set(other, pathway.clone());
                let ruling = of_rule(&problem, &schedule, id);
                *tries.entry(rule.kind()).or_default() += 1;
                assert_eq!(
                    ruling.units_of(one),
                    ruling.units_of(other),
                    "seed {seed}, rule {:?}: `treats_doctors_alike` of {:?} is true, but twins are judged differently: {pathway:?}",
                    problem.rule_key(id),
                    rule.kind(),
                );
            }
        }
        Some(tries)
    });
    all_tried(&[], tries);
}
