//! One doctor at a time: whether a doctor's own rules leave a pathway at all, where the diagram leaves some of them out.

use super::super::lp::{LinearModel, LpOptions};
use super::super::rows::{SharedRows, Sums};
use super::super::setting::Setting;
use super::CompactModel;
use super::model::{DoctorColumns, outlines};
use crate::certificate::Prices;
use crate::diagram::{Outline, Stop};
use crate::error::Result;
use crate::ids::DoctorId;
use crate::problem::Problem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl CompactModel {
    /// Prices that prove that one of the doctors has no pathway, whatever the others do; `None` if none is found before it is stopped.
    ///
    /// # Complexity
    /// A small programme for each doctor whose diagram leaves something out, in parallel.
    ///
    /// # Errors
    /// If a backend refuses a programme.
    pub(in crate::solve) fn refuted_alone(
        setting: Setting<'_>,
        problem: &Problem,
        options: &LpOptions<'_>,
        stop: Stop<'_>,
    ) -> Result<Option<Prices>> {
        let pathways = setting.pathways;
        // Doctors of a class with equal values, who share a table, differ in nothing that counts here.
        let mut known = FxHashSet::default();
        let mut is_needed = |doctor: &DoctorId| {
            let table = std::ptr::from_ref(pathways.table(*doctor));
            !pathways.class(*doctor).is_exact()
                && known.insert((pathways.class_index(*doctor), table))
        };
        let relaxed: Vec<DoctorId> = (0..pathways.len())
            .map(DoctorId::new)
            .filter(&mut is_needed)
            .collect();
        if relaxed.is_empty() {
            return Ok(None);
        }
        let outlines = outlines(setting, problem);
        let found = relaxed.into_par_iter().map(|doctor| {
            let outline = outlines.get(pathways.class_index(doctor));
            let outline = outline.and_then(Option::as_ref).filter(|_| !stop());
            let alone = outline.and_then(|outline| Self::alone(setting, doctor, outline));
            alone.map_or(Ok(None), |alone| {
                alone.refutation(setting, &alone.model.relaxed(), options, stop)
            })
        });
        // The first doctor of the list, whatever the threads did.
        let found: Vec<Option<Prices>> = found.collect::<Result<_>>()?;
        Ok(found.into_iter().flatten().next())
    }

    /// The programme of one doctor without the shared rows.
    fn alone(setting: Setting<'_>, doctor: DoctorId, outline: &Arc<Outline>) -> Option<Self> {
        let formulation = setting.formulation;
        let nothing = || Sums {
            terms: vec![Vec::new(); formulation.rows.len()],
            fixed: vec![0; formulation.rows.len()],
        };
        let absent = || DoctorColumns {
            outline: Arc::clone(outline),
            columns: Vec::new(),
            private: Vec::new(),
        };
        let mut alone = Self {
            model: LinearModel::new(),
            doctors: (0..doctor.index()).map(|_| absent()).collect(),
            shared: SharedRows::default(),
            whole: Vec::new(),
            constant: 0,
            left_out: 0,
            backend: None,
        };
        alone.add_doctor(setting, doctor, outline, &mut nothing())?;
        let others = setting.pathways.len() - alone.doctors.len();
        alone.doctors.extend((0..others).map(|_| absent()));
        alone.shared = SharedRows::write(&mut alone.model, formulation, &nothing(), |_| false)?;
        alone.model.validate().ok()?;
        Some(alone)
    }
}
