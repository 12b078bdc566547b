//! Custom rules in every engine, in relaxed diagrams, and what a solve says of code that does not hold what it says.

use super::{Run, proven, rule, run, twins, ward};
use crate::common::oracle::{self, Oracle};
use crate::common::{in_parallel, seeds};
use medrota::custom::{Block, Breach, PersonalRule};
use medrota::problem::Doctor;
use medrota::{Engine, Outcome, Problem, ProblemBuilder, Solver, check};

/// What must hold of any outcome, given the best value.
fn holds(problem: &Problem, outcome: &Outcome, best: i64) {
    if let Some(schedule) = &outcome.schedule {
        let report = check(problem, schedule);
        assert!(report.is_feasible());
        assert_eq!(Some(report.value), outcome.value);
        assert!(report.value <= best);
    }
    assert!(outcome.bound.is_none_or(|bound| bound >= best));
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(problem).unwrap();
    }
}

#[test]
fn every_engine_knows_custom_rules() {
    for (weight, best) in [(None, 31), (Some(3), 34)] {
        let problem = ward().rule(rule(run(2), weight)).build().unwrap();
        for engine in Engine::ALL {
            let solver = Solver::new()
                .no_time_limit()
                .work_limit(30_000)
                .engine(*engine);
            holds(&problem, &solver.solve(&problem).unwrap(), best);
        }
    }
    let found = in_parallel(seeds(0, 40), |seed| {
        let (_, _, problem) = twins(seed)?;
        let Oracle::Best { value, .. } = oracle::best(&problem) else {
            return None;
        };
        for engine in Engine::ALL {
            let solver = Solver::new()
                .no_time_limit()
                .work_limit(5_000)
                .engine(*engine);
            holds(&problem, &solver.solve(&problem).unwrap(), value);
        }
        Some(())
    });
    assert!(found.len() > 10, "{}", found.len());
}

/// Where diagrams may hardly grow, custom rules are left out of them, followed beside them, and kept all the same.
#[test]
fn custom_rules_are_kept_where_diagrams_leave_them_out() {
    let found = in_parallel(seeds(0, 60), |seed| {
        let (_, _, problem) = twins(seed)?;
        let Oracle::Best { value, .. } = oracle::best(&problem) else {
            return None;
        };
        let solver = Solver::new()
            .no_time_limit()
            .work_limit(5_000)
            .diagram_arc_limit(12);
        let outcome = solver.solve(&problem).unwrap();
        holds(&problem, &outcome, value);
        Some(outcome.statistics.relaxed_diagrams)
    });
    assert!(found.iter().any(|relaxed| *relaxed > 0));
}

/// The same problem, validated twice, has the same schedule on any number of threads.
#[test]
fn custom_rules_leave_results_reproducible() {
    in_parallel(seeds(0, 30), |seed| {
        let solved = |threads| {
            let (_, _, problem) = twins(seed)?;
            let solver = Solver::new().no_time_limit().work_limit(3_000);
            let outcome = solver.threads(threads).solve(&problem).unwrap();
            Some((outcome.schedule, outcome.bound, outcome.statistics.work))
        };
        assert_eq!(solved(1), solved(3), "seed {seed}");
        Some(())
    });
}

/// A judge with one pathway of its own that it does not bear, which no try comes upon.
#[derive(Debug)]
struct OnePathway;

impl PersonalRule for OnePathway {
    fn step(&self, state: u64, _: &Block<'_>) -> (u64, i64) {
        (state, 0)
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let in_ward = |block: &Block<'_>| {
            let activity = block.doing.activity();
            activity.is_some_and(|activity| activity.key == "ward")
        };
        vec![Breach::of_all(blocks.iter().all(in_ward).into())]
    }
}

#[test]
fn a_solve_that_comes_upon_a_fault_of_the_code_says_so() {
    let year = |weight| {
        ProblemBuilder::weeks("year", "2026-09-06", "2027-09-04")
            .department("ward", 1)
            .department("clinic", 1)
            .department("theatre", 1)
            .doctor("ana")
            .preference("ana", "ward", 1)
            .custom_rule("mine", OnePathway, weight)
            .build()
            .unwrap()
    };
    for weight in [None, Some(5), Some(0)] {
        let problem = year(weight);
        let error = Solver::new().work_limit(5_000).solve(&problem).unwrap_err();
        assert!(error.is_input(), "{error}");
        let found = &error.diagnostics().as_slice()[0];
        assert_eq!(found.code.as_str(), "E406");
        assert!(found.subject.contains("mine"), "{found}");
        assert!(
            found.message.contains("counts 0 units and its judge 1"),
            "{found}"
        );
    }
}

/// One start for each doctor: who is new may do less.
#[derive(Debug)]
struct ByLevel(Run);

impl ByLevel {
    fn before(doctor: &Doctor) -> u64 {
        u64::from(doctor.key == "ben")
    }
}

impl PersonalRule for ByLevel {
    fn start(&self, doctor: &Doctor) -> u64 {
        Self::before(doctor)
    }
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        self.0.step(state, block)
    }
    fn judge(&self, doctor: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        // As if there had been blocks on the ward before the first one.
        let all = self.0.judge(doctor, blocks);
        let on_ward = |block: &&Block<'_>| {
            let activity = block.doing.activity();
            activity.is_some_and(|activity| self.0.places.contains(&activity.key))
        };
        let first = blocks.iter().take_while(on_ward).count() as u64;
        let more = first + Self::before(doctor) > self.0.most && first > 0;
        let extra = if more {
            Self::before(doctor).min(first + Self::before(doctor) - self.0.most)
        } else {
            0
        };
        all.into_iter()
            .chain([Breach::of_all(extra as i64)])
            .collect()
    }
}

#[test]
fn doctors_may_differ_by_where_they_start() {
    let problem = |code: ByLevel| {
        let builder = ward()
            .doctor("ben")
            .preference("ben", "ward", 10)
            .preference("ben", "clinic", 1);
        builder
            .places("ward", "2026-09-06", "2026-10-03", 0, 2)
            .custom_rule("mine", code, None)
            .build()
            .unwrap()
    };
    // Ana has three weeks of four, Ben two before and one after the week off.
    assert_eq!(proven(&problem(ByLevel(run(3)))), Some(31 + 31));
    assert_eq!(proven(&problem(ByLevel(run(1)))), Some(22 + 22));
}
