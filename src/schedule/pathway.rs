//! Rotations, pathways and schedules.

use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};

/// One doctor's stay in one activity for consecutive periods.
///
/// It goes on around events, leaves that keep the place, and closures in its middle: in those periods the doctor is not
/// there, and it is still one rotation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Rotation {
    /// First period.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// Where.
    pub activity: ActivityId,
}

impl Rotation {
    /// True if `period` lies between its first and last one.
    #[must_use]
    pub fn covers(&self, period: PeriodId) -> bool {
        self.first <= period && period <= self.last
    }
}

/// One doctor's attendance at a slot of an event.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Attendance {
    /// The event.
    pub event: EventId,
    /// Position of the slot in the event's list, 0 the first.
    pub slot: u32,
}

/// One doctor's whole sequence of rotations; what lies between them is idle.
#[derive(Clone, Debug, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
pub struct Pathway {
    rotations: Vec<Rotation>,
    attendances: Vec<Attendance>,
}

impl Pathway {
    /// The pathway with these rotations and attendances, sorted.
    ///
    /// Rotations are taken as they are; overlapping ones are a violation that `check` reports.
    #[must_use]
    pub fn new(mut rotations: Vec<Rotation>, mut attendances: Vec<Attendance>) -> Self {
        rotations.sort_unstable();
        attendances.sort_unstable();
        attendances.dedup();
        Self {
            rotations,
            attendances,
        }
    }
    /// Rotations in the order of time.
    #[must_use]
    pub fn rotations(&self) -> &[Rotation] {
        &self.rotations
    }
    /// Attendances in the order of events.
    #[must_use]
    pub fn attendances(&self) -> &[Attendance] {
        &self.attendances
    }
    /// The rotation that covers `period`; of several, the one that starts first. O(rotations).
    #[must_use]
    pub fn rotation_at(&self, period: PeriodId) -> Option<&Rotation> {
        self.rotations
            .iter()
            .take_while(|rotation| rotation.first <= period)
            .find(|rotation| rotation.covers(period))
    }
}

/// A pathway for every doctor, indexed by [`DoctorId`].
#[derive(Clone, Debug, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
pub struct Schedule {
    #[serde(serialize_with = "crate::ids::by_doctor")]
    pathways: Vec<Pathway>,
}

impl Schedule {
    /// The schedule with these pathways, indexed by [`DoctorId`].
    #[must_use]
    pub fn new(pathways: Vec<Pathway>) -> Self {
        Self { pathways }
    }
    /// The pathways, indexed by [`DoctorId`].
    #[must_use]
    pub fn pathways(&self) -> &[Pathway] {
        &self.pathways
    }
    /// One doctor's pathway; an empty one if the schedule is too short.
    #[must_use]
    pub fn pathway(&self, doctor: DoctorId) -> &Pathway {
        const NOWHERE: &Pathway = &Pathway {
            rotations: Vec::new(),
            attendances: Vec::new(),
        };
        self.pathways.get(doctor.index()).unwrap_or(NOWHERE)
    }
    /// Puts `pathway` in place of a doctor's.
    pub fn set(&mut self, doctor: DoctorId, pathway: Pathway) {
        if self.pathways.len() <= doctor.index() {
            self.pathways
                .resize_with(doctor.index() + 1, Pathway::default);
        }
        self.pathways[doctor.index()] = pathway;
    }
}

iterates!(Schedule, pathways: Pathway);

impl FromIterator<Pathway> for Schedule {
    fn from_iter<T: IntoIterator<Item = Pathway>>(pathways: T) -> Self {
        Self::new(pathways.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Pathway {
    type Item = &'a Rotation;
    type IntoIter = std::slice::Iter<'a, Rotation>;
    fn into_iter(self) -> Self::IntoIter {
        self.rotations.iter()
    }
}
