//! What calendars said before: which entry keeps which name, what has changed, what is cancelled.

use super::Zone;
use super::entry::{Entry, events_and_leaves, rotations};
use crate::error::{Error, Result};
use crate::problem::Problem;
use crate::report::view::View;
use crate::report::{Findings, Language};
use crate::schedule::Schedule;
use ::icalendar::parser::{Component, read_calendar, unfold};
use std::collections::{BTreeMap, BTreeSet};

/// Entries of a series that are no longer there, with their numbers.
type Gone = Vec<(u64, Known)>;

/// An entry that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) start: String,
    pub(super) end: String,
    pub(super) summary: String,
    pub(super) location: String,
    pub(super) sequence: u64,
    pub(super) is_cancelled: bool,
}

impl Known {
    fn new(entry: &Entry) -> Self {
        Self {
            start: entry.start(),
            end: entry.end(),
            summary: super::plain(&entry.summary),
            location: super::plain(&entry.location),
            sequence: 0,
            is_cancelled: false,
        }
    }

    /// The sequence of the entry that this one has become: a higher one if anything is new.
    fn sequence_of(&self, entry: &Entry) -> u64 {
        let now = Self {
            sequence: self.sequence,
            ..Self::new(entry)
        };
        if now == *self {
            self.sequence
        } else {
            self.sequence.saturating_add(1)
        }
    }
}

/// Entries that were published, by series and number.
///
/// Whoever has imported a calendar finds an entry by its uid. So an entry that only moves keeps its uid and gets a higher SEQUENCE, and an entry
/// that is gone is said to be cancelled, now and in every later calendar. Both need to know what was there before: the files of the last
/// time ([`read`](Self::read)) or, where there are none, the schedule they were made from ([`of_schedule`](Self::of_schedule)).
#[derive(Clone, Debug, Default)]
pub struct Published {
    series: BTreeMap<String, BTreeMap<u64, Known>>,
    zone: Option<Zone>,
}

impl Published {
    /// What calendars of this schedule say that nothing came before.
    #[must_use]
    pub fn of_schedule(problem: &Problem, schedule: &Schedule) -> Self {
        Self::of_schedule_in(Language::English, problem, schedule)
    }

    /// What calendars in a language say of this schedule when nothing came before.
    #[must_use]
    pub fn of_schedule_in(language: Language, problem: &Problem, schedule: &Schedule) -> Self {
        let report = crate::check::Report::default();
        Self::of_findings(&Findings::new(problem, schedule, &report).language(language))
    }

    /// What calendars of these findings say when nothing came before.
    #[must_use]
    pub fn of_findings(findings: &Findings<'_>) -> Self {
        let view = View::new(findings);
        let mut published = Self {
            zone: findings.zone.cloned(),
            ..Self::default()
        };
        for doctor in view.doctors() {
            for entry in rotations(&view, doctor).chain(events_and_leaves(&view, doctor)) {
                let series = published.series.entry(entry.series.clone()).or_default();
                let number = u64::try_from(series.len())
                    .unwrap_or(u64::MAX)
                    .saturating_add(1);
                series.insert(number, Known::new(&entry));
            }
        }
        published
    }

    /// Adds what a calendar file says; entries of other programs are passed over.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) with `name` for a text that is no calendar.
    pub fn read(&mut self, name: &str, text: &str) -> Result<()> {
        let unfolded = unfold(text);
        let calendar = read_calendar(&unfolded).map_err(|message| {
            // What stands in the file is not repeated.
            let _ = message;
            Error::io(
                name,
                std::io::Error::new(std::io::ErrorKind::InvalidData, "it is no calendar file"),
            )
        })?;
        let zone = calendar
            .properties
            .iter()
            .find(|property| property.name == super::ZONE)
            .and_then(|property| Zone::new(property.val.as_ref()).ok());
        self.zone = zone.or(self.zone.take());
        for component in calendar
            .components
            .iter()
            .filter(|component| component.name == "VEVENT")
        {
            let Some((series, number)) = value(component, "UID")
                .as_deref()
                .and_then(named)
                .map(|(series, number)| (series.to_owned(), number))
            else {
                continue;
            };
            let known = Known {
                start: value(component, "DTSTART").unwrap_or_default(),
                end: value(component, "DTEND").unwrap_or_default(),
                summary: value(component, "SUMMARY").unwrap_or_default(),
                location: value(component, "LOCATION").unwrap_or_default(),
                sequence: value(component, "SEQUENCE")
                    .and_then(|number| number.parse().ok())
                    .unwrap_or(0),
                is_cancelled: value(component, "STATUS").as_deref() == Some("CANCELLED"),
            };
            // The same entry stands in a doctor's and in a department's file; the later word counts.
            let entries = self.series.entry(series).or_default();
            if entries
                .get(&number)
                .is_none_or(|other| other.sequence <= known.sequence)
            {
                entries.insert(number, known);
            }
        }
        Ok(())
    }

    /// The zone in which the hours of half-days were meant, as far as a file says so.
    #[must_use]
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// True if nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// All series that are known.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.series.keys()
    }

    /// Number and sequence for each of the entries of a series, and the entries that are no longer there.
    ///
    /// An entry with the same dates as a published one is the same. The others are matched in their order: the first published one is moved to the first new one,
    /// and so on.
    pub(super) fn follow(&self, series: &str, entries: &[&Entry]) -> (Vec<(u64, u64)>, Gone) {
        let nothing = BTreeMap::new();
        let published = self.series.get(series).unwrap_or(&nothing);
        let mut free: BTreeSet<u64> = published
            .iter()
            .filter(|(_, known)| !known.is_cancelled)
            .map(|(number, _)| *number)
            .collect();
        let numbers: Vec<Option<u64>> = entries
            .iter()
            .map(|entry| take_same(entry, published, &mut free))
            .collect();
        let mut next = published.keys().next_back().copied().unwrap_or(0);
        let mut followed = Vec::with_capacity(entries.len());
        for (entry, number) in entries.iter().zip(numbers) {
            let number = number.or_else(|| free.pop_first()).unwrap_or_else(|| {
                next = next.saturating_add(1);
                next
            });
            let sequence = published
                .get(&number)
                .map_or(0, |known| known.sequence_of(entry));
            followed.push((number, sequence));
        }
        let cancelled = published
            .iter()
            .filter(|(number, known)| known.is_cancelled || free.contains(number))
            .map(|(number, known)| {
                let sequence = if known.is_cancelled {
                    known.sequence
                } else {
                    known.sequence.saturating_add(1)
                };
                (
                    *number,
                    Known {
                        sequence,
                        is_cancelled: true,
                        ..known.clone()
                    },
                )
            });
        (followed, cancelled.collect())
    }
}

/// Takes the number of a published entry with the same dates.
fn take_same(
    entry: &Entry,
    published: &BTreeMap<u64, Known>,
    free: &mut BTreeSet<u64>,
) -> Option<u64> {
    let (start, end) = (entry.start(), entry.end());
    let is_same = |number: &&u64| {
        let known = published.get(number);
        known.is_some_and(|known| known.start == start && known.end == end)
    };
    let same = free.iter().find(is_same).copied()?;
    free.remove(&same);
    Some(same)
}

/// Series and number of a uid of ours.
fn named(uid: &str) -> Option<(&str, u64)> {
    let (series, number) = uid.strip_suffix(super::UID_ENDING)?.rsplit_once('/')?;
    (series.matches('/').count() == 3).then_some(())?;
    Some((series, number.parse().ok().filter(|number| *number > 0)?))
}

/// A property's value without the format's escapes.
fn value(component: &Component<'_>, name: &str) -> Option<String> {
    let text = component.find_prop(name)?.val.as_ref().to_owned();
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            letter => out.push(letter),
        }
    }
    Some(out)
}
