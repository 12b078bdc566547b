//! Which backend solves which programme of column generation.

use super::super::lp::{Backend, LinearModel, USUAL, given_for_linear};
use super::super::options::Options;
use super::super::parameters::columns::{INTERIOR_FROM, MOST_NONZEROS};

/// The backend that a solver was given; or else microlp for small programmes and those in whole numbers, and interior points for large ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backends<'a> {
    given: Option<&'a dyn Backend>,
    /// The same where it is for programmes without whole numbers, too.
    linear: Option<&'a dyn Backend>,
    /// Interior points are left out.
    is_simplex: bool,
}

impl<'a> Backends<'a> {
    pub(super) fn of(options: &'a Options) -> Self {
        let given = options.backend.as_deref();
        Self {
            given,
            linear: given_for_linear(given),
            is_simplex: false,
        }
    }

    /// The same without interior points, if that is so.
    pub(super) fn without_interior(self, is_simplex: bool) -> Self {
        Self {
            is_simplex: self.is_simplex || is_simplex,
            ..self
        }
    }

    /// For programmes in whole numbers.
    pub(super) fn whole(self) -> &'a dyn Backend {
        self.given.unwrap_or(&USUAL)
    }

    /// For small programmes without whole numbers.
    pub(super) fn small(self) -> &'a dyn Backend {
        self.linear.unwrap_or(&USUAL)
    }

    /// True if interior points solve a programme.
    pub(super) fn is_interior(self, model: &LinearModel) -> bool {
        self.linear.is_none()
            && !self.is_simplex
            && !model.has_integers()
            && model.nonzeros() >= INTERIOR_FROM
    }

    /// Most non-zero coefficients of a programme without whole numbers.
    pub(super) fn most_nonzeros(self) -> usize {
        self.linear.map_or(MOST_NONZEROS, |linear| {
            linear.capabilities().reach.linear_nonzeros
        })
    }
}
