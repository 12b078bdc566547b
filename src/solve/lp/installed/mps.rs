//! A programme as a file in free MPS, which all programs read alike: columns are `C0`, `C1` and so on, rows `R0`, `R1`, and the objective is turned round, as not all
//! of them know how to maximise.

use super::super::{Column, LinearModel, LinearRow};
use std::fmt::Write;

/// The name of a column.
pub(super) fn name_of(column: usize) -> String {
    format!("C{column}")
}

/// The column that a name stands for.
pub(super) fn column_of(name: &str) -> Option<usize> {
    name.strip_prefix('C')?.parse().ok()
}

/// A number as it is read back to the last bit, without a long row of zeros.
pub(super) fn number(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-6..1e16).contains(&size) {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// The programme in the format.
pub(super) fn mps(model: &LinearModel) -> String {
    let mut text = String::from("NAME medrota FREE\nROWS\n N OBJ\n");
    for (index, row) in model.rows().iter().enumerate() {
        line(&mut text, &[kind(row), &format!("R{index}")]);
    }
    columns(&mut text, model);
    text.push_str("RHS\n");
    for (index, row) in model.rows().iter().enumerate() {
        let limit = if row.lower.is_finite() {
            row.lower
        } else {
            row.upper
        };
        if limit != 0.0 {
            line(&mut text, &["RHS", &format!("R{index}"), &number(limit)]);
        }
    }
    let has_two =
        |row: &LinearRow| row.lower.is_finite() && row.upper.is_finite() && row.lower != row.upper;
    if model.rows().iter().any(has_two) {
        text.push_str("RANGES\n");
    }
    let numbered = model.rows().iter().enumerate();
    for (index, row) in numbered.filter(|(_, row)| has_two(row)) {
        let range = number(row.upper - row.lower);
        line(&mut text, &["RNG", &format!("R{index}"), &range]);
    }
    text.push_str("BOUNDS\n");
    for (index, column) in model.columns().iter().enumerate() {
        bounds(&mut text, &name_of(index), column);
    }
    text.push_str("ENDATA\n");
    text
}

fn kind(row: &LinearRow) -> &'static str {
    if row.lower == row.upper {
        "E"
    } else if row.lower.is_finite() {
        "G"
    } else {
        "L"
    }
}

fn columns(text: &mut String, model: &LinearModel) {
    let mut entries: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.columns().len()];
    for (row, linear) in model.rows().iter().enumerate() {
        for &(column, coefficient) in linear.coefficients() {
            if let Some(entries) = entries.get_mut(column) {
                entries.push((row, coefficient));
            }
        }
    }
    text.push_str("COLUMNS\n");
    let mut is_whole = false;
    for (index, (column, entries)) in model.columns().iter().zip(entries).enumerate() {
        if column.integer != is_whole {
            marker(text, index, column.integer);
            is_whole = column.integer;
        }
        let name = name_of(index);
        // A column that is in no row is there by its objective, whatever that is.
        if column.objective != 0.0 || entries.is_empty() {
            line(text, &[&name, "OBJ", &number(-column.objective)]);
        }
        for (row, coefficient) in entries {
            line(text, &[&name, &format!("R{row}"), &number(coefficient)]);
        }
    }
    if is_whole {
        marker(text, model.columns().len(), false);
    }
}

/// Where columns in whole numbers begin or end.
fn marker(text: &mut String, index: usize, begins: bool) {
    let word = if begins { "'INTORG'" } else { "'INTEND'" };
    line(text, &[&format!("M{index}"), "'MARKER'", word]);
}

/// Both limits are always said, as programs differ in what goes without saying.
fn bounds(text: &mut String, name: &str, column: &Column) {
    let (lower, upper) = (column.lower, column.upper);
    let mut limit = |kind: &str, limit: f64| {
        if limit.is_finite() {
            line(text, &[kind, "BND", name, &number(limit)]);
        } else {
            line(text, &[kind, "BND", name]);
        }
    };
    if lower == upper {
        return limit("FX", lower);
    }
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => limit("FR", upper),
        (false, true) => {
            limit("MI", lower);
            limit("UP", upper);
        }
        (true, false) => {
            limit("LO", lower);
            limit("PL", upper);
        }
        (true, true) => {
            limit("LO", lower);
            limit("UP", upper);
        }
    }
}

fn line(text: &mut String, words: &[&str]) {
    for word in words {
        // Writing to a text does not fail.
        let _ = write!(text, " {word}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_row_and_column() {
        let mut model = LinearModel::new();
        let infinity = f64::INFINITY;
        model.add_column(0.0, infinity, 3.0);
        model.add_integer_column(-2.0, 5.0, -0.5);
        model.add_integer_column(-infinity, 4.0, 0.0);
        model.add_column(-infinity, infinity, 0.0);
        model.add_column(1.5, 1.5, 1e-9);
        model.add_row(-infinity, 7.0, [(0, 1.0), (1, 2.0)]);
        model.add_row(0.0, infinity, [(1, 0.1), (2, -1e17)]);
        model.add_row(2.0, 2.0, [(2, 1.0)]);
        model.add_row(-1.0, 4.0, [(0, 1.0), (4, 1.0)]);
        let expected = "NAME medrota FREE
ROWS
 N OBJ
 L R0
 G R1
 E R2
 G R3
COLUMNS
 C0 OBJ -3
 C0 R0 1
 C0 R3 1
 M1 'MARKER' 'INTORG'
 C1 OBJ 0.5
 C1 R0 2
 C1 R1 0.1
 C2 R1 -1e17
 C2 R2 1
 M3 'MARKER' 'INTEND'
 C3 OBJ -0
 C4 OBJ -1e-9
 C4 R3 1
RHS
 RHS R0 7
 RHS R2 2
 RHS R3 -1
RANGES
 RNG R3 5
BOUNDS
 LO BND C0 0
 PL BND C0
 LO BND C1 -2
 UP BND C1 5
 MI BND C2
 UP BND C2 4
 FR BND C3
 FX BND C4 1.5
ENDATA
";
        assert_eq!(mps(&model), expected);
        assert_eq!(column_of(&name_of(17)), Some(17));
        assert_eq!(column_of("R1"), None);
    }
}
