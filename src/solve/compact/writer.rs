//! What is known while one doctor is written.

use super::super::lp::LinearModel;
use crate::diagram::{Class, Outline, OutlineColumn, Weights};

/// One doctor's part of the programme, as far as it is written.
pub(super) struct Writer<'a> {
    pub(super) model: &'a mut LinearModel,
    pub(super) outline: &'a Outline,
    pub(super) class: &'a Class,
    /// Column of each of the outline's in the programme.
    pub(super) columns: Vec<Option<usize>>,
    /// What each of the outline's columns is worth.
    pub(super) values: Vec<i64>,
    /// Columns of the programme with what each is worth to the doctor.
    pub(super) worth: Vec<(usize, i64)>,
    pub(super) switches: Vec<usize>,
    /// Private rows with the rows of the programme that say the same.
    pub(super) private: Vec<(usize, usize)>,
}

impl<'a> Writer<'a> {
    /// Columns with the number they have in the programme.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'a OutlineColumn, usize)> + '_ {
        self.outline
            .columns
            .iter()
            .zip(&self.columns)
            .filter_map(|(column, known)| Some((column, (*known)?)))
    }

    /// A column that costs or brings something.
    pub(super) fn add_column(&mut self, value: i64) -> usize {
        let column = self.model.add_column(0.0, f64::INFINITY, f64::of(value));
        self.worth.push((column, value));
        column
    }
}
