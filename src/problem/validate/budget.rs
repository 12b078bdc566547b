//! What there may be at most of things that grow row by row.

/// The most there may be of something, and the constant that says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) name: &'static str,
    pub(super) most: usize,
}

/// The limit of this name.
macro_rules! limit {
    ($name:ident) => {
        crate::problem::validate::budget::Limit {
            name: stringify!($name),
            most: crate::limits::$name,
        }
    };
}
pub(super) use limit;

/// What has been used up so far of the limits on products.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent(pub(super) [usize; Budget::ALL.len()]);

/// A limit on something that grows row by row.
#[derive(Clone, Copy, Debug)]
pub(in crate::problem) enum Budget {
    SpanPeriods,
    SetMembers,
    AttendeeSlots,
    RuleDoctors,
    SharedRows,
    SharedCells,
    CustomCells,
}

impl Budget {
    const ALL: [Self; 7] = [
        Self::SpanPeriods,
        Self::SetMembers,
        Self::AttendeeSlots,
        Self::RuleDoctors,
        Self::SharedRows,
        Self::SharedCells,
        Self::CustomCells,
    ];

    /// The limit, and what there is more of than it allows.
    pub(super) fn limit(self) -> (Limit, &'static str) {
        match self {
            Self::SpanPeriods => (
                limit!(SPAN_PERIODS),
                "the spans of rows and filters cover more periods together",
            ),
            Self::SetMembers => (
                limit!(SET_MEMBERS),
                "filters look at more doctors, activities and specialties together",
            ),
            Self::AttendeeSlots => (
                limit!(ATTENDEE_SLOTS),
                "events have more pairs of an attendee and a slot",
            ),
            Self::RuleDoctors => (
                limit!(RULE_DOCTORS),
                "there are more pairs of a personal rule and a doctor",
            ),
            Self::SharedRows => (limit!(SHARED_ROWS), "shared rules have more rows together"),
            Self::SharedCells => (
                limit!(SHARED_CELLS),
                "shared rules speak of more doctors, activities and periods together",
            ),
            Self::CustomCells => (
                limit!(CUSTOM_CELLS),
                "custom values and sums count more cells together",
            ),
        }
    }
}
