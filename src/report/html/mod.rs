//! One self-contained HTML page: opens without a network, prints, follows the reader's light or dark scheme.
//!
//! A page is a shell around sections, each made by one file here; a new kind of page (a comparison,
//! a replanning) picks its sections and writes its own. All text from the problem is escaped where it is written.

mod calendar;
mod changes;
mod colours;
mod events;
mod explanation;
mod figures;
mod load;
mod markup;
mod pages;
mod requirements;
mod rules;
mod scale;
mod scenarios;
mod shell;
mod value;
mod wishes;

pub use changes::{changes_page, changes_page_in};
pub use pages::{PageFile, pages};
pub use scenarios::{scenarios_page, scenarios_page_in};

use super::Findings;
use super::view::View;

pub use explanation::{explanation_page, explanation_page_in};

/// How much the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Most doctors in the calendar and in the table of requirements; a note counts the others.
    pub max_doctors: usize,
    /// Most sentences about broken rules in each list; a note counts the others.
    pub max_sentences: usize,
}

impl Default for Options {
    /// 300 doctors, 200 sentences: a page of a few megabytes at most.
    fn default() -> Self {
        Self {
            max_doctors: 300,
            max_sentences: 200,
        }
    }
}

impl Options {
    /// Most doctors in the calendar and in the table of requirements.
    #[must_use]
    pub fn max_doctors(mut self, doctors: usize) -> Self {
        self.max_doctors = doctors;
        self
    }
    /// Most sentences about broken rules in each list.
    #[must_use]
    pub fn max_sentences(mut self, sentences: usize) -> Self {
        self.max_sentences = sentences;
        self
    }
}

/// One part of a page, with a heading and an entry in the table of contents.
#[derive(Debug)]
struct Section {
    /// Anchor.
    id: &'static str,
    /// Heading.
    title: &'static str,
    /// Markup below the heading.
    body: String,
}

/// The page about one schedule, with the default [`Options`].
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn page(findings: &Findings<'_>) -> String {
    page_with(findings, &Options::default())
}

/// The page about one schedule.
#[must_use]
pub fn page_with(findings: &Findings<'_>, options: &Options) -> String {
    let view = View::new(findings);
    let mut sections: Vec<Section> = [
        calendar::section(&view, options),
        load::section(&view),
        rules::section(&view, options),
        requirements::section(&view, options),
        wishes::section(&view, options),
        value::section(&view, options),
        figures::section(&view),
        events::section(&view),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(explanation) = findings.explanation {
        sections.extend(explanation::sections(
            view.words,
            findings.problem,
            explanation,
        ));
    }
    shell::shell(&shell::Head {
        words: view.words,
        title: view.problem.name(),
        header: &figures::header(&view),
        style: &colours::departments(view.problem),
        sections: &sections,
    })
}
