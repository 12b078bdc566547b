//! Specialties, regions, hospitals, departments, activities.

use super::Resolver;
use crate::error::Code;
use crate::ids::{ActivityId, DepartmentId, HospitalId, IdSet, SpecialtyId};
use crate::problem::draft::{ActivityDraft, PeriodFilter, RoleDraft};
use crate::problem::entity::{Activity, Department, Hospital, Region, Role, Specialty};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use std::collections::{HashMap, HashSet};

impl Resolver {
    pub(super) fn resolve_entities(&mut self) {
        let draft = self.draft.clone();
        self.names.regions = self.name_table(
            "region",
            "regions",
            draft.regions.iter().map(|entity| entity.id.as_str()),
        );
        self.names.curricula = self.name_table(
            "curriculum",
            "curricula",
            draft.curricula.iter().map(|entity| entity.id.as_str()),
        );
        self.resolve_specialties();
        for (index, region) in draft.regions.iter().enumerate() {
            if region.population.is_some_and(|population| population < 0) {
                let pointer = format!("/regions/{index}/population");
                self.found.error(
                    Code::NegativeNumber,
                    pointer,
                    format!("region {:?}", region.id),
                    "the population is negative.",
                );
            }
            self.data.regions.push(Region {
                key: region.id.clone(),
                name: shown(&region.name, &region.id),
                population: region.population,
            });
        }
        self.resolve_departments();
        self.resolve_activities();
    }

    fn resolve_specialties(&mut self) {
        let draft = self.draft.clone();
        self.names.specialties = self.name_table(
            "specialty",
            "specialties",
            draft.specialties.iter().map(|entity| entity.id.as_str()),
        );
        let mut graph = DiGraph::<usize, ()>::new();
        let nodes: Vec<_> = (0..draft.specialties.len())
            .map(|index| graph.add_node(index))
            .collect();
        for (index, specialty) in draft.specialties.iter().enumerate() {
            let subject = format!("specialty {:?}", specialty.id);
            let mut parent = None;
            if let Some(key) = &specialty.parent {
                let found = self.names.specialties.get(key);
                if let Some(of) = self.look_up(
                    found,
                    "specialty",
                    key,
                    &format!("/specialties/{index}/parent"),
                    &subject,
                ) {
                    graph.add_edge(nodes[index], nodes[of], ());
                    self.names
                        .sub_specialties
                        .entry(of)
                        .or_default()
                        .push(index);
                    parent = Some(SpecialtyId::new(of));
                }
            }
            self.data.specialties.push(Specialty {
                key: specialty.id.clone(),
                name: shown(&specialty.name, &specialty.id),
                parent,
            });
        }
        let keys: Vec<&str> = draft
            .specialties
            .iter()
            .map(|specialty| specialty.id.as_str())
            .collect();
        self.report_cycles(&graph, &keys, "/specialties", "specialty");
    }

    /// Reports every cycle of a graph whose nodes carry positions in `keys`.
    pub(super) fn report_cycles(
        &mut self,
        graph: &DiGraph<usize, ()>,
        keys: &[&str],
        pointer: &str,
        kind: &str,
    ) {
        // Not Tarjan's: petgraph's recurses, and a chain of ten thousand would overflow the stack.
        for component in kosaraju_scc(graph) {
            let looped = component.len() > 1
                || component
                    .iter()
                    .any(|&node| graph.contains_edge(node, node));
            if looped {
                let cycle = cycle_in(graph, &component);
                let names: Vec<&str> = cycle.iter().map(|&node| keys[graph[node]]).collect();
                const SHOWN: usize = 20;
                let more = if names.len() > SHOWN { " → …" } else { "" };
                let shown = names[..names.len().min(SHOWN)].join(" → ");
                let message = format!("{shown}{more} → {} form a cycle.", names[0]);
                self.found.error(
                    Code::ReferenceCycle,
                    pointer,
                    format!("{kind} {:?}", names[0]),
                    message,
                );
            }
        }
    }

    fn resolve_departments(&mut self) {
        let draft = self.draft.clone();
        self.names.hospitals = self.name_table(
            "hospital",
            "hospitals",
            draft.hospitals.iter().map(|entity| entity.id.as_str()),
        );
        self.names.departments = self.name_table(
            "department",
            "departments",
            draft.departments.iter().map(|entity| entity.id.as_str()),
        );
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
        for (index, department) in draft.departments.iter().enumerate() {
            let subject = format!("department {:?}", department.id);
            let pointer = format!("/departments/{index}/hospital");
            let hospital = if department.hospital.is_empty() && self.data.hospitals.len() == 1 {
                Some(0)
            } else {
                let found = self.names.hospitals.get(&department.hospital);
                self.look_up(found, "hospital", &department.hospital, &pointer, &subject)
            };
            for (field, number) in [
                ("supervisors", department.supervisors),
                (
                    "visitors_per_supervisor",
                    department.visitors_per_supervisor,
                ),
            ] {
                if number.is_some_and(|number| number < 0) {
                    let message = format!("{field} is negative.");
                    self.found.error(
                        Code::NegativeNumber,
                        format!("/departments/{index}/{field}"),
                        subject.clone(),
                        message,
                    );
                }
            }
            if department.supervisors.is_some() != department.visitors_per_supervisor.is_some() {
                let message = "supervisors and visitors_per_supervisor come together.";
                self.found.error(
                    Code::MissingField,
                    format!("/departments/{index}"),
                    subject,
                    message,
                );
            }
            self.data.departments.push(Department {
                key: department.id.clone(),
                name: shown(&department.name, &department.id),
                hospital: HospitalId::new(hospital.unwrap_or(0)),
                activities: IdSet::default(),
                supervisors: None,
            });
        }
    }

    fn resolve_activities(&mut self) {
        let draft = self.draft.clone();
        let mut listed: Vec<ActivityDraft> = draft.activities.clone();
        let offering: HashSet<&str> = draft
            .activities
            .iter()
            .filter(|row| row.leave_of.is_none())
            .map(|activity| activity.department.as_str())
            .collect();
        for department in &draft.departments {
            if !offering.contains(department.id.as_str()) {
                listed.push(ActivityDraft {
                    id: department.id.clone(),
                    name: department.name.clone(),
                    department: department.id.clone(),
                    ..ActivityDraft::default()
                });
            }
        }
        self.names.activities = self.name_table(
            "activity",
            "activities",
            listed.iter().map(|entity| entity.id.as_str()),
        );
        self.resolve_leave_of(&mut listed);
        let mut offered: Vec<Vec<ActivityId>> = vec![Vec::new(); draft.departments.len()];
        for (index, activity) in listed.into_iter().enumerate() {
            let subject = format!("activity {:?}", activity.id);
            let pointer = format!("/activities/{index}");
            let found = self.names.departments.get(&activity.department);
            let department = self.look_up(
                found,
                "department",
                &activity.department,
                &format!("{pointer}/department"),
                &subject,
            );
            let mut specialties = Vec::new();
            for (position, key) in activity.specialties.iter().enumerate() {
                let found = self.names.specialties.get(key);
                let place = format!("{pointer}/specialties/{position}");
                specialties.extend(
                    self.look_up(found, "specialty", key, &place, &subject)
                        .map(SpecialtyId::new),
                );
            }
            let department_index = department.unwrap_or(0);
            let mut tags = activity.tags;
            if let Some(department) = department {
                offered[department].push(ActivityId::new(index));
                tags.extend(draft.departments[department].tags.iter().cloned());
            }
            tags.sort_unstable();
            tags.dedup();
            let hospital = self
                .data
                .departments
                .get(department_index)
                .map_or(HospitalId::new(0), |department| department.hospital);
            let leave_periods = match activity.leave_periods == PeriodFilter::default() {
                true => None,
                false => self.periods(
                    &activity.leave_periods,
                    &format!("{pointer}/leave_periods"),
                    &subject,
                ),
            };
            self.data.activities.push(Activity {
                name: shown(&activity.name, &activity.id),
                key: activity.id,
                department: DepartmentId::new(department_index),
                hospital,
                specialties: specialties.into_iter().collect(),
                role: match activity.role {
                    RoleDraft::Observer => Role::Observer,
                    RoleDraft::HandsOn => Role::HandsOn,
                },
                language: activity.language,
                tags,
                leave_of: self
                    .names
                    .leave_of
                    .get(&index)
                    .map(|of| ActivityId::new(*of)),
                leave_periods,
            });
        }
        for (department, activities) in self.data.departments.iter_mut().zip(offered) {
            department.activities = activities.into_iter().collect();
        }
    }

    /// Who may be in an activity may be on leave from it.
    fn resolve_leave_of(&mut self, listed: &mut [ActivityDraft]) {
        let rows: Vec<(usize, String)> = listed
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((index, row.leave_of.clone()?)))
            .collect();
        for (index, key) in rows {
            let subject = format!("activity {:?}", listed[index].id);
            let pointer = format!("/activities/{index}/leave_of");
            let Some(of) = self.look_up(
                self.names.activities.get(&key),
                "activity",
                &key,
                &pointer,
                &subject,
            ) else {
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
                self.found
                    .error(Code::ContradictoryRule, pointer, subject, message);
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

/// The name to show: the id where there is no name.
pub(super) fn shown(name: &str, key: &str) -> String {
    if name.is_empty() {
        key.to_owned()
    } else {
        name.to_owned()
    }
}

/// One cycle through the nodes of a strongly connected component.
fn cycle_in(
    graph: &DiGraph<usize, ()>,
    component: &[petgraph::graph::NodeIndex],
) -> Vec<petgraph::graph::NodeIndex> {
    let Some(&start) = component.iter().min() else {
        return Vec::new();
    };
    let members: HashSet<_> = component.iter().copied().collect();
    let mut positions = HashMap::from([(start, 0)]);
    let mut path = vec![start];
    let mut current = start;
    loop {
        // The smallest neighbour that is new, else the smallest: the same cycle whatever the order of edges.
        let inside = || {
            graph
                .neighbors(current)
                .filter(|node| members.contains(node))
        };
        let Some(step) = inside()
            .filter(|node| !positions.contains_key(node))
            .min()
            .or_else(|| inside().min())
        else {
            return path;
        };
        if let Some(&position) = positions.get(&step) {
            return path.split_off(position);
        }
        positions.insert(step, path.len());
        path.push(step);
        current = step;
    }
}
