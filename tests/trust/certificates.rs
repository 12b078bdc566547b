//! Random certificates: none is accepted below an optimum, none breaks the verifier down, and the crate's verifier and the naive one agree.

use crate::common::dice::Dice;
use crate::naive::{Group, Naive, Proven, Truth};
use crate::run::{Seen, look, setting, small};
use medrota::Solver;
use medrota::certificate::{Certificate, Claim, CutPrice, Limit, PrivatePrices, Verifier};

/// Enough arcs for any exact diagram of a tiny problem.
const EXACT: usize = 1_000_000;
/// Certificates tried on each problem.
const EACH: u64 = 25;

#[test]
fn random_certificates_prove_nothing_that_is_false() {
    let first = setting("MEDROTA_TRUST_SEED").unwrap_or(600_000);
    let count = setting("MEDROTA_TRUST_CERTIFICATES")
        .unwrap_or(4_000)
        .div_ceil(EACH);
    let seen = look("certificates", first..first + count, |seed, seen| {
        let (Some(problem), Some(other)) = (small(seed), small(seed + 1)) else {
            return;
        };
        let (naive, foreign) = (Naive::new(&problem), Naive::new(&other));
        let truth = naive.best();
        let mut dice = Dice::new(seed ^ 0xce47);
        let solved = Solver::new()
            .no_time_limit()
            .work_limit(300)
            .threads(1)
            .seed(seed);
        let mut made = Vec::new();
        for problem in [&problem, &other] {
            let outcome = seen
                .survive("solve", || solved.solve(problem))
                .and_then(Result::ok);
            let Some(certificate) = outcome.and_then(|outcome| outcome.certificate) else {
                continue;
            };
            seen.count("made by the engine");
            let verdict = seen.survive("verify", || certificate.verify(problem));
            seen.claim(verdict == Some(Ok(())), || {
                format!("made by the engine and refused: {verdict:?} {certificate:?}")
            });
            made.push(certificate);
        }
        let arc_limit = if dice.chance(70) {
            EXACT
        } else {
            dice.pick(&[4, 12, 40])
        };
        let effort = (dice.between(0, 2) * 20, dice.between(0, 2) * 20);
        let frame = Certificate {
            claim: Claim::Bound(0),
            denominator: 1,
            prices: Vec::new(),
            cuts: Vec::new(),
            private_denominator: 1,
            private: Vec::new(),
            effort: effort.0,
            score_effort: effort.1,
            diagram_arc_limit: arc_limit,
        };
        let verifier = Verifier::new(&problem, &frame);
        for _ in 0..EACH {
            let mut certificate = match dice.between(0, 9) {
                0 if !made.is_empty() => Certificate {
                    effort: effort.0,
                    score_effort: effort.1,
                    diagram_arc_limit: arc_limit,
                    ..dice.pick(&made)
                },
                1 => draw(&foreign, &frame, &mut dice),
                _ => draw(&naive, &frame, &mut dice),
            };
            if dice.chance(20) {
                spoil(&naive, &mut certificate, &mut dice);
            }
            claim(&naive, &truth, &mut certificate, &mut dice);
            judge(
                &naive,
                &truth,
                &verifier,
                &certificate,
                arc_limit == EXACT,
                seen,
            );
        }
    });
    seen.enough("accepted", 100);
    seen.enough("refused", 100);
    seen.enough("accepted with cuts", 50);
}

/// A price of one row: most of them allowed, some not.
fn price(naive: &Naive, row: usize, denominator: i64, dice: &mut Dice) -> i64 {
    let (most, down, up) = {
        let group = naive
            .rows
            .groups
            .iter()
            .find(|group| group.rows().contains(&row));
        let row = &naive.rows.rows[row];
        let most = row.weight.unwrap_or(9).saturating_mul(denominator);
        match group {
            Some(Group::Least { weight, rows, .. }) => (
                weight.saturating_mul(denominator) / rows.len() as i64 + 1,
                true,
                false,
            ),
            Some(Group::Range { .. }) => (most, true, true),
            Some(Group::OnlyOne { .. }) | None => (
                most,
                row.allowed.least.is_some() || !row.allowed.only.is_empty(),
                row.allowed.most.is_some() || !row.allowed.only.is_empty(),
            ),
        }
    };
    match dice.between(0, 39) {
        // Beyond weights, on sides without a limit, positive in a minimum.
        0 => dice.amount(-3, 3).saturating_mul(most.max(1)),
        1 => dice.pick(&[i64::MIN, i64::MAX, i64::MIN + 1, 1 << 62, -1 << 40, 1 << 40]),
        _ => dice.amount(
            if down { most.saturating_neg() } else { 0 },
            if up { most } else { 0 },
        ),
    }
}

fn draw(naive: &Naive, frame: &Certificate, dice: &mut Dice) -> Certificate {
    let denominator = match dice.between(0, 19) {
        0 => dice.pick(&[i64::MAX, i64::MAX - 1, 1 << 62, 1 << 40]),
        1 => dice.pick(&[0, -1, i64::MIN]),
        _ => dice.amount(1, 6),
    };
    let density = dice.pick(&[0, 15, 50, 90, 100]);
    let sane = denominator.clamp(1, 1 << 40);
    let rows = 0..naive.rows.rows.len();
    let mut prices: Vec<(String, i64)> = Vec::new();
    for row in rows {
        if dice.chance(density) {
            prices.push((
                naive.rows.rows[row].name.clone(),
                price(naive, row, sane, dice),
            ));
        }
    }
    let cuts = if dice.chance(40) {
        (0..dice.between(1, 3))
            .map(|_| cut(naive, sane, dice))
            .collect()
    } else {
        Vec::new()
    };
    Certificate {
        denominator,
        prices,
        cuts,
        ..frame.clone()
    }
}

/// A cut, mostly one: rows and doctors in order, limits that rows have, a price that soft rows leave.
fn cut(naive: &Naive, denominator: i64, dice: &mut Dice) -> CutPrice {
    let is_wild = dice.chance(4);
    let rows = &naive.rows.rows;
    let mut chosen: Vec<usize> = (0..dice.between(1, 4))
        .map(|_| dice.between(0, rows.len().max(1) - 1))
        .collect();
    if !is_wild {
        let has_limit = |row: &usize| {
            let allowed = rows.get(*row).map(|row| &row.allowed);
            allowed.is_some_and(|allowed| {
                allowed.least.or(allowed.most).is_some()
                    && allowed.only.is_empty()
                    && !allowed.or_nothing
            })
        };
        chosen.retain(has_limit);
        chosen.sort_unstable();
        chosen.dedup();
    }
    let weights = chosen.iter().filter_map(|row| rows.get(*row)?.weight);
    let most = weights
        .min()
        .map_or(9, |weight| weight.saturating_mul(denominator));
    let mut doctors: Vec<String> = Vec::new();
    for doctor in naive.problem.doctors() {
        if dice.chance(30) {
            doctors.push(doctor.key.clone());
        }
    }
    let limit = |row: &usize, dice: &mut Dice| {
        let allowed = &rows[*row].allowed;
        match (allowed.least, allowed.most) {
            (Some(_), None) => Limit::Lower,
            (None, Some(_)) => Limit::Upper,
            _ => dice.pick(&[Limit::Lower, Limit::Upper]),
        }
    };
    let chosen = chosen.iter().filter(|row| **row < rows.len());
    CutPrice {
        rows: chosen
            .map(|row| (rows[*row].name.clone(), limit(row, dice)))
            .collect(),
        doctors,
        price: if is_wild {
            dice.pick(&[-1, 0, i64::MAX, i64::MIN, 1 << 40])
        } else {
            dice.amount(0, most.min(12))
        },
    }
}

/// Makes a document that means something else or nothing.
fn spoil(naive: &Naive, certificate: &mut Certificate, dice: &mut Dice) {
    let prices = &mut certificate.prices;
    if let Some(cut) = certificate.cuts.first_mut() {
        match dice.between(0, 9) {
            0 => cut.rows.reverse(),
            1 => cut.doctors.push("nobody at all".into()),
            2 => cut.rows.push(("no such rule#1".into(), Limit::Upper)),
            3 => cut.rows.clear(),
            4 => cut.rows.iter_mut().for_each(|row| {
                row.1 = match row.1 {
                    Limit::Lower => Limit::Upper,
                    Limit::Upper => Limit::Lower,
                }
            }),
            _ => {}
        }
    }
    match dice.between(0, 9) {
        0 => prices.push(("no such rule#1".into(), dice.amount(-3, 3))),
        1 => prices.push((
            naive
                .rows
                .rows
                .first()
                .map_or("#".into(), |row| row.name.replace('#', "#0")),
            1,
        )),
        2 if !prices.is_empty() => {
            let again = dice.pick(prices);
            prices.push((again.0, dice.amount(-5, 5)));
        }
        3 => prices.reverse(),
        4 => certificate.private_denominator = dice.pick(&[0, -1, i64::MIN, i64::MAX, 7]),
        5 | 6 => {
            let doctor = if dice.chance(80) {
                dice.pick(naive.problem.doctors()).key
            } else {
                "nobody at all".into()
            };
            let prices = (0..dice.between(0, 4))
                .map(|_| dice.pick(&[0, 1, -1, 5, -5, i64::MAX, i64::MIN]))
                .collect();
            certificate.private.push(PrivatePrices { doctor, prices });
        }
        7 => certificate.effort = dice.pick(&[0, 1, 1_000]),
        8 => prices
            .iter_mut()
            .for_each(|price| price.1 = price.1.saturating_neg()),
        _ => prices
            .iter_mut()
            .for_each(|price| price.1 = price.1.saturating_mul(3)),
    }
}

/// Claims a bit less than, exactly and a bit more than what is true or proven, or that there is no schedule.
fn claim(naive: &Naive, truth: &Truth, certificate: &mut Certificate, dice: &mut Dice) {
    let proven = match naive.evaluate(certificate) {
        Proven::Bound(bound) => i64::try_from(bound).ok(),
        _ => None,
    };
    let best = truth.value().and_then(|best| i64::try_from(best).ok());
    certificate.claim = match (dice.between(0, 9), proven, best) {
        (0 | 1, _, _) => Claim::Infeasible,
        (2..=5, Some(proven), _) => Claim::Bound(proven.saturating_add(dice.amount(-1, 1))),
        (6, _, _) => Claim::Bound(dice.pick(&[i64::MIN, i64::MAX, 0, -1 << 62])),
        (_, _, Some(best)) => Claim::Bound(best.saturating_add(dice.amount(-2, 1))),
        _ => Claim::Bound(dice.amount(-20, 20)),
    };
}

fn judge(
    naive: &Naive,
    truth: &Truth,
    verifier: &Verifier<'_>,
    certificate: &Certificate,
    is_exact: bool,
    seen: &mut Seen,
) {
    seen.count("certificates");
    let Some(verdict) = seen.survive(&format!("{certificate:?}"), || verifier.verify(certificate))
    else {
        return;
    };
    seen.count(if verdict.is_ok() {
        "accepted"
    } else {
        "refused"
    });
    if !certificate.cuts.is_empty() {
        seen.count(if verdict.is_ok() {
            "accepted with cuts"
        } else {
            "refused with cuts"
        });
    }
    seen.claim(verdict.is_err() || truth.allows(certificate.claim), || {
        format!("accepted, but {truth:?}: {certificate:?}")
    });
    let accepted = naive.accepts(certificate);
    seen.claim(!accepted || truth.allows(certificate.claim), || {
        format!("the naive verifier itself is wrong: {truth:?}: {certificate:?}")
    });
    if !is_exact || !certificate.private.is_empty() || verdict.is_ok() == accepted {
        return;
    }
    // Where somebody has no pathway the crate may refuse a document that the naive verifier does not read at all.
    let who = if verdict.is_ok() {
        "accepted by the crate alone"
    } else {
        "accepted by the naive verifier alone"
    };
    seen.count(format!(
        "{who}, {}",
        if *truth == Truth::Infeasible {
            "no schedule"
        } else {
            "with schedules"
        }
    ));
    if std::env::var("MEDROTA_TRUST_SHOW").is_ok() {
        eprintln!(
            "{who}: {verdict:?}, {:?}, {truth:?}: {certificate:?}",
            naive.evaluate(certificate)
        );
    }
}
