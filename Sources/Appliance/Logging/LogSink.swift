import Dispatch
import Synchronization
import Telemetry

/// Takes finished log lines from any thread and writes them from one, so that a slow reader of standard error never
/// holds up a request.
///
/// Lines wait in a buffer of `Limits.logBufferBytes`. One that does not fit is dropped and counted, and the number of
/// lines dropped is logged as soon as there is room again.
final class LogSink: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var pendingLines: UInt64 = 0
        /// Kept for its memory: what was written last, emptied.
        var spare: [UInt8] = []
        var unreportedDrops: UInt64 = 0
        var isScheduled = false
    }

    /// Lines that were dropped.
    let droppedLines = Counter()

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let write: @Sendable ([UInt8]) throws -> Void
    private let dropReport: @Sendable (UInt64) -> [UInt8]

    /// - Parameters:
    ///   - queue: where lines are written; serial.
    ///   - write: writes whole lines; may block; lines of a call that throws count as dropped.
    ///   - dropReport: a log line, its line feed included, that says how many lines were dropped.
    init(
        queue: DispatchQueue = DispatchQueue(label: "geoclimate.log"),
        write: @escaping @Sendable ([UInt8]) throws -> Void,
        dropReport: @escaping @Sendable (UInt64) -> [UInt8]
    ) {
        self.queue = queue
        self.write = write
        self.dropReport = dropReport
    }

    /// Adds a line, its line feed included, to what is written within `Limits.logDelayMilliseconds`; an urgent one at once.
    func append(_ line: [UInt8], urgent: Bool = false) {
        let mustSchedule = state.withLock { state in
            guard state.pending.count + line.count <= Limits.logBufferBytes else {
                state.unreportedDrops += 1
                droppedLines.increment()
                return false
            }
            state.pending.append(contentsOf: line)
            state.pendingLines += 1
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if urgent {
            queue.async { self.drain() }
        } else if mustSchedule {
            // Waking the writer for each line would cost more than the line itself.
            queue.asyncAfter(deadline: .now() + .milliseconds(Limits.logDelayMilliseconds)) { self.drain() }
        }
    }

    /// Writes what is waiting and answers whether standard error took it in time.
    ///
    /// Blocks the calling thread for at most `limit`.
    @discardableResult
    func flush(within limit: DispatchTimeInterval = .milliseconds(Limits.logFlushMilliseconds)) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.drain()
            done.signal()
        }
        return done.wait(timeout: .now() + limit) == .success
    }

    private func drain() {
        var (batch, lines, drops) = state.withLock { state in
            let taken = (state.pending, state.pendingLines, state.unreportedDrops)
            state.pending = state.spare
            state.spare = []
            state.pendingLines = 0
            state.unreportedDrops = 0
            state.isScheduled = false
            return taken
        }
        if drops > 0 { batch.append(contentsOf: dropReport(drops)) }
        guard !batch.isEmpty else { return }
        do {
            try write(batch)
        } catch {
            // There is no place left to say so; the count remains for the metric and the next report.
            droppedLines.increment(by: lines)
            drops += lines
            state.withLock { [drops] in $0.unreportedDrops += drops }
        }
        batch.removeAll(keepingCapacity: true)
        state.withLock { [batch] in $0.spare = batch }
    }
}
