internal import InferenceTables

extension WalkTables {
    /// Lays every tree out level by level, siblings side by side; `nil` where only a missing value can go right at a split, which
    /// a comparison of values cannot say, or where category sets ask for too many columns.
    ///
    /// `sources` receives, for each node, the ensemble's.
    init?(_ ensemble: TreeEnsemble, sources: inout [Int32]) {
        var columnIndex: [Column: Int] = [:]
        var columns: [Column] = []
        var categories = CategoryColumns()
        var splitColumn = [Int32](repeating: 0, count: ensemble.nodeCount)
        for node in 0..<ensemble.nodeCount {
            switch ensemble.kind[node] {
            case .leaf: continue
            case .categorical:
                guard let index = categories.index(ensemble, node: node) else { return nil }
                splitColumn[node] = Int32(index)
            case .numeric:
                let column = Column(
                    feature: ensemble.feature[node], missing: Missing(ensemble.missing[node]))
                if ByteColumns.leastRight(ensemble, node: node) == nil,
                    column.missing == .nanRight || column.missing == .zeroRight
                {
                    return nil
                }
                let index = columnIndex[column] ?? columns.count
                if index == columns.count {
                    columnIndex[column] = index
                    columns.append(column)
                }
                splitColumn[node] = Int32(index)
            }
        }
        self.init(
            isFloat: ensemble.precision == .float32, zeroBound: TreeEnsemble.zeroBound, columns: columns,
            categories: categories.columns, categoryWords: categories.words, nodes: [], leaves: [], roots: [],
            depths: [])
        nodes.reserveCapacity(ensemble.nodeCount)
        leaves.reserveCapacity(ensemble.nodeCount)
        sources.removeAll()
        sources.reserveCapacity(ensemble.nodeCount)
        for tree in 0..<ensemble.treeCount {
            appendTree(ensemble, tree: tree, splitColumn, &sources)
        }
    }

    private mutating func appendTree(
        _ ensemble: TreeEnsemble, tree: Int, _ splitColumn: [Int32], _ sources: inout [Int32]
    ) {
        let root = nodes.count
        roots.append(Int32(root))
        var depth: Int32 = -1
        var level = [ensemble.treeStart[tree]]
        while !level.isEmpty {
            depth += 1
            var below: [Int32] = []
            let firstBelow = nodes.count - root + level.count
            for (place, source) in level.enumerated() {
                let node = Int(source)
                sources.append(source)
                leaves.append(ensemble.leafValue[node])
                if ensemble.kind[node] == .leaf {
                    let own = UInt32(firstBelow - level.count + place)
                    nodes.append(Node(threshold: .nan, column: 0, left: own))
                } else {
                    let isNumeric = ensemble.kind[node] == .numeric
                    let threshold = isNumeric ? ByteColumns.leastRight(ensemble, node: node) ?? .nan : 0.5
                    let column = Int(splitColumn[node]) + (isNumeric ? 0 : columns.count)
                    nodes.append(
                        Node(
                            threshold: threshold, column: UInt32(column),
                            left: UInt32(firstBelow + below.count)))
                    below.append(ensemble.left[node])
                    below.append(ensemble.right[node])
                }
            }
            level = below
        }
        depths.append(depth)
    }
}

extension WalkTables.Missing {
    /// The treatment that a split's rule asks for.
    init(_ rule: TreeEnsemble.MissingRule) {
        let goesLeft = rule.contains(.defaultLeft)
        if rule.contains(.zeroIsMissing) {
            self = goesLeft ? .zeroLeft : .zeroRight
        } else if rule.contains(.nanIsMissing) {
            self = goesLeft ? .nanLeft : .nanRight
        } else {
            self = .nanIsZero
        }
    }
}
