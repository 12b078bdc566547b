//! What the problem has under a text that somebody wrote: an id, or a name.

use super::Problem;
use crate::error::{Code, Diagnostics, nearest, same_but_for_marks};
use crate::ids::DoctorId;

/// A kind of things with ids and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Doctor,
    Department,
    Activity,
    Hospital,
    Cohort,
    Event,
}

/// Whom or what a text is the name of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// Nothing, or the text is an id already.
    Nothing,
    /// The id of the one thing that has this name.
    One(String),
    /// The ids of all that have it.
    Several(Vec<String>),
}

impl Problem {
    /// The doctor with this id or name. Ids come first; names may differ by capitals, spaces and marks.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, ids::DoctorId};
    ///
    /// let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ben").doctor("zoe");
    /// builder.draft_mut().doctors[0].name = "Ben Okafor".into();
    /// let problem = builder.build()?;
    /// assert_eq!(problem.doctor_called("ben okafor")?, DoctorId::new(0));
    /// assert!(problem.doctor_called("Ben Okafo").unwrap_err().to_string().contains("Is \"Ben Okafor\" meant?"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// E103 if there is none, E105 if several have the name.
    pub fn doctor_called(&self, text: &str) -> Result<DoctorId, Diagnostics> {
        if let Some(doctor) = self.find_doctor(text) {
            return Ok(doctor);
        }
        let mut found = Diagnostics::new();
        match self.called(&[Kind::Doctor], text) {
            Called::One(id) => {
                if let Some(doctor) = self.find_doctor(&id) {
                    return Ok(doctor);
                }
            }
            Called::Several(ids) => {
                let message = several(text, &ids);
                found.error(Code::AmbiguousName, "", "", message);
            }
            Called::Nothing => {
                let words = self
                    .doctors()
                    .iter()
                    .flat_map(|doctor| [doctor.key.as_str(), doctor.name.as_str()]);
                let near = nearest(text, words)
                    .map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
                let message = format!("there is no doctor {text:?}.{near}");
                found.error(Code::UnknownReference, "", "", message);
            }
        }
        Err(found)
    }

    /// What a text is the name of, among things of some kinds; the first kind that has it counts.
    pub(crate) fn called(&self, kinds: &[Kind], text: &str) -> Called {
        let is_id = kinds
            .iter()
            .any(|kind| self.keyed(*kind).any(|(key, _)| key == text));
        if is_id {
            return Called::Nothing;
        }
        let same: [fn(&str, &str) -> bool; 2] = [|one, other| one == other, same_but_for_marks];
        for same in same {
            for kind in kinds {
                let named = self.keyed(*kind).filter(|(_, name)| same(name, text));
                let ids: Vec<String> = named.map(|(key, _)| key.to_owned()).collect();
                match <[String; 1]>::try_from(ids) {
                    Ok([id]) => return Called::One(id),
                    Err(ids) if ids.is_empty() => {}
                    Err(ids) => return Called::Several(ids),
                }
            }
        }
        Called::Nothing
    }

    /// The name of what has this id, among things of some kinds.
    pub(crate) fn name_of(&self, kinds: &[Kind], id: &str) -> Option<&str> {
        kinds
            .iter()
            .find_map(|kind| self.keyed(*kind).find(|(key, _)| *key == id))
            .map(|(_, name)| name)
    }

    /// Ids and names of a kind.
    fn keyed(&self, kind: Kind) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
        macro_rules! rows {
            ($rows:expr) => {
                Box::new(
                    $rows
                        .iter()
                        .map(|row| (row.key.as_str(), row.name.as_str())),
                )
            };
        }
        match kind {
            Kind::Doctor => rows!(self.doctors()),
            Kind::Department => rows!(self.departments()),
            Kind::Activity => rows!(self.activities()),
            Kind::Hospital => rows!(self.hospitals()),
            Kind::Cohort => rows!(self.cohorts()),
            Kind::Event => rows!(self.events()),
        }
    }
}

/// Whose name a text is.
pub(crate) fn several(text: &str, ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
    format!("{text:?} is the name of {}.", ids.join(" and of "))
}
