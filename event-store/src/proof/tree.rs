//! The arithmetic of the RFC 6962 tree. Leaves are counted from 0: the event at position
//! `p` is leaf `p - 1`. Nothing here reads anything.

use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

/// A hash of the tree: of a leaf, of a node or of the whole.
pub type TreeHash = [u8; 32];

/// The hash of the tree over no event.
#[must_use]
pub fn empty_root() -> TreeHash {
    Sha256::digest([]).into()
}

/// Bytes as people and JSON write them: two lower-case digits each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The SHA-256 of these bytes.
#[must_use]
pub fn text_digest(bytes: &[u8]) -> TreeHash {
    Sha256::digest(bytes).into()
}

/// A number that stands for these texts in a sum: half of the SHA-256 of all, each ended by a zero byte.
#[must_use]
pub fn bucket_digest(texts: &[&str]) -> u128 {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text);
        hasher.update([0]);
    }
    let digest: TreeHash = hasher.finalize().into();
    digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// The hash of the node above two others.
pub(crate) fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    let mut node = [0x01; 65];
    node[1..33].copy_from_slice(left);
    node[33..].copy_from_slice(right);
    Sha256::digest(node).into()
}

/// The root of the tree over these leaf hashes. A tree of any size in as much memory as its size has digits.
pub fn tree_root(leaves: impl IntoIterator<Item = TreeHash>) -> TreeHash {
    tree_root_over([], 1, leaves)
}

/// The root of the tree that begins with complete subtrees of `width` leaves each, a power of two, and goes on with
/// leaves.
pub fn tree_root_over(
    subtrees: impl IntoIterator<Item = TreeHash>,
    width: u64,
    leaves: impl IntoIterator<Item = TreeHash>,
) -> TreeHash {
    // As long as nothing is ragged, roots of subtrees of one size are put together as leaves are.
    let mut tree = Frontier::default();
    for root in subtrees {
        tree.push(root, |_, _| ());
    }
    tree.size = tree.size.saturating_mul(width.next_power_of_two());
    for leaf in leaves {
        tree.push(leaf, |_, _| ());
    }
    tree.root()
}

/// A complete subtree: the `index`th run of 2^`height` leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Subtree {
    pub(crate) height: u32,
    pub(crate) index: u64,
}

/// The largest power of two below `leaves`, which is at least 2: where a tree divides.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// The complete subtrees that make up a node over these leaves, from left to right.
///
/// `leaves` are those of a node of some tree: they begin at a multiple of a power of two
/// that is not below their number.
pub(crate) fn complete_subtrees(leaves: &Range<u64>) -> Vec<Subtree> {
    let mut from = leaves.start;
    let mut subtrees = Vec::new();
    while from < leaves.end {
        let height = (leaves.end - from).ilog2();
        subtrees.push(Subtree { height, index: from >> height });
        from += 1 << height;
    }
    subtrees
}

/// The hash over complete subtrees that follow each other from left to right.
pub(crate) fn fold(hashes: &[TreeHash]) -> TreeHash {
    let folded = hashes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
    folded.unwrap_or_else(empty_root)
}

/// The nodes of an inclusion proof of one leaf in the tree over `size`, from the leaf up.
pub(crate) fn inclusion_path(leaf: u64, size: u64) -> Vec<Range<u64>> {
    let mut node = 0..size;
    let mut path = Vec::new();
    while node.end - node.start > 1 {
        let middle = node.start + split(node.end - node.start);
        if leaf < middle {
            path.push(middle..node.end);
            node.end = middle;
        } else {
            path.push(node.start..middle);
            node.start = middle;
        }
    }
    path.reverse();
    path
}

/// The nodes of a consistency proof between the trees over `old` and `new` leaves, from
/// the last leaf of the old one up.
pub(crate) fn consistency_path(old: u64, new: u64) -> Vec<Range<u64>> {
    let mut node = 0..new;
    let mut path = Vec::new();
    if old == 0 {
        return path;
    }
    while old < node.end {
        let middle = node.start + split(node.end - node.start);
        if old <= middle {
            path.push(middle..node.end);
            node.end = middle;
        } else {
            path.push(node.start..middle);
            node.start = middle;
        }
    }
    // Otherwise it is the root of the old tree, which the verifier has.
    if node.start > 0 {
        path.push(node);
    }
    path.reverse();
    path
}

/// A tree that grows leaf by leaf, in as many hashes as its size has binary digits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, from left to right.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// The tree over `size` leaves, from the roots of its complete subtrees.
    pub(crate) fn resume(size: u64, peaks: Vec<TreeHash>) -> Self {
        Self { size, peaks }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees, from left to right.
    pub(crate) fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }

    pub(crate) fn root(&self) -> TreeHash {
        fold(&self.peaks)
    }

    /// Adds a leaf, and tells every subtree that it completes, lowest first.
    pub(crate) fn push(&mut self, leaf: TreeHash, mut completed: impl FnMut(Subtree, &TreeHash)) {
        let mut hash = leaf;
        let mut height = 0;
        while (self.size >> height) & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            height += 1;
            completed(Subtree { height, index: self.size >> height }, &hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}
