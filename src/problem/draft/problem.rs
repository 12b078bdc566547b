//! A whole problem, and its time.

use super::When;
use super::people::{
    CohortDraft, CurriculumDraft, DoctorDraft, DocumentDraft, HistoryDraft, LeaveDraft,
    RegionDraft, SpecialtyDraft,
};
use super::places::{
    AbsenceDraft, ActivityDraft, CapacityDraft, ClosureDraft, DepartmentDraft, HospitalDraft,
};
use super::plain::{choice, draft};
use super::rows::{
    AttendanceDraft, ElectiveDraft, EventDraft, PrecedenceDraft, PreferenceDraft, RequirementDraft,
    RotationDraft,
};
use crate::calendar::PeriodKind;
use crate::problem::rule_draft::RuleDraft;

/// The format version that this release writes.
pub const FORMAT_VERSION: u32 = 1;

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
}

choice! {
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
