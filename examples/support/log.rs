//! What the engine tells `tracing`, on standard error, where a developer asks for it.

use std::fmt::{Debug, Write};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

/// Prints every event with the seconds since the start.
struct Log {
    begun: Instant,
    most: Level,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string does not fail.
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.most && metadata.target().starts_with("medrota")
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let (seconds, place) = (
            self.begun.elapsed().as_secs_f64(),
            event.metadata().target(),
        );
        super::tell(&format!("{seconds:9.3} {place}{}", fields.0));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Listens if the environment variable `MEDROTA_LOG` names a level: `error`, `warn`, `info`, `debug` or `trace`.
pub(super) fn listen() {
    let level = std::env::var("MEDROTA_LOG")
        .ok()
        .and_then(|level| level.parse().ok());
    if let Some(most) = level {
        // Fails where somebody else listens already.
        let _ = tracing::subscriber::set_global_default(Log {
            begun: Instant::now(),
            most,
        });
    }
}
