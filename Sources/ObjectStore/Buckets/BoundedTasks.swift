/// Work on many things at once, but never on more than so many.
enum BoundedTasks {
    /// What `work` makes of each element and its index, in the order of the elements.
    ///
    /// The first failure cancels what is on its way and is thrown.
    static func map<Element: Sendable, Value: Sendable>(
        _ elements: [Element], atOnce: Int, _ work: @escaping @Sendable (Int, Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var values = [Value?](repeating: nil, count: elements.count)
            for (index, element) in elements.enumerated() {
                if index >= max(atOnce, 1), let (done, value) = try await group.next() { values[done] = value }
                group.addTask { (index, try await work(index, element)) }
            }
            for try await (done, value) in group { values[done] = value }
            return values.compactMap(\.self)
        }
    }
}

/// From which size on, and how, an object is cut to be written.
struct PartPlan: Sendable, Hashable {
    var thresholdBytes = Limits.multipartBytes
    var partBytes = Limits.partBytes

    /// The parts of an object; none when it is written at once.
    func parts(of size: Int) -> [Range<Int>] {
        size > thresholdBytes ? Self.ranges(of: size, partBytes: partBytes) : []
    }

    /// The ranges of an object's bytes, all but the last of one size.
    static func ranges(of size: Int, partBytes: Int) -> [Range<Int>] {
        stride(from: 0, to: size, by: max(partBytes, 1)).map { $0..<min($0 + max(partBytes, 1), size) }
    }
}
