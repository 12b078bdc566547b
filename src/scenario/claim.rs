//! What each change lays claim to, and which claims of one scenario contradict each other.

use super::change::Change;
use crate::calendar::{HalfDay, Horizon};
use crate::error::{Code, Diagnostics};
use crate::problem::Problem;

/// What two changes may both do with one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Nobody else may touch it.
    Alone,
    /// Others that hold it with the same word may, too.
    With(&'static str),
}

/// A target that a change touches, for a stretch of time.
struct Claim {
    target: (&'static str, String, Option<String>),
    span: Option<(HalfDay, HalfDay)>,
    hold: Hold,
}

impl Claim {
    fn contradicts(&self, other: &Self) -> bool {
        let overlap = match (self.span, other.span) {
            (Some(own), Some(theirs)) => own.0 <= theirs.1 && theirs.0 <= own.1,
            _ => true,
        };
        self.target == other.target && overlap && (self.hold == Hold::Alone || self.hold != other.hold)
    }
}

/// Reports pairs of changes that speak of the same thing differently, naming both.
pub(super) fn find_contradictions(problem: &Problem, subject: &str, changes: &[Change], found: &mut Diagnostics) {
    let horizon = problem.horizon();
    let claims: Vec<Vec<Claim>> = changes.iter().map(|change| claims_of(horizon, change)).collect();
    for (later, of_later) in claims.iter().enumerate() {
        for (earlier, of_earlier) in claims[..later].iter().enumerate() {
            if of_later.iter().any(|claim| of_earlier.iter().any(|other| claim.contradicts(other))) {
                let (first, second) = (&changes[earlier], &changes[later]);
                let message = format!("change {} ({second}) contradicts change {} ({first}).", later + 1, earlier + 1);
                found.error(Code::ContradictoryChanges, format!("/changes/{later}"), subject, message);
            }
        }
    }
}

fn claims_of(horizon: &Horizon, change: &Change) -> Vec<Claim> {
    let claim = |kind: &'static str, id: &str, hold: Hold| Claim { target: (kind, id.to_owned(), None), span: None, hold };
    let during = |kind: &'static str, id: &str, from: Option<&str>, to: Option<&str>, hold: Hold| {
        // What cannot be read is reported when the change is applied.
        let start = from.map_or(horizon.periods().first().map(|span| span.first), |text| horizon.moment(text).ok().map(|moment| moment.0));
        let end = to.map_or(horizon.periods().last().map(|span| span.last), |text| horizon.moment(text).ok().map(|moment| moment.1));
        Claim { target: (kind, id.to_owned(), None), span: start.zip(end), hold }
    };
    let stays = Hold::With("stays");
    match change {
        Change::AddPlaces { of, from, to, .. } => vec![during("places", of, from.as_deref(), to.as_deref(), Hold::With("add"))],
        Change::SetPlaces { of, from, to, .. } => vec![during("places", of, from.as_deref(), to.as_deref(), Hold::Alone)],
        Change::Close { of, from, to, .. } => vec![during("open", of, Some(from), Some(to), Hold::With("close"))],
        Change::Reopen { of, from, to } => vec![during("open", of, from.as_deref(), to.as_deref(), Hold::With("reopen"))],
        Change::SupervisorAway { .. } => Vec::new(),
        Change::AddDoctor { doctor } => vec![claim("doctor", &doctor.id, Hold::Alone)],
        Change::Withdraw { doctor } => vec![claim("doctor", doctor, Hold::Alone)],
        Change::Arrive { doctor, .. } => vec![claim("doctor", doctor, stays), claim("arrival", doctor, Hold::Alone)],
        Change::Depart { doctor, .. } => vec![claim("doctor", doctor, stays), claim("departure", doctor, Hold::Alone)],
        Change::Leave { doctor, .. } => vec![claim("doctor", doctor, stays)],
        Change::AddCohort { cohort, doctors } => {
            let of_doctors = doctors.iter().map(|doctor| claim("doctor", &doctor.id, Hold::Alone));
            of_doctors.chain([claim("cohort", &cohort.id, Hold::Alone)]).collect()
        }
        Change::MoveCohort { cohort, .. } => vec![claim("cohort", cohort, stays), claim("dates", cohort, Hold::Alone)],
        Change::EnlargeCohort { cohort, .. } => vec![claim("cohort", cohort, stays), claim("size", cohort, Hold::Alone)],
        Change::AddEvent { event } => vec![claim("rule", &event.id, Hold::Alone)],
        Change::MoveEvent { event, .. } => vec![claim("rule", event, Hold::With("set")), claim("slots", event, Hold::Alone)],
        Change::SetNumber { rule, field, .. } => {
            let number = Claim { target: ("number", rule.clone(), Some(field.clone())), span: None, hold: Hold::Alone };
            vec![claim("rule", rule, Hold::With("set")), number]
        }
        Change::SetRule { rule } => vec![claim("rule", rule.id(), Hold::Alone)],
        Change::SwitchOff { rule } => vec![claim("rule", rule, Hold::Alone)],
    }
}
