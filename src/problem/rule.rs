//! The rules of a validated problem, with every reference resolved.
//!
//! `docs/rules.md` gives the maths of each; the same names head the files of `check`, `diagram` and `formulation`. A
//! `weight` of `None` means that the rule is hard; otherwise breaking it costs `weight` per unit, the unit given with
//! the rule. Sets of doctors, activities and periods are already restricted to what the filters chose.

use super::entity::RequirementIndex;
use crate::ids::{ActivityId, DoctorId, EventId, HospitalId, IdSet, PeriodId};

/// Set of doctors.
pub type DoctorSet = IdSet<DoctorId>;
/// Set of activities.
pub type ActivitySet = IdSet<ActivityId>;
/// Set of periods.
pub type PeriodSet = IdSet<PeriodId>;

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
        )+
        /// One rule. Matches over it have no wildcard, so that a new rule does not compile half-done.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Rule { $($(#[$meta])* $name($name),)+ }

        impl Rule {
            /// The rule's kind as written in violations, rows and docs: the name in snake case.
            #[must_use]
            pub fn kind(&self) -> RuleKind {
                match self { $(Self::$name(_) => RuleKind::$name,)+ }
            }
        }
        /// The kinds of rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RuleKind { $($(#[$meta])* $name,)+ }

        impl RuleKind {
            /// Every kind, in the order of the families.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
            /// The Rust name of the kind.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }
        }
    };
}

rules! {
    /// 1. Amount, run length and number of rotations in a set of activities.
    Requirement {
        /// Position in [`Problem::requirements`](super::Problem::requirements), where the limits are.
        requirement: RequirementIndex,
    }
    /// 1. So many of the requirements are complete.
    Elective {
        /// Who.
        doctors: DoctorSet,
        /// To choose from.
        requirements: Vec<RequirementIndex>,
        /// Fewest.
        min: i64,
        /// Most.
        max: i64,
        /// Cost of each too few or too many.
        weight: Option<i64>,
    }
    /// 2. A rotation in `after` starts only when `count` of `before` are complete.
    Precedence {
        /// Who.
        doctors: DoctorSet,
        /// Come first.
        before: Vec<RequirementIndex>,
        /// How many of them, 1 to `before.len()`.
        count: usize,
        /// Comes after.
        after: RequirementIndex,
        /// Cost of each rotation started too early.
        weight: Option<i64>,
    }
    /// 3. Nobody is anywhere outside their presence; always hard, built in.
    Availability {}
    /// 3. Activities that need a document valid in every period.
    Document {
        /// Who.
        doctors: DoctorSet,
        /// Where.
        activities: ActivitySet,
        /// Kind of document.
        document: String,
    }
    /// 4. Where rotations start, end and must not cross. Unit: a rotation start, a rotation end, a crossing.
    Boundary {
        /// Who.
        doctors: DoctorSet,
        /// Which rotations.
        activities: ActivitySet,
        /// A rotation's first period is one of these.
        starts: Option<PeriodSet>,
        /// A rotation's last period is one of these.
        ends: Option<PeriodSet>,
        /// A rotation that holds one of these periods starts there.
        uncrossed: Option<PeriodSet>,
        /// Cost of each breach.
        weight: Option<i64>,
    }
    /// 5. What a doctor may do in given periods. Unit: a period.
    Cells {
        /// Who.
        doctors: DoctorSet,
        /// Restrictions; periods of different ones may overlap.
        entries: Vec<CellEntry>,
        /// Cost of each period that breaks an entry.
        weight: Option<i64>,
    }
    /// 6. What must or may not follow. Unit: a rotation of `first`.
    Succession {
        /// Who.
        doctors: DoctorSet,
        /// Rotations whose successor is restricted.
        first: ActivitySet,
        /// The next rotation's activities.
        next: ActivitySet,
        /// True: the next rotation exists and is in `next`. False: if it exists it is not in `next`.
        must: bool,
        /// Only a rotation that starts on the very next block counts as the next one.
        immediate: bool,
        /// Cost of each breach.
        weight: Option<i64>,
    }
    /// 6. At least so many blocks between a rotation of `first` and a later one of `second`. Unit: a pair too close.
    Spacing {
        /// Who.
        doctors: DoctorSet,
        /// Earlier rotation.
        first: ActivitySet,
        /// Later rotation.
        second: ActivitySet,
        /// Least number of the doctor's blocks between them.
        min_gap_blocks: u32,
        /// Cost of each rotation of `second` that starts too soon after the last end of one of `first`.
        weight: Option<i64>,
    }
    /// 6. In every window of consecutive blocks between `min` and `max` blocks are in the activities. Unit: a block too few or many, per window.
    Window {
        /// Who.
        doctors: DoctorSet,
        /// What counts.
        activities: ActivitySet,
        /// Length of the window, 1 to 32.
        window_blocks: u32,
        /// Fewest.
        min: u32,
        /// Most.
        max: u32,
        /// Cost of each.
        weight: Option<i64>,
    }
    /// 6. Longest stretch of consecutive blocks in any of the activities. Unit: a block beyond.
    LongestRun {
        /// Who.
        doctors: DoctorSet,
        /// What counts.
        activities: ActivitySet,
        /// Most blocks.
        max_blocks: u32,
        /// Cost of each block beyond.
        weight: Option<i64>,
    }
    /// 6. A rotation in the activities has started in or before the period.
    FirstBy {
        /// Who.
        doctors: DoctorSet,
        /// What counts.
        activities: ActivitySet,
        /// Latest start.
        by: PeriodId,
        /// Cost of missing it, once.
        weight: Option<i64>,
    }
    /// 6. Every place where consecutive blocks match the steps is worth `value`, or forbidden if that is `None`.
    Pattern {
        /// Who.
        doctors: DoctorSet,
        /// What each block must match, 1 to 32 steps.
        steps: Vec<PatternStep>,
        /// Value of each occurrence; occurrences may overlap.
        value: Option<i64>,
    }
    /// 7. Most rotations in one hospital. Unit: a rotation beyond.
    HospitalLimit {
        /// Who.
        doctors: DoctorSet,
        /// Most rotations in any one hospital.
        max_rotations: u32,
        /// Cost of each beyond.
        weight: Option<i64>,
    }
    /// 7. Consecutive rotations in different hospitals. Unit: a change.
    HospitalChange {
        /// Who.
        doctors: DoctorSet,
        /// Cost of each change.
        weight: Option<i64>,
    }
    /// 7. All rotations of the two requirements are in one hospital. Unit: a hospital beyond the first.
    SameHospital {
        /// Who.
        doctors: DoctorSet,
        /// One requirement.
        first: RequirementIndex,
        /// The other.
        second: RequirementIndex,
        /// Cost of each hospital beyond the first.
        weight: Option<i64>,
    }
    /// 8. Specialty, role, language and tags fit, or are waived; always hard, built in.
    Eligibility {}
    /// 9. Value of being somewhere.
    Preference {
        /// Who.
        doctors: DoctorSet,
        /// Where.
        activities: ActivitySet,
        /// When; always if `None`.
        periods: Option<PeriodSet>,
        /// Value of each unit.
        value: i64,
        /// What the value is paid for.
        per: Per,
    }
    /// 9. Cost of idle blocks.
    Idle {
        /// Who.
        doctors: DoctorSet,
        /// Cost of each.
        cost: i64,
        /// Idle blocks before the first rotation count.
        leading: bool,
        /// Idle blocks after the last rotation count.
        trailing: bool,
        /// Blocks on leave count like idle ones.
        leave: bool,
    }
    /// 10. Doctors in the activities in each period. Unit: a doctor too few or too many in a period.
    Capacity {
        /// Who counts.
        doctors: DoctorSet,
        /// Where.
        activities: ActivitySet,
        /// Limits by period, ascending; periods that are not listed are unlimited.
        limits: Vec<PlaceLimit>,
        /// Cost of each doctor too few or too many.
        weight: Option<i64>,
    }
    /// 11. Weighted sum over doctors, activities and periods. Unit: one of the sum away from the nearest allowed value.
    Coverage {
        /// Who counts how much, ascending, weight not 0.
        doctor_weights: Vec<(DoctorId, i64)>,
        /// Where.
        activities: ActivitySet,
        /// When.
        periods: PeriodSet,
        /// One sum for each period; otherwise one over all.
        each_period: bool,
        /// Least sum.
        min: Option<i64>,
        /// Greatest sum.
        max: Option<i64>,
        /// The only sums allowed, ascending; any if empty.
        allowed: Vec<i64>,
        /// A half-present doctor counts half (weights are even).
        half_presence: bool,
        /// Cost of each unit.
        weight: Option<i64>,
    }
    /// 12. Attendance at an event: who, how many in a slot, one slot for all; built in.
    Attendance {
        /// The event.
        event: EventId,
    }
    /// 12. Same place at the same time. Unit: a place of one of two neighbours in the list where the other is not, per period.
    Together {
        /// Who.
        doctors: DoctorSet,
        /// What a place is.
        scope: Scope,
        /// When.
        periods: PeriodSet,
        /// Cost of each unit.
        weight: Option<i64>,
    }
    /// 12. At most so many in one place at the same time. Unit: a doctor beyond, per place and period.
    Apart {
        /// Who.
        doctors: DoctorSet,
        /// What a place is.
        scope: Scope,
        /// Where it matters.
        activities: ActivitySet,
        /// When.
        periods: PeriodSet,
        /// Most of them together.
        max_together: i64,
        /// Cost of each beyond.
        weight: Option<i64>,
    }
    /// 12. Head counts of any two places differ by at most `tolerance`. Unit: a doctor beyond, per ordered pair and period.
    SplitEvenly {
        /// Who.
        doctors: DoctorSet,
        /// The places: activities of each department.
        places: Vec<ActivitySet>,
        /// When.
        periods: PeriodSet,
        /// Greatest difference.
        tolerance: i64,
        /// Cost of each beyond.
        weight: Option<i64>,
    }
    /// 12. In each place and period at most `doctors_per_companion` doctors for each companion. Unit: a doctor beyond.
    Team {
        /// Who needs company.
        doctors: DoctorSet,
        /// Who gives it; shares no doctor with `doctors`.
        companions: DoctorSet,
        /// Most doctors for one companion.
        doctors_per_companion: i64,
        /// What a place is.
        scope: Scope,
        /// Where it matters.
        activities: ActivitySet,
        /// When.
        periods: PeriodSet,
        /// Cost of each beyond.
        weight: Option<i64>,
    }
    /// 13. `weight` times the lowest score of a doctor is added; it is at least `at_least`.
    WorstDoctor {
        /// Who.
        doctors: DoctorSet,
        /// Multiplier, not negative.
        weight: i64,
        /// Hard limit.
        at_least: Option<i64>,
    }
    /// 13. `weight` times the lowest sum of a group is added; it is at least `at_least`.
    WorstGroup {
        /// Doctors of each group and its multiplier.
        groups: Vec<(DoctorSet, i64)>,
        /// What is summed.
        measure: Measure,
        /// Multiplier, not negative.
        weight: i64,
        /// Hard limit.
        at_least: Option<i64>,
    }
    /// 13. `weight` times (fullest minus emptiest period) is subtracted; the difference is at most `at_most`.
    EvenLoad {
        /// Who counts.
        doctors: DoctorSet,
        /// Where.
        activities: ActivitySet,
        /// Periods compared.
        periods: PeriodSet,
        /// Multiplier, not negative.
        weight: i64,
        /// Hard limit.
        at_most: Option<i64>,
    }
    /// 14. Differences from the published schedule. Unit: a period in which a present doctor is elsewhere than published.
    Change {
        /// Who.
        doctors: DoctorSet,
        /// When.
        periods: PeriodSet,
        /// Cost of each difference.
        cost: i64,
        /// Cost, once, of each doctor with anything published who has a difference; part of the doctor's score.
        doctor_cost: i64,
        /// Most for one doctor.
        max_periods_per_doctor: Option<i64>,
        /// Most in all.
        max_periods: Option<i64>,
    }
}

/// One restriction of a [`Cells`] rule.
#[derive(Clone, Debug, PartialEq)]
pub struct CellEntry {
    /// Periods it speaks of.
    pub periods: PeriodSet,
    /// Activities allowed in them.
    pub allowed: ActivitySet,
    /// Being idle is allowed in them.
    pub idle: bool,
}

/// What one block must match in a [`Pattern`].
#[derive(Clone, Debug, PartialEq)]
pub struct PatternStep {
    /// Any of these activities.
    pub activities: ActivitySet,
    /// Or idle (or on leave).
    pub idle: bool,
}

/// Limits of one period in a [`Capacity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceLimit {
    /// The period.
    pub period: PeriodId,
    /// Fewest doctors.
    pub min: i64,
    /// Most doctors.
    pub max: Option<i64>,
}

/// What a preference is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each period in which the doctor is present in the activity.
    Period,
    /// Each block (paid at the block's first period, which decides whether it is in `periods`).
    Block,
    /// Each rotation (its first period decides).
    Rotation,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// An activity.
    Activity,
    /// A department.
    Department,
    /// A hospital.
    Hospital,
}

/// What is compared between groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Periods in which a doctor is present in an activity.
    Periods,
    /// Value of the doctor's pathway.
    Score,
}

/// True if the rule speaks of one doctor's pathway, false if it links several doctors.
#[must_use]
pub fn is_personal(rule: &Rule) -> bool {
    match rule {
        Rule::Requirement(_)
        | Rule::Elective(_)
        | Rule::Precedence(_)
        | Rule::Availability(_)
        | Rule::Document(_)
        | Rule::Boundary(_)
        | Rule::Cells(_)
        | Rule::Succession(_)
        | Rule::Spacing(_)
        | Rule::Window(_)
        | Rule::LongestRun(_)
        | Rule::FirstBy(_)
        | Rule::Pattern(_)
        | Rule::HospitalLimit(_)
        | Rule::HospitalChange(_)
        | Rule::SameHospital(_)
        | Rule::Eligibility(_)
        | Rule::Preference(_)
        | Rule::Idle(_) => true,
        Rule::Capacity(_)
        | Rule::Coverage(_)
        | Rule::Attendance(_)
        | Rule::Together(_)
        | Rule::Apart(_)
        | Rule::SplitEvenly(_)
        | Rule::Team(_)
        | Rule::WorstDoctor(_)
        | Rule::WorstGroup(_)
        | Rule::EvenLoad(_)
        | Rule::Change(_) => false,
    }
}

/// Hospitals an activity set touches, for messages.
pub type HospitalSet = IdSet<HospitalId>;
