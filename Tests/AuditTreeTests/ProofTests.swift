import AuditTree
import Support
import Testing

/// Roots and proofs of every size up to 260, against the tree built the other way.
@Suite struct ProofTests {
    private static let sizes = 260

    @Test func frontierAndStoredNodesAgreeWithTheOracle() {
        let leaves = NaiveTree.leaves(Self.sizes)
        var frontier = TreeFrontier()
        var stored: [NodePosition: [UInt8]] = [:]
        for size in 1...Self.sizes {
            for node in frontier.append(leafHash: leaves[size - 1]) { stored[node.position] = node.hash }
            let oracle = NaiveTree(Array(leaves.prefix(size)))
            #expect(frontier.root == oracle.root)
            #expect(MerkleTree.root(size: size) { stored[$0] ?? [] } == oracle.root)
        }
        // As many nodes as a tree can have that are never changed again: size minus its number of one bits, and leaves.
        #expect(stored.count == 2 * Self.sizes - Self.sizes.nonzeroBitCount)
    }

    @Test func inclusionOfEveryLeafInEveryTree() throws {
        let leaves = NaiveTree.leaves(Self.sizes)
        for size in 1...Self.sizes {
            let tree = NaiveTree(Array(leaves.prefix(size)))
            for index in 0..<size {
                let proof = try #require(MerkleTree.inclusionProof(of: index, size: size) { tree.node($0) })
                #expect(proof == InclusionProof(index: index, size: size, path: tree.path(of: index)))
                guard proof.verifies(leafHash: leaves[index], root: tree.root) else {
                    Issue.record("leaf \(index) of \(size)")
                    return
                }
            }
        }
        #expect(MerkleTree.inclusionProof(of: 5, size: 5) { _ in [] } == nil)
        #expect(MerkleTree.inclusionProof(of: -1, size: 5) { _ in [] } == nil)
    }

    @Test func consistencyOfEveryPairOfTrees() throws {
        let leaves = NaiveTree.leaves(Self.sizes)
        let trees = (0...Self.sizes).map { NaiveTree(Array(leaves.prefix($0))) }
        for new in 1...Self.sizes {
            for old in 1...new {
                let proof = try #require(MerkleTree.consistencyProof(from: old, to: new) { trees[new].node($0) })
                guard proof.verifies(oldRoot: trees[old].root, newRoot: trees[new].root) else {
                    Issue.record("\(old) to \(new)")
                    return
                }
                guard old < new, proof.verifies(oldRoot: trees[old - 1].root, newRoot: trees[new].root) else {
                    continue
                }
                Issue.record("\(old) to \(new) proves another root")
            }
        }
        #expect(MerkleTree.consistencyProof(from: 0, to: 5) { _ in [] } == nil)
        #expect(MerkleTree.consistencyProof(from: 6, to: 5) { _ in [] } == nil)
    }

    /// Whatever is changed in a proof, it proves nothing any more.
    @Test func damagedProofsAreRefused() throws {
        let leaves = NaiveTree.leaves(64)
        var random = SplitMix64(seed: 6962)
        for _ in 0..<2_000 {
            let size = Int.random(in: 2...64, using: &random)
            let tree = NaiveTree(Array(leaves.prefix(size)))
            let index = Int.random(in: 0..<size, using: &random)
            let proof = try #require(MerkleTree.inclusionProof(of: index, size: size) { tree.node($0) })
            var path = proof.path
            switch Int.random(in: 0..<4, using: &random) {
            case 0: path.removeLast()
            case 1: path.append(leaves[0])
            case 2: path.insert(path[0], at: 0)
            default: path[Int.random(in: path.indices, using: &random)][7] ^= 1
            }
            let damaged = InclusionProof(index: index, size: size, path: path)
            #expect(!damaged.verifies(leafHash: leaves[index], root: tree.root))
            let moved = InclusionProof(index: (index + 1) % size, size: size, path: proof.path)
            #expect(!moved.verifies(leafHash: leaves[index], root: tree.root))
            let old = Int.random(in: 1..<size, using: &random)
            let change = try #require(MerkleTree.consistencyProof(from: old, to: size) { tree.node($0) })
            var hashes = change.path
            if Bool.random(using: &random) { hashes.removeLast() } else { hashes[0][0] ^= 1 }
            let oldRoot = NaiveTree(Array(leaves.prefix(old))).root
            #expect(change.verifies(oldRoot: oldRoot, newRoot: tree.root))
            #expect(
                !ConsistencyProof(oldSize: old, newSize: size, path: hashes)
                    .verifies(oldRoot: oldRoot, newRoot: tree.root))
        }
    }

    @Test(arguments: [
        (0, 0), (-1, 3), (3, 3), (Int.max, Int.max), (0, -1), (Int.min, Int.max), (Int.max - 1, Int.max),
    ])
    func nonsenseIsRefusedWithoutACrash(first: Int, second: Int) {
        let hash = TreeHash.leaf([])
        let path = Array(repeating: hash, count: 200)
        #expect(!InclusionProof(index: first, size: second, path: path).verifies(leafHash: hash, root: hash))
        #expect(!ConsistencyProof(oldSize: first, newSize: second, path: path).verifies(oldRoot: hash, newRoot: hash))
    }
}
