import AuditTree

/// The tree of RFC 6962 built another way, as the oracle: level by level, a node without a neighbour goes up as it is.
struct NaiveTree {
    let levels: [[[UInt8]]]

    init(_ leafHashes: [[UInt8]]) {
        var levels = [leafHashes]
        while let top = levels.last, top.count > 1 {
            levels.append(
                stride(from: 0, to: top.count, by: 2).map { index in
                    index + 1 < top.count ? TreeHash.node(top[index], top[index + 1]) : top[index]
                })
        }
        self.levels = levels
    }

    var root: [UInt8] { levels.last?.first ?? TreeHash.emptyRoot }

    /// The neighbours on the way up, where there are any.
    func path(of index: Int) -> [[UInt8]] {
        levels.enumerated().compactMap { level, nodes in
            let neighbour = (index >> level) ^ 1
            return neighbour < nodes.count ? nodes[neighbour] : nil
        }
    }

    /// The hash of a complete subtree.
    func node(_ position: NodePosition) -> [UInt8] { levels[position.level][position.index] }

    /// So many leaves that differ.
    static func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { TreeHash.leaf([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]) }
    }
}

/// The bytes of hexadecimal digits.
func bytes(_ digits: String) -> [UInt8] {
    stride(from: 0, to: digits.count, by: 2).compactMap { start in
        let first = digits.index(digits.startIndex, offsetBy: start)
        return UInt8(digits[first...].prefix(2), radix: 16)
    }
}
