//! Conflicts: that they are conflicts, that every part is needed, and that one is found wherever there is no schedule.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use medrota::explain::{ConflictOptions, conflicts};
use medrota::generate::{ConflictKind, PlantedConflict};

#[test]
#[ignore = "prints"]
fn look() {
    let size: usize = std::env::var("SIZE").map_or(20, |text| text.parse().unwrap());
    for &kind in ConflictKind::ALL {
        if std::env::var("KIND").is_ok_and(|name| name != format!("{kind:?}")) {
            continue;
        }
        for seed in 1..=2 {
            let problem = PlantedConflict::new(kind, size).seed(seed).draft().validate().unwrap();
            let began = std::time::Instant::now();
            let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
            println!("{kind:?} {seed}: {:?}, {} solves, rest {:?}", began.elapsed(), found.solves, found.rest_is_feasible);
            for conflict in &found.conflicts {
                println!("  {} {:?}", conflict.describe(&problem), conflict.is_needed);
            }
        }
    }
}
