internal import Foundation
internal import Replication

/// A directory for one restored database, which goes with everything in it.
///
/// It is made inside the given directory under a name that nothing else has, so that emptying it hurts nobody. Both are closed to
/// other users. All methods block.
struct ScratchCopy: Sendable {
    private static let prefix = "proof-"

    let directory: String
    let path: String
    private let parent: String

    /// The place for a database called `name`.
    init(in parent: String, name: String) {
        self.parent = parent
        directory = parent + "/" + Self.prefix + name
        path = directory + "/" + name
    }

    /// Removes what an earlier trial left, makes the directory, and checks that so many bytes are free.
    ///
    /// It throws ``UpkeepError``.
    func prepare(neededBytes: Int) throws {
        let free: Int
        do {
            let manager = FileManager.default
            if isThere { try manager.removeItem(atPath: directory) }
            for made in [parent, directory] where !manager.fileExists(atPath: made) {
                try manager.createDirectory(
                    atPath: made, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            }
            let found = try manager.attributesOfFileSystem(forPath: directory)[.systemFreeSize] as? NSNumber
            free = found?.intValue ?? .max
        } catch {
            throw UpkeepError.scratch(path: directory, reason: error.localizedDescription)
        }
        guard free >= neededBytes else {
            remove()
            throw UpkeepError.noRoom(path: directory, freeBytes: free, neededBytes: neededBytes)
        }
    }

    /// Removes the directory, and the one around it when nothing else is in it.
    func remove() {
        let manager = FileManager.default
        try? manager.removeItem(atPath: directory)
        if let left = try? manager.contentsOfDirectory(atPath: parent), left.isEmpty {
            try? manager.removeItem(atPath: parent)
        }
    }

    private var isThere: Bool {
        // Also a symbolic link, which is removed and not followed.
        (try? FileManager.default.attributesOfItem(atPath: directory)) != nil
    }
}

/// The pages of a database file that nobody else has open.
struct CopiedPages {
    private let file: FileHandle
    private let path: String
    private let pageSize: PageSize
    private let databasePages: UInt32

    /// Opens the file, or throws ``UpkeepError``.
    init(path: String, pageSize: PageSize, databasePages: UInt32) throws {
        self.path = path
        self.pageSize = pageSize
        self.databasePages = databasePages
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw UpkeepError.scratch(path: path, reason: "the restored file cannot be opened")
        }
        self.file = file
    }

    /// Hands the pages of a range that have content to `body`, some at a time.
    func chunks(_ pages: ClosedRange<UInt32>, atOnce: Int, _ body: (PageChunk) throws -> Void) throws {
        for first in stride(from: Int(pages.lowerBound), through: Int(pages.upperBound), by: max(1, atOnce)) {
            let last = min(Int(pages.upperBound), first + max(1, atOnce) - 1)
            let bytes = try read(offset: (first - 1) * pageSize.bytes, count: (last - first + 1) * pageSize.bytes)
            var chunk = PageChunk(pageSize: pageSize)
            for page in UInt32(first)...UInt32(last) where pageSize.isContent(page, of: databasePages) {
                let start = (Int(page) - first) * pageSize.bytes
                try chunk.append(page: page, image: bytes[start..<start + pageSize.bytes])
            }
            if !chunk.pages.isEmpty { try body(chunk) }
        }
    }

    func close() { try? file.close() }

    private func read(offset: Int, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try file.seek(toOffset: UInt64(offset))
        while bytes.count < count, let more = try file.read(upToCount: count - bytes.count), !more.isEmpty {
            bytes += more
        }
        guard bytes.count == count else { throw UpkeepError.changedCopy(path: path) }
        return bytes
    }
}
