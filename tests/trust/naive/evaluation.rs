//! What the prices of a certificate prove, by weak duality: see `docs/certificates.md`.

use super::rows::Row;
use super::{Choice, Greatest, Group, Naive, Truth};
use medrota::certificate::{Certificate, Claim, Limit};
use medrota::ids::DoctorId;
use std::collections::HashMap;

/// What a certificate proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proven {
    /// No schedule is worth more.
    Bound(i128),
    /// There is no schedule.
    Infeasible,
    /// There is none, whatever the prices: this doctor has no valid pathway.
    NobodyHasAPathway(DoctorId),
    /// There is none, whatever the prices: this row allows no sum.
    NoSumIsAllowed(String),
    /// Nothing: a price pushes against a side of this row that has no limit.
    Unlimited(String),
    /// Nothing: as a claim of infeasibility the sum is not below zero.
    NotInfeasible,
    /// Nothing: the document makes no sense.
    Malformed(String),
}

impl Proven {
    /// True if it proves the claim.
    pub(crate) fn proves(&self, claim: Claim) -> bool {
        match (self, claim) {
            (Self::NobodyHasAPathway(_) | Self::NoSumIsAllowed(_), _)
            | (Self::Infeasible, Claim::Infeasible) => true,
            (Self::Bound(bound), Claim::Bound(claimed)) => *bound <= i128::from(claimed),
            _ => false,
        }
    }
}

/// Why there is no sum of terms.
enum Broken {
    Never(String),
    Unlimited(String),
}

impl Naive {
    /// Evaluates a certificate. Private prices are not looked at: they make up for what a relaxed diagram leaves out, and nothing is left out here.
    pub(crate) fn evaluate(&self, certificate: &Certificate) -> Proven {
        match self.read(certificate) {
            Ok((naive, prices, denominator)) => {
                naive.proven(certificate.claim, &prices, denominator)
            }
            Err(why) => Proven::Malformed(why),
        }
    }

    /// The same with prices that may be chosen anew, as any prices prove something: those of rows that no schedule can break are left out.
    fn evaluate_without_idle_prices(&self, certificate: &Certificate) -> Proven {
        match self.read(certificate) {
            Ok((naive, mut prices, denominator)) => {
                (0..prices.len())
                    .filter(|row| naive.is_idle(*row))
                    .for_each(|row| prices[row] = 0);
                naive.proven(certificate.claim, &prices, denominator)
            }
            Err(why) => Proven::Malformed(why),
        }
    }

    /// The same where rows to which one doctor alone adds anything are taken as that doctor's own: who breaks a hard one is in no schedule, and what a soft
    /// one costs is the doctor's.
    fn evaluate_with_own_rows(&self, certificate: &Certificate) -> Proven {
        let Ok((mut with, mut prices, denominator)) = self.read(certificate) else {
            return self.evaluate(certificate);
        };
        let own = self.own_rows();
        let is_priced =
            |row: &usize| prices[*row] != 0 && (own.contains(row) || with.is_idle(*row));
        let dropped: Vec<usize> = (0..prices.len()).filter(is_priced).collect();
        dropped.iter().for_each(|row| prices[*row] = 0);
        for (doctor, choices) in with.choices.iter_mut().enumerate() {
            let mine = |row: &usize| self.touched(*row) == [doctor];
            for row in own.iter().filter(|row| mine(row)) {
                let Row {
                    allowed, weight, ..
                } = &self.rows.rows[*row];
                let broken = |choice: &Choice| allowed.distance(i128::from(choice.usage[*row]));
                match weight {
                    None => choices.retain(|choice| broken(choice) == 0),
                    Some(weight) => choices.iter_mut().for_each(|choice| {
                        let cost = i128::from(*weight) * broken(choice);
                        choice.score -= i64::try_from(cost).unwrap();
                    }),
                }
            }
        }
        with.proven(certificate.claim, &prices, denominator)
    }

    /// Rows to which exactly one doctor adds anything, and that no group couples.
    fn own_rows(&self) -> Vec<usize> {
        let in_group = |row: &usize| {
            let mut groups = self.rows.groups.iter();
            groups.any(|group| group.rows().contains(row))
        };
        (0..self.rows.rows.len())
            .filter(|row| !in_group(row) && self.touched(*row).len() == 1)
            .collect()
    }

    fn proven(&self, claim: Claim, prices: &[i128], denominator: i128) -> Proven {
        // One sum for each set of doctors whom priced rows connect: its part of the value is a whole number by itself.
        let mut parts = Parts::new(self, prices);
        for (doctor, choices) in self.choices.iter().enumerate() {
            let best = choices.iter().map(|choice| {
                let paid: i128 = choice
                    .usage
                    .iter()
                    .zip(prices)
                    .map(|(usage, price)| i128::from(*usage) * price)
                    .sum();
                denominator * i128::from(choice.score) - paid
            });
            match best.max() {
                Some(best) => parts.add_doctor(doctor, best),
                None => return Proven::NobodyHasAPathway(DoctorId::new(doctor)),
            }
        }
        match self.terms(prices, denominator) {
            Ok(terms) => terms
                .into_iter()
                .for_each(|(row, term)| parts.add_row(self, row, term)),
            Err(Broken::Never(row)) => return Proven::NoSumIsAllowed(row),
            Err(Broken::Unlimited(row)) => return Proven::Unlimited(row),
        }
        match claim {
            Claim::Infeasible if parts.sums.iter().any(|sum| *sum < 0) => Proven::Infeasible,
            Claim::Infeasible => Proven::NotInfeasible,
            Claim::Bound(_) => Proven::Bound(
                parts
                    .sums
                    .iter()
                    .map(|sum| sum.div_euclid(denominator))
                    .sum(),
            ),
        }
    }

    /// The rows with those of the cuts, prices by row and the denominator; a claim of infeasibility counts no values, as if the denominator were 0.
    fn read(&self, certificate: &Certificate) -> Result<(Self, Vec<i128>, i128), String> {
        let infeasible = certificate.claim == Claim::Infeasible;
        if !infeasible && certificate.denominator < 1 || certificate.private_denominator < 1 {
            return Err("a denominator is not positive".into());
        }
        let index: HashMap<&str, usize> = self
            .rows
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| (row.name.as_str(), index))
            .collect();
        let mut prices = vec![None; self.rows.rows.len()];
        for (name, price) in &certificate.prices {
            let row = *index
                .get(name.as_str())
                .ok_or_else(|| format!("no row {name}"))?;
            if prices[row].replace(i128::from(*price)).is_some() {
                return Err(format!("row {name} is there twice"));
            }
        }
        let mut prices: Vec<i128> = prices.into_iter().map(|price| price.unwrap_or(0)).collect();
        let denominator = if infeasible {
            0
        } else {
            i128::from(certificate.denominator)
        };
        let mut naive = self.clone();
        // What cuts and the rows' own prices take for each limit.
        let mut taken: HashMap<(usize, Limit), i128> = HashMap::new();
        for (number, cut) in certificate.cuts.iter().enumerate() {
            let mut rows = Vec::new();
            for (name, limit) in &cut.rows {
                let row = *index
                    .get(name.as_str())
                    .ok_or_else(|| format!("no row {name}"))?;
                let own = match limit {
                    Limit::Upper => prices[row].max(0),
                    Limit::Lower => (-prices[row]).max(0),
                };
                *taken.entry((row, *limit)).or_insert(own) += i128::from(cut.price);
                rows.push((row, *limit));
            }
            naive.add_cut(number, &rows, &cut.doctors)?;
            if cut.price < 0 {
                return Err(format!("the price of cut {number} is below 0"));
            }
            prices.push(i128::from(cut.price));
        }
        let is_beyond = |((row, _), taken): (&(usize, Limit), &i128)| {
            let weight = self.rows.rows[*row].weight;
            weight.is_some_and(|weight| *taken > i128::from(weight) * denominator)
        };
        if taken.iter().any(is_beyond) {
            return Err("cuts take more than a breach costs".into());
        }
        Ok((naive, prices, denominator))
    }

    /// Adds the row of a cut: what a pathway uses of it is half of what it uses of the rows, rounded down.
    fn add_cut(
        &mut self,
        number: usize,
        rows: &[(usize, Limit)],
        doctors: &[String],
    ) -> Result<(), String> {
        let Some(&(first, _)) = rows.first() else {
            return Err(format!("cut {number} has no rows"));
        };
        let mut sum = doctors.len() as i64;
        for &(row, limit) in rows {
            let is_grouped = self
                .rows
                .groups
                .iter()
                .any(|group| group.rows().contains(&row));
            let allowed = &self.rows.rows[row].allowed;
            let limit = match limit {
                Limit::Upper => allowed.most,
                Limit::Lower => allowed.least.map(|least| -least),
            };
            match limit.filter(|_| allowed.only.is_empty() && !allowed.or_nothing && !is_grouped) {
                Some(limit) => sum += limit,
                None => return Err(format!("cut {number} rests on no limit")),
            }
        }
        let mut shifted = vec![0; self.choices.len()];
        for key in doctors {
            let all = self.problem.doctors();
            let doctor = all.iter().position(|doctor| doctor.key == *key);
            shifted[doctor.ok_or_else(|| format!("no doctor {key}"))?] += 1;
        }
        for (choices, shift) in self.choices.iter_mut().zip(shifted) {
            for choice in choices {
                let used = rows.iter().map(|(row, limit)| match limit {
                    Limit::Upper => choice.usage[*row],
                    Limit::Lower => -choice.usage[*row],
                });
                let count = (shift + used.sum::<i64>()).div_euclid(2);
                choice.usage.push(count);
            }
        }
        let mut row = self.rows.rows[first].clone();
        row.name = format!("cut {number}");
        row.weight = None;
        row.allowed.least = None;
        row.allowed.most = Some(sum.div_euclid(2));
        self.rows.rows.push(row);
        Ok(())
    }

    /// The greatest that each row or group can add, under the number of its first row.
    fn terms(&self, prices: &[i128], denominator: i128) -> Result<Vec<(usize, i128)>, Broken> {
        let rows = &self.rows.rows;
        let mut terms = Vec::new();
        let grouped: Vec<usize> = self
            .rows
            .groups
            .iter()
            .flat_map(|group| group.rows().iter().copied())
            .collect();
        let of_row = |row: usize| {
            let weight = rows[row]
                .weight
                .map(|weight| denominator * i128::from(weight));
            match rows[row].allowed.greatest(prices[row], weight) {
                Greatest::Of(term) => Ok(term),
                Greatest::Unlimited => Err(Broken::Unlimited(rows[row].name.clone())),
                Greatest::Never => Err(Broken::Never(rows[row].name.clone())),
            }
        };
        for row in (0..rows.len()).filter(|row| !grouped.contains(row)) {
            terms.push((row, of_row(row)?));
        }
        for group in &self.rows.groups {
            let Some(&first) = group.rows().first() else {
                continue;
            };
            let of_group = || group.rows().iter().map(|row| prices[*row]);
            let unlimited = || Err(Broken::Unlimited(rows[first].name.clone()));
            let term = match group {
                Group::OnlyOne { rows } => {
                    let mut best = 0;
                    for row in rows {
                        best = best.max(of_row(*row)?);
                    }
                    best
                }
                Group::Least {
                    rows: of,
                    weight,
                    at_least,
                } => {
                    // All sums are the least one: no other choice is better as no price is positive.
                    if of_group().any(|price| price > 0) {
                        return unlimited();
                    }
                    let slope = denominator * i128::from(*weight) + of_group().sum::<i128>();
                    let most = of
                        .iter()
                        .map(|row| self.greatest_sum(*row))
                        .min()
                        .unwrap_or(0);
                    match at_least.map(i128::from) {
                        Some(least) if least > most => {
                            return Err(Broken::Never(rows[first].name.clone()));
                        }
                        Some(least) => (slope * least).max(slope * most),
                        None if slope < 0 => return unlimited(),
                        None => slope * most,
                    }
                }
                Group::Range {
                    weight,
                    at_most,
                    doctors,
                    ..
                } => {
                    let (paid, given): (i128, i128) = of_group()
                        .fold((0, 0), |(paid, given), price| {
                            (paid + price.max(0), given + price.min(0))
                        });
                    let count = group.rows().len() as i128;
                    let of_doctor = |choice: &Choice| {
                        group
                            .rows()
                            .iter()
                            .map(|row| i128::from(choice.usage[*row]))
                            .sum::<i128>()
                    };
                    let least: i128 = self
                        .choices
                        .iter()
                        .map(|choices| choices.iter().map(of_doctor).min().unwrap_or(0))
                        .sum();
                    let most: i128 = self
                        .choices
                        .iter()
                        .map(|choices| choices.iter().map(of_doctor).max().unwrap_or(0))
                        .sum();
                    let apart = i64::from(count > 1 && (least..=most).all(|sum| sum % count != 0));
                    let apart = apart.min(*doctors).min(at_most.unwrap_or(apart).max(0));
                    let mut best = 0;
                    for low in 0..=*doctors - apart {
                        for high in low + apart
                            ..=at_most
                                .map_or(*doctors, |most| (*doctors).min(low.saturating_add(most)))
                        {
                            let cost = denominator * i128::from(*weight) * i128::from(high - low);
                            let worth = paid * i128::from(high) + given * i128::from(low) - cost;
                            best = if (low, high) == (0, apart) {
                                worth
                            } else {
                                best.max(worth)
                            };
                        }
                    }
                    best
                }
            };
            terms.push((first, term));
        }
        Ok(terms)
    }

    /// True if whatever valid pathways add up to is allowed.
    fn is_idle(&self, row: usize) -> bool {
        let least: i128 = self
            .choices
            .iter()
            .map(|choices| {
                choices
                    .iter()
                    .map(|choice| i128::from(choice.usage[row]))
                    .min()
                    .unwrap_or(0)
            })
            .sum();
        let in_group = self
            .rows
            .groups
            .iter()
            .any(|group| group.rows().contains(&row));
        !in_group
            && (least..=self.greatest_sum(row))
                .all(|sum| self.rows.rows[row].allowed.distance(sum) == 0)
    }

    /// The greatest sum that valid pathways give a row.
    fn greatest_sum(&self, row: usize) -> i128 {
        self.choices
            .iter()
            .map(|choices| {
                choices
                    .iter()
                    .map(|choice| i128::from(choice.usage[row]))
                    .max()
                    .unwrap_or(0)
            })
            .sum()
    }

    /// True if the certificate proves what it claims.
    pub(crate) fn accepts(&self, certificate: &Certificate) -> bool {
        [
            self.evaluate(certificate),
            self.evaluate_without_idle_prices(certificate),
            self.evaluate_with_own_rows(certificate),
        ]
        .iter()
        .any(|proven| proven.proves(certificate.claim))
    }
}

impl Truth {
    /// True if the claim is true.
    pub(crate) fn allows(&self, claim: Claim) -> bool {
        match (self, claim) {
            (Self::Infeasible | Self::TooLarge, _) => true,
            (Self::Best { .. }, Claim::Infeasible) => false,
            (Self::Best { value, .. }, Claim::Bound(claimed)) => *value <= i128::from(claimed),
        }
    }
}

/// Doctors in sets, no two of which have a priced row or a group in common, and what each set adds up to.
struct Parts {
    part_of: Vec<usize>,
    sums: Vec<i128>,
}

impl Parts {
    fn new(naive: &Naive, prices: &[i128]) -> Self {
        let doctors = naive.choices.len();
        // The last part is that of rows without doctors.
        let mut parts = Self {
            part_of: (0..doctors).collect(),
            sums: vec![0; doctors + 1],
        };
        for row in (0..prices.len()).filter(|row| prices[*row] != 0) {
            parts.join(&naive.touched(row));
        }
        for group in &naive.rows.groups {
            parts.join(
                &group
                    .rows()
                    .iter()
                    .flat_map(|row| naive.touched(*row))
                    .collect::<Vec<_>>(),
            );
        }
        parts
    }
    fn join(&mut self, doctors: &[usize]) {
        for pair in doctors.windows(2) {
            let (kept, gone) = (self.part_of[pair[0]], self.part_of[pair[1]]);
            self.part_of
                .iter_mut()
                .filter(|part| **part == gone)
                .for_each(|part| *part = kept);
        }
    }
    fn add_doctor(&mut self, doctor: usize, amount: i128) {
        self.sums[self.part_of[doctor]] += amount;
    }
    fn add_row(&mut self, naive: &Naive, row: usize, term: i128) {
        let group = naive
            .rows
            .groups
            .iter()
            .find(|group| group.rows().contains(&row));
        let rows = group.map_or(std::slice::from_ref(&row), |group| group.rows());
        let doctor = rows.iter().flat_map(|row| naive.touched(*row)).next();
        let part = doctor.map_or(self.sums.len() - 1, |doctor| self.part_of[doctor]);
        self.sums[part] += term;
    }
}

impl Naive {
    /// Doctors who can add to a row.
    fn touched(&self, row: usize) -> Vec<usize> {
        let adds = |doctor: &usize| {
            self.choices[*doctor]
                .iter()
                .any(|choice| choice.usage[row] != 0)
        };
        (0..self.choices.len()).filter(adds).collect()
    }
}
