import Foundation
import Signals
import Storage

/// Follows the files of one source; used by one thread at a time, which may block.
final class FileFollower {
    /// What a look has found that somebody should know of, each told once until it changes.
    enum Notice: Sendable, Equatable {
        case unreadable(path: String, reason: String)
        case readable(path: String)
        case linesCut(path: String, lines: Int, limit: Int)
        case refused(source: String, reason: String)
        case tooManyFiles(source: String, limit: Int)
    }

    private let source: FollowedSource
    private let patterns: [FilePattern]
    private let store: LogStore
    private let clock: ApplianceClock
    private let limitFiles: Int
    private let list: (String) -> [String]
    private var files: [String: FollowedFile] = [:]
    /// Files that were read to their end under another name.
    private var retired: [FilePosition] = []
    /// Whether places that were kept before the start were looked through.
    private var hasForgotten = false
    private var problems: [String: String] = [:]
    private var told: Set<String> = []
    private var times = LineTimes()

    /// A follower of a source of files; of any other it follows nothing.
    init(
        _ source: FollowedSource, into store: LogStore, clock: ApplianceClock, limitFiles: Int = Limits.followedFiles,
        list: @escaping (String) -> [String] = { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    ) {
        self.source = source
        self.store = store
        self.clock = clock
        self.limitFiles = limitFiles
        self.list = list
        patterns = if case .files(let patterns) = source.kind { patterns } else { [] }
    }

    /// Looks at all files once, and reads at most ``Limits/followedChunkBytes`` of each.
    ///
    /// It answers whether there is more to read at once, and what should be told.
    func look() -> (hasMore: Bool, notices: [Notice]) {
        var notices: [Notice] = []
        let paths = paths(&notices)
        forgetGone(besides: paths)
        for path in paths where files[path] == nil { begin(path) }
        var hasMore = false
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            var isAtEnd = false
            do throws(FollowedFile.Unreadable) {
                while !isAtEnd {
                    guard let reading = try file.read({ known($0, besides: path) }) else {
                        isAtEnd = true
                        continue
                    }
                    guard keep(reading, of: file, &notices) else {
                        // A successor that was opened is not the file of the position, which the next look begins with.
                        if file.position?.isSameFile(as: reading.position) == false { file.close() }
                        break
                    }
                    hasMore = hasMore || reading.hasMore
                    if !reading.lines.isEmpty { break }
                }
                if problems.removeValue(forKey: path) != nil { notices.append(.readable(path: path)) }
            } catch {
                if problems.updateValue(error.reason, forKey: path) != error.reason {
                    notices.append(.unreadable(path: path, reason: error.reason))
                }
            }
            if isAtEnd, file.isDrained, isLeft(path) { forget(path) }
        }
        // What a rotation has given another name may fit the pattern as well: it was read already.
        for path in paths where files[path] == nil { begin(path) }
        return (hasMore, notices)
    }

    private func paths(_ notices: inout [Notice]) -> [String] {
        var paths: [String] = []
        for pattern in patterns {
            for path in pattern.paths(limit: limitFiles + 1, list: list) where !paths.contains(path) {
                paths.append(path)
            }
        }
        if paths.count > limitFiles, told.insert("files").inserted {
            notices.append(.tooManyFiles(source: source.name, limit: limitFiles))
        }
        return Array(paths.prefix(limitFiles))
    }

    /// Begins to follow a path, unless its file is being read under another name.
    private func begin(_ path: String) {
        let kept = store.cursor(cursor(path)).flatMap { FilePosition($0) }
        if kept == nil, let identity = (try? FollowedFile.identity(path)) ?? nil {
            switch known(identity, besides: path) {
            case .held: return
            case .read(let read):
                _ = store.append(
                    [], advancing: LogCursor(name: cursor(path), position: read.bytes), at: clock.now())
                return add(path, read)
            case .new: break
            }
        }
        add(path, kept)
    }

    /// Whether a file is being read under another path, or was read under one.
    private func known(_ identity: FilePosition, besides path: String) -> FollowedFile.Known {
        let isHeld = files.contains { $0.key != path && $0.value.position?.isSameFile(as: identity) == true }
        if isHeld { return .held }
        // The last: the same file may have been read further under each of its names.
        if let read = retired.last(where: { $0.isSameFile(as: identity) }) { return .read(read) }
        return .new
    }

    /// Whether a path leads nowhere, or to a file that is being read under another path.
    ///
    /// The latter is given up rather than waited for: two paths whose files were swapped would wait for each other.
    private func isLeft(_ path: String) -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return true }
        guard let identity = (try? FollowedFile.identity(path)) ?? nil else { return false }
        return known(identity, besides: path) == .held
    }

    /// Forgets, once, the places of files that went while nobody looked; a file that was renamed is known by its place.
    private func forgetGone(besides paths: [String]) {
        guard !hasForgotten else { return }
        hasForgotten = true
        let prefix = cursor("")
        for name in store.cursorNames where name.hasPrefix(prefix) {
            let path = String(name.dropFirst(prefix.count))
            guard !paths.contains(path), !FileManager.default.fileExists(atPath: path) else { continue }
            if let position = store.cursor(name).flatMap({ FilePosition($0) }) { retire(position) }
            store.forgetCursor(name)
        }
    }

    private func add(_ path: String, _ position: FilePosition?) {
        files[path] = FollowedFile(path: path, position: position, lineBytes: store.limits.logLineBytes)
    }

    private func forget(_ path: String) {
        if let position = files[path]?.position { retire(position) }
        files[path] = nil
        problems[path] = nil
        store.forgetCursor(cursor(path))
    }

    private func retire(_ position: FilePosition) {
        retired.append(position)
        if retired.count > limitFiles { retired.removeFirst() }
    }

    private func cursor(_ path: String) -> String { FollowedCursors.prefix(ofFiles: source) + path }

    /// Stores lines together with how far the file was read; false where there is no room for them now.
    private func keep(_ reading: FollowedFile.Reading, of file: FollowedFile, _ notices: inout [Notice]) -> Bool {
        let now = clock.now()
        let entries = reading.lines.map { NewLogEntry(timestamp: times.next(now), line: $0) }
        let batch = LogBatch(stream: source.stream.setting("filename", to: file.path), entries: entries)
        let outcome = store.append(
            [batch], advancing: LogCursor(name: cursor(file.path), position: reading.position.bytes), at: now)
        guard outcome.dropped == 0 else {
            if let refusal = outcome.firstRefusal, !refusal.passes, told.insert("place").inserted {
                notices.append(.refused(source: source.name, reason: refusal.description))
            }
            return false
        }
        if let old = file.position, !old.isSameFile(as: reading.position) { retire(old) }
        file.advance(to: reading.position)
        if reading.cutLines > 0, told.insert("cut:" + file.path).inserted {
            notices.append(
                .linesCut(path: file.path, lines: reading.cutLines, limit: store.limits.logLineBytes))
        }
        if let reason = outcome.firstRefusal?.description, told.insert("refused").inserted {
            notices.append(.refused(source: source.name, reason: reason))
        }
        return true
    }
}

/// Times of lines that have none of their own: when they were read, each later than the one before.
struct LineTimes: Sendable {
    private var last: Int64 = .min

    mutating func next(_ now: Timestamp) -> Int64 {
        last = last == .min ? now.nanosecondsSince1970 : max(last &+ 1, now.nanosecondsSince1970)
        return last
    }
}
