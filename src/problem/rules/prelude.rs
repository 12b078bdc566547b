//! What a declaration needs.

pub(super) use super::field::{
    Activities, Companions, Cost, Count, Departments, DoctorWeights, Doctors, DocumentKind, Groups,
    HardLimit, JudgedPeriods, LastBegun, Multiplier, Number, OpenLimit, OwnCode, Periods, Plain,
    Price, Requires, Resolve, RuleName, ScoreLimit, Steps, ValueOrForbidden, Values, Weight,
    activity_named, ask_counts,
};
pub(super) use super::{At, Draft, DraftParts, Facts, Say, Size, Wants};
pub(super) use crate::error::Code;
pub(super) use crate::ids::{ActivityId, DoctorId, EventId, IdSet, PeriodId};
pub(super) use crate::problem::draft::{
    ActivityFilter, DoctorFilter, PerDraft, PeriodFilter, When,
};
pub(super) use crate::problem::problem::ProblemData;
pub(super) use crate::problem::rule::{
    ActivitySet, CellEntry, DoctorSet, Measure, PatternStep, Per, PeriodSet, PlaceLimit, Rule,
    Scope,
};
pub(super) use crate::problem::rule_draft::{
    CellsModeDraft, CoveragePerDraft, DoctorWeightDraft, GroupDraft, MeasureDraft,
    PatternStepDraft, ScopeDraft, SuccessionModeDraft, TemplateCellDraft,
};
pub(super) use crate::problem::validate::Budget;
pub(super) use crate::problem::{RequirementIndex, RequirementLimits};
