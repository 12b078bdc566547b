//! Sums of rows and values of paths, by the arithmetic of the search.

use super::known::Incumbent;
use super::setting::Setting;
use crate::diagram::Weights;
use crate::formulation::{OneDoctor, RowUsage};
use crate::ids::DoctorId;

/// What paths of all doctors come to.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) sums: Vec<i64>,
    /// `None` if a hard row is broken or a doctor may not take the path.
    pub(super) value: Option<i64>,
}

/// Paths of all doctors as a schedule; `None` if a hard row is broken or a doctor may not take the path.
pub(super) fn schedule_of(setting: Setting<'_>, labels: Vec<Vec<u32>>) -> Option<Incumbent> {
    let value = judge(setting, &labels).value?;
    Some(Incumbent { value, labels })
}

/// Sums of all rows for paths of all doctors, and the value if no hard row is broken. The same arithmetic as the search's.
pub(super) fn judge(setting: Setting<'_>, labels: &[Vec<u32>]) -> Judged {
    let formulation = setting.formulation;
    let mut sums = vec![0; formulation.rows.len()];
    let mut value = 0;
    let mut broken = 0;
    for (doctor, labels) in labels
        .iter()
        .enumerate()
        .map(|(index, labels)| (DoctorId::new(index), labels))
    {
        let Some(score) = score_of(setting, doctor, labels) else {
            broken += 1;
            continue;
        };
        value += score;
        let one = OneDoctor::new(setting.pathways, doctor);
        RowUsage::visit(formulation, one, labels, score, |row, amount| {
            sums[row.index()] += amount
        });
    }
    for (row, &sum) in formulation.rows.iter().zip(&sums) {
        let distance = row.shape.distance(sum);
        match row.weight {
            Some(weight) => value -= weight * distance,
            None => broken += distance,
        }
    }
    for group in &formulation.groups {
        let (more, distance) = group.judge(|row| sums[row.index()]);
        value += more;
        broken += distance;
    }
    Judged {
        sums,
        value: (broken == 0).then_some(value),
    }
}

/// What one doctor's path is worth to the doctor; `None` if it breaks what a relaxed diagram leaves out, or is where the doctor may not be.
pub(super) fn score_of(setting: Setting<'_>, doctor: DoctorId, labels: &[u32]) -> Option<i64> {
    let values = &setting.pathways.table(doctor).labels;
    let own = |sum: i64, label: &u32| {
        Some(
            sum + values
                .get(*label as usize)
                .copied()
                .filter(|value| *value != i64::NOWHERE)?,
        )
    };
    Some(labels.iter().try_fold(0, own)? + setting.pathways.class(doctor).left_out_value(labels)?)
}
