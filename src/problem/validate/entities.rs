//! Specialties, regions, hospitals, departments, activities.

use super::Resolver;
use super::look_up::read_ids;
use super::names::{Names, Table};
use super::table_row::TableRow;
use crate::error::Code;
use crate::ids::{ActivityId, DepartmentId, HospitalId, IdSet, SpecialtyId};
use crate::problem::draft::{ActivityDraft, PeriodFilter, ProblemDraft, RoleDraft};
use crate::problem::entity::{Activity, Department, Hospital, Region, Role, Specialty};
use petgraph::graph::DiGraph;
use std::collections::HashSet;

impl Resolver {
    pub(super) fn resolve_entities(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "region" in regions);
        read_ids!(self, draft, "curriculum" in curricula);
        self.resolve_specialties();
        for (index, region) in draft.regions.iter().enumerate() {
            if region.population.is_some_and(|population| population < 0) {
                let at = TableRow::new("regions", index, format!("region {:?}", region.id));
                let message = "the population is negative.";
                self.error_in(&at, "population", Code::NegativeNumber, message);
            }
            self.data.regions.push(Region {
                key: region.id.clone(),
                name: shown(&region.name, &region.id),
                population: region.population,
            });
        }
        self.resolve_hospitals();
        self.resolve_departments();
        self.resolve_activities();
    }

    fn resolve_specialties(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "specialty" in specialties);
        let mut graph = DiGraph::<usize, ()>::new();
        let nodes: Vec<_> = (0..draft.specialties.len())
            .map(|index| graph.add_node(index))
            .collect();
        for (index, specialty) in draft.specialties.iter().enumerate() {
            let at = TableRow::new(
                "specialties",
                index,
                format!("specialty {:?}", specialty.id),
            );
            let parent = specialty.parent.as_ref().and_then(|key| {
                let found = self.names.specialties.get(key);
                self.look_up(found, "specialty", key, &at.field("parent"), &at.subject)
            });
            if let Some(parent) = parent {
                graph.add_edge(nodes[index], nodes[parent], ());
                let under = self.names.sub_specialties.entry(parent);
                under.or_default().push(index);
            }
            self.data.specialties.push(Specialty {
                key: specialty.id.clone(),
                name: shown(&specialty.name, &specialty.id),
                parent: parent.map(SpecialtyId::new),
            });
        }
        let keys: Vec<&str> = draft
            .specialties
            .iter()
            .map(|specialty| specialty.id.as_str())
            .collect();
        self.report_cycles(&graph, &keys, "/specialties", "specialty");
    }

    fn resolve_hospitals(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "hospital" in hospitals);
        self.data.hospitals = draft
            .hospitals
            .iter()
            .map(|hospital| Hospital {
                key: hospital.id.clone(),
                name: shown(&hospital.name, &hospital.id),
            })
            .collect();
        if self.data.hospitals.is_empty() {
            self.data.hospitals.push(Hospital {
                key: "hospital".into(),
                name: "Hospital".into(),
            });
        }
    }

    fn resolve_departments(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "department" in departments);
        for (index, row) in draft.departments.iter().enumerate() {
            let at = TableRow::new("departments", index, format!("department {:?}", row.id));
            let hospital = if row.hospital.is_empty() && self.data.hospitals.len() == 1 {
                Some(0)
            } else {
                self.reference(&at, "hospital", |names| &names.hospitals, &row.hospital)
            };
            let (supervisors, each) = (row.supervisors, row.visitors_per_supervisor);
            let numbers = [
                ("supervisors", supervisors),
                ("visitors_per_supervisor", each),
            ];
            self.not_negative(&at, &numbers);
            if supervisors.is_some() != each.is_some() {
                let message = "supervisors and visitors_per_supervisor come together.";
                self.error_of(&at, Code::MissingField, message);
            }
            self.data.departments.push(Department {
                key: row.id.clone(),
                name: shown(&row.name, &row.id),
                hospital: HospitalId::new(hospital.unwrap_or(0)),
                activities: IdSet::default(),
                supervisors: None,
            });
        }
    }

    fn resolve_activities(&mut self) {
        let draft = self.draft.clone();
        let mut listed = activities_and_silent_departments(&draft);
        self.names.activities = self.name_table(
            "activity",
            "activities",
            listed.iter().map(|entity| entity.id.as_str()),
        );
        self.resolve_leave_of(&mut listed);
        let mut offered: Vec<Vec<ActivityId>> = vec![Vec::new(); draft.departments.len()];
        for (index, row) in listed.into_iter().enumerate() {
            let at = TableRow::new("activities", index, format!("activity {:?}", row.id));
            let departments: fn(&Names) -> &Table = |names| &names.departments;
            let found = self.reference(&at, "department", departments, &row.department);
            let specialties = self.specialties_of(&row, &at);
            let mut tags = row.tags;
            if let Some(department) = found {
                offered[department].push(ActivityId::new(index));
                tags.extend(draft.departments[department].tags.iter().cloned());
            }
            tags.sort_unstable();
            tags.dedup();
            let leave_periods = match row.leave_periods == PeriodFilter::default() {
                true => None,
                false => {
                    let place = at.field("leave_periods");
                    self.periods(&row.leave_periods, &place, &at.subject)
                }
            };
            let department = found.unwrap_or(0);
            let hospital = self.data.departments.get(department);
            let leave_of = self.names.leave_of.get(&index);
            self.data.activities.push(Activity {
                name: shown(&row.name, &row.id),
                key: row.id,
                department: DepartmentId::new(department),
                hospital: hospital.map_or(HospitalId::new(0), |department| department.hospital),
                specialties,
                role: match row.role {
                    RoleDraft::Observer => Role::Observer,
                    RoleDraft::HandsOn => Role::HandsOn,
                },
                language: row.language,
                tags,
                leave_of: leave_of.map(|of| ActivityId::new(*of)),
                leave_periods,
            });
        }
        for (department, activities) in self.data.departments.iter_mut().zip(offered) {
            department.activities = activities.into_iter().collect();
        }
    }

    fn specialties_of(&mut self, row: &ActivityDraft, at: &TableRow) -> IdSet<SpecialtyId> {
        let mut specialties = Vec::new();
        for (position, key) in row.specialties.iter().enumerate() {
            let found = self.names.specialties.get(key);
            let place = at.entry("specialties", position);
            specialties.extend(self.look_up(found, "specialty", key, &place, &at.subject));
        }
        specialties.into_iter().map(SpecialtyId::new).collect()
    }

    /// Who may be in an activity may be on leave from it.
    fn resolve_leave_of(&mut self, listed: &mut [ActivityDraft]) {
        let rows: Vec<(usize, String)> = listed
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((index, row.leave_of.clone()?)))
            .collect();
        for (index, key) in rows {
            let at = TableRow::new(
                "activities",
                index,
                format!("activity {:?}", listed[index].id),
            );
            let found = self.names.activities.get(&key);
            let place = at.field("leave_of");
            let Some(of) = self.look_up(found, "activity", &key, &place, &at.subject) else {
                continue;
            };
            let base = listed[of].clone();
            let row = &mut listed[index];
            let is_alike = base.leave_of.is_none()
                && row.department == base.department
                && row.specialties.is_empty()
                && row.role == RoleDraft::default()
                && row.language.is_none();
            if !is_alike {
                let message = "leave of an activity is of the same department, is no leave itself, and is offered to whom the activity is.";
                self.error_in(&at, "leave_of", Code::ContradictoryRule, message);
                continue;
            }
            (row.specialties, row.role, row.language) =
                (base.specialties, base.role, base.language);
            row.tags.extend(base.tags);
            self.names.leave_of.insert(index, of);
            self.names
                .leaves
                .entry(of)
                .or_default()
                .push(ActivityId::new(index));
        }
    }
}

/// The activities of a draft; a department that lists none is an activity of its own.
fn activities_and_silent_departments(draft: &ProblemDraft) -> Vec<ActivityDraft> {
    let offering: HashSet<&str> = draft
        .activities
        .iter()
        .filter(|row| row.leave_of.is_none())
        .map(|activity| activity.department.as_str())
        .collect();
    let silent = draft
        .departments
        .iter()
        .filter(|department| !offering.contains(department.id.as_str()))
        .map(|department| ActivityDraft {
            id: department.id.clone(),
            name: department.name.clone(),
            department: department.id.clone(),
            ..ActivityDraft::default()
        });
    draft.activities.iter().cloned().chain(silent).collect()
}

/// The name to show: the id where there is no name.
pub(super) fn shown(name: &str, key: &str) -> String {
    if name.is_empty() {
        key.to_owned()
    } else {
        name.to_owned()
    }
}
