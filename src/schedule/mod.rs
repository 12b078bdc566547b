//! Schedules: a pathway for every doctor. Plain data; `check` judges it.

mod pathway;

pub use pathway::{Attendance, Pathway, Rotation, Schedule};
