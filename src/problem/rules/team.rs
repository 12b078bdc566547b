//! Family 12: company.

use super::prelude::*;

rule! {
    /// 12. In each place and period at most `doctors_per_companion` doctors for each companion. Unit: a doctor beyond.
    Team {
        /// Who needs company.
        doctors: DoctorFilter => DoctorSet = Doctors,
        /// Who gives it; shares no doctor with `doctors`.
        companions: DoctorFilter => DoctorSet = Companions,
        /// Most doctors for one companion.
        doctors_per_companion: i64 => i64 = Count(0, 1_000_000),
        /// What a place is.
        [default] scope: ScopeDraft => Scope = Plain,
        /// Where it matters; everywhere if empty.
        [default] activities: ActivityFilter => ActivitySet = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter => PeriodSet = JudgedPeriods,
        /// Cost of each doctor beyond; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
    checked by have_company_of_others;
}

fn have_company_of_others(rule: &resolved::Team, at: &mut At<'_>) -> bool {
    if rule.doctors.intersects(&rule.companions) {
        at.error(
            Code::ContradictoryRule,
            "companions",
            "a doctor cannot be his or her own companion.",
        );
        return false;
    }
    true
}

impl Facts for resolved::Team {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too few companions", "doctors")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} without company, {} for each companion",
            say.count(amount, "doctor"),
            self.doctors_per_companion
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.activities.iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        Some(&self.periods)
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        (self.doctors.len() * self.periods.len()) as i128
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let places = size.places(self.scope).min(self.activities.len());
        (
            places.saturating_mul(self.periods.len()),
            size.cells(places, self.doctors.len() + self.companions.len()),
        )
    }
}
