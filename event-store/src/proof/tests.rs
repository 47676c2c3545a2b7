//! The tree against another implementation of RFC 6962.

use std::collections::BTreeMap;
use std::ops::Range;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::{Digest, Sha256};

use super::check::{verify_consistency, verify_inclusion};
use super::tiles::{Hashes, Tile, WIDTH, wanted};
use super::tree::{Frontier, TreeHash, consistency_path, empty_root, inclusion_path};

/// Past the first tile of level 0, to tiles that are full, and none.
const SIZE: u64 = 600;

fn datum(leaf: u64) -> Vec<u8> {
    format!("leaf {leaf}").into_bytes()
}

fn leaf_hash(leaf: u64) -> TreeHash {
    Sha256::new().chain_update([0]).chain_update(datum(leaf)).finalize().into()
}

/// What a ledger of so many events would store.
struct Stored {
    leaves: Vec<TreeHash>,
    tiles: BTreeMap<(u32, u64), TreeHash>,
    roots: Vec<TreeHash>,
}

impl Stored {
    fn of(leaves: u64) -> Self {
        let mut tree = Frontier::default();
        let mut tiles = BTreeMap::new();
        let mut roots = vec![tree.root()];
        let leaves: Vec<_> = (0..leaves).map(leaf_hash).collect();
        for leaf in &leaves {
            tree.push(*leaf, |subtree, root| {
                tiles
                    .extend(Tile::completed(subtree, root).map(|tile| ((tile.level, tile.index), tile.root)));
            });
            roots.push(tree.root());
        }
        Self { leaves, tiles, roots }
    }

    fn root(&self, size: u64) -> TreeHash {
        self.nodes(std::slice::from_ref(&(0..size))).0[0]
    }

    /// Reads as the ledger does; the hashes of nodes and how many runs were read.
    fn nodes(&self, nodes: &[Range<u64>]) -> (Vec<TreeHash>, usize) {
        let mut hashes = Hashes::default();
        let wanted = wanted(nodes);
        let runs = wanted.len();
        for ((level, tile), indexes) in wanted {
            assert!(indexes.end <= (tile + 1) * WIDTH && indexes.start >= tile * WIDTH);
            let hash = |index| match level.checked_sub(1) {
                None => self.leaves[usize::try_from(index).unwrap()],
                Some(below) => self.tiles[&(below, index)],
            };
            hashes.extend(level, indexes.map(|index| (index, hash(index))));
        }
        (nodes.iter().map(|node| hashes.node(node).unwrap()).collect(), runs)
    }
}

type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

fn oracle(leaves: u64) -> Oracle {
    let mut oracle = Oracle::new();
    (0..leaves).for_each(|leaf| oracle.push(datum(leaf)));
    oracle
}

fn root_of(oracle: &Oracle) -> TreeHash {
    (*oracle.root().as_bytes()).into()
}

#[test]
fn roots_and_inclusion_proofs_are_those_of_the_oracle() {
    let stored = Stored::of(SIZE);
    let mut oracle = Oracle::new();
    assert_eq!(root_of(&oracle), empty_root());
    for size in 1..=SIZE {
        oracle.push(datum(size - 1));
        let root = root_of(&oracle);
        assert_eq!(stored.root(size), root, "{size}");
        assert_eq!(stored.roots[usize::try_from(size).unwrap()], root);
        // All leaves of some sizes, and some leaves of all.
        let step = if size == SIZE || size < 20 { 1 } else { 137 };
        for leaf in (0..size).rev().step_by(step) {
            let (proof, _) = stored.nodes(&inclusion_path(leaf, size));
            let theirs = oracle.prove_inclusion(usize::try_from(leaf).unwrap());
            assert_eq!(proof.concat(), theirs.as_bytes(), "{leaf} in {size}");
            assert!(verify_inclusion(&leaf_hash(leaf), leaf + 1, size, &proof, &root));
        }
    }
}

#[test]
fn consistency_proofs_are_those_of_the_oracle() {
    let stored = Stored::of(SIZE);
    for new in (1..=SIZE).filter(|new| *new < 40 || [255, 256, 257, 511, SIZE].contains(new)) {
        let oracle = oracle(new);
        let new_root = root_of(&oracle);
        for old in (1..new).step_by(if new < 40 { 1 } else { 7 }) {
            let (proof, _) = stored.nodes(&consistency_path(old, new));
            let theirs = oracle.prove_consistency(usize::try_from(new - old).unwrap());
            assert_eq!(proof.concat(), theirs.as_bytes(), "{old} in {new}");
            let old_root = stored.roots[usize::try_from(old).unwrap()];
            assert!(verify_consistency(old, &old_root, new, &new_root, &proof), "{old} in {new}");
        }
    }
}

#[test]
fn large_trees_agree_too() {
    // Past a full tile of level 1, which holds 65 536 leaves.
    let size = 70_000 + 123;
    let (stored, oracle) = (Stored::of(size), oracle(size));
    assert!(stored.tiles.contains_key(&(1, 0)));
    let root = root_of(&oracle);
    assert_eq!(stored.root(size), root);
    for leaf in [0, 1, 255, 256, 65_535, 65_536, 69_999, size - 1] {
        let (proof, runs) = stored.nodes(&inclusion_path(leaf, size));
        assert!(runs <= 6, "{runs} tiles read for {leaf}");
        assert_eq!(proof.concat(), oracle.prove_inclusion(usize::try_from(leaf).unwrap()).as_bytes());
    }
    for old in [1, 255, 256, 257, 40_000, 65_535, 65_536, 65_537, size - 1] {
        let (proof, runs) = stored.nodes(&consistency_path(old, size));
        assert!(runs <= 6, "{runs} tiles read for {old}");
        let theirs = oracle.prove_consistency(usize::try_from(size - old).unwrap());
        assert_eq!(proof.concat(), theirs.as_bytes(), "{old}");
        let old_root = stored.roots[usize::try_from(old).unwrap()];
        assert!(verify_consistency(old, &old_root, size, &root, &proof), "{old}");
    }
}

#[test]
fn a_tree_goes_on_from_its_peaks() {
    let stored = Stored::of(SIZE);
    let tiled = SIZE - SIZE % WIDTH;
    let mut hashes = Hashes::default();
    for ((level, _), indexes) in wanted(std::slice::from_ref(&(0..tiled))) {
        assert_eq!(level, 1);
        hashes.extend(1, indexes.map(|index| (index, stored.tiles[&(0, index)])));
    }
    let mut tree = Frontier::resume(tiled, hashes.peaks(&(0..tiled)).unwrap());
    (tiled..SIZE).for_each(|leaf| tree.push(leaf_hash(leaf), |_, _| ()));
    assert_eq!(tree.root(), stored.roots[usize::try_from(SIZE).unwrap()]);
    assert_eq!(Hashes::default().node(&(0..tiled)), Err((1, 0)));
}

#[test]
fn wrong_inclusion_proofs_are_refused() {
    let stored = Stored::of(SIZE);
    for (leaf, size) in [(0, 1), (0, 2), (6, 7), (255, 256), (256, 257), (599, 600), (300, 600)] {
        let root = stored.roots[usize::try_from(size).unwrap()];
        let hash = leaf_hash(leaf);
        let (proof, _) = stored.nodes(&inclusion_path(leaf, size));
        let holds = |hash: &TreeHash, position, size, proof: &[TreeHash], root: &TreeHash| {
            verify_inclusion(hash, position, size, proof, root)
        };
        assert!(holds(&hash, leaf + 1, size, &proof, &root));
        assert!(!holds(&leaf_hash(leaf + 1), leaf + 1, size, &proof, &root));
        assert!(!holds(&hash, leaf + 1, size, &proof, &[0; 32]));
        assert!(!holds(&hash, 0, size, &proof, &root));
        assert!(!holds(&hash, size + 1, size, &proof, &root));
        assert!((1..=size).filter(|one| *one != leaf + 1).all(|one| !holds(&hash, one, size, &proof, &root)));
        for at in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[at][31] ^= 1;
            assert!(!holds(&hash, leaf + 1, size, &wrong, &root));
            wrong.remove(at);
            assert!(!holds(&hash, leaf + 1, size, &wrong, &root));
        }
        assert!(!holds(&hash, leaf + 1, size, &[proof.clone(), vec![root]].concat(), &root));
    }
    assert!(!verify_inclusion(&leaf_hash(0), 1, u64::MAX, &[], &leaf_hash(0)));
}

#[test]
fn wrong_consistency_proofs_are_refused() {
    let stored = Stored::of(SIZE);
    let root = |size: u64| stored.roots[usize::try_from(size).unwrap()];
    for (old, new) in [(1, 2), (3, 7), (4, 7), (6, 8), (255, 256), (256, 600), (257, 600), (599, 600)] {
        let (proof, _) = stored.nodes(&consistency_path(old, new));
        assert!(verify_consistency(old, &root(old), new, &root(new), &proof));
        assert!(!verify_consistency(old, &root(old - 1), new, &root(new), &proof));
        assert!(!verify_consistency(old, &root(old), new, &root(new - 1), &proof));
        assert!(!verify_consistency(old + 1, &root(old), new, &root(new), &proof));
        assert!(!verify_consistency(new, &root(new), old, &root(old), &proof));
        for at in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[at][0] ^= 1;
            assert!(!verify_consistency(old, &root(old), new, &root(new), &wrong));
            wrong.remove(at);
            assert!(!verify_consistency(old, &root(old), new, &root(new), &wrong));
        }
        let longer = [proof, vec![root(1)]].concat();
        assert!(!verify_consistency(old, &root(old), new, &root(new), &longer));
    }
    assert!(verify_consistency(5, &root(5), 5, &root(5), &[]));
    assert!(!verify_consistency(5, &root(5), 5, &root(4), &[]));
    assert!(!verify_consistency(5, &root(5), 5, &root(5), &[root(1)]));
    assert!(verify_consistency(0, &root(0), 5, &root(5), &[]));
    assert!(!verify_consistency(0, &root(1), 5, &root(5), &[]));
    assert!(!verify_consistency(3, &root(3), 5, &root(5), &[]));
}
