//! One doctor at a time: whether a doctor's own rules leave a pathway at all, where the diagram leaves some of them out.

use super::super::lp::{Backend, LinearModel, LpOptions, Relaxation, relaxation};
use super::super::parameters::compact::{
    MOST_ALONE, MOST_COLUMNS, MOST_COLUMNS_WITHOUT_CLOCK, ROWS_ALONE,
};
use super::super::rows::{SharedRows, Sums};
use super::super::setting::Setting;
use super::CompactModel;
use super::model::{DoctorColumns, outlines};
use crate::certificate::Prices;
use crate::clock::Instant;
use crate::diagram::{Outline, Stop};
use crate::error::Result;
use crate::ids::DoctorId;
use crate::problem::Problem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Looks at doctors alone.
#[derive(Clone, Copy)]
pub(in crate::solve) struct Alone<'a> {
    pub(in crate::solve) setting: Setting<'a>,
    pub(in crate::solve) problem: &'a Problem,
    pub(in crate::solve) backend: Option<&'a Arc<dyn Backend>>,
    pub(in crate::solve) options: LpOptions<'a>,
    /// When it is over, where nothing asks for the same result on every machine.
    pub(in crate::solve) ends: Option<Instant>,
    pub(in crate::solve) stop: Stop<'a>,
}

impl Alone<'_> {
    /// The doctors to look at: one of those of a class with equal values, who share a table, where the class leaves something out.
    pub(in crate::solve) fn doctors(&self) -> Vec<DoctorId> {
        let pathways = self.setting.pathways;
        let mut known = FxHashSet::default();
        let is_needed = |doctor: &DoctorId| {
            let table = std::ptr::from_ref(pathways.table(*doctor));
            !pathways.class(*doctor).is_exact()
                && known.insert((pathways.class_index(*doctor), table))
        };
        let rows = self.setting.formulation.rows.len().max(1);
        (0..pathways.len())
            .map(DoctorId::new)
            .filter(is_needed)
            .take(MOST_ALONE.min(ROWS_ALONE / rows))
            .collect()
    }

    /// Prices that prove that one of the doctors has no pathway, whatever the others do; `None` if none is found before it is over.
    ///
    /// # Complexity
    /// A small programme for each doctor, in parallel.
    ///
    /// # Errors
    /// If the backend refuses a programme and nothing is proven.
    pub(in crate::solve) fn refute(&self, doctors: &[DoctorId]) -> Result<Option<Prices>> {
        let outlines = outlines(self.setting, self.problem);
        let most = match self.ends {
            Some(_) => MOST_COLUMNS,
            None => MOST_COLUMNS_WITHOUT_CLOCK,
        };
        let found = doctors.par_iter().map(|&doctor| {
            let outline = outlines.get(self.setting.pathways.class_index(doctor));
            let outline = outline.and_then(Option::as_ref);
            let outline = outline.filter(|outline| outline.columns.len() <= most && !(self.stop)());
            outline.map_or(Ok(None), |outline| self.refute_one(doctor, outline))
        });
        // The first doctor of the list, whatever the threads did.
        let mut failed = None;
        for found in found.collect::<Vec<Result<Option<Prices>>>>() {
            match found {
                Ok(Some(prices)) => return Ok(Some(prices)),
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(None), Err)
    }

    fn refute_one(&self, doctor: DoctorId, outline: &Arc<Outline>) -> Result<Option<Prices>> {
        let left = |ends: Instant| ends.saturating_duration_since(Instant::now());
        let options = LpOptions {
            time_limit: self.ends.map(left).or(self.options.time_limit),
            ..self.options
        };
        let Some(mut alone) = self.programme(doctor, outline) else {
            return Ok(None);
        };
        let relaxed = alone.model.relaxed();
        let backend = self.backend.map(Arc::as_ref);
        let Relaxation::Infeasible = relaxation(backend, &relaxed, &options)? else {
            return Ok(None);
        };
        let absent = || DoctorColumns {
            outline: Arc::clone(outline),
            columns: Vec::new(),
            private: Vec::new(),
        };
        let own = alone.doctors.pop();
        alone.doctors = (0..self.setting.pathways.len()).map(|_| absent()).collect();
        if let (Some(place), Some(own)) = (alone.doctors.get_mut(doctor.index()), own) {
            *place = own;
        }
        let options = LpOptions {
            time_limit: self.ends.map(left).or(self.options.time_limit),
            ..self.options
        };
        alone.proof_by_ray(self.setting, &relaxed, &options, self.stop)
    }

    /// The programme of one doctor without the shared rows.
    fn programme(&self, doctor: DoctorId, outline: &Arc<Outline>) -> Option<CompactModel> {
        let formulation = self.setting.formulation;
        let nothing = || Sums {
            terms: vec![Vec::new(); formulation.rows.len()],
            fixed: vec![0; formulation.rows.len()],
        };
        let mut alone = CompactModel {
            model: LinearModel::new(),
            doctors: Vec::new(),
            shared: SharedRows::default(),
            whole: Vec::new(),
            constant: 0,
            left_out: 0,
            backend: self.backend.cloned(),
        };
        alone.add_doctor(self.setting, doctor, outline, &mut nothing())?;
        alone.shared = SharedRows::write(&mut alone.model, formulation, &nothing(), |_| false)?;
        alone.model.validate().ok()?;
        Some(alone)
    }
}
