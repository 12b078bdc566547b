//! Rules with a table of their own, events, wishes and what was published.

use super::When;
use super::filters::{ActivityFilter, DoctorFilter, PeriodFilter};
use super::plain::{choice, draft};

draft! {
    /// Family 1: what a doctor must complete. See `docs/rules.md`.
    RequirementDraft {
        /// Id; no other requirement has it, and no elective, precedence, preference or rule.
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
        /// Id; no other elective has it, and no requirement, precedence, preference or rule.
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
        /// Id; no other precedence has it, and no requirement, elective, preference or rule.
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
        /// Id; may be left out; no other preference has it, and no requirement, elective, precedence or rule.
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

choice! {
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
}
