//! What the chart of a schedule says to its reader. Names of sheets, ids and the mark of leave are read back and are the same in every language.

/// The words of a chart in one language; [`Language::chart_words`](crate::report::Language::chart_words) has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChartWords {
    pub(crate) is_right_to_left: bool,
    pub(crate) doctor: &'static str,
    pub(crate) name: &'static str,
    pub(crate) level: &'static str,
    pub(crate) how_many: &'static str,
    pub(crate) at_least: &'static str,
    pub(crate) at_most: &'static str,
    pub(crate) event: &'static str,
    pub(crate) slot: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) activity: &'static str,
    pub(crate) role: &'static str,
    pub(crate) observer: &'static str,
    pub(crate) hands_on: &'static str,
    pub(crate) period: &'static str,
    pub(crate) block: &'static str,
    pub(crate) rotation: &'static str,
    pub(crate) doctors: &'static str,
    pub(crate) wish: &'static str,
    pub(crate) worth: &'static str,
    pub(crate) for_each: &'static str,
    pub(crate) times: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) granted: &'static str,
    pub(crate) avoided: &'static str,
    pub(crate) not_granted: &'static str,
    pub(crate) not_avoided: &'static str,
}

impl ChartWords {
    /// English.
    pub const ENGLISH: Self = Self {
        is_right_to_left: false,
        doctor: "doctor",
        name: "name",
        level: "level",
        how_many: "how many are there",
        at_least: "at least",
        at_most: "at most",
        event: "event",
        slot: "slot",
        from: "from",
        to: "to",
        activity: "activity",
        role: "role",
        observer: "observer",
        hands_on: "hands-on",
        period: "period",
        block: "block",
        rotation: "rotation",
        doctors: "doctors",
        wish: "wish",
        worth: "worth",
        for_each: "for each",
        times: "times",
        outcome: "outcome",
        granted: "granted",
        avoided: "avoided",
        not_granted: "not granted",
        not_avoided: "not avoided",
    };
}
