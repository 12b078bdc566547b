//! Typed indices and sets of them.
//!
//! Every entity of a [`Problem`](crate::Problem) has a dense index of its own type, so that a doctor can never be
//! looked up with a department's number. Indices are only meaningful for the problem they came from.

use fixedbitset::FixedBitSet;
use std::fmt;
use std::sync::Arc;

/// A dense index of one kind of entity.
pub trait Id: Copy + Ord + fmt::Debug {
    /// The id of the entity at position `index`.
    fn from_index(index: usize) -> Self;
    /// The position of the entity in the problem's list of its kind.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
        pub struct $name(u32);

        impl $name {
            /// The id of the entity at position `index`; positions beyond `u32` saturate.
            #[must_use]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
            /// The position of the entity in the problem's list of its kind.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl Id for $name {
            fn from_index(index: usize) -> Self {
                Self::new(index)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl fmt::Display for $name {
            /// The position; the text that the input has for it is the problem's to say.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}", self.0)
            }
        }
    )+};
}

ids! {
    /// A doctor.
    DoctorId,
    /// A specialty.
    SpecialtyId,
    /// A region doctors come from.
    RegionId,
    /// A cohort of doctors who arrive together.
    CohortId,
    /// A hospital.
    HospitalId,
    /// A department of a hospital.
    DepartmentId,
    /// An activity that a department offers.
    ActivityId,
    /// A joint event.
    EventId,
    /// A rule.
    RuleId,
    /// A row of a formulation.
    RowId,
    /// A period of the horizon, 0 the first.
    PeriodId,
    /// A grid: a partition of the horizon into blocks.
    GridId,
}

/// Name under which a list by doctor is serialised, so that [`Problem::with_ids`](crate::Problem::with_ids) can make a map of it.
pub(crate) const BY_DOCTOR: &str = "ByDoctor";

/// Serialises a list by doctor.
pub(crate) fn by_doctor<T: serde::Serialize, S: serde::Serializer>(
    list: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(BY_DOCTOR, list)
}

/// An immutable set of ids: a sorted list, and a bit set beside it where the members are not few among many. Clones share their storage, so that a
/// hundred thousand rules about the same doctors hold them once, and a hundred thousand about one doctor each hold one id each.
#[derive(Clone, PartialEq, Eq)]
pub struct IdSet<I> {
    /// Empty where members are looked for in the list.
    bits: Arc<FixedBitSet>,
    list: Arc<[I]>,
}

/// Ids below this are always held as bits.
const DENSE: usize = 1_024;
/// Bits for each member beyond which the list has to do.
const BITS_PER_MEMBER: usize = 32;

impl<I> Default for IdSet<I> {
    fn default() -> Self {
        Self {
            bits: Arc::default(),
            list: Arc::from(Vec::new()),
        }
    }
}

impl<I: Id> IdSet<I> {
    /// True if `id` is in the set.
    #[must_use]
    pub fn contains(&self, id: I) -> bool {
        if self.has_bits() {
            self.bits.contains(id.index())
        } else {
            self.list.binary_search(&id).is_ok()
        }
    }
    fn has_bits(&self) -> bool {
        !self.bits.is_empty()
    }
    /// The members in ascending order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + '_ {
        self.list.iter().copied()
    }
    /// The members in ascending order.
    #[must_use]
    pub fn as_slice(&self) -> &[I] {
        &self.list
    }
    /// Number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// True if there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// True if the sets share a member.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        let (fewer, more) = if self.len() < other.len() {
            (self, other)
        } else {
            (other, self)
        };
        // A word of bits holds 64 ids.
        if self.has_bits()
            && other.has_bits()
            && fewer.len() > self.bits.len().min(other.bits.len()) / 64
        {
            !self.bits.is_disjoint(&other.bits)
        } else {
            fewer.iter().any(|id| more.contains(id))
        }
    }
    /// All ids below `count`.
    #[must_use]
    pub fn all(count: usize) -> Self {
        (0..count).map(I::from_index).collect()
    }
}

impl<I: Id> FromIterator<I> for IdSet<I> {
    fn from_iter<T: IntoIterator<Item = I>>(members: T) -> Self {
        let mut list: Vec<I> = members.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        let length = list.last().map_or(0, |last| last.index() + 1);
        let mut bits = FixedBitSet::new();
        if length <= DENSE || length / BITS_PER_MEMBER <= list.len() {
            bits.grow(length);
            list.iter().for_each(|id| bits.insert(id.index()));
        }
        Self {
            bits: Arc::new(bits),
            list: list.into(),
        }
    }
}

impl<I: Id> fmt::Debug for IdSet<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.list.iter()).finish()
    }
}

impl<'a, I: Id> IntoIterator for &'a IdSet<I> {
    type Item = I;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, I>>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter().copied()
    }
}

impl<I: serde::Serialize> serde::Serialize for IdSet<I> {
    /// As the list of its members, ascending.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de, I: Id + serde::Deserialize<'de>> serde::Deserialize<'de> for IdSet<I> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<I>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_ids_among_many_are_found() {
        let few: IdSet<DoctorId> = [3, 200_000, 249_999]
            .map(DoctorId::new)
            .into_iter()
            .collect();
        assert!(
            !few.has_bits()
                && few.contains(DoctorId::new(200_000))
                && !few.contains(DoctorId::new(4))
        );
        let many = IdSet::all(250_000);
        assert!(many.has_bits() && many.intersects(&few) && few.intersects(&many));
        let others: IdSet<DoctorId> = (4..100_000).map(DoctorId::new).collect();
        assert!(
            !others.intersects(&few)
                && !few.intersects(&others)
                && !few.intersects(&IdSet::default())
        );
    }
}
