//! Drafts of stages: which rows of a problem have a value at whose turn.

use crate::error::{Error, Result};
use crate::ids::{DoctorId, EventId, RuleId};
use crate::problem::draft::{DoctorFilter, PreferenceDraft};
use crate::problem::edit::{DraftEdit, Members, NewRow, OfDoctors, Valued};
use crate::problem::row::preference_id;
use crate::problem::rule::is_personal;
use crate::problem::rules::RuleDraft;
use crate::problem::{Problem, ProblemDraft, RuleRow};
use std::collections::{BTreeSet, HashSet};

/// A problem whose values are written level by level.
pub(super) struct Source<'a> {
    problem: &'a Problem,
}

/// Rules that have a value together.
#[derive(Clone, Debug)]
pub(super) struct Level {
    rows: HashSet<RuleRow>,
    /// What their values are multiplied by.
    pub(super) factor: i64,
}

impl Level {
    /// The row with its values as they count in the level.
    fn valued<R: Valued>(&self, mut row: R) -> R {
        row.each_value(&mut |value| *value = value.saturating_mul(self.factor));
        row
    }
    /// A rule without a table of its own as it counts in the level; `None` if it does not. Other ranks of a wish are worth nothing in it.
    fn rule(&self, index: usize, row: &RuleDraft) -> Option<RuleDraft> {
        let mut row = row.clone();
        if let RuleDraft::Ranked(wish) = &mut row {
            let mut counts = false;
            for (rank, value) in wish.values.iter_mut().enumerate() {
                let is_here = self.rows.contains(&RuleRow::Rank { row: index, rank });
                counts |= is_here;
                *value = if is_here { *value } else { 0 };
            }
            return counts.then(|| self.valued(row));
        }
        self.rows
            .contains(&RuleRow::Rule(index))
            .then(|| self.valued(row))
    }
}

impl<'a> Source<'a> {
    pub(super) fn new(problem: &'a Problem) -> Result<Self> {
        if problem.rules().any(|(_, rule)| rule.compares_scores()) {
            return Err(Error::option(
                "priorities in order cannot be planned where rules compare scores (worst doctor, worst group by score): turn those rules off, as an order leaves them nothing to say",
            ));
        }
        Ok(Self { problem })
    }

    fn is_on(&self, row: RuleRow) -> bool {
        self.problem.rule_at(row).is_some()
    }
    /// The rules that a rule without a table of its own became and that are not turned off.
    fn rules_of(&self, index: usize, row: &RuleDraft) -> Vec<RuleId> {
        let ranks = (0..row.keys().len()).map(|rank| RuleRow::Rank { row: index, rank });
        ranks
            .chain([RuleRow::Rule(index)])
            .filter_map(|row| self.problem.rule_at(row))
            .collect()
    }

    /// Refuses what takes part in scores and cannot be written for some doctors alone.
    pub(super) fn ensure_own_scores(&self) -> Result<()> {
        let draft = self.problem.draft();
        let mixed = if draft.events.iter().any(|row| row.value != 0) {
            "values of events (say them as preferences for their activities, or set them to 0)"
        } else if draft
            .rules
            .iter()
            .any(|rule| matches!(rule, RuleDraft::Change(_)) && rule.has_value())
        {
            "costs of changes (turn their rules off, or hold what was published with a replan's pins)"
        } else {
            return Ok(());
        };
        Err(Error::option(format!(
            "doctors cannot be planned in turn where there are {mixed}: these cannot be told apart by doctor; levels of rules can be planned with them (`Solver::lexicographic`)"
        )))
    }

    /// Those of some doctors whom a filter chooses.
    fn chosen(&self, filter: &DoctorFilter, among: &[DoctorId]) -> Vec<DoctorId> {
        let chosen = self.problem.chosen_by(filter);
        let is_chosen = |doctor: &DoctorId| chosen.is_some_and(|chosen| chosen.contains(*doctor));
        among.iter().copied().filter(is_chosen).collect()
    }

    /// The draft in which only these doctors' own preferences and soft rules have a value.
    pub(super) fn turn(&self, doctors: &[DoctorId]) -> Result<DraftEdit> {
        let mut sorted = doctors.to_vec();
        sorted.sort_unstable();
        let members = Members::new(self.problem, &sorted);
        let source = self.problem.draft();
        let mut edit = self.staged(&[]);
        // A soft requirement stays for everybody at no cost, as others refer to it; what it costs is in another one.
        for (index, row) in source.requirements.iter().enumerate() {
            let own = self.chosen(&row.doctors, &sorted);
            if row.has_value() && self.is_on(RuleRow::Requirement(index)) && !own.is_empty() {
                edit.add_requirement("turn", row.clone(), self.problem, index, &own);
            }
        }
        self.turn_of(&source.electives, RuleRow::Elective, &members, &mut edit);
        self.turn_of(&source.precedence, RuleRow::Precedence, &members, &mut edit);
        self.turn_of(
            &source.preferences,
            RuleRow::Preference,
            &members,
            &mut edit,
        );
        self.turn_of_rules(&members, &mut edit)?;
        Ok(edit)
    }

    /// The rows of a table that have a value in the turn of some doctors.
    fn turn_of<Row: OfDoctors + NewRow + Valued + PartialEq>(
        &self,
        rows: &[Row],
        row_at: fn(usize) -> RuleRow,
        members: &Members<'_>,
        edit: &mut DraftEdit,
    ) {
        for (index, row) in rows.iter().enumerate() {
            if row.has_value()
                && self.is_on(row_at(index))
                && let Some(own) = members.narrow_row(row)
            {
                edit.add("turn", own);
            }
        }
    }

    /// The rules without a table of their own that have a value in the turn of some doctors.
    fn turn_of_rules(&self, members: &Members<'_>, edit: &mut DraftEdit) -> Result<()> {
        let rules = self.problem.draft().rules.iter().enumerate();
        for (index, rule) in rules.filter(|(_, rule)| rule.has_value()) {
            let on = self.rules_of(index, rule);
            if on.is_empty() || !on.iter().all(|id| is_personal(self.problem.rule(*id))) {
                continue;
            }
            if on.len() < rule.keys().len() {
                let message = format!(
                    "rule {:?} is turned off in part; write its ranks as preferences to plan doctors in turn",
                    rule.id()
                );
                return Err(Error::option(message));
            }
            if let Some(own) = members.narrow_rule(rule) {
                edit.add("turn", own);
            }
        }
        Ok(())
    }

    /// True if the row that a rule is from has a value or a cost.
    fn has_value(&self, rule: RuleId) -> bool {
        let draft = self.problem.draft();
        match self.problem.row_of(rule) {
            RuleRow::Availability
            | RuleRow::Eligibility
            | RuleRow::Capacity(_)
            | RuleRow::Closure(_) => false,
            RuleRow::Requirement(index) => draft.requirements[index].weight.is_some(),
            RuleRow::Elective(index) => draft.electives[index].weight.is_some(),
            RuleRow::Precedence(index) => draft.precedence[index].weight.is_some(),
            RuleRow::Event(event) => draft.events[event.index()].value != 0,
            RuleRow::Preference(_) => true,
            RuleRow::Rule(row) | RuleRow::Rank { row, .. } => draft.rules[row].has_value(),
        }
    }

    /// The levels with what remains as the last one; each rule that is named has a value and comes once.
    pub(super) fn levels(&self, levels: &[Vec<RuleId>]) -> Result<Vec<Vec<RuleId>>> {
        let mut left: BTreeSet<RuleId> = self
            .problem
            .rules()
            .map(|(id, _)| id)
            .filter(|id| self.has_value(*id))
            .collect();
        let mut all = Vec::new();
        for rules in levels {
            let mut level = rules.clone();
            level.sort_unstable();
            for rule in &level {
                self.problem.ensure_rule(*rule)?;
                if !left.remove(rule) {
                    let key = self.problem.rule_key(*rule);
                    return Err(Error::option(format!(
                        "rule {key:?} is in the levels twice, or has neither a value nor a cost"
                    )));
                }
            }
            all.push(level);
        }
        all.push(left.into_iter().collect());
        Ok(all)
    }
    /// A level with the rows of these rules as they stand.
    pub(super) fn level(&self, rules: &[RuleId]) -> Level {
        Level {
            rows: rules
                .iter()
                .map(|rule| self.problem.row_of(*rule))
                .collect(),
            factor: 1,
        }
    }

    /// The draft in which nothing has a value but the rules of some levels.
    pub(super) fn stage(&self, levels: &[Level]) -> ProblemDraft {
        self.staged(levels).finish().0
    }

    fn staged(&self, levels: &[Level]) -> DraftEdit {
        let source = self.problem.draft();
        let mut edit = DraftEdit::without_rules(self.problem);
        for (index, row) in edit.draft.requirements.iter_mut().enumerate() {
            if let Some(counted) = counted(levels, RuleRow::Requirement(index), row) {
                *row = counted;
            }
        }
        for (index, row) in edit.draft.events.iter_mut().enumerate() {
            let event = RuleRow::Event(EventId::new(index));
            if let Some(counted) = counted(levels, event, row) {
                *row = counted;
            }
        }
        for (index, row) in source.electives.iter().enumerate() {
            let at = RuleRow::Elective(index);
            edit.put_all(counted(levels, at, row).filter(|_| self.is_on(at)));
        }
        for (index, row) in source.precedence.iter().enumerate() {
            let at = RuleRow::Precedence(index);
            edit.put_all(counted(levels, at, row).filter(|_| self.is_on(at)));
        }
        for (index, row) in source.preferences.iter().enumerate() {
            // The default id is a number in the list, which is another one here.
            let row = PreferenceDraft {
                id: preference_id(row, index),
                ..row.clone()
            };
            edit.put_all(counted(levels, RuleRow::Preference(index), &row));
        }
        for (index, row) in source
            .rules
            .iter()
            .enumerate()
            .filter(|(index, row)| !self.rules_of(*index, row).is_empty())
        {
            let mut valued = levels.iter().filter_map(|level| level.rule(index, row));
            edit.put_all(valued.next().or_else(|| row.clone().without_value()));
            // Ranks of one wish may be in several levels, each time with an id of its own.
            for again in valued {
                edit.add(row.id(), again);
            }
        }
        edit
    }
}

/// A row with its values in the level that has it, and without any where none has it.
fn counted<R: Valued + Clone>(levels: &[Level], at: RuleRow, row: &R) -> Option<R> {
    match levels.iter().find(|level| level.rows.contains(&at)) {
        Some(level) => Some(level.valued(row.clone())),
        None => row.clone().without_value(),
    }
}
