//! How large neighbourhoods are: how many doctors, and in which part of the horizon they may move. What has gained comes up more often.

use super::super::parameters::neighbourhoods::{
    GROWTH, LEAST_CHANCE, MOST_GROWTH, REMEMBERED, SCOPES, VAIN,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// What came of some effort.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Yield {
    /// Units of value.
    gained: f64,
    /// Time or work.
    spent: f64,
}

impl Yield {
    pub(super) fn of(gained: i64, spent: u64) -> Self {
        Self {
            gained: gained.max(0) as f64,
            spent: spent as f64,
        }
    }

    /// Units of value for each unit of what was spent.
    pub(super) fn rate(self) -> f64 {
        self.gained / self.spent.max(1.0)
    }

    /// What is remembered of it, and what came after.
    pub(super) fn then(self, next: Self, remembered: f64) -> Self {
        Self {
            gained: self.gained * remembered + next.gained,
            spent: self.spent * remembered + next.spent,
        }
    }
}

/// The sizes with what came of each.
#[derive(Clone, Debug)]
pub(super) struct Scopes {
    scopes: [Scope; SCOPES.len()],
}

/// One size.
#[derive(Clone, Copy, Debug, Default)]
struct Scope {
    past: Yield,
    /// Looks in vain, one after another.
    vain: u32,
    /// How often it has grown because of them.
    grown: u32,
}

impl Default for Scopes {
    fn default() -> Self {
        Self {
            scopes: [Scope::default(); SCOPES.len()],
        }
    }
}

impl Scopes {
    /// One of them, by what it gained for its work; those that gained nothing have equal work.
    pub(super) fn draw(&self, seed: u64) -> usize {
        let total = self
            .scopes
            .iter()
            .map(|scope| scope.past.gained)
            .sum::<f64>();
        // Nobody is out for good.
        let least = (total * LEAST_CHANCE).max(f64::MIN_POSITIVE.sqrt());
        let weight = |scope: &Scope| (scope.past.gained + least) / (scope.past.spent + 1.0);
        let mut left = Pcg64Mcg::seed_from_u64(seed).random::<f64>()
            * self.scopes.iter().map(weight).sum::<f64>();
        for (number, scope) in self.scopes.iter().enumerate() {
            left -= weight(scope);
            if left <= 0.0 {
                return number;
            }
        }
        0
    }

    /// Doctors, and the part of the horizon.
    pub(super) fn size(&self, scope: usize) -> (usize, usize) {
        let (doctors, part) = SCOPES[scope];
        let grown = f64::powi(GROWTH, self.scopes[scope].grown as i32);
        ((doctors as f64 * grown) as usize, part)
    }

    /// Takes note of one look. A size that has been looked at in vain again and again grows; one that gains shrinks.
    pub(super) fn judge(&mut self, scope: usize, came: Yield) {
        let scope = &mut self.scopes[scope];
        scope.past = scope.past.then(came, REMEMBERED);
        if came.gained > 0.0 {
            scope.vain = 0;
            scope.grown = scope.grown.saturating_sub(1);
        } else {
            scope.vain += 1;
            if scope.vain.is_multiple_of(VAIN) {
                scope.grown = (scope.grown + 1).min(MOST_GROWTH);
            }
        }
    }
}
