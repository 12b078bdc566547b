//! The best score of each doctor.

use crate::diagram::{BestScore, Pathways, Stop, best_score};
use crate::ids::DoctorId;
use rayon::prelude::*;

/// Partial paths that are taken up for the best score of a doctor whose diagram is relaxed: at first, and at most. More of them lower the
/// bound where every doctor gets the best pathway there is, and cost time.
pub(super) const SCORE_EFFORT: usize = 1_000;
pub(super) const MOST_SCORE_EFFORT: usize = 1_000_000;

/// The best score of each doctor; those that are `known` are taken over. `None` if `stop` says so in the meantime.
pub(super) fn best_scores<'a>(
    pathways: &Pathways,
    effort: usize,
    known: &(dyn Fn(DoctorId) -> Option<&'a BestScore> + Sync),
    stop: Stop<'_>,
) -> Option<Vec<BestScore>> {
    let doctors: Vec<DoctorId> = (0..pathways.len()).map(DoctorId::new).collect();
    let best = |&doctor: &DoctorId| match known(doctor) {
        _ if stop() => None,
        Some(known) => Some(known.clone()),
        None => Some(
            best_score(
                pathways.class(doctor),
                &pathways.table(doctor).labels,
                effort,
            )
            .unwrap_or_default(),
        ),
    };
    doctors.par_iter().map(best).collect()
}
