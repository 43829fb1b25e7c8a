import AuditTree
import Testing

@Suite struct TreeHashTests {
    @Test func leavesAndNodesDiffer() {
        let left = [UInt8](repeating: 1, count: TreeHash.byteCount)
        #expect(TreeHash.leaf(left + left) != TreeHash.node(left, left))
    }
}
