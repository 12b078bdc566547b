//! The diagram as a graph: nodes in the order of time, labelled arcs.

use crate::ids::ActivityId;

/// A node of a [`Diagram`]; 0 is the source, the last one the end.
pub type NodeId = u32;

/// What an arc puts into its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Idle or on leave.
    Idle,
    /// A rotation starts and stays for all steps of the arc; position in [`Diagram::places`].
    Start(u16),
    /// The rotation goes on; position in [`Diagram::places`].
    Stay(u16),
    /// At a slot of an event with a choice; position in the axis's slots.
    Attend(u16),
    /// The end: no step.
    End,
}

/// What arcs share: where, when and what it is worth by the rules with states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label {
    /// What it puts into its steps.
    pub place: Place,
    /// First step.
    pub first: u32,
    /// Number of steps.
    pub steps: u32,
    /// Value given by the automata.
    pub value: i64,
}

/// An arc: the labels it stands for and where it leads.
///
/// Labels that always lead from and to the same nodes, as those of the departments that serve the same requirement do, are one **bundle**: the
/// arc stands for a choice between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arc {
    /// The bundle; [`Diagram::labels_of`] gives its labels.
    pub bundle: u32,
    /// Target node, always behind the source in the order of nodes.
    pub to: NodeId,
}

/// A directed acyclic graph whose source-to-end paths are the pathways that the automata allow.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Diagram {
    pub(super) places: Vec<ActivityId>,
    /// Places whose labels of a step each say that the doctor is there, wherever the rotation starts.
    pub(super) cells: Vec<bool>,
    /// Labels, bundle by bundle.
    pub(super) labels: Vec<Label>,
    /// First label of each bundle; one more entry than bundles.
    pub(super) first_label: Vec<u32>,
    /// First arc of each node; one more entry than nodes.
    pub(super) first_arc: Vec<u32>,
    pub(super) arcs: Vec<Arc>,
    /// Step of each node.
    pub(super) step_of: Vec<u32>,
}

impl Diagram {
    /// The activities that labels refer to.
    #[must_use]
    pub fn places(&self) -> &[ActivityId] {
        &self.places
    }
    /// True if a rotation of a place is nothing but its cells: each step there is a [`Place::Start`], and those that follow one another are one rotation.
    #[must_use]
    pub fn is_cell(&self, place: u16) -> bool {
        self.cells.get(place as usize).copied().unwrap_or(false)
    }
    /// The labels that arcs refer to.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }
    /// Number of bundles of labels.
    #[must_use]
    pub fn bundle_count(&self) -> usize {
        self.first_label.len().saturating_sub(1)
    }
    /// Positions of a bundle's labels in [`Self::labels`]; none for a bundle of another diagram, beyond the last.
    #[must_use]
    pub fn labels_of(&self, bundle: u32) -> std::ops::Range<usize> {
        range(&self.first_label, bundle)
    }
    /// Number of nodes; 0 if no pathway is allowed.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.step_of.len()
    }
    /// Number of arcs; one that stands for a bundle counts once.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.arcs.len()
    }
    /// The arcs that leave a node; none for a node of another diagram, beyond the last.
    #[must_use]
    pub fn arcs_of(&self, node: NodeId) -> &[Arc] {
        self.arcs
            .get(range(&self.first_arc, node))
            .unwrap_or_default()
    }
    /// The single labels that leave a node, as positions in [`Self::labels`], with the node each leads to.
    pub fn moves_of(&self, node: NodeId) -> impl Iterator<Item = (u32, NodeId)> + '_ {
        self.arcs_of(node).iter().flat_map(|arc| {
            self.labels_of(arc.bundle)
                .map(move |label| (label as u32, arc.to))
        })
    }
    /// The step before which a node lies; that of the end for a node of another diagram, beyond the last.
    #[must_use]
    pub fn step_of(&self, node: NodeId) -> usize {
        self.step_of
            .get(node as usize)
            .or(self.step_of.last())
            .map_or(0, |step| *step as usize)
    }
    /// True if no pathway is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.step_of.is_empty()
    }
    /// The activity of a label, if it has one.
    #[must_use]
    pub fn activity(&self, label: &Label) -> Option<ActivityId> {
        match label.place {
            Place::Start(place) | Place::Stay(place) => self.places.get(place as usize).copied(),
            Place::Idle | Place::Attend(_) | Place::End => None,
        }
    }
}

/// What lies between an entry of `first` and the next one, nothing beyond the end.
#[inline]
fn range(first: &[u32], index: u32) -> std::ops::Range<usize> {
    match (first.get(index as usize), first.get(index as usize + 1)) {
        (Some(&from), Some(&to)) => from as usize..to as usize,
        _ => 0..0,
    }
}

/// The labels of each bundle with the greatest weight first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorted {
    labels: Vec<u32>,
}

impl Sorted {
    /// Sorts the labels by their weights, equal ones by number. O(labels · log of a bundle's).
    pub(crate) fn sort<T: super::table::Weights>(&mut self, diagram: &Diagram, weights: &[T]) {
        self.labels.clear();
        self.labels.extend(0..diagram.labels.len() as u32);
        for bundle in 0..diagram.bundle_count() as u32 {
            let range = diagram.labels_of(bundle);
            if range.len() > 1 {
                self.labels[range].sort_unstable_by(|&one, &other| {
                    let order = weights[other as usize].partial_cmp(&weights[one as usize]);
                    order
                        .unwrap_or(std::cmp::Ordering::Equal)
                        .then(one.cmp(&other))
                });
            }
        }
    }
    /// The labels of a bundle.
    #[inline]
    pub(crate) fn of_bundle(&self, diagram: &Diagram, bundle: u32) -> &[u32] {
        &self.labels[diagram.labels_of(bundle)]
    }
}
