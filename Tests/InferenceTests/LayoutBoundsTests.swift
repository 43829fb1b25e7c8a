import InferenceTables
import Testing

@testable import Inference

/// What layouts take stays in proportion to the ensemble; where it would not, one that needs less takes over.
@Suite struct LayoutBoundsTests {
    // MARK: Category sets

    @Test func splitsThatShareASetShareItsWords() {
        let ensemble = Self.stumps(2000, features: 3, sets: [Self.set(words: 4096)])
        var columns = CategoryColumns()
        for tree in 0..<ensemble.treeCount {
            let column = columns.index(ensemble, node: 3 * tree)
            #expect(column == tree % 3)
        }
        #expect(columns.columns.count == 3)
        #expect(columns.words.count == 4096)
        let layout = ForestPlanner.layout(ensemble, level: .baseline)
        #expect(layout.memoryBytes < 1 << 21)
        Self.expectReferenceAnswers(layout, ensemble)
    }

    @Test func equalSetsAreOneColumnAndOthersAreNot() {
        let ensemble = Self.stumps(4, features: 1, sets: [Self.set(words: 2), Self.set(words: 3), Self.set(words: 2)])
        var columns = CategoryColumns()
        let indices = (0..<4).map { columns.index(ensemble, node: 3 * $0) }
        #expect(indices == [0, 1, 0, 0])
        #expect(columns.columns.map(\.firstWord) == [0, 2])
        #expect(columns.words.count == 5)
    }

    @Test(arguments: [(2, 5, true), (1, 5, false), (2, 4, false)])
    func columnsAndWordsAreBounded(_ maxColumns: Int, _ maxWords: Int, _ fits: Bool) {
        let ensemble = Self.stumps(2, features: 1, sets: [Self.set(words: 2), Self.set(words: 3)])
        var columns = CategoryColumns(maxColumns: maxColumns, maxWords: maxWords)
        // What is known stays known, whether another column fits or not.
        let indices = [0, 3, 0].map { columns.index(ensemble, node: $0) }
        #expect(indices == [0, fits ? 1 : nil, 0])
    }

    @Test(arguments: [
        (ByteColumns.maxColumns, "checkpoint"), (ByteColumns.maxColumns + 1, "walk"),
        (Limits.maxCategoryColumns, "walk"), (Limits.maxCategoryColumns + 1, "reference"),
    ])
    func tooManyCategoryColumnsFallBack(_ count: Int, _ expected: String) {
        // Each set is asked of each feature, so that every pair is a column.
        let sets = (0...256).map { TreeEnsemble.CategorySet(words: [UInt32($0) + 1], membersGoLeft: true) }
        let ensemble = Self.stumps(count, features: 256, sets: sets)
        #expect((ByteColumns(ensemble) != nil) == (count <= ByteColumns.maxColumns))
        var sources: [Int32] = []
        #expect((WalkTables(ensemble, sources: &sources) != nil) == (count <= Limits.maxCategoryColumns))
        guard expected != "checkpoint" else { return }
        let layout = ForestPlanner.layout(ensemble, level: .baseline)
        #expect(layout.title.hasPrefix(expected))
        Self.expectReferenceAnswers(layout, ensemble)
    }

    // MARK: Padding

    @Test func oneDeepTreeAmongManyLeavesIsWalked() throws {
        let ensemble = Self.leavesAndAPerfectTree(leaves: 40_000, depth: 8)
        let columns = try #require(ByteColumns(ensemble))
        #expect(HeapTables(ensemble, columns, depth: 8) == nil)
        #expect(BlockTables(ensemble, columns) == nil)
        let layout = ForestPlanner.layout(ensemble, level: .baseline)
        #expect(layout.title == "walk rows, walk batches (baseline)")
        #expect(layout.memoryBytes < 2 * ReferenceLayout(ensemble).memoryBytes)
        Self.expectReferenceAnswers(layout, ensemble)
    }

    @Test func aFewPaddedTreesAreKept() throws {
        let ensemble = Self.leavesAndAPerfectTree(leaves: 1000, depth: 8)
        let layout = ForestPlanner.layout(ensemble, level: .baseline)
        #expect(layout.title == "heap rows, block batches (baseline)")
        #expect(layout.memoryBytes < Limits.leastLayoutBytes)
        Self.expectReferenceAnswers(layout, ensemble)
    }

    @Test func bytesAreBoundedByTheFloorOrTheEnsemble() {
        let small = EnsembleExamples.split(.float64)
        let floor = Limits.leastLayoutBytes
        #expect(Limits.allowLayout(of: small, trees: 1, bytesPerTree: floor))
        #expect(!Limits.allowLayout(of: small, trees: 1, bytesPerTree: floor + 1))
        #expect(!Limits.allowLayout(of: small, trees: .max, bytesPerTree: 2))

        let words = floor / Limits.layoutBytesPerByte / 4
        let large = EnsembleExamples.split(.float64, set: Self.set(words: words))
        let most = ReferenceLayout(large).memoryBytes * Limits.layoutBytesPerByte
        #expect(most > floor)
        #expect(Limits.allowLayout(of: large, trees: 1, bytesPerTree: most))
        #expect(!Limits.allowLayout(of: large, trees: 1, bytesPerTree: most + 1))
    }

    // MARK: Ensembles

    private static func set(words: Int) -> TreeEnsemble.CategorySet {
        TreeEnsemble.CategorySet(words: Array(repeating: 0x5555_5555, count: words), membersGoLeft: true)
    }

    /// Trees of one categorical split: tree `t` asks feature `t % features` for set `t % sets`.
    private static func stumps(
        _ count: Int, features: Int, sets: [TreeEnsemble.CategorySet]
    ) -> TreeEnsemble {
        var ensemble = EnsembleExamples.split(.float64, set: sets.first)
        ensemble.featureCount = features
        ensemble.categorySets = sets
        let one = ensemble
        for tree in 1..<max(count, 1) {
            append(one, to: &ensemble)
            ensemble.feature[3 * tree] = Int32(tree % features)
            ensemble.extra[3 * tree] = Int32(tree % sets.count)
        }
        return ensemble
    }

    private static func leavesAndAPerfectTree(leaves: Int, depth: Int) -> TreeEnsemble {
        var leaf = EnsembleExamples.split(.float64)
        leaf.kind = [.leaf]
        leaf.feature = [-1]
        leaf.threshold = [0]
        leaf.missing = [[]]
        leaf.left = [-1]
        leaf.right = [-1]
        leaf.leafValue = [0.5]
        leaf.extra = [-1]
        leaf.treeStart = [0, 1]
        var ensemble = leaf
        for _ in 1..<leaves { append(leaf, to: &ensemble) }

        let splits = (1 << depth) - 1
        var tree = leaf
        for node in 1..<2 * splits + 1 {
            append(leaf, to: &tree)
            tree.leafValue[node] = Double(node)
        }
        for node in 0..<splits {
            tree.kind[node] = .numeric
            tree.feature[node] = 0
            tree.threshold[node] = Double(node % 200)
            tree.left[node] = Int32(2 * node + 1)
            tree.right[node] = Int32(2 * node + 2)
            tree.leafValue[node] = 0
        }
        tree.treeStart = [0, Int32(tree.nodeCount)]
        append(tree, to: &ensemble)
        return ensemble
    }

    /// Appends an ensemble's only tree.
    private static func append(_ one: TreeEnsemble, to ensemble: inout TreeEnsemble) {
        let start = Int32(ensemble.nodeCount)
        ensemble.kind += one.kind
        ensemble.feature += one.feature
        ensemble.threshold += one.threshold
        ensemble.missing += one.missing
        ensemble.left += one.left.map { $0 < 0 ? $0 : $0 + start }
        ensemble.right += one.right.map { $0 < 0 ? $0 : $0 + start }
        ensemble.leafValue += one.leafValue
        ensemble.extra += one.extra
        ensemble.treeStart.append(start + Int32(one.nodeCount))
        ensemble.treeOutput.append(0)
    }

    private static func expectReferenceAnswers(_ layout: any ForestLayout, _ ensemble: TreeEnsemble) {
        for value in [-1.0, 0, 1, 2, 77, 131_070, 1e12, .nan] {
            let row = [Double](repeating: value, count: ensemble.featureCount)
            var answer = [Double.nan]
            var span = answer.mutableSpan
            layout.margins(row: row.span, into: &span)
            #expect(answer == WalkProbe.margins(ensemble, row), "\(layout.title), \(value)")
        }
    }
}
