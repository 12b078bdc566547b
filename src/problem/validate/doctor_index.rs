//! Doctors by what filters ask for.

use crate::ids::{DoctorId, Id};
use crate::problem::entity::Doctor;
use std::collections::HashMap;

/// Doctors by what filters ask for, so that a filter costs what it chooses and not the number of all doctors.
#[derive(Default)]
pub(in crate::problem) struct DoctorIndex {
    pub(super) specialty: HashMap<usize, Vec<DoctorId>>,
    pub(super) level: HashMap<String, Vec<DoctorId>>,
    pub(super) region: HashMap<usize, Vec<DoctorId>>,
    pub(super) cohort: HashMap<usize, Vec<DoctorId>>,
    pub(super) curriculum: HashMap<usize, Vec<DoctorId>>,
    pub(super) tag: HashMap<String, Vec<DoctorId>>,
}

impl DoctorIndex {
    pub(super) fn add(&mut self, id: DoctorId, doctor: &Doctor, curriculum: Option<usize>) {
        let note = |doctors_by: &mut HashMap<usize, Vec<DoctorId>>, index: Option<usize>| {
            if let Some(index) = index {
                doctors_by.entry(index).or_default().push(id);
            }
        };
        note(&mut self.specialty, doctor.specialty.map(Id::index));
        note(&mut self.region, doctor.region.map(Id::index));
        note(&mut self.curriculum, curriculum);
        note(&mut self.cohort, doctor.cohort.map(Id::index));
        if !doctor.level.is_empty() {
            let level = self.level.entry(doctor.level.clone());
            level.or_default().push(id);
        }
        for tag in &doctor.tags {
            self.tag.entry(tag.clone()).or_default().push(id);
        }
    }
}
