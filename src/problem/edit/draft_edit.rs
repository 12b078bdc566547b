//! A draft on its way to another problem.

use super::named::stretches;
use super::{Origins, UnusedIds, Valued};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::draft::{
    DoctorDraft, DoctorFilter, ElectiveDraft, EventDraft, HistoryDraft, LeaveDraft, PeriodFilter,
    PrecedenceDraft, PreferenceDraft, RequirementDraft,
};
use crate::problem::row::{attendance_id, preference_id};
use crate::problem::rule::Capacity;
use crate::problem::rule_draft::TemplateCellDraft;
use crate::problem::rules;
use crate::problem::{Problem, ProblemDraft, RequirementIndex, RuleDraft, RuleRow, when};

/// A draft that is being changed.
///
/// Rows are added and changed, never removed, so that the position of a row stays what it is: in a draft that began with all of a problem, a row of the
/// problem is at the same place.
#[derive(Clone, Debug)]
pub(crate) struct DraftEdit<O = ()> {
    pub(crate) draft: ProblemDraft,
    /// Made when they are first asked for: by then all rows have come in whose ids are not up to us.
    ids: Option<UnusedIds>,
    origins: Origins<O>,
    /// What ids of rows begin with that turn a rule off.
    off: &'static str,
}

/// What a new row is to limit: places in a part of a capacity.
#[derive(Clone, Debug)]
pub(crate) struct PlacesLeft {
    pub(crate) doctors: DoctorFilter,
    pub(crate) periods: PeriodFilter,
    pub(crate) min: i64,
    pub(crate) max: Option<i64>,
    pub(crate) weight: Option<i64>,
}

impl<O> DraftEdit<O> {
    /// All of a problem.
    pub(crate) fn of(problem: &Problem) -> Self {
        Self::from_draft(problem.draft().clone())
    }
    /// A draft of somebody else's.
    pub(crate) fn from_draft(draft: ProblemDraft) -> Self {
        Self {
            draft,
            ids: None,
            origins: Origins::default(),
            off: "without ",
        }
    }
    /// The time, the places and the kinds of people of a problem: nobody is there, nothing has limits and no rule is left. Places, closures and supervision
    /// are all in the rules about capacities of the problem.
    pub(crate) fn world(problem: &Problem) -> Self {
        let source = problem.draft();
        let mut draft = ProblemDraft {
            format: source.format,
            name: source.name.clone(),
            note: source.note.clone(),
            horizon: source.horizon.clone(),
            grids: source.grids.clone(),
            specialties: source.specialties.clone(),
            regions: source.regions.clone(),
            cohorts: source.cohorts.clone(),
            hospitals: source.hospitals.clone(),
            departments: source.departments.clone(),
            activities: source.activities.clone(),
            curricula: source.curricula.clone(),
            ..ProblemDraft::default()
        };
        draft
            .departments
            .iter_mut()
            .for_each(|row| (row.supervisors, row.visitors_per_supervisor) = (None, None));
        let mut edit = Self {
            draft,
            ids: Some(UnusedIds::of(source)),
            origins: Origins::default(),
            off: "without ",
        };
        edit.turn_off_again(problem, RuleRow::Eligibility, RuleRow::Eligibility);
        edit
    }
    /// A problem without its electives, precedences, preferences and other rules; those that are on may be put back. Requirements and events stay, because others
    /// refer to them, and what of these is turned off stays turned off.
    pub(crate) fn without_rules(problem: &Problem) -> Self {
        let mut edit = Self {
            ids: Some(UnusedIds::of(problem.draft())),
            ..Self::of(problem)
        };
        edit.draft.electives.clear();
        edit.draft.precedence.clear();
        edit.draft.preferences.clear();
        edit.draft.rules.clear();
        for (row, id) in problem.turned_off() {
            match row {
                RuleRow::Availability
                | RuleRow::Elective(_)
                | RuleRow::Precedence(_)
                | RuleRow::Preference(_) => {}
                RuleRow::Rule(_) | RuleRow::Rank { .. } => {}
                RuleRow::Eligibility
                | RuleRow::Capacity(_)
                | RuleRow::Closure(_)
                | RuleRow::Requirement(_)
                | RuleRow::Event(_) => edit.turn_off_called(id.clone()),
            }
        }
        edit
    }
    /// The same with another beginning of the ids of rows that turn a rule off.
    pub(crate) fn off_as(self, off: &'static str) -> Self {
        Self { off, ..self }
    }
    /// The draft, and what its rows stand for.
    pub(crate) fn finish(self) -> (ProblemDraft, Origins<O>) {
        (self.draft, self.origins)
    }

    fn ids(&mut self) -> &mut UnusedIds {
        self.ids.get_or_insert_with(|| UnusedIds::of(&self.draft))
    }
    /// Says what a row stands for.
    pub(crate) fn note(&mut self, row: RuleRow, origin: O) {
        self.origins.note(row, origin);
    }
    /// Adds a row under its own id: one of the problem.
    pub(crate) fn put(&mut self, row: impl NewRow) -> RuleRow {
        row.push_to(&mut self.draft)
    }
    /// The same of several rows, or of none.
    pub(crate) fn put_all(&mut self, rows: impl IntoIterator<Item = impl NewRow>) {
        for row in rows {
            self.put(row);
        }
    }
    /// Adds a row under an id like `wanted`.
    pub(crate) fn add(&mut self, wanted: impl Into<String>, mut row: impl NewRow) -> RuleRow {
        *row.id_mut() = self.ids().rule(wanted);
        // A wish becomes a rule for each rank.
        while !self.ids().take(row.further_ids()) {
            *row.id_mut() = self.ids().rule(row.id_mut().clone());
        }
        self.put(row)
    }

    /// Adds a requirement of some doctors alone, in place of one of the problem, with what they completed of that before the horizon.
    pub(crate) fn add_requirement(
        &mut self,
        wanted: impl Into<String>,
        row: RequirementDraft,
        problem: &Problem,
        of: RequirementIndex,
        doctors: &[DoctorId],
    ) -> RuleRow {
        let id = self.ids().rule(wanted);
        self.put_history(problem, of, &id, doctors);
        let doctors = problem
            .named_doctors(doctors.iter().copied())
            .unwrap_or_default();
        self.put(RequirementDraft { id, doctors, ..row })
    }

    /// Adds what some doctors completed of a requirement of the problem before the horizon, for the requirement of this id.
    pub(crate) fn put_history(
        &mut self,
        problem: &Problem,
        of: RequirementIndex,
        requirement: &str,
        doctors: &[DoctorId],
    ) {
        for &(doctor, amount, runs) in problem
            .requirement(of)
            .history
            .iter()
            .filter(|entry| doctors.contains(&entry.0))
        {
            let doctor = problem.doctor(doctor).key.clone();
            self.draft.history.push(HistoryDraft {
                doctor,
                requirement: requirement.to_owned(),
                amount,
                runs,
            });
        }
    }

    /// Adds a part of a capacity as a rule.
    pub(crate) fn add_places(
        &mut self,
        wanted: String,
        problem: &Problem,
        capacity: &Capacity,
        left: PlacesLeft,
    ) -> RuleRow {
        let PlacesLeft {
            doctors,
            periods,
            min,
            max,
            weight,
        } = left;
        let activities = problem.named_activities(capacity.activities.iter());
        self.add(
            wanted,
            RuleDraft::Capacity(rules::Capacity {
                id: String::new(),
                doctors,
                activities,
                periods,
                min,
                max,
                weight,
            }),
        )
    }

    /// Holds a doctor to an activity, or to being idle, in each of some periods, ascending; `None` if there are none.
    pub(crate) fn hold(
        &mut self,
        wanted: impl Into<String>,
        problem: &Problem,
        doctor: DoctorId,
        contents: impl IntoIterator<Item = (PeriodId, Option<ActivityId>)>,
    ) -> Option<RuleRow> {
        let cells = stretches(contents)
            .into_iter()
            .map(|stretch| TemplateCellDraft {
                from: when(stretch.first),
                to: when(stretch.last),
                activity: stretch
                    .content
                    .map(|activity| problem.activity(activity).key.clone()),
            });
        let cells: Vec<TemplateCellDraft> = cells.collect();
        if cells.is_empty() {
            return None;
        }
        let doctors = problem.only(doctor);
        Some(self.add(
            wanted,
            RuleDraft::Template(rules::Template {
                id: String::new(),
                doctors,
                cells,
                weight: None,
            }),
        ))
    }

    /// Turns off a rule of the problem that the draft has all of.
    pub(crate) fn turn_off(&mut self, problem: &Problem, rule: RuleId) {
        self.turn_off_called(problem.rule_key(rule).to_owned());
    }
    /// Turns off the rule of a row of this draft; all ranks of a wish.
    pub(crate) fn turn_off_row(&mut self, row: RuleRow) {
        for id in self.rules_of_row(row) {
            self.turn_off_called(id);
        }
    }
    /// Turns off the rule of a row again if it is off in the problem, where the row is another one.
    pub(crate) fn turn_off_again(&mut self, problem: &Problem, before: RuleRow, now: RuleRow) {
        if problem.turned_off().iter().any(|(row, _)| *row == before) {
            self.turn_off_row(now);
        }
    }
    /// Turns off what has this id among the rules.
    pub(crate) fn turn_off_called(&mut self, rule: String) {
        self.add(
            format!("{}{rule}", self.off),
            RuleDraft::Off(rules::Off {
                id: String::new(),
                rule,
            }),
        );
    }
    /// Ids of the rules that a row becomes. Places have no row of their own.
    fn rules_of_row(&self, row: RuleRow) -> Vec<String> {
        let draft = &self.draft;
        let id = match row {
            RuleRow::Availability | RuleRow::Capacity(_) | RuleRow::Closure(_) => None,
            RuleRow::Eligibility => Some("eligibility".to_owned()),
            RuleRow::Requirement(index) => draft.requirements.get(index).map(|row| row.id.clone()),
            RuleRow::Elective(index) => draft.electives.get(index).map(|row| row.id.clone()),
            RuleRow::Precedence(index) => draft.precedence.get(index).map(|row| row.id.clone()),
            RuleRow::Event(event) => draft
                .events
                .get(event.index())
                .map(|row| attendance_id(&row.id)),
            RuleRow::Preference(index) => draft
                .preferences
                .get(index)
                .map(|row| preference_id(row, index)),
            RuleRow::Rule(index) => {
                return draft
                    .rules
                    .get(index)
                    .map(RuleDraft::keys)
                    .unwrap_or_default();
            }
            RuleRow::Rank { row, rank } => draft
                .rules
                .get(row)
                .and_then(|row| row.keys().into_iter().nth(rank)),
        };
        id.into_iter().collect()
    }

    /// A rule without a table of its own.
    pub(crate) fn rule_mut(&mut self, row: RuleRow) -> Option<&mut RuleDraft> {
        self.draft.rules.get_mut(row.position()?)
    }
    /// Whom a row speaks of, to change it; `None` for what speaks of places, of everybody or of groups.
    pub(crate) fn doctors_mut(&mut self, row: RuleRow) -> Option<&mut DoctorFilter> {
        let draft = &mut self.draft;
        match row {
            RuleRow::Availability
            | RuleRow::Eligibility
            | RuleRow::Capacity(_)
            | RuleRow::Closure(_) => None,
            RuleRow::Requirement(index) => draft
                .requirements
                .get_mut(index)
                .map(|row| &mut row.doctors),
            RuleRow::Elective(index) => draft.electives.get_mut(index).map(|row| &mut row.doctors),
            RuleRow::Precedence(index) => {
                draft.precedence.get_mut(index).map(|row| &mut row.doctors)
            }
            RuleRow::Event(event) => draft
                .events
                .get_mut(event.index())
                .map(|row| &mut row.attendees),
            RuleRow::Preference(index) => {
                draft.preferences.get_mut(index).map(|row| &mut row.doctors)
            }
            RuleRow::Rule(row) | RuleRow::Rank { row, .. } => {
                draft.rules.get_mut(row).and_then(RuleDraft::doctors_mut)
            }
        }
    }

    /// Adds a doctor who is never there, and returns the id.
    pub(crate) fn add_nobody(&mut self) -> String {
        let id = self.ids().doctor("(nobody)");
        self.draft.doctors.push(DoctorDraft {
            id: id.clone(),
            ..DoctorDraft::default()
        });
        self.send_away(self.draft.doctors.len() - 1);
        id
    }
    /// Makes a doctor of the draft one who is never there.
    pub(crate) fn send_away(&mut self, position: usize) {
        let Some(row) = self.draft.doctors.get_mut(position) else {
            return;
        };
        let first = || when(PeriodId::new(0));
        (row.arrival, row.departure, row.visa_from, row.visa_to) =
            (Some(first()), Some(first()), None, None);
        self.draft.leaves.push(LeaveDraft {
            doctor: row.id.clone(),
            from: first(),
            to: first(),
            ..LeaveDraft::default()
        });
    }
}

/// A row that becomes a rule, as it is added to a draft.
pub(crate) trait NewRow: Valued {
    fn id_mut(&mut self) -> &mut String;
    /// Ids of the rules that it becomes, where these are others than its own.
    fn further_ids(&self) -> Vec<String> {
        Vec::new()
    }
    /// Adds the row to its table and says where it is.
    fn push_to(self, draft: &mut ProblemDraft) -> RuleRow;
}

macro_rules! new_rows {
    ($($row:ident => $table:ident, $position:expr;)+) => {
        $(impl NewRow for $row {
            fn id_mut(&mut self) -> &mut String {
                &mut self.id
            }
            fn push_to(self, draft: &mut ProblemDraft) -> RuleRow {
                draft.$table.push(self);
                $position(draft.$table.len() - 1)
            }
        })+
    };
}

new_rows! {
    RequirementDraft => requirements, RuleRow::Requirement;
    ElectiveDraft => electives, RuleRow::Elective;
    PrecedenceDraft => precedence, RuleRow::Precedence;
    PreferenceDraft => preferences, RuleRow::Preference;
    EventDraft => events, |position| RuleRow::Event(EventId::new(position));
}

impl NewRow for RuleDraft {
    fn id_mut(&mut self) -> &mut String {
        Self::id_mut(self)
    }
    fn further_ids(&self) -> Vec<String> {
        if matches!(self, Self::Ranked(_)) {
            self.keys()
        } else {
            Vec::new()
        }
    }
    fn push_to(self, draft: &mut ProblemDraft) -> RuleRow {
        draft.rules.push(self);
        RuleRow::Rule(draft.rules.len() - 1)
    }
}
