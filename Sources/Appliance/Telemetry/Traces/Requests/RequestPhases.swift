/// A part of answering a request that a trace shows by itself.
enum RequestPhase: UInt8, Sendable, CaseIterable {
    /// Who is it, may they, and have they allowance left.
    case security
    /// What waited for a database.
    case storage
    /// The model's own work.
    case inference

    /// The operation of its span.
    var name: String {
        switch self {
        case .security: "security"
        case .storage: "storage"
        case .inference: "inference"
        }
    }
}

/// When parts of one request began and ended, in a fixed space: a request whose trace is not kept costs no more than this.
struct RequestPhases: Sendable {
    /// One part; the times are those of the monotonic clock.
    struct Entry: Sendable {
        var phase: RequestPhase
        var start: UInt64
        var end: UInt64
    }

    private var entries = InlineArray<8, Entry>(repeating: Entry(phase: .security, start: 0, end: 0))
    private(set) var count = 0

    /// Remembers a part; one more than `Limits.requestPhases` is left out.
    mutating func add(_ phase: RequestPhase, from start: UInt64, through end: UInt64) {
        guard count < Limits.requestPhases else { return }
        entries[count] = Entry(phase: phase, start: start, end: end)
        count += 1
    }

    /// The parts in their order.
    var all: [Entry] { (0..<count).map { entries[$0] } }
}
