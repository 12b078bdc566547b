//! Names for ids: what people write in changes, and what they read of them.

use super::change::Change;
use super::set::{Part, Scenario, ScenarioSet};
use crate::error::{Code, Diagnostics};
use crate::problem::Problem;
use crate::problem::called::{Called, Kind, several};

/// The kinds of things that a text of a change may be the id of, in the order in which they are looked for.
const PLACES: &[Kind] = &[Kind::Department, Kind::Activity];
const CLOSED: &[Kind] = &[Kind::Department, Kind::Activity, Kind::Hospital];

impl Scenario {
    /// The scenario with the id wherever a change names a doctor, department, activity, hospital, cohort or event by its name, as the problem shows it.
    ///
    /// Ids come first. Names may differ from those of the problem by capitals, spaces and marks. What is neither id nor name stays, for
    /// [`apply`](Scenario::apply) to report.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::scenario::{Change, Scenario};
    ///
    /// let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ben");
    /// builder.draft_mut().doctors[0].name = "Ben Okafor".into();
    /// let problem = builder.build()?;
    ///
    /// let ill = Scenario::new("ill", vec![Change::Withdraw { doctor: "Ben Okafor".into() }]);
    /// assert_eq!(ill.resolve_names(&problem)?.changes, [Change::Withdraw { doctor: "ben".into() }]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// E105 for a name that several have.
    pub fn resolve_names(mut self, problem: &Problem) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        use_ids(&mut self, problem, &mut found);
        done(self, found)
    }
}

impl ScenarioSet {
    /// The set with the id wherever a change names something by its name; see [`Scenario::resolve_names`].
    ///
    /// # Errors
    /// E105 for a name that several have.
    pub fn resolve_names(mut self, problem: &Problem) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        for part in &mut self.parts {
            match part {
                Part::List { scenarios } => scenarios
                    .iter_mut()
                    .for_each(|scenario| use_ids(scenario, problem, &mut found)),
                Part::Grid { axes } => axes.iter_mut().flatten().enumerate().for_each(|change| {
                    use_ids_in(change, &format!("set {:?}", self.name), problem, &mut found)
                }),
                Part::OneAtATime { changes } => changes.iter_mut().enumerate().for_each(|change| {
                    use_ids_in(change, &format!("set {:?}", self.name), problem, &mut found)
                }),
                Part::Places { .. } | Part::Random { .. } | Part::CohortDates { .. } => {}
            }
        }
        done(self, found)
    }
}

fn done<T>(known: T, found: Diagnostics) -> Result<T, Diagnostics> {
    if found.has_errors() {
        Err(found)
    } else {
        Ok(known)
    }
}

fn use_ids(scenario: &mut Scenario, problem: &Problem, found: &mut Diagnostics) {
    let subject = format!("scenario {:?}", scenario.name);
    scenario
        .changes
        .iter_mut()
        .enumerate()
        .for_each(|change| use_ids_in(change, &subject, problem, found));
}

fn use_ids_in(
    (number, change): (usize, &mut Change),
    subject: &str,
    problem: &Problem,
    found: &mut Diagnostics,
) {
    let words = change.to_string();
    for (field, kinds, text) in change.named() {
        match problem.called(kinds, text) {
            Called::One(id) => *text = id,
            Called::Nothing => {}
            Called::Several(ids) => found.error(
                Code::AmbiguousName,
                format!("/changes/{number}/{field}"),
                subject,
                format!("change {} ({words}): {}", number + 1, several(text, &ids)),
            ),
        }
    }
}

impl Change {
    /// The change in words, with the names that the problem has for the ids in it.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::scenario::Change;
    ///
    /// let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ben");
    /// builder.draft_mut().doctors[0].name = "Ben Okafor".into();
    /// let problem = builder.build()?;
    /// assert_eq!(Change::Withdraw { doctor: "ben".into() }.describe(&problem), "doctor Ben Okafor withdrawn");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let mut change = self.clone();
        for (_, kinds, text) in change.named() {
            if let Some(name) = problem.name_of(kinds, text) {
                *text = name.to_owned();
            }
        }
        change.to_string()
    }

    /// The texts that name something that the problem has: their fields, and what they may be ids of.
    fn named(&mut self) -> Vec<(&'static str, &'static [Kind], &mut String)> {
        match self {
            Self::AddPlaces { of, .. } | Self::SetPlaces { of, .. } => vec![("of", PLACES, of)],
            Self::Close { of, .. } | Self::Reopen { of, .. } => vec![("of", CLOSED, of)],
            Self::SupervisorAway { department, .. } => {
                vec![("department", &[Kind::Department], department)]
            }
            Self::Withdraw { doctor }
            | Self::Arrive { doctor, .. }
            | Self::Depart { doctor, .. }
            | Self::Leave { doctor, .. }
            | Self::Waive { doctor, .. }
            | Self::LeaveProgramme { doctor, .. }
            | Self::Return { doctor, .. }
            | Self::Extend { doctor, .. }
            | Self::PartTime { doctor, .. } => vec![("doctor", &[Kind::Doctor], doctor)],
            Self::Swap { doctor, with, .. } => vec![
                ("doctor", &[Kind::Doctor], doctor),
                ("with", &[Kind::Doctor], with),
            ],
            Self::MoveCohort { cohort, .. } | Self::EnlargeCohort { cohort, .. } => {
                vec![("cohort", &[Kind::Cohort], cohort)]
            }
            Self::MoveEvent { event, .. } => vec![("event", &[Kind::Event], event)],
            Self::AddDoctor { .. }
            | Self::AddCohort { .. }
            | Self::AddEvent { .. }
            | Self::SetNumber { .. }
            | Self::SetRule { .. }
            | Self::SwitchOff { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProblemBuilder;

    fn ward() -> Problem {
        let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03")
            .department("surgery", 1)
            .department("icu", 1)
            .doctor("ana")
            .doctor("ben")
            .doctor("chen");
        let draft = builder.draft_mut();
        draft.departments[1].name = "Intensive care".into();
        for (doctor, name) in draft
            .doctors
            .iter_mut()
            .zip(["Ana Berg", "Ana Berg", "ana"])
        {
            doctor.name = name.into();
        }
        builder.build().unwrap()
    }

    fn withdrawn(doctor: &str) -> Result<Vec<Change>, Diagnostics> {
        let change = Change::Withdraw {
            doctor: doctor.into(),
        };
        let scenario = Scenario::new("gone", vec![change]);
        Ok(scenario.resolve_names(&ward())?.changes)
    }

    #[test]
    fn ids_come_first_and_a_name_that_two_have_is_refused_with_their_ids() {
        let ana = Change::Withdraw {
            doctor: "ana".into(),
        };
        assert_eq!(withdrawn("ana").unwrap(), [ana]);
        let error = withdrawn("ana berg").unwrap_err().to_string();
        assert!(
            error.contains("E105") && error.contains("\"ana\" and of \"ben\""),
            "{error}"
        );
        // What is neither is for `apply` to report.
        assert_eq!(
            withdrawn("zoe").unwrap()[0].to_string(),
            "doctor zoe withdrawn"
        );
    }

    #[test]
    fn places_have_names_in_sets_and_in_words() {
        let close = |of: &str| Change::Close {
            of: of.into(),
            from: "2026-09-06".into(),
            to: "2026-09-12".into(),
            reason: String::new(),
        };
        let set = ScenarioSet::one_at_a_time("what if", vec![close("Intensive  Care")]);
        let set = set.resolve_names(&ward()).unwrap();
        assert_eq!(
            set.parts,
            [Part::OneAtATime {
                changes: vec![close("icu")]
            }]
        );
        assert_eq!(
            close("icu").describe(&ward()),
            "Intensive care closed 2026-09-06 to 2026-09-12"
        );
    }
}
