//! A colour and a short form of the name for every department.

use super::markup::style_text;
use crate::problem::Problem;
use crate::report::words::put;
use std::collections::BTreeSet;

/// Style rules `.d0`, `.d1`, …: hue, lightness step and short form of each department.
///
/// Hues lie evenly on the circle; neighbours differ in lightness, too, so that thirty departments still tell apart.
pub(super) fn departments(problem: &Problem) -> String {
    let mut out = String::new();
    let count = problem.departments().len().max(1);
    for (index, short) in shorts(problem).iter().enumerate() {
        let hue = (index * 360 / count + 20) % 360;
        let step = if count > 8 { index % 3 } else { 1 };
        put!(
            out,
            ".d{index}{{--h:{hue};--k:{step};--s:\"{}\"}}\n",
            style_text(short)
        );
    }
    out
}

/// A short form of each department's name, at most four letters long, no two alike if that can be helped.
pub(super) fn shorts(problem: &Problem) -> Vec<String> {
    let mut taken = BTreeSet::new();
    problem
        .departments()
        .iter()
        .map(|department| {
            let words: Vec<&str> = department
                .name
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| is_said(word))
                .collect();
            let letters = |word: &str, count: usize| {
                word.chars().take(count).collect::<String>().to_uppercase()
            };
            let joined: String = words.concat();
            let mut forms = Vec::new();
            if words.len() > 1 {
                forms.push(
                    words
                        .iter()
                        .take(4)
                        .map(|word| letters(word, 1))
                        .collect::<String>(),
                );
                forms.push(letters(words[0], 2) + &letters(words[1], 2));
            }
            forms.extend((3..=6).map(|count| letters(&joined, count)));
            let free = forms
                .iter()
                .find(|form| form.chars().count() > 1 && !taken.contains(*form))
                .or(forms.last());
            let chosen = free.cloned().unwrap_or_default();
            taken.insert(chosen.clone());
            chosen
        })
        .collect()
}

/// Words that count for a short form.
fn is_said(word: &str) -> bool {
    !word.is_empty()
        && !["and", "of", "the", "for", "department"].contains(&word.to_lowercase().as_str())
}
