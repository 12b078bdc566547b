//! Ids of what a problem has, by those of the input.

use super::Problem;
use crate::ids::{ActivityId, DepartmentId, DoctorId, EventId, PeriodId, RuleId};

impl Problem {
    /// All periods of the horizon.
    pub(crate) fn period_ids(&self) -> impl DoubleEndedIterator<Item = PeriodId> + Clone + use<> {
        (0..self.horizon().len()).map(PeriodId::new)
    }
    /// The event with this id in the input.
    pub(crate) fn find_event(&self, key: &str) -> Option<EventId> {
        self.known().events.get(key).copied().map(EventId::new)
    }
    /// The doctor with this id in the input.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let ana = problem.find_doctor("ana").ok_or("nobody")?;
    /// assert_eq!(problem.doctor(ana).key, "ana");
    /// assert!(problem.find_doctor("zoe").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find_doctor(&self, key: &str) -> Option<DoctorId> {
        self.known().doctors.get(key).copied().map(DoctorId::new)
    }
    /// The activity with this id in the input.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let surgery = problem.find_activity("surgery").ok_or("nothing")?;
    /// assert_eq!(problem.activity(surgery).key, "surgery");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find_activity(&self, key: &str) -> Option<ActivityId> {
        self.known()
            .activities
            .get(key)
            .copied()
            .map(ActivityId::new)
    }
    /// The department with this id in the input.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let surgery = problem.find_department("surgery").ok_or("nothing")?;
    /// assert_eq!(problem.department(surgery).key, "surgery");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find_department(&self, key: &str) -> Option<DepartmentId> {
        self.known()
            .departments
            .get(key)
            .copied()
            .map(DepartmentId::new)
    }
    /// The rule with this id in the input.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let rule = problem.find_rule("capacity/surgery").ok_or("no such rule")?;
    /// assert!(problem.is_hard(rule));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find_rule(&self, key: &str) -> Option<RuleId> {
        self.known().rules.get(key).copied().map(RuleId::new)
    }
}
