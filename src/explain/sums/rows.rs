//! The programme of a stretch: who may spend how much time where, and what is asked for.

use super::add_up::Sum;
use super::reach::Reach;
use crate::diagram::{Axis, Step};
use crate::explain::finding::Term;
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::rule::{Capacity, Coverage, Rule};
use crate::problem::{Problem, RequirementLimits};
use std::collections::{BTreeMap, BTreeSet};

/// Which way a row limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    AtLeast,
    AtMost,
}

/// A limit on a sum of columns.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) side: Side,
    pub(super) bound: i64,
    /// Column and coefficient.
    pub(super) terms: Vec<(usize, i64)>,
    /// Rule that says so; none for presence.
    pub(super) rule: Option<RuleId>,
    /// Whom it is about, of a row that is not about everybody.
    class: Option<usize>,
}

/// Periods that some doctors, alike in everything that is counted, spend in an activity, all together.
#[derive(Clone, Debug)]
pub(super) struct Column {
    class: usize,
    activity: ActivityId,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// What a doctor's own rules say of a stretch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Own {
    available: i64,
    /// Activity, forced and possible periods.
    cells: Vec<(ActivityId, i64, i64)>,
    /// Rule, side, bound, activities.
    limits: Vec<(RuleId, Side, i64, Vec<ActivityId>)>,
    /// What the doctor counts in each shared rule.
    counts: Vec<i64>,
}

/// All rows of a stretch.
pub(super) struct Programme<'a> {
    problem: &'a Problem,
    classes: Vec<Vec<DoctorId>>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

/// A hard rule over doctors in a stretch.
struct Shared {
    rule: RuleId,
    at_least: Option<i64>,
    at_most: Option<i64>,
    activities: Vec<ActivityId>,
    weights: BTreeMap<DoctorId, i64>,
}

impl<'a> Programme<'a> {
    pub(super) fn new(problem: &'a Problem, axes: &[Axis], reach: &[Reach], stretch: (PeriodId, PeriodId)) -> Self {
        let shared: Vec<Shared> = problem.rules().filter_map(|(id, rule)| shared(id, rule, stretch)).collect();
        let mut classes: BTreeMap<Own, Vec<DoctorId>> = BTreeMap::new();
        for (index, axis) in axes.iter().enumerate() {
            let doctor = DoctorId::new(index);
            let own = Doctor { problem, doctor, axis, reach: &reach[index], stretch }.own(&shared);
            classes.entry(own).or_default().push(doctor);
        }
        let mut programme = Self { problem, classes: Vec::new(), columns: Vec::new(), rows: Vec::new() };
        let mut shared_terms: Vec<Vec<(usize, i64)>> = vec![Vec::new(); shared.len()];
        for (own, doctors) in classes {
            programme.add_class(&own, doctors, &shared, &mut shared_terms);
        }
        for (rule, terms) in shared.iter().zip(shared_terms) {
            for (side, bound) in [(Side::AtLeast, rule.at_least), (Side::AtMost, rule.at_most)] {
                if let Some(bound) = bound {
                    programme.rows.push(Row { side, bound, terms: terms.clone(), rule: Some(rule.rule), class: None });
                }
            }
        }
        programme
    }

    fn add_class(&mut self, own: &Own, doctors: Vec<DoctorId>, shared: &[Shared], shared_terms: &mut [Vec<(usize, i64)>]) {
        let class = self.classes.len();
        let heads = i64::try_from(doctors.len()).unwrap_or(i64::MAX);
        let first = self.columns.len();
        for &(activity, least, most) in &own.cells {
            for (position, rule) in shared.iter().enumerate() {
                if own.counts[position] != 0 && rule.activities.contains(&activity) {
                    shared_terms[position].push((self.columns.len(), own.counts[position]));
                }
            }
            let (least, most) = (least.saturating_mul(heads), most.saturating_mul(heads));
            self.columns.push(Column { class, activity, least, most });
        }
        let terms = |activities: Option<&[ActivityId]>| -> Vec<(usize, i64)> {
            let counts = |cell: &ActivityId| activities.is_none_or(|activities| activities.contains(cell));
            own.cells.iter().enumerate().filter(|(_, cell)| counts(&cell.0)).map(|(index, _)| (first + index, 1)).collect()
        };
        let presence = own.available.saturating_mul(heads);
        self.rows.push(Row { side: Side::AtMost, bound: presence, terms: terms(None), rule: None, class: Some(class) });
        for (rule, side, bound, activities) in &own.limits {
            let bound = bound.saturating_mul(heads);
            self.rows.push(Row { side: *side, bound, terms: terms(Some(activities)), rule: Some(*rule), class: Some(class) });
        }
        self.classes.push(doctors);
    }

    pub(super) fn coefficients(&self) -> usize {
        self.rows.iter().map(|row| row.terms.len() + 1).sum()
    }

    /// Equal for programmes that say the same.
    pub(super) fn signature(&self) -> Vec<i64> {
        let number = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
        let mut signature = Vec::new();
        for (class, doctors) in self.classes.iter().enumerate() {
            signature.extend(doctors.iter().map(|doctor| number(doctor.index())));
            signature.extend([-1, number(class)]);
        }
        for column in &self.columns {
            signature.extend([number(column.class), number(column.activity.index()), column.least, column.most]);
        }
        for row in &self.rows {
            signature.extend([-2, row.side as i64, row.bound, row.rule.map_or(-1, |rule| number(rule.index()))]);
        }
        signature
    }

    /// Rows that are tried first to be left out: what explains least.
    pub(super) fn rank(&self, row: usize) -> u8 {
        let row = &self.rows[row];
        match (row.rule.map(|rule| self.problem.rule(rule)), row.side) {
            (Some(Rule::Requirement(_)), Side::AtLeast) => 1,
            (Some(Rule::Requirement(_)), Side::AtMost) => 3,
            (Some(Rule::Capacity(_) | Rule::Coverage(_)), Side::AtMost) => 2,
            (Some(Rule::Capacity(_) | Rule::Coverage(_)), Side::AtLeast) => 4,
            (Some(_), _) => 0,
            (None, _) => 5,
        }
    }

    /// The activities that a sum speaks of, ascending: those of the rules that ask for something.
    pub(super) fn activities(&self, sum: &Sum) -> Vec<ActivityId> {
        let asking = sum.rows.iter().filter(|(row, _)| self.rows[*row].side == Side::AtLeast);
        let of_rule = |rule: RuleId| -> Vec<ActivityId> {
            match self.problem.rule(rule) {
                Rule::Capacity(rule) => rule.activities.iter().collect(),
                Rule::Coverage(rule) => rule.activities.iter().collect(),
                Rule::Requirement(rule) => self.problem.requirement(rule.requirement).activities.iter().collect(),
                Rule::Elective(rule) => {
                    rule.requirements.iter().flat_map(|&index| self.problem.requirement(index).activities.iter()).collect()
                }
                _ => Vec::new(),
            }
        };
        asking.filter_map(|(row, _)| self.rows[*row].rule).flat_map(of_rule).collect::<BTreeSet<ActivityId>>().into_iter().collect()
    }

    /// True if a rule over doctors asks for somebody in the sum.
    pub(super) fn asks_for_staff(&self, sum: &Sum) -> bool {
        sum.rows.iter().any(|(row, _)| self.rows[*row].side == Side::AtLeast && self.rows[*row].class.is_none())
    }

    /// A sum in words of the problem: each rule with whom it asks and for how much.
    pub(super) fn terms(&self, sum: &Sum) -> Vec<Term> {
        let mut terms: BTreeMap<(bool, Option<RuleId>), (BTreeSet<DoctorId>, i64)> = BTreeMap::new();
        for &(index, times) in &sum.rows {
            let row = &self.rows[index];
            let entry = terms.entry((row.side == Side::AtMost, row.rule)).or_default();
            entry.1 = entry.1.saturating_add(row.bound.saturating_mul(times));
            if let Some(class) = row.class {
                entry.0.extend(&self.classes[class]);
            }
        }
        // Whoever could be where it is asked for, and is held back by nothing else.
        for &(column, amount) in &sum.columns {
            let entry = terms.entry((amount < 0, None)).or_default();
            entry.0.extend(&self.classes[self.columns[column].class]);
            entry.1 = entry.1.saturating_add(amount.saturating_abs());
        }
        let term = |((is_limit, rule), (doctors, amount)): ((bool, Option<RuleId>), (BTreeSet<DoctorId>, i64))| Term {
            is_limit,
            rule,
            doctors: doctors.into_iter().collect(),
            amount,
        };
        terms.into_iter().map(term).collect()
    }
}

/// What a shared rule says of a stretch, if it is hard and says something.
fn shared(id: RuleId, rule: &Rule, stretch: (PeriodId, PeriodId)) -> Option<Shared> {
    match rule {
        Rule::Capacity(rule) if rule.weight.is_none() => of_capacity(id, rule, stretch),
        Rule::Coverage(rule) if rule.weight.is_none() => of_coverage(id, rule, stretch),
        _ => None,
    }
}

fn of_capacity(id: RuleId, rule: &Capacity, (first, last): (PeriodId, PeriodId)) -> Option<Shared> {
    let within: Vec<_> = rule.limits.iter().filter(|limit| (first..=last).contains(&limit.period)).collect();
    let at_least = within.iter().fold(0_i64, |sum, limit| sum.saturating_add(limit.min.max(0)));
    let is_limited = within.len() == last.index() - first.index() + 1;
    let at_most = within.iter().try_fold(0_i64, |sum, limit| Some(sum.saturating_add(limit.max?)));
    let shared = Shared {
        rule: id,
        at_least: Some(at_least).filter(|least| *least > 0),
        at_most: at_most.filter(|_| is_limited),
        activities: rule.activities.iter().collect(),
        weights: rule.doctors.iter().map(|doctor| (doctor, 1)).collect(),
    };
    (shared.at_least.is_some() || shared.at_most.is_some()).then_some(shared)
}

fn of_coverage(id: RuleId, rule: &Coverage, (first, last): (PeriodId, PeriodId)) -> Option<Shared> {
    let counted = i64::try_from(rule.periods.iter().filter(|period| (first..=last).contains(period)).count()).unwrap_or(0);
    let covers = counted == i64::try_from(last.index() - first.index() + 1).unwrap_or(i64::MAX);
    let holds_all = rule.periods.iter().all(|period| (first..=last).contains(&period));
    let only_more = rule.doctor_weights.iter().all(|(_, weight)| *weight > 0);
    let least = rule.min.into_iter().chain(rule.allowed.first().copied()).max();
    let most = rule.max.into_iter().chain(rule.allowed.last().copied()).min();
    let (least, most) = if rule.each_period {
        (least.map(|least| least.saturating_mul(counted)), most.map(|most| most.saturating_mul(counted)))
    } else {
        (least.filter(|_| holds_all), most)
    };
    let shared = Shared {
        rule: id,
        // Time outside the rule's periods only adds where nobody counts against it; half a presence counts whole here.
        at_least: least.filter(|least| *least > 0 && counted > 0 && only_more),
        at_most: most.filter(|_| covers && only_more && !rule.half_presence),
        activities: rule.activities.iter().collect(),
        weights: rule.doctor_weights.iter().copied().collect(),
    };
    (shared.at_least.is_some() || shared.at_most.is_some()).then_some(shared)
}

/// A doctor in a stretch.
struct Doctor<'a> {
    problem: &'a Problem,
    doctor: DoctorId,
    axis: &'a Axis,
    reach: &'a Reach,
    stretch: (PeriodId, PeriodId),
}

impl Doctor<'_> {
    fn own(&self, shared: &[Shared]) -> Own {
        let within = |step: &Step| self.periods(step);
        let mut cells = Vec::new();
        for activity in (0..self.problem.activities().len()).map(ActivityId::new) {
            let steps = || self.axis.steps.iter().enumerate();
            let most: i64 = steps().filter(|(index, _)| self.reach.is_possible(activity, *index)).map(|(_, step)| within(step)).sum();
            let is_forced = |index: usize| self.reach.forced(index) == Some(activity) && !self.has_slot(index);
            let least: i64 = steps().filter(|(index, _)| is_forced(*index)).map(|(_, step)| within(step)).sum();
            if most > 0 {
                cells.push((activity, least, most));
            }
        }
        let mut own = Own {
            available: self.axis.steps.iter().map(within).sum(),
            cells,
            limits: Vec::new(),
            counts: shared.iter().map(|rule| rule.weights.get(&self.doctor).copied().unwrap_or(0)).collect(),
        };
        for &id in self.problem.rules_of(self.doctor) {
            match self.problem.rule(id) {
                Rule::Requirement(rule) => self.add_requirement(&mut own, id, self.problem.requirement(rule.requirement)),
                Rule::Elective(rule) if rule.weight.is_none() => {
                    let requirements: Vec<&RequirementLimits> =
                        rule.requirements.iter().map(|&index| self.problem.requirement(index)).collect();
                    self.add_elective(&mut own, id, &requirements, rule.min);
                }
                Rule::LongestRun(rule) if rule.weight.is_none() => {
                    let (blocks, most) = (self.blocks(), rule.max_blocks as usize);
                    self.add_most(&mut own, id, rule.activities.iter().collect(), blocks - blocks / (most + 1));
                }
                Rule::Window(rule) if rule.weight.is_none() && rule.window_blocks > 0 => {
                    let (blocks, window, most) = (self.blocks(), rule.window_blocks as usize, rule.max as usize);
                    if blocks >= window {
                        let most = (blocks / window).saturating_mul(most).saturating_add((blocks % window).min(most));
                        self.add_most(&mut own, id, rule.activities.iter().collect(), most);
                    }
                }
                _ => {}
            }
        }
        own
    }

    /// Periods of a step that lie in the stretch.
    fn periods(&self, step: &Step) -> i64 {
        let (first, last) = self.stretch;
        i64::try_from(step.present.iter().filter(|period| (first..=last).contains(*period)).count()).unwrap_or(0)
    }
    /// Steps of the axis that touch the stretch.
    fn blocks(&self) -> usize {
        let (first, last) = self.stretch;
        self.axis.steps.iter().filter(|step| step.first <= last && first <= step.last).count()
    }
    /// True if an event with a choice may take time from the step, or all of it.
    fn has_slot(&self, step: usize) -> bool {
        self.axis.slots.iter().any(|slot| (slot.first_step..slot.first_step + slot.steps).contains(&step))
    }

    fn add_requirement(&self, own: &mut Own, id: RuleId, limits: &RequirementLimits) {
        if limits.weight.is_some() {
            return;
        }
        let done = limits.history_of(self.doctor).0;
        let counted: Vec<usize> = self.steps(limits).collect();
        let activities: Vec<ActivityId> = limits.activities.iter().collect();
        let open = limits.min.saturating_sub(done);
        if open > 0 && !limits.optional {
            let least = self.fewest(limits, open).saturating_sub(self.outside(limits, &counted));
            if least > 0 {
                own.limits.push((id, Side::AtLeast, least, activities.clone()));
            }
        }
        if limits.max != i64::MAX {
            let left = limits.max.saturating_sub(done).max(0);
            let free: i64 =
                (0..self.axis.len()).filter(|step| !counted.contains(step)).map(|step| self.possible_in(&activities, step)).sum();
            let most = if limits.in_blocks {
                let mut lengths: Vec<i64> = counted.iter().map(|&step| self.possible_in(&activities, step)).collect();
                lengths.sort_unstable_by(|one, other| other.cmp(one));
                lengths.iter().take(usize::try_from(left).unwrap_or(usize::MAX)).sum()
            } else {
                // Of a step that counts some periods may lie outside.
                let uncounted = counted.iter().map(|&step| self.uncounted(limits, step)).sum::<i64>();
                left.saturating_add(uncounted)
            };
            own.limits.push((id, Side::AtMost, most.saturating_add(free), activities));
        }
    }

    /// Steps whose time, or some of it, counts.
    fn steps<'b>(&'b self, limits: &'b RequirementLimits) -> impl Iterator<Item = usize> + 'b {
        let counts = |step: &Step| {
            if limits.in_blocks {
                limits.within.contains(step.first)
            } else {
                step.present.iter().any(|period| limits.within.contains(*period))
            }
        };
        (0..self.axis.len()).filter(move |&step| !self.axis.steps[step].leave && counts(&self.axis.steps[step]))
    }
    /// Periods of the stretch that a step can give to some activities.
    fn possible_in(&self, activities: &[ActivityId], step: usize) -> i64 {
        let is_possible = activities.iter().any(|activity| self.reach.is_possible(*activity, step));
        if is_possible { self.periods(&self.axis.steps[step]) } else { 0 }
    }
    /// Periods of the stretch in a step that do not count.
    fn uncounted(&self, limits: &RequirementLimits, step: usize) -> i64 {
        let (first, last) = self.stretch;
        let present = self.axis.steps[step].present.iter();
        let outside = present.filter(|period| (first..=last).contains(*period) && !limits.within.contains(**period));
        i64::try_from(outside.count()).unwrap_or(0)
    }
    /// Periods that count and lie outside the stretch.
    fn outside(&self, limits: &RequirementLimits, counted: &[usize]) -> i64 {
        let (first, last) = self.stretch;
        let is_outside = |period: &PeriodId| !(first..=last).contains(period) && (limits.in_blocks || limits.within.contains(*period));
        let of_step = |&step: &usize| {
            if limits.activities.iter().any(|activity| self.reach.is_possible(activity, step)) {
                self.axis.steps[step].present.iter().filter(|period| is_outside(period)).count()
            } else {
                0
            }
        };
        i64::try_from(counted.iter().map(of_step).sum::<usize>()).unwrap_or(i64::MAX)
    }
    /// Fewest periods that `open` units of a requirement take.
    fn fewest(&self, limits: &RequirementLimits, open: i64) -> i64 {
        if !limits.in_blocks {
            return open;
        }
        let length = |step: usize| {
            if self.has_slot(step) { 0 } else { i64::try_from(self.axis.steps[step].present.len()).unwrap_or(0) }
        };
        let is_possible = |step: &usize| limits.activities.iter().any(|activity| self.reach.is_possible(activity, *step));
        let mut lengths: Vec<i64> = self.steps(limits).filter(is_possible).map(length).collect();
        lengths.sort_unstable();
        let blocks = i64::try_from(lengths.len()).unwrap_or(i64::MAX);
        // Blocks that there are not take a period more each: so many cannot be.
        let missing = open.saturating_sub(blocks).max(0);
        lengths.iter().take(usize::try_from(open).unwrap_or(usize::MAX)).sum::<i64>().saturating_add(missing)
    }

    /// So many of some requirements are complete: at least the shortest ones, where no time counts for two of them.
    fn add_elective(&self, own: &mut Own, id: RuleId, requirements: &[&RequirementLimits], min: i64) {
        let mut activities: BTreeSet<ActivityId> = BTreeSet::new();
        let mut needs: Vec<i64> = Vec::new();
        let mut outside = 0_i64;
        for limits in requirements {
            if limits.activities.iter().any(|activity| !activities.insert(activity)) {
                return;
            }
            let open = limits.complete_at().saturating_sub(limits.history_of(self.doctor).0);
            needs.push(if open > 0 { self.fewest(limits, open) } else { 0 });
            outside = outside.saturating_add(self.outside(limits, &self.steps(limits).collect::<Vec<_>>()));
        }
        needs.sort_unstable();
        let least = needs.iter().take(usize::try_from(min).unwrap_or(0)).fold(0_i64, |sum, need| sum.saturating_add(*need));
        let least = least.saturating_sub(outside);
        if least > 0 {
            own.limits.push((id, Side::AtLeast, least, activities.into_iter().collect()));
        }
    }

    /// At most so many blocks of the stretch are in some activities.
    fn add_most(&self, own: &mut Own, id: RuleId, activities: Vec<ActivityId>, blocks: usize) {
        let mut lengths: Vec<i64> = (0..self.axis.len()).map(|step| self.possible_in(&activities, step)).collect();
        lengths.sort_unstable_by(|one, other| other.cmp(one));
        let most: i64 = lengths.iter().take(blocks).sum();
        if most < lengths.iter().sum() {
            own.limits.push((id, Side::AtMost, most, activities));
        }
    }
}
