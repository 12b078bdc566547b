//! Doctors who are alike: the same diagram, values and shared rows, so that their pathways may be exchanged.

use super::super::setting::Setting;
use crate::ids::DoctorId;
use rustc_hash::FxHashMap;

/// Class, address of the table, and rows' families with weights.
type Key<'a> = (usize, usize, &'a [(u32, i64)]);

/// Doctors in groups of those who are alike.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinship {
    /// The doctors of each group, ascending; groups in the order of their first doctors.
    pub(super) groups: Vec<Vec<DoctorId>>,
    /// Group of each doctor.
    pub(super) of_doctor: Vec<u32>,
}

impl Kinship {
    /// Finds out who is alike. O(doctors × rows' families of a doctor).
    pub(super) fn new(setting: Setting<'_>) -> Self {
        let (pathways, formulation) = (setting.pathways, setting.formulation);
        let mut kinship = Self::default();
        // Tables are shared by doctors with equal values, so that their address tells them apart.
        let mut known: FxHashMap<Key<'_>, Vec<u32>> = FxHashMap::default();
        for doctor in (0..pathways.len()).map(DoctorId::new) {
            let families = formulation.of_doctor[doctor.index()].as_slice();
            let has_score = families.iter().any(|(family, _)| {
                !formulation.families[*family as usize]
                    .scores_of(doctor)
                    .is_empty()
            });
            let key = (
                pathways.class_index(doctor),
                std::ptr::from_ref(pathways.table(doctor)) as usize,
                families,
            );
            let alike = known.entry(key).or_default();
            let first_of = |group: &u32| kinship.groups[*group as usize][0];
            // A row over scores names its doctor.
            let found = alike.iter().copied().find(|group| {
                !has_score && pathways.axis(first_of(group)) == pathways.axis(doctor)
            });
            let group = found.unwrap_or_else(|| {
                let group = kinship.groups.len() as u32;
                if !has_score {
                    alike.push(group);
                }
                kinship.groups.push(Vec::new());
                group
            });
            kinship.groups[group as usize].push(doctor);
            kinship.of_doctor.push(group);
        }
        kinship
    }

    /// Number of doctors in each group.
    pub(super) fn counts(&self) -> Vec<i64> {
        self.groups
            .iter()
            .map(|doctors| doctors.len() as i64)
            .collect()
    }
}
