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
    }

    /// What a listener is given at a time.
    public struct Batch: Sendable {
        /// In the order of their arrival.
        public var entries: [Entry] = []
        /// Lines that were dropped since the last batch.
        public var dropped = 0
    }

    private struct State {
        var batch = Batch()
        var bytes = 0
    }

    let wake: @Sendable () -> Void
    private let matchers: [LabelMatcher]
    private let limitBytes: Int
    private let state = Mutex(State())

    init(matchers: [LabelMatcher], limitBytes: Int, wake: @escaping @Sendable () -> Void) {
        self.matchers = matchers
        self.limitBytes = limitBytes
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
            if state.bytes + bytes <= limitBytes {
                state.batch.entries.append(Entry(stream: stream, entry: entry))
                state.bytes += bytes
            } else {
                state.batch.dropped += 1
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
            let tail = LogTail(matchers: matchers, limitBytes: limits.logTailBytes, wake: wake)
            state.tails.append(tail)
            return tail
        }
    }

    /// Ends listening.
    public func endTail(_ tail: LogTail) {
        state.withLock { state in state.tails.removeAll { $0 === tail } }
    }
}
