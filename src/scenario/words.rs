//! Changes in words.

use super::change::{Amounts, Change};
use crate::problem::draft::When;
use std::fmt;

/// What is counted where there are so many places.
fn noun(places: u64) -> &'static str {
    if places == 1 { "place" } else { "places" }
}

/// The change in words, as findings and reports name it.
impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddPlaces {
                of,
                places,
                from,
                to,
            } => write!(
                out,
                "{places:+} {} in {of}{}",
                noun(places.unsigned_abs()),
                Span(from.as_ref(), to.as_ref())
            ),
            Self::SetPlaces {
                of,
                places,
                from,
                to,
            } => write!(
                out,
                "{places} {} in {of}{}",
                noun(places.unsigned_abs()),
                Span(from.as_ref(), to.as_ref())
            ),
            Self::Close {
                of,
                from,
                to,
                reason,
            } => write!(
                out,
                "{of} closed{}{}",
                Span(Some(from), Some(to)),
                Why(reason)
            ),
            Self::Reopen { of, from, to } => {
                write!(out, "{of} reopened{}", Span(from.as_ref(), to.as_ref()))
            }
            Self::SupervisorAway {
                department,
                supervisors,
                from,
                to,
                reason,
            } => {
                let plural = if *supervisors == 1 { "" } else { "s" };
                write!(
                    out,
                    "{supervisors} supervisor{plural} of {department} away{}{}",
                    Span(Some(from), Some(to)),
                    Why(reason)
                )
            }
            Self::AddDoctor { doctor } => write!(out, "doctor {} added", doctor.id),
            Self::Withdraw { doctor } => write!(out, "doctor {doctor} withdrawn"),
            Self::Arrive { doctor, arrival } => write!(out, "doctor {doctor} arrives {arrival}"),
            Self::Depart { doctor, departure } => write!(out, "doctor {doctor} leaves {departure}"),
            Self::Leave {
                doctor,
                from,
                to,
                half,
                ..
            } => {
                let what = if *half { "half there" } else { "on leave" };
                write!(out, "doctor {doctor} {what}{}", Span(Some(from), Some(to)))
            }
            Self::AddCohort { cohort, doctors } => {
                write!(out, "cohort {} of {} added", cohort.id, doctors.len())
            }
            Self::MoveCohort { cohort, arrival } => {
                write!(out, "cohort {cohort} arrives {arrival}")
            }
            Self::EnlargeCohort { cohort, doctors } => {
                write!(out, "{doctors:+} doctors in cohort {cohort}")
            }
            Self::AddEvent { event } => write!(out, "event {} added", event.id),
            Self::MoveEvent { event, slots } => match slots.first() {
                Some(slot) => write!(out, "event {event} moved to {}", slot.from),
                None => write!(out, "event {event} without slots"),
            },
            Self::SetNumber {
                rule,
                field,
                value: Some(value),
            } => write!(out, "{field} of {rule} is {value}"),
            Self::SetNumber {
                rule,
                field,
                value: None,
            } => write!(out, "{field} of {rule} is none"),
            Self::SetRule { rule } => write!(out, "rule {} replaced", rule.id()),
            Self::SwitchOff { rule } => write!(out, "rule {rule} switched off"),
            Self::Waive {
                doctor,
                rule,
                amounts,
                from,
                amount,
            } => {
                let what = rule.as_deref().unwrap_or("all requirements");
                match (amount, amounts) {
                    (Some(amount), _) => {
                        write!(out, "{amount} of {what} is enough for doctor {doctor}")
                    }
                    (None, Some(Amounts::InProportion)) => {
                        write!(
                            out,
                            "{what} in proportion for doctor {doctor}{}",
                            Span(from.as_ref(), None)
                        )
                    }
                    _ => write!(
                        out,
                        "{what} waived for doctor {doctor}{}",
                        Span(from.as_ref(), None)
                    ),
                }
            }
            Self::LeaveProgramme {
                doctor,
                departure,
                amounts,
            } => {
                write!(
                    out,
                    "doctor {doctor} leaves the programme {departure}{}",
                    Owed(*amounts)
                )
            }
            Self::Swap {
                doctor,
                with,
                from,
                to,
            } => {
                write!(
                    out,
                    "doctors {doctor} and {with} swap{}",
                    Span(Some(from), Some(to))
                )
            }
            Self::Return { doctor, from } => {
                write!(out, "doctor {doctor} is back{}", Span(Some(from), None))
            }
            Self::Extend {
                doctor,
                departure,
                amounts,
            } => {
                write!(
                    out,
                    "doctor {doctor} stays until {departure}{}",
                    Owed(*amounts)
                )
            }
            Self::PartTime {
                doctor,
                from,
                to,
                every,
                weekdays,
                periods,
                half,
                amounts,
            } => {
                write!(out, "doctor {doctor} part time")?;
                if let Some(every) = every {
                    write!(out, ", away in one of {every} periods")?;
                }
                if !weekdays.is_empty() || !periods.is_empty() {
                    write!(
                        out,
                        ", away {}",
                        weekdays
                            .iter()
                            .chain(periods)
                            .map(String::as_str)
                            .collect::<Vec<_>>()
                            .join(", ")
                    )?;
                }
                if *half {
                    write!(out, ", half there")?;
                }
                write!(
                    out,
                    "{}{}",
                    Span(from.as_ref(), to.as_ref()),
                    Owed(*amounts)
                )
            }
        }
    }
}

/// ` 2026-09-06 to 2026-09-12`, with nothing for ends that are the horizon's.
struct Span<'a>(Option<&'a When>, Option<&'a When>);

impl fmt::Display for Span<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (None, None) => Ok(()),
            (Some(from), None) => write!(out, " from {from}"),
            (None, Some(to)) => write!(out, " until {to}"),
            (Some(from), Some(to)) if from == to => write!(out, " on {from}"),
            (Some(from), Some(to)) => write!(out, " {from} to {to}"),
        }
    }
}

struct Why<'a>(&'a str);

impl fmt::Display for Why<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(out, " ({})", self.0)
        }
    }
}

/// What is said of amounts, if anything is.
struct Owed(Option<Amounts>);

impl fmt::Display for Owed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(Amounts::Kept) => write!(out, ", requirements kept"),
            Some(Amounts::InProportion) => write!(out, ", requirements in proportion"),
            Some(Amounts::Waived) => write!(out, ", requirements waived"),
        }
    }
}
