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

    init(
        _ source: FollowedSource, into store: LogStore, clock: ApplianceClock,
        command: [String] = ["/usr/bin/journalctl"]
    ) {
        self.source = source
        self.store = store
        self.clock = clock
        self.command = command
        queue = DispatchQueue(label: "geoclimate.logs.journal.\(source.name)", qos: .utility)
    }

    /// The name under which the place in the journal is kept.
    static func cursorName(_ source: FollowedSource) -> String { "journal:\(source.name)" }

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
        var reader = JournalReader(stream: source.stream, lineBytes: store.limits.logLineBytes)
        while true {
            let bytes = child.read()
            guard !bytes.isEmpty else { break }
            keep(reader.read(bytes), name)
        }
        // Nobody reads it meanwhile: a program that complains more than a pipe holds waits there until it is ended.
        let reason = child.readComplaints().prefix(Limits.journalReasonBytes)
        let status = child.wait()
        process.withLock { $0 = nil }
        if isStopped.load(ordering: .acquiring) { return .stopped }
        return .ended(status: status, reason: String(decoding: reason, as: UTF8.self))
    }

    /// Stores entries with their place; waits where there is no room.
    private func keep(_ batch: JournalReader.Batch, _ name: String) {
        guard !batch.cursor.isEmpty else { return }
        while !isStopped.load(ordering: .acquiring) {
            let outcome = store.append(
                batch.batches, advancing: LogCursor(name: name, position: Array(batch.cursor.utf8)), at: clock.now())
            guard outcome.dropped > 0 else { return }
            Thread.sleep(forTimeInterval: Double(Limits.followedMilliseconds) / 1_000)
        }
    }
}
