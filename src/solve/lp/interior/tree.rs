//! In which order unknowns are eliminated, and which of them need each other.

/// Nobody above.
pub(super) const ROOT: usize = usize::MAX;

/// An order of elimination in which everybody comes right behind those who need it.
#[derive(Debug)]
pub(super) struct Tree {
    /// Unknowns in the order of their elimination.
    pub(super) order: Vec<usize>,
    /// Position of each unknown in it.
    pub(super) position: Vec<usize>,
    /// By position: the first later position that the elimination changes, or [`ROOT`].
    pub(super) parent: Vec<usize>,
    /// By position: entries of its column of the factor, its own among them.
    pub(super) counts: Vec<usize>,
}

impl Tree {
    /// The tree of a symmetric pattern, that says of each unknown with whom it is coupled.
    ///
    /// The order is that of approximate minimum degree (Amestoy, Davis & Duff 1996), in postorder of its tree (Liu 1990). Counting takes as long as the factor has entries.
    pub(super) fn new(pattern: &[Vec<u32>]) -> Self {
        let first = minimum_degree(pattern);
        let parent = parents(pattern, &first, &positions(&first));
        let after = postorder(&parent);
        let order: Vec<usize> = after.iter().map(|&at| first[at]).collect();
        let moved = positions(&after);
        let mut parents = vec![ROOT; order.len()];
        for (at, &up) in parent.iter().enumerate() {
            if up != ROOT {
                parents[moved[at]] = moved[up];
            }
        }
        let position = positions(&order);
        let counts = counts(pattern, &order, &position, &parents);
        Self {
            order,
            position,
            parent: parents,
            counts,
        }
    }
}

/// The order as it comes where the pattern is too large for the numbers of the library.
fn minimum_degree(pattern: &[Vec<u32>]) -> Vec<usize> {
    let natural = || (0..pattern.len()).collect();
    let mut starts = vec![0_i32];
    let mut rows = Vec::new();
    for (unknown, coupled) in pattern.iter().enumerate() {
        // The library counts on entries of the diagonal.
        let all = coupled.iter().copied().chain([unknown as u32]);
        rows.extend(all.filter_map(|row| i32::try_from(row).ok()));
        let Ok(end) = i32::try_from(rows.len()) else {
            return natural();
        };
        starts.push(end);
    }
    let Ok(size) = i32::try_from(pattern.len()) else {
        return natural();
    };
    amd::order(size, &starts, &rows, &amd::Control::default()).map_or_else(
        |_| natural(),
        |(order, ..)| order.into_iter().map(|unknown| unknown as usize).collect(),
    )
}

fn positions(order: &[usize]) -> Vec<usize> {
    let mut position = vec![0; order.len()];
    for (at, &unknown) in order.iter().enumerate() {
        position[unknown] = at;
    }
    position
}

fn parents(pattern: &[Vec<u32>], order: &[usize], position: &[usize]) -> Vec<usize> {
    let mut parent = vec![ROOT; order.len()];
    // Shortcuts: the highest position known above.
    let mut above = vec![ROOT; order.len()];
    for (at, &unknown) in order.iter().enumerate() {
        for &coupled in &pattern[unknown] {
            let mut up = position[coupled as usize];
            while up < at {
                let next = std::mem::replace(&mut above[up], at);
                if next == ROOT {
                    parent[up] = at;
                    break;
                }
                up = next;
            }
        }
    }
    parent
}

/// Positions, each behind those whose parent it is.
fn postorder(parent: &[usize]) -> Vec<usize> {
    let mut children = vec![Vec::new(); parent.len()];
    let mut stack = Vec::new();
    for (at, &up) in parent.iter().enumerate().rev() {
        match up {
            ROOT => stack.push((at, false)),
            _ => children[up].push(at),
        }
    }
    let mut after = Vec::with_capacity(parent.len());
    while let Some((at, is_open)) = stack.pop() {
        if is_open {
            after.push(at);
        } else {
            stack.push((at, true));
            stack.extend(children[at].iter().map(|&child| (child, false)));
        }
    }
    after
}

fn counts(
    pattern: &[Vec<u32>],
    order: &[usize],
    position: &[usize],
    parent: &[usize],
) -> Vec<usize> {
    let mut counts = vec![1; order.len()];
    let mut seen = vec![ROOT; order.len()];
    for (at, &unknown) in order.iter().enumerate() {
        seen[at] = at;
        for &coupled in &pattern[unknown] {
            let mut up = position[coupled as usize];
            while up < at && seen[up] != at {
                seen[up] = at;
                counts[up] += 1;
                up = parent[up];
            }
        }
    }
    counts
}
