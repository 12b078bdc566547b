//! What the rest of the crate asks of any rule.

use crate::error::Code;
use crate::ids::{ActivityId, PeriodId};
use crate::problem::draft::{DoctorFilter, PeriodFilter};
use crate::problem::problem::ProblemData;
use crate::problem::row::RuleRow;
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet, Scope};
use crate::problem::validate::Resolver;
use crate::problem::{RequirementIndex, Rule};

/// Where a rule of the draft is resolved.
pub(crate) struct At<'a> {
    pub(crate) resolver: &'a mut Resolver,
    /// Its position among the draft's rules.
    pub(crate) row: usize,
    /// Id of the rule.
    pub(crate) key: &'a str,
    /// The rule's place in the document.
    pub(crate) pointer: &'a str,
    pub(crate) subject: &'a str,
}

impl At<'_> {
    /// The place of a field.
    pub(crate) fn field(&self, field: &str) -> String {
        format!("{}/{field}", self.pointer)
    }
    /// Reports a mistake in a field.
    pub(crate) fn error(&mut self, code: Code, field: &str, message: impl Into<String>) {
        self.resolver
            .found
            .error(code, self.field(field), self.subject, message);
    }
    /// Reports a mistake of the whole rule.
    pub(crate) fn error_of_rule(&mut self, code: Code, message: impl Into<String>) {
        self.resolver
            .found
            .error(code, self.pointer, self.subject, message);
    }
    /// Adds the resolved rule under the draft's id.
    pub(crate) fn add(&mut self, rule: Rule) {
        self.resolver
            .add_rule(self.key, RuleRow::Rule(self.row), rule);
    }
}

/// What follows from the fields of the plain form; generated.
pub(crate) trait DraftParts {
    fn id(&self) -> &str;
    fn id_mut(&mut self) -> &mut String;
    /// Whom the rule speaks of; `None` for groups and for what turns a rule off.
    fn doctors_mut(&mut self) -> Option<&mut DoctorFilter>;
    /// What each unit of breach costs; `None` for rules that are neither hard nor soft by a weight.
    fn weight_mut(&mut self) -> Option<&mut Option<i64>>;
    /// Periods that a shared rule judges one by one.
    fn judged_periods_mut(&mut self) -> Option<&mut PeriodFilter>;
    /// Narrows every filter of doctors by `keep`, which says false where nobody is left; false if the rule speaks of nobody any more.
    fn narrow(&mut self, keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool;
    /// Takes values and costs out; true if a field forbids something without them.
    fn strip_fields(&mut self) -> bool;
    /// Visits every number that is in units of value.
    fn values_of_fields(&mut self, visit: &mut dyn FnMut(&mut i64));
    /// Requirements that the rule names.
    fn requirements(&self) -> Vec<&str>;
}

/// A rule in its plain form: what its fields do not tell.
pub(crate) trait Draft: DraftParts {
    /// Adds the resolved rule, or reports what is wrong; `None` if it could not.
    fn add_to(&self, at: &mut At<'_>) -> Option<()>;
    /// Ids of the resolved rules that it becomes.
    fn keys(&self) -> Vec<String> {
        vec![self.id().to_owned()]
    }
    /// Takes values and costs out; false if nothing is forbidden without them.
    fn strip(&mut self) -> bool {
        self.strip_fields()
    }
    /// Visits every number that grows with the values.
    fn values(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        self.values_of_fields(visit);
    }
}

/// What follows from the fields of the resolved form; generated.
pub(crate) trait Parts {
    fn doctors_of_fields(&self) -> Option<&DoctorSet>;
    /// The doctors whom a shared rule links, companions and groups included.
    fn linked(&self) -> DoctorSet;
    /// True if a field forbids something.
    fn forbids(&self) -> bool;
    fn cost_of_fields(&self) -> Option<i64>;
    fn numbers_of_fields(&self) -> Vec<i64>;
}

/// A rule in its resolved form: what its fields do not tell.
pub(crate) trait Facts: Parts {
    /// What a breach is and its unit, in the plural, for messages with ids.
    fn meaning(&self) -> (&'static str, &'static str);
    /// A breach by `amount` in words; starts in lower case and has no full stop.
    fn breach(&self, amount: i64, say: &dyn Say) -> String;

    /// Adds the activities that a best schedule may use because of the rule, and says whether these are all. An activity that no rule wants only
    /// takes places away from others, so that diagrams leave it out.
    fn wants(&self, data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants;

    /// The doctors whom a personal rule speaks of; `None` for everybody.
    fn doctors<'a>(&'a self, _data: &'a ProblemData) -> Option<&'a DoctorSet> {
        self.doctors_of_fields()
    }
    /// True if the rule can forbid a schedule.
    fn is_hard(&self, _data: &ProblemData) -> bool {
        self.forbids()
    }
    /// What a unit of breach costs; `None` for a hard rule.
    fn cost(&self, _data: &ProblemData) -> Option<i64> {
        self.cost_of_fields()
    }
    /// Values, weights and limits.
    fn numbers(&self, _data: &ProblemData) -> Vec<i64> {
        self.numbers_of_fields()
    }
    /// The periods of a shared rule that judges each of them for itself.
    fn judged_periods(&self) -> Option<&PeriodSet> {
        None
    }
    /// True if the rule limits a sum over its doctors, so that what some of them add can be taken off its limits.
    fn is_sum(&self) -> bool {
        false
    }
    /// True if the rule compares scores of doctors, so that values matter even where only hard rules are looked at.
    fn compares_scores(&self) -> bool {
        false
    }
    /// True if the rule, where it is hard, says nothing of blocks in which a doctor is idle; `new` are periods in which a doctor may be idle from now on.
    /// The default does not know, which is always right.
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        false
    }
    /// Where the rule is hard: the activities, and the most blocks of so many consecutive ones that may be in them, if the doctor's axis has no fewer than
    /// `axis` blocks, whatever events take away. The default knows of none.
    fn most_blocks(&self, _blocks: usize, _axis: usize) -> Option<(&ActivitySet, usize)> {
        None
    }
    /// True if the rule says the same of all its doctors: what it says depends on nothing but a doctor's calendar, eligibility and history of the rule
    /// itself. The default does not know, which is always right.
    fn treats_doctors_alike(&self) -> bool {
        false
    }
    /// Most units of breach of a personal rule for one doctor.
    fn units(&self, size: &Size<'_>) -> i128 {
        size.periods
    }
    /// The most that a shared rule adds to one doctor's score or takes off it.
    fn in_score(&self, _size: &Size<'_>) -> i128 {
        0
    }
    /// Most units of breach of a shared rule, those in scores aside.
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        0
    }
    /// Rows of a shared rule at most, and what holds their terms.
    fn rows_and_cells(&self, _size: &Size<'_>) -> (usize, usize) {
        (0, 0)
    }
}

/// Which activities a rule wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Those that it named.
    Named,
    /// Those that are published for a doctor.
    Published,
    /// Any.
    Everything,
}

/// How large a problem is.
pub(crate) struct Size<'a> {
    pub(crate) data: &'a ProblemData,
    pub(crate) periods: i128,
    /// The most that each doctor's score can come to.
    pub(crate) scores: &'a [i128],
}

impl Size<'_> {
    /// Places of a scope.
    pub(crate) fn places(&self, scope: Scope) -> usize {
        match scope {
            Scope::Activity => self.data.activities.len(),
            Scope::Department => self.data.departments.len(),
            Scope::Hospital => self.data.hospitals.len(),
        }
    }
    /// What holds the terms of so many places and doctors. Terms are held by place and period; each list of activities is as long as that of all.
    pub(crate) fn cells(&self, places: usize, doctors: usize) -> usize {
        let periods = usize::try_from(self.periods).unwrap_or(usize::MAX);
        places
            .saturating_mul(periods)
            .saturating_add(self.data.activities.len() / 2 + doctors)
    }
    /// Periods in which two doctors may both be there, at most so many of a set.
    pub(crate) fn common_periods(&self, one: usize, other: usize, periods: &PeriodSet) -> usize {
        let (one, other) = (&self.data.doctors[one], &self.data.doctors[other]);
        let (first, last) = (
            one.first.max(other.first).index(),
            one.last.min(other.last).index(),
        );
        (last + 1).saturating_sub(first).min(periods.len())
    }
    /// The highest score of some doctors.
    pub(crate) fn highest(&self, doctors: &DoctorSet) -> i128 {
        doctors
            .iter()
            .filter_map(|doctor| self.scores.get(doctor.index()))
            .max()
            .copied()
            .unwrap_or(0)
    }
    /// The sum of the scores of some doctors.
    pub(crate) fn sum(&self, doctors: &DoctorSet) -> i128 {
        doctors
            .iter()
            .filter_map(|doctor| self.scores.get(doctor.index()))
            .fold(0, |sum, score| sum.saturating_add(*score))
    }
}

/// How a report writes what rules say.
pub(crate) trait Say {
    /// `1 block`, `3 blocks`.
    fn count(&self, amount: i64, noun: &str) -> String;
    /// What a period is called, in the singular.
    fn period_noun(&self) -> &'static str;
    /// A period's dates or name.
    fn period(&self, period: PeriodId) -> String;
    /// A text of the input.
    fn named(&self, text: &str) -> String;
    /// A requirement's name.
    fn requirement(&self, requirement: RequirementIndex) -> String;
    /// `4`, `4 to 6`, `at least 4`, `at most 6`.
    fn range(&self, min: i64, max: i64) -> String;
}
