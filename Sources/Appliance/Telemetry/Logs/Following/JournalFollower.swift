import Dispatch
import Foundation
import Programs
import Storage
import Synchronization

/// Follows systemd's journal through `journalctl`, on a thread of its own.
///
/// What the store has no room for stays in the pipe, and `journalctl` waits.
final class JournalFollower: Sendable {
    /// How following has ended.
    enum End: Sendable, Equatable {
        /// There is no such program here.
        case absent
        /// The program has ended, with what it said last of why.
        case ended(status: Int32, reason: String)
        /// The store does not keep the place in the journal, nor the entries before it.
        case refused(reason: String)
        case stopped
    }

    private let source: FollowedSource
    private let store: LogStore
    private let clock: ApplianceClock
    /// The program and what comes before our own arguments.
    private let command: [String]
    private let process = Mutex<ChildProgram?>(nil)
    private let isStopped = Atomic(false)
    private let queue: DispatchQueue
    /// Where what the program says on its standard error is read.
    private let complaints: DispatchQueue

    init(
        _ source: FollowedSource, into store: LogStore, clock: ApplianceClock,
        command: [String] = ["/usr/bin/journalctl"]
    ) {
        self.source = source
        self.store = store
        self.clock = clock
        self.command = command
        queue = DispatchQueue(label: "geoclimate.logs.journal.\(source.name)", qos: .utility)
        complaints = DispatchQueue(label: "geoclimate.logs.journal.complaints.\(source.name)", qos: .utility)
    }

    /// The name under which the place in the journal is kept.
    static func cursorName(_ source: FollowedSource) -> String { FollowedCursors.name(ofJournal: source) }

    /// Arguments of journalctl(1): behind a cursor, or the last entries where there is none.
    static func arguments(units: [String], after cursor: String?) -> [String] {
        let start = cursor.map { "--after-cursor=\($0)" } ?? "--lines=\(Limits.journalFirstEntries)"
        return ["--follow", "--output=json", "--all", "--no-pager", "--quiet", start] + units.map { "--unit=\($0)" }
    }

    /// Follows until the program ends or ``stop()`` is called.
    func run() async -> End {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.follow()) }
        }
    }

    /// Ends the program.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        process.withLock { $0?.terminate() }
    }

    private func follow() -> End {
        guard let program = command.first, FileManager.default.isExecutableFile(atPath: program) else { return .absent }
        let units = if case .journal(let units) = source.kind { units } else { [String]() }
        let name = Self.cursorName(source)
        let cursor = store.cursor(name).map { String(decoding: $0, as: UTF8.self) }
        let child: ChildProgram
        do {
            let arguments = Self.arguments(units: units, after: cursor)
            child = try ChildProgram(program, Array(command.dropFirst()) + arguments)
        } catch {
            return .ended(status: -1, reason: "\(error)")
        }
        process.withLock { $0 = child }
        if isStopped.load(ordering: .acquiring) { child.terminate() }
        // Read all the time: a program that complains more than a pipe holds would wait there for ever.
        let reason = Mutex<[UInt8]>([])
        complaints.async {
            while true {
                let bytes = child.readComplaints()
                guard !bytes.isEmpty else { return }
                reason.withLock { $0 = Array(($0 + bytes).suffix(Limits.journalReasonBytes)) }
            }
        }
        var reader = JournalReader(stream: source.stream, lineBytes: store.limits.logLineBytes)
        var refusal: LogRefusal?
        while refusal == nil {
            let bytes = child.read()
            guard !bytes.isEmpty else { break }
            refusal = keep(reader.read(bytes), name)
        }
        if refusal != nil { child.terminate() }
        complaints.sync {}
        let status = child.wait()
        process.withLock { $0 = nil }
        if isStopped.load(ordering: .acquiring) { return .stopped }
        if let refusal { return .refused(reason: refusal.description) }
        return .ended(status: status, reason: String(decoding: reason.withLock { $0 }, as: UTF8.self))
    }

    /// Stores entries with their place; waits where there is no room, and answers a refusal that does not pass.
    private func keep(_ batch: JournalReader.Batch, _ name: String) -> LogRefusal? {
        guard !batch.cursor.isEmpty else { return nil }
        while !isStopped.load(ordering: .acquiring) {
            let outcome = store.append(
                batch.batches, advancing: LogCursor(name: name, position: Array(batch.cursor.utf8)), at: clock.now())
            guard outcome.dropped > 0 else { return nil }
            if let refusal = outcome.firstRefusal, !refusal.passes { return refusal }
            Thread.sleep(forTimeInterval: Double(Limits.followedMilliseconds) / 1_000)
        }
        return nil
    }
}
