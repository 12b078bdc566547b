//! The plain data a problem is read from and written to: strings for ids, nothing resolved, nothing checked.
//!
//! [`ProblemDraft::validate`](ProblemDraft::validate) turns it into an immutable [`Problem`](super::Problem) or into
//! [`Diagnostics`](crate::Diagnostics) with everything that is wrong. All tables are flat, so that the same content can
//! be one JSON document or a folder of CSV files.

mod filters;
mod people;
mod places;
mod plain;
mod problem;
mod rows;

pub use filters::{ActivityFilter, DoctorFilter, PeriodFilter};
pub use people::{
    CohortDraft, CurriculumDraft, DoctorDraft, DocumentDraft, HistoryDraft, LeaveDraft,
    RegionDraft, SpecialtyDraft,
};
pub use places::{
    AbsenceDraft, ActivityDraft, CapacityDraft, ClosureDraft, DepartmentDraft, HospitalDraft,
    RoleDraft,
};
pub(crate) use plain::{choice, draft, is_default};
pub use problem::{
    FORMAT_VERSION, GridDraft, HorizonDraft, NamedSpanDraft, PeriodKindDraft, ProblemDraft,
};
pub use rows::{
    AttendanceDraft, ElectiveDraft, EventDraft, PerDraft, PrecedenceDraft, PreferenceDraft,
    RequirementDraft, RotationDraft, SlotDraft, UnitDraft,
};

/// A point in time: `2026-09-06`, `2026-09-06 am`, `2026-09-06 pm`, `#12` (the twelfth period) or a block's name.
pub type When = String;
