//! The one validation: a draft in, a [`Problem`] or everything that is wrong with it out.
//!
//! Each file resolves one part of the draft, reports what is wrong there and goes on, so that one run names every
//! mistake. Later parts skip what earlier ones could not resolve.

mod entities;
mod events;
mod filters;
mod magnitude;
mod names;
mod people;
mod places;
mod plausible;
mod requirements;
mod rules;
mod size;
mod time;

use super::draft::ProblemDraft;
use super::problem::{NamedRule, Problem, ProblemData};
use super::row::{Place, RuleRow};
use super::rule::{Rule, is_personal};
use crate::calendar::{Date, Horizon, PeriodKind, WorkingWeek};
use crate::error::{Code, Diagnostics, Result};
use crate::ids::{DoctorId, RuleId};
use crate::limits;
use names::Names;
#[cfg(feature = "tables")]
pub(crate) use names::no_table;
pub(super) use size::Budget;
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
        Ok(Problem {
            data: Arc::new(resolver.data),
        })
    }
}

/// The state of one validation.
pub(crate) struct Resolver {
    pub(super) draft: Arc<ProblemDraft>,
    pub(super) data: ProblemData,
    pub(super) names: Names,
    pub(super) found: Diagnostics,
    spent: size::Spent,
}

impl Resolver {
    fn new(draft: ProblemDraft) -> Self {
        Self {
            draft: Arc::new(draft),
            data: ProblemData::default(),
            names: Names::default(),
            found: Diagnostics::new(),
            spent: size::Spent::default(),
        }
    }

    fn run(&mut self) {
        if self.draft.format != super::draft::FORMAT_VERSION {
            let message = format!(
                "format is {}, this release reads {}.",
                self.draft.format,
                super::draft::FORMAT_VERSION
            );
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
        self.resolve_grids();
        self.resolve_entities();
        self.resolve_doctors();
        self.data.has_leave_activities = self
            .data
            .activities
            .iter()
            .any(|activity| activity.leave_of.is_some());
        let keeps = |doctor: &super::entity::Doctor| {
            doctor
                .leaves
                .iter()
                .any(|leave| leave.keeps_place && !leave.away.is_empty())
        };
        self.data.keeps_places =
            self.data.has_leave_activities || self.data.doctors.iter().any(keeps);
        self.resolve_fixed_rules();
        self.resolve_events();
        self.resolve_requirements();
        self.resolve_rules();
        self.turn_rules_off();
        self.check_rule_ids();
        self.resolve_published();
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
        self.data.doctor_sets = std::mem::take(&mut self.names.doctor_sets);
        self.data.draft = Arc::unwrap_or_clone(std::mem::take(&mut self.draft));
    }

    /// Adds a rule under its id.
    pub(super) fn add_rule(&mut self, key: impl Into<String>, row: RuleRow, rule: Rule) {
        self.data.rules.push(NamedRule {
            key: key.into(),
            row,
            rule,
        });
    }

    fn check_rule_ids(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let twice = self
            .data
            .rules
            .iter()
            .filter(|entry| !seen.insert(entry.key.as_str()));
        let twice: Vec<(String, RuleRow)> =
            twice.map(|entry| (entry.key.clone(), entry.row)).collect();
        for (key, row) in twice {
            self.found.error(
                Code::DuplicateId,
                self.pointer_of(row),
                format!("rule {key:?}"),
                "more than one rule has this id.",
            );
        }
    }

    /// Where the draft has a row; of places the first row about them.
    fn pointer_of(&self, row: RuleRow) -> String {
        let of_place = |place: Place| match place {
            Place::Hospital(id) => self.data.hospitals[id.index()].key.as_str(),
            Place::Department(id) => self.data.departments[id.index()].key.as_str(),
            Place::Activity(id) => self.data.activities[id.index()].key.as_str(),
        };
        let capacity = |place| {
            self.draft
                .capacities
                .iter()
                .position(|row| row.of == of_place(place))
        };
        let closure = |place| {
            self.draft
                .closures
                .iter()
                .position(|row| row.of == of_place(place))
        };
        let (table, index) = match row {
            RuleRow::Availability | RuleRow::Eligibility => return String::new(),
            RuleRow::Capacity(place) => match capacity(place) {
                Some(index) => ("capacities", Some(index)),
                None => ("closures", closure(place)),
            },
            RuleRow::Closure(place) => ("closures", closure(place)),
            RuleRow::Requirement(index) => ("requirements", Some(index)),
            RuleRow::Elective(index) => ("electives", Some(index)),
            RuleRow::Precedence(index) => ("precedence", Some(index)),
            RuleRow::Event(event) => ("events", Some(event.index())),
            RuleRow::Preference(index) => ("preferences", Some(index)),
            RuleRow::Rule(row) | RuleRow::Rank { row, .. } => ("rules", Some(row)),
        };
        index.map_or_else(String::new, |index| format!("/{table}/{index}"))
    }

    /// Warns of cohorts and grids that nobody has. A catalogue of curricula may well be wider than today's doctors need.
    fn warn_of_unused(&mut self) {
        let draft = self.draft.clone();
        let used = |values: Vec<&Option<String>>| {
            values
                .into_iter()
                .flatten()
                .cloned()
                .collect::<std::collections::HashSet<String>>()
        };
        let of_doctors = |field: fn(&super::draft::DoctorDraft) -> &Option<String>| {
            draft.doctors.iter().map(field)
        };
        let of_cohorts = |field: fn(&super::draft::CohortDraft) -> &Option<String>| {
            draft.cohorts.iter().map(field)
        };
        let cohorts = used(of_doctors(|doctor| &doctor.cohort).collect());
        let grids = used(
            of_doctors(|doctor| &doctor.grid)
                .chain(of_cohorts(|cohort| &cohort.grid))
                .collect(),
        );
        let tables: [(&str, &str, Vec<&str>, _); 2] = [
            (
                "cohort",
                "cohorts",
                draft.cohorts.iter().map(|row| row.id.as_str()).collect(),
                cohorts,
            ),
            (
                "grid",
                "grids",
                draft.grids.iter().map(|row| row.id.as_str()).collect(),
                grids,
            ),
        ];
        for (kind, table, keys, used) in tables {
            for (index, key) in keys
                .into_iter()
                .enumerate()
                .filter(|(_, key)| !used.contains(*key))
            {
                self.found.warning(
                    Code::UnusedEntity,
                    format!("/{table}/{index}"),
                    format!("{kind} {key:?}"),
                    format!("no doctor has this {kind}."),
                );
            }
        }
    }

    /// Lists the personal rules of each doctor.
    fn index_rules(&mut self) {
        let sizes = self
            .data
            .rules
            .iter()
            .map(|entry| &entry.rule)
            .filter(|rule| is_personal(rule));
        let pairs: usize = sizes
            .map(|rule| {
                self.doctors_of(rule)
                    .map_or(self.data.doctors.len(), |doctors| doctors.len())
            })
            .sum();
        if !self.spend(Budget::RuleDoctors, pairs, "", "problem") {
            return;
        }
        let mut rules_of: Vec<Vec<RuleId>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, NamedRule { rule, .. }) in self.data.rules.iter().enumerate() {
            if !is_personal(rule) {
                continue;
            }
            let id = RuleId::new(index);
            match self.doctors_of(rule) {
                Some(doctors) => doctors
                    .iter()
                    .for_each(|doctor| rules_of[doctor.index()].push(id)),
                None => rules_of.iter_mut().for_each(|rules| rules.push(id)),
            }
        }
        let most = limits::RULES_OF_DOCTOR;
        if let Some(doctor) = rules_of.iter().position(|rules| rules.len() > most) {
            let subject = format!("doctor {:?}", self.data.doctors[doctor].key);
            let what = format!(
                "{} rules speak of this doctor, more",
                rules_of[doctor].len()
            );
            self.exceeded(
                "RULES_OF_DOCTOR",
                most,
                &format!("/doctors/{doctor}"),
                &subject,
                &what,
            );
        }
        self.data.rules_of = rules_of;
        self.data.rule_at = self
            .data
            .rules
            .iter()
            .enumerate()
            .map(|(index, entry)| (entry.row, RuleId::new(index)))
            .collect();
    }

    /// The doctors a personal rule speaks of; `None` for everybody.
    fn doctors_of<'a>(&'a self, rule: &'a Rule) -> Option<&'a super::rule::DoctorSet> {
        rule.facts().doctors(&self.data)
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
    Horizon::build(PeriodKind::Day, (day, day), &week, &[], &[])
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
    )
}
