//! Family 14: differences from the published schedule.

use super::prelude::*;

draft_rule! {
    /// 14. Differences from the published schedule. Unit: a period in which a present doctor is elsewhere than published.
    Change {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// When; always if empty.
        [default] periods: PeriodFilter = Periods,
        /// Cost of each period that differs.
        [default] cost: i64 = Price,
        /// Cost, once, of each doctor with anything published for whom a period differs.
        [default] doctor_cost: i64 = Price,
        /// Most periods that may differ for one doctor.
        [default] max_periods_per_doctor: Option<i64> = HardLimit,
        /// Most periods that may differ in all.
        [default] max_periods: Option<i64> = HardLimit,
    }
}

resolved_rule! {
    /// 14. Differences from the published schedule. Unit: a period in which a present doctor is elsewhere than published.
    Change {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// When.
        periods: PeriodSet = Periods,
        /// Cost of each difference.
        cost: i64 = Price,
        /// Cost, once, of each doctor with anything published who has a difference; part of the doctor's score.
        doctor_cost: i64 = Price,
        /// Most for one doctor.
        max_periods_per_doctor: Option<i64> = HardLimit,
        /// Most in all.
        max_periods: Option<i64> = HardLimit,
    }
}

impl Draft for Change {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let cost = Price.resolve(&self.cost, "cost", at)?;
        let doctor_cost = Price.resolve(&self.doctor_cost, "doctor_cost", at)?;
        if at.resolver.draft.published.is_empty()
            && at.resolver.draft.published_attendances.is_empty()
        {
            at.error_of_rule(
                Code::MissingValue,
                "there is no published schedule to compare with.",
            );
            return None;
        }
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let periods: Option<PeriodSet> = Periods.resolve(&self.periods, "periods", at);
        let (doctors, periods) = (doctors?, periods?);
        let (max_periods_per_doctor, max_periods) = (self.max_periods_per_doctor, self.max_periods);
        at.add(Rule::Change(resolved::Change {
            doctors,
            periods,
            cost,
            doctor_cost,
            max_periods_per_doctor,
            max_periods,
        }));
        Some(())
    }
}

impl Facts for resolved::Change {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "too many differences from the published schedule",
            "periods",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} changed against the published schedule",
            say.count(amount, say.period_noun())
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Published
    }
    fn is_sum(&self) -> bool {
        true
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // What was published is compared where the doctor is there.
        false
    }
    fn in_score(&self, _size: &Size<'_>) -> i128 {
        self.doctor_cost.unsigned_abs().into()
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        (self.doctors.len() * self.periods.len()) as i128
    }
    fn rows_and_cells(&self, _size: &Size<'_>) -> (usize, usize) {
        (self.doctors.len().saturating_mul(2), 0)
    }
}
