//! Cuts in the programme over pathways.

/// Cuts are looked for from a gap of one part in so many of the bound on, or of so many units.
pub(in crate::solve) const NEAR: i64 = 25;
pub(in crate::solve) const FEW: i64 = 10;
/// A cut has to be broken by so much.
pub(in crate::solve) const LEAST_BREACH: f64 = 0.02;
/// Most rows and groups of doctors that a cut adds up. *Measured* on the year of 20 doctors (relaxation over pathways 4186.5, optimum 4180): with 8 the bound was 4185, with 14 4184, with 30 4182.
pub(in crate::solve) const MOST_ROWS: usize = 30;
/// Orders in which columns are made even.
pub(in crate::solve) const ORDERS: u64 = 24;
/// Cuts that are added in a round; of two of them, one row in so many is not in both.
pub(in crate::solve) const ADDED: usize = 12;
pub(in crate::solve) const COMMON: usize = 4;
/// Most cuts of all. A pass has a bit for each, and there are 64.
pub(in crate::solve) const MOST: usize = 60;
/// The same under listed columns, where no pass has to keep bits; and rounds in vain there.
pub(in crate::solve) const ADDED_LISTED: usize = 40;
pub(in crate::solve) const MOST_LISTED: usize = 200;
pub(in crate::solve) const VAIN_LISTED: usize = 6;
/// A cut whose price is less is left out.
pub(in crate::solve) const NO_PRICE: f64 = 1e-6;
/// A round is in vain in which the programme loses less than one part in so many of what it has above the best schedule; and so many of them one after another end it.
pub(in crate::solve) const LEAST_LOSS: f64 = 100.0;
pub(in crate::solve) const VAIN: usize = 12;
/// Cuts take one part in so many of all that is spent, half as much after each turn in vain, down to so many halvings.
pub(in crate::solve) const SHARE: u64 = 3;
pub(in crate::solve) const MOST_HALVINGS: u32 = 2;
