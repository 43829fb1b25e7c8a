public import Signals
internal import Synchronization

/// Listens to new lines as they are appended, before they are on the disk.
///
/// What is not taken in time is dropped and counted: a slow listener holds nobody up and takes at most
/// ``Limits/logTailBytes``.
public final class LogTail: Sendable {
    /// A line that has just come.
    public struct Entry: Sendable {
        /// The labels of its stream.
        public var stream: LabelSet
        /// The line.
        public var entry: NewLogEntry

        /// A line of a stream.
        public init(stream: LabelSet, entry: NewLogEntry) {
            self.stream = stream
            self.entry = entry
        }
    }

    /// What a listener is given at a time.
    public struct Batch: Sendable {
        /// In the order of their arrival.
        public var entries: [Entry] = []
        /// Lines that were dropped since the last batch.
        public var dropped = 0
        /// The first of them, at most ``Limits/logTailDropped``.
        public var firstDropped: [Dropped] = []
    }

    /// A line that was dropped.
    public struct Dropped: Sendable {
        /// The labels of its stream.
        public var stream: LabelSet
        /// Nanoseconds since 1970.
        public var timestamp: Int64

        /// A line of a stream.
        public init(stream: LabelSet, timestamp: Int64) {
            self.stream = stream
            self.timestamp = timestamp
        }
    }

    private struct State {
        var batch = Batch()
        var bytes = 0
    }

    let wake: @Sendable () -> Void
    private let matchers: [LabelMatcher]
    private let limits: Limits
    private let state = Mutex(State())

    init(matchers: [LabelMatcher], limits: Limits, wake: @escaping @Sendable () -> Void) {
        self.matchers = matchers
        self.limits = limits
        self.wake = wake
    }

    /// All that waits; nothing waits afterwards.
    public func take() -> Batch {
        state.withLock { state in
            defer { state = State() }
            return state.batch
        }
    }

    func accepts(_ stream: LabelSet) -> Bool {
        matchers.allSatisfy { $0.accepts(stream) }
    }

    /// Keeps a line or counts it as dropped; answers whether the listener must be woken, which it is once until it takes.
    func offer(_ entry: NewLogEntry, of stream: LabelSet) -> Bool {
        state.withLock { state in
            let isFirst = state.batch.entries.isEmpty && state.batch.dropped == 0
            let bytes = entry.line.count + LogHead.entryBytes
            if state.bytes + bytes <= limits.logTailBytes {
                state.batch.entries.append(Entry(stream: stream, entry: entry))
                state.bytes += bytes
            } else {
                state.batch.dropped += 1
                if state.batch.firstDropped.count < limits.logTailDropped {
                    state.batch.firstDropped.append(Dropped(stream: stream, timestamp: entry.timestamp))
                }
            }
            return isFirst
        }
    }
}

extension LogStore {
    /// Begins to listen to streams that fulfil all conditions; nil when ``Limits/logTails`` listen already.
    ///
    /// `wake` is called when something waits, once until ``LogTail/take()``; it must return at once. End with
    /// ``endTail(_:)``.
    public func tail(matching matchers: [LabelMatcher], wake: @escaping @Sendable () -> Void) -> LogTail? {
        state.withLock { state in
            guard database.role == .daemon, state.tails.count < limits.logTails else { return nil }
            let tail = LogTail(matchers: matchers, limits: limits, wake: wake)
            state.tails.append(tail)
            return tail
        }
    }

    /// Ends listening.
    public func endTail(_ tail: LogTail) {
        state.withLock { state in state.tails.removeAll { $0 === tail } }
    }
}
