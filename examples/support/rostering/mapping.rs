//! The instance in the words of the crate: a day is a period, a shift a department, and whoever works the same shift for several days is in one
//! rotation. No rule here asks where a rotation begins or how long it is, only what each day holds.

use super::contract::{Counts, Unsupported};
use super::instance::{Employee, Instance, Roster, Shift};
use medrota::calendar::Date;
use medrota::ids::{ActivityId, PeriodId};
use medrota::problem::draft::{
    ActivityDraft, ActivityFilter, DepartmentDraft, DoctorDraft, DoctorFilter, ElectiveDraft,
    FORMAT_VERSION, HorizonDraft, PeriodFilter, PeriodKindDraft, ProblemDraft, RequirementDraft,
};
use medrota::problem::rule_draft::{CellsModeDraft, PatternStepDraft, RuleDraft};
use medrota::problem::rules;
use medrota::schedule::{Pathway, Rotation};
use medrota::{Problem, Schedule};
use std::collections::{BTreeMap, BTreeSet};

/// Most steps of a pattern.
const PATTERN_STEPS: usize = 32;

fn on_days(days: &[usize]) -> PeriodFilter {
    PeriodFilter {
        periods: days.iter().map(|day| format!("#{}", day + 1)).collect(),
        ..PeriodFilter::default()
    }
}

/// The problem: value of a schedule = less its penalty.
///
/// # Errors
/// An employee whose contract the rules cannot say.
pub(crate) fn draft(instance: &Instance) -> Result<ProblemDraft, Unsupported> {
    let counts: Vec<Counts> = instance
        .staff
        .iter()
        .map(|employee| Counts::new(instance, employee))
        .collect();
    let mut nothing = "nothing".to_owned();
    while instance.shifts.iter().any(|shift| shift.id == nothing) {
        nothing.push('-');
    }
    let writer = Writer {
        instance,
        counts,
        nothing,
    };
    let mut draft = ProblemDraft {
        format: FORMAT_VERSION,
        name: instance.name.clone(),
        ..ProblemDraft::default()
    };
    writer.write_time_and_places(&mut draft);
    writer.write_counts(&mut draft);
    writer.write_minutes(&mut draft);
    writer.write_runs(&mut draft)?;
    writer.write_weekends(&mut draft);
    writer.write_successions(&mut draft);
    writer.write_days_off_and_requests(&mut draft);
    writer.write_cover(&mut draft);
    Ok(draft)
}

struct Writer<'instance> {
    instance: &'instance Instance,
    counts: Vec<Counts>,
    /// An activity that nobody may be in: a step of a pattern names at least one, also where it means a day off.
    nothing: String,
}

impl Writer<'_> {
    fn shifts(&self, shifts: &[usize]) -> ActivityFilter {
        ActivityFilter {
            activities: shifts
                .iter()
                .map(|shift| self.instance.shifts[*shift].id.clone())
                .collect(),
            ..ActivityFilter::default()
        }
    }

    /// These employees; nobody named is everybody.
    fn staff(&self, who: &[usize]) -> DoctorFilter {
        let all = who.len() == self.instance.staff.len();
        let doctors = if all {
            Vec::new()
        } else {
            who.iter()
                .map(|employee| self.instance.staff[*employee].id.clone())
                .collect()
        };
        DoctorFilter {
            doctors,
            ..DoctorFilter::default()
        }
    }

    /// Employees by what a rule says of them, so that one rule serves all of whom it says the same; those without an answer are left out.
    fn grouped<Key: Ord>(
        &self,
        key: impl Fn(&Employee, &Counts) -> Option<Key>,
    ) -> BTreeMap<Key, Vec<usize>> {
        let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (number, (employee, counts)) in self.instance.staff.iter().zip(&self.counts).enumerate()
        {
            if let Some(key) = key(employee, counts) {
                groups.entry(key).or_default().push(number);
            }
        }
        groups
    }

    fn write_time_and_places(&self, draft: &mut ProblemDraft) {
        // The data knows no dates; any Monday does.
        if let Some(start) = Date::new(2024, 1, 1) {
            let days = i32::try_from(self.instance.days).unwrap_or(i32::MAX) - 1;
            let weekdays = [
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ];
            draft.horizon = HorizonDraft {
                kind: PeriodKindDraft::Day,
                start: start.to_string(),
                end: start.plus_days(days).to_string(),
                working_days: weekdays.map(str::to_owned).to_vec(),
                ..HorizonDraft::default()
            };
        }
        let avoided: BTreeSet<usize> = self
            .counts
            .iter()
            .flat_map(|counts| counts.never.iter().copied())
            .collect();
        for (number, shift) in self.instance.shifts.iter().enumerate() {
            let tags = if avoided.contains(&number) {
                vec![shift.id.clone()]
            } else {
                Vec::new()
            };
            draft.departments.push(DepartmentDraft {
                id: shift.id.clone(),
                tags,
                ..DepartmentDraft::default()
            });
        }
        draft.departments.push(DepartmentDraft {
            id: self.nothing.clone(),
            ..DepartmentDraft::default()
        });
        draft.activities.push(ActivityDraft {
            id: self.nothing.clone(),
            department: self.nothing.clone(),
            language: Some(self.nothing.clone()),
            ..ActivityDraft::default()
        });
        for (employee, counts) in self.instance.staff.iter().zip(&self.counts) {
            let avoids = counts
                .never
                .iter()
                .map(|shift| self.instance.shifts[*shift].id.clone())
                .collect();
            draft.doctors.push(DoctorDraft {
                id: employee.id.clone(),
                avoids,
                ..DoctorDraft::default()
            });
        }
    }

    fn write_counts(&self, draft: &mut ProblemDraft) {
        let mut add = |id: String,
                       who: &[usize],
                       activities: ActivityFilter,
                       (min, max): (i64, Option<i64>)| {
            draft.requirements.push(RequirementDraft {
                id,
                doctors: self.staff(who),
                activities,
                min,
                max,
                ..RequirementDraft::default()
            });
        };
        for ((min, max), who) in
            self.grouped(|_, counts| Some(counts.total).filter(|total| *total != (0, None)))
        {
            let id = format!(
                "total/{min} to {}",
                max.map_or_else(|| "any".to_owned(), |max| max.to_string())
            );
            add(id, &who, ActivityFilter::default(), (min, max));
        }
        for (shift, data) in self.instance.shifts.iter().enumerate() {
            for (most, who) in self.grouped(|_, counts| counts.most_of.get(&shift).copied()) {
                add(
                    format!("most/{}/{most}", data.id),
                    &who,
                    self.shifts(&[shift]),
                    (0, Some(most)),
                );
            }
        }
    }

    /// Minutes of shifts of several lengths; those of one length are counts.
    fn write_minutes(&self, draft: &mut ProblemDraft) {
        let days = i64::try_from(self.instance.days).unwrap_or(i64::MAX);
        let longest = self
            .instance
            .shifts
            .iter()
            .map(|shift| shift.minutes)
            .max()
            .unwrap_or(0);
        let minutes = |(number, shift): (usize, &Shift)| rules::ActivityWeight {
            activities: self.shifts(&[number]),
            weight: shift.minutes,
        };
        for ((least, most), who) in self.grouped(|_, counts| counts.minutes) {
            draft
                .rules
                .push(RuleDraft::WeightedAmount(rules::WeightedAmount {
                    id: format!("minutes/{least} to {most}"),
                    doctors: self.staff(&who),
                    weights: self
                        .instance
                        .shifts
                        .iter()
                        .enumerate()
                        .map(minutes)
                        .collect(),
                    min: least,
                    // A limit that cannot bind is none.
                    max: Some(most).filter(|most| *most < longest.saturating_mul(days)),
                    ..rules::WeightedAmount::default()
                }));
        }
    }

    fn write_runs(&self, draft: &mut ProblemDraft) -> Result<(), Unsupported> {
        let days = i64::try_from(self.instance.days).unwrap_or(i64::MAX);
        for (most, who) in
            self.grouped(|employee, _| Some(employee.longest_run).filter(|most| *most < days))
        {
            draft.rules.push(RuleDraft::LongestRun(rules::LongestRun {
                id: format!("longest_run/{most}"),
                doctors: self.staff(&who),
                activities: ActivityFilter::default(),
                max_blocks: most,
                weight: None,
            }));
        }
        let off = PatternStepDraft {
            activities: ActivityFilter {
                activities: vec![self.nothing.clone()],
                ..ActivityFilter::default()
            },
            idle: true,
        };
        let on = PatternStepDraft::default();
        self.write_shortest(
            "shortest_run",
            |employee| employee.shortest_run,
            (&off, &on),
            draft,
        )?;
        self.write_shortest(
            "shortest_rest",
            |employee| employee.shortest_rest,
            (&on, &off),
            draft,
        )
    }

    /// Each length that is too short is a pattern: so many days `inside`, with another one before and after them. A run that an end of the horizon
    /// cuts off has no such day on one side, and is let alone.
    fn write_shortest(
        &self,
        name: &str,
        least: impl Fn(&Employee) -> i64,
        (beside, inside): (&PatternStepDraft, &PatternStepDraft),
        draft: &mut ProblemDraft,
    ) -> Result<(), Unsupported> {
        for length in 1..self.instance.days.saturating_sub(1) {
            let is_short = |least: i64| usize::try_from(least).is_ok_and(|least| length < least);
            let groups = self.grouped(|employee, _| is_short(least(employee)).then_some(()));
            let Some(who) = groups.get(&()) else { break };
            if length + 2 > PATTERN_STEPS {
                return Err(Unsupported::long_run(
                    &self.instance.staff[who[0]],
                    PATTERN_STEPS - 1,
                ));
            }
            let inside = std::iter::repeat_n(inside, length);
            draft.rules.push(RuleDraft::Pattern(rules::Pattern {
                id: format!("{name}/{length}"),
                doctors: self.staff(who),
                steps: std::iter::once(beside)
                    .chain(inside)
                    .chain([beside])
                    .cloned()
                    .collect(),
                value: None,
            }));
        }
        Ok(())
    }

    /// A weekend is worked if any of its days is, so that it is a requirement which asks for nothing, and those that are complete are counted.
    fn write_weekends(&self, draft: &mut ProblemDraft) {
        // Day 0 is a Monday.
        let weekends: Vec<usize> = (5..self.instance.days).step_by(7).collect();
        let limits = self.grouped(|employee, _| {
            usize::try_from(employee.most_weekends)
                .ok()
                .filter(|most| *most < weekends.len())
        });
        if limits.is_empty() {
            return;
        }
        let id = |number: usize| format!("weekend/{}", number + 1);
        for (number, saturday) in weekends.iter().enumerate() {
            let days: Vec<usize> = (*saturday..self.instance.days.min(saturday + 2)).collect();
            draft.requirements.push(RequirementDraft {
                id: id(number),
                within: on_days(&days),
                ..RequirementDraft::default()
            });
        }
        for (most, who) in limits {
            draft.electives.push(ElectiveDraft {
                id: format!("weekends/{most}"),
                doctors: self.staff(&who),
                requirements: (0..weekends.len()).map(id).collect(),
                max: i64::try_from(most).ok(),
                ..ElectiveDraft::default()
            });
        }
    }

    /// Shifts with the same followers forbidden are one pattern of two days.
    fn write_successions(&self, draft: &mut ProblemDraft) {
        let mut by_next: BTreeMap<&BTreeSet<usize>, Vec<usize>> = BTreeMap::new();
        for (number, shift) in self
            .instance
            .shifts
            .iter()
            .enumerate()
            .filter(|(_, shift)| !shift.not_next.is_empty())
        {
            by_next.entry(&shift.not_next).or_default().push(number);
        }
        for (number, (next, first)) in by_next.into_iter().enumerate() {
            let next: Vec<usize> = next.iter().copied().collect();
            let steps = [first, next]
                .iter()
                .map(|shifts| PatternStepDraft {
                    activities: self.shifts(shifts),
                    idle: false,
                })
                .collect();
            draft.rules.push(RuleDraft::Pattern(rules::Pattern {
                id: format!("succession/{}", number + 1),
                doctors: DoctorFilter::default(),
                steps,
                value: None,
            }));
        }
    }

    fn write_days_off_and_requests(&self, draft: &mut ProblemDraft) {
        let cells = |id: String,
                     who: &[usize],
                     activities: ActivityFilter,
                     days: &[usize],
                     mode: CellsModeDraft,
                     weight: Option<i64>| {
            RuleDraft::Cells(rules::Cells {
                id,
                doctors: self.staff(who),
                activities,
                periods: on_days(days),
                mode,
                weight,
            })
        };
        // Cells, not leaves: leaves would give everybody an axis, and so a diagram, of their own.
        let days_off = self
            .grouped(|employee, _| Some(employee.days_off.clone()).filter(|days| !days.is_empty()));
        for (number, (days, who)) in days_off.into_iter().enumerate() {
            let days: Vec<usize> = days.iter().copied().collect();
            draft.rules.push(cells(
                format!("days_off/{}", number + 1),
                &who,
                ActivityFilter::default(),
                &days,
                CellsModeDraft::Forbidden,
                None,
            ));
        }
        for (kind, requests, mode) in [
            ("on", &self.instance.on_requests, CellsModeDraft::Fixed),
            (
                "off",
                &self.instance.off_requests,
                CellsModeDraft::Forbidden,
            ),
        ] {
            let mut wishes: BTreeMap<(usize, usize, i64), Vec<usize>> = BTreeMap::new();
            for request in requests.iter().filter(|request| request.weight > 0) {
                wishes
                    .entry((request.employee, request.shift, request.weight))
                    .or_default()
                    .push(request.day);
            }
            for (number, ((employee, shift, weight), days)) in (1..).zip(wishes) {
                let id = format!("{kind}/{}/{number}", self.instance.staff[employee].id);
                draft.rules.push(cells(
                    id,
                    &[employee],
                    self.shifts(&[shift]),
                    &days,
                    mode,
                    Some(weight),
                ));
            }
        }
    }

    /// Days on which a shift wants the same at the same cost are one rule; one missing and one too many are two where they cost differently.
    fn write_cover(&self, draft: &mut ProblemDraft) {
        type Limits = (usize, &'static str, i64, Option<i64>, i64);
        let mut days_of: BTreeMap<Limits, Vec<usize>> = BTreeMap::new();
        for cover in &self.instance.cover {
            let limits = if cover.under == cover.over {
                vec![(
                    cover.shift,
                    "cover",
                    cover.wanted,
                    Some(cover.wanted),
                    cover.under,
                )]
            } else {
                vec![
                    (cover.shift, "under", cover.wanted, None, cover.under),
                    (cover.shift, "over", 0, Some(cover.wanted), cover.over),
                ]
            };
            for limits in limits
                .into_iter()
                .filter(|limits| limits.4 > 0 && (limits.2 > 0 || limits.3.is_some()))
            {
                days_of.entry(limits).or_default().push(cover.day);
            }
        }
        for ((shift, kind, min, max, weight), days) in days_of {
            draft.rules.push(RuleDraft::Capacity(rules::Capacity {
                id: format!(
                    "{kind}/{}/{}/{weight}",
                    self.instance.shifts[shift].id,
                    max.unwrap_or(min)
                ),
                doctors: DoctorFilter::default(),
                activities: self.shifts(&[shift]),
                periods: on_days(&days),
                min,
                max,
                weight: Some(weight),
            }));
        }
    }
}

/// What a schedule of the mapped problem says, in the words of the instance.
///
/// # Errors
/// Two shifts on one day, or what is no shift.
pub(crate) fn roster_of(
    instance: &Instance,
    problem: &Problem,
    schedule: &Schedule,
) -> Result<Roster, String> {
    let number =
        |(number, shift): (usize, &Shift)| Some((problem.find_activity(&shift.id)?, number));
    let shift_of: BTreeMap<ActivityId, usize> = instance
        .shifts
        .iter()
        .enumerate()
        .filter_map(number)
        .collect();
    let mut roster: Roster = vec![vec![None; instance.days]; instance.staff.len()];
    for (row, (pathway, employee)) in roster
        .iter_mut()
        .zip(schedule.pathways().iter().zip(&instance.staff))
    {
        for rotation in pathway.rotations() {
            let shift = shift_of
                .get(&rotation.activity)
                .ok_or_else(|| format!("employee {} is in no shift", employee.id))?;
            for day in rotation.first.index()..=rotation.last.index() {
                let before = row.get_mut(day).and_then(|cell| cell.replace(*shift));
                if before.is_some() {
                    return Err(format!(
                        "employee {} has two shifts on day {}",
                        employee.id,
                        day + 1
                    ));
                }
            }
        }
    }
    Ok(roster)
}

/// The schedule of the mapped problem that says this.
pub(crate) fn schedule_of(instance: &Instance, problem: &Problem, roster: &Roster) -> Schedule {
    let pathway = |row: &Vec<Option<usize>>| {
        let mut first = 0;
        let mut rotations = Vec::new();
        for run in row.chunk_by(|one, next| one == next) {
            let activity =
                run[0].and_then(|shift| problem.find_activity(&instance.shifts.get(shift)?.id));
            let last = first + run.len() - 1;
            rotations.extend(activity.map(|activity| Rotation {
                first: PeriodId::new(first),
                last: PeriodId::new(last),
                activity,
            }));
            first = last + 1;
        }
        Pathway::new(rotations, Vec::new())
    };
    Schedule::new(roster.iter().map(pathway).collect())
}
