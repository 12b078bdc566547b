//! The plain data a problem is read from and written to: strings for ids, nothing resolved, nothing checked.
//!
//! [`ProblemDraft::validate`](ProblemDraft::validate) turns it into an immutable [`Problem`](super::Problem) or into
//! [`Diagnostics`](crate::Diagnostics) with everything that is wrong. All tables are flat, so that the same content can
//! be one JSON document or a folder of CSV files.

use super::rule_draft::RuleDraft;
use crate::calendar::PeriodKind;

/// The format version that this release writes.
pub const FORMAT_VERSION: u32 = 1;

macro_rules! draft {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* #[serde(default, skip_serializing_if = "crate::problem::draft::is_default")] pub $field: $type,)*
        }
    )+};
}
pub(crate) use draft;

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A point in time: `2026-09-06`, `2026-09-06 am`, `2026-09-06 pm`, `#12` (the twelfth period) or a block's name.
pub type When = String;

draft! {
    /// A whole problem as plain data.
    ProblemDraft {
        /// Format version, [`FORMAT_VERSION`].
        format: u32,
        /// Name of the problem.
        name: String,
        /// Free text: where the data comes from.
        note: String,
        /// The planning horizon.
        horizon: HorizonDraft,
        /// Grids besides the built-in `period`.
        grids: Vec<GridDraft>,
        /// Specialties.
        specialties: Vec<SpecialtyDraft>,
        /// Regions.
        regions: Vec<RegionDraft>,
        /// Cohorts.
        cohorts: Vec<CohortDraft>,
        /// Hospitals.
        hospitals: Vec<HospitalDraft>,
        /// Departments.
        departments: Vec<DepartmentDraft>,
        /// Activities; a department without any offers one that has the department's own id.
        activities: Vec<ActivityDraft>,
        /// Places per department or activity; of the rows that speak of one half-day the last one counts, and a period has the tightest limits of its half-days.
        capacities: Vec<CapacityDraft>,
        /// Closures of hospitals, departments and activities; together they close the periods whose working time they cover altogether.
        closures: Vec<ClosureDraft>,
        /// Absences of supervisors.
        absences: Vec<AbsenceDraft>,
        /// Curricula: named bundles of requirements that doctors follow.
        curricula: Vec<CurriculumDraft>,
        /// Doctors.
        doctors: Vec<DoctorDraft>,
        /// Leaves of doctors.
        leaves: Vec<LeaveDraft>,
        /// Documents of doctors and how long they are valid.
        documents: Vec<DocumentDraft>,
        /// What doctors completed before the horizon.
        history: Vec<HistoryDraft>,
        /// Requirements.
        requirements: Vec<RequirementDraft>,
        /// Elective groups: k of n requirements.
        electives: Vec<ElectiveDraft>,
        /// Precedence between requirements.
        precedence: Vec<PrecedenceDraft>,
        /// Joint events.
        events: Vec<EventDraft>,
        /// Preferences.
        preferences: Vec<PreferenceDraft>,
        /// All other rules.
        rules: Vec<RuleDraft>,
        /// The published schedule, if there is one.
        published: Vec<RotationDraft>,
        /// Attendances of the published schedule.
        published_attendances: Vec<AttendanceDraft>,
    }

    /// The horizon: a kind of period and the dates it covers.
    HorizonDraft {
        /// What one period is; `week` if missing.
        kind: PeriodKindDraft,
        /// First date.
        start: String,
        /// Last date, included.
        end: String,
        /// Weekdays worked all day (`sunday` …); Monday to Friday if both lists are empty.
        working_days: Vec<String>,
        /// Weekdays worked in the morning only.
        working_mornings: Vec<String>,
        /// Spans in which nobody works.
        closures: Vec<NamedSpanDraft>,
        /// The blocks of a horizon of kind `block`; one without a working weekday is worked on all of its days.
        blocks: Vec<NamedSpanDraft>,
    }

    /// A named span of dates, both ends included.
    NamedSpanDraft {
        /// Name.
        name: String,
        /// First date.
        from: String,
        /// Last date, included.
        to: String,
    }

    /// A grid: blocks of periods, given by their length or by their starts.
    GridDraft {
        /// Id.
        id: String,
        /// `week` (Sunday to Saturday), `month`, `day` or `period`; missing where `starts` is given.
        every: Option<String>,
        /// First period of each block.
        starts: Vec<When>,
    }

    /// A specialty.
    SpecialtyDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// The specialty it belongs under.
        parent: Option<String>,
    }

    /// A region.
    RegionDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Population, for reports and shares.
        population: Option<i64>,
    }

    /// A cohort: doctors who arrive together.
    CohortDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Arrival of its doctors unless they have one of their own.
        arrival: Option<When>,
        /// Departure (last day, included) of its doctors unless they have one of their own.
        departure: Option<When>,
        /// Region of its doctors unless they have one of their own.
        region: Option<String>,
        /// Grid of its doctors unless they have one of their own.
        grid: Option<String>,
        /// Curriculum of its doctors unless they have one of their own.
        curriculum: Option<String>,
    }

    /// A hospital.
    HospitalDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
    }

    /// A department of a hospital.
    DepartmentDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Its hospital; may be left out where there is only one.
        hospital: String,
        /// Supervisors who can take visitors, for capacity by supervision.
        supervisors: Option<i64>,
        /// Visitors per supervisor.
        visitors_per_supervisor: Option<i64>,
        /// Tags, given to all its activities.
        tags: Vec<String>,
    }

    /// An activity that a department offers.
    ActivityDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Department that offers it.
        department: String,
        /// Specialties it is offered to, their descendants included; everybody if empty.
        specialties: Vec<String>,
        /// `observer` (default) or `hands_on`, which needs a permit.
        role: RoleDraft,
        /// Language the doctor must speak.
        language: Option<String>,
        /// Tags, such as `nights`.
        tags: Vec<String>,
        /// Whoever is in this activity is on leave, within a rotation in the activity named here, whose place is kept.
        leave_of: Option<String>,
        /// The periods that are leave in an activity with `leave_of`; all of them if empty.
        leave_periods: PeriodFilter,
    }

    /// Places of a department or an activity.
    CapacityDraft {
        /// Department or activity.
        of: String,
        /// First period it holds for; the horizon's first if missing.
        from: Option<When>,
        /// Last period it holds for, included; the horizon's last if missing.
        to: Option<When>,
        /// Fewest doctors.
        min: i64,
        /// Most doctors, before local trainees; no limit if missing.
        max: Option<i64>,
        /// Local trainees, who take places first.
        local_trainees: i64,
        /// Cost of each doctor too few or too many in a period; hard if missing. One value for each department or activity. Closures stay hard.
        weight: Option<i64>,
    }

    /// A closure of a hospital, department or activity.
    ClosureDraft {
        /// Hospital, department or activity.
        of: String,
        /// First date.
        from: When,
        /// Last date, included.
        to: When,
        /// Why.
        reason: String,
    }

    /// Supervisors of a department who are away.
    AbsenceDraft {
        /// Department.
        department: String,
        /// First date.
        from: When,
        /// Last date, included.
        to: When,
        /// How many supervisors.
        supervisors: i64,
        /// Why, such as the masterclass they travel to.
        reason: String,
    }

    /// A curriculum.
    CurriculumDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
    }

    /// A doctor.
    DoctorDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Specialty.
        specialty: Option<String>,
        /// Level or year of training.
        level: String,
        /// Region.
        region: Option<String>,
        /// Cohort.
        cohort: Option<String>,
        /// Curriculum.
        curriculum: Option<String>,
        /// Grid the doctor moves on; the cohort's, else `period`.
        grid: Option<String>,
        /// First day; the cohort's, else the horizon's first.
        arrival: Option<When>,
        /// Last day, included; the cohort's, else the horizon's last.
        departure: Option<When>,
        /// First day the visa covers.
        visa_from: Option<When>,
        /// Last day the visa covers.
        visa_to: Option<When>,
        /// Languages spoken.
        languages: Vec<String>,
        /// Departments or activities the doctor may work hands-on in.
        permits: Vec<String>,
        /// Tags of activities the doctor may not take.
        avoids: Vec<String>,
        /// Departments or activities for which eligibility (specialty, role, language, tags) is waived.
        waivers: Vec<String>,
        /// Tags.
        tags: Vec<String>,
        /// The doctor does not come: keeps the id, is never there, and no rule or event speaks of them.
        withdrawn: bool,
    }

    /// A leave of a doctor.
    LeaveDraft {
        /// Doctor.
        doctor: String,
        /// First day.
        from: When,
        /// Last day, included.
        to: When,
        /// The doctor is there for half of each period that the leave touches.
        half: bool,
        /// The rotation goes on around the leave: the doctor keeps the place without being there.
        keeps_place: bool,
        /// The leave counts as time served in the rotation around it, whose place is kept.
        counts: bool,
        /// Why.
        reason: String,
    }

    /// A document of a doctor.
    DocumentDraft {
        /// Doctor.
        doctor: String,
        /// Kind of document, such as `vaccination`.
        document: String,
        /// First day of validity.
        from: Option<When>,
        /// Last day of validity.
        to: Option<When>,
    }

    /// What a doctor completed of a requirement before the horizon.
    HistoryDraft {
        /// Doctor.
        doctor: String,
        /// Requirement.
        requirement: String,
        /// Amount in the requirement's unit.
        amount: i64,
        /// Rotations.
        runs: i64,
    }

    /// Chooses doctors: every list that is not empty must contain the doctor's value.
    DoctorFilter {
        /// Ids.
        doctors: Vec<String>,
        /// Specialties, descendants included.
        specialties: Vec<String>,
        /// Levels.
        levels: Vec<String>,
        /// Regions.
        regions: Vec<String>,
        /// Cohorts.
        cohorts: Vec<String>,
        /// Curricula.
        curricula: Vec<String>,
        /// Tags, any of which suffices.
        tags: Vec<String>,
        /// Doctors left out.
        except: Vec<String>,
    }

    /// Chooses activities: every list that is not empty must contain the activity's value.
    ActivityFilter {
        /// Ids.
        activities: Vec<String>,
        /// Departments.
        departments: Vec<String>,
        /// Hospitals.
        hospitals: Vec<String>,
        /// Tags, any of which suffices.
        tags: Vec<String>,
        /// Activities or departments left out.
        except: Vec<String>,
    }

    /// Chooses periods: those touched by `from..=to` and in `periods` (all if empty), on `weekdays` (all if empty).
    PeriodFilter {
        /// First; the horizon's first if missing.
        from: Option<When>,
        /// Last, included; the horizon's last if missing.
        to: Option<When>,
        /// Single periods.
        periods: Vec<When>,
        /// Weekdays on which the period must begin; a week begins on the weekday of the horizon's `start`.
        weekdays: Vec<String>,
    }

    /// Family 1: what a doctor must complete. See `docs/rules.md`.
    RequirementDraft {
        /// Id.
        id: String,
        /// Who; everybody if empty.
        doctors: DoctorFilter,
        /// Where it can be completed: any of these.
        activities: ActivityFilter,
        /// Least amount.
        min: i64,
        /// Greatest amount; no limit if missing.
        max: Option<i64>,
        /// Whether amounts and run lengths count blocks of the doctor's grid (default) or periods present.
        unit: UnitDraft,
        /// Shortest rotation.
        run_min: i64,
        /// Longest rotation.
        run_max: Option<i64>,
        /// Fewest rotations.
        runs_min: i64,
        /// Most rotations.
        runs_max: Option<i64>,
        /// Either not begun at all or completed.
        optional: bool,
        /// Part of the horizon in which the amount counts; all of it if empty.
        within: PeriodFilter,
        /// Cost of each unit below `min` or above `max`; hard if missing. Run limits stay hard.
        weight: Option<i64>,
    }

    /// Family 1: so many of the requirements are completed.
    ElectiveDraft {
        /// Id.
        id: String,
        /// Who; everybody if empty.
        doctors: DoctorFilter,
        /// The requirements to choose from.
        requirements: Vec<String>,
        /// Fewest.
        min: i64,
        /// Most; no limit if missing.
        max: Option<i64>,
        /// Cost of each too few or too many; hard if missing.
        weight: Option<i64>,
    }

    /// Family 2: no rotation of `after` starts before `count` of `before` are complete.
    PrecedenceDraft {
        /// Id.
        id: String,
        /// Who; everybody if empty.
        doctors: DoctorFilter,
        /// Requirements that come first.
        before: Vec<String>,
        /// How many of them; all if missing.
        count: Option<i64>,
        /// Requirement that comes after.
        after: String,
        /// Cost of each rotation started too early; hard if missing.
        weight: Option<i64>,
    }

    /// A joint event.
    EventDraft {
        /// Id.
        id: String,
        /// Name to show.
        name: String,
        /// Who attends; everybody if empty.
        attendees: DoctorFilter,
        /// When: one of these slots for each attendee.
        slots: Vec<SlotDraft>,
        /// Fewest attendees of a slot that is held.
        min_places: i64,
        /// Most attendees of a slot; no limit if missing.
        max_places: Option<i64>,
        /// All attendees come to the same slot.
        joint: bool,
        /// Attendance is a choice worth `value`.
        optional: bool,
        /// Value of one doctor's attendance.
        value: i64,
    }

    /// A slot of an event.
    SlotDraft {
        /// First half-day or period.
        from: When,
        /// Last, included.
        to: When,
    }

    /// Family 9: what a doctor's being somewhere is worth.
    PreferenceDraft {
        /// Id; may be left out.
        id: String,
        /// Who; everybody if empty.
        doctors: DoctorFilter,
        /// Where.
        activities: ActivityFilter,
        /// When; always if empty.
        periods: PeriodFilter,
        /// Value, negative for a dislike.
        value: i64,
        /// For each period present (default), each block or each rotation (where it starts).
        per: PerDraft,
    }

    /// A rotation of a published schedule.
    RotationDraft {
        /// Doctor.
        doctor: String,
        /// Activity.
        activity: String,
        /// First period.
        from: When,
        /// Last period, included.
        to: When,
    }

    /// An attendance of a published schedule.
    AttendanceDraft {
        /// Doctor.
        doctor: String,
        /// Event.
        event: String,
        /// Slot, 1 the first.
        slot: i64,
    }
}

macro_rules! choice {
    ($($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }
    )+};
}
pub(crate) use choice;

choice! {
    /// Role of the doctor in an activity.
    RoleDraft {
        /// Watches.
        #[default]
        Observer,
        /// Works on patients, within a permit.
        HandsOn,
    }
    /// What an amount counts.
    UnitDraft {
        /// Blocks of the doctor's grid.
        #[default]
        Blocks,
        /// Periods in which the doctor is present.
        Periods,
    }
    /// What a preference is paid for.
    PerDraft {
        /// Each period present.
        #[default]
        Period,
        /// Each block of the doctor's grid.
        Block,
        /// Each rotation, at its first period.
        Rotation,
    }
    /// What one period is; see [`PeriodKind`].
    PeriodKindDraft {
        /// A week.
        #[default]
        Week,
        /// A working day.
        Day,
        /// Half of a working day.
        HalfDay,
        /// A named block.
        Block,
    }
}

impl From<PeriodKindDraft> for PeriodKind {
    fn from(kind: PeriodKindDraft) -> Self {
        match kind {
            PeriodKindDraft::Week => Self::Week,
            PeriodKindDraft::Day => Self::Day,
            PeriodKindDraft::HalfDay => Self::HalfDay,
            PeriodKindDraft::Block => Self::Block,
        }
    }
}
