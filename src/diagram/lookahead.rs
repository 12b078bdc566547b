//! What the automata left out of a relaxed diagram still need, against what is still possible.
//!
//! A counter that lacks ten steps with eight left in which it may count is lost, whatever follows; so are two counters that lack five each when no step
//! counts for both. Partial paths that are lost are not followed, so that a search does not fill up with them.

use super::class::Class;
use super::graph::Place;
use super::packed::State;
use super::table::Weights;

/// The automata that need steps before they may end, as parts of the packed states.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookahead {
    /// Parts of the packed states that have needs.
    parts: Vec<u32>,
    /// Some of them, no two of which are served by the same move: their needs add up.
    apart: Vec<u32>,
    apart_bits: u64,
}

/// How many steps from each one on may serve each automaton, for one doctor.
#[derive(Clone, Debug, Default)]
pub(super) struct Possible {
    /// `step * parts + position`, one step more than there are.
    of_part: Vec<u32>,
    /// Steps that may serve one of those whose needs add up.
    of_apart: Vec<u32>,
    serves: Vec<u64>,
}

impl Lookahead {
    /// Looks at the automata that a class leaves out. O(labels × automata²).
    pub(super) fn new(class: &Class) -> Self {
        let start = class.start();
        let left_out = class.left_out();
        let mut parts: Vec<u32> = left_out.demanding().map(|part| part as u32).collect();
        let kinds = class.kinds();
        // Bits of all parts that share a move with each part.
        let mut together = [0_u64; 64];
        for bits in kinds.iter().map(|kind| left_out.productive(*kind)) {
            parts
                .iter()
                .filter(|part| bits >> **part & 1 == 1)
                .for_each(|part| together[*part as usize] |= bits);
        }
        parts.sort_by_key(|part| {
            (
                std::cmp::Reverse(left_out.need(*part as usize, &start)),
                *part,
            )
        });
        let (mut apart, mut apart_bits) = (Vec::new(), 0_u64);
        for &part in &parts {
            if together[part as usize] & apart_bits == 0 {
                apart.push(part);
                apart_bits |= 1 << part;
            }
        }
        if apart.len() < 2 {
            (apart, apart_bits) = (Vec::new(), 0);
        }
        Self {
            parts,
            apart,
            apart_bits,
        }
    }
    /// True if nothing is ever lost.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
    /// True if a state before a step cannot come to an end any more. O(automata).
    #[inline]
    pub(super) fn is_lost(
        &self,
        class: &Class,
        possible: &Possible,
        state: &State,
        step: usize,
    ) -> bool {
        if self.parts.is_empty() {
            return false;
        }
        let left_out = class.left_out();
        let left = &possible.of_part[step * self.parts.len()..];
        if self
            .parts
            .iter()
            .zip(left)
            .any(|(part, left)| left_out.need(*part as usize, state) > *left)
        {
            return true;
        }
        let needed: u64 = self
            .apart
            .iter()
            .map(|part| u64::from(left_out.need(*part as usize, state)))
            .sum();
        needed > u64::from(possible.of_apart[step])
    }
}

impl Possible {
    /// Counts the steps that are possible under the weights of a doctor's labels. O(labels' steps + steps × automata).
    pub(super) fn fill<T: Weights>(&mut self, class: &Class, lookahead: &Lookahead, weights: &[T]) {
        if lookahead.is_empty() {
            return;
        }
        let diagram = &class.diagram;
        let steps = diagram.step_of.last().map_or(0, |step| *step as usize);
        self.serves.clear();
        self.serves.resize(steps, 0);
        for (label, kind) in class.kinds().iter().enumerate() {
            let bits = class.left_out().productive(*kind);
            let data = &diagram.labels[label];
            if bits != 0 && weights[label] > T::LEAST && data.place != Place::End {
                let first = data.first as usize;
                self.serves[first..(first + data.steps as usize).min(steps)]
                    .iter_mut()
                    .for_each(|serves| *serves |= bits);
            }
        }
        let count = lookahead.parts.len();
        self.of_part.clear();
        self.of_part.resize((steps + 1) * count, 0);
        self.of_apart.clear();
        self.of_apart.resize(steps + 1, 0);
        for step in (0..steps).rev() {
            let serves = self.serves[step];
            for (position, part) in lookahead.parts.iter().enumerate() {
                self.of_part[step * count + position] =
                    self.of_part[(step + 1) * count + position] + (serves >> part & 1) as u32;
            }
            self.of_apart[step] =
                self.of_apart[step + 1] + u32::from(serves & lookahead.apart_bits != 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ProblemBuilder;
    use crate::diagram::{BuildLimits, Pathways, Variation, best_score, pathway};
    use crate::ids::DoctorId;
    use crate::problem::Problem;
    use rand::SeedableRng;

    /// One doctor, 52 weeks, five departments with so many weeks each at least.
    fn counts(least: i64) -> Problem {
        let mut builder = ProblemBuilder::weeks("counts", "2026-07-05", "2027-07-03").doctor("d");
        for department in ["a", "b", "c", "d", "e"] {
            builder = builder.department(department, 1);
            let draft = crate::problem::draft::RequirementDraft {
                id: department.into(),
                activities: crate::problem::draft::ActivityFilter {
                    departments: vec![department.into()],
                    ..Default::default()
                },
                min: least,
                ..Default::default()
            };
            builder = builder.requirement_with(draft);
        }
        builder.build().unwrap()
    }

    #[test]
    fn what_just_fits_is_found_and_what_does_not_is_refuted() {
        for (least, fits) in [(9, true), (10, true), (11, false)] {
            let problem = counts(least);
            let pathways = Pathways::build(&problem, BuildLimits { arcs: 2_000 }, false);
            let doctor = DoctorId::new(0);
            let class = pathways.class(doctor);
            assert!(!class.is_exact());
            let best = best_score(class, &pathways.table(doctor).labels, 1_000);
            assert_eq!(
                best.is_some_and(|best| best.exact && class.left_out_value(&best.labels).is_some()),
                fits,
                "{least}"
            );
        }
    }

    #[test]
    fn variations_keep_all_rules() {
        let problem = counts(10);
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 2_000 }, false);
        let doctor = DoctorId::new(0);
        let class = pathways.class(doctor);
        let mut labels = best_score(class, &pathways.table(doctor).labels, 1_000)
            .unwrap()
            .labels;
        let weights = vec![0.0; class.diagram.labels().len()];
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(1);
        let (mut variation, mut seen) = (Variation::default(), std::collections::BTreeSet::new());
        for _ in 0..200 {
            variation.run(class, &weights, (0.5, 4), &mut random, &mut labels);
            let schedule = crate::Schedule::new(vec![pathway(
                &problem,
                doctor,
                pathways.axis(doctor),
                &class.diagram,
                &labels,
            )]);
            assert!(crate::check(&problem, &schedule).is_feasible());
            assert_eq!(
                pathways
                    .labels_of(&problem, doctor, &schedule.pathways()[0])
                    .as_ref(),
                Some(&labels)
            );
            seen.insert(labels.clone());
        }
        assert!(seen.len() > 150, "{}", seen.len());
    }
}
