//! The same rows and one more: what branch and price asks of one doctor.

use super::family::{CellTerms, DoctorWeights, Family};
use super::{Formulation, Row, RowId, Shape};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};

impl Formulation {
    /// With a doctor in an activity in a period, or not there.
    pub(crate) fn with_cell(
        &self,
        doctor: DoctorId,
        activity: ActivityId,
        period: PeriodId,
        is_there: bool,
    ) -> Self {
        let mut formulation = self.clone();
        let (rule, row) = formulation.add_branch(is_there);
        let mut place_of = vec![u16::MAX; activity.index() + 1];
        place_of[activity.index()] = 0;
        let cells = CellTerms::new(place_of, 1, formulation.periods, vec![(0, period, row, 1)]);
        // Present or on leave there: pathways that differ in kept leave alone are told apart, too.
        let family = Family {
            keeps: true,
            ..Family::over_cells(rule, DoctorWeights::Some(vec![(doctor, 1)]), cells)
        };
        formulation.add_branch_family(family, doctor);
        formulation
    }

    /// With a doctor attending a slot, or not.
    pub(crate) fn with_slot(
        &self,
        doctor: DoctorId,
        event: EventId,
        slot: u32,
        is_there: bool,
    ) -> Self {
        let mut formulation = self.clone();
        let (rule, row) = formulation.add_branch(is_there);
        let doctors = DoctorWeights::Some(vec![(doctor, 1)]);
        let family = Family {
            rule,
            doctors,
            halves: false,
            keeps: false,
            cells: None,
            slots: vec![(event, slot, row, 1)],
            scores: Vec::new(),
        };
        formulation.add_branch_family(family, doctor);
        formulation
    }

    fn add_branch(&mut self, is_there: bool) -> (RuleId, RowId) {
        let shape = if is_there {
            Shape::Interval {
                lower: Some(1),
                upper: None,
            }
        } else {
            Shape::Interval {
                lower: None,
                upper: Some(0),
            }
        };
        // No rule of the problem says so; the name of the row is never asked for.
        let (rule, number) = self
            .rows
            .last()
            .map_or((RuleId::new(0), 0), |last| (last.rule, last.number + 1));
        self.rows.push(Row {
            rule,
            number,
            shape,
            weight: None,
            group: None,
        });
        (rule, RowId::new(self.rows.len() - 1))
    }

    fn add_branch_family(&mut self, family: Family, doctor: DoctorId) {
        self.of_doctor[doctor.index()].push((self.families.len() as u32, 1));
        self.families.push(family);
    }
}
