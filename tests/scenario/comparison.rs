//! Comparisons: quantiles, proven intervals, tables and the page.

use super::sets::mixed;
use super::{baseline, exact, places, ward};
use medrota::report::{html, scenarios as tables};
use medrota::scenario::{Comparison, Part, Quantiles, ScenarioRun, ScenarioSet};

#[test]
fn quantiles_are_by_nearest_rank() {
    assert_eq!(Quantiles::of(&[]), None);
    let hundred: Vec<i64> = (1..=100).rev().collect();
    let all = Quantiles::of(&hundred).unwrap();
    assert_eq!(
        (
            all.least,
            all.p05,
            all.p25,
            all.median,
            all.p75,
            all.p95,
            all.greatest
        ),
        (1, 5, 25, 50, 75, 95, 100)
    );
    let one = Quantiles::of(&[7]).unwrap();
    assert_eq!((one.least, one.median, one.greatest), (7, 7, 7));
}

#[test]
fn the_true_effect_lies_in_the_proven_interval() {
    let problem = ward();
    let wide =
        medrota::scenario::Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem).gap(0.2))
            .unwrap();
    let optimum = baseline(&problem).value().unwrap();
    let part = Part::Places {
        of: Vec::new(),
        places: vec![-1, 1, 2],
        from: None,
        to: None,
    };
    let set = ScenarioSet::new("places", vec![part]);
    let (loose, _) = ScenarioRun::new(&set, &wide)
        .solver(exact(&problem).gap(0.2))
        .collect_all()
        .unwrap();
    let (tight, _) = ScenarioRun::new(&set, &wide)
        .solver(exact(&problem))
        .from_scratch()
        .collect_all()
        .unwrap();
    let comparison = Comparison::new(&wide);
    for (loose, tight) in loose.iter().zip(&tight) {
        let Some(effect) = comparison.effect(loose) else {
            continue;
        };
        let truth = tight.value.unwrap() - optimum;
        assert!(
            effect.least <= truth && truth <= effect.greatest,
            "{effect:?} does not hold {truth}"
        );
    }
}

#[test]
fn effects_are_ranked_and_what_limits_is_named() {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = ScenarioSet::one_at_a_time(
        "surgery",
        vec![
            places("surgery", 1),
            places("surgery", -1),
            places("imaging", 1),
        ],
    );
    let (results, _) = ScenarioRun::new(&set, &baseline)
        .solver(exact(&problem))
        .collect_all()
        .unwrap();
    let mut comparison = Comparison::new(&baseline);
    results.iter().for_each(|result| comparison.add(result));
    let effects = comparison.effects();
    assert!(
        effects
            .windows(2)
            .all(|pair| pair[0].least + pair[0].greatest >= pair[1].least + pair[1].greatest)
    );
    assert_eq!(comparison.scenarios, 3);
    let csv = tables::effects(&comparison).unwrap();
    assert_eq!(csv.lines().count(), 1 + effects.len());
    let delivered = tables::delivered(&problem, &comparison).unwrap();
    assert!(delivered.contains("department,surgery,"), "{delivered}");
    assert!(
        tables::limiting(&comparison)
            .unwrap()
            .starts_with("place,scenarios,price\n")
    );
    let row = tables::row(&problem, &comparison, &results[0]).unwrap();
    assert_eq!(row.split(',').count(), tables::HEADER.split(',').count());
}

#[test]
fn the_page_shows_every_part_and_escapes_names() {
    let problem = ward();
    let baseline = baseline(&problem);
    let mut set = mixed();
    set.parts.push(Part::OneAtATime {
        changes: vec![medrota::scenario::Change::Withdraw {
            doctor: "<b>".into(),
        }],
    });
    let (results, _) = ScenarioRun::new(&set, &baseline).collect_all().unwrap();
    let mut comparison = Comparison::new(&baseline);
    results.iter().for_each(|result| comparison.add(result));
    let page = html::scenarios_page("What if & what then", &problem, &comparison, &results);
    for text in [
        "What if &amp; what then",
        "id=\"values\"",
        "id=\"effects\"",
        "id=\"delivered\"",
        "id=\"scenarios\"",
        "doctor &lt;b&gt; withdrawn",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<b> withdrawn"));
    assert_eq!(
        page,
        html::scenarios_page("What if & what then", &problem, &comparison, &results)
    );
    let empty = html::scenarios_page("none", &problem, &Comparison::new(&baseline), &[]);
    assert!(empty.contains("</html>"));
}
