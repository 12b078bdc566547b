//! A baseline for disruptions: what is chosen, and that it is measured on scenarios nobody has seen.

use super::{baseline, ward};
use medrota::check;
use medrota::scenario::robust::{
    RobustOptions, after_disruptions, choose_robust, paired_difference,
};
use medrota::scenario::{Disruptions, Part, ScenarioSet};

fn storms(count: i64, seed: i64) -> ScenarioSet {
    let disruptions = Disruptions {
        closure_per_mille: 500,
        closure_days: 28,
        closable: vec!["imaging".into()],
        ..Disruptions::default()
    };
    ScenarioSet::new("storms", vec![Part::Random { count, disruptions }]).seed(seed)
}

#[test]
fn the_choice_keeps_all_rules_and_is_no_worse_in_training() {
    let problem = ward();
    let plain = baseline(&problem);
    let options = RobustOptions::new(&problem)
        .change_cost(2)
        .period_value(2)
        .max_loss_per_mille(100);
    let choice = choose_robust(&plain, &storms(12, 1), &options).unwrap();
    let (first, robust) = (choice.plain(), choice.robust());
    assert!(robust.score >= first.score && robust.value <= first.value);
    for candidate in &choice.candidates {
        let report = check(&problem, &candidate.schedule);
        assert!(
            report.is_feasible() && report.value == candidate.value,
            "{}",
            candidate.name
        );
        assert_eq!(candidate.after.len(), 12);
    }
    let unseen = storms(12, 2);
    let one = after_disruptions(&plain, &first.schedule, &unseen, &options).unwrap();
    let two = after_disruptions(&plain, &robust.schedule, &unseen, &options).unwrap();
    let difference = paired_difference(&one, &two).unwrap();
    assert!(difference.low <= difference.mean && difference.mean <= difference.high);
    let again = choose_robust(&plain, &storms(12, 1), &options.threads(1)).unwrap();
    assert_eq!(again.robust().schedule, robust.schedule);
}

#[test]
fn paired_differences_leave_out_what_either_lacks() {
    assert_eq!(paired_difference(&[Some(1)], &[Some(2)]), None);
    let difference = paired_difference(
        &[Some(1), None, Some(3), Some(5)],
        &[Some(2), Some(9), Some(5), None],
    )
    .unwrap();
    assert_eq!((difference.pairs, difference.mean), (2, 1.5));
    assert!(difference.low < 1.5 && difference.high > 1.5);
}
