//! What values are measured in.

use super::setting::Setting;
use crate::diagram::Weights;
use crate::ids::DoctorId;

/// A unit of value: mean size of what a step on the labels is worth, at least one.
pub(crate) fn unit_of_value(setting: Setting<'_>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for doctor in (0..setting.pathways.len()).map(DoctorId::new) {
        let diagram = &setting.pathways.class(doctor).diagram;
        for (label, &value) in diagram
            .labels()
            .iter()
            .zip(&setting.pathways.table(doctor).labels)
        {
            if value != i64::NOWHERE && value != 0 && label.steps > 0 {
                sum += (value as f64).abs() / f64::from(label.steps);
                count += 1.0;
            }
        }
    }
    if count == 0.0 {
        1.0
    } else {
        (sum / count).max(0.1)
    }
}
