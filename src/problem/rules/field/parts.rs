//! Kinds that single rules are made of.

use super::{Activities, Count, Doctors};
use super::{DraftField, Resolve, ResolvedField};
use crate::error::Code;
use crate::ids::DoctorId;
use crate::problem::draft::DoctorFilter;
use crate::problem::rule::{ActivitySet, DoctorSet, PatternStep};
use crate::problem::rule_draft::{DoctorWeightDraft, GroupDraft, PatternStepDraft};
use crate::problem::rules::At;

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

/// 1 to 32 steps of a pattern.
pub(crate) struct Steps;

impl DraftField<Vec<PatternStepDraft>> for Steps {}
impl ResolvedField<Vec<PatternStep>> for Steps {}

impl Resolve<Vec<PatternStepDraft>, Vec<PatternStep>> for Steps {
    fn resolve(
        &self,
        draft: &Vec<PatternStepDraft>,
        field: &str,
        at: &mut At<'_>,
    ) -> Option<Vec<PatternStep>> {
        if draft.is_empty() || draft.len() > 32 {
            at.error(
                Code::MissingValue,
                field,
                format!("a pattern has 1 to 32 steps, not {}.", draft.len()),
            );
            return None;
        }
        let mut resolved = Vec::new();
        for (position, step) in draft.iter().enumerate() {
            let activities: ActivitySet = Activities.resolve(
                &step.activities,
                &format!("{field}/{position}/activities"),
                at,
            )?;
            resolved.push(PatternStep {
                activities,
                idle: step.idle,
            });
        }
        Some(resolved)
    }
}

/// Groups of doctors that are compared, with their multipliers.
pub(crate) struct Groups;

impl DraftField<Vec<GroupDraft>> for Groups {
    fn narrow(
        &self,
        field: &mut Vec<GroupDraft>,
        keep: &mut dyn FnMut(&mut DoctorFilter) -> bool,
    ) -> bool {
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
    fn resolve(
        &self,
        draft: &Vec<GroupDraft>,
        field: &str,
        at: &mut At<'_>,
    ) -> Option<Vec<(DoctorSet, i64)>> {
        if draft.is_empty() {
            at.error(Code::MissingValue, field, "it has no groups.");
            return None;
        }
        let mut resolved = Vec::new();
        for (position, group) in draft.iter().enumerate() {
            let multiplier: i64 = Count(1, 1_000_000).resolve(
                &group.multiplier,
                &format!("{field}/{position}/multiplier"),
                at,
            )?;
            resolved.push((
                Doctors.resolve(&group.doctors, &format!("{field}/{position}/doctors"), at)?,
                multiplier,
            ));
        }
        Some(resolved)
    }
}

/// How much some doctors count.
pub(crate) struct DoctorWeights;

impl DraftField<Vec<DoctorWeightDraft>> for DoctorWeights {
    fn narrow(
        &self,
        field: &mut Vec<DoctorWeightDraft>,
        keep: &mut dyn FnMut(&mut DoctorFilter) -> bool,
    ) -> bool {
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
