//! Wrong and muddled claims of a solver, injected.

use crate::INFINITY;
use medrota::solve::lp::{
    Backend, Capabilities, LimitKind, LinearModel, LpOptions, LpResult, LpStatus, MicroLp,
    RawAnswer, RawSolver, RawStatus, duals,
};

/// A solver that says what it is told to; it may answer the model without objective and the model of directions differently.
struct Mock {
    answer: RawAnswer,
    without_objective: Option<RawAnswer>,
    direction: Option<RawAnswer>,
    capabilities: Capabilities,
    panics: bool,
}

impl std::fmt::Debug for Mock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mock")
    }
}

impl Mock {
    fn saying(answer: RawAnswer) -> Self {
        let capabilities = Capabilities {
            duals: true,
            integers: true,
            ..Capabilities::default()
        };
        Self {
            answer,
            without_objective: None,
            direction: None,
            capabilities,
            panics: false,
        }
    }
    fn claiming(status: RawStatus) -> Self {
        Self::saying(RawAnswer::of(status))
    }
    fn along(self, direction: &[f64]) -> Self {
        Self {
            direction: Some(point(RawStatus::Optimal, direction)),
            ..self
        }
    }
    fn then(self, answer: RawAnswer) -> Self {
        Self {
            without_objective: Some(answer),
            ..self
        }
    }
}

impl RawSolver for Mock {
    fn name(&self) -> &str {
        "mock"
    }
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }
    fn run(&self, model: &LinearModel, _options: &LpOptions<'_>) -> RawAnswer {
        assert!(!self.panics, "a solver that panics");
        match &self.without_objective {
            Some(answer) if model.columns().iter().all(|column| column.objective == 0.0) => {
                return answer.clone();
            }
            _ => {}
        }
        match &self.direction {
            Some(answer) if model.rows().iter().all(|row| row.upper == 0.0) => answer.clone(),
            _ => self.answer.clone(),
        }
    }
}

fn point(status: RawStatus, columns: &[f64]) -> RawAnswer {
    RawAnswer {
        columns: Some(columns.to_vec()),
        ..RawAnswer::of(status)
    }
}

/// Maximise 2 a + b, a <= 3, a + b <= 4, b <= 9, or, if `open`, a <= 3, a - b <= 4.
fn model(open: bool) -> LinearModel {
    let mut model = LinearModel::new();
    let first = model.add_column(0.0, 3.0, 2.0);
    let second = model.add_column(0.0, if open { INFINITY } else { 9.0 }, 1.0);
    model.add_row(
        -INFINITY,
        4.0,
        [(first, 1.0), (second, if open { -1.0 } else { 1.0 })],
    );
    model
}

fn solve(mock: &Mock, model: &LinearModel) -> LpResult {
    mock.solve(model, &LpOptions::default()).unwrap()
}

#[test]
fn infeasible_or_unbounded_is_told_apart_by_the_model_without_objective() {
    let open = model(true);
    let claim = || Mock::claiming(RawStatus::InfeasibleOrUnbounded);
    let with_point = || claim().then(point(RawStatus::Optimal, &[1.0, 1.0]));
    assert_eq!(
        solve(&with_point().along(&[0.0, 1.0]), &open).status,
        LpStatus::Unbounded
    );
    assert_eq!(solve(&with_point(), &open).status, LpStatus::Unknown);
    assert_eq!(
        solve(&claim().then(RawAnswer::of(RawStatus::Infeasible)), &open).status,
        LpStatus::Infeasible
    );
    assert_eq!(
        solve(
            &claim().then(RawAnswer::of(RawStatus::InfeasibleOrUnbounded)),
            &open
        )
        .status,
        LpStatus::Infeasible
    );
    for undecided in [
        RawStatus::Limit(LimitKind::Time),
        RawStatus::Unknown,
        RawStatus::Unbounded,
    ] {
        assert_eq!(
            solve(&claim().then(RawAnswer::of(undecided)), &open).status,
            LpStatus::InfeasibleOrUnbounded
        );
    }
    // A point that is none decides nothing.
    assert_eq!(
        solve(&claim().then(point(RawStatus::Optimal, &[9.0, 0.0])), &open).status,
        LpStatus::InfeasibleOrUnbounded
    );
    // In boxes nothing is unbounded.
    assert_eq!(solve(&claim(), &model(false)).status, LpStatus::Infeasible);
    assert_eq!(
        solve(&Mock::claiming(RawStatus::Unbounded), &model(false)).status,
        LpStatus::Unknown
    );
}

#[test]
fn unbounded_needs_a_direction_that_gains() {
    let claim = || Mock::claiming(RawStatus::Unbounded);
    assert_eq!(
        solve(&claim().along(&[0.0, 1.0]), &model(true)).status,
        LpStatus::Unbounded
    );
    for wrong in [[0.0, 0.0], [1.0, 1.0], [0.0, -1.0], [0.0, 2.0]] {
        assert_eq!(
            solve(&claim().along(&wrong), &model(true)).status,
            LpStatus::Unknown,
            "{wrong:?}"
        );
    }
}

#[test]
fn unbounded_in_whole_numbers_needs_a_point() {
    let mut open = model(true);
    open.columns_mut()[0].integer = true;
    let claim = || Mock::claiming(RawStatus::Unbounded);
    assert_eq!(
        solve(&claim().then(RawAnswer::of(RawStatus::Infeasible)), &open).status,
        LpStatus::Infeasible
    );
    let with_point = claim()
        .then(point(RawStatus::Optimal, &[1.0, 0.5]))
        .along(&[0.0, 1.0]);
    assert_eq!(solve(&with_point, &open).status, LpStatus::Unbounded);
}

#[test]
fn every_limit_keeps_its_name_and_no_solution_is_no_error() {
    for kind in [
        LimitKind::Time,
        LimitKind::Iterations,
        LimitKind::Memory,
        LimitKind::Cancelled,
        LimitKind::Gap,
    ] {
        let result = solve(&Mock::claiming(RawStatus::Limit(kind)), &model(false));
        assert_eq!(result, LpResult::of(LpStatus::Limit(kind)));
        let result = solve(
            &Mock::saying(point(RawStatus::Limit(kind), &[1.0, 2.0])),
            &model(false),
        );
        assert_eq!(
            (result.status, result.solution.unwrap().objective),
            (LpStatus::Limit(kind), 4.0)
        );
        let result = solve(
            &Mock::saying(point(RawStatus::Limit(kind), &[3.0, 2.0])),
            &model(false),
        );
        assert_eq!(result, LpResult::of(LpStatus::Limit(kind)));
    }
}

#[test]
fn points_that_break_the_model_are_not_optimal() {
    let mut whole = model(false);
    whole.columns_mut()[1].integer = true;
    for wrong in [
        &[3.1, 0.0][..],
        &[-0.1, 0.0],
        &[3.0, 1.1],
        &[3.0],
        &[3.0, f64::NAN],
        &[3.0, 1.0, 0.0],
    ] {
        assert_eq!(
            solve(
                &Mock::saying(point(RawStatus::Optimal, wrong)),
                &model(false)
            ),
            LpResult::of(LpStatus::Unknown)
        );
    }
    assert_eq!(
        solve(
            &Mock::saying(point(RawStatus::Optimal, &[3.0, 0.5])),
            &whole
        )
        .status,
        LpStatus::Unknown
    );
    assert_eq!(
        solve(&Mock::claiming(RawStatus::Optimal), &model(false)).status,
        LpStatus::Unknown
    );
    // Round-off is mended: whole numbers become whole, values move into their boxes.
    let result = solve(
        &Mock::saying(point(RawStatus::Optimal, &[3.0 + 1e-8, 1.0 - 1e-7])),
        &whole,
    );
    assert_eq!(result.status, LpStatus::Optimal);
    assert_eq!(result.solution.unwrap().columns, [3.0, 1.0]);
}

#[test]
fn an_optimum_below_its_bound_is_within_a_gap_and_a_bound_below_a_point_is_dropped() {
    let with_bound = |bound| RawAnswer {
        bound: Some(bound),
        ..point(RawStatus::Optimal, &[3.0, 1.0])
    };
    let result = solve(&Mock::saying(with_bound(7.5)), &model(false));
    assert_eq!(
        (result.status, result.bound),
        (LpStatus::Limit(LimitKind::Gap), Some(7.5))
    );
    let closed = RawAnswer {
        bound: Some(7.0),
        ..point(RawStatus::Limit(LimitKind::Gap), &[3.0, 1.0])
    };
    assert_eq!(
        solve(&Mock::saying(closed), &model(false)).status,
        LpStatus::Optimal
    );
    let limit = RawAnswer {
        bound: Some(5.0),
        ..point(RawStatus::Limit(LimitKind::Time), &[3.0, 1.0])
    };
    assert_eq!(solve(&Mock::saying(limit), &model(false)).bound, None);
    let endless = RawAnswer {
        bound: Some(INFINITY),
        ..RawAnswer::of(RawStatus::Limit(LimitKind::Time))
    };
    assert_eq!(solve(&Mock::saying(endless), &model(false)).bound, None);
}

#[test]
fn prices_are_kept_only_if_they_prove_the_optimum() {
    let with_duals = |duals: &[f64]| RawAnswer {
        row_duals: Some(duals.to_vec()),
        ..point(RawStatus::Optimal, &[3.0, 1.0])
    };
    let kept = |duals: &[f64]| {
        solve(&Mock::saying(with_duals(duals)), &model(false))
            .solution
            .unwrap()
            .row_duals
    };
    assert_eq!(kept(&[1.0]), Some(vec![1.0]));
    // The wrong sign, too low, too high, the wrong length, no number.
    for wrong in [&[-1.0][..], &[0.0], &[1.5], &[1.0, 0.0], &[], &[f64::NAN]] {
        assert_eq!(kept(wrong), None, "{wrong:?}");
    }
    let mut whole = model(false);
    whole.columns_mut()[0].integer = true;
    assert_eq!(
        solve(&Mock::saying(with_duals(&[1.0])), &whole)
            .solution
            .unwrap()
            .row_duals,
        None
    );
}

#[test]
fn prices_of_rows_that_were_left_out_are_zero() {
    let mut model = model(false);
    model.add_row(-1.0, 1.0, []);
    let limits = (model.rows()[0].clone(), model.rows()[1].clone());
    model.rows_mut()[0] = limits.1;
    model.rows_mut()[1] = limits.0;
    let answer = RawAnswer {
        row_duals: Some(vec![1.0]),
        ..point(RawStatus::Optimal, &[3.0, 1.0])
    };
    assert_eq!(
        solve(&Mock::saying(answer), &model)
            .solution
            .unwrap()
            .row_duals,
        Some(vec![0.0, 1.0])
    );
}

#[test]
fn a_known_point_disproves_infeasible() {
    let claim = Mock::claiming(RawStatus::Infeasible);
    let options = |point| LpOptions {
        warm_start: Some(point),
        ..LpOptions::default()
    };
    assert_eq!(
        claim
            .solve(&model(false), &options(&[1.0, 1.0]))
            .unwrap()
            .status,
        LpStatus::Unknown
    );
    assert_eq!(
        claim
            .solve(&model(false), &options(&[9.0, 9.0]))
            .unwrap()
            .status,
        LpStatus::Infeasible
    );
    assert_eq!(solve(&claim, &model(false)).status, LpStatus::Infeasible);
}

#[test]
fn a_panicking_solver_is_a_status() {
    let mock = Mock {
        panics: true,
        ..Mock::claiming(RawStatus::Optimal)
    };
    assert_eq!(solve(&mock, &model(false)), LpResult::of(LpStatus::Unknown));
}

#[test]
fn a_model_beyond_the_size_is_not_tried() {
    let tiny = MicroLp {
        max_nonzeros: 1,
        ..MicroLp::default()
    };
    let result = tiny.solve(&model(false), &LpOptions::default()).unwrap();
    assert_eq!(result, LpResult::of(LpStatus::Limit(LimitKind::Size)));
    assert_eq!(
        duals(&tiny, &model(false), &LpOptions::default()).unwrap(),
        None
    );
}

#[test]
fn whole_numbers_need_a_solver_that_takes_them() {
    let mut whole = model(false);
    whole.columns_mut()[0].integer = true;
    let mut mock = Mock::saying(point(RawStatus::Optimal, &[3.0, 1.0]));
    mock.capabilities.integers = false;
    assert!(mock.solve(&whole, &LpOptions::default()).is_err());
    let relaxed = mock
        .solve(
            &whole,
            &LpOptions {
                relax_integers: true,
                ..LpOptions::default()
            },
        )
        .unwrap();
    assert_eq!(relaxed.status, LpStatus::Optimal);
}
