//! Engines: a problem in, an [`Outcome`] out.
pub mod lp;
