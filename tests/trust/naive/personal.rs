//! One doctor's pathway judged by `docs/rules.md`, rules 1 to 9 and the doctor's part of 12 and 14, without `check`.

use super::reading::{Reading, has_published};
use medrota::ids::{ActivityId, DoctorId, PeriodId};
use medrota::problem::rule::{ActivitySet, Per, WeightedAmount};
use medrota::problem::{Activity, Presence, Problem, Role, Rule};
use medrota::schedule::{Attendance, Pathway};

/// What fills an axis block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filled {
    Activity(ActivityId),
    Idle,
    Leave,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    first: PeriodId,
    last: PeriodId,
    filled: Filled,
    /// Time served: not a leave that keeps the place without counting.
    served: bool,
}

/// A normalised rotation; blocks are positions on the axis.
#[derive(Clone, Copy, Debug)]
struct Stay {
    activity: ActivityId,
    first_block: usize,
    last_block: usize,
    first: PeriodId,
    last: PeriodId,
}

/// One pathway on its axis.
struct Judge<'a> {
    problem: &'a Problem,
    doctor: DoctorId,
    reading: Reading,
    blocks: Vec<Block>,
    stays: Vec<Stay>,
    /// Units of hard rules broken.
    broken: i64,
    score: i64,
}

/// The score of a pathway whose rotations cover whole free blocks and whose attendances are possible; `None` if it breaks a hard rule.
pub(crate) fn score(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Option<i64> {
    let reading = Reading::new(problem, doctor, pathway);
    let mut judge = Judge {
        problem,
        doctor,
        reading,
        blocks: Vec::new(),
        stays: Vec::new(),
        broken: 0,
        score: 0,
    };
    judge.lay_out();
    for (_, rule) in problem.rules() {
        judge.rule(rule);
    }
    for (index, event) in problem.events().iter().enumerate() {
        let attends = |attendance: &Attendance| attendance.event.index() == index;
        let fixed = event.is_fixed() && event.attendees.contains(doctor);
        if fixed || pathway.attendances().iter().any(attends) {
            judge.score += event.value;
        }
    }
    (judge.broken == 0).then_some(judge.score)
}

impl Judge<'_> {
    /// The axis, and the pathway on it.
    fn lay_out(&mut self) {
        let data = self.problem.doctor(self.doctor);
        let grid = self.problem.grid(data.grid);
        let mut open: Option<Stay> = None;
        for block in 0..grid.len() {
            let (first, last) = (
                grid.first(block).max(data.first),
                grid.last(block).min(data.last),
            );
            let periods = || (first.index()..=last.index()).map(PeriodId::new);
            if last < first || periods().all(|period| self.is_cut(period)) {
                continue;
            }
            let available = periods().any(|period| self.reading.available[period.index()]);
            let kept = !available
                && periods()
                    .all(|period| self.problem.presence(self.doctor, period) != Presence::Leave);
            let counts = |period: PeriodId| {
                self.problem.presence(self.doctor, period) != Presence::KeepsPlace
                    || self.problem.leave_counts(self.doctor, period)
            };
            let served = available || kept && periods().all(counts);
            let free = available || kept;
            let filled = match self.reading.rotation[first.index()] {
                Some(activity) if free => Filled::Activity(activity),
                None if available => Filled::Idle,
                _ => Filled::Leave,
            };
            // Whoever is on leave already does not take more of it.
            let away = periods()
                .any(|period| self.problem.presence(self.doctor, period) == Presence::KeepsPlace);
            let more = self.reading.written[first.index()]
                .is_some_and(|activity| self.problem.activity(activity).leave_of.is_some());
            self.broken += i64::from(away && more);
            let position = self.blocks.len();
            self.blocks.push(Block {
                first,
                last,
                filled,
                served,
            });
            open = match (open, filled) {
                (Some(stay), Filled::Activity(activity))
                    if self.base(stay.activity) == self.base(activity) =>
                {
                    Some(Stay {
                        last_block: position,
                        last,
                        ..stay
                    })
                }
                (earlier, Filled::Activity(activity)) => {
                    self.stays.extend(earlier);
                    Some(Stay {
                        activity,
                        first_block: position,
                        last_block: position,
                        first,
                        last,
                    })
                }
                (earlier, Filled::Idle | Filled::Leave) => {
                    self.stays.extend(earlier);
                    None
                }
            };
        }
        self.stays.extend(open);
    }
    fn is_cut(&self, period: PeriodId) -> bool {
        let presence = self.problem.presence(self.doctor, period);
        let at_event = matches!(
            self.reading.content[period.index()],
            super::reading::Content::Event(_)
        );
        presence == Presence::Event || at_event
    }
    /// The activity whose rotation goes on.
    fn base(&self, activity: ActivityId) -> ActivityId {
        self.problem.activity(activity).leave_of.unwrap_or(activity)
    }
    fn is_served(&self, period: PeriodId) -> bool {
        self.reading.present[period.index()].is_some()
            || self.problem.leave_counts(self.doctor, period)
    }
    fn filled_by(&self, block: &Block, activities: &ActivitySet) -> bool {
        matches!(block.filled, Filled::Activity(activity) if activities.contains(activity))
    }
    fn stays_in<'b>(&'b self, activities: &'b ActivitySet) -> impl Iterator<Item = &'b Stay> {
        self.stays
            .iter()
            .filter(|stay| activities.contains(stay.activity))
    }
    /// Periods in which the doctor is present in one of the activities.
    fn present_in<'b>(
        &'b self,
        activities: &'b ActivitySet,
    ) -> impl Iterator<Item = PeriodId> + 'b {
        let periods = (0..self.reading.present.len()).map(PeriodId::new);
        periods.filter(|period| {
            self.reading.present[period.index()]
                .is_some_and(|activity| activities.contains(activity))
        })
    }
    /// A breach of so many units, hard without a weight.
    fn breach(&mut self, weight: Option<i64>, units: usize) {
        match weight {
            Some(weight) => self.score -= weight * units as i64,
            None => self.broken += units as i64,
        }
    }
    fn hospital(&self, stay: &Stay) -> usize {
        self.problem.activity(stay.activity).hospital.index()
    }

    /// Amount of a requirement by what lies strictly before a period, history included.
    fn amount(&self, requirement: usize, before: Option<PeriodId>) -> i64 {
        let limits = self.problem.requirement(requirement);
        let counts = |period: PeriodId| {
            limits.within.contains(period) && before.is_none_or(|before| period < before)
        };
        let amount = if limits.in_blocks {
            self.blocks
                .iter()
                .filter(|block| {
                    block.served && counts(block.first) && self.filled_by(block, &limits.activities)
                })
                .count()
        } else {
            let on_leave = (0..self.reading.kept.len())
                .map(PeriodId::new)
                .filter(|period| {
                    let kept = self.reading.kept[period.index()]
                        .is_some_and(|activity| limits.activities.contains(activity));
                    kept && self.problem.leave_counts(self.doctor, *period)
                });
            self.present_in(&limits.activities)
                .chain(on_leave)
                .filter(|period| counts(*period))
                .count()
        };
        amount as i64 + limits.history_of(self.doctor).0
    }
    fn is_complete(&self, requirement: usize, before: Option<PeriodId>) -> bool {
        self.amount(requirement, before) >= self.problem.requirement(requirement).min.max(1)
    }

    fn requirement(&mut self, requirement: usize) {
        let problem = self.problem;
        let limits = problem.requirement(requirement);
        if !limits.doctors.contains(self.doctor) {
            return;
        }
        let amount = self.amount(requirement, None);
        let counted: Vec<Stay> = self
            .stays_in(&limits.activities)
            .filter(|stay| limits.within.contains(stay.first))
            .copied()
            .collect();
        let rotations = counted.len() as i64 + limits.history_of(self.doctor).1;
        if limits.optional && amount == 0 && rotations == 0 {
            return;
        }
        self.breach(limits.weight, (limits.min - amount).max(0) as usize);
        self.breach(
            limits.weight,
            amount.saturating_sub(limits.max).max(0) as usize,
        );
        self.breach(None, (limits.runs_min - rotations).max(0) as usize);
        self.breach(
            None,
            rotations.saturating_sub(limits.runs_max).max(0) as usize,
        );
        for stay in counted {
            let length = if limits.in_blocks {
                self.blocks[stay.first_block..=stay.last_block]
                    .iter()
                    .filter(|block| block.served)
                    .count() as i64
            } else {
                (stay.first.index()..=stay.last.index())
                    .map(PeriodId::new)
                    .filter(|period| self.is_served(*period))
                    .count() as i64
            };
            self.breach(None, (limits.run_min - length).max(0) as usize);
            self.breach(None, length.saturating_sub(limits.run_max).max(0) as usize);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let problem = self.problem;
        let mine = |doctors: &medrota::problem::rule::DoctorSet| doctors.contains(self.doctor);
        match rule {
            Rule::Requirement(rule) => self.requirement(rule.requirement),
            Rule::Elective(rule) if mine(&rule.doctors) => {
                let complete = rule
                    .requirements
                    .iter()
                    .filter(|requirement| self.is_complete(**requirement, None))
                    .count() as i64;
                let units = (rule.min - complete).max(0) + complete.saturating_sub(rule.max).max(0);
                self.breach(rule.weight, units as usize);
            }
            Rule::Precedence(rule) if mine(&rule.doctors) => {
                let after = &problem.requirement(rule.after).activities;
                let early = self.stays_in(after).filter(|stay| {
                    rule.before
                        .iter()
                        .filter(|requirement| self.is_complete(**requirement, Some(stay.first)))
                        .count()
                        < rule.count
                });
                let units = early.count();
                self.breach(rule.weight, units);
            }
            Rule::Document(rule) if mine(&rule.doctors) => {
                let documents = &problem.doctor(self.doctor).documents;
                let valid = |period: PeriodId| {
                    documents.iter().any(|entry| {
                        entry.document == rule.document && entry.valid.contains(period)
                    })
                };
                let units = self
                    .present_in(&rule.activities)
                    .filter(|period| !valid(*period))
                    .count();
                self.breach(None, units);
            }
            Rule::Boundary(rule) if mine(&rule.doctors) => {
                let mut units = 0;
                for stay in self.stays_in(&rule.activities) {
                    units += usize::from(
                        rule.starts
                            .as_ref()
                            .is_some_and(|starts| !starts.contains(stay.first)),
                    );
                    units += usize::from(
                        rule.ends
                            .as_ref()
                            .is_some_and(|ends| !ends.contains(stay.last)),
                    );
                    let uncrossed = rule.uncrossed.iter().flat_map(|periods| periods.iter());
                    units += uncrossed
                        .filter(|period| stay.first < *period && *period <= stay.last)
                        .count();
                }
                self.breach(rule.weight, units);
            }
            Rule::Cells(rule) if mine(&rule.doctors) => {
                let mut units = 0;
                for entry in &rule.entries {
                    for period in entry
                        .periods
                        .iter()
                        .filter(|period| self.reading.free_to_choose[period.index()])
                    {
                        let allowed = match self.reading.present[period.index()] {
                            Some(activity) => entry.allowed.contains(activity),
                            None => entry.idle,
                        };
                        units += usize::from(!allowed);
                    }
                }
                self.breach(rule.weight, units);
            }
            Rule::Succession(_)
            | Rule::Spacing(_)
            | Rule::Window(_)
            | Rule::LongestRun(_)
            | Rule::FirstBy(_)
            | Rule::Pattern(_) => {
                self.order(rule);
            }
            Rule::Alignment(rule) if mine(&rule.doctors) => {
                let leaves = problem.doctor(self.doctor).last;
                let units = self.stays_in(&rule.activities).map(|stay| {
                    let next = PeriodId::new(stay.last.index() + 1);
                    let is_off =
                        rule.ends && stay.last != leaves && !rule.boundaries.contains(next);
                    usize::from(!rule.boundaries.contains(stay.first)) + usize::from(is_off)
                });
                let units = units.sum();
                self.breach(rule.weight, units);
            }
            Rule::WeightedAmount(rule) if mine(&rule.doctors) => self.weighted_amount(rule),
            Rule::HospitalLimit(rule) if mine(&rule.doctors) => {
                let beyond = |hospital: usize| {
                    self.stays
                        .iter()
                        .filter(|stay| self.hospital(stay) == hospital)
                        .count()
                        .saturating_sub(rule.max_rotations as usize)
                };
                let units = (0..problem.hospitals().len()).map(beyond).sum();
                self.breach(rule.weight, units);
            }
            Rule::HospitalChange(rule) if mine(&rule.doctors) => {
                let units = self
                    .stays
                    .windows(2)
                    .filter(|pair| self.hospital(&pair[0]) != self.hospital(&pair[1]))
                    .count();
                self.breach(rule.weight, units);
            }
            Rule::SameHospital(rule) if mine(&rule.doctors) => {
                let both = [rule.first, rule.second]
                    .map(|requirement| &problem.requirement(requirement).activities);
                let mut hospitals: Vec<usize> = both
                    .into_iter()
                    .flat_map(|of| self.stays_in(of))
                    .map(|stay| self.hospital(stay))
                    .collect();
                hospitals.sort_unstable();
                hospitals.dedup();
                self.breach(rule.weight, hospitals.len().saturating_sub(1));
            }
            Rule::Eligibility(_) => {
                let present = self
                    .reading
                    .present
                    .iter()
                    .chain(&self.reading.kept)
                    .flatten();
                let units = present
                    .filter(|activity| !self.is_eligible(**activity, problem.activity(**activity)))
                    .count();
                self.breach(None, units);
            }
            Rule::Preference(rule) if mine(&rule.doctors) => {
                let when = |period: PeriodId| {
                    rule.periods
                        .as_ref()
                        .is_none_or(|periods| periods.contains(period))
                };
                let units = match rule.per {
                    Per::Period => {
                        let does = |period: &PeriodId| {
                            let activity = self.reading.present[period.index()]?;
                            let data = self.problem.activity(activity);
                            let works = data
                                .leave_periods
                                .as_ref()
                                .is_some_and(|periods| !periods.contains(*period));
                            Some(if works {
                                data.leave_of.unwrap_or(activity)
                            } else {
                                activity
                            })
                        };
                        let periods = (0..self.reading.present.len()).map(PeriodId::new);
                        let is_paid = |period: &PeriodId| {
                            does(period).is_some_and(|activity| rule.activities.contains(activity))
                        };
                        periods
                            .filter(|period| is_paid(period) && when(*period))
                            .count()
                    }
                    Per::Block => self
                        .blocks
                        .iter()
                        .filter(|block| {
                            when(block.first) && self.filled_by(block, &rule.activities)
                        })
                        .count(),
                    Per::Rotation => self
                        .stays_in(&rule.activities)
                        .filter(|stay| when(stay.first))
                        .count(),
                };
                self.score += rule.value * units as i64;
            }
            Rule::Idle(rule) if mine(&rule.doctors) => {
                let (first, last) = (
                    self.stays.first().map(|stay| stay.first_block),
                    self.stays.last().map(|stay| stay.last_block),
                );
                let counts = |(position, block): &(usize, &Block)| {
                    let idle =
                        block.filled == Filled::Idle || block.filled == Filled::Leave && rule.leave;
                    let before = first.is_some_and(|first| *position < first);
                    let after = last.is_none_or(|last| *position > last);
                    idle && (!before || rule.leading) && (!after || rule.trailing)
                };
                let units = self.blocks.iter().enumerate().filter(counts).count();
                self.score -= rule.cost * units as i64;
            }
            Rule::Change(rule) if mine(&rule.doctors) && has_published(problem, self.doctor) => {
                let disturbed = rule
                    .periods
                    .iter()
                    .any(|period| self.reading.differs(problem, self.doctor, period));
                self.score -= rule.doctor_cost * i64::from(disturbed);
            }
            _ => {}
        }
    }

    /// Rule 6, weighted amount: over the whole stay, or over every window of blocks.
    fn weighted_amount(&mut self, rule: &WeightedAmount) {
        let data = self.problem.doctor(self.doctor);
        let spans: Vec<Vec<(usize, usize)>> = match rule.window_blocks {
            None => vec![vec![(data.first.index(), data.last.index())]],
            Some(blocks) => {
                let span = |block: &Block| (block.first.index(), block.last.index());
                self.blocks
                    .windows(blocks as usize)
                    .map(|window| window.iter().map(span).collect())
                    .collect()
            }
        };
        for window in spans {
            let periods = window
                .iter()
                .flat_map(|(first, last)| *first..*last + 1)
                .map(PeriodId::new);
            let periods: Vec<PeriodId> = periods
                .filter(|period| rule.periods.contains(*period))
                .collect();
            let each = |period: &PeriodId| {
                let activity = self.reading.present[period.index()]?;
                rule.weights
                    .iter()
                    .find(|weight| weight.0 == activity)
                    .map(|weight| weight.1)
            };
            let sum: i64 = periods.iter().filter_map(each).sum();
            let time = periods.len() as i64;
            let there = periods
                .iter()
                .filter(|period| self.reading.available[period.index()])
                .count() as i64;
            let part = |limit: i64| {
                if rule.average && time > 0 {
                    limit * there / time
                } else {
                    limit
                }
            };
            let too_many = rule.max.map_or(0, |max| (sum - part(max)).max(0));
            self.breach(
                rule.weight,
                (too_many + (part(rule.min) - sum).max(0)) as usize,
            );
        }
    }

    /// Rules 6: what comes after what.
    fn order(&mut self, rule: &Rule) {
        let mine = |doctors: &medrota::problem::rule::DoctorSet| doctors.contains(self.doctor);
        let stays = &self.stays;
        match rule {
            Rule::Succession(rule) if mine(&rule.doctors) => {
                let follows = |position: usize| {
                    let next = stays.get(position + 1)?;
                    (!rule.immediate || next.first_block == stays[position].last_block + 1)
                        .then_some(next)
                };
                let in_next = |position: usize| {
                    follows(position).is_some_and(|next| rule.next.contains(next.activity))
                };
                let units = (0..stays.len()).filter(|position| {
                    rule.first.contains(stays[*position].activity)
                        && in_next(*position) != rule.must
                });
                let units = units.count();
                self.breach(rule.weight, units);
            }
            Rule::Spacing(rule) if mine(&rule.doctors) => {
                let too_soon = |position: &usize| {
                    let earlier = stays[..*position]
                        .iter()
                        .rfind(|stay| rule.first.contains(stay.activity));
                    let gap = earlier
                        .map(|earlier| stays[*position].first_block - earlier.last_block - 1);
                    rule.second.contains(stays[*position].activity)
                        && gap.is_some_and(|gap| gap < rule.min_gap_blocks as usize)
                };
                let units = (0..stays.len()).filter(too_soon).count();
                self.breach(rule.weight, units);
            }
            Rule::Window(rule) if mine(&rule.doctors) => {
                let off = |window: &[Block]| {
                    let there = window
                        .iter()
                        .filter(|block| self.filled_by(block, &rule.activities))
                        .count();
                    (rule.min as usize).saturating_sub(there)
                        + there.saturating_sub(rule.max as usize)
                };
                let units = self
                    .blocks
                    .windows(rule.window_blocks as usize)
                    .map(off)
                    .sum();
                self.breach(rule.weight, units);
            }
            Rule::LongestRun(rule) if mine(&rule.doctors) => {
                let (mut units, mut run) = (0, 0);
                for block in &self.blocks {
                    run = if self.filled_by(block, &rule.activities) {
                        run + 1
                    } else {
                        0
                    };
                    units += usize::from(run > rule.max_blocks);
                }
                self.breach(rule.weight, units);
            }
            Rule::FirstBy(rule) if mine(&rule.doctors) => {
                let in_time = self
                    .stays_in(&rule.activities)
                    .any(|stay| stay.first <= rule.by);
                self.breach(rule.weight, usize::from(!in_time));
            }
            Rule::Pattern(rule) if mine(&rule.doctors) => {
                let matches = |window: &&[Block]| {
                    window
                        .iter()
                        .zip(&rule.steps)
                        .all(|(block, step)| match block.filled {
                            Filled::Activity(activity) => step.activities.contains(activity),
                            Filled::Idle | Filled::Leave => step.idle,
                        })
                };
                let units = self
                    .blocks
                    .windows(rule.steps.len())
                    .filter(matches)
                    .count();
                match rule.value {
                    Some(value) => self.score += value * units as i64,
                    None => self.breach(None, units),
                }
            }
            _ => {}
        }
    }

    fn is_eligible(&self, id: ActivityId, activity: &Activity) -> bool {
        let data = self.problem.doctor(self.doctor);
        if data.waivers.contains(id) {
            return true;
        }
        let mut specialty = data.specialty;
        let mut offered = activity.specialties.is_empty();
        while let Some(of) = specialty.filter(|_| !offered) {
            offered = activity.specialties.contains(of);
            specialty = self.problem.specialty(of).parent;
        }
        offered
            && (activity.role != Role::HandsOn || data.permits.contains(id))
            && activity
                .language
                .as_ref()
                .is_none_or(|language| data.languages.contains(language))
            && !activity.tags.iter().any(|tag| data.avoids.contains(tag))
    }
}
