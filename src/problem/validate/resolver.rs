//! One validation from its first to its last part.

use super::budget::Spent;
use super::names::Names;
use crate::calendar::{Date, Days, Horizon, PeriodKind, WorkingWeek};
use crate::error::{Code, Diagnostics, Result};
use crate::ids::DoctorId;
use crate::problem::draft::{FORMAT_VERSION, ProblemDraft};
use crate::problem::entity::Doctor;
use crate::problem::problem::{Problem, ProblemData};
use std::sync::Arc;

impl ProblemDraft {
    /// Validates the draft.
    ///
    /// ```
    /// use medrota::ProblemDraft;
    ///
    /// let error = ProblemDraft::default().validate().unwrap_err();
    /// for found in error.diagnostics().iter() {
    ///     println!("{} {}: {}", found.code.as_str(), found.place.pointer, found.message);
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) with one diagnostic for each mistake; `docs/errors.md` lists the codes.
    ///
    /// # Complexity
    /// Linear in the draft plus, for each rule, the doctors and activities its filters choose.
    pub fn validate(self) -> Result<Problem> {
        self.validate_located(|_| {})
    }

    /// Validates the draft; `locate` adds to the findings where they come from.
    pub(crate) fn validate_located(self, locate: impl FnOnce(&mut Diagnostics)) -> Result<Problem> {
        let mut resolver = Resolver::new(self);
        resolver.run();
        locate(&mut resolver.found);
        if resolver.found.has_errors() {
            return Err(resolver.found.into());
        }
        resolver.data.warnings = resolver.found;
        let problem = Problem {
            data: Arc::new(resolver.data),
        };
        // Custom rules are code about a problem, so that they are asked when there is one. They come from no file.
        let found = crate::problem::custom::ask_all(&problem);
        if found.has_errors() {
            return Err(found.into());
        }
        Ok(problem)
    }
}

/// The state of one validation.
pub(crate) struct Resolver {
    pub(in crate::problem) draft: Arc<ProblemDraft>,
    pub(in crate::problem) data: ProblemData,
    pub(in crate::problem) names: Names,
    pub(in crate::problem) found: Diagnostics,
    pub(super) spent: Spent,
}

impl Resolver {
    fn new(draft: ProblemDraft) -> Self {
        Self {
            draft: Arc::new(draft),
            data: ProblemData::default(),
            names: Names::default(),
            found: Diagnostics::new(),
            spent: Spent::default(),
        }
    }

    fn run(&mut self) {
        if self.draft.format != FORMAT_VERSION {
            let format = self.draft.format;
            let message = format!("format is {format}, this release reads {FORMAT_VERSION}.");
            self.found
                .error(Code::UnsupportedVersion, "/format", "", message);
            return;
        }
        if !self.check_tables() {
            return;
        }
        self.resolve_horizon();
        let before = self.found.as_slice().len();
        let stands_in = self.data.horizon.is_none();
        if stands_in {
            self.data.horizon = Some(stand_in());
        }
        if !self.check_size() {
            return;
        }
        self.resolve_parts();
        if stands_in {
            self.found
                .retain_from(before, |diagnostic| !depends_on_horizon(diagnostic.code));
        }
        if self.found.has_errors() {
            return;
        }
        self.index_rules();
        if self.found.has_errors() {
            return;
        }
        self.check_magnitudes();
        self.check_shared_size();
        self.warn_of_unused();
        self.warn_of_slips();
        self.warn_of_no_successor();
        self.data.doctor_sets = std::mem::take(&mut self.names.doctor_sets);
        self.data.draft = Arc::unwrap_or_clone(std::mem::take(&mut self.draft));
    }

    /// All that is resolved once there is a horizon, each part after those that it refers to.
    fn resolve_parts(&mut self) {
        self.resolve_grids();
        self.resolve_entities();
        self.resolve_doctors();
        let keeps_place = |doctor: &Doctor| {
            let mut leaves = doctor.leaves.iter();
            leaves.any(|leave| leave.keeps_place && !leave.away.is_empty())
        };
        let data = &mut self.data;
        data.has_leave_activities = data.activities.iter().any(|row| row.leave_of.is_some());
        data.keeps_places = data.has_leave_activities || data.doctors.iter().any(keeps_place);
        self.resolve_fixed_rules();
        self.resolve_events();
        self.resolve_requirements();
        self.resolve_rules();
        self.turn_rules_off();
        self.check_rule_ids();
        self.resolve_published();
    }

    /// All doctors, in the order of the draft.
    pub(super) fn doctor_ids(&self) -> impl Iterator<Item = DoctorId> + use<> {
        (0..self.data.doctors.len()).map(DoctorId::new)
    }
}

/// A horizon to go on with when the draft's is unusable, so that mistakes elsewhere are reported, too.
fn stand_in() -> Horizon {
    let week = WorkingWeek {
        full_days: [true; 7],
        mornings: [false; 7],
    };
    let day = Date::EARLIEST;
    let days = Days {
        first: day,
        last: day,
    };
    Horizon::build(PeriodKind::Day, days, &week, &[], &[])
}

/// True if a finding may be due to the horizon that stands in.
fn depends_on_horizon(code: Code) -> bool {
    matches!(
        code,
        Code::InvalidDate
            | Code::OutsideHorizon
            | Code::EmptyHorizon
            | Code::HorizonTooLong
            | Code::EmptySelection
            | Code::SlotNotOnGrid
            | Code::InvalidSchedule
            | Code::OverlappingRotations
            | Code::ContradictoryRule
            | Code::ExcusedAttendance
            | Code::PeriodInPart
            | Code::MinimumFalls
            | Code::SpanOutside
            | Code::LimitLeftOut
            | Code::NoRotationFits
    )
}
