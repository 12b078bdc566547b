//! What is sent to doctors and departments: calendars and pages, a file each.

use super::Failure;
use super::results::{Program, Results};
use clap::Args;
use medrota::check::Report;
use medrota::format::write_bytes;
use medrota::report::icalendar::{Published, Zone, calendars};
use medrota::report::{Findings, html};
use medrota::{Problem, Schedule};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of files to send.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct SendOptions {
    /// Folder for a calendar (.ics) of each doctor and each department; files of an earlier run there are followed: what moved keeps its entry, what is gone is cancelled
    #[arg(long, value_name = "FOLDER")]
    pub(crate) calendars: Option<PathBuf>,
    /// Time zone of the hospital, such as Asia/Almaty, for the hours of events in calendars [default: that of calendars of an earlier run there, else hours as clocks show them]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub(crate) time_zone: Option<Zone>,
    /// Folder for a page (.html) of each doctor and each department
    #[arg(long, value_name = "FOLDER")]
    pub(crate) pages: Option<PathBuf>,
}

fn zone(text: &str) -> Result<Zone, String> {
    Zone::new(text).map_err(|error| error.to_string())
}

/// The folders, tried and locked.
pub(crate) struct Sending {
    calendars: Results,
    pages: Results,
    /// What the calendars in their folder say.
    published: Published,
    zone: Option<Zone>,
}

impl Sending {
    /// Makes and tries the folders before anything is solved, and reads the calendars of an earlier run.
    pub(crate) fn open(
        options: &SendOptions,
        out: Option<&Path>,
        inputs: &[&Path],
    ) -> Result<Self, Failure> {
        let folders = [
            ("--out", out),
            ("--calendars", options.calendars.as_deref()),
            ("--pages", options.pages.as_deref()),
        ];
        for (index, (option, folder)) in folders.iter().enumerate() {
            let same = folders[..index].iter().find(|(_, other)| {
                folder.is_some_and(|folder| other.is_some_and(|other| is_same(folder, other)))
            });
            if let Some((other, _)) = same {
                return Err(format!(
                    "{other} and {option} are the same folder; choose another one for {option}"
                )
                .into());
            }
        }
        let calendars = Results::open(Program::Calendars, options.calendars.as_deref(), inputs)?;
        let pages = Results::open(Program::Pages, options.pages.as_deref(), inputs)?;
        let mut published = Published::default();
        if let Some(folder) = calendars.path() {
            for name in calendars
                .older()?
                .iter()
                .filter(|name| Program::Calendars.owns_if_listed(name))
            {
                let path = folder.join(name);
                let text =
                    fs::read_to_string(&path).map_err(|error| medrota::Error::io(&path, error))?;
                published.read(&path.display().to_string(), &text)?;
            }
        }
        let zone = options.time_zone.clone();
        Ok(Self {
            calendars,
            pages,
            zone: zone.or_else(|| published.zone().cloned()),
            published,
        })
    }

    /// Writes the files about a schedule; where no calendars were there, those of `before` count as sent.
    pub(crate) fn write(
        &self,
        findings: &Findings<'_>,
        before: Option<(&Problem, &Schedule)>,
    ) -> Result<(), Failure> {
        let findings = &in_zone(*findings, self.zone.as_ref());
        let judged = Report::default();
        let of_schedule =
            before
                .filter(|_| self.published.is_empty())
                .map(|(problem, schedule)| {
                    let before =
                        Findings::new(problem, schedule, &judged).language(findings.language);
                    Published::of_findings(&in_zone(before, self.zone.as_ref()))
                });
        let published = of_schedule.as_ref().unwrap_or(&self.published);
        self.calendars.write(|folder| {
            calendars(findings, published)
                .iter()
                .try_for_each(|file| Ok(write_bytes(folder.join(&file.name), &file.text)?))
        })?;
        self.pages.write(|folder| {
            html::pages(findings)
                .iter()
                .try_for_each(|file| Ok(write_bytes(folder.join(&file.name), &file.text)?))
        })
    }
}

fn in_zone<'a>(findings: Findings<'a>, zone: Option<&'a Zone>) -> Findings<'a> {
    match zone {
        Some(zone) => findings.zone(zone),
        None => findings,
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || fs::canonicalize(one)
            .ok()
            .zip(fs::canonicalize(other).ok())
            .is_some_and(|(one, other)| one == other)
}
