//! Taking over from the pathways of a similar problem what is equal in both.

use super::axis::Axis;
use super::class::{Class, WithOrigin};
use super::pathways::Pathways;
use super::table::CellTable;
use crate::ids::{DoctorId, RuleId};
use std::sync::Arc;

impl Pathways {
    /// The class of a model with this signature and automata of these rules, if there is one.
    pub(super) fn find(
        &self,
        rules: impl Iterator<Item = Option<RuleId>>,
        signature: &[u32],
    ) -> Option<WithOrigin> {
        let class = *self.class_by_signature.get(signature)? as usize;
        let origin = self.origins.get(class)?;
        // A relaxed diagram names the rules that it leaves out; they may have other numbers in another problem.
        let same_rules = self.classes[class].is_exact() || rules.eq(origin.rules.iter().copied());
        same_rules.then(|| (self.classes[class].clone(), origin.clone()))
    }
    /// The axis of the doctor at `index` if it is equal.
    pub(super) fn same_axis(&self, index: usize, axis: &Axis) -> Option<Arc<Axis>> {
        self.axes
            .get(index)
            .filter(|known| ***known == *axis)
            .cloned()
    }
    /// The table of a doctor if it is equal and for the same diagram.
    pub(super) fn same_table(
        &self,
        doctor: DoctorId,
        class: &Arc<Class>,
        table: &CellTable,
    ) -> Option<Arc<CellTable>> {
        let known = self.tables.get(doctor.index())?;
        let own = &self.classes[self.class_of[doctor.index()] as usize];
        (Arc::ptr_eq(own, class) && **known == *table).then(|| known.clone())
    }
    /// True if a doctor has the same diagram and the same table in `other`, the very same ones in memory.
    pub(crate) fn shares(&self, other: &Self, doctor: DoctorId) -> bool {
        let index = doctor.index();
        let same_class = |class: u32, known: u32| {
            Arc::ptr_eq(
                &self.classes[class as usize],
                &other.classes[known as usize],
            )
        };
        match (self.class_of.get(index), other.class_of.get(index)) {
            (Some(&class), Some(&known)) => {
                same_class(class, known) && Arc::ptr_eq(&self.tables[index], &other.tables[index])
            }
            _ => false,
        }
    }
}
