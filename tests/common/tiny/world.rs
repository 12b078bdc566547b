//! Horizon, grids, hospitals, departments, activities and their places.

use super::{Draw, Place};
use medrota::problem::draft::{
    AbsenceDraft, ActivityDraft, CapacityDraft, ClosureDraft, DepartmentDraft, GridDraft,
    HorizonDraft, HospitalDraft, NamedSpanDraft, PeriodKindDraft, RoleDraft, SpecialtyDraft,
};

fn text(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn span(name: &str, from: &str, to: &str) -> NamedSpanDraft {
    NamedSpanDraft {
        name: name.into(),
        from: from.into(),
        to: to.into(),
    }
}

impl Draw {
    pub(super) fn world(&mut self) {
        self.periods = self.dice.between(3, 7);
        self.horizon();
        self.other_grids();
        self.specialties();
        self.departments();
    }

    /// All horizons start in September 2026, whose 6th is a Sunday.
    fn horizon(&mut self) {
        let count = self.periods;
        let mut built_in: Vec<(&str, Vec<usize>)> = Vec::new();
        let horizon = match self.dice.between(0, 3) {
            0 => {
                // Weeks; perhaps with one week closed altogether, which the horizon then leaves out.
                let closed = self.dice.chance(25);
                let starts = [
                    "09-06", "09-13", "09-20", "09-27", "10-04", "10-11", "10-18", "10-25",
                ];
                let ends = [
                    "09-12", "09-19", "09-26", "10-03", "10-10", "10-17", "10-24", "10-31",
                ];
                built_in.push(("month", vec![0, if closed { 3 } else { 4 }]));
                HorizonDraft {
                    kind: PeriodKindDraft::Week,
                    start: "2026-09-06".into(),
                    end: format!("2026-{}", ends[count - usize::from(!closed)]),
                    closures: if closed {
                        vec![span(
                            "festival",
                            &format!("2026-{}", starts[1]),
                            "2026-09-19",
                        )]
                    } else {
                        Vec::new()
                    },
                    working_days: if self.dice.chance(50) {
                        Vec::new()
                    } else {
                        text(&["sunday", "monday", "tuesday", "wednesday"])
                    },
                    ..HorizonDraft::default()
                }
            }
            1 => {
                let ends = ["06", "07", "08", "09", "10", "13", "14"];
                built_in.push(("week", vec![0, 5]));
                HorizonDraft {
                    kind: PeriodKindDraft::Day,
                    start: "2026-09-06".into(),
                    end: format!("2026-09-{}", ends[count - 1]),
                    working_days: text(&["sunday", "monday", "tuesday", "wednesday", "thursday"]),
                    ..HorizonDraft::default()
                }
            }
            2 => {
                // An odd number of half-days has a Friday with a morning only.
                let odd = count % 2 == 1;
                let (start, ends) = if odd {
                    ("10", ["11", "13", "14"])
                } else {
                    ("06", ["07", "08", "08"])
                };
                self.first_weekday = if odd { 4 } else { 0 };
                built_in.push(("day", if odd { vec![0, 2, 3, 5] } else { vec![0, 2, 4] }));
                HorizonDraft {
                    kind: PeriodKindDraft::HalfDay,
                    start: format!("2026-09-{start}"),
                    end: format!("2026-09-{}", ends[(count - 3) / 2]),
                    working_days: text(&["sunday", "monday", "tuesday", "wednesday", "thursday"]),
                    working_mornings: text(&["friday"]),
                    ..HorizonDraft::default()
                }
            }
            _ => {
                let months = ["09", "10", "11", "12"];
                let blocks = (0..count).map(|block| {
                    let (month, half) = (months[block / 2], block % 2);
                    let (from, to) = if half == 0 {
                        ("06", "15")
                    } else {
                        ("16", "26")
                    };
                    span(
                        &format!("block {}", block + 1),
                        &format!("2026-{month}-{from}"),
                        &format!("2026-{month}-{to}"),
                    )
                });
                HorizonDraft {
                    kind: PeriodKindDraft::Block,
                    blocks: blocks.collect(),
                    ..HorizonDraft::default()
                }
            }
        };
        self.draft.horizon = horizon;
        self.grids.push(("period".into(), (0..count).collect()));
        for (every, starts) in built_in {
            self.draft.grids.push(GridDraft {
                id: every.into(),
                every: Some(every.into()),
                starts: Vec::new(),
            });
            self.grids.push((
                every.into(),
                starts.into_iter().filter(|start| *start < count).collect(),
            ));
        }
    }

    fn other_grids(&mut self) {
        for length in [2, 3] {
            let starts: Vec<usize> = (0..self.periods).step_by(length).collect();
            self.add_grid(&format!("by {length}"), starts);
        }
        let uneven: Vec<usize> = (0..self.periods)
            .filter(|start| *start == 0 || self.dice.chance(50))
            .collect();
        self.add_grid("uneven", uneven);
    }

    fn add_grid(&mut self, id: &str, starts: Vec<usize>) {
        let named = starts.iter().map(|start| self.when(*start)).collect();
        self.draft.grids.push(GridDraft {
            id: id.into(),
            every: None,
            starts: named,
        });
        self.grids.push((id.into(), starts));
    }

    fn specialties(&mut self) {
        for (id, parent) in [
            ("surgery", None),
            ("neurosurgery", Some("surgery")),
            ("paediatrics", None),
        ] {
            self.draft.specialties.push(SpecialtyDraft {
                id: id.into(),
                name: String::new(),
                parent: parent.map(Into::into),
            });
        }
    }

    fn departments(&mut self) {
        let hospitals: Vec<Option<String>> = match self.dice.between(0, 3) {
            0 => vec![None],
            1 => vec![Some("north".into())],
            _ => vec![Some("north".into()), Some("south".into())],
        };
        for id in hospitals.iter().flatten() {
            self.draft.hospitals.push(HospitalDraft {
                id: id.clone(),
                name: String::new(),
            });
        }
        let departments = self.dice.between(1, 3);
        let activities = self
            .dice
            .between(departments.max(2), if departments == 3 { 4 } else { 3 });
        let mut offered = vec![1; departments];
        for _ in departments..activities {
            let department = self.dice.between(0, departments - 1);
            offered[department] += 1;
        }
        for (number, offered) in offered.into_iter().enumerate() {
            let hospital = hospitals[(number + self.dice.between(0, 1)) % hospitals.len()].clone();
            self.department(&format!("ward{}", number + 1), hospital, offered);
        }
    }

    fn department(&mut self, department: &str, hospital: Option<String>, offered: usize) {
        let tags = if self.dice.chance(20) {
            text(&["nights"])
        } else {
            Vec::new()
        };
        let supervised = self.dice.chance(20);
        self.draft.departments.push(DepartmentDraft {
            id: department.into(),
            hospital: hospital.clone().unwrap_or_default(),
            supervisors: supervised.then(|| self.dice.amount(1, 3)),
            visitors_per_supervisor: supervised.then(|| self.dice.amount(1, 2)),
            tags: tags.clone(),
            ..DepartmentDraft::default()
        });
        if supervised && self.dice.chance(60) {
            let (from, to) = self.span(2);
            let (from, to) = (self.when(from), self.when(to));
            let supervisors = self.dice.amount(1, 2);
            self.draft.absences.push(AbsenceDraft {
                department: department.into(),
                from,
                to,
                supervisors,
                reason: "masterclass".into(),
            });
        }
        if offered == 1 && self.dice.chance(60) {
            self.activities.push(Place {
                activity: department.into(),
                department: department.into(),
                hospital,
                tags,
            });
            return;
        }
        for number in 1..=offered {
            let mut own = if self.dice.chance(25) {
                text(&["theatre"])
            } else {
                Vec::new()
            };
            let mut activity = ActivityDraft {
                id: format!("{department}/{number}"),
                department: department.into(),
                specialties: if self.dice.chance(20) {
                    vec![self.dice.pick(&["surgery", "neurosurgery"]).into()]
                } else {
                    Vec::new()
                },
                role: if self.dice.chance(15) {
                    RoleDraft::HandsOn
                } else {
                    RoleDraft::Observer
                },
                language: self.dice.chance(15).then(|| "english".into()),
                tags: own.clone(),
                ..ActivityDraft::default()
            };
            if number == 2 && self.dice.chance(35) {
                activity.leave_of = Some(format!("{department}/1"));
                (activity.specialties, activity.role, activity.language) =
                    (Vec::new(), RoleDraft::Observer, None);
                if self.dice.chance(40) {
                    let (from, to) = self.span(3);
                    activity.leave_periods.from = Some(self.when(from));
                    activity.leave_periods.to = Some(self.when(to));
                }
            }
            own.extend(tags.iter().cloned());
            self.activities.push(Place {
                activity: activity.id.clone(),
                department: department.into(),
                hospital: hospital.clone(),
                tags: own,
            });
            self.draft.activities.push(activity);
        }
    }

    /// Capacities and closures.
    pub(super) fn places(&mut self) {
        // Activities without a row come first in the model only if they are listed; ids of departments always exist.
        let doctors = self.draft.doctors.len() as i64;
        let mut named: Vec<String> = self
            .activities
            .iter()
            .flat_map(|place| [place.activity.clone(), place.department.clone()])
            .collect();
        named.sort_unstable();
        named.dedup();
        for of in named {
            if !self.dice.chance(30) {
                continue;
            }
            let weight = self.dice.perhaps(35, 0, 9);
            let local_trainees = i64::from(self.dice.chance(25));
            let max = self.dice.perhaps(85, 1, doctors + 1);
            let least =
                i64::from(max.is_none_or(|max| max > local_trainees) && self.dice.chance(30));
            let whole = CapacityDraft {
                of: of.clone(),
                max,
                local_trainees,
                weight,
                ..CapacityDraft::default()
            };
            let (from, to) = self.span(3);
            let part = CapacityDraft {
                from: Some(self.when(from)),
                to: Some(self.when(to)),
                min: if weight.is_some() {
                    least
                } else {
                    i64::from(least > 0 && self.dice.chance(60))
                },
                ..whole.clone()
            };
            let part_only = self.dice.chance(30);
            if !part_only {
                self.draft.capacities.push(whole);
            }
            if part_only || self.dice.chance(50) {
                self.draft.capacities.push(part);
            }
        }
        if self.dice.chance(20) {
            let place = self.dice.pick(&self.activities.clone());
            let whole_hospital = place.hospital.filter(|_| self.dice.chance(30));
            let of = whole_hospital.unwrap_or_else(|| {
                if self.dice.chance(50) {
                    place.activity
                } else {
                    place.department
                }
            });
            let (from, to) = self.span(2);
            let (from, to) = (self.when(from), self.when(to));
            self.draft.closures.push(ClosureDraft {
                of,
                from,
                to,
                reason: "renovation".into(),
            });
        }
    }
}
