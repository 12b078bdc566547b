//! A certificate as a document, and its verification.

use super::prices::Prices;
use crate::diagram::Pathways;
use crate::formulation::{Cut, Formulation, RowId, Side};
use crate::ids::DoctorId;
use crate::limits;
use crate::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
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
    /// Cuts with their prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<CutPrice>,
    /// Private prices are divided by this, once more.
    #[serde(default = "one")]
    pub private_denominator: i64,
    /// Private prices of doctors whose diagram is relaxed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub private: Vec<PrivatePrices>,
    /// Partial paths that are taken up for each doctor whose diagram is relaxed.
    #[serde(default)]
    pub effort: usize,
    /// The same for the best score of each doctor alone, which bounds the doctors' values where no row has a price.
    #[serde(default)]
    pub score_effort: usize,
    /// Most arcs of one exact diagram: decides which diagrams are relaxed.
    pub diagram_arc_limit: usize,
}

/// A cut and its price: in every schedule, the limits of some rows and one for each of some doctors add up to at least what pathways count of them, and half of that sum to at least what half of it comes to
/// for each doctor, rounded down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutPrice {
    /// Rows with the limit that counts, in the order of the rows.
    pub rows: Vec<(String, Limit)>,
    /// Ids of the doctors of whom one is counted more, in the order of the input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doctors: Vec<String>,
    /// The price is this number divided by [`Certificate::denominator`], and not below 0.
    pub price: i64,
}

/// A limit of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The least sum that it allows; what is counted is taken off.
    Lower,
    /// The greatest.
    Upper,
}

impl From<Side> for Limit {
    fn from(side: Side) -> Self {
        match side {
            Side::Lower => Self::Lower,
            Side::Upper => Self::Upper,
        }
    }
}

impl From<Limit> for Side {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Lower => Self::Lower,
            Limit::Upper => Self::Upper,
        }
    }
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

impl fmt::Display for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound(bound) => write!(formatter, "no schedule is worth more than {bound}"),
            Self::Infeasible => formatter.write_str("no schedule keeps every hard rule"),
        }
    }
}

fn one() -> i64 {
    1
}

/// Why a certificate does not prove its claim.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CertificateError {
    /// A row or doctor that the problem does not have.
    Unknown(String),
    /// A row or doctor that comes twice: which prices count is not known.
    Twice(String),
    /// The private prices of this doctor are not as many as the rules that the doctor's diagram leaves out have rows, or one of them
    /// pushes against a side that has no limit.
    Private(String),
    /// The cut of this number, 1 the first, is none: it names no row, rows or doctors not in their order or one twice, a row without the limit or to which somebody adds by a score, or a doctor's
    /// diagram has no bit for it.
    Cut(usize),
    /// A denominator below 1, or more prices, effort or arcs than the limits of [`limits`] allow.
    OutOfRange,
    /// A sum leaves the range of 128 bits.
    TooLarge,
    /// The price of this row pushes against a side that has no limit: it proves nothing.
    Unbounded(String),
    /// The prices prove this bound only.
    Weaker(i128),
    /// The prices do not prove that there is no feasible schedule.
    NotInfeasible,
}

impl fmt::Display for CertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(formatter, "the problem has no {name:?}"),
            Self::Twice(name) => write!(formatter, "{name:?} has prices twice"),
            Self::Private(doctor) => write!(formatter, "the private prices of doctor {doctor:?} prove nothing"),
            Self::Cut(number) => write!(formatter, "cut {number} rests on rows or doctors that it cannot rest on"),
            Self::OutOfRange => {
                formatter.write_str("a denominator is below 1, or there are more prices, effort or arcs than the limits allow")
            }
            Self::TooLarge => formatter.write_str("the sums leave the range of 128 bits"),
            Self::Unbounded(row) => write!(formatter, "the price of row {row:?} pushes against a side that has no limit"),
            Self::Weaker(bound) => write!(formatter, "the prices prove only the bound {bound}"),
            Self::NotInfeasible => formatter.write_str("the prices do not prove that there is no feasible schedule"),
        }
    }
}

impl std::error::Error for CertificateError {}

impl Certificate {
    /// Refuses a document that would take too much work, before diagrams are built.
    pub(super) fn is_in_range(&self) -> Result<(), CertificateError> {
        let least = if self.claim == Claim::Infeasible {
            i64::MIN
        } else {
            1
        };
        let parts = |cut: &CutPrice| cut.rows.len() + cut.doctors.len();
        let of_cuts = self.cuts.iter().map(parts).sum::<usize>();
        let is_in_range = self.denominator >= least
            && self.cuts.len() <= limits::CERTIFICATE_CUTS
            && of_cuts <= limits::CERTIFICATE_PRICES
            && self.private_denominator >= 1
            && self.prices.len() <= limits::CERTIFICATE_PRICES
            && self.effort <= limits::CERTIFICATE_EFFORT
            && self.score_effort <= limits::CERTIFICATE_EFFORT
            && self.diagram_arc_limit <= limits::DIAGRAM_ARCS;
        if is_in_range {
            Ok(())
        } else {
            Err(CertificateError::OutOfRange)
        }
    }

    /// Its cuts over the rows of a formulation without any; an error if they name what the problem does not have.
    pub(super) fn cuts_for(
        &self,
        problem: &Problem,
        formulation: &Formulation,
    ) -> Result<Vec<Cut>, CertificateError> {
        if self.cuts.is_empty() {
            return Ok(Vec::new());
        }
        let rows: HashMap<String, RowId> = (0..formulation.rows.len())
            .map(RowId::new)
            .map(|row| (formulation.row_name(problem, row), row))
            .collect();
        let doctors: HashMap<&str, DoctorId> = problem
            .doctors()
            .iter()
            .enumerate()
            .map(|(index, doctor)| (doctor.key.as_str(), DoctorId::new(index)))
            .collect();
        let unknown = |name: &String| CertificateError::Unknown(name.clone());
        let cut = |cut: &CutPrice| {
            let row = |(name, limit): &(String, Limit)| match rows.get(name) {
                Some(row) => Ok((*row, Side::from(*limit))),
                None => Err(unknown(name)),
            };
            let doctor = |name: &String| {
                doctors
                    .get(name.as_str())
                    .copied()
                    .ok_or_else(|| unknown(name))
            };
            Ok(Cut {
                rows: cut.rows.iter().map(row).collect::<Result<_, _>>()?,
                doctors: cut.doctors.iter().map(doctor).collect::<Result<_, _>>()?,
            })
        };
        self.cuts.iter().map(cut).collect()
    }

    /// Its prices as those of a problem's rows and doctors, and of its cuts, which the formulation has; an error if the problem does not have what it names.
    pub(crate) fn prices_for(
        &self,
        problem: &Problem,
        pathways: &Pathways,
        formulation: &Formulation,
    ) -> Result<Prices, CertificateError> {
        self.is_in_range()?;
        let of_cuts = formulation.cuts.list().len();
        let mut rows: HashMap<String, usize> = (0..formulation.rows.len() - of_cuts)
            .map(|row| (formulation.row_name(problem, RowId::new(row)), row))
            .collect();
        let mut prices = Prices::zero(
            formulation,
            pathways,
            if self.claim == Claim::Infeasible {
                0
            } else {
                self.denominator
            },
        );
        // Rows that diagrams count have no price here; whatever price they have in the document, the bound holds without it.
        let own = pathways.own_rows().names();
        let mut counted: HashSet<String> = own
            .map(|(rule, number)| format!("{}#{}", problem.rule_key(rule), number + 1))
            .collect();
        let mut known = HashSet::new();
        for (name, price) in &self.prices {
            if counted.remove(name) {
                known.insert(name.as_str());
                continue;
            }
            // A row that is taken out is known, so that a second price of it is told apart from a row that is not there.
            let Some(row) = rows.remove(name) else {
                let twice = known.contains(name.as_str());
                return Err(if twice {
                    CertificateError::Twice(name.clone())
                } else {
                    CertificateError::Unknown(name.clone())
                });
            };
            known.insert(name.as_str());
            prices.rows[row] = *price;
        }
        for ((row, _), cut) in formulation.cuts.with_rows().zip(&self.cuts) {
            prices.rows[row.index()] = cut.price;
        }
        prices.private_denominator = self.private_denominator;
        prices.effort = self.effort;
        let doctors: HashMap<&str, usize> = problem
            .doctors()
            .iter()
            .enumerate()
            .map(|(index, doctor)| (doctor.key.as_str(), index))
            .collect();
        let mut priced = HashSet::new();
        for private in &self.private {
            let doctor = doctors
                .get(private.doctor.as_str())
                .ok_or_else(|| CertificateError::Unknown(private.doctor.clone()))?;
            if !priced.insert(*doctor) {
                return Err(CertificateError::Twice(private.doctor.clone()));
            }
            if private.prices.len() != pathways.class(DoctorId::new(*doctor)).private_rows.len() {
                return Err(CertificateError::Private(private.doctor.clone()));
            }
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
            of_rule
                .and_then(|prices| prices.get(&(row.number + 1)))
                .map_or(0.0, |price| *price as f64 / unit)
        };
        formulation.rows.iter().map(price).collect()
    }

    /// The certificate of some prices.
    pub(crate) fn new(
        problem: &Problem,
        formulation: &Formulation,
        prices: &Prices,
        claim: Claim,
        diagram_arc_limit: usize,
    ) -> Self {
        let of_cuts = formulation.cuts.list().len();
        let of_problem = prices.rows.len().saturating_sub(of_cuts);
        let named = prices.rows[..of_problem]
            .iter()
            .enumerate()
            .filter(|(_, price)| **price != 0);
        let name = |row: RowId| formulation.row_name(problem, row);
        let cuts = formulation.cuts.with_rows().map(|(row, cut)| CutPrice {
            rows: cut
                .rows
                .iter()
                .map(|&(row, side)| (name(row), side.into()))
                .collect(),
            doctors: cut
                .doctors
                .iter()
                .map(|doctor| problem.doctor(*doctor).key.clone())
                .collect(),
            price: prices.rows.get(row.index()).copied().unwrap_or_default(),
        });
        let private = prices
            .private
            .iter()
            .enumerate()
            .filter(|(_, prices)| prices.iter().any(|price| *price != 0));
        Self {
            claim,
            denominator: prices.denominator.max(1),
            prices: named
                .map(|(row, price)| (formulation.row_name(problem, RowId::new(row)), *price))
                .collect(),
            cuts: cuts.collect(),
            private_denominator: prices.private_denominator,
            private: private
                .map(|(doctor, prices)| PrivatePrices {
                    doctor: problem.doctors()[doctor].key.clone(),
                    prices: prices.clone(),
                })
                .collect(),
            effort: prices.effort,
            score_effort: formulation.score_effort,
            diagram_arc_limit,
        }
    }
}
