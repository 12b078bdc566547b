//! The reader of MiniZinc data.

use super::mss::{Instance, Statements};
use medrota::error::Code;

/// One student, two disciplines of two periods, one hospital, six periods.
pub(crate) const TINY: &str = "\
% a comment; with = and [ in it
Students = 1; Disciplines = 2; Hospitals = 1; Duration = 2; Horizon = 6; Groups = 1;
MaxDiscPerHosp = 2;
DiscGroup = [1, 1];
StudDiscGroup = [| 2 |];
AllowedDisc = [| 1, 1 |];
Precededby = [| 0, 1 | 0, 0 |];   % the second one first
Availability = [| 1, 1, 0, 1, 1, 1 |];
Ability = array3d(1..Students, 1..Hospitals, 1..Disciplines, [ 1, 1 ]);
MaxPosHosp = array3d(1..1, 1..2, 1..6, [1,1,1,1,1,1, 1,1,1,1,1,1]);
MinPosHosp = array3d(1..1, 1..2, 1..6, [0,0,0,0,0,0, 0,0,0,0,0,0]);
WeightPref = [| 2, 3, -4, -5 |];
PrefStudDisc = [| 1, 2 |];
PrefStudHosp = [| 7 |];
ManPref = [10, 20];
Beds = [| anything \"at; all\" | {1, 2} |];
";

fn codes(text: &str) -> Vec<Code> {
    let found = Instance::from_text("tiny", text).unwrap_err();
    found
        .as_slice()
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

#[test]
fn numbers_arrays_comments_and_unknown_names_are_read() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    assert_eq!(
        (
            instance.students,
            instance.disciplines,
            instance.periods,
            instance.duration
        ),
        (1, 2, 6, 2)
    );
    assert_eq!(instance.available.at(&[0, 2]), 0);
    assert_eq!(instance.preceded_by.at(&[0, 1]), 1);
    assert_eq!(instance.worth(0, 0, 1), 2 * 2 + 3 * 7 + 20);
}

#[test]
fn every_mistake_is_reported_with_its_code() {
    assert_eq!(
        codes(&TINY.replace("ManPref = [10, 20];", "")),
        [Code::MissingField]
    );
    assert_eq!(
        codes(&TINY.replace("[10, 20]", "[10, 20, 30]")),
        [Code::WrongType]
    );
    assert_eq!(
        codes(&TINY.replace("[10, 20]", "[10, x]")),
        [Code::WrongType]
    );
    assert_eq!(
        codes(&TINY.replace("[10, 20];", "[10, 20;")),
        [Code::InvalidSyntax]
    );
    assert_eq!(
        codes(&TINY.replace("Duration = 2", "Duration = 0")),
        [Code::ZeroNumber]
    );
    assert_eq!(
        codes(&TINY.replace("Duration = 2", "Duration = 2.5")),
        [Code::WrongType]
    );
    assert_eq!(
        codes(&TINY.replace("Horizon = 6", "Horizon = 999999999")).first(),
        Some(&Code::NumberTooLarge)
    );
    assert_eq!(
        codes(&TINY.replace("AllowedDisc = [| 1, 1 |]", "AllowedDisc = [| 1, 7 |]")),
        [Code::NumberTooLarge]
    );
    assert_eq!(
        codes(&TINY.replace("| 0, 1 | 0, 0 |", "| 0, 1, 0 | 0 |")),
        [Code::WrongType]
    );
    assert_eq!(
        codes(&TINY.replace("-4, -5", "4, -5")),
        [Code::ContradictoryRule]
    );
    assert_eq!(codes("Students = 1"), [Code::InvalidSyntax]);
    assert_eq!(codes(""), [Code::MissingField; 7]);
}

#[test]
fn the_line_of_a_mistake_is_known() {
    let found = Instance::from_text("tiny", &TINY.replace("[10, 20]", "[10, x]")).unwrap_err();
    assert_eq!(found.as_slice()[0].place.line, Some(15));
}

#[test]
fn no_cut_of_a_file_makes_the_reader_panic() {
    for end in (0..TINY.len()).filter(|end| TINY.is_char_boundary(*end)) {
        let _ = Instance::from_text("tiny", &TINY[..end]);
        let _ = Statements::read(&TINY[end..]);
    }
    for odd in [
        "=;",
        ";;;",
        "= = 1;",
        "\"",
        "\"\\",
        "[|",
        "|]",
        "a = ;",
        "a=[",
        "\u{feff}Students=1;",
        "Students = - 1;",
        "日本 = [1];",
    ] {
        let _ = Instance::from_text("odd", odd);
    }
}
