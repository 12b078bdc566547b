//! Changes in words.

use super::change::{Amounts, Change};
use std::fmt;

/// What is counted where there are so many places.
fn noun(places: u64) -> &'static str {
    if places == 1 { "place" } else { "places" }
}

/// The change in words, as findings and reports name it.
impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = self.ends();
        match self {
            Self::AddPlaces { of, places, .. } => {
                let noun = noun(places.unsigned_abs());
                write!(out, "{places:+} {noun} in {of}{ends}")
            }
            Self::SetPlaces { of, places, .. } => {
                let noun = noun(places.unsigned_abs());
                write!(out, "{places} {noun} in {of}{ends}")
            }
            Self::Close { of, reason, .. } => write!(out, "{of} closed{ends}{}", Why(reason)),
            Self::Reopen { of, .. } => write!(out, "{of} reopened{ends}"),
            Self::SupervisorAway {
                department,
                supervisors,
                reason,
                ..
            } => {
                let plural = if *supervisors == 1 { "" } else { "s" };
                let why = Why(reason);
                write!(
                    out,
                    "{supervisors} supervisor{plural} of {department} away{ends}{why}"
                )
            }
            Self::AddEvent { event } => write!(out, "event {} added", event.id),
            Self::MoveEvent { event, slots } => match slots.first() {
                Some(slot) => write!(out, "event {event} moved to {}", slot.from),
                None => write!(out, "event {event} without slots"),
            },
            Self::SetNumber { rule, field, value } => match value {
                Some(value) => write!(out, "{field} of {rule} is {value}"),
                None => write!(out, "{field} of {rule} is none"),
            },
            Self::SetRule { rule } => write!(out, "rule {} replaced", rule.id()),
            Self::SwitchOff { rule } => write!(out, "rule {rule} switched off"),
            Self::AddDoctor { .. }
            | Self::Withdraw { .. }
            | Self::Arrive { .. }
            | Self::Depart { .. }
            | Self::Leave { .. }
            | Self::AddCohort { .. }
            | Self::MoveCohort { .. }
            | Self::EnlargeCohort { .. }
            | Self::Waive { .. }
            | Self::LeaveProgramme { .. }
            | Self::Swap { .. }
            | Self::Return { .. }
            | Self::Extend { .. }
            | Self::PartTime { .. } => self.write_people(out),
        }
    }
}

impl Change {
    /// What is said of changes of doctors and cohorts.
    fn write_people(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = self.ends();
        match self {
            Self::AddDoctor { doctor } => write!(out, "doctor {} added", doctor.id),
            Self::Withdraw { doctor } => write!(out, "doctor {doctor} withdrawn"),
            Self::Arrive { doctor, arrival } => write!(out, "doctor {doctor} arrives {arrival}"),
            Self::Depart { doctor, departure } => write!(out, "doctor {doctor} leaves {departure}"),
            Self::Leave { doctor, half, .. } => {
                let what = if *half { "half there" } else { "on leave" };
                write!(out, "doctor {doctor} {what}{ends}")
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
            Self::Waive { .. } => self.write_waiver(out),
            Self::LeaveProgramme {
                doctor,
                departure,
                amounts,
            } => {
                let owed = OfAmounts(*amounts);
                write!(
                    out,
                    "doctor {doctor} leaves the programme {departure}{owed}"
                )
            }
            Self::Swap { doctor, with, .. } => {
                write!(out, "doctors {doctor} and {with} swap{ends}")
            }
            Self::Return { doctor, .. } => write!(out, "doctor {doctor} is back{ends}"),
            Self::Extend {
                doctor,
                departure,
                amounts,
            } => {
                let owed = OfAmounts(*amounts);
                write!(out, "doctor {doctor} stays until {departure}{owed}")
            }
            Self::PartTime { .. } => self.write_part_time(out),
            // Changes of places, events and rules are said above.
            _ => Ok(()),
        }
    }

    fn write_waiver(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Waive {
            doctor,
            rule,
            amounts,
            amount,
            ..
        } = self
        else {
            return Ok(());
        };
        let what = rule.as_deref().unwrap_or("all requirements");
        let ends = self.ends();
        match (amount, amounts) {
            (Some(amount), _) => write!(out, "{amount} of {what} is enough for doctor {doctor}"),
            (None, Some(Amounts::InProportion)) => {
                write!(out, "{what} in proportion for doctor {doctor}{ends}")
            }
            _ => write!(out, "{what} waived for doctor {doctor}{ends}"),
        }
    }

    fn write_part_time(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::PartTime {
            doctor,
            every,
            weekdays,
            periods,
            half,
            amounts,
            ..
        } = self
        else {
            return Ok(());
        };
        write!(out, "doctor {doctor} part time")?;
        if let Some(every) = every {
            write!(out, ", away in one of {every} periods")?;
        }
        let days: Vec<&str> = weekdays.iter().chain(periods).map(String::as_str).collect();
        if !days.is_empty() {
            write!(out, ", away {}", days.join(", "))?;
        }
        if *half {
            write!(out, ", half there")?;
        }
        write!(out, "{}{}", self.ends(), OfAmounts(*amounts))
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
struct OfAmounts(Option<Amounts>);

impl fmt::Display for OfAmounts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(Amounts::Kept) => write!(out, ", requirements kept"),
            Some(Amounts::InProportion) => write!(out, ", requirements in proportion"),
            Some(Amounts::Waived) => write!(out, ", requirements waived"),
        }
    }
}
