//! 1. Elective: so many of the requirements are complete at the end.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Move, PrivateRow, Progress, Relaxation, Sum, breach, sign_number,
    sign_weight,
};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Elective;
use std::collections::BTreeMap;

/// State: number of requirements that are complete for good; then a word for each other requirement.
///
/// A requirement that counts only in a part of the axis, for example a weekend, uses its word only there: before that part nothing is known
/// of it, and afterwards it is complete or never will be. So the weekends of a year take a count and one word for the weekend at hand, not
/// a bit each.
#[derive(Debug)]
pub(crate) struct ElectiveAutomaton {
    rule: RuleId,
    /// Requirements whose start completes them.
    atomic: Vec<Progress>,
    /// The others, with the first and the last step that count.
    others: Vec<(Progress, (usize, usize))>,
    /// Requirements that are complete before the first step.
    before: u32,
    min: i64,
    max: i64,
    weight: Option<i64>,
}

impl ElectiveAutomaton {
    pub(crate) fn new(
        rule: RuleId,
        requirements: Vec<Progress>,
        (min, max): (i64, i64),
        weight: Option<i64>,
    ) -> Self {
        let mut elective = Self {
            rule,
            atomic: Vec::new(),
            others: Vec::new(),
            before: 0,
            min,
            max,
            weight,
        };
        for progress in requirements {
            if progress.atomic {
                elective.atomic.push(progress);
            } else if progress.is_complete(progress.initial()) {
                elective.before += 1;
            } else if let Some(span) = progress.span() {
                elective.others.push((progress, span));
            }
        }
        elective
    }

    fn complete(&self, state: &[u32]) -> i64 {
        let others = self
            .others
            .iter()
            .zip(&state[1..])
            .filter(|((progress, _), word)| progress.is_complete(**word))
            .count();
        i64::from(state[0]) + others as i64
    }

    /// Each activity with the number of requirements that it serves and that are still to be completed.
    fn serves(&self) -> BTreeMap<ActivityId, i64> {
        let mut serves = BTreeMap::new();
        for progress in self
            .atomic
            .iter()
            .chain(self.others.iter().map(|other| &other.0))
        {
            progress
                .activities
                .list()
                .iter()
                .for_each(|activity| *serves.entry(*activity).or_default() += 1);
        }
        serves
    }
}

impl Automaton for ElectiveAutomaton {
    fn width(&self) -> usize {
        1 + self.others.len()
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = self.before;
        for ((progress, _), word) in self.others.iter().zip(&mut state[1..]) {
            *word = progress.initial();
        }
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let (done, words) = state.split_first_mut()?;
        if let Move::Start(activity) = moved {
            *done += self
                .atomic
                .iter()
                .filter(|progress| progress.activities.contains(activity))
                .count() as u32;
        }
        for ((progress, (first, last)), word) in self.others.iter().zip(words) {
            if (*first..=*last).contains(&step) {
                progress.advance(word, step, moved);
            }
            // A slot may take the last step that counts, so that the first one after it may be the one that is seen.
            if step >= *last {
                *done += u32::from(progress.is_complete(*word));
                *word = progress.initial();
            } else if step < *first {
                *word = progress.initial();
            }
        }
        if self.weight.is_none() && self.complete(state) > self.max {
            return None;
        }
        Some(0)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        let complete = self.complete(state);
        breach(
            (self.min - complete).max(0) + (complete - self.max).max(0),
            self.weight,
        )
    }
    fn lacks(&self, state: &[u32]) -> i64 {
        let missing = usize::try_from(self.min - self.complete(state)).unwrap_or(0);
        if missing == 0 || self.weight.is_some() {
            return 0;
        }
        let atomic = self.atomic.iter().map(|progress| progress.complete_at);
        let others = self
            .others
            .iter()
            .zip(&state[1..])
            .filter(|((progress, _), word)| !progress.is_complete(**word));
        let mut needs: Vec<i64> = atomic
            .chain(others.map(|((progress, _), word)| progress.complete_at - i64::from(*word)))
            .collect();
        needs.sort_unstable();
        needs.iter().take(missing).sum()
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.extend([
            self.atomic.len() as u32,
            self.others.len() as u32,
            self.before,
        ]);
        self.atomic
            .iter()
            .chain(self.others.iter().map(|other| &other.0))
            .for_each(|progress| progress.sign(out));
        sign_number(self.min, out);
        sign_number(self.max, out);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        if self.others.is_empty() {
            return Relaxation::Keep;
        }
        let mut rows = Vec::new();
        let lacks = self.min - i64::from(self.before);
        if self.weight.is_none() && lacks > 0 {
            // Whatever is completed starts at least once, or takes a step where leave within a rotation counts by itself; and it takes at least as many steps as it lacks.
            let terms: Vec<(ActivityId, i64)> = self.serves().into_iter().collect();
            let begins = self.others.iter().all(|(progress, _)| progress.begins);
            rows.push(PrivateRow::hard(terms.clone(), begins, (lacks, i64::MAX)));
            let needs = |progress: &Progress| (progress.complete_at - progress.history).max(0);
            let mut steps: Vec<i64> = self
                .atomic
                .iter()
                .chain(self.others.iter().map(|other| &other.0))
                .map(needs)
                .collect();
            steps.sort_unstable();
            let least: i64 = steps
                .iter()
                .take(usize::try_from(lacks).unwrap_or(usize::MAX))
                .sum();
            if least > lacks
                && self
                    .others
                    .iter()
                    .all(|(progress, _)| progress.largest_amount() <= 1)
            {
                rows.push(PrivateRow::hard(terms, false, (least, i64::MAX)));
            }
        }
        Relaxation::Drop { tier: 3, rows }
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, _slots: bool) -> Option<Linear> {
        let mut linear = Linear {
            switches: self.others.len(),
            ..Linear::default()
        };
        let mut begun: BTreeMap<ActivityId, i64> = BTreeMap::new();
        for progress in &self.atomic {
            progress
                .activities
                .list()
                .iter()
                .for_each(|activity| *begun.entry(*activity).or_default() += 1);
        }
        let begun = Sum {
            terms: begun.into_iter().collect(),
            starts: true,
            amounts: Vec::new(),
            delay: 0,
        };
        let before = i64::from(self.before);
        let all = before + (self.atomic.len() + self.others.len()) as i64;
        let upper = (self.max < all).then(|| self.max.saturating_sub(before));
        for (number, (progress, _)) in self.others.iter().enumerate() {
            let amount = Sum::counting(
                progress.activities.list(),
                false,
                progress.amounts().to_vec(),
            );
            let missing = progress.complete_at.saturating_sub(progress.history);
            // Complete only if nothing is missing, and if there is a greatest number, whenever nothing is.
            let complete = LinearRow::whole(amount.clone(), (Some(0), None), None);
            linear.rows.push(LinearRow {
                switches: vec![(number, -missing)],
                ..complete
            });
            if upper.is_some() {
                let most: i64 = progress
                    .amounts()
                    .iter()
                    .map(|amount| i64::from(*amount))
                    .sum();
                let incomplete = LinearRow::whole(amount, (None, Some(missing - 1)), None);
                linear.rows.push(LinearRow {
                    switches: vec![(number, -most)],
                    ..incomplete
                });
            }
        }
        let lower = self.min.saturating_sub(before);
        let row = LinearRow::whole(begun, ((lower > 0).then_some(lower), upper), self.weight);
        linear.rows.push(LinearRow {
            switches: (0..self.others.len()).map(|number| (number, 1)).collect(),
            ..row
        });
        linear.rows.retain(|row| !row.is_idle());
        Some(linear)
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        // How many it begins counts, not which.
        out.push(
            self.atomic
                .iter()
                .filter(|progress| progress.activities.contains(activity))
                .count() as u32,
        );
        out.extend(
            self.others
                .iter()
                .map(|(progress, _)| u32::from(progress.activities.contains(activity))),
        );
    }
    fn is_steady(&self) -> bool {
        self.atomic
            .iter()
            .chain(self.others.iter().map(|other| &other.0))
            .all(Progress::is_steady)
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for Elective {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let requirements = self
            .requirements
            .iter()
            .map(|&index| of.progress(index))
            .collect();
        found.push(ElectiveAutomaton::new(
            rule,
            requirements,
            (self.min, self.max),
            self.weight,
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::ProblemBuilder;
    use crate::diagram::{BuildLimits, Pathways, best_score};
    use crate::ids::DoctorId;
    use crate::problem::draft::{ActivityDraft, ActivityFilter, ElectiveDraft, RequirementDraft};

    /// Leave within a rotation has no start of its own: a private row that counts starts would not hold for whoever completes a requirement with it.
    #[test]
    fn what_leave_within_a_rotation_completes_needs_no_start() {
        let requirement = |id: &str, activity: &str| RequirementDraft {
            id: id.into(),
            activities: ActivityFilter {
                activities: vec![activity.into()],
                ..ActivityFilter::default()
            },
            min: 1,
            optional: true,
            ..RequirementDraft::default()
        };
        let mut builder = ProblemBuilder::weeks("leave", "2026-09-06", "2026-10-17")
            .department("surgery", 1)
            .department("medicine", 1)
            .activity("ward", "surgery", &[])
            .activity("clinic", "medicine", &[])
            .doctor("ana")
            .preference("ana", "surgery", 10)
            .requirement_with(requirement("leave", "leave"))
            .requirement_with(requirement("clinic", "clinic"));
        let draft = builder.draft_mut();
        draft.activities.push(ActivityDraft {
            id: "leave".into(),
            department: "surgery".into(),
            leave_of: Some("ward".into()),
            ..ActivityDraft::default()
        });
        draft.electives.push(ElectiveDraft {
            id: "one of them".into(),
            requirements: vec!["leave".into(), "clinic".into()],
            min: 1,
            ..ElectiveDraft::default()
        });
        let problem = builder.build().unwrap();
        let doctor = DoctorId::new(0);
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 1 }, false);
        let class = pathways.class(doctor);
        assert!(!class.private_rows.is_empty());
        // Six weeks in surgery, one of them on leave.
        let best = best_score(class, &pathways.table(doctor).labels, 1_000).unwrap();
        assert_eq!(best.bound, 60);
        assert_eq!(class.left_out_value(&best.labels), Some(0));
        for (number, row) in class.private_rows.iter().enumerate() {
            let uses = best.labels.iter().flat_map(|label| {
                let uses = class.private_uses(*label as usize).iter();
                uses.filter(|entry| entry.0 as usize == number)
            });
            let used: i64 = uses.map(|entry| entry.1).sum();
            assert!(row.lower <= used && used <= row.upper, "{used} {row:?}");
        }
    }
}
