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
mod requirements;
mod rules;
mod shared_rules;
mod time;

use super::draft::ProblemDraft;
use super::problem::{Problem, ProblemData};
use super::rule::{Rule, is_personal};
use crate::error::{Code, Diagnostics, Result};
use crate::ids::{DoctorId, RuleId};
use names::Names;
use std::sync::Arc;

impl ProblemDraft {
    /// Validates the draft.
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
        Ok(Problem { data: Arc::new(resolver.data) })
    }
}

/// The state of one validation.
pub(super) struct Resolver {
    pub(super) draft: Arc<ProblemDraft>,
    pub(super) data: ProblemData,
    pub(super) names: Names,
    pub(super) found: Diagnostics,
}

impl Resolver {
    fn new(draft: ProblemDraft) -> Self {
        Self { draft: Arc::new(draft), data: ProblemData::default(), names: Names::default(), found: Diagnostics::new() }
    }

    fn run(&mut self) {
        if self.draft.format != super::draft::FORMAT_VERSION {
            let message = format!("format is {}, this release reads {}.", self.draft.format, super::draft::FORMAT_VERSION);
            self.found.error(Code::UnsupportedVersion, "/format", "", message);
        }
        self.resolve_horizon();
        if self.data.horizon.is_none() {
            return;
        }
        self.resolve_grids();
        self.resolve_entities();
        self.resolve_doctors();
        self.resolve_fixed_rules();
        self.resolve_events();
        self.resolve_requirements();
        self.resolve_rules();
        self.turn_rules_off();
        self.check_rule_ids();
        if self.found.has_errors() {
            return;
        }
        self.check_magnitudes();
        self.resolve_published();
        self.index_rules();
        self.data.draft = Arc::unwrap_or_clone(std::mem::take(&mut self.draft));
    }

    /// Adds a rule under its id.
    pub(super) fn add_rule(&mut self, key: impl Into<String>, rule: Rule) {
        self.data.rules.push((key.into(), rule));
    }

    fn check_rule_ids(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let mut twice = Vec::new();
        for (key, _) in &self.data.rules {
            if !seen.insert(key.as_str()) {
                twice.push(key.clone());
            }
        }
        for key in twice {
            self.found.error(Code::DuplicateId, "", format!("rule {key:?}"), "more than one rule has this id.");
        }
    }

    /// Lists the personal rules of each doctor.
    fn index_rules(&mut self) {
        let mut rules_of: Vec<Vec<RuleId>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, (_, rule)) in self.data.rules.iter().enumerate() {
            if !is_personal(rule) {
                continue;
            }
            let id = RuleId::new(index);
            match self.doctors_of(rule) {
                Some(doctors) => doctors.iter().for_each(|doctor| rules_of[doctor.index()].push(id)),
                None => rules_of.iter_mut().for_each(|rules| rules.push(id)),
            }
        }
        self.data.rules_of = rules_of;
    }

    /// The doctors a personal rule speaks of; `None` for everybody.
    fn doctors_of<'a>(&'a self, rule: &'a Rule) -> Option<&'a super::rule::DoctorSet> {
        Some(match rule {
            Rule::Requirement(rule) => &self.data.requirements[rule.requirement].doctors,
            Rule::Elective(rule) => &rule.doctors,
            Rule::Precedence(rule) => &rule.doctors,
            Rule::Document(rule) => &rule.doctors,
            Rule::Boundary(rule) => &rule.doctors,
            Rule::Cells(rule) => &rule.doctors,
            Rule::Succession(rule) => &rule.doctors,
            Rule::Spacing(rule) => &rule.doctors,
            Rule::Window(rule) => &rule.doctors,
            Rule::LongestRun(rule) => &rule.doctors,
            Rule::FirstBy(rule) => &rule.doctors,
            Rule::Pattern(rule) => &rule.doctors,
            Rule::HospitalLimit(rule) => &rule.doctors,
            Rule::HospitalChange(rule) => &rule.doctors,
            Rule::SameHospital(rule) => &rule.doctors,
            Rule::Preference(rule) => &rule.doctors,
            Rule::Idle(rule) => &rule.doctors,
            Rule::Availability(_)
            | Rule::Eligibility(_)
            | Rule::Capacity(_)
            | Rule::Coverage(_)
            | Rule::Attendance(_)
            | Rule::Together(_)
            | Rule::Apart(_)
            | Rule::SplitEvenly(_)
            | Rule::Team(_)
            | Rule::WorstDoctor(_)
            | Rule::WorstGroup(_)
            | Rule::EvenLoad(_)
            | Rule::Change(_) => return None,
        })
    }

    /// All doctors, in the order of the draft.
    pub(super) fn doctor_ids(&self) -> impl Iterator<Item = DoctorId> + use<> {
        (0..self.data.doctors.len()).map(DoctorId::new)
    }
}
