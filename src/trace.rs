//! What the library tells `tracing`, and to whom; nothing without the feature `tracing`.

#[cfg(feature = "tracing")]
pub(crate) use tracing::{debug, info_span, trace, warn};

/// Who is told: the subscriber and the span of the thread that asks for it.
#[derive(Debug)]
pub(crate) struct Listener {
    #[cfg(feature = "tracing")]
    to: (tracing::Dispatch, tracing::Span),
}

impl Listener {
    /// The subscriber and the span of this thread.
    pub(crate) fn here() -> Self {
        Self {
            #[cfg(feature = "tracing")]
            to: (
                tracing::dispatcher::get_default(tracing::Dispatch::clone),
                tracing::Span::current(),
            ),
        }
    }
    /// Does something, on whichever thread, that this listener is told of.
    pub(crate) fn hears<T>(&self, task: impl FnOnce() -> T) -> T {
        #[cfg(feature = "tracing")]
        return tracing::dispatcher::with_default(&self.to.0, || self.to.1.in_scope(task));
        #[cfg(not(feature = "tracing"))]
        task()
    }
}

#[cfg(not(feature = "tracing"))]
mod silent {
    /// Looks at the values of an event without doing anything with them.
    macro_rules! values {
        () => { () };
        ($text:literal $(,)?) => { () };
        ($name:ident = ? $value:expr, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
        ($name:ident = % $value:expr, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
        ($name:ident = $value:expr, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
        (? $value:expr, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
        (% $value:expr, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
        ($value:ident, $($rest:tt)*) => {{ let _ = &$value; $crate::trace::values!($($rest)*) }};
    }
    /// An event that nobody hears of; its values are not computed.
    macro_rules! event {
        ($($values:tt)*) => {{
            let _ = || $crate::trace::values!($($values)*);
        }};
    }
    /// A span that nobody hears of.
    macro_rules! span {
        ($name:literal $(, $($values:tt)+)?) => {{
            $(let _ = || $crate::trace::values!($($values)+, $name);)?
            $crate::trace::Silent
        }};
    }
    pub(crate) use {event as debug, event as trace, event as warn, span as info_span, values};

    /// Stands for a span.
    #[derive(Debug)]
    pub(crate) struct Silent;

    impl Silent {
        /// Stands for a span that is entered.
        pub(crate) fn entered(self) -> Self {
            self
        }
    }
}
#[cfg(not(feature = "tracing"))]
pub(crate) use silent::{Silent, debug, info_span, trace, values, warn};
