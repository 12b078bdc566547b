//! Columns of a node of the tree from the node above.

use super::super::setting::Setting;
use super::kin::Kinship;
use super::pool::Column;
use super::stock::Stock;
use crate::formulation::RowId;
use crate::ids::DoctorId;

/// The columns of the node above under the rows of this one, of which it has to know some; these may say something to one doctor only.
pub(super) fn inherit(
    above: &Stock,
    setting: Setting<'_>,
    rows: &[RowId],
    doctor: Option<DoctorId>,
) -> Stock {
    let mut stock = above.emptied(Kinship::new(setting), &above.center);
    stock.is_listed = above.is_listed;
    stock.center.resize(setting.formulation.rows.len(), 0.0);
    stock.rows.clone_from(&above.rows);
    stock.rows.resize(setting.formulation.rows.len(), true);
    rows.iter().for_each(|row| stock.rows[row.index()] = true);
    stock.see_rows(setting.formulation);
    for group in 0..stock.kinship.groups.len() {
        let doctors = &stock.kinship.groups[group];
        let is_named = doctor.is_some_and(|doctor| doctors.contains(&doctor));
        let is_alone = is_named && doctors.len() == 1;
        let first = doctors[0];
        for &index in &above.pool.of_group[above.kinship.of_doctor[first.index()] as usize] {
            if !above.working[index as usize] {
                continue;
            }
            let column = &above.pool.columns[index as usize];
            let group = group as u32;
            // What the others use is what it was.
            let column = if is_named {
                let read = Column::new(setting, &stock.kinship, group, &column.labels);
                read.filter(|column| !is_alone || keeps(setting, column, rows))
            } else {
                Some(Column {
                    group,
                    ..column.clone()
                })
            };
            let Some(column) = column else {
                continue;
            };
            let index = stock.add(column);
            stock.working[index as usize] = true;
        }
    }
    stock
}

/// True if a column by itself keeps some rows.
fn keeps(setting: Setting<'_>, column: &Column, rows: &[RowId]) -> bool {
    rows.iter().all(|row| {
        let at = column.usage.binary_search_by_key(row, |entry| entry.0);
        let used = at.map_or(0, |at| column.usage[at].1);
        setting.formulation.rows[row.index()].shape.distance(used) == 0
    })
}
