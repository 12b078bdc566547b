//! What an audit says.

use crate::ids::{ActivityId, CohortId, DepartmentId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use std::collections::BTreeSet;

/// What kind of thing was found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Hard requirements ask for more places than there are: `asked` and `available` are doctors times periods.
    PlacesShort,
    /// All that is asked for in a stretch of time adds up to more than doctors may do in it: `asked` and `available` are doctors times
    /// periods, and `terms` say what was added up.
    SumShort,
    /// What doctors can come to in all, by their own rules, is nothing that the rules over doctors allow in all, although it is neither more nor less: `totals` say
    /// both, `asked` and `available` are a total of each that are as near to each other as can be.
    TotalsApart,
    /// Hard minimums of doctors in a period that not so many available, eligible doctors can meet.
    StaffingShort,
    /// No pathway of a doctor keeps the doctor's own hard rules; `rules` are those whose removal alone gives one.
    NoPathway,
    /// More doctors must attend an event than it has places.
    EventOverfull,
    /// Fewer doctors can attend an event than must be there for it to take place.
    EventUnderfull,
    /// Doctors who were meant to attend an event and are away at every slot of it.
    ExcusedAttendees,
    /// A doctor or a whole cohort without any period to work in.
    NeverThere,
    /// A document that is not valid for the whole stay; `asked` and `available` are periods of presence.
    DocumentMissing,
}

impl FindingKind {
    /// As a word, the one that is serialised.
    ///
    /// ```
    /// use medrota::explain::FindingKind;
    ///
    /// assert!(!FindingKind::NoPathway.as_str().is_empty());
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlacesShort => "places_short",
            Self::SumShort => "sum_short",
            Self::TotalsApart => "totals_apart",
            Self::StaffingShort => "staffing_short",
            Self::NoPathway => "no_pathway",
            Self::EventOverfull => "event_overfull",
            Self::EventUnderfull => "event_underfull",
            Self::ExcusedAttendees => "excused_attendees",
            Self::NeverThere => "never_there",
            Self::DocumentMissing => "document_missing",
        }
    }
}

impl std::fmt::Display for FindingKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Whom or what a finding speaks of.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingSubject {
    /// Activities, ascending.
    Activities(Vec<ActivityId>),
    /// A doctor.
    Doctor(DoctorId),
    /// An event.
    Event(EventId),
    /// A cohort.
    Cohort(CohortId),
}

/// One thing that cannot work out or is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// Whom or what it speaks of.
    pub subject: FindingSubject,
    /// First and last period, both included, if it is about a stretch of time.
    pub periods: Option<(PeriodId, PeriodId)>,
    /// How much is asked for.
    pub asked: i64,
    /// How much there is.
    pub available: i64,
    /// The doctors concerned, ascending.
    pub doctors: Vec<DoctorId>,
    /// The rules concerned, ascending.
    pub rules: Vec<RuleId>,
    /// What was added up, where several rules are; `asked` and `available` are the sums of both sides.
    pub terms: Vec<Term>,
    /// Totals that are apart.
    #[serde(default)]
    pub totals: Option<Totals>,
    /// Further periods in which the same is short.
    pub more_periods: usize,
    /// True if the finding alone proves that no schedule keeps all hard rules.
    pub proves_infeasible: bool,
}

/// One summand of a [`Finding`]: what a rule asks for, or what there is at most.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Term {
    /// True for what there is at most; false for what is asked for.
    pub is_limit: bool,
    /// The rule that says so; none for the time that doctors are there, and can be where they are asked for.
    pub rule: Option<RuleId>,
    /// Doctors of whom it speaks, ascending; empty for a rule that speaks of no single ones.
    pub doctors: Vec<DoctorId>,
    /// How much, in doctors times periods.
    pub amount: i64,
}

/// Two sets of totals that have no number in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// What pathways can come to.
    pub given: Total,
    /// What rules over doctors allow.
    pub allowed: Total,
}

/// A set of totals: some numbers from a least to a greatest one, none between its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Total {
    /// The least.
    pub least: i64,
    /// The greatest.
    pub greatest: i64,
    /// What divides all distances between them; 0 of a single number.
    pub step: i64,
}

impl Finding {
    /// A finding of which nothing is known yet but what it is about.
    pub(super) fn new(kind: FindingKind, subject: FindingSubject) -> Self {
        Self {
            kind,
            subject,
            periods: None,
            asked: 0,
            available: 0,
            doctors: Vec::new(),
            rules: Vec::new(),
            terms: Vec::new(),
            totals: None,
            more_periods: 0,
            proves_infeasible: false,
        }
    }
    /// How much is missing (or, of an overfull event, too much).
    #[must_use]
    pub fn short(&self) -> i64 {
        self.asked.saturating_sub(self.available)
    }
    /// The departments concerned, ascending.
    #[must_use]
    pub fn departments(&self, problem: &Problem) -> Vec<DepartmentId> {
        let FindingSubject::Activities(activities) = &self.subject else {
            return Vec::new();
        };
        let departments: BTreeSet<DepartmentId> = activities
            .iter()
            .map(|&activity| problem.activity(activity).department)
            .collect();
        departments.into_iter().collect()
    }
}

/// What an [`audit`](super::audit()) found.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// let audit = medrota::explain::audit(&problem);
/// for finding in &audit.findings {
///     println!("{}: {} asked for, {} there", finding.describe(&problem), finding.asked, finding.available);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Audit {
    /// What was found, kind by kind.
    pub findings: Vec<Finding>,
    /// Parts that were left out or looked at more coarsely because they are too large, one sentence each.
    pub skipped: Vec<String>,
}

impl Audit {
    /// True if a finding proves that no schedule keeps all hard rules.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
    /// // Six weeks of surgery are asked for, and there are four.
    /// assert!(medrota::explain::audit(&problem).proves_infeasible());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn proves_infeasible(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.proves_infeasible)
    }
    /// A sentence for each finding and each part that was skipped.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> Vec<String> {
        self.findings
            .iter()
            .map(|finding| finding.describe(problem))
            .chain(self.skipped.iter().cloned())
            .collect()
    }
}

iterates!(Audit, findings: Finding);
