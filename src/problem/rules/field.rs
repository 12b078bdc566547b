//! The kinds of fields that rules have, and what each means to whoever reads, narrows, strips, scales and limits rules.
//!
//! A kind is a small value such as [`Weight`] or [`Count`]. [`DraftField`] says what it means in the plain form, [`ResolvedField`] in the
//! resolved one, [`Resolve`] how one becomes the other. All methods but `resolve` have a default: the field has nothing to do with it.

use super::At;
use crate::error::Code;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::RequirementIndex;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter, When};
use crate::problem::rule::{ActivitySet, DoctorSet, PatternStep, PeriodSet};
use crate::problem::rule_draft::{DoctorWeightDraft, GroupDraft, PatternStepDraft};

/// What a field of the plain form means.
pub(crate) trait DraftField<D> {
    /// The filter of the doctors whom the rule speaks of.
    fn doctors<'a>(&self, _field: &'a mut D) -> Option<&'a mut DoctorFilter> {
        None
    }
    /// What each unit of breach costs; `None` in it: the rule is hard.
    fn weight<'a>(&self, _field: &'a mut D) -> Option<&'a mut Option<i64>> {
        None
    }
    /// Periods that a shared rule judges one by one.
    fn judged_periods<'a>(&self, _field: &'a mut D) -> Option<&'a mut PeriodFilter> {
        None
    }
    /// Narrows every filter of doctors by `keep`, which says false where nobody is left; false if the rule speaks of nobody any more.
    fn narrow(&self, _field: &mut D, _keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        true
    }
    /// Takes values and costs out; true if the field forbids something without them.
    fn strip(&self, _field: &mut D) -> bool {
        false
    }
    /// Visits every number that is in units of value.
    fn values(&self, _field: &mut D, _visit: &mut dyn FnMut(&mut i64)) {}
    /// The requirement that the field names.
    fn requirement<'a>(&self, _field: &'a D) -> Option<&'a str> {
        None
    }
}

/// What a field of the resolved form means.
pub(crate) trait ResolvedField<R> {
    /// The doctors whom a personal rule speaks of.
    fn doctors<'a>(&self, _field: &'a R) -> Option<&'a DoctorSet> {
        None
    }
    /// Adds the doctors whom a shared rule links.
    fn linked(&self, _field: &R, _found: &mut Vec<DoctorId>) {}
    /// True if the field makes the rule forbid something.
    fn forbids(&self, _field: &R) -> bool {
        false
    }
    /// What a unit of breach costs.
    fn cost(&self, _field: &R) -> Option<i64> {
        None
    }
    /// Adds values, weights and limits: none may be larger than the largest number of a rule.
    fn numbers(&self, _field: &R, _found: &mut Vec<i64>) {}
}

/// How the plain form of a field becomes the resolved one; reports what is wrong.
pub(crate) trait Resolve<D, R> {
    /// `None` if there is nothing to go on with, which has been reported.
    fn resolve(&self, draft: &D, field: &str, at: &mut At<'_>) -> Option<R>;
}

/// Whom the rule speaks of.
pub(crate) struct Doctors;

impl DraftField<DoctorFilter> for Doctors {
    fn doctors<'a>(&self, field: &'a mut DoctorFilter) -> Option<&'a mut DoctorFilter> {
        Some(field)
    }
    fn narrow(&self, field: &mut DoctorFilter, keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        keep(field)
    }
}

impl ResolvedField<DoctorSet> for Doctors {
    fn doctors<'a>(&self, field: &'a DoctorSet) -> Option<&'a DoctorSet> {
        Some(field)
    }
    fn linked(&self, field: &DoctorSet, found: &mut Vec<DoctorId>) {
        found.extend(field.iter());
    }
}

impl Resolve<DoctorFilter, DoctorSet> for Doctors {
    fn resolve(&self, draft: &DoctorFilter, field: &str, at: &mut At<'_>) -> Option<DoctorSet> {
        at.resolver.doctors(draft, &at.field(field), at.subject)
    }
}

/// Doctors who give others company.
pub(crate) struct Companions;

impl DraftField<DoctorFilter> for Companions {
    fn narrow(&self, field: &mut DoctorFilter, keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        keep(field)
    }
}

impl ResolvedField<DoctorSet> for Companions {
    fn linked(&self, field: &DoctorSet, found: &mut Vec<DoctorId>) {
        found.extend(field.iter());
    }
}

impl Resolve<DoctorFilter, DoctorSet> for Companions {
    fn resolve(&self, draft: &DoctorFilter, field: &str, at: &mut At<'_>) -> Option<DoctorSet> {
        Doctors.resolve(draft, field, at)
    }
}

/// Activities.
pub(crate) struct Activities;

impl DraftField<ActivityFilter> for Activities {}
impl ResolvedField<ActivitySet> for Activities {}

impl Resolve<ActivityFilter, ActivitySet> for Activities {
    fn resolve(&self, draft: &ActivityFilter, field: &str, at: &mut At<'_>) -> Option<ActivitySet> {
        at.resolver.activities(draft, &at.field(field), at.subject)
    }
}

/// Departments by their ids, each as the set of its activities.
pub(crate) struct Departments;

impl DraftField<Vec<String>> for Departments {}
impl ResolvedField<Vec<ActivitySet>> for Departments {}

impl Resolve<Vec<String>, Vec<ActivitySet>> for Departments {
    fn resolve(&self, draft: &Vec<String>, field: &str, at: &mut At<'_>) -> Option<Vec<ActivitySet>> {
        let mut found = Vec::new();
        for (position, key) in draft.iter().enumerate() {
            let place = at.field(&format!("{field}/{position}"));
            found.push(at.resolver.activities_named(key, "departments", &place, at.subject)?.into_iter().collect());
        }
        Some(found)
    }
}

/// Periods.
pub(crate) struct Periods;

impl DraftField<PeriodFilter> for Periods {}
impl DraftField<Option<PeriodFilter>> for Periods {}
impl ResolvedField<PeriodSet> for Periods {}
impl ResolvedField<Option<PeriodSet>> for Periods {}

impl Resolve<PeriodFilter, PeriodSet> for Periods {
    fn resolve(&self, draft: &PeriodFilter, field: &str, at: &mut At<'_>) -> Option<PeriodSet> {
        at.resolver.periods(draft, &at.field(field), at.subject)
    }
}

impl Resolve<Option<PeriodFilter>, Option<PeriodSet>> for Periods {
    fn resolve(&self, draft: &Option<PeriodFilter>, field: &str, at: &mut At<'_>) -> Option<Option<PeriodSet>> {
        match draft {
            Some(filter) => self.resolve(filter, field, at).map(Some),
            None => Some(None),
        }
    }
}

/// Periods each of which a shared rule judges for itself, so that it can be lifted in some and stay in the others.
pub(crate) struct JudgedPeriods;

impl DraftField<PeriodFilter> for JudgedPeriods {
    fn judged_periods<'a>(&self, field: &'a mut PeriodFilter) -> Option<&'a mut PeriodFilter> {
        Some(field)
    }
}

impl ResolvedField<PeriodSet> for JudgedPeriods {}

impl Resolve<PeriodFilter, PeriodSet> for JudgedPeriods {
    fn resolve(&self, draft: &PeriodFilter, field: &str, at: &mut At<'_>) -> Option<PeriodSet> {
        Periods.resolve(draft, field, at)
    }
}

/// A point in time: the last period that has begun by then.
pub(crate) struct LastBegun;

impl DraftField<When> for LastBegun {}
impl ResolvedField<PeriodId> for LastBegun {}

impl Resolve<When, PeriodId> for LastBegun {
    fn resolve(&self, draft: &When, field: &str, at: &mut At<'_>) -> Option<PeriodId> {
        let (_, last) = at.resolver.moment(draft, &at.field(field), at.subject)?;
        let found = at.resolver.horizon().last_until(last);
        if found.is_none() {
            at.error(Code::OutsideHorizon, field, format!("{draft} lies before the horizon."));
        }
        found
    }
}

/// The id of a requirement.
pub(crate) struct Requires;

impl DraftField<String> for Requires {
    fn requirement<'a>(&self, field: &'a String) -> Option<&'a str> {
        Some(field)
    }
}

impl ResolvedField<RequirementIndex> for Requires {}

impl Resolve<String, RequirementIndex> for Requires {
    fn resolve(&self, draft: &String, field: &str, at: &mut At<'_>) -> Option<RequirementIndex> {
        at.resolver.requirement(draft, &at.field(field), at.subject)
    }
}

/// A whole number from the first to the second, both included; a missing one is 1 where it may be missing.
pub(crate) struct Count(pub(crate) i64, pub(crate) i64);

impl DraftField<i64> for Count {}
impl DraftField<Option<i64>> for Count {}
impl ResolvedField<u32> for Count {}

impl ResolvedField<i64> for Count {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, u32> for Count {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<u32> {
        at.resolver.count(*draft, self.0..=self.1, &at.field(field), at.subject)
    }
}

impl Resolve<i64, i64> for Count {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<i64> {
        Resolve::<i64, u32>::resolve(self, draft, field, at).map(i64::from)
    }
}

impl Resolve<Option<i64>, i64> for Count {
    fn resolve(&self, draft: &Option<i64>, field: &str, at: &mut At<'_>) -> Option<i64> {
        self.resolve(&draft.unwrap_or(1), field, at)
    }
}

/// Cost of each unit of breach; the rule is hard if it is missing.
pub(crate) struct Weight;

impl DraftField<Option<i64>> for Weight {
    fn weight<'a>(&self, field: &'a mut Option<i64>) -> Option<&'a mut Option<i64>> {
        Some(field)
    }
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_none()
    }
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for Weight {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_none()
    }
    fn cost(&self, field: &Option<i64>) -> Option<i64> {
        *field
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for Weight {
    fn resolve(&self, draft: &Option<i64>, _field: &str, at: &mut At<'_>) -> Option<Option<i64>> {
        at.resolver.weight(*draft, at.pointer, at.subject);
        Some(*draft)
    }
}

/// Value of each occurrence, of any sign; occurrences are forbidden if it is missing.
pub(crate) struct ValueOrForbidden;

impl DraftField<Option<i64>> for ValueOrForbidden {
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_none()
    }
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for ValueOrForbidden {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_none()
    }
    fn cost(&self, field: &Option<i64>) -> Option<i64> {
        field.map(i64::saturating_neg)
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for ValueOrForbidden {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// A cost of any sign.
pub(crate) struct Cost;

impl DraftField<i64> for Cost {
    fn strip(&self, field: &mut i64) -> bool {
        *field = 0;
        false
    }
    fn values(&self, field: &mut i64, visit: &mut dyn FnMut(&mut i64)) {
        visit(field);
    }
}

impl ResolvedField<i64> for Cost {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Cost {
    fn resolve(&self, draft: &i64, _field: &str, _at: &mut At<'_>) -> Option<i64> {
        Some(*draft)
    }
}

/// A cost that is not negative.
pub(crate) struct Price;

impl DraftField<i64> for Price {
    fn strip(&self, field: &mut i64) -> bool {
        Cost.strip(field)
    }
    fn values(&self, field: &mut i64, visit: &mut dyn FnMut(&mut i64)) {
        visit(field);
    }
}

impl ResolvedField<i64> for Price {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Price {
    fn resolve(&self, draft: &i64, _field: &str, at: &mut At<'_>) -> Option<i64> {
        at.resolver.weight(Some(*draft), at.pointer, at.subject);
        Some(*draft)
    }
}

/// A factor of scores, not negative: no value itself, the scores are.
pub(crate) struct Multiplier;

impl DraftField<i64> for Multiplier {
    fn strip(&self, field: &mut i64) -> bool {
        Cost.strip(field)
    }
}

impl ResolvedField<i64> for Multiplier {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Multiplier {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<i64> {
        Price.resolve(draft, field, at)
    }
}

/// A limit that is hard where there is one.
pub(crate) struct HardLimit;

impl DraftField<Option<i64>> for HardLimit {
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_some()
    }
}

impl ResolvedField<Option<i64>> for HardLimit {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_some()
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for HardLimit {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// A hard limit on scores: it grows with the values, and means nothing without them.
pub(crate) struct ScoreLimit;

impl DraftField<Option<i64>> for ScoreLimit {
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for ScoreLimit {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_some()
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for ScoreLimit {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// What none of the methods has to know: taken over as it is, or as what it converts to.
pub(crate) struct Plain;

impl<D> DraftField<D> for Plain {}
impl<R> ResolvedField<R> for Plain {}

impl<D: Clone + Into<R>, R> Resolve<D, R> for Plain {
    fn resolve(&self, draft: &D, _field: &str, _at: &mut At<'_>) -> Option<R> {
        Some(draft.clone().into())
    }
}

/// A number that counts toward the size of a rule and is neither value nor weight.
pub(crate) struct Number;

impl<D> DraftField<D> for Number {}

impl ResolvedField<i64> for Number {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl ResolvedField<u32> for Number {
    fn numbers(&self, field: &u32, found: &mut Vec<i64>) {
        found.push((*field).into());
    }
}

impl ResolvedField<Option<i64>> for Number {
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl ResolvedField<Vec<i64>> for Number {
    fn numbers(&self, field: &Vec<i64>, found: &mut Vec<i64>) {
        found.extend(field);
    }
}

/// A greatest number that stands for none where it is the largest one.
pub(crate) struct OpenLimit;

impl ResolvedField<i64> for OpenLimit {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.extend(Some(*field).filter(|number| *number != i64::MAX));
    }
}

/// A kind of document: always hard.
pub(crate) struct DocumentKind;

impl DraftField<String> for DocumentKind {
    fn strip(&self, _field: &mut String) -> bool {
        true
    }
}

impl ResolvedField<String> for DocumentKind {
    fn forbids(&self, _field: &String) -> bool {
        true
    }
}

impl Resolve<String, String> for DocumentKind {
    fn resolve(&self, draft: &String, _field: &str, _at: &mut At<'_>) -> Option<String> {
        Some(draft.clone())
    }
}

/// The id of a rule that is turned off: it stays whatever is taken out.
pub(crate) struct RuleName;

impl DraftField<String> for RuleName {
    fn strip(&self, _field: &mut String) -> bool {
        true
    }
}

/// Values by rank.
pub(crate) struct Values;

impl DraftField<Vec<i64>> for Values {
    fn values(&self, field: &mut Vec<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

/// 1 to 32 steps of a pattern.
pub(crate) struct Steps;

impl DraftField<Vec<PatternStepDraft>> for Steps {}
impl ResolvedField<Vec<PatternStep>> for Steps {}

impl Resolve<Vec<PatternStepDraft>, Vec<PatternStep>> for Steps {
    fn resolve(&self, draft: &Vec<PatternStepDraft>, field: &str, at: &mut At<'_>) -> Option<Vec<PatternStep>> {
        if draft.is_empty() || draft.len() > 32 {
            at.error(Code::MissingValue, field, format!("a pattern has 1 to 32 steps, not {}.", draft.len()));
            return None;
        }
        let mut resolved = Vec::new();
        for (position, step) in draft.iter().enumerate() {
            let activities: ActivitySet = Activities.resolve(&step.activities, &format!("{field}/{position}/activities"), at)?;
            resolved.push(PatternStep { activities, idle: step.idle });
        }
        Some(resolved)
    }
}

/// Groups of doctors that are compared, with their multipliers.
pub(crate) struct Groups;

impl DraftField<Vec<GroupDraft>> for Groups {
    fn narrow(&self, field: &mut Vec<GroupDraft>, keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        field.retain_mut(|group| keep(&mut group.doctors));
        !field.is_empty()
    }
}

impl ResolvedField<Vec<(DoctorSet, i64)>> for Groups {
    fn linked(&self, field: &Vec<(DoctorSet, i64)>, found: &mut Vec<DoctorId>) {
        found.extend(field.iter().flat_map(|group| group.0.iter()));
    }
    fn numbers(&self, field: &Vec<(DoctorSet, i64)>, found: &mut Vec<i64>) {
        found.extend(field.iter().map(|group| group.1));
    }
}

impl Resolve<Vec<GroupDraft>, Vec<(DoctorSet, i64)>> for Groups {
    fn resolve(&self, draft: &Vec<GroupDraft>, field: &str, at: &mut At<'_>) -> Option<Vec<(DoctorSet, i64)>> {
        if draft.is_empty() {
            at.error(Code::MissingValue, field, "it has no groups.");
            return None;
        }
        let mut resolved = Vec::new();
        for (position, group) in draft.iter().enumerate() {
            let multiplier: i64 = Count(1, 1_000_000).resolve(&group.multiplier, &format!("{field}/{position}/multiplier"), at)?;
            resolved.push((Doctors.resolve(&group.doctors, &format!("{field}/{position}/doctors"), at)?, multiplier));
        }
        Some(resolved)
    }
}

/// How much some doctors count.
pub(crate) struct DoctorWeights;

impl DraftField<Vec<DoctorWeightDraft>> for DoctorWeights {
    fn narrow(&self, field: &mut Vec<DoctorWeightDraft>, keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        field.retain_mut(|row| keep(&mut row.doctors));
        true
    }
}

impl ResolvedField<Vec<(DoctorId, i64)>> for DoctorWeights {
    fn linked(&self, field: &Vec<(DoctorId, i64)>, found: &mut Vec<DoctorId>) {
        found.extend(field.iter().map(|entry| entry.0));
    }
    fn numbers(&self, field: &Vec<(DoctorId, i64)>, found: &mut Vec<i64>) {
        found.extend(field.iter().map(|entry| entry.1));
    }
}

/// A set of activities by the id of one of them.
pub(crate) fn activity_named(key: &str, field: &str, at: &mut At<'_>) -> Option<ActivityId> {
    let found = at.resolver.names.activities.get(key);
    at.resolver.look_up(found, "activity", key, &at.field(field), at.subject).map(ActivityId::new)
}
