//! Views of a schedule: text for a terminal, CSV tables, iCalendar files and one self-contained HTML page.
//!
//! Nothing is planned or judged here. Every view takes [`Findings`] and returns text; writing files is the caller's
//! business. Equal findings give equal bytes: no view reads a clock or draws a random number.
//!
//! | view | for whom |
//! |---|---|
//! | [`text::summary`] | whoever started the run, at the terminal |
//! | [`csv`] | analysts: load, requirements, the ledger for certificates, the roster of every ward |
//! | [`icalendar`] | a doctor's or a department's own calendar |
//! | [`scenarios`] | analysts: results, effects, doctor-weeks and limits of many scenarios |
//! | [`html::scenarios_page`] | everybody at the table: many scenarios side by side |
//! | [`changes`] | whoever has to be told: letters to doctors and departments after a replanning |
//! | [`html::changes_page`] | everybody at the table: what a replanning changes and why no less |
//! | [`html::page`] | everybody at the table: calendar, load, requirements, rules, figures, events, and an explanation if there is one |
//! | [`text::explanation`], [`html::explanation_page`] | whoever asks why a problem does not fit |

mod amounts;
pub mod changes;
pub mod csv;
mod file_names;
mod groups;
pub mod html;
#[cfg(feature = "calendar")]
pub mod icalendar;
mod in_force;
mod language;
mod letters;
mod out_of_reach;
mod peaks;
mod planned_leave;
pub mod scenarios;
mod sentence;
mod staffing;
pub mod text;
mod view;
mod wishes;
mod words;
mod work;

pub use language::Language;

use crate::check::Report;
use crate::explain::Explanation;
use crate::problem::Problem;
use crate::schedule::Schedule;
use crate::solve::{Evidence, Outcome, Termination};

/// What a view shows: the problem, a schedule, what `check` said of it, and what the solve said of itself.
///
/// ```
/// use medrota::{ProblemBuilder, Schedule, Termination, report};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
/// let schedule = Schedule::default();
/// let judged = medrota::check(&problem, &schedule);
/// let findings = report::Findings::new(&problem, &schedule, &judged).termination(Termination::TimeLimit);
/// assert!(report::text::summary(&findings).starts_with("ward year"));
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Findings<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The schedule to show.
    pub schedule: &'a Schedule,
    /// What `check` found in it.
    pub report: &'a Report,
    /// Why the solve stopped; `None` if nothing was solved.
    pub termination: Option<Termination>,
    /// Which engine found the schedule; empty if nothing was solved.
    pub engine: &'a str,
    /// No feasible schedule is worth more than this.
    pub bound: Option<i64>,
    /// On whose word the bound rests.
    pub evidence: Evidence,
    /// The bound that the certificate proves, where it is not the bound itself.
    pub certified_bound: Option<i64>,
    /// Relative distance from the value to the bound, 0.01 is one per cent.
    pub gap: Option<f64>,
    /// Seconds the solve took.
    pub seconds: Option<f64>,
    /// What was found out about the problem, if it was asked.
    pub explanation: Option<&'a Explanation>,
    /// The language of pages and calendars; texts for a terminal and tables are in English.
    pub language: Language,
    /// The zone of the hospital, for the hours in calendars.
    #[cfg(feature = "calendar")]
    pub zone: Option<&'a icalendar::Zone>,
}

impl<'a> Findings<'a> {
    /// Findings about a schedule that was judged but not solved here: nothing known of bound, gap and time.
    #[must_use]
    pub fn new(problem: &'a Problem, schedule: &'a Schedule, report: &'a Report) -> Self {
        Self {
            problem,
            schedule,
            report,
            termination: None,
            engine: "",
            bound: None,
            evidence: Evidence::None,
            certified_bound: None,
            gap: None,
            seconds: None,
            explanation: None,
            language: Language::English,
            #[cfg(feature = "calendar")]
            zone: None,
        }
    }
    /// The same with the time zone of the hospital.
    #[cfg(feature = "calendar")]
    #[must_use]
    pub fn zone(self, zone: &'a icalendar::Zone) -> Self {
        Self {
            zone: Some(zone),
            ..self
        }
    }
    /// The same with what a solve says of the schedule.
    #[must_use]
    pub fn with_outcome(self, outcome: &Outcome) -> Self {
        Self {
            termination: Some(outcome.termination),
            bound: outcome.bound,
            evidence: outcome.evidence(),
            certified_bound: outcome.certified_bound(),
            gap: outcome.gap(),
            ..self
        }
    }
    /// The same with why a solve stopped.
    #[must_use]
    pub fn termination(self, termination: Termination) -> Self {
        Self {
            termination: Some(termination),
            ..self
        }
    }
    /// The same with the engine that found the schedule.
    #[must_use]
    pub fn engine(self, engine: &'a str) -> Self {
        Self { engine, ..self }
    }
    /// The same with the seconds that the solve took.
    #[must_use]
    pub fn seconds(self, seconds: f64) -> Self {
        Self {
            seconds: Some(seconds),
            ..self
        }
    }
    /// The same with what was found out about the problem.
    #[must_use]
    pub fn explanation(self, explanation: &'a Explanation) -> Self {
        Self {
            explanation: Some(explanation),
            ..self
        }
    }
    /// The same for readers of a language.
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }
    /// On whose word the bound rests, and what the certificate proves where that is less.
    fn bound_note(&self) -> String {
        let words = self.language.words();
        let evidence = (words.evidence)(self.evidence);
        match (self.evidence, self.certified_bound) {
            (Evidence::None, _) => String::new(),
            (Evidence::Exhausted(_), Some(certified)) => {
                format!("{evidence}{}", (words.certified)(certified))
            }
            _ => evidence.to_owned(),
        }
    }
}
