/// The lines of one LightGBM tree by their keys, and what can be asked of them.
struct LightGBMTreeFields {
    let bytes: [UInt8]
    let tree: Int
    private var ranges: [Range<Int>?]

    init(bytes: [UInt8], tree: Int) {
        self.bytes = bytes
        self.tree = tree
        ranges = Array(repeating: nil, count: LightGBMTree.Key.allCases.count)
    }

    /// Takes a line; keys that do not matter are passed over, as the library passes over the ones it does not know.
    mutating func add(_ key: Range<Int>, _ value: Range<Int>) throws(ModelError) {
        guard let index = Self.index(of: bytes[key]) else { return }
        guard ranges[index] == nil else {
            throw .lightGBM("tree \(tree)", "`\(LightGBMTree.Key.allCases[index].rawValue)` appears twice")
        }
        ranges[index] = value
    }

    func has(_ key: LightGBMTree.Key) -> Bool { range(key) != nil }

    func integer(_ key: LightGBMTree.Key, in bounds: ClosedRange<Int>) throws(ModelError) -> Int {
        var list: [Int] = []
        try integers(key, count: 1, in: bounds, into: &list)
        return list[0]
    }

    /// Reads a list of `count` integers; where none are expected the line may be missing.
    func integers(
        _ key: LightGBMTree.Key, count: Int, in bounds: ClosedRange<Int>, into list: inout [Int]
    ) throws(ModelError) {
        guard let range = try required(key, count: count) else { return list.removeAll(keepingCapacity: true) }
        do {
            try NumberList(bytes: bytes).integers(range, count: count, in: bounds, into: &list)
        } catch {
            throw self.error(key, "\(error)")
        }
    }

    /// Reads a list of `count` numbers, finite unless `allowsInfinity`; where none are expected the line may be missing.
    func doubles(
        _ key: LightGBMTree.Key, count: Int, allowsInfinity: Bool = false, into list: inout [Double]
    ) throws(ModelError) {
        guard let range = try required(key, count: count) else { return list.removeAll(keepingCapacity: true) }
        do {
            try NumberList(bytes: bytes).doubles(
                range, count: count, allowsInfinity: allowsInfinity, into: &list)
        } catch {
            throw self.error(key, "\(error)")
        }
    }

    func error(_ key: LightGBMTree.Key, _ reason: String) -> ModelError {
        .lightGBM("tree \(tree), `\(key.rawValue)`", reason)
    }

    private func required(_ key: LightGBMTree.Key, count: Int) throws(ModelError) -> Range<Int>? {
        if let range = range(key) { return range }
        guard count == 0 else { throw error(key, "there is no such line") }
        return nil
    }

    private func range(_ key: LightGBMTree.Key) -> Range<Int>? {
        guard let index = LightGBMTree.Key.allCases.firstIndex(of: key) else { return nil }
        return ranges[index]
    }

    private static func index(of name: ArraySlice<UInt8>) -> Int? {
        spellings.firstIndex { $0.count == name.count && name.elementsEqual($0) }
    }

    /// The keys' bytes, which are compared with every line of a file.
    private static let spellings = LightGBMTree.Key.allCases.map { Array($0.rawValue.utf8) }
}
