//! Changed drafts: one way to write another problem and to find its parts again.
//!
//! Scenarios, explanations and replanning all solve problems that they write themselves: a doctor is let off, a rule is soft for some, places are what
//! others leave. Such a problem is a draft like any other, through the one validation, so that it can be written to a file, read, solved and checked.
//! Its ids are texts that somebody else may have used as well. So nobody looks for a row by its id: whoever adds a row to a [`DraftEdit`] gets a
//! [`RuleRow`](super::RuleRow) back, the validated problem knows of every rule which row it is from ([`Problem::row_of`](super::Problem::row_of)), and
//! [`Origins`] says what the row stands for.
//!
//! | what | here | scenarios | replanning | explanations |
//! |---|---|---|---|---|
//! | start from | [`DraftEdit::of`], [`DraftEdit::world`] | all rows | the world, rows of some doctors | all rows (ways out); the world, rows of some parts (questions) |
//! | ids that nobody has | `fresh` | yes | yes | yes |
//! | filters that name doctors, activities, periods | `named` | yes | yes | yes |
//! | a doctor leaves a rule | [`DraftEdit::take_out`] | waived | | given up |
//! | a rule stays for some doctors | `members` | | the planned ones | |
//! | a rule is off | [`DraftEdit::turn_off`] | switched off | was off before | given up, was off before |
//! | a requirement of some doctors alone | [`DraftEdit::add_requirement`] | other amounts | | other amounts, soft ones |
//! | places by stretches | [`DraftEdit::add_places`], [`stretches`] | rows of the table | what others leave | soft ones, more places |
//! | a pathway that is held | [`DraftEdit::hold`] | the past, swaps | pins | |
//! | what a row stands for | [`Origins`] | | capacities | rules, stretches of places, costs of parts |

mod draft_edit;
mod fresh;
mod members;
mod named;
mod origins;
mod take_out;
mod values;

pub(crate) use draft_edit::{DraftEdit, NewRow, PlacesLeft};
pub(crate) use fresh::UnusedIds;
pub(crate) use members::{Members, OfDoctors};
pub(crate) use named::{Stretch, cells, named_periods, named_stretch, stretches};
pub(crate) use origins::Origins;
pub(crate) use take_out::is_kept_by_others;
pub(crate) use values::{LARGEST_NUMBER, Valued, largest_value, scale_values};
