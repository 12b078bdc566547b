//! Components: doctors whom no shared row connects have nothing to do with each other.

use super::RowId;
use std::sync::OnceLock;

/// Doctors, rows and groups by component; there is at least one. What one component does is no matter to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Components {
    pub(super) of_doctor: Vec<u32>,
    pub(super) of_row: Vec<u32>,
    pub(super) of_group: Vec<u32>,
    pub(super) connects: Vec<bool>,
    pub(super) count: usize,
}

/// What one component holds, each list ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) doctors: Vec<u32>,
    pub(crate) rows: Vec<RowId>,
    pub(crate) groups: Vec<u32>,
}

impl Components {
    /// Number of components, at least 1.
    pub(crate) fn len(&self) -> usize {
        self.count
    }
    pub(crate) fn of_doctor(&self, doctor: usize) -> usize {
        self.of_doctor[doctor] as usize
    }
    pub(crate) fn of_row(&self, row: usize) -> usize {
        self.of_row[row] as usize
    }
    pub(crate) fn of_group(&self, group: usize) -> usize {
        self.of_group[group] as usize
    }
    /// True if everybody who uses the row is in its component. A row that nobody can break is in the first one, whoever uses it.
    pub(crate) fn connects(&self, row: usize) -> bool {
        self.connects[row]
    }
    /// What each component holds.
    pub(crate) fn lists(&self) -> Vec<Component> {
        let mut lists = vec![Component::default(); self.count];
        self.of_doctor
            .iter()
            .enumerate()
            .for_each(|(doctor, component)| lists[*component as usize].doctors.push(doctor as u32));
        self.of_row
            .iter()
            .enumerate()
            .for_each(|(row, component)| lists[*component as usize].rows.push(RowId::new(row)));
        self.of_group
            .iter()
            .enumerate()
            .for_each(|(group, component)| lists[*component as usize].groups.push(group as u32));
        lists
    }
}

/// Components once they were asked for; a copy, which is made in order to change rows, forgets them.
#[derive(Debug, Default)]
pub(super) struct Remembered(OnceLock<Components>);

impl Remembered {
    pub(super) fn get_or(&self, new: impl FnOnce() -> Components) -> &Components {
        self.0.get_or_init(new)
    }
}

impl Clone for Remembered {
    fn clone(&self) -> Self {
        Self::default()
    }
}
