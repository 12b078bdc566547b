//! Time as one doctor sees it: presence, cut periods, the axis and normalised rotations (`docs/rules.md`, first section).

use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::rule::ActivitySet;
use crate::problem::{Presence, Problem, Slot};
use crate::schedule::{Pathway, Rotation};

/// One period between a doctor's arrival and departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) presence: Presence,
    /// Taken by a fixed whole event, or a whole slot attended.
    pub(super) cut: bool,
    /// On a leave that counts as time served.
    pub(super) counts: bool,
    /// The activity is leave within a rotation.
    pub(super) leaves: bool,
    /// The activity to which the time counts for shared rules, if the doctor is there and not on leave within the rotation.
    base: Option<ActivityId>,
    /// Activity of the normalised rotation that covers the period.
    pub(super) activity: Option<ActivityId>,
}

impl Moment {
    /// The activity the doctor is present in.
    pub(super) fn present_in(self) -> Option<ActivityId> {
        if self.is_open() { self.activity } else { None }
    }
    /// The activity whose place the doctor keeps while on leave.
    pub(super) fn kept_in(self) -> Option<ActivityId> {
        if self.presence == Presence::KeepsPlace || self.is_open() && self.leaves {
            self.activity
        } else {
            None
        }
    }
    /// The activity the doctor works in: present, and not on leave within the rotation.
    pub(super) fn works_in(self) -> Option<ActivityId> {
        self.present_in().and(self.base)
    }
    /// What the doctor does in the period: works in an activity, or is on leave within its rotation.
    pub(super) fn does(self) -> Option<ActivityId> {
        self.works_in().or(self.present_in())
    }
    /// Available and not cut.
    pub(super) fn is_open(self) -> bool {
        self.is_available() && !self.cut
    }
    /// Presence is `Half` or `Full`.
    pub(super) fn is_available(self) -> bool {
        matches!(self.presence, Presence::Half | Presence::Full)
    }
}

/// What an axis block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Activity(ActivityId),
    Idle,
    Leave,
}

impl Content {
    pub(super) fn activity(self) -> Option<ActivityId> {
        match self {
            Self::Activity(activity) => Some(activity),
            Self::Idle | Self::Leave => None,
        }
    }
}

/// One block of the axis, clipped to the doctor's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: PeriodId,
    pub(super) last: PeriodId,
    pub(super) content: Content,
    /// Nothing but leave that keeps the place: a rotation may cover it.
    pub(super) kept: bool,
    /// Counts as time served if a rotation covers it.
    pub(super) served: bool,
}

impl Block {
    /// In no rotation yet, and a rotation may cover it.
    fn is_free(&self) -> bool {
        self.content == Content::Idle || self.kept && self.content == Content::Leave
    }
    /// True if the doctor is in one of the activities.
    pub(super) fn is_in(&self, activities: &ActivitySet) -> bool {
        self.content
            .activity()
            .is_some_and(|activity| activities.contains(activity))
    }
}

/// A normalised rotation, in the activity of its first block; leave within it is in other activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    pub(super) activity: ActivityId,
    pub(super) first: PeriodId,
    pub(super) last: PeriodId,
    /// Position of its first axis block.
    pub(super) from: usize,
    /// Position of its last axis block.
    pub(super) to: usize,
}

/// An attendance of a slot that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attended {
    pub(super) event: EventId,
    pub(super) position: u32,
    pub(super) slot: Slot,
}

impl Attended {
    /// A whole slot that covers `period`.
    pub(super) fn takes(&self, period: PeriodId) -> bool {
        self.slot.whole && self.slot.first <= period && period <= self.slot.last
    }
}

/// One doctor's pathway laid out in time.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub(super) doctor: DoctorId,
    /// Index of the first period of presence.
    start: usize,
    moments: Vec<Moment>,
    /// The axis.
    pub(super) blocks: Vec<Block>,
    /// Normalised rotations, ascending and disjoint.
    pub(super) stays: Vec<Stay>,
    /// Attendances, by event and slot; fixed events are attended whether listed or not.
    pub(super) attended: Vec<Attended>,
}

impl Timeline {
    pub(super) fn new(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Self {
        let (start, moments) = presences(problem, doctor);
        let attended = attended(problem, doctor, pathway);
        let mut timeline = Self {
            doctor,
            start,
            moments,
            blocks: Vec::new(),
            stays: Vec::new(),
            attended,
        };
        timeline.cut();
        timeline.lay_blocks(problem);
        for rotation in pathway.rotations() {
            if is_sound(problem, rotation) {
                timeline.lay_rotation(problem, rotation);
            }
        }
        timeline.drop_mere_leave(problem);
        for stay in &timeline.stays {
            for period in stay.first.index()..=stay.last.index() {
                let moment = &mut timeline.moments[period - start];
                (moment.activity, moment.base) = (Some(stay.activity), Some(stay.activity));
            }
        }
        for block in &timeline.blocks {
            let Content::Activity(activity) = block.content else {
                continue;
            };
            for period in block.first.index()..=block.last.index() {
                let moment = &mut timeline.moments[period - start];
                moment.activity = Some(activity);
                moment.leaves = problem.activity(activity).is_leave(PeriodId::new(period));
                moment.base = if moment.leaves {
                    None
                } else {
                    Some(problem.activity(activity).leave_of.unwrap_or(activity))
                };
            }
        }
        timeline
    }

    /// First and last index of presence, as a range of period indices.
    pub(super) fn window(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.moments.len()
    }
    /// The doctor's period, `None` outside presence.
    pub(super) fn moment(&self, period: PeriodId) -> Option<Moment> {
        self.moments
            .get(period.index().checked_sub(self.start)?)
            .copied()
    }
    /// All periods of presence.
    pub(super) fn moments(&self) -> impl Iterator<Item = (PeriodId, Moment)> + '_ {
        self.moments
            .iter()
            .enumerate()
            .map(|(index, moment)| (PeriodId::new(self.start + index), *moment))
    }
    /// The periods in which what the doctor does is one of the activities.
    pub(super) fn doing<'a>(
        &'a self,
        activities: &'a ActivitySet,
    ) -> impl Iterator<Item = PeriodId> + 'a {
        self.periods_in(activities, Moment::does)
    }
    /// The periods in which the doctor is present in one of the activities.
    pub(super) fn present_in<'a>(
        &'a self,
        activities: &'a ActivitySet,
    ) -> impl Iterator<Item = PeriodId> + 'a {
        self.periods_in(activities, Moment::present_in)
    }
    fn periods_in<'a>(
        &'a self,
        activities: &'a ActivitySet,
        activity_of: fn(Moment) -> Option<ActivityId>,
    ) -> impl Iterator<Item = PeriodId> + 'a {
        self.moments()
            .filter(move |(_, moment)| {
                activity_of(*moment).is_some_and(|activity| activities.contains(activity))
            })
            .map(|(period, _)| period)
    }
    /// The periods of a rotation that count as time served: those in which the doctor is present, and leave that counts.
    pub(super) fn served_periods(&self, stay: &Stay) -> impl Iterator<Item = PeriodId> + '_ {
        let (first, last) = (stay.first.index(), stay.last.index());
        let covered = self
            .moments
            .get(first - self.start..=last - self.start)
            .unwrap_or_default();
        let served = |moment: &Moment| {
            moment.is_open() || moment.counts && moment.presence == Presence::KeepsPlace
        };
        covered
            .iter()
            .enumerate()
            .filter(move |(_, moment)| served(moment))
            .map(move |(index, _)| PeriodId::new(first + index))
    }
    /// Positions of the axis blocks that share a period with `first..=last`.
    pub(super) fn touched(&self, first: PeriodId, last: PeriodId) -> std::ops::Range<usize> {
        let from = self.blocks.partition_point(|block| block.last < first);
        let to = self.blocks.partition_point(|block| block.first <= last);
        from..to.max(from)
    }
    /// The members of `periods` between arrival and departure.
    pub(super) fn within<'a>(
        &self,
        periods: &'a crate::problem::rule::PeriodSet,
    ) -> &'a [PeriodId] {
        let window = self.window();
        let list = periods.as_slice();
        let from = list.partition_point(|period| period.index() < window.start);
        let to = list.partition_point(|period| period.index() < window.end);
        list.get(from..to).unwrap_or_default()
    }

    fn cut(&mut self) {
        for moment in &mut self.moments {
            moment.cut = moment.presence == Presence::Event;
        }
        let window = self.window();
        for attended in self.attended.iter().filter(|attended| attended.slot.whole) {
            for period in attended.slot.first.index().max(window.start)
                ..(attended.slot.last.index() + 1).min(window.end)
            {
                self.moments[period - self.start].cut = true;
            }
        }
    }

    fn lay_blocks(&mut self, problem: &Problem) {
        let grid = problem.grid(problem.doctor(self.doctor).grid);
        let end = self.window().end;
        let mut first = self.start;
        while first < end {
            let last = grid
                .last(grid.block_of(PeriodId::new(first)))
                .index()
                .min(end - 1);
            let covered = &self.moments[first - self.start..=last - self.start];
            if !covered.iter().all(|moment| moment.cut) {
                let available = covered.iter().any(|moment| moment.is_available());
                let content = if available {
                    Content::Idle
                } else {
                    Content::Leave
                };
                let kept = !available
                    && !covered
                        .iter()
                        .any(|moment| moment.presence == Presence::Leave);
                let all_count = || {
                    covered
                        .iter()
                        .all(|moment| moment.presence != Presence::KeepsPlace || moment.counts)
                };
                let served = available || kept && all_count();
                self.blocks.push(Block {
                    first: PeriodId::new(first),
                    last: PeriodId::new(last),
                    content,
                    kept,
                    served,
                });
            }
            first = last + 1;
        }
    }

    /// Normalises a rotation. Blocks an earlier rotation has are not given away; `availability` reports the overlap.
    fn lay_rotation(&mut self, problem: &Problem, rotation: &Rotation) {
        let unclaimed = self.stays.last().map_or(0, |stay| stay.to + 1);
        let touched = self.touched(rotation.first, rotation.last);
        let mut free = (touched.start.max(unclaimed)..touched.end)
            .filter(|&position| self.blocks[position].is_free());
        let Some(from) = free.next() else { return };
        let to = free.next_back().unwrap_or(from);
        for block in &mut self.blocks[from..=to] {
            if block.is_free() {
                block.content = Content::Activity(rotation.activity);
            }
        }
        self.take_up(
            problem,
            Stay {
                activity: rotation.activity,
                first: self.blocks[from].first,
                last: self.blocks[to].last,
                from,
                to,
            },
        );
    }

    /// Adds a rotation behind the others; it goes on from the last one where that is of the same activity and its place was kept in between.
    fn take_up(&mut self, problem: &Problem, next: Stay) {
        let rotation = problem.rotation_of(next.activity);
        match self.stays.last_mut() {
            Some(stay)
                if problem.rotation_of(stay.activity) == rotation
                    && self.blocks[stay.to + 1..next.from]
                        .iter()
                        .all(|block| block.kept) =>
            {
                self.blocks[stay.to + 1..next.from]
                    .iter_mut()
                    .for_each(|block| block.content = Content::Activity(rotation));
                stay.to = next.to;
                stay.last = next.last;
            }
            _ => self.stays.push(next),
        }
    }

    /// A rotation that is nothing but leave is none. Without it the two beside it may be one.
    fn drop_mere_leave(&mut self, problem: &Problem) {
        let is_worked = |stay: &Stay, blocks: &[Block]| {
            blocks[stay.from..=stay.to].iter().any(|block| !block.kept)
        };
        if self.stays.iter().all(|stay| is_worked(stay, &self.blocks)) {
            return;
        }
        for stay in std::mem::take(&mut self.stays) {
            if is_worked(&stay, &self.blocks) {
                self.take_up(problem, stay);
            } else {
                self.blocks[stay.from..=stay.to]
                    .iter_mut()
                    .for_each(|block| block.content = Content::Leave);
            }
        }
    }
}

/// The rotation is of a known activity and does not end before it starts.
pub(super) fn is_sound(problem: &Problem, rotation: &Rotation) -> bool {
    rotation.activity.index() < problem.activities().len() && rotation.first <= rotation.last
}

/// First period of presence and how the doctor is there from then on.
fn presences(problem: &Problem, doctor: DoctorId) -> (usize, Vec<Moment>) {
    let data = problem.doctor(doctor);
    let start = data.first.index();
    let end = (data.last.index() + 1).min(problem.horizon().len());
    let mut moments = vec![
        Moment {
            presence: Presence::Full,
            cut: false,
            counts: false,
            leaves: false,
            base: None,
            activity: None
        };
        end.saturating_sub(start)
    ];
    let mut set = |periods: &mut dyn Iterator<Item = PeriodId>, change: &dyn Fn(&mut Moment)| {
        for period in periods {
            let index = period.index().checked_sub(start);
            if let Some(moment) = index.and_then(|index| moments.get_mut(index)) {
                change(moment);
            }
        }
    };
    // Later ones win, so the strongest come last.
    for leave in &data.leaves {
        set(&mut leave.half.iter(), &|moment| {
            moment.presence = Presence::Half
        });
    }
    for &event in problem.fixed_events(doctor) {
        for slot in problem.event(event).slots.iter().filter(|slot| slot.whole) {
            let mut periods = (slot.first.index()..=slot.last.index()).map(PeriodId::new);
            set(&mut periods, &|moment| moment.presence = Presence::Event);
        }
    }
    for (keeps_place, presence) in [(true, Presence::KeepsPlace), (false, Presence::Leave)] {
        for leave in data
            .leaves
            .iter()
            .filter(|leave| leave.keeps_place == keeps_place)
        {
            set(&mut leave.away.iter(), &|moment| moment.presence = presence);
        }
    }
    for leave in data.leaves.iter().filter(|leave| leave.counts) {
        set(&mut leave.away.iter(), &|moment| moment.counts = true);
    }
    (start, moments)
}

fn attended(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Vec<Attended> {
    let listed = pathway
        .attendances()
        .iter()
        .map(|attendance| (attendance.event, attendance.slot));
    let mut all: Vec<(EventId, u32)> = problem
        .fixed_events(doctor)
        .iter()
        .map(|&event| (event, 0))
        .chain(listed)
        .collect();
    all.sort_unstable();
    all.dedup();
    let known = all.into_iter().filter_map(|(event, position)| {
        let slot = *problem
            .events()
            .get(event.index())?
            .slots
            .get(position as usize)?;
        Some(Attended {
            event,
            position,
            slot,
        })
    });
    known.collect()
}
