internal import LogBlocks

/// Puts the lines of segments whose times overlap into one order, within a bound of memory.
///
/// Times are turned around for the newest first, so that everything here goes upwards: see ``Position``. Segments are taken in
/// the order of their beginnings; whatever lies before the next beginning can be given out. When too much is held back, the
/// later half is given up and its beginning noted in ``ceiling``: the caller sweeps again from there. That costs time only
/// where very many segments overlap.
struct LogSweep {
    /// A line with its place in the order.
    private struct Held {
        var position: Int64
        /// Segment and place in it: the order of arrival among lines of one time.
        var arrival: (Int64, Int)
        var line: LogLine
    }

    /// Times as positions that grow in the direction of the query.
    struct Position {
        let isForward: Bool

        func of(_ time: Int64) -> Int64 { isForward ? time : ~time }

        /// The positions of a range of times, both ends included.
        func range(_ first: Int64, _ last: Int64) -> ClosedRange<Int64> {
            isForward ? first...last : ~last ... ~first
        }
    }

    let position: Position
    /// The last position that this sweep answers.
    private(set) var ceiling: Int64
    private var held: [Held] = []
    private var heldBytes = 0
    private let limitBytes: Int
    private var repetitions = LogRepetitions()

    init(position: Position, ceiling: Int64, limitBytes: Int) {
        self.position = position
        self.ceiling = ceiling
        self.limitBytes = limitBytes
    }

    /// Takes a line of a segment.
    mutating func add(_ line: LogLine, arrival: (Int64, Int)) {
        held.append(Held(position: position.of(line.timestamp), arrival: arrival, line: line))
        heldBytes += line.line.count + 64
    }

    /// Gives up what is too much, after a segment has been taken.
    mutating func shrink() throws(LogQueryError) {
        guard heldBytes > limitBytes else { return }
        sort()
        let middle = held[held.count / 2].position
        guard let first = held.first?.position, first < middle else {
            throw .tooManyLinesAtOnce(limitBytes: limitBytes)
        }
        ceiling = middle - 1
        // A line is a slice of its block: what stays is copied, so that the blocks can go.
        held = held.prefix { $0.position < middle }.map { held in
            var held = held
            let line = held.line
            held.line = LogLine(
                stream: line.stream, timestamp: line.timestamp, line: Array(line.line)[...], metadata: line.metadata)
            return held
        }
        heldBytes = held.reduce(0) { $0 + $1.line.line.count + 64 }
    }

    /// Gives out all that lies before a position; answers false when the receiver has enough.
    ///
    /// Lines that are there twice, in the same stream and at the same time, are given out once.
    mutating func emit(before end: Int64?, _ take: (StoredLogEntry) throws -> Bool) throws -> Bool {
        sort()
        let count = end.map { end in held.firstIndex { $0.position >= end } ?? held.count } ?? held.count
        defer {
            held.removeFirst(count)
            heldBytes = held.reduce(0) { $0 + $1.line.line.count + 64 }
        }
        for held in held[..<count] where repetitions.isNew(held.line) {
            let line = held.line
            let entry = StoredLogEntry(
                stream: line.stream, timestamp: line.timestamp, line: line.line, metadata: line.metadata)
            guard try take(entry) else { return false }
        }
        return true
    }

    private mutating func sort() {
        let isForward = position.isForward
        held.sort { left, right in
            if left.position != right.position { return left.position < right.position }
            if left.line.stream != right.line.stream {
                return (left.line.stream < right.line.stream) == isForward
            }
            return isForward ? left.arrival < right.arrival : left.arrival > right.arrival
        }
    }
}

/// Notices lines that come again: the same stream, time and bytes.
///
/// Lines must come in the order of time and stream. Only lines of the same stream and time are remembered.
struct LogRepetitions {
    private var last: LogLine?
    private var seen: Set<ArraySlice<UInt8>> = []

    mutating func isNew(_ line: LogLine) -> Bool {
        defer { last = line }
        guard let last, last.timestamp == line.timestamp, last.stream == line.stream else {
            seen.removeAll(keepingCapacity: true)
            return true
        }
        if seen.isEmpty { seen.insert(last.line) }
        return seen.insert(line.line).inserted
    }
}
