//! Which backend a build has.

use super::Backend;
#[cfg(feature = "highs")]
use super::Highs;
#[cfg(not(feature = "highs"))]
use super::MicroLp;

/// The best backend of this build: HiGHS with the feature `highs`, else microlp.
#[must_use]
pub fn default_backend() -> Box<dyn Backend> {
    #[cfg(feature = "highs")]
    let backend = Highs;
    #[cfg(not(feature = "highs"))]
    let backend = MicroLp::default();
    Box::new(backend)
}
