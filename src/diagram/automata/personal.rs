//! How a personal rule enters the engine: the manual for whoever writes the engine's half of a new one.
//!
//! It lives in `diagram/automata/<rule>.rs` and implements [`Personal`]; a personal rule without it does not compile.
//!
//! ```text
//! impl Personal for Pattern {
//!     fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
//!         let steps = self.steps.iter().map(|step| (of.members(&step.activities), step.idle)).collect();
//!         found.push(PatternAutomaton { rule, steps, value: self.value });
//!     }
//! }
//! ```
//!
//! A rule that looks at more than one block is an [`Automaton`]: a state of a few words that moves along the doctor's axis. Its duties and
//! defaults are with the trait; the number of states decides how large diagrams become. So a state holds only what decides how a pathway
//! may go on: two pathways that may go on alike should have the same state. A rule that looks at single cells implements
//! [`Personal::cells`] and adds no automaton.
//!
//! The judge (`check/<rule>.rs`) decides what is right: the random tiny problems of the tests hold both against each other.

use super::hospitals::local_hospitals;
use super::{Automaton, Members, Progress, RequirementAutomaton};
use crate::diagram::axis::Axis;
use crate::diagram::table::Cells;
use crate::ids::{ActivityId, DoctorId, RuleId};
use crate::problem::rule::ActivitySet;
use crate::problem::{Problem, RequirementIndex};

/// A doctor whose automata are made.
pub(crate) struct OfDoctor<'a> {
    pub(crate) problem: &'a Problem,
    pub(crate) doctor: DoctorId,
    pub(crate) axis: &'a Axis,
    /// Activities that the doctor's diagram has.
    pub(crate) relevant: &'a ActivitySet,
}

impl OfDoctor<'_> {
    /// The relevant ones of some activities.
    pub(crate) fn members(&self, activities: &ActivitySet) -> Members {
        Members::new(activities.iter(), self.relevant)
    }
    /// What the doctor's time adds to a requirement.
    pub(crate) fn progress(&self, requirement: RequirementIndex) -> Progress {
        Progress::new(
            self.problem,
            self.doctor,
            self.axis,
            requirement,
            self.relevant,
        )
    }
    /// The hospitals of the relevant activities that are chosen, numbered from 0, and how many there are.
    pub(crate) fn hospitals(
        &self,
        is_chosen: impl Fn(ActivityId) -> bool,
    ) -> (Vec<(ActivityId, u32)>, usize) {
        local_hospitals(
            self.problem,
            self.relevant.iter().filter(|activity| is_chosen(*activity)),
        )
    }
}

/// What a doctor's rules come to.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) automata: Vec<Box<dyn Automaton>>,
    /// Requirements, which also limit how long rotations are.
    pub(crate) requirements: Vec<RequirementAutomaton>,
    /// Some rule asks whether any rotation follows.
    pub(crate) rests: bool,
}

impl Found {
    /// Adds an automaton.
    pub(crate) fn push(&mut self, automaton: impl Automaton + 'static) {
        self.automata.push(Box::new(automaton));
    }
}

/// A personal rule in the engine.
#[diagnostic::on_unimplemented(
    message = "the engine does not know the personal rule `{Self}`",
    note = "write `impl Personal for {Self}` in src/diagram/automata/<rule>.rs; src/diagram/automata/personal.rs says how"
)]
pub(crate) trait Personal {
    /// Adds the rule's automata for a doctor; a rule of single cells adds none.
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found);
    /// Says what single cells are worth and which are forbidden. The default says nothing.
    ///
    /// Complexity: places times steps.
    fn cells(&self, _cells: &mut Cells<'_>) {}
}
