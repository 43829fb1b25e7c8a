import Foundation

/// A file on its way through rotations: which one is read, and what to do next.
///
/// Works on the calling thread, which may block. The file stays open while it is read, so that it can be read to its end
/// after somebody has given it another name or deleted it.
final class FollowedFile {
    /// What a look at the file has found.
    struct Reading: Equatable {
        var lines: [[UInt8]] = []
        var cutLines = 0
        /// Where to go on, once the lines are stored.
        var position: FilePosition
        /// Whether there is more to read at once.
        var hasMore = false
    }

    /// Why a file cannot be read.
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }

    /// What is known of a file that has come to the path after another.
    enum Known: Equatable {
        /// It is still being read under another path.
        case held
        /// It was read so far under another path.
        case read(FilePosition)
        case new
    }

    let path: String
    /// Which file it is, and how far it was read and stored; nil until one was opened.
    private(set) var position: FilePosition?
    private let cutter: LineCutter
    private let chunkBytes: Int
    private var handle: FileHandle?
    /// Looks at a file that is not at its path any more without finding anything new.
    private var idleLooks = 0

    /// A file, and how far it was read before.
    init(path: String, position: FilePosition?, lineBytes: Int, chunkBytes: Int = Limits.followedChunkBytes) {
        self.path = path
        self.position = position
        cutter = LineCutter(limit: lineBytes)
        // What is read at once must tell a line that is too long from one whose end has not come.
        self.chunkBytes = max(chunkBytes, lineBytes + 1)
    }

    deinit { try? handle?.close() }

    /// Reads some lines; nil where there are none.
    ///
    /// `known` tells of a file at the path that is not the one that was read, whether it was met under another path.
    func read(_ known: (FilePosition) -> Known) throws(Unreadable) -> Reading? {
        let current = try Self.identity(path)
        guard let last = position else {
            guard let current else { return nil }
            try open(path)
            // Noted although it may hold no line yet: another file may be at the path by the next look.
            position = current
            return try read(current, isEnd: false)
        }
        if let current, last.isSameFile(as: current) {
            if handle == nil { try open(path) }
            idleLooks = 0
            return try read(try isWhole(last) ? last : last.restarted, isEnd: false)
        }
        // It has gone from its path: what was written to it until then is read first.
        if handle == nil, let renamed = Self.renamed(last, beside: path) { try open(renamed) }
        if handle != nil, try isWhole(last) {
            idleLooks += 1
            let isEnd = idleLooks >= Limits.followedRotationLooks
            if let reading = try read(last, isEnd: isEnd) {
                if !isEnd { idleLooks = 0 }
                return reading
            }
            guard isEnd else { return nil }
        } else {
            idleLooks = Limits.followedRotationLooks
        }
        guard let current else { return nil }
        var start = current
        switch known(current) {
        case .held: return nil
        case .read(let position): start = position
        case .new: break
        }
        close()
        try open(path)
        // A file that was written anew may have the number of one that was read.
        if try !isWhole(start) { start = current }
        return try read(start, isEnd: false) ?? Reading(position: start)
    }

    /// Whether a file that has gone from its path was looked at as often as is done, and no other was opened since.
    var isDrained: Bool { idleLooks >= Limits.followedRotationLooks }

    /// Notes that what was read is stored.
    func advance(to position: FilePosition) { self.position = position }

    /// Closes the file; the next look opens it again.
    func close() {
        try? handle?.close()
        handle = nil
        idleLooks = 0
    }

    // MARK: Parts

    private func read(_ start: FilePosition, isEnd: Bool) throws(Unreadable) -> Reading? {
        var position = start
        let bytes = try bytes(from: position.offset, count: chunkBytes)
        guard !bytes.isEmpty else { return nil }
        let isAll = bytes.count < chunkBytes
        let cut = cutter.cut(bytes, isInsideLongLine: position.isInsideLongLine, isEnd: isEnd && isAll)
        guard cut.consumed > 0 else { return nil }
        position.offset += UInt64(cut.consumed)
        position.isInsideLongLine = cut.isInsideLongLine
        if position.headBytes < FilePosition.rememberedBytes {
            let head = try self.bytes(from: 0, count: min(FilePosition.rememberedBytes, Int(clamping: position.offset)))
            position.headBytes = UInt64(head.count)
            position.headSum = FilePosition.sum(head)
        }
        return Reading(lines: cut.lines, cutLines: cut.cutLines, position: position, hasMore: !isAll)
    }

    /// Whether the open file is still the one that was read: not cut, and with the same beginning.
    private func isWhole(_ position: FilePosition) throws(Unreadable) -> Bool {
        guard position.offset > 0 else { return true }
        guard let handle, let size = try? handle.seekToEnd(), size >= position.offset else { return false }
        let head = try bytes(from: 0, count: Int(clamping: position.headBytes))
        return head.count == Int(clamping: position.headBytes) && FilePosition.sum(head) == position.headSum
    }

    private func bytes(from offset: UInt64, count: Int) throws(Unreadable) -> [UInt8] {
        guard let handle, count > 0 else { return [] }
        do {
            try handle.seek(toOffset: offset)
            return Array(try handle.read(upToCount: count) ?? Data())
        } catch {
            throw Unreadable(reason: SystemCalls.reason(of: error))
        }
    }

    private func open(_ path: String) throws(Unreadable) {
        guard handle == nil else { return }
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw Unreadable(reason: SystemCalls.reason(of: error))
        }
    }

    /// Which file is at a path now; nil where there is none.
    ///
    /// Only ordinary files are followed: opening a pipe would wait for its writer.
    static func identity(_ path: String) throws(Unreadable) -> FilePosition? {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: resolved) else { return nil }
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw Unreadable(reason: "It is no ordinary file.")
            }
            guard let device = (attributes[.systemNumber] as? NSNumber)?.uint64Value,
                let inode = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
            else { throw Unreadable(reason: "The system does not say which file it is.") }
            return FilePosition(device: device, inode: inode)
        } catch let error as Unreadable {
            throw error
        } catch {
            throw Unreadable(reason: SystemCalls.reason(of: error))
        }
    }

    /// Where a file is now that was at a path: beside it under another name, after a rotation while nobody looked.
    private static func renamed(_ position: FilePosition, beside path: String) -> String? {
        let directory = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter {
            $0 != name && $0.hasPrefix(name) || $0.hasPrefix((name as NSString).deletingPathExtension)
        }
        .prefix(Limits.followedSiblings).map { directory + "/" + $0 }
        .first { (try? identity($0))??.isSameFile(as: position) == true }
    }
}
