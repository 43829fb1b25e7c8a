internal import Replication
internal import Storage
internal import Synchronization

/// Sealed segments that wait on this disk: what could not be sent, and what had to leave the log before it was.
///
/// A list names them in their order and is replaced as a whole; a file that it does not name is rubbish. All methods block,
/// and throw `StorageError`.
final class Spool: Sendable {
    /// A segment that waits.
    struct Entry: Sendable, Hashable {
        let name: String
        let bytes: Int
    }

    private struct State {
        var entries: [Entry] = []
        var isDropped = false
    }

    private static let heading = "geoclimate spool 1"
    private static let list = "list"

    private let directory: DurableDirectory
    private let state: Mutex<State>

    /// Opens the spool of a directory, which is made when it is missing; nil for a list that cannot be used.
    init(path: String) throws {
        directory = try DurableDirectory(path: path)
        guard let bytes = try directory.read(Self.list, maximumBytes: Limits.spoolListBytes) else {
            state = Mutex(State())
            return
        }
        state = Mutex(Self.parse(String(decoding: bytes, as: UTF8.self)))
    }

    /// The segments, oldest first.
    var entries: [Entry] { state.withLock { $0.entries } }

    /// Bytes of all of them.
    var bytes: Int { state.withLock { $0.entries.reduce(0) { $0 + $1.bytes } } }

    /// Whether changes were dropped, so that only a snapshot brings the replica up again.
    var isDropped: Bool { state.withLock { $0.isDropped } }

    /// Bytes that are free on the disk.
    var freeBytes: Int { directory.freeBytes ?? .max }

    /// Puts a segment behind the others, durably.
    func append(_ bytes: [UInt8], as header: ObjectHeader) throws {
        let entry = Entry(name: Self.name(header), bytes: bytes.count)
        guard !entries.contains(entry) else { return }
        try directory.write(bytes, to: entry.name)
        try replace { $0.entries.append(entry) }
    }

    /// The bytes of a segment.
    func read(_ entry: Entry) throws -> [UInt8] {
        guard let bytes = try directory.read(entry.name, maximumBytes: Limits.spooledSegmentBytes),
            bytes.count == entry.bytes
        else {
            throw StorageError.damaged(path: directory.path + "/" + entry.name, reason: "it is not what was written")
        }
        return bytes
    }

    /// Removes the oldest segment.
    func removeFirst() throws {
        guard let first = entries.first else { return }
        try replace { $0.entries.removeFirst() }
        try directory.remove(first.name)
    }

    /// Puts one segment in the place of all behind the first `kept` ones.
    func fold(keeping kept: Int, into bytes: [UInt8], as header: ObjectHeader) throws {
        let old = entries.dropFirst(kept)
        let entry = Entry(name: Self.name(header), bytes: bytes.count)
        try directory.write(bytes, to: entry.name)
        try replace { $0.entries = Array($0.entries.prefix(kept)) + [entry] }
        for entry in old { try directory.remove(entry.name) }
    }

    /// Empties the spool; with `dropping`, it is remembered that changes are missing until the next ``clear()``.
    func empty(dropping: Bool) throws {
        let old = entries
        try replace { $0 = State(entries: [], isDropped: dropping) }
        for entry in old { try directory.remove(entry.name) }
    }

    private func replace(_ change: (inout State) -> Void) throws {
        var next = state.withLock { $0 }
        change(&next)
        let lines = [Self.heading] + (next.isDropped ? ["dropped"] : []) + next.entries.map { "\($0.name) \($0.bytes)" }
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: Self.list)
        state.withLock { $0 = next }
    }

    /// A list that is not what was written stands for changes that are missing.
    private static func parse(_ text: String) -> State {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == heading[...], lines.popLast() == "" else { return State(isDropped: true) }
        var state = State()
        if lines.first == "dropped" {
            state.isDropped = true
            lines.removeFirst()
        }
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 2, let bytes = Int(words[1]), !words[0].contains("/"), words[0].first != "." else {
                return State(isDropped: true)
            }
            state.entries.append(Entry(name: String(words[0]), bytes: bytes))
        }
        return state
    }

    /// Unique by the identity, as a fold may have the sequence of a segment that it stands for.
    private static func name(_ header: ObjectHeader) -> String {
        "\(header.timeline)-\(header.lastSequence)-\(header.identity.description.prefix(16))"
    }
}
