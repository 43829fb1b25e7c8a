import Foundation
import GRDB
import Replication
import Support
import Testing

@testable import Storage

@Suite("A standby's directory")
struct StandbyDirectoryTests {
    private static let point = ReplicaPoint(timeline: 3, sequence: 40)
    private static let id = DatabaseID(named: "appliance.db")

    private static func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix(".lock") }.sorted()
    }

    private static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test("A fresh directory is taken for one process, and becomes nobody's when it is given up")
    func fresh() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/data"
        let directory = try StandbyDirectory(path: path)
        #expect(try StandbyDirectory.kind(of: path) == .standby)
        #expect(throws: StorageError.self) { try StandbyDirectory(path: path) }
        for file in StandbyFile.allCases { try Self.write("copy", directory.path(of: file)) }
        try directory.abandon()
        #expect(try StandbyDirectory.kind(of: path) == .other)
        #expect(try Self.names(path) == [])
    }

    @Test("A directory with a database is refused, and nothing in it is touched")
    func refused() throws {
        let scratch = try Scratch()
        try Self.write("precious", scratch.path + "/appliance.db")
        try Self.write("note", scratch.path + "/appliance.db-replica")
        #expect(throws: StandbyError.hasDatabase(path: scratch.path)) { try StandbyDirectory(path: scratch.path) }
        #expect(try StandbyDirectory.kind(of: scratch.path) == .other)
        #expect(try Self.names(scratch.path) == ["appliance.db", "appliance.db-replica"])
    }

    @Test("What a standby left in a crash is removed by the next one")
    func leftovers() throws {
        let scratch = try Scratch()
        do {
            let directory = try StandbyDirectory(path: scratch.path)
            for file in StandbyFile.allCases {
                for suffix in ["", "-wal", "-shm", ".new", ".new.restoring"] {
                    try Self.write("left", directory.path(of: file) + suffix)
                }
            }
            // The promotion had begun.
            try Self.write("left", scratch.path + "/appliance.db-replica")
        }
        let again = try StandbyDirectory(path: scratch.path)
        #expect(try Self.names(again.path) == ["standby"])
        #expect(try StandbyDirectory.kind(of: scratch.path) == .standby)
    }

    @Test("A promoted copy is the directory's database, with a note of its branch and without what was written locally")
    func promoted() throws {
        let scratch = try Scratch()
        let directory = try StandbyDirectory(path: scratch.path)
        for file in StandbyFile.allCases {
            try Self.write(file.rawValue, directory.path(of: file))
            try Self.write("local", directory.path(of: file) + "-wal")
        }
        try directory.promote(.second, of: Self.id, at: Self.point)
        #expect(try StandbyDirectory.kind(of: scratch.path) == .promoted)
        #expect(try Self.names(scratch.path) == ["appliance.db", "appliance.db-replica", "standby"])
        let database = scratch.path + "/appliance.db"
        #expect(try String(contentsOfFile: database, encoding: .utf8) == StandbyFile.second.rawValue)
        #expect(
            try ReplicaNote.load(for: database)
                == ReplicaNote(database: Self.id, lastPoint: Self.point, beginsTimeline: true))
        // Giving up what is a standby's leaves the database and what it knows of its replica.
        try directory.abandon()
        #expect(try Self.names(scratch.path) == ["appliance.db", "appliance.db-replica"])
    }

    /// What the crash left: whether the note, the database's name and the mark of a promotion were written.
    @Test(
        "A promotion that ends at any step leaves a standby or a promoted directory",
        arguments: [(false, false, false), (true, false, false), (true, true, false), (true, true, true)])
    func crashes(note: Bool, database: Bool, mark: Bool) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/appliance.db"
        do {
            let directory = try StandbyDirectory(path: scratch.path)
            for file in StandbyFile.allCases { try Self.write("copy", directory.path(of: file)) }
            if note {
                try ReplicaNote(database: Self.id, lastPoint: Self.point, beginsTimeline: true)
                    .store(for: path, forgetsWriters: true)
            }
            if database { try FileManager.default.linkItem(atPath: directory.path(of: .first), toPath: path) }
            if mark { try Self.write("promoted\n", scratch.path + "/standby") }
        }
        #expect(try StandbyDirectory.kind(of: scratch.path) == (database ? .promoted : .standby))
        if database {
            #expect(throws: StandbyError.hasDatabase(path: scratch.path)) { try StandbyDirectory(path: scratch.path) }
            #expect(try ReplicaNote.load(for: path)?.beginsTimeline == true)
            // What the promotion could not remove any more goes, and the database stays.
            try StandbyDirectory.removeLeftovers(in: scratch.path)
            #expect(try Self.names(scratch.path) == ["appliance.db", "appliance.db-replica", "standby"])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "copy")
        } else {
            _ = try StandbyDirectory(path: scratch.path)
            #expect(try Self.names(scratch.path) == ["standby"])
        }
    }

    @Test("Leftovers are removed where a directory was promoted, and nowhere else")
    func noLeftovers() throws {
        let scratch = try Scratch()
        let directory = try StandbyDirectory(path: scratch.path)
        try Self.write("copy", directory.path(of: .first))
        try StandbyDirectory.removeLeftovers(in: scratch.path)
        #expect(try Self.names(scratch.path) == ["standby", "standby-a.db"])
    }

    @Test("A promotion that fails leaves a standby")
    func cannotPromote() throws {
        let scratch = try Scratch()
        let directory = try StandbyDirectory(path: scratch.path)
        #expect(throws: StorageError.self) { try directory.promote(.first, of: Self.id, at: Self.point) }
        #expect(try StandbyDirectory.kind(of: scratch.path) == .standby)
    }

    @Test("A copy that was made takes the place of the one before, without the log of that")
    func publishing() throws {
        let scratch = try Scratch()
        let directory = try StandbyDirectory(path: scratch.path)
        let path = directory.path(of: .first)
        try Self.write("old", path)
        try Self.write("local", path + "-wal")
        #expect(directory.logBytes(of: .first) == 5)
        try Self.write("new", directory.newPath(of: .first))
        try directory.publishNew(.first)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        #expect(directory.logBytes(of: .first) == 0)
        #expect(throws: StorageError.self) { try directory.publishNew(.first) }
        try Self.write("half", directory.newPath(of: .second) + ".restoring")
        try directory.discardNew(.second)
        #expect(try Self.names(scratch.path) == ["standby", "standby-a.db"])
    }
}

@Suite("Pages of a file that nobody has open")
struct PlainPagesTests {
    @Test("Pages lie where SQLite puts them, and the file is as long as it is told", arguments: [512, 4_096, 65_536])
    func pages(bytes: Int) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/pages.db"
        let size = try #require(PageSize(bytes: bytes))
        let pages = try PlainPages(path: path, pageSize: size, isNew: true)
        let images = (1...3).flatMap { [UInt8](repeating: $0, count: bytes) }
        try pages.write(images[...], from: 1)
        try pages.write([UInt8](repeating: 9, count: bytes)[...], from: 5)
        try pages.write(images[bytes..<2 * bytes], from: 3)
        let expected = [1, 2, 2, 0, 9].flatMap { [UInt8](repeating: $0, count: bytes) }
        #expect(try pages.read(1...5) == expected)
        #expect(try pages.read(4...9) == Array(expected[(3 * bytes)...]))
        try pages.resize(to: 2)
        #expect(try pages.read(1...5) == Array(expected[..<(2 * bytes)]))
        try pages.resize(to: 3)
        #expect(try pages.read(3...3) == [UInt8](repeating: 0, count: bytes))
        pages.close()
        pages.close()
        #expect(throws: StorageError.self) { try pages.read(1...1) }
        #expect(throws: StorageError.self) { try pages.write(images[...], from: 1) }
        #expect(throws: StorageError.self) { try pages.resize(to: 1) }
        #expect(try PlainPages(path: path, pageSize: size).read(1...1) == Array(expected[..<bytes]))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("A file that is missing, or another one by a link, is refused")
    func refused() throws {
        let scratch = try Scratch()
        let size = try #require(PageSize(bytes: 512))
        #expect(throws: StorageError.self) { try PlainPages(path: scratch.path + "/none.db", pageSize: size) }
        try Data().write(to: URL(filePath: scratch.path + "/real.db"))
        let link = scratch.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path + "/real.db")
        #expect(throws: StorageError.self) { try PlainPages(path: link, pageSize: size) }
    }
}
