//! Mutations of texts and bytes that know nothing of what they mean.

use crate::common::dice::Dice;

/// Pieces that parsers trip over.
const PIECES: [&str; 22] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\0",
    "\r",
    "\n",
    "\u{feff}",
    "1e400",
    "-0",
    "00",
    "18446744073709551616",
    "NaN",
    "null",
    "\\ud800",
    "\\u0000",
    "9e999999999",
    "--",
];

/// Mutates a text once.
pub(crate) fn text(dice: &mut Dice, text: &mut String) {
    let boundaries: Vec<usize> = text
        .char_indices()
        .map(|(index, _)| index)
        .chain([text.len()])
        .collect();
    let (one, other) = (dice.pick(&boundaries), dice.pick(&boundaries));
    let (first, last) = (one.min(other), one.max(other));
    match dice.between(0, 7) {
        0..=2 => text.insert_str(first, dice.pick(&PIECES)),
        3 => text.truncate(first),
        4 => text.replace_range(first..last.min(boundaries[boundaries.len() - 1]), ""),
        5 => {
            let copy = text[first..last].to_owned();
            text.insert_str(first, &copy);
        }
        6 => {
            let (deep, piece) = (
                dice.pick(&[10, 127, 128, 129, 5_000, 200_000]),
                dice.pick(&["[", "{\"a\":", "[[", "\""]),
            );
            text.insert_str(first, &piece.repeat(deep));
        }
        _ => {
            // The first digits after the place become another number.
            let Some(start) = text[first..]
                .find(|letter: char| letter.is_ascii_digit())
                .map(|found| first + found)
            else {
                return;
            };
            let end = text[start..]
                .find(|letter: char| !letter.is_ascii_digit())
                .map_or(text.len(), |found| start + found);
            let number = dice.pick(&[
                "0",
                "1e5",
                "1.0",
                "-1",
                "9223372036854775808",
                "1e400",
                "0x10",
                "1_000",
                "99999999999999999999999999",
                "1E-2",
            ]);
            text.replace_range(start..end, number);
        }
    }
}

/// Mutates bytes once.
pub(crate) fn bytes(dice: &mut Dice, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return bytes.push(0xff);
    }
    let (one, other) = (
        dice.between(0, bytes.len() - 1),
        dice.between(0, bytes.len() - 1),
    );
    let (first, last) = (one.min(other), one.max(other));
    match dice.between(0, 4) {
        0 => bytes[first] ^= 1 << dice.between(0, 7),
        1 => bytes.insert(first, dice.pick(&[0, 0x80, 0xc0, 0xfe, 0xff, b'"', b'\n'])),
        2 => drop(bytes.drain(first..last)),
        3 => bytes.truncate(first),
        _ => {
            let copy = bytes[first..last].to_vec();
            bytes.splice(first..first, copy);
        }
    }
}
