//! Broken rules as sentences, one for each rule and subject; what rules say is in English.

use super::Language;
use super::view::View;
use super::words::{count, count_of, named, period_noun, periods};
use crate::check::{Subject, Violation};
use crate::ids::{PeriodId, RuleId};
use crate::problem::rule::{self, Rule};
use crate::problem::rules::Say;
use crate::problem::{Problem, RequirementIndex};

/// All breaches of one rule by one subject, as sentences with texts of the input between marks ([`named`]).
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) subject: String,
    /// What is broken, how much and when, in English; starts in lower case and has no full stop.
    pub(super) what: String,
    /// The rule's id in the input, as it is.
    pub(super) rule: String,
    /// What it costs, for a soft rule.
    pub(super) cost: Option<i64>,
}

/// One sentence for each rule and subject, at most `limit`, and how many there would be; `violations` may be in any order.
pub(super) fn sentences(
    view: &View<'_>,
    violations: &[Violation],
    limit: usize,
) -> (Vec<Sentence>, usize) {
    let mut sorted: Vec<&Violation> = violations
        .iter()
        .filter(|violation| violation.rule.index() < view.problem.rule_count())
        .collect();
    sorted.sort_by_key(|violation| (violation.rule, violation.subject, violation.period));
    let groups: Vec<&[&Violation]> = sorted
        .chunk_by(|one, other| (one.rule, one.subject) == (other.rule, other.subject))
        .collect();
    (
        groups
            .iter()
            .take(limit)
            .map(|group| sentence(view, group))
            .collect(),
        groups.len(),
    )
}

fn sentence(view: &View<'_>, group: &[&Violation]) -> Sentence {
    let (problem, first) = (view.problem, group[0]);
    let total = group
        .iter()
        .fold(0_i64, |sum, violation| sum.saturating_add(violation.amount));
    let most = group
        .iter()
        .map(|violation| violation.amount)
        .max()
        .unwrap_or(0);
    let mut dates: Vec<PeriodId> = group
        .iter()
        .filter_map(|violation| violation.period)
        .collect();
    dates.dedup();
    // Where a rule speaks of single periods the amount of the worst one is said, otherwise the sum.
    let amount = if dates.len() > 1 { most } else { total };
    let mut what = breach(
        view,
        first.rule,
        first.subject,
        amount,
        dates.first().copied(),
    );
    if dates.len() > 1 && group.iter().any(|violation| violation.amount != most) {
        what.insert_str(0, "up to ");
    }
    if let (Some(&from), Some(&to)) = (dates.first(), dates.last()) {
        let when = periods(problem, from, to);
        if dates.len() == 1
            && amount > 1
            && matches!(problem.rule(first.rule), Rule::Availability(_))
        {
            // It says of a rotation how many of its periods it is, and of the first of them which.
            what.push_str(&format!(", the first of them {when}"));
        } else if dates.len() == 1 {
            what.push_str(&format!(", {when}"));
        } else if (to.index() + 1).saturating_sub(from.index()) == dates.len() {
            what.push_str(&format!(", all of {when}"));
        } else {
            what.push_str(&format!(
                ", {} within {when}",
                count_of(dates.len(), period_noun(problem))
            ));
        }
    }
    let cost = problem
        .cost_of_breach(first.rule)
        .map(|weight| weight.saturating_mul(total));
    Sentence {
        subject: subject(view, first.subject),
        what,
        rule: problem.rule_key(first.rule).to_owned(),
        cost,
    }
}

/// Name of whom or what a violation is about, in the reader's language.
fn subject(view: &View<'_>, subject: Subject) -> String {
    let (problem, words) = (view.problem, view.words);
    match subject {
        Subject::Schedule => words.the_schedule.to_owned(),
        Subject::Doctor(id) => named(&problem.doctor(id).name),
        Subject::Doctors(one, other) => (words.both)(
            &named(&problem.doctor(one).name),
            &named(&problem.doctor(other).name),
        ),
        Subject::Cohort(id) => named(&problem.cohort(id).name),
        Subject::Group(index) => {
            (words.group)(u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1))
        }
        Subject::Hospital(id) => named(&problem.hospital(id).name),
        Subject::Department(id) => named(&problem.department(id).name),
        Subject::Activity(id) => named(&problem.activity(id).name),
        Subject::Slot(id, slot) => {
            let event = problem.event(id);
            let name = named(&event.name);
            if event.slots.len() > 1 {
                (words.slot)(&name, u64::from(slot) + 1)
            } else {
                name
            }
        }
    }
}

/// What is broken: what the rule's declaration says, and more where the view knows the numbers.
fn breach(
    view: &View<'_>,
    id: RuleId,
    subject: Subject,
    amount: i64,
    period: Option<PeriodId>,
) -> String {
    let rule = view.problem.rule(id);
    if let Rule::Requirement(rule) = rule {
        requirement(view, rule, subject, amount)
    } else if let Rule::Capacity(rule) = rule {
        capacity(view, rule, amount, period)
    } else if matches!(rule, Rule::Attendance(_)) && matches!(subject, Subject::Doctor(_)) {
        "does not attend as asked".to_owned()
    } else {
        rule.facts().breach(amount, &Words(view.problem))
    }
}

fn requirement(view: &View<'_>, rule: &rule::Requirement, subject: Subject, amount: i64) -> String {
    let limits = view.problem.requirement(rule.requirement);
    let unit = unit(view.problem, rule.requirement);
    let asked = range(limits.min, limits.max);
    let Subject::Doctor(doctor) = subject else {
        return format!("{} off by {amount}, asked for {asked}", named(&limits.key));
    };
    let standing = view
        .standings(doctor)
        .into_iter()
        .find(|standing| standing.requirement == rule.requirement);
    match standing {
        Some(standing) if standing.is_broken(limits) => {
            format!(
                "{} of {}, asked for {asked}",
                count(standing.amount, unit),
                named(&limits.key)
            )
        }
        _ => format!(
            "rotations of {} too short, too long, too few or too many (by {amount})",
            named(&limits.key)
        ),
    }
}

/// Says which way a limit is broken where the head count is known.
fn capacity(
    view: &View<'_>,
    rule: &rule::Capacity,
    amount: i64,
    period: Option<PeriodId>,
) -> String {
    let limit = period.and_then(|period| rule.limits.iter().find(|limit| limit.period == period));
    let everybody = rule.doctors.len() == view.problem.doctors().len();
    match limit.zip(period).filter(|_| everybody) {
        Some((limit, period)) => {
            let load = |activity: crate::ids::ActivityId| {
                view.activity_load
                    .get(activity.index())
                    .and_then(|load| load.get(period.index()))
            };
            let there: i64 = rule.activities.iter().filter_map(load).sum();
            match limit.max {
                Some(0) if there > 0 => format!("{} although closed", count(amount, "doctor")),
                Some(max) if there > max => format!("{} beyond the limit", count(amount, "doctor")),
                _ if there < limit.min => {
                    format!("{} short of the minimum", count(amount, "doctor"))
                }
                // Those who are there are within the limits.
                _ => format!(
                    "{} beyond the limit, with places that are kept during leave",
                    count(amount, "doctor")
                ),
            }
        }
        None => format!("{} too few or too many", count(amount, "doctor")),
    }
}

/// As [`Words::range`](super::language::Words::range) in English.
pub(super) fn range(min: i64, max: i64) -> String {
    Language::English.words().range(min, max)
}

/// What a requirement counts in English, in the singular.
pub(super) fn unit(problem: &Problem, requirement: RequirementIndex) -> &'static str {
    if problem.requirement(requirement).in_blocks {
        "block"
    } else {
        period_noun(problem)
    }
}

/// The least breach of a rule, in English.
pub(super) fn rule_in_words(problem: &Problem, rule: &Rule) -> String {
    rule.facts().breach(1, &Words(problem))
}

/// The words of this report for what rules say.
struct Words<'a>(&'a Problem);

impl Say for Words<'_> {
    fn count(&self, amount: i64, noun: &str) -> String {
        count(amount, noun)
    }
    fn period_noun(&self) -> &'static str {
        period_noun(self.0)
    }
    fn period(&self, period: PeriodId) -> String {
        periods(self.0, period, period)
    }
    fn named(&self, text: &str) -> String {
        named(text)
    }
    fn requirement(&self, requirement: RequirementIndex) -> String {
        named(&self.0.requirement(requirement).key)
    }
    fn range(&self, min: i64, max: i64) -> String {
        range(min, max)
    }
}
