//! Findings in sentences.

use super::finding::{Finding, FindingKind, FindingSubject, Total, Totals};
use super::sum_words::sum;
use super::words::{Called, count, dates, doctor, few, noun, shown};
use crate::ids::ActivityId;
use crate::problem::{Activity, Cohort, Department, Event, Problem};

impl Finding {
    /// One sentence in words of the input: who, when, what is asked for, what there is, and which rules say so.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let subject = self.subject.describe(problem);
        let when = self
            .periods
            .map(|periods| format!(", {}", dates(problem, periods)))
            .unwrap_or_default();
        format!("{subject}{when}: {}.", self.body(problem))
    }

    /// What is asked for, what there is, and which rules say so.
    fn body(&self, problem: &Problem) -> String {
        let (asked, available, short) = (self.asked, self.available, self.short());
        match self.kind {
            FindingKind::PlacesShort => self.places_short(problem),
            FindingKind::StaffingShort => self.staffing_short(problem),
            FindingKind::SumShort => {
                let unit = format!("doctor-{}", noun(problem));
                let (asked, sum) = (count(asked, &unit), sum(problem, self));
                let when = match self.subject {
                    FindingSubject::Event(_) => " in all of its slots together",
                    _ => "",
                };
                format!("{asked} asked for{when}, {available} possible: {short} short; {sum}")
            }
            FindingKind::TotalsApart => self.totals_apart(problem),
            FindingKind::NoPathway if self.rules.is_empty() => {
                "no pathway keeps the doctor's hard rules".to_owned()
            }
            FindingKind::NoPathway => format!(
                "no pathway keeps the doctor's hard rules; there is one without any of {}",
                self.few_rules(problem)
            ),
            FindingKind::EventOverfull => format!(
                "{} must attend, {}: {short} too many",
                count(asked, "doctor"),
                count(available, "place")
            ),
            FindingKind::EventUnderfull => format!(
                "it takes place from {} on, {available} can attend: {short} short",
                count(asked, "attendee")
            ),
            FindingKind::ExcusedAttendees => self.excused(problem),
            FindingKind::DocumentMissing => format!(
                "no valid document in {short} of {} of the stay (rules {})",
                count(asked, "period"),
                self.few_rules(problem)
            ),
            FindingKind::NeverThere => self.never_there(),
        }
    }

    fn few_rules(&self, problem: &Problem) -> String {
        let rules = self.rules.iter().map(|&rule| problem.rule_key(rule));
        few(&rules.map(|key| format!("{key:?}")).collect::<Vec<_>>())
    }

    fn places_short(&self, problem: &Problem) -> String {
        let unit = match self.periods {
            Some((first, last)) if first == last => "doctor".to_owned(),
            _ => format!("doctor-{}", noun(problem)),
        };
        format!(
            "{} asked for, {}: {} short (by {}; rules {})",
            count(self.asked, &unit),
            count(self.available, "place"),
            self.short(),
            count_of(self.doctors.len(), "doctor"),
            self.few_rules(problem)
        )
    }

    fn staffing_short(&self, problem: &Problem) -> String {
        let reason = match (self.terms.is_empty(), self.more_periods) {
            (true, _) => format!(" (rules {})", self.few_rules(problem)),
            (false, 0) => format!("; {}", sum(problem, self)),
            (false, more) if matches!(self.subject, FindingSubject::Event(_)) => {
                let more = count_of(more, "other slot");
                format!(" (and no less in its {more}); {}", sum(problem, self))
            }
            (false, more) => {
                let more = count_of(more, &format!("more {}", noun(problem)));
                format!(" (and as much in {more}); {}", sum(problem, self))
            }
        };
        format!(
            "at least {} asked for, {} can be there: {} short{reason}",
            count(self.asked, "doctor"),
            self.available,
            self.short()
        )
    }

    fn totals_apart(&self, problem: &Problem) -> String {
        let Some(Totals { given, allowed }) = self.totals else {
            return "no total fits".to_owned();
        };
        let nearest = match given.step {
            0 => format!("{} is nearest", self.available),
            _ => format!("{} and {} are nearest", self.asked, self.available),
        };
        format!(
            "no total fits: what {} can come to in all is {}, and what is allowed in all is {}; {nearest} (rules {})",
            count_of(self.doctors.len(), "doctor"),
            total_in_words(given),
            total_in_words(allowed),
            self.few_rules(problem)
        )
    }

    fn excused(&self, problem: &Problem) -> String {
        let away = self.doctors.iter().map(|&doctor| problem.doctor(doctor));
        let away = few(&away.map(|doctor| shown(&doctor.name)).collect::<Vec<_>>());
        format!(
            "{} {} meant to attend, {} can: {away} away at every slot",
            count(self.asked, "doctor"),
            if self.asked == 1 { "is" } else { "are" },
            self.available
        )
    }

    fn never_there(&self) -> String {
        match self.subject {
            FindingSubject::Cohort(_) if self.doctors.len() == 1 => {
                "its doctor has no period to work in".to_owned()
            }
            FindingSubject::Cohort(_) => format!(
                "its {} doctors have no period to work in",
                self.doctors.len()
            ),
            FindingSubject::Activities(_)
            | FindingSubject::Doctor(_)
            | FindingSubject::Event(_) => "no period to work in".to_owned(),
        }
    }
}

fn total_in_words(total: Total) -> String {
    let Total {
        least,
        greatest,
        step,
    } = total;
    let rest = least.checked_rem_euclid(step).unwrap_or(0);
    match (step, rest) {
        (0, _) => least.to_string(),
        (1, _) => format!("one of some numbers from {least} to {greatest}"),
        (2, 0) => "an even number".to_owned(),
        (2, _) => "an odd number".to_owned(),
        (_, 0) => format!("a multiple of {step}"),
        _ => format!("{rest} more than a multiple of {step}"),
    }
}

fn count_of(number: usize, noun: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), noun)
}

impl FindingSubject {
    /// Kind and name, with the id where that is another word; activities that are a whole department are named as that department.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        match self {
            Self::Doctor(id) => format!("doctor {:?}", doctor(problem, *id)),
            Self::Event(event) => {
                let Event { name, key, .. } = problem.event(*event);
                format!("event {:?}", Called { name, key })
            }
            Self::Cohort(cohort) => {
                let Cohort { name, key, .. } = problem.cohort(*cohort);
                format!("cohort {:?}", Called { name, key })
            }
            Self::Activities(activities) => {
                let mut named: Vec<String> = Vec::new();
                for &activity in activities {
                    let name = department_or_activity(problem, activity, activities);
                    if !named.contains(&name) {
                        named.push(name);
                    }
                }
                few(&named)
            }
        }
    }
}

/// An activity of several, by its department where all of that is among them.
fn department_or_activity(
    problem: &Problem,
    activity: ActivityId,
    activities: &[ActivityId],
) -> String {
    let data = problem.activity(activity);
    let department = problem.department(data.department);
    let is_whole = department
        .activities
        .iter()
        .all(|other| activities.contains(&other));
    if is_whole {
        let Department { name, key, .. } = department;
        format!("department {:?}", Called { name, key })
    } else {
        let Activity { name, key, .. } = data;
        format!("activity {:?}", Called { name, key })
    }
}
