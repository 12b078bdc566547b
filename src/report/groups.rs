//! Doctors in the groups in which people look for them: cohorts, levels or specialties.

use super::view::View;
use crate::ids::DoctorId;

/// Doctors under one heading; without a heading where nothing is known to group them by.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The input's name of the group; empty for those who belong to none.
    pub(super) name: String,
    pub(super) doctors: Vec<DoctorId>,
}

impl View<'_> {
    /// Doctors by the first of cohort, level and specialty that tells them apart, in the order of the input, those without one last.
    pub(super) fn grouped(&self) -> Vec<Group> {
        let problem = self.problem;
        let by_cohort = self.in_groups(
            problem
                .cohorts()
                .iter()
                .map(|cohort| cohort.name.clone())
                .collect(),
            |doctor| problem.doctor(doctor).cohort.map(|cohort| cohort.index()),
        );
        let mut levels: Vec<&str> = Vec::new();
        for level in problem.doctors().iter().map(|doctor| doctor.level.as_str()) {
            if !level.is_empty() && !levels.contains(&level) {
                levels.push(level);
            }
        }
        let by_level = self.in_groups(
            levels.iter().map(|&level| level.to_owned()).collect(),
            |doctor| {
                levels
                    .iter()
                    .position(|&level| level == problem.doctor(doctor).level)
            },
        );
        let by_specialty = self.in_groups(
            problem
                .specialties()
                .iter()
                .map(|specialty| specialty.name.clone())
                .collect(),
            |doctor| {
                problem
                    .doctor(doctor)
                    .specialty
                    .map(|specialty| specialty.index())
            },
        );
        let all = problem.doctors().len();
        let tells_apart = |groups: &Vec<Group>| groups.len() > 1 && groups.len() * 2 <= all;
        let chosen = [&by_cohort, &by_level, &by_specialty]
            .into_iter()
            .find(|groups| tells_apart(groups));
        chosen.unwrap_or(&by_cohort).clone()
    }

    fn in_groups(
        &self,
        names: Vec<String>,
        group_of: impl Fn(DoctorId) -> Option<usize>,
    ) -> Vec<Group> {
        let mut groups: Vec<Group> = names
            .into_iter()
            .map(|name| Group {
                name,
                doctors: Vec::new(),
            })
            .collect();
        groups.push(Group {
            name: String::new(),
            doctors: Vec::new(),
        });
        let rest = groups.len() - 1;
        for doctor in self.doctors() {
            groups[group_of(doctor).unwrap_or(rest).min(rest)]
                .doctors
                .push(doctor);
        }
        groups.retain(|group| !group.doctors.is_empty());
        groups
    }
}
