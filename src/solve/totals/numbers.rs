//! Sets of whole numbers, and their sums.

use crate::diagram::greatest_common_divisor;

/// Greatest distance between numbers of a set; sums that lie further apart are not looked at.
const MOST_SPREAD: i64 = 1 << 16;
const BITS: usize = 64;

/// Some whole numbers, at least one, none too far from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    least: i64,
    /// Distances from the least one, as bits; the first bit and some bit of the last word are set.
    bits: Vec<u64>,
}

impl Numbers {
    /// One number.
    pub(super) fn one(number: i64) -> Self {
        Self {
            least: number,
            bits: vec![1],
        }
    }

    /// Those of a list; `None` if there is none, or if they lie too far apart.
    pub(super) fn of(numbers: &[i64]) -> Option<Self> {
        let least = numbers.iter().copied().min()?;
        let greatest = numbers.iter().copied().max()?;
        let mut set = Self::empty(least, greatest)?;
        for number in numbers {
            set.insert(number - least);
        }
        Some(set)
    }

    /// From the first number on in steps, up to the last one at most.
    pub(super) fn range(first: i64, last: i64, step: i64) -> Option<Self> {
        let mut set = Self::empty(first, last)?;
        let mut distance = 0;
        while distance <= last - first {
            set.insert(distance);
            distance += step.max(1);
        }
        set.trim();
        Some(set)
    }

    /// Distances from a least number as words.
    pub(super) fn from_words(least: i64, words: &[u64]) -> Option<Self> {
        let first = words.iter().position(|word| *word != 0)?;
        let bit = first * BITS + words[first].trailing_zeros() as usize;
        let mut bits = vec![0; words.len() - first];
        or_shifted_down(&mut bits, words, bit);
        let least = least.checked_add(i64::try_from(bit).ok()?)?;
        let mut set = Self { least, bits };
        set.trim();
        Some(set)
    }

    fn empty(least: i64, greatest: i64) -> Option<Self> {
        let spread = greatest.checked_sub(least)?;
        let words = usize::try_from(spread).ok()? / BITS + 1;
        (spread <= MOST_SPREAD).then(|| Self {
            least,
            bits: vec![0; words],
        })
    }

    /// By its distance from the least one, which is within the words.
    fn insert(&mut self, distance: i64) {
        if let Ok(distance) = usize::try_from(distance)
            && let Some(word) = self.bits.get_mut(distance / BITS)
        {
            *word |= 1 << (distance % BITS);
        }
    }

    fn trim(&mut self) {
        while self.bits.len() > 1 && self.bits.last() == Some(&0) {
            self.bits.pop();
        }
    }

    pub(crate) fn least(&self) -> i64 {
        self.least
    }

    pub(crate) fn greatest(&self) -> i64 {
        let last = self.bits.last().map_or(0, |word| word.leading_zeros());
        let bit = (self.bits.len() * BITS).saturating_sub(last as usize + 1);
        self.least
            .saturating_add(i64::try_from(bit).unwrap_or(i64::MAX))
    }

    pub(super) fn contains(&self, number: i64) -> bool {
        let distance = number.checked_sub(self.least);
        let distance = distance.and_then(|distance| usize::try_from(distance).ok());
        distance.is_some_and(|distance| {
            let word = self.bits.get(distance / BITS).copied().unwrap_or(0);
            word >> (distance % BITS) & 1 == 1
        })
    }

    /// Ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (self.least..=self.greatest()).filter(|number| self.contains(*number))
    }

    /// The greatest number that divides all distances; 0 of one number.
    pub(crate) fn step(&self) -> i64 {
        self.iter()
            .map(|number| number - self.least)
            .fold(0, greatest_common_divisor)
    }

    /// Those in both sets; `None` if there is none.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let both: Vec<i64> = self
            .iter()
            .filter(|number| other.contains(*number))
            .collect();
        Self::of(&both)
    }

    /// A number of each set that are as near to each other as can be; `None` if some number is in both.
    pub(crate) fn nearest(&self, other: &Self) -> Option<(i64, i64)> {
        let mut nearest: Option<(i64, i64)> = None;
        let mut known: Option<i64> = None;
        let mut others = other.iter().peekable();
        for number in self.iter() {
            while let Some(next) = others.next_if(|next| *next <= number) {
                known = Some(next);
            }
            for near in known.into_iter().chain(others.peek().copied()) {
                let distance = |pair: (i64, i64)| pair.0.abs_diff(pair.1);
                if nearest.is_none_or(|best| distance((number, near)) < distance(best)) {
                    nearest = Some((number, near));
                }
            }
        }
        nearest.filter(|pair| pair.0 != pair.1)
    }

    /// All sums of a number of each; `None` if they lie too far apart.
    ///
    /// # Complexity
    /// O(stretches of numbers without a gap in the one × spread of both / 64).
    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let least = self.least.checked_add(other.least)?;
        let greatest = self.greatest().checked_add(other.greatest())?;
        let mut sum = Self::empty(least, greatest)?;
        let (few, many) = match self.stretches().len() <= other.stretches().len() {
            true => (self, other),
            false => (other, self),
        };
        let mut spread: Option<(usize, Vec<u64>)> = None;
        for (first, length) in few.stretches() {
            let known = spread.take().filter(|known| known.0 == length);
            let (_, bits) =
                spread.insert(known.unwrap_or_else(|| (length, smeared(&many.bits, length))));
            or_shifted(&mut sum.bits, bits, first);
        }
        sum.trim();
        Some(sum)
    }

    /// Numbers without a gap: distance of the first from the least of all, and how many.
    fn stretches(&self) -> Vec<(usize, usize)> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for bit in 0..self.bits.len() * BITS {
            if self.bits[bit / BITS] >> (bit % BITS) & 1 == 0 {
                continue;
            }
            match stretches.last_mut() {
                Some((first, length)) if *first + *length == bit => *length += 1,
                _ => stretches.push((bit, 1)),
            }
        }
        stretches
    }
}

/// All sums of a number and 0, 1, … up to `length` less one.
fn smeared(bits: &[u64], length: usize) -> Vec<u64> {
    let mut out = vec![0; bits.len() + length / BITS + 1];
    or_shifted(&mut out, bits, 0);
    let mut covered = 1;
    while covered < length {
        let step = covered.min(length - covered);
        let before = out.clone();
        or_shifted(&mut out, &before, step);
        covered += step;
    }
    out
}

/// Adds numbers that are greater by `shift`; what does not fit is 0.
pub(super) fn or_shifted(out: &mut [u64], bits: &[u64], shift: usize) {
    let (words, bit) = (shift / BITS, shift % BITS);
    for (position, &word) in bits.iter().enumerate() {
        if word == 0 {
            continue;
        }
        if let Some(out) = out.get_mut(position + words) {
            *out |= word << bit;
        }
        if bit > 0
            && let Some(out) = out.get_mut(position + words + 1)
        {
            *out |= word >> (BITS - bit);
        }
    }
}

/// Adds numbers that are less by `shift`, none of which is below 0.
fn or_shifted_down(out: &mut [u64], bits: &[u64], shift: usize) {
    let (words, bit) = (shift / BITS, shift % BITS);
    for (position, out) in out.iter_mut().enumerate() {
        let word = |position: usize| bits.get(position).copied().unwrap_or(0);
        *out |= word(position + words) >> bit;
        if bit > 0 {
            *out |= word(position + words + 1) << (BITS - bit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Sets of all kinds: close together, with gaps, across words, below 0.
    fn sets() -> Vec<Vec<i64>> {
        vec![
            vec![0],
            vec![-7],
            vec![0, 2, 4],
            (0..=5).collect(),
            (-3..=70).collect(),
            vec![0, 63, 64, 65, 128],
            vec![5, 6, 7, 200],
            (0..90).map(|number| number * 3 + 1).collect(),
            vec![-130, -1, 130],
        ]
    }

    #[test]
    fn sums_are_those_of_pairs() {
        for one in sets() {
            for other in sets() {
                let expected: BTreeSet<i64> = one
                    .iter()
                    .flat_map(|left| other.iter().map(move |right| left + right))
                    .collect();
                let (left, right) = (Numbers::of(&one).unwrap(), Numbers::of(&other).unwrap());
                let sum = left.plus(&right).unwrap();
                let found: BTreeSet<i64> = sum.iter().collect();
                assert_eq!(found, expected, "{one:?} {other:?}");
                assert_eq!(sum.least(), *expected.first().unwrap());
                assert_eq!(sum.greatest(), *expected.last().unwrap());
                let shared = one.iter().any(|number| other.contains(number));
                let nearest = left.nearest(&right);
                assert_eq!(nearest.is_none(), shared, "{one:?} {other:?}");
                let least = one
                    .iter()
                    .flat_map(|left| other.iter().map(move |right| left.abs_diff(*right)))
                    .min();
                assert_eq!(
                    nearest.map_or(0, |(left, right)| left.abs_diff(right)),
                    least.unwrap()
                );
            }
        }
    }

    #[test]
    fn steps_and_words() {
        assert_eq!(Numbers::range(1, 11, 3).unwrap().step(), 3);
        assert_eq!(Numbers::range(1, 11, 3).unwrap().greatest(), 10);
        assert_eq!(Numbers::one(4).step(), 0);
        let words = Numbers::from_words(10, &[0, 0b1010]).unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), [75, 77]);
        assert_eq!(Numbers::from_words(0, &[0, 0]), None);
        assert_eq!(Numbers::range(0, MOST_SPREAD + 1, 1), None);
    }
}
