//! What rules in their plain form are made of; the rules themselves are in [`rules`](super::rules).

pub use super::rules::RuleDraft;

use super::draft::{ActivityFilter, DoctorFilter, When, choice, draft};
use super::rule::{Measure, Scope};

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

impl From<ScopeDraft> for Scope {
    fn from(scope: ScopeDraft) -> Self {
        match scope {
            ScopeDraft::Activity => Self::Activity,
            ScopeDraft::Department => Self::Department,
            ScopeDraft::Hospital => Self::Hospital,
        }
    }
}

impl From<MeasureDraft> for Measure {
    fn from(measure: MeasureDraft) -> Self {
        match measure {
            MeasureDraft::Periods => Self::Periods,
            MeasureDraft::Score => Self::Score,
        }
    }
}
