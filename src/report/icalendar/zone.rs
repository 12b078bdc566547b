//! The clock of a hospital.

use crate::calendar::Date;
use crate::error::{Error, Result};
use jiff::civil;
use jiff::tz::TimeZone;

/// A time zone by its name in the IANA database, such as `Asia/Almaty`: what the hours of half-days are in the rest of the world.
///
/// ```
/// use medrota::report::icalendar::Zone;
///
/// assert_eq!(Zone::new("Asia/Almaty")?.name(), "Asia/Almaty");
/// assert!(Zone::new("Almaty").is_err());
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    zone: TimeZone,
}

impl Zone {
    /// The zone of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for a name that is none.
    pub fn new(name: &str) -> Result<Self> {
        let zone = TimeZone::get(name).ok();
        let zone = zone.filter(|zone| zone.iana_name().is_some());
        zone.map(|zone| Self { zone }).ok_or_else(|| {
            Error::option(format!(
                "{name:?} is no time zone; they are called as Asia/Almaty, Asia/Jerusalem or Europe/Berlin are"
            ))
        })
    }
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }
    /// An hour of a day there as calendars write what is the same everywhere: `20260906T030000Z`.
    pub(super) fn utc(&self, date: Date, hour: u8) -> Option<String> {
        let hour = i8::try_from(hour).ok()?;
        let day = civil::Date::new(date.year(), date.month(), date.day()).ok()?;
        let moment = self.zone.to_timestamp(day.at(hour, 0, 0, 0)).ok()?;
        let at = TimeZone::UTC.to_datetime(moment);
        Some(format!(
            "{:04}{:02}{:02}T{:02}{:02}00Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute()
        ))
    }
}
