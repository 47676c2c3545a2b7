"""Compares a ledger's tree with pymerkle's. Reads one JSON object, prints what differs, or nothing."""

import json
import sys

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.hasher import MerkleHasher

given = json.load(sys.stdin)
hasher = MerkleHasher("sha256")
tree = InmemoryTree(algorithm="sha256")
roots = {0: tree.get_root(0)}
leaves = []
for text in given["leaves"]:
    entry = bytes.fromhex(text)
    leaves.append(hasher.hash_buff(entry))
    tree.append_entry(entry)


def root(size):
    return roots.setdefault(size, tree.get_root(size))


for size, ours in given["roots"]:
    if root(size).hex() != ours:
        print(f"root over {size}: {ours}, pymerkle {root(size).hex()}")

for position, size, ours in given["inclusion"]:
    proof = tree.prove_inclusion(position, size)
    if [hash.hex() for hash in proof.path[1:]] != ours:
        print(f"inclusion of {position} in {size} differs")
    # Theirs with our hashes.
    proof.path = [leaves[position - 1]] + [bytes.fromhex(hash) for hash in ours]
    verify_inclusion(leaves[position - 1], root(size), proof, index=position, size=size)


def consistent(old, new, proof):
    """RFC 9162, 2.1.4.2; pymerkle's own proofs have another shape."""
    if old == new:
        return not proof
    if old & (old - 1) == 0:
        proof = [root(old)] + proof
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = proof[0]
    for hash in proof[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = hasher.hash_pair(hash, first), hasher.hash_pair(hash, second)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            second = hasher.hash_pair(second, hash)
        node, last = node >> 1, last >> 1
    return last == 0 and first == root(old) and second == root(new)


for old, new, ours in given["consistency"]:
    if not consistent(old, new, [bytes.fromhex(hash) for hash in ours]):
        print(f"consistency of {old} with {new} does not hold")
    verify_consistency(root(old), root(new), tree.prove_consistency(old, new))
