//! Mutations: of documents as trees that a schema describes, of tables, of bytes, of schedules in numbers.

pub(crate) mod grow;
mod raw;
mod table;
pub(crate) mod tree;

use crate::common::dice::Dice;
use crate::input::{Numbers, Part};
use crate::words::{self, Words};
pub(crate) use grow::Grower;

/// Mutates a file or folder once; `donor` is another one of its kind to take pieces from.
pub(crate) fn part(
    dice: &mut Dice,
    grower: &Grower,
    words: &Words,
    part: &mut Part,
    donor: Option<&Part>,
) {
    match part {
        Part::Tree(value) if dice.chance(94) => {
            let donor = if let Some(Part::Tree(donor)) = donor {
                Some(donor)
            } else {
                None
            };
            tree::mutate(dice, grower, words, value, donor);
        }
        Part::Tree(_) => {
            let mut text = part.text().unwrap_or_default();
            raw::text(dice, &mut text);
            *part = Part::Text(text);
        }
        Part::Text(text) if dice.chance(80) => table::mutate(dice, words, text),
        Part::Text(text) if dice.chance(50) => raw::text(dice, text),
        Part::Text(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            raw::bytes(dice, &mut bytes);
            *part = Part::Bytes(bytes);
        }
        Part::Bytes(bytes) => raw::bytes(dice, bytes),
        Part::Tables(files) => {
            let names: Vec<String> = files.keys().cloned().collect();
            if names.is_empty() {
                return;
            }
            let name = dice.pick(&names);
            match dice.between(0, 19) {
                0 => drop(files.remove(&name)),
                1 => {
                    let other = files.get(&dice.pick(&names)).cloned();
                    files.extend(other.map(|other| (name, other)));
                }
                2 => {
                    let odd = dice.pick(&[
                        "rule.csv",
                        "Doctors.csv",
                        "schedule.csv",
                        "notes.txt",
                        "doctors.CSV",
                        ".csv",
                    ]);
                    let file = files.get(&name).cloned();
                    files.extend(file.map(|file| (odd.to_owned(), file)));
                }
                _ => {
                    if let Some(file) = files.get_mut(&name) {
                        self::part(dice, grower, words, file, None);
                    }
                }
            }
        }
    }
}

/// Mutates a schedule in numbers once.
pub(crate) fn numbers(dice: &mut Dice, pathways: &mut Vec<Numbers>) {
    let index = |dice: &mut Dice| -> u64 {
        match dice.between(0, 3) {
            0 => dice.pick(&[
                u64::from(u32::MAX),
                u64::from(u32::MAX) - 1,
                65_535,
                65_536,
                1 << 31,
                u64::MAX,
            ]),
            _ => dice.between(0, 12) as u64,
        }
    };
    if pathways.is_empty() || dice.chance(10) {
        let mut more = Numbers::default();
        more.rotations.push((index(dice), index(dice), index(dice)));
        return pathways.push(more);
    }
    let position = dice.between(0, pathways.len() - 1);
    match dice.between(0, 7) {
        0 => drop(pathways.remove(position)),
        1 => {
            let copy = pathways[position].clone();
            pathways.insert(0, copy);
        }
        2 => {
            let slot = u32::try_from(index(dice)).unwrap_or(u32::MAX);
            pathways[position].attendances.push((index(dice), slot));
        }
        3 => {
            let other = dice.between(0, pathways.len() - 1);
            pathways.swap(position, other);
        }
        4 => pathways[position]
            .rotations
            .push((index(dice), index(dice), index(dice))),
        _ => {
            let pathway = &mut pathways[position];
            if pathway.rotations.is_empty() {
                return pathway
                    .rotations
                    .push((index(dice), index(dice), index(dice)));
            }
            let at = dice.between(0, pathway.rotations.len() - 1);
            let rotation = &mut pathway.rotations[at];
            match dice.between(0, 2) {
                0 => rotation.0 = index(dice),
                1 => rotation.1 = index(dice),
                _ => rotation.2 = index(dice),
            }
        }
    }
}

/// Gives something a new name wherever it is named, so that an odd name passes validation.
pub(crate) fn rename(dice: &mut Dice, words: &Words, parts: Vec<&mut Part>) {
    let known = words.all();
    if known.is_empty() {
        return;
    }
    let (old, new) = (dice.pick(&known).to_owned(), words::odd_text(dice));
    for part in parts {
        if let Part::Tree(value) = part {
            tree::rename(value, &old, &new);
        }
    }
}
