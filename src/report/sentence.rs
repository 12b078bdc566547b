//! Broken rules as sentences, one for each rule and subject.

use super::view::View;
use super::words::{count, count_of, named, period_noun, periods};
use crate::check::{Subject, Violation};
use crate::ids::{PeriodId, RuleId};
use crate::problem::rule::{self, Rule};
use crate::problem::{Problem, RequirementIndex};

/// All breaches of one rule by one subject, as sentences with texts of the input between marks ([`named`]).
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) subject: String,
    /// What is broken, how much and when; starts in lower case and has no full stop.
    pub(super) what: String,
    /// The rule's id in the input, as it is.
    pub(super) rule: String,
    /// What it costs, for a soft rule.
    pub(super) cost: Option<i64>,
}

/// One sentence for each rule and subject, at most `limit`, and how many there would be; `violations` may be in any order.
pub(super) fn sentences(view: &View<'_>, violations: &[Violation], limit: usize) -> (Vec<Sentence>, usize) {
    let mut sorted: Vec<&Violation> = violations.iter().filter(|violation| violation.rule.index() < view.problem.rule_count()).collect();
    sorted.sort_by_key(|violation| (violation.rule, violation.subject, violation.period));
    let groups: Vec<&[&Violation]> = sorted.chunk_by(|one, other| (one.rule, one.subject) == (other.rule, other.subject)).collect();
    (groups.iter().take(limit).map(|group| sentence(view, group)).collect(), groups.len())
}

fn sentence(view: &View<'_>, group: &[&Violation]) -> Sentence {
    let (problem, first) = (view.problem, group[0]);
    let rule = problem.rule(first.rule);
    let total = group.iter().fold(0_i64, |sum, violation| sum.saturating_add(violation.amount));
    let most = group.iter().map(|violation| violation.amount).max().unwrap_or(0);
    let mut dates: Vec<PeriodId> = group.iter().filter_map(|violation| violation.period).collect();
    dates.dedup();
    // Where a rule speaks of single periods the amount of the worst one is said, otherwise the sum.
    let amount = if dates.len() > 1 { most } else { total };
    let mut what = breach(view, first.rule, first.subject, amount, dates.first().copied());
    if dates.len() > 1 && group.iter().any(|violation| violation.amount != most) {
        what.insert_str(0, "up to ");
    }
    if let (Some(&from), Some(&to)) = (dates.first(), dates.last()) {
        let when = periods(problem, from, to);
        if dates.len() == 1 {
            what.push_str(&format!(", {when}"));
        } else if (to.index() + 1).saturating_sub(from.index()) == dates.len() {
            what.push_str(&format!(", all of {when}"));
        } else {
            what.push_str(&format!(", {} within {when}", count_of(dates.len(), period_noun(problem))));
        }
    }
    let cost = weight(problem, rule).map(|weight| weight.saturating_mul(total));
    Sentence { subject: subject(problem, first.subject), what, rule: problem.rule_key(first.rule).to_owned(), cost }
}

/// Name of whom or what a violation is about.
fn subject(problem: &Problem, subject: Subject) -> String {
    match subject {
        Subject::Schedule => "The schedule".to_owned(),
        Subject::Doctor(id) => named(&problem.doctor(id).name),
        Subject::Doctors(one, other) => format!("{} and {}", named(&problem.doctor(one).name), named(&problem.doctor(other).name)),
        Subject::Cohort(id) => named(&problem.cohort(id).name),
        Subject::Group(index) => format!("Group {}", index.saturating_add(1)),
        Subject::Hospital(id) => named(&problem.hospital(id).name),
        Subject::Department(id) => named(&problem.department(id).name),
        Subject::Activity(id) => named(&problem.activity(id).name),
        Subject::Slot(id, slot) => {
            let event = problem.event(id);
            let name = named(&event.name);
            if event.slots.len() > 1 { format!("{name}, slot {}", u64::from(slot) + 1) } else { name }
        }
    }
}

/// What is broken, by kind of rule.
fn breach(view: &View<'_>, id: RuleId, subject: Subject, amount: i64, period: Option<PeriodId>) -> String {
    let problem = view.problem;
    let key = |index: RequirementIndex| named(&problem.requirement(index).key);
    match problem.rule(id) {
        Rule::Requirement(rule) => requirement(view, rule, subject, amount),
        Rule::Elective(rule) => {
            format!("{} too few or too many, asked for {}", count(amount, "completed elective"), range(rule.min, rule.max))
        }
        Rule::Precedence(rule) => {
            let before: Vec<String> = rule.before.iter().map(|&index| key(index)).collect();
            let needed = if rule.count < before.len() { format!("{} of ", rule.count) } else { String::new() };
            let times = if amount > 1 { format!(" {amount} times") } else { String::new() };
            format!("{} started{times} before {needed}{} complete", key(rule.after), listed(&before))
        }
        Rule::Availability(_) => format!("{} placed outside presence, on leave or twice", count(amount, period_noun(problem))),
        Rule::Document(rule) => format!("{} without a valid {}", count(amount, period_noun(problem)), named(&rule.document)),
        Rule::Boundary(_) => format!("{} off the allowed boundaries", count(amount, "rotation start, end or crossing")),
        Rule::Cells(_) => format!("{} elsewhere than allowed", count(amount, period_noun(problem))),
        Rule::Succession(rule) => {
            let wrong = if rule.must { "not followed as it must be" } else { "followed by what may not follow" };
            format!("{} {wrong}", count(amount, "rotation"))
        }
        Rule::Spacing(rule) => format!("{} too soon, less than {} between", started(amount), count(rule.min_gap_blocks.into(), "block")),
        Rule::Window(rule) => format!("{} too few or too many in a window of {}", count(amount, "block"), rule.window_blocks),
        Rule::LongestRun(rule) => format!("{} beyond the longest run of {}", count(amount, "block"), rule.max_blocks),
        Rule::FirstBy(rule) => format!("not started by {}", periods(problem, rule.by, rule.by)),
        Rule::Pattern(_) => format!("{} of a forbidden pattern", count(amount, "occurrence")),
        Rule::HospitalLimit(rule) => format!("{} beyond {} in one hospital", count(amount, "rotation"), rule.max_rotations),
        Rule::HospitalChange(_) => format!("{} of hospital", count(amount, "change")),
        Rule::SameHospital(rule) => {
            format!("{} too many for {} and {}, which belong in one", count(amount, "hospital"), key(rule.first), key(rule.second))
        }
        Rule::Eligibility(_) => format!("{} in an activity without eligibility", count(amount, period_noun(problem))),
        Rule::Preference(_) => format!("{} against a preference", count(amount, "unit")),
        Rule::Idle(_) => count(amount, "idle block"),
        Rule::Capacity(rule) => capacity(view, rule, amount, period),
        Rule::Coverage(rule) => {
            format!("sum off by {amount}, asked for {}", range(rule.min.unwrap_or(i64::MIN), rule.max.unwrap_or(i64::MAX)))
        }
        Rule::Attendance(_) => match subject {
            Subject::Doctor(_) => "does not attend as asked".to_owned(),
            _ => format!("{} too few or too many", count(amount, "attendee")),
        },
        Rule::Together(_) => format!("not in the same place ({})", count(amount, "difference")),
        Rule::Apart(rule) => format!("{} beyond {} in one place", count(amount, "doctor"), rule.max_together),
        Rule::SplitEvenly(rule) => format!("{} beyond an even split (tolerance {})", count(amount, "doctor"), rule.tolerance),
        Rule::Team(rule) => format!("{} without company, {} for each companion", count(amount, "doctor"), rule.doctors_per_companion),
        Rule::WorstDoctor(rule) => format!("lowest score {amount} below {}", rule.at_least.unwrap_or(0)),
        Rule::WorstGroup(rule) => format!("lowest sum {amount} below {}", rule.at_least.unwrap_or(0)),
        Rule::EvenLoad(rule) => format!("fullest and emptiest period differ by {amount} more than {}", rule.at_most.unwrap_or(0)),
        Rule::Change(_) => format!("{} changed against the published schedule", count(amount, period_noun(problem))),
    }
}

fn requirement(view: &View<'_>, rule: &rule::Requirement, subject: Subject, amount: i64) -> String {
    let limits = view.problem.requirement(rule.requirement);
    let unit = unit(view.problem, rule.requirement);
    let asked = range(limits.min, limits.max);
    let Subject::Doctor(doctor) = subject else { return format!("{} off by {amount}, asked for {asked}", named(&limits.key)) };
    let standing = view.standings(doctor).into_iter().find(|standing| standing.requirement == rule.requirement);
    match standing {
        Some(standing) if standing.is_broken(limits) => {
            format!("{} of {}, asked for {asked}", count(standing.amount, unit), named(&limits.key))
        }
        _ => format!("rotations of {} too short, too long, too few or too many (by {amount})", named(&limits.key)),
    }
}

/// Says which way a limit is broken where the head count is known.
fn capacity(view: &View<'_>, rule: &rule::Capacity, amount: i64, period: Option<PeriodId>) -> String {
    let limit = period.and_then(|period| rule.limits.iter().find(|limit| limit.period == period));
    let everybody = rule.doctors.len() == view.problem.doctors().len();
    match limit.zip(period).filter(|_| everybody) {
        Some((limit, period)) => {
            let load =
                |activity: crate::ids::ActivityId| view.activity_load.get(activity.index()).and_then(|load| load.get(period.index()));
            let there: i64 = rule.activities.iter().filter_map(load).sum();
            match limit.max {
                Some(0) if there > 0 => format!("{} although closed", count(amount, "doctor")),
                Some(max) if there > max => format!("{} beyond the limit", count(amount, "doctor")),
                _ => format!("{} short of the minimum", count(amount, "doctor")),
            }
        }
        None => format!("{} too few or too many", count(amount, "doctor")),
    }
}

fn started(amount: i64) -> String {
    if amount == 1 { "1 rotation started".to_owned() } else { format!("{amount} rotations started") }
}

/// `4`, `4 to 6`, `at least 4`, `at most 6`.
pub(super) fn range(min: i64, max: i64) -> String {
    match (min, max) {
        _ if min == max => min.to_string(),
        (i64::MIN..=0, i64::MAX) => "any".to_owned(),
        (_, i64::MAX) => format!("at least {min}"),
        (i64::MIN..=0, _) => format!("at most {max}"),
        _ => format!("{min} to {max}"),
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => format!("{word} is"),
        [rest @ .., last] => format!("{} and {last} are", rest.join(", ")),
    }
}

/// What a requirement counts, in the singular.
pub(super) fn unit(problem: &Problem, requirement: RequirementIndex) -> &'static str {
    if problem.requirement(requirement).in_blocks { "block" } else { period_noun(problem) }
}

/// The cost of one unit of breach; `None` for a hard rule.
fn weight(problem: &Problem, rule: &Rule) -> Option<i64> {
    match rule {
        Rule::Requirement(rule) => problem.requirement(rule.requirement).weight,
        Rule::Availability(_) | Rule::Document(_) | Rule::Eligibility(_) | Rule::Attendance(_) => None,
        Rule::Elective(rule) => rule.weight,
        Rule::Precedence(rule) => rule.weight,
        Rule::Boundary(rule) => rule.weight,
        Rule::Cells(rule) => rule.weight,
        Rule::Succession(rule) => rule.weight,
        Rule::Spacing(rule) => rule.weight,
        Rule::Window(rule) => rule.weight,
        Rule::LongestRun(rule) => rule.weight,
        Rule::FirstBy(rule) => rule.weight,
        Rule::HospitalLimit(rule) => rule.weight,
        Rule::HospitalChange(rule) => rule.weight,
        Rule::SameHospital(rule) => rule.weight,
        Rule::Capacity(rule) => rule.weight,
        Rule::Coverage(rule) => rule.weight,
        Rule::Together(rule) => rule.weight,
        Rule::Apart(rule) => rule.weight,
        Rule::SplitEvenly(rule) => rule.weight,
        Rule::Team(rule) => rule.weight,
        Rule::Pattern(rule) => rule.value.map(i64::saturating_neg),
        Rule::Preference(rule) => Some(rule.value.saturating_neg()),
        Rule::Idle(rule) => Some(rule.cost),
        Rule::WorstDoctor(rule) => Some(rule.weight),
        Rule::WorstGroup(rule) => Some(rule.weight),
        Rule::EvenLoad(rule) => Some(rule.weight),
        Rule::Change(rule) => Some(rule.cost),
    }
}
