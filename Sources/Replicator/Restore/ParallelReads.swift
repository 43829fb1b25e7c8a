/// Reads many things at once, but never more than so many.
enum ParallelReads {
    /// What `read` makes of each element, in the order of the elements.
    ///
    /// The first failure cancels what is on its way and is thrown.
    static func map<Element: Sendable, Value: Sendable>(
        _ elements: [Element], atOnce: Int, _ read: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var values = [Value?](repeating: nil, count: elements.count)
            for (index, element) in elements.enumerated() {
                if index >= max(atOnce, 1), let (done, value) = try await group.next() { values[done] = value }
                group.addTask { (index, try await read(element)) }
            }
            for try await (done, value) in group { values[done] = value }
            return values.compactMap(\.self)
        }
    }
}
