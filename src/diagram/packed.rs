//! Several automata at once: their tables over packed states.
//!
//! The states of several automata lie side by side in a few words. A move looks only at the automata that it matters to. Diagrams are built from
//! these tables, and what a relaxed diagram leaves out is followed with them.

use super::automaton_table::AutomatonTable;

/// Packed states of several automata.
pub(crate) type State = [u64; WORDS];
/// Words of a state.
pub(super) const WORDS: usize = 6;

/// A move that is not allowed.
const REFUSED: u32 = u32::MAX;

/// Where the state of one automaton lies.
#[derive(Clone, Copy, Debug)]
struct Bits {
    word: u8,
    shift: u8,
    mask: u64,
    /// First entry of its ends.
    ends: u32,
}

/// Several automata side by side.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    start: State,
    used: [u8; WORDS],
    parts: Vec<Bits>,
    /// Value of ending in each state of each part, or `None`.
    ends: Vec<Option<i64>>,
    /// Fewest steps until each of these states may end.
    needs: Vec<u32>,
    /// The parts, as bits, that moves of each kind may bring nearer to their end; of the first 64 parts only.
    productive: Vec<u64>,
    /// First move of each kind; one more entry than kinds.
    first_move: Vec<u32>,
    /// The parts that a kind matters to, with the first entry of their column.
    moves: Vec<(u16, u32)>,
    /// Columns: next state and value by state.
    next: Vec<u32>,
    values: Vec<i64>,
    /// Automata that are not among the parts, by position: they have too many states, or there was no room.
    missing: Vec<usize>,
}

/// A kind of move that does not matter to a part.
const UNMOVED: u32 = u32::MAX;

/// One automaton of several, by itself.
#[derive(Debug)]
pub(super) struct Part<'a> {
    packed: &'a Packed,
    /// First entry of each kind's column, or [`UNMOVED`].
    columns: Vec<u32>,
    ends: &'a [Option<i64>],
    start: usize,
}

impl Part<'_> {
    /// Number of states.
    #[cfg(test)]
    pub(super) fn states(&self) -> usize {
        self.ends.len()
    }
    /// The state before the first move.
    pub(super) fn start(&self) -> usize {
        self.start
    }
    /// Makes a move: the next state and the value, or `None` if it is not allowed.
    #[inline]
    pub(super) fn follow(&self, state: usize, kind: u32) -> Option<(usize, i64)> {
        let column = self.columns[kind as usize];
        if column == UNMOVED {
            return Some((state, 0));
        }
        let cell = column as usize + state;
        let next = self.packed.next[cell];
        (next != REFUSED).then(|| (next as usize, self.packed.values[cell]))
    }
    /// Value of ending in a state, or `None` if that is not allowed.
    pub(super) fn end(&self, state: usize) -> Option<i64> {
        self.ends[state]
    }
}

impl Packed {
    /// Packs tables, all over the same kinds of moves, numbered from 0; the kind after the last one is no move. `None` stands for an automaton without a table.
    pub(super) fn new<'a>(
        tables: impl Iterator<Item = Option<&'a AutomatonTable>>,
        kinds: usize,
    ) -> Self {
        let mut packed = Self {
            productive: vec![0; kinds + 1],
            ..Self::default()
        };
        let mut moves: Vec<Vec<(u16, u32)>> = vec![Vec::new(); kinds];
        for (position, table) in tables.enumerate() {
            let room = table.and_then(|table| {
                let bits = usize::BITS - table.ends.len().saturating_sub(1).leading_zeros();
                let word = packed
                    .used
                    .iter()
                    .position(|used| u32::from(*used) + bits <= 64)?;
                Some((table, word, bits as u8))
            });
            match room {
                Some((table, word, bits)) => packed.add(table, word, bits, &mut moves),
                None => packed.missing.push(position),
            }
        }
        // One kind more for what is no move.
        for moves in moves.into_iter().chain([Vec::new()]) {
            packed.first_move.push(packed.moves.len() as u32);
            packed.moves.extend(moves);
        }
        packed.first_move.push(packed.moves.len() as u32);
        packed
    }

    fn add(
        &mut self,
        table: &AutomatonTable,
        word: usize,
        bits: u8,
        moves: &mut [Vec<(u16, u32)>],
    ) {
        let part = self.parts.len() as u16;
        let mask = if bits == 0 {
            0
        } else {
            u64::MAX >> (64 - u32::from(bits))
        };
        let shift = if bits == 0 { 0 } else { self.used[word] };
        self.used[word] += bits;
        self.start[word] |= (table.start as u64) << shift;
        self.parts.push(Bits {
            word: word as u8,
            shift,
            mask,
            ends: self.ends.len() as u32,
        });
        self.ends.extend(&table.ends);
        self.needs.extend(&table.needs);
        if let Some(bit) = 1_u64.checked_shl(u32::from(part)) {
            let productive: Vec<bool> = (0..table.steps.len())
                .map(|column| table.is_productive(column))
                .collect();
            for (bits, column) in self.productive.iter_mut().zip(&table.column_of) {
                *bits |= if productive[*column as usize] { bit } else { 0 };
            }
        }
        let states = table.ends.len();
        let at: Vec<Option<u32>> = table
            .cells
            .chunks(states)
            .map(|cells| {
                // A move that changes nothing is not looked at.
                if cells
                    .iter()
                    .enumerate()
                    .all(|(state, cell)| *cell == Some((state as u32, 0)))
                {
                    return None;
                }
                let at = self.next.len() as u32;
                self.next
                    .extend(cells.iter().map(|cell| cell.map_or(REFUSED, |cell| cell.0)));
                self.values
                    .extend(cells.iter().map(|cell| cell.map_or(0, |cell| cell.1)));
                Some(at)
            })
            .collect();
        for (moves, column) in moves.iter_mut().zip(&table.column_of) {
            if let Some(at) = at[*column as usize] {
                moves.push((part, at));
            }
        }
    }

    /// The states before the first move.
    pub(crate) fn start<const WORDS: usize>(&self) -> [u64; WORDS] {
        std::array::from_fn(|word| self.start.get(word).copied().unwrap_or(0))
    }

    /// Number of words that states fill.
    pub(super) fn words(&self) -> usize {
        self.used.iter().filter(|used| **used > 0).count()
    }

    /// True if some automaton is not followed, so that what is allowed here may break its rule.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Those that are not followed, by position.
    pub(super) fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// Makes a move: its value, or `None` if an automaton does not allow it. O(automata that it matters to).
    #[inline]
    pub(crate) fn follow<const WORDS: usize>(
        &self,
        state: &mut [u64; WORDS],
        kind: u32,
    ) -> Option<i64> {
        let kind = kind as usize;
        let mut value = 0;
        for &(part, at) in
            &self.moves[self.first_move[kind] as usize..self.first_move[kind + 1] as usize]
        {
            let part = &self.parts[part as usize];
            let word = &mut state[part.word as usize];
            let cell = at as usize + ((*word >> part.shift) & part.mask) as usize;
            let next = self.next[cell];
            if next == REFUSED {
                return None;
            }
            value += self.values[cell];
            *word = (*word & !(part.mask << part.shift)) | (u64::from(next) << part.shift);
        }
        Some(value)
    }

    /// Fewest steps until the state of a part may end.
    #[inline]
    pub(super) fn need(&self, part: usize, state: &State) -> u32 {
        let part = &self.parts[part];
        self.needs
            [part.ends as usize + ((state[part.word as usize] >> part.shift) & part.mask) as usize]
    }

    /// The parts, as bits, that moves of a kind may bring nearer to their end.
    pub(super) fn productive(&self, kind: u32) -> u64 {
        self.productive.get(kind as usize).copied().unwrap_or(0)
    }

    /// The first 64 parts of which some state may not end yet.
    pub(super) fn demanding(&self) -> impl Iterator<Item = usize> + '_ {
        let ends_of = |part: usize| {
            self.parts[part].ends as usize
                ..self
                    .parts
                    .get(part + 1)
                    .map_or(self.needs.len(), |next| next.ends as usize)
        };
        (0..self.parts.len().min(64))
            .filter(move |part| self.needs[ends_of(*part)].iter().any(|need| *need > 0))
    }

    /// Each part by itself. O(parts × kinds).
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let kinds = self.first_move.len().saturating_sub(1);
        let numbered = self.parts.iter().enumerate();
        let mut parts: Vec<Part<'_>> = numbered
            .map(|(number, bits)| {
                let next = self.parts.get(number + 1);
                let ends =
                    bits.ends as usize..next.map_or(self.ends.len(), |next| next.ends as usize);
                let start = (self.start[bits.word as usize] >> bits.shift) & bits.mask;
                Part {
                    packed: self,
                    columns: vec![UNMOVED; kinds],
                    ends: &self.ends[ends],
                    start: start as usize,
                }
            })
            .collect();
        for kind in 0..kinds {
            let moves = self.first_move[kind] as usize..self.first_move[kind + 1] as usize;
            for &(part, at) in &self.moves[moves] {
                parts[part as usize].columns[kind] = at;
            }
        }
        parts
    }

    /// Value of ending in a state, or `None` if an automaton does not allow it. O(automata).
    pub(crate) fn end<const WORDS: usize>(&self, state: &[u64; WORDS]) -> Option<i64> {
        let mut value = 0;
        for part in &self.parts {
            value += self.ends[part.ends as usize
                + ((state[part.word as usize] >> part.shift) & part.mask) as usize]?;
        }
        Some(value)
    }
}
