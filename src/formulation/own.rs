//! Rows that speak of one doctor only.
//!
//! To every other row several doctors add, so that it needs a price. A row to which one doctor alone can add anything is a count along that doctor's
//! pathway, whatever rule wrote it: the doctor's diagram counts it, and the formulation does without it (`Formulation::leave_out_own`).
//!
//! Left as they are: rows of one step, which need no memory; rows that nobody can break; rows that a group couples, or in which slots or scores
//! count; rows with something else than an interval, or in which something counts less than nothing; and soft rows of a doctor whose score counts
//! in some row, as what the diagram charges is part of the score.

use super::Formulation;
use super::build::{add_rows, spans_periods};
use super::family::{DoctorWeights, Family};
use super::part::Numbers;
use super::row::{Row, RowId, Shape};
use crate::diagram::{Axis, BestScore, OwnRow, OwnRows, Pathways, Step, Sum};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Who can add something to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    One(DoctorId),
    Several,
}

impl Owner {
    fn and(self, doctor: DoctorId) -> Self {
        match self {
            Self::Nobody => Self::One(doctor),
            Self::One(known) if known == doctor => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

/// The rows of a problem that single doctors' diagrams count.
///
/// # Complexity
/// That of writing the rules whose rows span several periods; then for each of their families activities × periods of the first two doctors who can be there.
pub(crate) fn own_rows(problem: &Problem) -> OwnRows {
    let doctors = problem.doctors().len();
    let mut formulation = Formulation {
        periods: problem.horizon().len(),
        ..Formulation::default()
    };
    for (id, rule) in problem.rules().filter(|(_, rule)| spans_periods(rule)) {
        add_rows(rule, id, problem, &mut formulation);
    }
    if formulation.rows.is_empty() {
        return OwnRows::default();
    }
    formulation.leave_out_leave(problem);
    let axes = Axes::new(problem);
    let owners = owners(&formulation, problem, &axes);
    let owned: Vec<(DoctorId, usize)> = owners
        .iter()
        .enumerate()
        .filter_map(|(row, owner)| match owner {
            Owner::One(doctor) => Some((*doctor, row)),
            Owner::Nobody | Owner::Several => None,
        })
        .collect();
    if owned.is_empty() {
        return OwnRows::default();
    }
    formulation.index_doctors(doctors, problem.activities().len());
    let mut by_doctor = vec![Vec::new(); doctors];
    let scored = OnceCell::new();
    for (doctor, row) in owned {
        let counted = Counted::new(&formulation, problem, (doctor, axes.of(doctor)), row);
        let own = counted.and_then(|counted| counted.row(&formulation.rows[row]));
        let is_soft = formulation.rows[row].weight.is_some();
        let is_scored = || {
            scored
                .get_or_init(|| scored_doctors(problem))
                .contains(&doctor)
        };
        by_doctor[doctor.index()].extend(own.filter(|_| !is_soft || !is_scored()));
    }
    OwnRows::new(by_doctor)
}

/// The axes of doctors, made where they are asked for.
struct Axes<'a> {
    problem: &'a Problem,
    known: Vec<OnceCell<Axis>>,
}

impl<'a> Axes<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            known: vec![OnceCell::new(); problem.doctors().len()],
        }
    }
    fn of(&self, doctor: DoctorId) -> &Axis {
        self.known[doctor.index()].get_or_init(|| Axis::new(self.problem, doctor))
    }
}

/// Who can add something to each row.
fn owners(formulation: &Formulation, problem: &Problem, axes: &Axes<'_>) -> Vec<Owner> {
    let mut owners = vec![Owner::Nobody; formulation.rows.len()];
    for (owner, row) in owners.iter_mut().zip(&formulation.rows) {
        if row.group.is_some() {
            *owner = Owner::Several;
        }
    }
    for family in &formulation.families {
        let slots = family.slots.iter().map(|entry| entry.2);
        let scores = family.scores.iter().map(|entry| entry.1);
        for row in slots.chain(scores) {
            owners[row.index()] = Owner::Several;
        }
        let mut rows = BTreeSet::new();
        if let Some(cells) = &family.cells {
            cells.each_row(|row, _| drop(rows.insert(row)));
        }
        let weighted: &mut dyn Iterator<Item = DoctorId> = match &family.doctors {
            DoctorWeights::Everybody => &mut problem.doctor_ids(),
            DoctorWeights::Some(list) => &mut list
                .iter()
                .filter(|entry| entry.1 != 0)
                .map(|entry| entry.0),
        };
        for doctor in weighted {
            rows.retain(|row| owners[row.index()] != Owner::Several);
            if rows.is_empty() {
                break;
            }
            for row in met(family, problem, (doctor, axes), &rows) {
                owners[row.index()] = owners[row.index()].and(doctor);
            }
        }
    }
    owners
}

/// Those of some rows of a family that a doctor can add something to.
fn met(
    family: &Family,
    problem: &Problem,
    (doctor, axes): (DoctorId, &Axes<'_>),
    rows: &BTreeSet<RowId>,
) -> BTreeSet<RowId> {
    let mut met = BTreeSet::new();
    let Some(cells) = &family.cells else {
        return met;
    };
    let eligible = problem.eligible(doctor).iter();
    for activity in eligible.filter(|activity| cells.may_count(*activity)) {
        for step in &axes.of(doctor).steps {
            let kept = step.kept.iter().filter(|_| family.keeps);
            for period in step.present.iter().chain(kept) {
                let counted = cells.rows(activity, *period).iter();
                met.extend(
                    counted
                        .map(|entry| entry.0)
                        .filter(|row| rows.contains(row)),
                );
                if met.len() == rows.len() {
                    return met;
                }
            }
        }
    }
    met
}

/// Doctors whose score counts in some row.
fn scored_doctors(problem: &Problem) -> BTreeSet<DoctorId> {
    let mut formulation = Formulation {
        periods: problem.horizon().len(),
        best_scores: vec![BestScore::default(); problem.doctors().len()],
        ..Formulation::default()
    };
    for (id, rule) in problem.rules() {
        add_rows(rule, id, problem, &mut formulation);
    }
    let scores = formulation
        .families
        .iter()
        .flat_map(|family| &family.scores);
    scores.map(|entry| entry.0).collect()
}

/// What the steps of a doctor add to a row: by activity, and for each activity as many times as the steps say.
struct Counted {
    terms: Vec<(ActivityId, i64)>,
    amounts: Vec<u32>,
}

impl Counted {
    /// `None` if a step is worth less than nothing, or activities do not count alike in all steps.
    fn new(
        formulation: &Formulation,
        problem: &Problem,
        (doctor, axis): (DoctorId, &Axis),
        row: usize,
    ) -> Option<Self> {
        let of_step = |activity: ActivityId, step: &Step| {
            let mut sum = 0_i64;
            formulation.each_term_of_step(doctor, activity, step, |term| {
                if term.row.index() == row {
                    sum = sum.saturating_add(term.amount());
                }
            });
            sum
        };
        let mut terms = Vec::new();
        let mut amounts: Vec<i64> = Vec::new();
        for activity in problem.eligible(doctor).iter() {
            let steps = axis.steps.iter();
            let counts: Vec<i64> = steps.map(|step| of_step(activity, step)).collect();
            if counts.iter().any(|count| *count < 0) {
                return None;
            }
            let divisor = counts.iter().copied().fold(0, greatest_common_divisor);
            if divisor == 0 {
                continue;
            }
            let shape: Vec<i64> = counts.iter().map(|count| count / divisor).collect();
            if !amounts.is_empty() && amounts != shape {
                return None;
            }
            amounts = shape;
            terms.push((activity, divisor));
        }
        let amounts = amounts.into_iter().map(|amount| u32::try_from(amount).ok());
        Some(Self {
            terms,
            amounts: amounts.collect::<Option<_>>()?,
        })
    }

    /// The row as the diagram counts it; `None` if it is to stay what it is.
    fn row(self, row: &Row) -> Option<OwnRow> {
        let Shape::Interval { lower, upper } = row.shape else {
            return None;
        };
        let steps = self.amounts.iter().filter(|amount| **amount > 0).count();
        let unit = self.terms.iter().map(|term| term.1).max().unwrap_or(0);
        let most = self.amounts.iter().fold(0_i64, |sum, amount| {
            sum.saturating_add(unit.saturating_mul(i64::from(*amount)))
        });
        let min = lower.unwrap_or(0).max(0);
        let max = upper.filter(|upper| *upper < most);
        let is_costless = row.weight == Some(0);
        if steps < 2 || is_costless || (min == 0 && max.is_none()) || max.is_some_and(|max| max < 0)
        {
            return None;
        }
        // Minutes in hours: what is hard is the same in coarser units, and sums are smaller.
        let divisor = match row.weight {
            None => self
                .terms
                .iter()
                .map(|term| term.1)
                .fold(0, greatest_common_divisor),
            Some(_) => 1,
        };
        let terms = self.terms.into_iter();
        Some(OwnRow {
            rule: row.rule,
            number: row.number,
            sum: Sum {
                terms: terms
                    .map(|(activity, count)| (activity, count / divisor))
                    .collect(),
                starts: false,
                amounts: self.amounts,
                delay: 0,
            },
            min: min / divisor + i64::from(min % divisor > 0),
            max: max.map(|max| max / divisor),
            weight: row.weight,
        })
    }
}

fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    if other == 0 {
        one
    } else {
        greatest_common_divisor(other, one % other)
    }
}

impl Formulation {
    /// Leaves out the rows that the diagrams count.
    pub(super) fn leave_out_own(&mut self, pathways: &Pathways) {
        let own = pathways.own_rows();
        if own.is_empty() {
            return;
        }
        let is_kept = |row: &Row| !own.has(row.rule, row.number);
        let kept = (0..self.rows.len())
            .filter(|row| is_kept(&self.rows[*row]))
            .map(RowId::new);
        let numbers = Numbers::of_rows(kept, (pathways.len(), self.rows.len()));
        self.rows.retain(is_kept);
        self.groups = self
            .groups
            .iter()
            .map(|group| numbers.group(group))
            .collect();
        self.families = self
            .families
            .iter()
            .filter_map(|family| numbers.family(family))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::BuildLimits;
    use crate::diagram::duties::common::tiny::{Options, tiny_with};
    use crate::diagram::duties::common::{in_parallel, seeds};
    use crate::formulation::{OneDoctor, RowUsage};
    use crate::problem::{ProblemBuilder, ProblemDraft, RuleDraft, rules};
    use crate::schedule::Pathway;

    const LIMITS: BuildLimits = BuildLimits { arcs: 1_000_000 };

    fn pathways(problem: &Problem, own: OwnRows) -> Pathways {
        Pathways::build_with(None, (problem, own), LIMITS, &|| false)
    }

    /// Each pathway of a doctor with its value, in an order of their own.
    fn sorted(mut found: Vec<(Pathway, i64)>) -> Vec<(String, i64)> {
        found.dedup();
        let mut named: Vec<(String, i64)> = found
            .into_iter()
            .map(|(pathway, value)| (format!("{pathway:?}"), value))
            .collect();
        named.sort_unstable();
        named
    }

    /// A diagram that counts rows has the pathways of the one that does not, without those that break a hard row, and soft rows cost what they cost.
    #[test]
    fn diagrams_hold_the_pathways_that_keep_the_rows_they_count() {
        let counted = in_parallel(seeds(140_000, 300), |seed| {
            let options = Options {
                own_totals: 2,
                ..Options::default()
            };
            let problem = tiny_with(seed, options).validate().ok()?;
            let own = own_rows(&problem);
            let (with, without) = (
                pathways(&problem, own.clone()),
                pathways(&problem, OwnRows::default()),
            );
            let all = Formulation::new(&problem, &without);
            let left = Formulation::new(&problem, &with);
            assert_eq!(
                all.rows.len(),
                left.rows.len() + own.names().count(),
                "seed {seed}"
            );
            let is_own =
                |row: RowId| own.has(all.rows[row.index()].rule, all.rows[row.index()].number);
            for doctor in problem.doctor_ids() {
                let mut expected = Vec::new();
                for (pathway, value) in without.enumerate(&problem, doctor, 100_000).unwrap() {
                    let labels = without.labels_of(&problem, doctor, &pathway).unwrap();
                    let mut sums = vec![0; all.rows.len()];
                    let one = OneDoctor::new(&without, doctor);
                    RowUsage::visit(&all, one, &labels, value, |row, amount| {
                        sums[row.index()] += amount
                    });
                    let rows = (0..sums.len()).map(RowId::new).filter(|row| is_own(*row));
                    let mine = rows.filter(|row| {
                        own.of(doctor).iter().any(|own| {
                            let row = &all.rows[row.index()];
                            (own.rule, own.number) == (row.rule, row.number)
                        })
                    });
                    let cost = mine.map(|row| {
                        let data = &all.rows[row.index()];
                        match data.shape.distance(sums[row.index()]) {
                            0 => Some(0),
                            distance => Some(data.weight? * distance),
                        }
                    });
                    if let Some(cost) = cost.sum::<Option<i64>>() {
                        expected.push((pathway, value - cost));
                    }
                }
                let found = with.enumerate(&problem, doctor, 100_000).unwrap();
                assert_eq!(
                    sorted(found),
                    sorted(expected),
                    "seed {seed}, {}",
                    problem.doctor(doctor).key
                );
            }
            Some(own.names().count())
        });
        assert!(
            counted.iter().sum::<usize>() > 100,
            "{}",
            counted.iter().sum::<usize>()
        );
    }

    /// Weeks of call of each of some doctors, as a requirement of all or as a row for each.
    fn call(doctors: &[&str], as_rows: bool) -> Problem {
        let mut builder =
            ProblemBuilder::weeks("call", "2026-01-04", "2026-02-28").department("call", 1);
        for doctor in doctors {
            builder = builder.doctor(doctor);
        }
        let mut draft: ProblemDraft = builder.draft().clone();
        let activities = || crate::problem::draft::ActivityFilter {
            activities: vec!["call".into()],
            ..Default::default()
        };
        if as_rows {
            for doctor in doctors {
                draft.rules.push(RuleDraft::Coverage(rules::Coverage {
                    id: format!("of {doctor}"),
                    doctors: crate::problem::draft::DoctorFilter {
                        doctors: vec![(*doctor).into()],
                        ..Default::default()
                    },
                    activities: activities(),
                    per: crate::problem::rule_draft::CoveragePerDraft::Total,
                    min: Some(2),
                    max: Some(3),
                    ..Default::default()
                }));
            }
        } else {
            draft
                .requirements
                .push(crate::problem::draft::RequirementDraft {
                    id: "weeks".into(),
                    activities: activities(),
                    min: 2,
                    max: Some(3),
                    ..Default::default()
                });
        }
        draft.validate().unwrap()
    }

    #[test]
    fn doctors_with_alike_rows_share_a_diagram_as_with_a_requirement() {
        let doctors = ["ana", "ben", "eva"];
        let (rows, requirement) = (call(&doctors, true), call(&doctors, false));
        let own = own_rows(&rows);
        assert_eq!(own.names().count(), 3);
        let (counted, asked) = (
            pathways(&rows, own),
            pathways(&requirement, OwnRows::default()),
        );
        assert_eq!(counted.classes().len(), 1);
        let (one, other) = (&counted.classes()[0].diagram, &asked.classes()[0].diagram);
        assert_eq!(
            (one.node_count(), one.arc_count()),
            (other.node_count(), other.arc_count())
        );
        assert_eq!(Formulation::new(&rows, &counted).rows.len(), 8);
    }

    #[test]
    fn nothing_is_counted_where_rules_speak_of_several_doctors_or_of_single_periods() {
        let problem = call(&["ana", "ben"], false);
        assert!(own_rows(&problem).is_empty());
    }
}
