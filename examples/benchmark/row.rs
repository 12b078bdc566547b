//! What is known of an instance after its run.

use super::instance::Instance;
use super::support::Ending;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Who solves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Who {
    /// The engine of the crate.
    Engine,
    /// The plain time-indexed programme.
    Peer,
}

impl Who {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Engine => "engine",
            Self::Peer => "peer",
        }
    }
}

/// One run of an instance; null is "not known".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Why it stopped.
    pub(crate) termination: String,
    pub(crate) value: Option<i64>,
    pub(crate) bound: Option<i64>,
    pub(crate) gap: Option<f64>,
    /// Of the solve alone, without reading, judging and verifying.
    pub(crate) seconds: Option<f64>,
    pub(crate) peak_memory_bytes: Option<u64>,
    /// The schedule passed `check`, and the published rules where there are any.
    pub(crate) schedule_checked: bool,
    /// The certificate proved the bound.
    pub(crate) bound_verified: bool,
    /// What went wrong, or why it was not run.
    pub(crate) note: Option<String>,
    /// Something that was claimed did not hold, or the process failed.
    pub(crate) failed: bool,
}

impl Run {
    /// A run that came to nothing.
    pub(crate) fn failed(note: String) -> Self {
        Self {
            termination: "failed".to_owned(),
            note: Some(note),
            failed: true,
            ..Self::default()
        }
    }
    fn disprove(&mut self, value: Option<i64>) {
        if let Some((bound, value)) = self.bound.zip(value).filter(|(bound, value)| value > bound) {
            self.note = Some(format!(
                "the bound {bound} does not hold, there is a schedule worth {value}"
            ));
            self.failed = true;
        }
    }
    /// A run that did not take place.
    pub(crate) fn refused(note: String) -> Self {
        Self {
            termination: "refused".to_owned(),
            note: Some(note),
            ..Self::default()
        }
    }
}

/// The runs of an instance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Row {
    pub(crate) instance: String,
    pub(crate) set: String,
    pub(crate) best_known: Option<i64>,
    /// What others have proven: `feasible`, `infeasible`, or that the best known value is the `optimum`.
    pub(crate) right: Option<&'static str>,
    #[serde(flatten)]
    pub(crate) engine: Run,
    pub(crate) peer: Option<Run>,
}

impl Row {
    /// A schedule of one that is worth more than the bound of the other disproves that bound.
    pub(crate) fn new(instance: &Instance, mut engine: Run, mut peer: Option<Run>) -> Self {
        if let Some(peer) = &mut peer {
            let (ours, theirs) = (engine.value, peer.value);
            engine.disprove(theirs);
            peer.disprove(ours);
        }
        let right = instance.right.map(super::instance::Right::as_str);
        Self {
            instance: instance.name.clone(),
            set: instance.set.clone(),
            best_known: instance.best_known,
            right,
            engine,
            peer,
        }
    }
}

/// The end of all runs: a failure anywhere counts most, then an instance without a schedule. The peer's limits are no failure.
pub(crate) fn ending(rows: &[Row]) -> Ending {
    let any = |holds: &dyn Fn(&Run) -> bool| rows.iter().any(|row| holds(&row.engine));
    if any(&|run| run.failed)
        || rows
            .iter()
            .filter_map(|row| row.peer.as_ref())
            .any(|peer| peer.failed)
    {
        Ending::Failed
    } else if any(&|run| run.termination == "infeasible") {
        Ending::Infeasible
    } else if any(&|run| run.value.is_none()) {
        Ending::NothingFound
    } else {
        Ending::Solved
    }
}
