//! The programme with whole numbers: from schedules to points, from points to schedules.

use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::lp::{Backend, LpOptions, LpStatus};
use super::super::parameters::flow::ROUND_OFF;
use super::super::parameters::prices::LARGEST;
use super::super::setting::Setting;
use super::FlowModel;
use super::model::DoctorFlow;
use crate::diagram::NodeId;
use crate::error::Result;

/// What came of the programme.
#[derive(Debug, Default)]
pub(in crate::solve) struct Solved {
    /// The best paths found.
    pub(in crate::solve) incumbent: Option<Incumbent>,
    /// No schedule is worth more, by the backend's word.
    pub(in crate::solve) bound: Option<i64>,
    /// There is no schedule, by the backend's word.
    pub(in crate::solve) infeasible: bool,
}

impl FlowModel {
    /// Solves the programme from a schedule, if one is known.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(in crate::solve) fn solve(
        &self,
        setting: Setting<'_>,
        backend: &dyn Backend,
        options: &LpOptions<'_>,
        warm: Option<&Incumbent>,
    ) -> Result<Solved> {
        let point = warm.and_then(|warm| self.point(setting, &warm.labels));
        let result = backend.solve(
            &self.model,
            &LpOptions {
                warm_start: point.as_deref(),
                ..*options
            },
        )?;
        crate::trace::debug!(backend = backend.name(), status = ?result.status, bound = ?result.bound, "flow programme");
        let mut solved = Solved {
            infeasible: result.status == LpStatus::Infeasible,
            ..Solved::default()
        };
        if let Some(solution) = &result.solution
            && let Some(labels) = self
                .doctors
                .iter()
                .map(|doctor| path(doctor, &solution.columns))
                .collect::<Option<Vec<_>>>()
            && let Some(value) = judge(setting, &labels).value
        {
            // The value by the rows is exact; that of the programme has round-off.
            let agrees = (solution.objective - value as f64).abs()
                < 0.5 + ROUND_OFF * solution.objective.abs();
            solved.bound = (result.status == LpStatus::Optimal && agrees).then_some(value);
            solved.incumbent = Some(Incumbent { value, labels });
        }
        if solved.bound.is_none() && !matches!(result.status, LpStatus::Optimal | LpStatus::Unknown)
        {
            solved.bound = result.bound.and_then(whole_bound);
        }
        Ok(solved)
    }

    /// The point of the programme that stands for paths of all doctors; `None` if one of them is no path of the programme.
    pub(super) fn point(&self, setting: Setting<'_>, labels: &[Vec<u32>]) -> Option<Vec<f64>> {
        let mut point = vec![0.0; self.model.columns().len()];
        for (doctor, labels) in self.doctors.iter().zip(labels) {
            doctor
                .trace(labels)?
                .into_iter()
                .for_each(|column| point[column] = 1.0);
        }
        let sums = judge(setting, labels).sums;
        self.shared
            .settle(&self.model, setting.formulation, &sums, &mut point);
        Some(point)
    }
}

/// The bound as a whole number, since values are whole; a bound just below a whole number means that number.
fn whole_bound(bound: f64) -> Option<i64> {
    let floor = (bound + ROUND_OFF * bound.abs().max(1.0)).floor();
    (floor.abs() < LARGEST).then_some(floor as i64)
}

/// The labels of the path along which a doctor flows.
fn path(doctor: &DoctorFlow, point: &[f64]) -> Option<Vec<u32>> {
    let mut labels = Vec::new();
    let mut node: NodeId = 0;
    while node != doctor.end {
        let arc = doctor
            .arcs_of(node)
            .find(|(column, _)| point[*column] > 0.5)?
            .1;
        labels.push(arc.label);
        node = arc.to;
    }
    Some(labels)
}
