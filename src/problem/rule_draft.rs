//! The rules that have no table of their own, as plain data.

use super::draft::{ActivityFilter, DoctorFilter, PeriodFilter, When, choice, draft, is_default};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

draft! {
    /// One step of a [`RuleDraft::Pattern`].
    PatternStepDraft {
        /// Activities that match; all if empty.
        activities: ActivityFilter,
        /// An idle block matches, too.
        idle: bool,
    }
    /// One piece of a [`RuleDraft::Template`].
    TemplateCellDraft {
        /// First period.
        from: When,
        /// Last period, included.
        to: When,
        /// Activity; idle if missing.
        activity: Option<String>,
    }
    /// Doctors who count for more or less than one.
    DoctorWeightDraft {
        /// Who; everybody if empty.
        doctors: DoctorFilter,
        /// How much each counts.
        weight: i64,
    }
    /// A group of doctors whose sum is compared with other groups'.
    GroupDraft {
        /// Name of the group.
        name: String,
        /// Who.
        doctors: DoctorFilter,
        /// The group's sum is multiplied by this before comparing (1 if missing), to compare by head or by need.
        multiplier: Option<i64>,
    }
}

choice! {
    /// How a [`RuleDraft::Cells`] restricts its periods.
    CellsModeDraft {
        /// The doctor is in one of the activities, not idle.
        #[default]
        Fixed,
        /// If anywhere, the doctor is in one of the activities.
        OneOf,
        /// The doctor is in none of the activities.
        Forbidden,
    }
    /// Whether a succession is demanded or forbidden.
    SuccessionModeDraft {
        /// The next rotation must be one of `next`.
        #[default]
        Must,
        /// The next rotation must not be one of `next`.
        MustNot,
    }
    /// What being together means.
    ScopeDraft {
        /// In the same department.
        #[default]
        Department,
        /// In the same activity.
        Activity,
        /// In the same hospital.
        Hospital,
    }
    /// Over what a coverage sum runs.
    CoveragePerDraft {
        /// One sum for each period.
        #[default]
        Period,
        /// One sum over all periods.
        Total,
    }
    /// What is compared between groups.
    MeasureDraft {
        /// Periods in which a doctor is present in an activity.
        #[default]
        Periods,
        /// Value of the doctor's pathway.
        Score,
    }
}

/// Any rule that is not in a table of its own; `weight` missing means hard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are documented once, in docs/rules.md and on the resolved rules")]
pub enum RuleDraft {
    /// Family 3: activities need a valid document in every period.
    Document {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        activities: ActivityFilter,
        document: String,
    },
    /// Family 4: rotations start, end and do not cross where told.
    Boundary {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        starts: Option<PeriodFilter>,
        #[serde(default, skip_serializing_if = "is_default")]
        ends: Option<PeriodFilter>,
        #[serde(default, skip_serializing_if = "is_default")]
        uncrossed: Option<PeriodFilter>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 5: fixed, one-of and forbidden cells.
    Cells {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        mode: CellsModeDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 5: a fixed template.
    Template {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        cells: Vec<TemplateCellDraft>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: what must or may not follow.
    Succession {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        first: ActivityFilter,
        next: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        mode: SuccessionModeDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        immediate: bool,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: blocks between rotations.
    Spacing {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        first: ActivityFilter,
        second: ActivityFilter,
        min_gap_blocks: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: at least and at most so many blocks in any window.
    Window {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        window_blocks: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        min: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: longest stretch of blocks in any of the activities.
    LongestRun {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        max_blocks: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: one of the activities has begun by a given period.
    FirstBy {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        by: When,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 6: consecutive blocks that match the steps are worth `value`, or forbidden if that is missing.
    Pattern {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        steps: Vec<PatternStepDraft>,
        #[serde(default, skip_serializing_if = "is_default")]
        value: Option<i64>,
    },
    /// Family 7: most rotations in one hospital.
    HospitalLimit {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        max_rotations: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 7: cost of consecutive rotations in different hospitals; forbidden if `weight` is missing.
    HospitalChange {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 7: two requirements in the same hospital.
    SameHospital {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        first: String,
        second: String,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 9: departments in the order of a wish, each worth the value at its place.
    Ranked {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        departments: Vec<String>,
        values: Vec<i64>,
    },
    /// Family 9: cost of idle blocks.
    Idle {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        /// Cost of an idle block.
        cost: i64,
        /// Blocks before the first rotation count.
        #[serde(default, skip_serializing_if = "is_default")]
        leading: bool,
        /// Blocks after the last rotation count.
        #[serde(default, skip_serializing_if = "is_default")]
        trailing: bool,
        /// Blocks on leave count.
        #[serde(default, skip_serializing_if = "is_default")]
        leave: bool,
    },
    /// Family 10: doctors in any of the activities together, in each period.
    Capacity {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        min: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 11: a weighted sum over doctors, activities and periods.
    Coverage {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        per: CoveragePerDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<i64>,
        /// The only sums allowed.
        #[serde(default, skip_serializing_if = "is_default")]
        allowed: Vec<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        doctor_weights: Vec<DoctorWeightDraft>,
        /// A half-present doctor counts half; weights must then be even.
        #[serde(default, skip_serializing_if = "is_default")]
        half_presence: bool,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 12: doctors in the same place at the same time.
    Together {
        id: String,
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        scope: ScopeDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 12: at most so many of the doctors in one place at the same time.
    Apart {
        id: String,
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        scope: ScopeDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        /// Most of them together, 1 if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        max_together: Option<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 12: head counts of the departments differ by little.
    SplitEvenly {
        id: String,
        doctors: DoctorFilter,
        departments: Vec<String>,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        /// Greatest difference, 1 if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        tolerance: Option<i64>,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 12: at most so many of the doctors for each companion in the same place.
    Team {
        id: String,
        doctors: DoctorFilter,
        companions: DoctorFilter,
        doctors_per_companion: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        scope: ScopeDraft,
        #[serde(default, skip_serializing_if = "is_default")]
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        weight: Option<i64>,
    },
    /// Family 13: the worst doctor's score counts `weight` times more, and is at least `at_least`.
    WorstDoctor {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        weight: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        at_least: Option<i64>,
    },
    /// Family 13: the worst group's sum counts `weight` times, and is at least `at_least`.
    WorstGroup {
        id: String,
        groups: Vec<GroupDraft>,
        #[serde(default, skip_serializing_if = "is_default")]
        measure: MeasureDraft,
        weight: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        at_least: Option<i64>,
    },
    /// Family 13: the difference between the fullest and the emptiest period costs `weight` each, and is at most `at_most`.
    EvenLoad {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        activities: ActivityFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        weight: i64,
        #[serde(default, skip_serializing_if = "is_default")]
        at_most: Option<i64>,
    },
    /// Family 14: differences from the published schedule.
    Change {
        id: String,
        #[serde(default, skip_serializing_if = "is_default")]
        doctors: DoctorFilter,
        #[serde(default, skip_serializing_if = "is_default")]
        periods: PeriodFilter,
        /// Cost of each period that differs.
        #[serde(default, skip_serializing_if = "is_default")]
        cost: i64,
        /// Cost, once, of each doctor with anything published for whom a period differs.
        #[serde(default, skip_serializing_if = "is_default")]
        doctor_cost: i64,
        /// Most periods that may differ for one doctor.
        #[serde(default, skip_serializing_if = "is_default")]
        max_periods_per_doctor: Option<i64>,
        /// Most periods that may differ in all.
        #[serde(default, skip_serializing_if = "is_default")]
        max_periods: Option<i64>,
    },
    /// Turns a rule off, built-in ones (`availability`, `eligibility`, `capacity/…`, `closure/…`, `attendance/…`) included.
    Off {
        id: String,
        /// Id of the rule to turn off.
        rule: String,
    },
}

impl RuleDraft {
    /// The rule's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Document { id, .. }
            | Self::Boundary { id, .. }
            | Self::Cells { id, .. }
            | Self::Template { id, .. }
            | Self::Succession { id, .. }
            | Self::Spacing { id, .. }
            | Self::Window { id, .. }
            | Self::LongestRun { id, .. }
            | Self::FirstBy { id, .. }
            | Self::Pattern { id, .. }
            | Self::HospitalLimit { id, .. }
            | Self::HospitalChange { id, .. }
            | Self::SameHospital { id, .. }
            | Self::Ranked { id, .. }
            | Self::Idle { id, .. }
            | Self::Capacity { id, .. }
            | Self::Coverage { id, .. }
            | Self::Together { id, .. }
            | Self::Apart { id, .. }
            | Self::SplitEvenly { id, .. }
            | Self::Team { id, .. }
            | Self::WorstDoctor { id, .. }
            | Self::WorstGroup { id, .. }
            | Self::EvenLoad { id, .. }
            | Self::Change { id, .. }
            | Self::Off { id, .. } => id,
        }
    }
    /// The rule's id, to change it.
    pub(crate) fn id_mut(&mut self) -> &mut String {
        match self {
            Self::Document { id, .. }
            | Self::Boundary { id, .. }
            | Self::Cells { id, .. }
            | Self::Template { id, .. }
            | Self::Succession { id, .. }
            | Self::Spacing { id, .. }
            | Self::Window { id, .. }
            | Self::LongestRun { id, .. }
            | Self::FirstBy { id, .. }
            | Self::Pattern { id, .. }
            | Self::HospitalLimit { id, .. }
            | Self::HospitalChange { id, .. }
            | Self::SameHospital { id, .. }
            | Self::Ranked { id, .. }
            | Self::Idle { id, .. }
            | Self::Capacity { id, .. }
            | Self::Coverage { id, .. }
            | Self::Together { id, .. }
            | Self::Apart { id, .. }
            | Self::SplitEvenly { id, .. }
            | Self::Team { id, .. }
            | Self::WorstDoctor { id, .. }
            | Self::WorstGroup { id, .. }
            | Self::EvenLoad { id, .. }
            | Self::Change { id, .. }
            | Self::Off { id, .. } => id,
        }
    }
    /// Whom the rule speaks of, to change it; `None` for groups and for what turns a rule off.
    pub(crate) fn doctors_mut(&mut self) -> Option<&mut DoctorFilter> {
        match self {
            Self::Document { doctors, .. }
            | Self::Boundary { doctors, .. }
            | Self::Cells { doctors, .. }
            | Self::Template { doctors, .. }
            | Self::Succession { doctors, .. }
            | Self::Spacing { doctors, .. }
            | Self::Window { doctors, .. }
            | Self::LongestRun { doctors, .. }
            | Self::FirstBy { doctors, .. }
            | Self::Pattern { doctors, .. }
            | Self::HospitalLimit { doctors, .. }
            | Self::HospitalChange { doctors, .. }
            | Self::SameHospital { doctors, .. }
            | Self::Ranked { doctors, .. }
            | Self::Idle { doctors, .. }
            | Self::Capacity { doctors, .. }
            | Self::Coverage { doctors, .. }
            | Self::Together { doctors, .. }
            | Self::Apart { doctors, .. }
            | Self::SplitEvenly { doctors, .. }
            | Self::Team { doctors, .. }
            | Self::WorstDoctor { doctors, .. }
            | Self::EvenLoad { doctors, .. }
            | Self::Change { doctors, .. } => Some(doctors),
            Self::WorstGroup { .. } | Self::Off { .. } => None,
        }
    }
    /// What each unit of breach costs, to change it; `None` for rules that are neither hard nor soft by a weight.
    pub(crate) fn weight_mut(&mut self) -> Option<&mut Option<i64>> {
        match self {
            Self::Boundary { weight, .. }
            | Self::Cells { weight, .. }
            | Self::Template { weight, .. }
            | Self::Succession { weight, .. }
            | Self::Spacing { weight, .. }
            | Self::Window { weight, .. }
            | Self::LongestRun { weight, .. }
            | Self::FirstBy { weight, .. }
            | Self::HospitalLimit { weight, .. }
            | Self::HospitalChange { weight, .. }
            | Self::SameHospital { weight, .. }
            | Self::Capacity { weight, .. }
            | Self::Coverage { weight, .. }
            | Self::Together { weight, .. }
            | Self::Apart { weight, .. }
            | Self::SplitEvenly { weight, .. }
            | Self::Team { weight, .. } => Some(weight),
            Self::Document { .. }
            | Self::Pattern { .. }
            | Self::Ranked { .. }
            | Self::Idle { .. }
            | Self::WorstDoctor { .. }
            | Self::WorstGroup { .. }
            | Self::EvenLoad { .. }
            | Self::Change { .. }
            | Self::Off { .. } => None,
        }
    }
}
