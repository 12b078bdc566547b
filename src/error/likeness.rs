//! When two texts look like one.

/// True if two texts differ by capitals, spaces and marks only.
pub(crate) fn same_but_for_marks(one: &str, other: &str) -> bool {
    one == other || without_marks(one) == without_marks(other)
}

/// A text without capitals, spaces, hyphens, underscores and characters without a width; Cyrillic letters that look like Latin ones become these. What
/// stands between two digits stays: 1-1 is not 11.
pub(crate) fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut skipped = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let is_mark = letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        if is_mark {
            skipped = true;
            continue;
        }
        if skipped && letter.is_numeric() && out.ends_with(char::is_numeric) {
            out.push('-');
        }
        skipped = false;
        out.push(latin(letter));
    }
    out
}

fn latin(letter: char) -> char {
    const ALIKE: [(char, char); 12] = [
        ('а', 'a'),
        ('в', 'b'),
        ('е', 'e'),
        ('к', 'k'),
        ('м', 'm'),
        ('н', 'h'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('т', 't'),
        ('у', 'y'),
        ('х', 'x'),
    ];
    ALIKE
        .iter()
        .find(|(cyrillic, _)| *cyrillic == letter)
        .map_or(letter, |(_, latin)| *latin)
}

/// The key that is most like `wanted`, if one differs from it by marks or by a letter or two.
pub(crate) fn nearest<'a>(wanted: &str, keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = without_marks(wanted);
    let length = wanted.chars().count();
    let allowed = if length < 4 {
        0
    } else if length < 8 {
        1
    } else {
        2
    };
    // Another number is another thing.
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let distances = keys
        .filter(|key| key.len() < 200 && digits(key) == digits(&wanted))
        .map(|key| {
            (
                strsim::damerau_levenshtein(&wanted, &without_marks(key)),
                key,
            )
        });
    distances
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::{nearest, same_but_for_marks};

    #[test]
    fn likeness() {
        for (one, other) in [
            ("PGY-1", "PGY1"),
            ("PGY 1", "pgy1"),
            ("Rahman", "rahman"),
            ("Ахметов\u{200b}", "ахметов"),
            ("\u{421}ardio", "Cardio"),
        ] {
            assert!(same_but_for_marks(one, other), "{one} {other}");
        }
        for (one, other) in [("PGY1", "PGY2"), ("1-1", "11"), ("ward 1", "ward 2")] {
            assert!(!same_but_for_marks(one, other), "{one} {other}");
        }
        assert_eq!(
            nearest("Rahmann", ["petrov", "rahman"].into_iter()),
            Some("rahman")
        );
        assert_eq!(nearest("PGY4", ["PGY1", "PGY2"].into_iter()), None);
        assert_eq!(nearest("zoe", ["zoa"].into_iter()), None);
    }
}
