//! Which doctors shared rows connect.

use super::components::Components;
use super::terms::{OneDoctor, Term};
use super::{Formulation, Shape};
use crate::diagram::{Pathways, Place, Weights};
use crate::ids::DoctorId;
use petgraph::unionfind::UnionFind;

impl Formulation {
    /// The components: doctors of two of them have nothing to do with each other. Computed once, as [`Components::new`].
    pub(crate) fn components(&self, pathways: &Pathways) -> &Components {
        self.components.get_or(|| Components::new(self, pathways))
    }
}

impl Components {
    /// The components of a formulation, numbered by their first doctors. Rows that nobody can break connect nobody.
    ///
    /// # Complexity
    /// The sum over doctors of labels × steps, and of places × periods of presence × rows of a cell.
    fn new(formulation: &Formulation, pathways: &Pathways) -> Self {
        let (doctors, rows) = (pathways.len(), formulation.rows.len());
        let connects = can_be_broken(formulation, pathways);
        // Doctors first, then rows.
        let mut union = UnionFind::<usize>::new(doctors + rows);
        for doctor in 0..doctors {
            each_use(formulation, pathways, DoctorId::new(doctor), |row, _, _| {
                if connects[row] {
                    union.union(doctor, doctors + row);
                }
            });
        }
        for (row, cut) in formulation.cuts.with_rows() {
            for &(of, _) in &cut.rows {
                union.union(doctors + of.index(), doctors + row.index());
            }
            for doctor in &cut.doctors {
                union.union(doctor.index(), doctors + row.index());
            }
        }
        for group in &formulation.groups {
            for pair in group.rows().windows(2) {
                union.union(doctors + pair[0].index(), doctors + pair[1].index());
            }
        }
        let mut number = vec![u32::MAX; doctors + rows];
        let mut count = 0;
        let of_doctor: Vec<u32> = (0..doctors)
            .map(|doctor| {
                let root = union.find(doctor);
                if number[root] == u32::MAX {
                    number[root] = count;
                    count += 1;
                }
                number[root]
            })
            .collect();
        // A row that connects nobody is put into the first component.
        let component_of = |row: usize| {
            Some(number[union.find(doctors + row)])
                .filter(|at| *at != u32::MAX)
                .unwrap_or(0)
        };
        let of_row: Vec<u32> = (0..rows).map(component_of).collect();
        let of_group = formulation
            .groups
            .iter()
            .map(|group| group.rows().first().map_or(0, |row| of_row[row.index()]))
            .collect();
        Self {
            of_doctor,
            of_row,
            of_group,
            connects,
            count: count.max(1) as usize,
        }
    }
}

/// Stands for an amount that is not worked out; like everything negative it counts as able to break a row.
const UNKNOWN: i64 = -1;

/// Rows that some choice of pathways may break, or whose cost it may change.
fn can_be_broken(formulation: &Formulation, pathways: &Pathways) -> Vec<bool> {
    let rows = &formulation.rows;
    // The most that all doctors together can add: the sum over doctors and steps of the most that each can add there.
    let mut most = vec![0_i64; rows.len()];
    let mut in_step: Vec<(usize, i64)> = vec![(usize::MAX, 0); rows.len()];
    let mut negative = vec![false; rows.len()];
    let mut moment = 0;
    for doctor in (0..pathways.len()).map(DoctorId::new) {
        let steps = pathways.axis(doctor).len() + 1;
        each_use(formulation, pathways, doctor, |row, step, amount| {
            negative[row] |= amount < 0;
            let now = moment + step;
            let known = if in_step[row].0 == now {
                in_step[row].1
            } else {
                0
            };
            if amount > known {
                most[row] = most[row].saturating_add(amount - known);
                in_step[row] = (now, amount);
            }
        });
        moment += steps;
    }
    let slack = |row: usize| {
        let within = match &rows[row].shape {
            Shape::Interval { lower, upper } => {
                lower.is_none_or(|lower| lower <= 0) && upper.is_none_or(|upper| most[row] <= upper)
            }
            Shape::OneOf(_) | Shape::ZeroOr { .. } | Shape::Never(_) => false,
        };
        within && !negative[row] && rows[row].group.is_none()
    };
    let mut broken: Vec<bool> = (0..rows.len()).map(|row| !slack(row)).collect();
    // Whoever adds to a row of a cut adds to the cut.
    for (row, cut) in formulation.cuts.with_rows() {
        broken[row.index()] = true;
        cut.rows
            .iter()
            .for_each(|(of, _)| broken[of.index()] = true);
    }
    broken
}

/// Calls `each` with the row, the step and the amount of everything that a doctor may add to a row; for slots and scores with [`UNKNOWN`].
fn each_use(
    formulation: &Formulation,
    pathways: &Pathways,
    doctor: DoctorId,
    mut each: impl FnMut(usize, usize, i64),
) {
    let one = OneDoctor::new(pathways, doctor);
    let steps = one.axis.len();
    for (cell, _) in may_be_there(pathways, doctor)
        .iter()
        .enumerate()
        .filter(|(_, may)| **may)
    {
        let (activity, index) = (one.class.diagram.places()[cell / steps], cell % steps);
        let step = &one.axis.steps[index];
        let most = (step.present.len() + step.kept.len()) as i64;
        let mut add = |term: Term| {
            each(
                term.row.index(),
                index,
                term.coefficient
                    .saturating_mul(term.weight)
                    .saturating_mul(most),
            )
        };
        // A doctor of half presence may count as much as one of full presence.
        step.present
            .iter()
            .for_each(|period| formulation.each_term(doctor, activity, *period, false, &mut add));
        step.kept
            .iter()
            .for_each(|period| formulation.each_kept_term(doctor, activity, *period, &mut add));
    }
    formulation.each_slot_term(doctor, |event, slot, term| {
        if one.slot(event, slot).is_some() {
            each(term.row.index(), steps, UNKNOWN);
        }
    });
    formulation.each_score_term(doctor, |term| each(term.row.index(), steps, UNKNOWN));
}

/// Cells in which a doctor may be, `place * steps + step`: a diagram is shared with others who may be elsewhere.
fn may_be_there(pathways: &Pathways, doctor: DoctorId) -> Vec<bool> {
    let diagram = &pathways.class(doctor).diagram;
    let steps = pathways.axis(doctor).len();
    let mut may = vec![false; diagram.places().len() * steps];
    for (label, &value) in diagram.labels().iter().zip(&pathways.table(doctor).labels) {
        if let Place::Start(place) | Place::Stay(place) = label.place
            && value != i64::NOWHERE
        {
            let first = place as usize * steps + label.first as usize;
            may[first..first + label.steps as usize].fill(true);
        }
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::BuildLimits;
    use crate::formulation::RowId;
    use crate::problem::draft::DoctorDraft;
    use crate::problem::{Problem, ProblemBuilder};

    /// Two surgeons and two physicians with a place for one of each, and a library for all of them.
    fn hospital(library: i64) -> Problem {
        let mut builder = ProblemBuilder::weeks("hospital", "2026-01-04", "2026-01-31")
            .specialty("surgeon", None)
            .specialty("physician", None)
            .department("theatre", 1)
            .department("ward", 1)
            .department("library", library)
            .activity("operate", "theatre", &["surgeon"])
            .activity("treat", "ward", &["physician"]);
        for (id, specialty) in [
            ("a", "surgeon"),
            ("b", "physician"),
            ("c", "surgeon"),
            ("d", "physician"),
        ] {
            builder = builder.doctor_with(DoctorDraft {
                id: id.into(),
                specialty: Some(specialty.into()),
                ..DoctorDraft::default()
            });
        }
        builder.build().unwrap()
    }

    fn ground(problem: &Problem) -> (Pathways, Formulation) {
        let pathways = Pathways::build(problem, BuildLimits { arcs: 10_000 }, true);
        let formulation = Formulation::new(problem, &pathways);
        (pathways, formulation)
    }

    #[test]
    fn a_row_that_nobody_can_break_connects_nobody() {
        for (library, expected) in [(3, 1), (4, 2)] {
            let problem = hospital(library);
            let (pathways, formulation) = ground(&problem);
            assert_eq!(
                formulation.components(&pathways).len(),
                expected,
                "{library} places"
            );
        }
    }

    #[test]
    fn components_hold_everybody_and_every_row_once() {
        let problem = hospital(4);
        let (pathways, formulation) = ground(&problem);
        let lists = formulation.components(&pathways).lists();
        assert_eq!(lists[0].doctors, [0, 2]);
        assert_eq!(lists[1].doctors, [1, 3]);
        let mut rows: Vec<RowId> = lists.iter().flat_map(|list| list.rows.clone()).collect();
        rows.sort_unstable();
        assert_eq!(
            rows,
            (0..formulation.rows.len())
                .map(RowId::new)
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_part_has_the_rows_of_its_component() {
        let problem = hospital(4);
        let (pathways, formulation) = ground(&problem);
        for list in formulation.components(&pathways).lists() {
            let (own, part) = (
                pathways.part(&list.doctors),
                formulation.part(&list, problem.activities().len()),
            );
            assert_eq!(own.len(), 2);
            assert_eq!(part.components(&own).len(), 1);
            let names = |formulation: &Formulation, row: RowId| formulation.row_name(&problem, row);
            for (new, old) in list.rows.iter().enumerate() {
                assert_eq!(names(&part, RowId::new(new)), names(&formulation, *old));
            }
        }
    }
}
