//! The exact engine: every doctor a unit flow through the doctor's pathway diagram, every shared rule as rows over the arcs, one
//! mixed-integer programme through [`lp`](super::lp).
//!
//! First the relaxation: its row prices, rounded to fractions, are a certificate like any other, and the multipliers of an infeasible one
//! prove that there is no schedule. Then the programme itself, from the best schedule known. What a finished programme adds to the bound is
//! the backend's word, not a certificate.

mod close;
mod milp;
mod model;
mod relaxation;

pub(super) use close::{FlowProgramme, backend_name};
pub(super) use model::{DoctorFlow, FlowArc, FlowModel};
