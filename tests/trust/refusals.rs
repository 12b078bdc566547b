//! One certificate for each refusal of the crate's verifier. What is refused would prove something false, or is no proof.

use crate::engine::solvers;
use crate::naive::Naive;
use crate::run::small;
use medrota::certificate::{Certificate, CertificateError, Claim, CutPrice, Limit, Verifier};
use medrota::{Problem, limits};

/// Two weeks and one ward; Ana likes it more than Ben; limits of every kind.
fn ward() -> Problem {
    let text = r#"{"format": 1, "name": "two weeks", "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-09-19"},
        "departments": [{"id": "ward"}], "doctors": [{"id": "ana"}, {"id": "ben"}], "capacities": [{"of": "ward", "max": 1}],
        "preferences": [{"value": 2}, {"value": 1, "doctors": {"doctors": ["ana"]}}],
        "rules": [
            {"kind": "capacity", "activities": {}, "id": "least", "min": 1},
            {"kind": "capacity", "activities": {}, "id": "soft", "max": 0, "weight": 1},
            {"kind": "capacity", "activities": {}, "id": "soft least", "min": 1, "weight": 1},
            {"kind": "coverage", "activities": {}, "id": "values", "allowed": [0, 1, 5], "weight": 1},
            {"kind": "worst_doctor", "id": "worst", "weight": 1},
            {"kind": "worst_doctor", "id": "worst limited", "weight": 0, "at_least": 0},
            {"kind": "even_load", "activities": {}, "id": "even", "weight": 1}
        ]}"#;
    Problem::from_json_str(text).unwrap()
}

fn certificate(claim: Claim, denominator: i64, prices: &[(&str, i64)]) -> Certificate {
    let prices = prices
        .iter()
        .map(|(row, price)| ((*row).to_owned(), *price))
        .collect();
    let (private, effort, score_effort, diagram_arc_limit) = (Vec::new(), 0, 0, 10_000);
    Certificate {
        claim,
        denominator,
        prices,
        cuts: Vec::new(),
        private_denominator: 1,
        private,
        effort,
        score_effort,
        diagram_arc_limit,
    }
}

/// What both ways of verifying say.
fn verdict(problem: &Problem, certificate: &Certificate) -> Result<(), CertificateError> {
    let alone = certificate.verify(problem);
    let frame = Certificate {
        diagram_arc_limit: 10_000,
        ..certificate.clone()
    };
    assert_eq!(Verifier::new(problem, &frame).verify(certificate), alone);
    alone
}

/// The best value of [`ward`].
fn best(problem: &Problem) -> i64 {
    i64::try_from(Naive::new(problem).best().value().unwrap()).unwrap()
}

/// Refused; and the naive verifier does not believe it either.
fn refused(prices: &[(&str, i64)], denominator: i64, claim: Claim) -> CertificateError {
    let (problem, certificate) = (ward(), certificate(claim, denominator, prices));
    assert!(
        !Naive::new(&problem).accepts(&certificate),
        "{certificate:?}"
    );
    verdict(&problem, &certificate).unwrap_err()
}

#[test]
fn what_is_not_refused() {
    let problem = ward();
    // Ana and Ben a week each, at 2 above the soft limit of nobody: 3 + 2 - 2, and the worse of 3 and 2 on top.
    assert_eq!(best(&problem), 5);
    let good = certificate(
        Claim::Bound(9),
        1,
        &[
            ("capacity/ward#1", 2),
            ("capacity/ward#2", 2),
            ("soft#1", 1),
            ("soft#2", 1),
        ],
    );
    assert!(Naive::new(&problem).accepts(&good));
    assert_eq!(verdict(&problem, &good), Ok(()));
}

#[test]
fn a_denominator_below_one() {
    for denominator in [0, -1, i64::MIN] {
        assert_eq!(
            refused(&[], denominator, Claim::Bound(i64::MAX)),
            CertificateError::OutOfRange
        );
    }
    let problem = ward();
    for private_denominator in [0, -1, i64::MIN] {
        for claim in [Claim::Bound(i64::MAX), Claim::Infeasible] {
            let certificate = Certificate {
                private_denominator,
                ..certificate(claim, 1, &[])
            };
            assert_eq!(
                verdict(&problem, &certificate),
                Err(CertificateError::OutOfRange)
            );
        }
    }
}

#[test]
fn efforts_and_limits_beyond_use() {
    let (problem, good) = (ward(), certificate(Claim::Bound(i64::MAX), 1, &[]));
    assert_eq!(verdict(&problem, &good), Ok(()));
    for wrong in [
        Certificate {
            effort: limits::CERTIFICATE_EFFORT + 1,
            ..good.clone()
        },
        Certificate {
            score_effort: limits::CERTIFICATE_EFFORT + 1,
            ..good.clone()
        },
        Certificate {
            diagram_arc_limit: limits::DIAGRAM_ARCS + 1,
            ..good.clone()
        },
    ] {
        assert_eq!(
            verdict(&problem, &wrong),
            Err(CertificateError::OutOfRange),
            "{wrong:?}"
        );
    }
    let many = vec![("capacity/ward#1".to_owned(), 0); limits::CERTIFICATE_PRICES + 1];
    assert_eq!(
        Certificate {
            prices: many,
            ..good
        }
        .verify(&problem),
        Err(CertificateError::OutOfRange)
    );
}

#[test]
fn a_row_that_is_not_there() {
    for row in [
        "capacity/ward#3",
        "capacity/ward#0",
        "capacity/ward#01",
        "capacity/ward",
        "capacity/warD#1",
        "",
        "#1",
    ] {
        assert_eq!(
            refused(&[(row, 0)], 1, Claim::Bound(i64::MAX)),
            CertificateError::Unknown(row.into())
        );
    }
}

#[test]
fn a_row_that_comes_twice() {
    let row = "capacity/ward#1";
    for prices in [
        [(row, 2), (row, 2)],
        [(row, 0), (row, 2)],
        [(row, 2), (row, 0)],
    ] {
        assert_eq!(
            refused(&prices, 1, Claim::Bound(i64::MAX)),
            CertificateError::Twice(row.into())
        );
    }
}

#[test]
fn a_price_against_a_side_without_limit() {
    for (row, price) in [
        ("capacity/ward#1", -1),
        ("least#1", 1),
        ("soft#1", -1),
        ("soft least#1", 1),
    ] {
        for claim in [Claim::Bound(i64::MAX), Claim::Infeasible] {
            assert_eq!(
                refused(&[(row, price)], 1, claim),
                CertificateError::Unbounded(row.into()),
                "{row} {price}"
            );
        }
    }
}

#[test]
fn a_price_beyond_the_weight() {
    for (row, price) in [
        ("soft#1", 5),
        ("soft least#1", -5),
        ("values#1", 5),
        ("values#1", -5),
    ] {
        assert_eq!(
            refused(&[(row, price)], 4, Claim::Bound(i64::MAX)),
            CertificateError::Unbounded(row.into()),
            "{row} {price}"
        );
        // At the weight it is a price like any other.
        let at_the_weight = certificate(Claim::Bound(1_000), 4, &[(row, price - price.signum())]);
        assert_eq!(verdict(&ward(), &at_the_weight), Ok(()), "{row}");
        // Without values nothing weighs anything.
        assert_eq!(
            refused(&[(row, price.signum())], 1, Claim::Infeasible),
            CertificateError::Unbounded(row.into()),
            "{row}"
        );
    }
}

#[test]
fn a_positive_price_in_a_minimum() {
    for (row, first) in [
        ("worst#1", "worst#1"),
        ("worst#2", "worst#1"),
        ("worst limited#2", "worst limited#1"),
    ] {
        assert_eq!(
            refused(&[(row, 1)], 1, Claim::Bound(i64::MAX)),
            CertificateError::Unbounded(first.into())
        );
    }
}

#[test]
fn prices_of_a_minimum_beyond_its_weight_and_no_least() {
    let prices = [("worst#1", -1), ("worst#2", -1)];
    assert_eq!(
        refused(&prices, 1, Claim::Bound(i64::MAX)),
        CertificateError::Unbounded("worst#1".into())
    );
    let limited = certificate(
        Claim::Bound(1_000),
        1,
        &[("worst limited#1", -1), ("worst limited#2", -1)],
    );
    assert_eq!(verdict(&ward(), &limited), Ok(()));
}

#[test]
fn less_than_the_prices_prove() {
    let problem = ward();
    let naive = Naive::new(&problem);
    for (denominator, prices) in [
        (1, vec![]),
        (1, vec![("capacity/ward#1", 2), ("capacity/ward#2", 2)]),
        (2, vec![("capacity/ward#1", 3), ("soft#2", 1)]),
        (3, vec![("worst#1", -1), ("worst#2", -2), ("even#1", 1)]),
        (i64::MAX, vec![("capacity/ward#1", i64::MAX)]),
        (
            1,
            vec![
                ("capacity/ward#1", i64::MAX),
                ("even#2", i64::MAX),
                ("values#1", 1),
            ],
        ),
    ] {
        let crate::naive::Proven::Bound(bound) =
            naive.evaluate(&certificate(Claim::Bound(0), denominator, &prices))
        else {
            panic!("{prices:?} prove nothing")
        };
        let claimed = i64::try_from((bound - 1).min(i128::from(i64::MAX))).unwrap();
        let refused = verdict(
            &problem,
            &certificate(Claim::Bound(claimed), denominator, &prices),
        );
        assert_eq!(refused, Err(CertificateError::Weaker(bound)), "{prices:?}");
        if let Ok(claimed) = i64::try_from(bound) {
            assert_eq!(
                verdict(
                    &problem,
                    &certificate(Claim::Bound(claimed), denominator, &prices)
                ),
                Ok(()),
                "{prices:?}"
            );
        }
    }
}

#[test]
fn an_infeasibility_that_does_not_follow() {
    for prices in [
        vec![],
        vec![("capacity/ward#1", 1)],
        vec![("capacity/ward#1", i64::MAX), ("least#2", i64::MIN)],
    ] {
        assert_eq!(
            refused(&prices, 1, Claim::Infeasible),
            CertificateError::NotInfeasible
        );
    }
}

/// An infeasibility that follows: two must be there, and there is one place.
#[test]
fn an_infeasibility_that_follows() {
    let mut draft = ward().draft().clone();
    let two = r#"{"kind": "capacity", "activities": {}, "id": "two", "min": 2}"#;
    draft.rules.push(serde_json::from_str(two).unwrap());
    let problem = draft.validate().unwrap();
    let holds = certificate(
        Claim::Infeasible,
        1,
        &[("two#1", -1), ("capacity/ward#1", 1)],
    );
    assert!(Naive::new(&problem).accepts(&holds));
    assert_eq!(verdict(&problem, &holds), Ok(()));
    let fails = certificate(
        Claim::Infeasible,
        1,
        &[("two#1", -1), ("capacity/ward#2", 1)],
    );
    assert_eq!(
        verdict(&problem, &fails),
        Err(CertificateError::NotInfeasible)
    );
}

/// A certificate of an engine with private prices, and its problem.
fn with_private_prices() -> Vec<(Problem, Certificate)> {
    let mut found = Vec::new();
    for seed in 700_000..700_400 {
        let Some(problem) = small(seed) else { continue };
        let relaxed = solvers(4 * seed + 1)
            .into_iter()
            .filter(|(_, solver)| solver.options().diagram_arc_limit < 1_000);
        for (_, solver) in relaxed {
            let certificate = solver
                .solve(&problem)
                .ok()
                .and_then(|outcome| outcome.certificate);
            found.extend(
                certificate
                    .filter(|certificate| !certificate.private.is_empty())
                    .map(|certificate| (problem.clone(), certificate)),
            );
        }
        if found.len() >= 40 {
            break;
        }
    }
    assert!(found.len() >= 6, "private prices are hardly ever made");
    found
}

#[test]
fn private_prices_of_nobody_twice_and_of_another_number() {
    for (problem, good) in with_private_prices() {
        assert_eq!(good.verify(&problem), Ok(()));
        let doctor = good.private[0].doctor.clone();
        let mut nobody = good.clone();
        nobody.private[0].doctor = "nobody at all".into();
        assert_eq!(
            nobody.verify(&problem),
            Err(CertificateError::Unknown("nobody at all".into()))
        );
        let mut twice = good.clone();
        twice.private.push(twice.private[0].clone());
        assert_eq!(
            twice.verify(&problem),
            Err(CertificateError::Twice(doctor.clone()))
        );
        let (mut more, mut fewer) = (good.clone(), good.clone());
        more.private[0].prices.push(0);
        fewer.private[0].prices.pop();
        assert_eq!(
            more.verify(&problem),
            Err(CertificateError::Private(doctor.clone()))
        );
        assert_eq!(
            fewer.verify(&problem),
            Err(CertificateError::Private(doctor))
        );
    }
}

/// A private price of a limit with one side may push against the other.
#[test]
fn private_prices_against_a_side_without_limit() {
    let mut refused = 0;
    for (problem, good) in with_private_prices() {
        for (position, price) in
            (0..good.private[0].prices.len()).flat_map(|position| [(position, 1), (position, -1)])
        {
            let mut turned = good.clone();
            turned.private[0].prices[position] = price;
            match turned.verify(&problem) {
                Err(CertificateError::Private(doctor)) => {
                    assert_eq!(doctor, turned.private[0].doctor);
                    refused += 1;
                }
                Err(CertificateError::Weaker(_) | CertificateError::NotInfeasible) | Ok(()) => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(refused > 0);
}

/// Products that 128 bits do not hold: of a denominator, one of private prices and a score.
#[test]
fn sums_too_large() {
    let mut tried = 0;
    for (problem, good) in with_private_prices() {
        let largest = Certificate {
            denominator: i64::MAX,
            private_denominator: i64::MAX,
            claim: Claim::Bound(i64::MAX),
            ..good
        };
        let verdict = largest.verify(&problem);
        tried += usize::from(verdict == Err(CertificateError::TooLarge));
        assert!(
            verdict.is_err() || Naive::new(&problem).best().allows(largest.claim),
            "{verdict:?}"
        );
    }
    assert!(tried > 0);
}

/// Pairs of weeks far apart, of which no way through is better than another: a document of 4 kB that asks for more states than there is time for is refused, and one that asks for fewer is not.
#[test]
fn cuts_that_ask_for_too_many_states_are_refused() {
    let ward = |pairs: usize, end: &str| {
        let text = format!(
            r#"{{"format": 1, "name": "pairs", "horizon": {{"kind": "week", "start": "2026-01-04", "end": "{end}"}},
            "departments": [{{"id": "a"}}, {{"id": "b"}}], "doctors": [{{"id": "ana"}}, {{"id": "ben"}}], "preferences": [{{"value": 100}}],
            "rules": [{{"kind": "capacity", "id": "a", "activities": {{"departments": ["a"]}}, "max": 1}},
                      {{"kind": "capacity", "id": "b", "activities": {{"departments": ["b"]}}, "max": 1}}]}}"#
        );
        let problem = Problem::from_json_str(&text).unwrap();
        let weeks = 1..=pairs;
        let cuts = weeks.flat_map(|week| ["a", "b"].map(|rule| (week, rule)));
        let cuts = cuts.map(|(week, rule)| CutPrice {
            rows: vec![
                (format!("{rule}#{week}"), Limit::Upper),
                (format!("{rule}#{}", week + pairs), Limit::Upper),
            ],
            doctors: Vec::new(),
            price: 1,
        });
        let certificate = Certificate {
            cuts: cuts.collect(),
            ..certificate(Claim::Bound(1_000_000), 1, &[])
        };
        certificate.verify(&problem)
    };
    assert_eq!(ward(4, "2026-02-28"), Ok(()));
    assert_eq!(ward(32, "2027-03-27"), Err(CertificateError::TooLarge));
}
