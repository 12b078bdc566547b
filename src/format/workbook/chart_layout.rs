//! What the sheets of a chart have in common: where things stand, what activities are called, colours.

use crate::ids::ActivityId;
use crate::problem::Problem;
use rust_xlsxwriter::{Color, ConditionalFormatFormula, Format, Formula};

/// Behind the name of what a doctor on leave is in.
pub(super) const LEAVE: &str = " · leave";
/// In front of the periods in a row: doctor, name, level.
pub(super) const LEADING: u16 = 3;
/// Rows above the doctors: the title, the numbers of the periods, their names, their first dates.
pub(super) const ABOVE: u32 = 4;
/// The column of a period.
pub(super) fn column(period: usize) -> u16 {
    LEADING.saturating_add(u16::try_from(period).unwrap_or(u16::MAX))
}

/// What an activity is called in a cell: its department if that has no other activity, so that a name is unique.
pub(super) fn label(problem: &Problem, activity: ActivityId) -> &str {
    let known = problem.activity(activity);
    let department = problem.department(known.department);
    let own = department
        .activities
        .iter()
        .filter(|activity| problem.activity(*activity).leave_of.is_none())
        .count();
    let is_alone = own == 1
        && known.leave_of.is_none()
        && problem
            .find_activity(&department.key)
            .is_none_or(|other| other == activity);
    if is_alone {
        &department.key
    } else {
        &known.key
    }
}

/// Colours of cells that are as they should be and of others.
pub(super) const GREEN: u32 = 0x00C6_EFCE;
pub(super) const RED: u32 = 0x00FF_B3B3;

/// Green where the formula holds, red elsewhere.
pub(super) fn green_or_red(formula: &str) -> [ConditionalFormatFormula; 2] {
    [
        (format!("={formula}"), GREEN),
        (format!("=NOT({formula})"), RED),
    ]
    .map(|(formula, fill)| {
        ConditionalFormatFormula::new()
            .set_rule(Formula::new(formula))
            .set_format(Format::new().set_background_color(Color::RGB(fill)))
    })
}
