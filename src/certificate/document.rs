//! A certificate as a document, and its verification.

use super::Verifier;
use super::evaluate::{Prices, evaluate};
use crate::diagram::Pathways;
use crate::formulation::Formulation;
use crate::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// Prices that prove a bound, or that there is no feasible schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What is proven.
    pub claim: Claim,
    /// The prices are these numbers divided by `denominator`.
    pub denominator: i64,
    /// Price of each shared row that has one, by the row's name, in the order of the rows.
    pub prices: Vec<(String, i64)>,
    /// Private prices are divided by this, once more.
    #[serde(default = "one")]
    pub private_denominator: i64,
    /// Private prices of doctors whose diagram is relaxed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub private: Vec<PrivatePrices>,
    /// Partial paths that are taken up for each doctor whose diagram is relaxed.
    #[serde(default)]
    pub effort: usize,
    /// The same for the best score of each doctor alone, which bounds what no price speaks of.
    #[serde(default)]
    pub score_effort: usize,
    /// Most arcs of one exact diagram: decides which diagrams are relaxed.
    pub diagram_arc_limit: usize,
}

/// Private prices of one doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivatePrices {
    /// Id of the doctor in the input.
    pub doctor: String,
    /// Price of each private row, in their order.
    pub prices: Vec<i64>,
}

/// What a certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// No feasible schedule is worth more than this.
    Bound(i64),
    /// There is no feasible schedule.
    Infeasible,
}

fn one() -> i64 {
    1
}

/// Why a certificate does not prove its claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// A row or doctor that the problem does not have.
    Unknown(String),
    /// Numbers outside the range that can be evaluated exactly.
    OutOfRange,
    /// A price that the row does not allow: it would prove nothing.
    Unbounded,
    /// The prices prove this bound only.
    Weaker(i64),
    /// The prices do not prove that there is no feasible schedule.
    NotInfeasible,
}

impl fmt::Display for CertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(formatter, "the problem has no {name:?}"),
            Self::OutOfRange => formatter.write_str("the numbers are outside the range that can be evaluated exactly"),
            Self::Unbounded => formatter.write_str("a price pushes against a side of its row that has no limit"),
            Self::Weaker(bound) => write!(formatter, "the prices prove only the bound {bound}"),
            Self::NotInfeasible => formatter.write_str("the prices do not prove that there is no feasible schedule"),
        }
    }
}

impl std::error::Error for CertificateError {}

impl Certificate {
    /// Verifies the claim from the problem alone: builds the diagrams and rows anew and evaluates the prices in integers.
    ///
    /// # Errors
    /// Why the claim does not follow from the prices.
    pub fn verify(&self, problem: &Problem) -> Result<(), CertificateError> {
        Verifier::new(problem, self).verify(self)
    }

    pub(crate) fn verify_with(&self, problem: &Problem, pathways: &Pathways, formulation: &Formulation) -> Result<(), CertificateError> {
        let prices = self.prices_for(problem, pathways, formulation)?;
        let evaluation = evaluate(formulation, pathways, problem.activities().len(), &prices).ok_or(CertificateError::OutOfRange)?;
        if !evaluation.finite {
            return Err(CertificateError::Unbounded);
        }
        match self.claim {
            Claim::Infeasible if evaluation.proves_infeasible() => Ok(()),
            Claim::Infeasible => Err(CertificateError::NotInfeasible),
            Claim::Bound(claimed) => match evaluation.bound(self.denominator) {
                Some(bound) if bound <= claimed => Ok(()),
                Some(bound) => Err(CertificateError::Weaker(bound)),
                // No pathway for some doctor: any bound holds.
                None => Ok(()),
            },
        }
    }

    /// Its prices as those of a problem's rows and doctors; an error if the problem does not have what it names.
    pub(crate) fn prices_for(&self, problem: &Problem, pathways: &Pathways, formulation: &Formulation) -> Result<Prices, CertificateError> {
        let rows: HashMap<String, usize> =
            (0..formulation.rows.len()).map(|row| (formulation.row_name(problem, row as u32), row)).collect();
        let infeasible = self.claim == Claim::Infeasible;
        let mut prices = Prices::zero(formulation, pathways, if infeasible { 0 } else { self.denominator });
        if !infeasible && self.denominator < 1 || self.private_denominator < 1 {
            return Err(CertificateError::OutOfRange);
        }
        for (name, price) in &self.prices {
            let row = rows.get(name).ok_or_else(|| CertificateError::Unknown(name.clone()))?;
            prices.rows[*row] = *price;
        }
        prices.private_denominator = self.private_denominator;
        prices.effort = self.effort;
        let doctors: HashMap<&str, usize> =
            problem.doctors().iter().enumerate().map(|(index, doctor)| (doctor.key.as_str(), index)).collect();
        for private in &self.private {
            let doctor = doctors.get(private.doctor.as_str()).ok_or_else(|| CertificateError::Unknown(private.doctor.clone()))?;
            prices.private[*doctor].clone_from(&private.prices);
        }
        Ok(prices)
    }

    /// Its prices for the rows of a formulation, found by name; 0 for rows that it does not know.
    pub(crate) fn row_prices(&self, problem: &Problem, formulation: &Formulation) -> Vec<f64> {
        let mut known: HashMap<&str, HashMap<u32, i64>> = HashMap::new();
        for (name, price) in &self.prices {
            if let Some((rule, number)) = name.rsplit_once('#')
                && let Ok(number) = number.parse::<u32>()
            {
                known.entry(rule).or_default().insert(number, *price);
            }
        }
        let unit = self.denominator.max(1) as f64;
        let mut rule = None;
        let mut of_rule = None;
        let price = |row: &crate::formulation::Row| {
            // The rows of a rule follow each other.
            if rule != Some(row.rule) {
                rule = Some(row.rule);
                of_rule = known.get(problem.rule_key(row.rule));
            }
            of_rule.and_then(|prices| prices.get(&(row.number + 1))).map_or(0.0, |price| *price as f64 / unit)
        };
        formulation.rows.iter().map(price).collect()
    }

    /// The certificate of some prices.
    pub(crate) fn new(problem: &Problem, formulation: &Formulation, prices: &Prices, claim: Claim, diagram_arc_limit: usize) -> Self {
        let named = prices.rows.iter().enumerate().filter(|(_, price)| **price != 0);
        let private = prices.private.iter().enumerate().filter(|(_, prices)| prices.iter().any(|price| *price != 0));
        Self {
            claim,
            denominator: prices.denominator.max(1),
            prices: named.map(|(row, price)| (formulation.row_name(problem, row as u32), *price)).collect(),
            private_denominator: prices.private_denominator,
            private: private
                .map(|(doctor, prices)| PrivatePrices { doctor: problem.doctors()[doctor].key.clone(), prices: prices.clone() })
                .collect(),
            effort: prices.effort,
            score_effort: formulation.score_effort,
            diagram_arc_limit,
        }
    }
}
