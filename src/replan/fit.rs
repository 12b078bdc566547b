//! What was published, as it stands under the problem of today.

use crate::check::normalised;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::{Pathway, Schedule};

/// The published pathways cut to where their doctors still are, and whose they are.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// As published.
    pub(super) published: Schedule,
    /// Normalised for the problem, a pathway for every doctor. A doctor who leaves earlier keeps the rest.
    pub(super) kept: Schedule,
    /// Doctors with anything published, indexed by [`DoctorId`].
    pub(super) has_published: Vec<bool>,
}

impl Standing {
    pub(super) fn new(problem: &Problem) -> Self {
        let published = problem.published().cloned().unwrap_or_default();
        let doctors = (0..problem.doctors().len()).map(DoctorId::new);
        let kept = doctors.clone().map(|doctor| normalised(problem, doctor, published.pathway(doctor))).collect();
        let has_published = doctors.map(|doctor| *published.pathway(doctor) != Pathway::default()).collect();
        Self { published, kept: Schedule::new(kept), has_published }
    }
    /// Doctors who are there and have nothing published, ascending.
    pub(super) fn newcomers(&self, problem: &Problem) -> Vec<DoctorId> {
        let is_new = |doctor: &DoctorId| {
            let data = problem.doctor(*doctor);
            !self.has_published[doctor.index()] && data.first <= data.last
        };
        (0..problem.doctors().len()).map(DoctorId::new).filter(is_new).collect()
    }
}
