//! Verification of proofs, by RFC 9162, 2.1.3.2 and 2.1.4.2, whose tree is that of RFC 6962.

use super::tree::{TreeHash, node_hash};

/// Whether `proof` shows that the event at `position` (from 1), whose leaf hash is `leaf`,
/// is part of the tree over `size` events with this root.
#[must_use]
pub fn verify_inclusion(
    leaf: &TreeHash,
    position: u64,
    size: u64,
    proof: &[TreeHash],
    root: &TreeHash,
) -> bool {
    if position == 0 || position > size {
        return false;
    }
    let mut walk = Walk { node: position - 1, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        let Some(beside) = walk.up() else { return false };
        hash = match beside {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    walk.last == 0 && hash == *root
}

/// Whether `proof` shows that the tree over `new_size` events with `new_root` begins with
/// the tree over `old_size` events with `old_root`.
#[must_use]
pub fn verify_consistency(
    old_size: u64,
    old_root: &TreeHash,
    new_size: u64,
    new_root: &TreeHash,
    proof: &[TreeHash],
) -> bool {
    if old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    if old_size == 0 {
        // Everything extends nothing.
        return proof.is_empty() && *old_root == super::tree::empty_root();
    }
    // A complete old tree is a node of the new one; its root is not repeated in the proof.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else if let Some((first, rest)) = proof.split_first() {
        (first, rest)
    } else {
        return false;
    };
    let mut walk = Walk { node: old_size - 1, last: new_size - 1 };
    walk.shift(walk.node.trailing_ones());
    let (mut old, mut new) = (*first, *first);
    for sibling in rest {
        let Some(beside) = walk.up() else { return false };
        match beside {
            Side::Left => {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
            }
            Side::Right => new = node_hash(&new, sibling),
        }
    }
    walk.last == 0 && old == *old_root && new == *new_root
}

/// Where the sibling stands.
enum Side {
    Left,
    Right,
}

/// A walk from a node to the root, beside that of the last node of the same level.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    /// One step up; none from the root.
    fn up(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // A last node without a sibling rises to where it has one.
            if self.node & 1 == 0 {
                self.shift(self.node.trailing_zeros());
            }
            Side::Left
        } else {
            Side::Right
        };
        self.shift(1);
        Some(side)
    }

    fn shift(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }
}
