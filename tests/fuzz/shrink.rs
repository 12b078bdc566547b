//! Makes a failing input small: takes parts out for as long as it fails at the same place.

use crate::input::{Input, Part};
use crate::mutate::tree;
use crate::supervisor::Supervisor;
use crate::worker::{Failure, Order};
use serde_json::Value;
use std::path::Path;

/// Shrinks an input that fails with `failure`, trying at most `tries` smaller ones.
pub(crate) fn shrink(
    supervisor: &mut Supervisor,
    input: Input,
    failure: &Failure,
    tries: usize,
    scratch: &Path,
) -> Input {
    let mut shrinker = Shrinker {
        supervisor,
        failure,
        tries,
        scratch,
    };
    let mut best = input;
    if !shrinker.fails(&best) {
        return best;
    }
    while let Some(smaller) = shrinker.round(&best) {
        best = smaller;
    }
    best.note = format!(
        "{} in {}: {}",
        failure.place,
        failure.stage,
        failure.message.chars().take(300).collect::<String>()
    );
    best
}

struct Shrinker<'a> {
    supervisor: &'a mut Supervisor,
    failure: &'a Failure,
    tries: usize,
    scratch: &'a Path,
}

impl Shrinker<'_> {
    /// True if the input fails at the same place.
    fn fails(&mut self, input: &Input) -> bool {
        let Some(left) = self.tries.checked_sub(1) else {
            return false;
        };
        self.tries = left;
        input.write(self.scratch);
        let verdict = self.supervisor.run(&Order::File(self.scratch.to_owned()));
        verdict.failures.iter().any(|failure| {
            failure.place == self.failure.place && failure.stage == self.failure.stage
        })
    }

    /// One pass over everything that can be left out; `None` if nothing could.
    fn round(&mut self, input: &Input) -> Option<Input> {
        let mut best = input.clone();
        let mut changed = false;
        for stage in input.stages.iter().filter(|stage| *stage != "read") {
            let mut smaller = best.clone();
            smaller.stages.retain(|known| known != stage);
            changed |= self.take(&mut best, smaller);
        }
        for forget in [
            |input: &mut Input| input.schedule = None,
            |input: &mut Input| input.numbers = None,
            |input: &mut Input| input.certificate = None,
            |input: &mut Input| input.set = None,
            |input: &mut Input| input.changes = None,
        ] {
            let mut smaller = best.clone();
            forget(&mut smaller);
            changed |= smaller != best && self.take(&mut best, smaller);
        }
        if let Some(numbers) = best.numbers.clone() {
            for position in (0..numbers.len()).rev() {
                let mut smaller = best.clone();
                smaller.numbers.iter_mut().for_each(|numbers| {
                    drop((position < numbers.len()).then(|| numbers.remove(position)))
                });
                changed |= self.take(&mut best, smaller);
            }
        }
        let parts = best.clone().parts_mut().len();
        for index in 0..parts {
            changed |= self.part(&mut best, index);
        }
        changed.then_some(best)
    }

    fn take(&mut self, best: &mut Input, smaller: Input) -> bool {
        let fails = self.fails(&smaller);
        if fails {
            *best = smaller;
        }
        fails
    }

    /// Takes fields, items, files, lines and characters out of one part.
    fn part(&mut self, best: &mut Input, index: usize) -> bool {
        let Some(part) = best
            .clone()
            .parts_mut()
            .get(index)
            .map(|part| (**part).clone())
        else {
            return false;
        };
        match part {
            Part::Tree(value) => self.tree(best, index, &value),
            Part::Text(text) => self.pieces(
                best,
                index,
                &text.lines().map(ToOwned::to_owned).collect::<Vec<_>>(),
                |lines| Part::Text(lines.join("\n")),
            ),
            Part::Bytes(bytes) => {
                self.pieces(best, index, &bytes, |bytes| Part::Bytes(bytes.to_vec()))
            }
            Part::Tables(files) => {
                let names: Vec<_> = files.into_iter().collect();
                let mut changed = self.pieces(best, index, &names, |files| {
                    Part::Tables(files.iter().cloned().collect())
                });
                for (name, _) in names {
                    let Some(Part::Tables(files)) = best
                        .clone()
                        .parts_mut()
                        .get(index)
                        .map(|part| (**part).clone())
                    else {
                        continue;
                    };
                    let Some(Part::Text(text)) = files.get(&name) else {
                        continue;
                    };
                    let lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
                    changed |= self.pieces(best, index, &lines, |lines| {
                        let mut files = files.clone();
                        files.insert(name.clone(), Part::Text(lines.join("\n")));
                        Part::Tables(files)
                    });
                }
                changed
            }
        }
    }

    /// Leaves out halves, quarters and so on of a list.
    fn pieces<T: Clone>(
        &mut self,
        best: &mut Input,
        index: usize,
        all: &[T],
        part: impl Fn(&[T]) -> Part,
    ) -> bool {
        let (mut left, mut size, mut changed) = (all.to_vec(), all.len().div_ceil(2), false);
        while size > 0 && self.tries > 0 {
            let mut start = 0;
            while start < left.len() {
                let mut fewer = left.clone();
                fewer.drain(start..(start + size).min(left.len()));
                let mut smaller = best.clone();
                *smaller.parts_mut()[index] = part(&fewer);
                if self.take(best, smaller) {
                    (left, changed) = (fewer, true);
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
        changed
    }

    /// Takes fields and items out of a document, the large ones first, then makes what is left plain.
    fn tree(&mut self, best: &mut Input, index: usize, value: &Value) -> bool {
        let mut changed = false;
        let mut left = value.clone();
        // Lists are halved first: a rule that was repeated two thousand times would take as many tries.
        for way in tree::ways(value) {
            let Some(Value::Array(items)) = tree::at_mut(&mut left, &way).cloned() else {
                continue;
            };
            if items.len() < 8 {
                continue;
            }
            let document = left.clone();
            changed |= self.pieces(best, index, &items, |items| {
                let mut document = document.clone();
                if let Some(list) = tree::at_mut(&mut document, &way) {
                    *list = Value::Array(items.to_vec());
                }
                Part::Tree(document)
            });
            if let Some(Part::Tree(now)) = best.clone().parts_mut().get(index) {
                left = now.clone();
            }
        }
        let mut ways = tree::ways(&left);
        ways.sort_by_key(Vec::len);
        // Later items first, so that the positions of earlier ones stay.
        ways.reverse();
        ways.sort_by_key(Vec::len);
        for way in ways {
            let mut smaller = left.clone();
            if tree::remove(&mut smaller, &way).is_none() {
                continue;
            }
            let mut input = best.clone();
            *input.parts_mut()[index] = Part::Tree(smaller.clone());
            if self.take(best, input) {
                (left, changed) = (smaller, true);
            }
        }
        changed
    }
}
