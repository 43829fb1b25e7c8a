import Traces

/// Spans on their way to another collector, in their order; what does not fit is dropped and counted.
struct ExportQueue: Sendable {
    /// Spans that were dropped because too many waited.
    private(set) var dropped: UInt64 = 0
    private var spans: [Span] = []
    private let capacity: Int

    init(capacity: Int = Limits.waitingExports) {
        self.capacity = capacity
    }

    var count: Int { spans.count }

    /// Adds spans as far as there is room.
    mutating func add(_ new: [Span]) {
        let taken = min(new.count, capacity - spans.count)
        spans += new.prefix(taken)
        dropped += UInt64(new.count - taken)
    }

    /// The next to be sent; they stay until it is known what became of them.
    func next(_ count: Int = Limits.exportBatch) -> [Span] { Array(spans.prefix(count)) }

    /// Takes the first ones away.
    mutating func remove(_ count: Int) { spans.removeFirst(min(count, spans.count)) }
}
