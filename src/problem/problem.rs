//! The validated, immutable problem.

use super::draft::{DoctorFilter, ProblemDraft};
use super::entity::{
    Activity, Cohort, Department, Doctor, Event, Hospital, Presence, Region, RequirementIndex,
    RequirementLimits, Specialty,
};
use super::row::RuleRow;
use super::rule::{DoctorSet, Rule};
use super::stand_in::{StandIn, UNKNOWN};
use crate::calendar::{Grid, Horizon};
use crate::ids::{
    ActivityId, CohortId, DepartmentId, DoctorId, EventId, GridId, HospitalId, PeriodId, RegionId,
    RuleId, SpecialtyId,
};
use crate::schedule::Schedule;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A validated problem: immutable, cheap to clone, knows no solver.
///
/// The only ways to get one are [`ProblemDraft::validate`], the [builder](super::ProblemBuilder) and the readers in
/// [`format`](crate::format), which all end in the same validation.
///
/// Ids are positions: they mean something in the problem they are of. Nothing here fails for those of another problem. Those beyond the end of
/// a list get a stand-in named [`UNKNOWN`] that belongs nowhere and asks for nothing; the lists' own `get` tells whether there is such a one, and
/// [`Problem::ensure_known`] refuses a whole schedule.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// let written: medrota::Problem = medrota::Problem::from_json_str(&problem.to_json())?;
/// assert_eq!(written, problem);
/// for doctor in problem.doctors() {
///     println!("{} is there for periods {} to {}", doctor.key, doctor.first.index(), doctor.last.index());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) data: Arc<ProblemData>,
}

/// Positions by the ids of the input.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) doctors: HashMap<Box<str>, usize>,
    pub(super) activities: HashMap<Box<str>, usize>,
    pub(super) departments: HashMap<Box<str>, usize>,
    pub(super) events: HashMap<Box<str>, usize>,
    pub(super) rules: HashMap<Box<str>, usize>,
}

impl Known {
    fn of(data: &ProblemData) -> Self {
        fn positions<'a>(keys: impl Iterator<Item = &'a String>) -> HashMap<Box<str>, usize> {
            let mut known = HashMap::new();
            for (position, key) in keys.enumerate() {
                known.entry(key.as_str().into()).or_insert(position);
            }
            known
        }
        Self {
            doctors: positions(data.doctors.iter().map(|one| &one.key)),
            activities: positions(data.activities.iter().map(|one| &one.key)),
            departments: positions(data.departments.iter().map(|one| &one.key)),
            events: positions(data.events.iter().map(|one| &one.key)),
            rules: positions(data.rules.iter().map(|one| &one.key)),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct ProblemData {
    /// Made when something is first looked up.
    known: OnceLock<Known>,
    pub(super) draft: ProblemDraft,
    pub(super) horizon: Option<Horizon>,
    pub(super) grids: Vec<Grid>,
    pub(super) specialties: Vec<Specialty>,
    pub(super) regions: Vec<Region>,
    pub(super) cohorts: Vec<Cohort>,
    pub(super) hospitals: Vec<Hospital>,
    pub(super) departments: Vec<Department>,
    pub(super) activities: Vec<Activity>,
    pub(super) doctors: Vec<Doctor>,
    pub(super) events: Vec<Event>,
    pub(super) requirements: Vec<RequirementLimits>,
    pub(super) rules: Vec<NamedRule>,
    /// The rule of each row that has one.
    pub(super) rule_at: HashMap<RuleRow, RuleId>,
    /// What the filters of the draft choose, and what those choose that choose doctors who withdrew, with these.
    pub(super) doctor_sets: HashMap<DoctorFilter, DoctorSet>,
    pub(super) with_withdrawn: HashMap<DoctorFilter, DoctorSet>,
    /// Rows whose rules are turned off, with the ids of these.
    pub(super) turned_off: Vec<(RuleRow, String)>,
    /// Of which hospital, department or activity a rule of places is.
    pub(super) place_of_rule: HashMap<RuleRow, String>,
    /// Personal rules of each doctor.
    pub(super) rules_of: Vec<Vec<RuleId>>,
    /// Activities each doctor is eligible for.
    pub(super) eligible: Vec<Arc<super::rule::ActivitySet>>,
    /// Fixed events of each doctor.
    pub(super) fixed_events: Vec<Vec<EventId>>,
    pub(super) published: Option<Schedule>,
    /// Some activity is leave within rotations of another one.
    pub(super) has_leave_activities: bool,
    /// Anybody can be away while a rotation keeps the place.
    pub(super) keeps_places: bool,
    pub(super) warnings: crate::error::Diagnostics,
}

/// A rule with its id in the input and the row that it was written in.
#[derive(Debug)]
pub(crate) struct NamedRule {
    pub(super) key: String,
    pub(super) row: RuleRow,
    pub(super) rule: Rule,
}

macro_rules! accessors {
    ($($(#[$meta:meta])* $list:ident, $one:ident, $ids:ident: $id:ty => $type:ty;)+) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $list(&self) -> &[$type] {
            &self.data.$list
        }
        #[doc = concat!("One of [`Self::", stringify!($list), "`]; for an id of another problem, beyond their end, a stand-in without ties.")]
        #[must_use]
        pub fn $one(&self, id: $id) -> &$type {
            self.data.$list.get(id.index()).unwrap_or_else(|| <$type as StandIn>::stand_in())
        }
        #[doc = concat!("The ids of [`Self::", stringify!($list), "`], in their order.")]
        pub fn $ids(&self) -> impl ExactSizeIterator<Item = $id> + DoubleEndedIterator + Clone + use<> {
            (0..self.data.$list.len()).map(<$id>::new)
        }
    )+};
}

impl Problem {
    /// Name of the problem.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert_eq!(problem.name(), "ward");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.data.draft.name
    }
    /// The plain data this problem was validated from; validating it again gives an equal problem.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert_eq!(problem.draft().doctors.len(), problem.doctors().len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn draft(&self) -> &ProblemDraft {
        &self.data.draft
    }
    /// What validation found worth a look.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// for warning in problem.warnings().iter() {
    ///     eprintln!("{warning}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> &crate::error::Diagnostics {
        &self.data.warnings
    }
    /// The planning horizon.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert_eq!(problem.horizon().len(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[allow(
        clippy::expect_used,
        reason = "validation sets it before anybody sees the problem"
    )]
    pub fn horizon(&self) -> &Horizon {
        self.data
            .horizon
            .as_ref()
            .expect("a validated problem has a horizon")
    }
    accessors! {
        /// Grids, indexed by [`GridId`]; grid 0 has a block a period.
        grids, grid, grid_ids: GridId => Grid;
        /// Specialties, indexed by [`SpecialtyId`].
        specialties, specialty, specialty_ids: SpecialtyId => Specialty;
        /// Regions, indexed by [`RegionId`].
        regions, region, region_ids: RegionId => Region;
        /// Cohorts, indexed by [`CohortId`].
        cohorts, cohort, cohort_ids: CohortId => Cohort;
        /// Hospitals, indexed by [`HospitalId`].
        hospitals, hospital, hospital_ids: HospitalId => Hospital;
        /// Departments, indexed by [`DepartmentId`].
        departments, department, department_ids: DepartmentId => Department;
        /// Activities, indexed by [`ActivityId`].
        activities, activity, activity_ids: ActivityId => Activity;
        /// Doctors, indexed by [`DoctorId`].
        doctors, doctor, doctor_ids: DoctorId => Doctor;
        /// Events, indexed by [`EventId`].
        events, event, event_ids: EventId => Event;
    }
    /// Requirements, indexed by [`RequirementIndex`].
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert_eq!(problem.requirements()[0].min, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn requirements(&self) -> &[RequirementLimits] {
        &self.data.requirements
    }
    /// One of [`Self::requirements`]; beyond their end a stand-in that asks nothing of anybody.
    #[must_use]
    pub fn requirement(&self, index: RequirementIndex) -> &RequirementLimits {
        self.data
            .requirements
            .get(index)
            .unwrap_or_else(|| RequirementLimits::stand_in())
    }
    /// Number of rules; they are numbered 0 to one less.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert_eq!(problem.rule_count(), problem.rules().count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rule_count(&self) -> usize {
        self.data.rules.len()
    }
    /// A rule; for an id of another problem, beyond the last rule, a stand-in that asks nothing of anybody.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let rule = problem.find_rule("capacity/surgery").ok_or("no such rule")?;
    /// assert!(!medrota::problem::rule::is_personal(problem.rule(rule)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        self.data
            .rules
            .get(id.index())
            .map_or_else(|| Rule::stand_in(), |entry| &entry.rule)
    }
    /// A rule's id in the input; built-in rules have `availability`, `eligibility`, `capacity/…`, `closure/…` and `attendance/…`. [`UNKNOWN`] for
    /// an id of another problem, beyond the last rule.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// for (id, rule) in problem.rules() {
    ///     println!("{}: {}", problem.rule_key(id), rule.kind());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rule_key(&self, id: RuleId) -> &str {
        self.data
            .rules
            .get(id.index())
            .map_or(UNKNOWN, |entry| &entry.key)
    }
    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = (RuleId, &Rule)> + '_ {
        self.data
            .rules
            .iter()
            .enumerate()
            .map(|(index, entry)| (RuleId::new(index), &entry.rule))
    }
    /// The personal rules that speak of `doctor`, ascending; none for a doctor of another problem.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let ana = problem.find_doctor("ana").ok_or("nobody")?;
    /// assert!(problem.rules_of(ana).iter().all(|rule| medrota::problem::rule::is_personal(problem.rule(*rule))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rules_of(&self, doctor: DoctorId) -> &[RuleId] {
        self.data
            .rules_of
            .get(doctor.index())
            .map_or(&[], Vec::as_slice)
    }
    /// The activities `doctor` is eligible for: specialty, role, language and tags fit, or are waived. None for a doctor of another problem.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// let ana = problem.find_doctor("ana").ok_or("nobody")?;
    /// let surgery = problem.find_activity("surgery").ok_or("nothing")?;
    /// assert!(problem.eligible(ana).contains(surgery));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn eligible(&self, doctor: DoctorId) -> &super::rule::ActivitySet {
        self.data
            .eligible
            .get(doctor.index())
            .map_or(&Doctor::stand_in().permits, |eligible| eligible)
    }
    /// The events with a fixed time that `doctor` attends; none for a doctor of another problem.
    #[must_use]
    pub fn fixed_events(&self, doctor: DoctorId) -> &[EventId] {
        self.data
            .fixed_events
            .get(doctor.index())
            .map_or(&[], Vec::as_slice)
    }
    /// The published schedule.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert!(problem.published().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn published(&self) -> Option<&Schedule> {
        self.data.published.as_ref()
    }
    /// How `doctor` is there in `period`. The earlier of [`Presence`]'s variants wins. Outside for a doctor or a period of another problem.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// use medrota::{ids::PeriodId, problem::Presence};
    ///
    /// let ana = problem.find_doctor("ana").ok_or("nobody")?;
    /// assert_eq!(problem.presence(ana, PeriodId::new(0)), Presence::Full);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn presence(&self, doctor: DoctorId, period: PeriodId) -> Presence {
        let data = self.doctor(doctor);
        if period < data.first || data.last < period {
            return Presence::Outside;
        }
        let mut presence = Presence::Full;
        for leave in &data.leaves {
            if leave.away.contains(period) {
                if !leave.keeps_place {
                    return Presence::Leave;
                }
                presence = Presence::KeepsPlace;
            } else if leave.half.contains(period) && presence == Presence::Full {
                presence = Presence::Half;
            }
        }
        if presence == Presence::KeepsPlace {
            return presence;
        }
        let at_event = self.fixed_events(doctor).iter().any(|&event| {
            self.event(event)
                .slots
                .first()
                .is_some_and(|slot| slot.whole && slot.first <= period && period <= slot.last)
        });
        if at_event { Presence::Event } else { presence }
    }
    /// True if the doctor can be somewhere for some of the period.
    pub(crate) fn is_available(&self, doctor: DoctorId, period: PeriodId) -> bool {
        matches!(
            self.presence(doctor, period),
            Presence::Half | Presence::Full
        )
    }
    /// True if `doctor` is on a leave in `period` that counts as time served in the rotation around it.
    #[must_use]
    pub fn leave_counts(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.presence(doctor, period) == Presence::KeepsPlace
            && self
                .doctor(doctor)
                .leaves
                .iter()
                .any(|leave| leave.counts && leave.away.contains(period))
    }
    /// True if anybody ever works hands-on: where all activities have the role that nobody has to write, nobody is told apart by it.
    pub(crate) fn tells_roles(&self) -> bool {
        self.activities()
            .iter()
            .any(|activity| activity.role == super::Role::HandsOn)
    }
    /// The activity whose rotations this one belongs to: the one that it is leave of, else itself.
    #[must_use]
    pub fn rotation_of(&self, activity: ActivityId) -> ActivityId {
        self.activity(activity).leave_of.unwrap_or(activity)
    }
    /// The activity in which whoever is in `activity` works in `period`, `None` on leave within the rotation.
    #[must_use]
    pub fn works_in(&self, activity: ActivityId, period: PeriodId) -> Option<ActivityId> {
        (!self.activity(activity).is_leave(period)).then(|| self.rotation_of(activity))
    }
    /// True if the activities have whoever is in them the same way in all periods: an activity in which leave takes a part of the time is
    /// there with the one that it is leave of, or neither is.
    pub(crate) fn counts_whole(&self, activities: &super::rule::ActivitySet) -> bool {
        let is_whole = |(index, activity): (usize, &Activity)| {
            activity.leave_periods.is_none()
                || activity.leave_of.is_none_or(|of| {
                    activities.contains(of) == activities.contains(ActivityId::new(index))
                })
        };
        !self.has_leave_activities() || self.activities().iter().enumerate().all(is_whole)
    }
    /// True if some activity is leave within rotations of another one.
    pub(crate) fn has_leave_activities(&self) -> bool {
        self.data.has_leave_activities
    }
    /// True if anybody can be away while a rotation keeps the place.
    pub(crate) fn keeps_places(&self) -> bool {
        self.data.keeps_places
    }
    /// Positions by the ids of the input.
    pub(super) fn known(&self) -> &Known {
        self.data.known.get_or_init(|| Known::of(&self.data))
    }
}
