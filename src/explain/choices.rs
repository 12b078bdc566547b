//! The ways in which one doctor can use the rows.

use crate::diagram::{NodeId, Pathways, Weights};
use crate::formulation::{Formulation, OneDoctor, RowId, RowUsage};
use crate::ids::DoctorId;
use rustc_hash::FxHashMap;

/// How much a path uses each row that it uses, ascending by row.
pub(super) type Usage = Vec<(RowId, i64)>;

/// One way a doctor can use the rows, with the labels of a path that does.
pub(super) struct Choice {
    pub(super) usage: Usage,
    pub(super) labels: Vec<u32>,
}

/// How much each label of a doctor's diagram uses each row.
pub(super) struct LabelUses {
    pub(super) of_label: Vec<Usage>,
}

impl LabelUses {
    pub(super) fn new(pathways: &Pathways, formulation: &Formulation, doctor: DoctorId) -> Self {
        let class = pathways.class(doctor);
        let values = &pathways.table(doctor).labels;
        let of_label = (0..class.diagram.labels().len()).map(|label| {
            let mut usage: FxHashMap<RowId, i64> = FxHashMap::default();
            let value = values[label];
            if value != i64::NOWHERE {
                let (one, label) = (
                    OneDoctor::new(pathways, doctor),
                    u32::try_from(label).unwrap_or(u32::MAX),
                );
                // What rows over scores take adds up over labels, as scores do.
                RowUsage::visit(formulation, one, &[label], value, |row, amount| {
                    *usage.entry(row).or_default() += amount
                });
            }
            sorted(usage)
        });
        Self {
            of_label: of_label.collect(),
        }
    }
}

/// A way to use the relevant rows from a node on: how much all rows are used, the label of the first arc, the node and entry it leads to.
#[derive(Clone, Copy)]
struct Entry {
    weight: i64,
    label: u32,
    to: u32,
    next: u32,
}

/// The ways from each node on, each by a path that uses all rows least.
struct Ways {
    of_node: Vec<Vec<(Usage, Entry)>>,
}

/// The distinct ways in which a doctor can use the relevant rows, each by a path that uses all rows least; `None` if there are too many.
pub(super) fn choices_of(
    pathways: &Pathways,
    doctor: DoctorId,
    uses: &LabelUses,
    is_relevant: &[bool],
    room: &mut usize,
) -> Option<Vec<Choice>> {
    let ways = Ways::new(pathways, doctor, uses, is_relevant, room)?;
    let from_start = ways.of_node.first()?;
    let mut order: Vec<usize> = (0..from_start.len()).collect();
    // Choices of little use come first, which finds a schedule sooner where doctors compete.
    order.sort_by_key(|index| from_start[*index].1.weight);
    let choices = order.into_iter().map(|index| Choice {
        usage: from_start[index].0.clone(),
        labels: ways.labels_from(index),
    });
    Some(choices.collect())
}

impl Ways {
    /// From the end of the diagram backwards; `None` if there are more than there is room for.
    fn new(
        pathways: &Pathways,
        doctor: DoctorId,
        uses: &LabelUses,
        is_relevant: &[bool],
        room: &mut usize,
    ) -> Option<Self> {
        let diagram = &pathways.class(doctor).diagram;
        let values = &pathways.table(doctor).labels;
        let is_relevant = |entry: &(RowId, i64)| is_relevant[entry.0.index()];
        let relevant = uses.of_label.iter();
        let relevant = relevant.map(|usage| usage.iter().copied().filter(is_relevant).collect());
        let relevant: Vec<Usage> = relevant.collect();
        let weights = uses.of_label.iter();
        let weights = weights.map(|usage| usage.iter().map(|entry| entry.1.abs()).sum());
        let weights: Vec<i64> = weights.collect();
        let end = diagram.node_count().checked_sub(1)?;
        let mut of_node: Vec<Vec<(Usage, Entry)>> = vec![Vec::new(); end + 1];
        of_node[end].push((Vec::new(), Entry::END));
        for node in (0..end).rev() {
            let mut known: FxHashMap<Usage, usize> = FxHashMap::default();
            let mut here: Vec<(Usage, Entry)> = Vec::new();
            let moves = diagram.moves_of(node as NodeId);
            for (label, to) in moves.filter(|(label, _)| values[*label as usize] != i64::NOWHERE) {
                for (index, (rest, next)) in of_node[to as usize].iter().enumerate() {
                    let usage = sum(&relevant[label as usize], rest);
                    let entry = Entry {
                        weight: weights[label as usize] + next.weight,
                        label,
                        to,
                        next: index as u32,
                    };
                    match known.get(&usage) {
                        Some(&position) if here[position].1.weight <= entry.weight => {}
                        Some(&position) => here[position].1 = entry,
                        None => {
                            *room = room.checked_sub(1)?;
                            known.insert(usage.clone(), here.len());
                            here.push((usage, entry));
                        }
                    }
                }
            }
            of_node[node] = here;
        }
        Some(Self { of_node })
    }

    /// The labels of the path of one of the ways from the start.
    fn labels_from(&self, first: usize) -> Vec<u32> {
        let (mut node, mut entry, mut labels) = (0, first, Vec::new());
        while node + 1 < self.of_node.len() {
            let step = &self.of_node[node][entry].1;
            labels.push(step.label);
            (node, entry) = (step.to as usize, step.next as usize);
        }
        labels
    }
}

impl Entry {
    /// Nothing is left to do.
    const END: Self = Self {
        weight: 0,
        label: u32::MAX,
        to: 0,
        next: 0,
    };
}

fn sorted(usage: FxHashMap<RowId, i64>) -> Usage {
    let mut usage: Usage = usage.into_iter().filter(|entry| entry.1 != 0).collect();
    usage.sort_unstable();
    usage
}

fn sum(one: &Usage, other: &Usage) -> Usage {
    let mut sum = Vec::with_capacity(one.len() + other.len());
    let (mut left, mut right) = (
        one.iter().copied().peekable(),
        other.iter().copied().peekable(),
    );
    while let (Some(a), Some(b)) = (left.peek().copied(), right.peek().copied()) {
        if a.0 <= b.0 {
            left.next();
        }
        if b.0 <= a.0 {
            right.next();
        }
        let entry = match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => (a.0, a.1 + b.1),
        };
        if entry.1 != 0 {
            sum.push(entry);
        }
    }
    sum.extend(left);
    sum.extend(right);
    sum
}
