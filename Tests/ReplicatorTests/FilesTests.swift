import Foundation
import ObjectStore
import ReplicaLives
import Replication
import Storage
import Testing

@testable import Replicator

@Suite("Files beside the databases")
struct FilesTests {
    let scratch: Scratch
    let objects = MemoryObjectStore()
    let files: ReplicaFiles

    init() throws {
        scratch = try Scratch()
        files = ReplicaFiles(objects: objects, key: try RestoreLab.key(), surroundings: restoreSurroundings())
        for name in ["from", "to"] {
            let path = scratch.path + "/" + name
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.path + "/" + name))
    }

    private func store(_ names: [String], last: FilesDigest? = nil) async throws -> FilesDigest {
        try await files.store(directory: scratch.path + "/from", names: names, writer: 1, last: last)
    }

    private func restored() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/to").sorted()
    }

    @Test("They come back for their owner alone, and a missing one is not among them")
    func roundTrip() async throws {
        try write("secret", to: "from/audit.key")
        try write("", to: "from/empty")
        let digest = try await store(["empty", "absent", "audit.key"])
        #expect(digest.generation == 1)
        #expect(try await files.restore(to: scratch.path + "/to") == ["audit.key", "empty"])
        #expect(try restored() == ["audit.key", "empty"])
        let path = scratch.path + "/to/audit.key"
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("secret".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        for object in objects.objects.values { #expect(Data(object).range(of: Data("secret".utf8)) == nil) }
    }

    @Test("They are stored when they changed, and five generations stay")
    func generations() async throws {
        var last: FilesDigest?
        for round in 1...8 {
            try write("\(round)", to: "from/key")
            let digest = try await store(["key"], last: last)
            #expect(digest.generation == UInt64(round))
            #expect(digest != last)
            _ = objects.takeRequests()
            #expect(try await store(["key"], last: digest) == digest)
            #expect(objects.takeRequests().isEmpty)
            #expect(try await store(["key"]) == digest)
            last = digest
        }
        #expect(objects.names().count == Limits.fileGenerationsKept)
        #expect(try await files.restore(to: scratch.path + "/to") == ["key"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/to/key")) == Data("8".utf8))
    }

    @Test("Another process and a lost answer are borne")
    func contention() async throws {
        try write("a", to: "from/key")
        let name = try ReplicaFiles.name(of: 1).description
        let other = try await files.seal(try FilesPayload([]).bytes, generation: 1, writer: 2)
        objects.onRequest { [objects] operation, key in
            operation == .create && key == name ? .meanwhile { objects[name] = other } : nil
        }
        #expect(try await store(["key"]).generation == 2)
        objects.onRequest { operation, _ in operation == .create ? .lostAcknowledgement : nil }
        try write("b", to: "from/key")
        await #expect(throws: ObjectStoreError.self) { try await store(["key"]) }
        objects.onRequest(nil)
        #expect(try await store(["key"]).generation == 3)
        objects.onRequest { operation, _ in
            operation == .create
                ? .meanwhile { throw ObjectStoreError.alreadyExists(key: try ReplicaFiles.name(of: 4)) } : nil
        }
        try write("c", to: "from/key")
        await #expect(throws: ReplicaFilesError.contended(attempts: Limits.fileGenerationAttempts)) {
            try await store(["key"])
        }
    }

    @Test("Nothing is replaced, and of some files none is left")
    func existing() async throws {
        for name in ["a", "b"] { try write(name, to: "from/" + name) }
        _ = try await store(["a", "b"])
        try write("mine", to: "to/b")
        let path = scratch.path + "/to"
        await #expect(throws: ReplicaFilesError.exists(path: path + "/b")) { try await files.restore(to: path) }
        #expect(try restored() == ["b"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/b")) == Data("mine".utf8))
        try FileManager.default.removeItem(atPath: path + "/b")
        try FileManager.default.createSymbolicLink(atPath: path + "/b", withDestinationPath: "/nowhere")
        await #expect(throws: StorageError.self) { try await files.restore(to: path) }
        #expect(try restored() == ["b"])
    }

    @Test("A store without them restores none")
    func nothing() async throws {
        #expect(try await files.restore(to: scratch.path + "/to") == [])
    }

    @Test("Names that lead elsewhere, too many and too large ones are refused")
    func refusals() async throws {
        for name in ["", ".", "..", "a/b", "../a", "a\0b", String(repeating: "n", count: 256)] {
            await #expect(throws: ReplicaFilesError.nameInvalid(name: name)) { try await store([name]) }
        }
        try write("a", to: "from/a")
        await #expect(throws: ReplicaFilesError.nameInvalid(name: "a")) { try await store(["a", "a"]) }
        await #expect(throws: ReplicaFilesError.tooMany(count: 65, limit: 64)) {
            try await store((0..<65).map { "\($0)" })
        }
        try make("from/large", bytes: Limits.replicaFileBytes + 1)
        await #expect(
            throws: ReplicaFilesError.tooLarge(
                name: "large", bytes: Limits.replicaFileBytes + 1, limit: Limits.replicaFileBytes)
        ) { try await store(["a", "large"]) }
        try make("from/large", bytes: Limits.replicaFileBytes)
        try make("from/larger", bytes: Limits.replicaFileBytes)
        await #expect(throws: ReplicaFilesError.self) { try await store(["large", "larger"]) }
        #expect(objects.objects.isEmpty)
    }

    /// A file of zeros, which takes no room.
    private func make(_ name: String, bytes: Int) throws {
        try write("", to: name)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path + "/" + name))
        try file.truncate(atOffset: UInt64(bytes))
        try file.close()
    }

    @Test("Files as large as they may be come back")
    func largest() async throws {
        try make("from/audit-checkpoints.log", bytes: Limits.replicaFileBytes)
        try write("secret", to: "from/audit.key")
        _ = try await store(["audit-checkpoints.log", "audit.key"])
        #expect(try await files.restore(to: scratch.path + "/to") == ["audit-checkpoints.log", "audit.key"])
        let path = scratch.path + "/to/audit-checkpoints.log"
        let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        #expect(bytes?.intValue == Limits.replicaFileBytes)
    }

    @Test("Damage, another key and an old object under a new name are found out, and nothing is left")
    func damage() async throws {
        try write("old", to: "from/key")
        _ = try await store(["key"])
        try write("new", to: "from/key")
        _ = try await store(["key"])
        let (first, second) = (try ReplicaFiles.name(of: 1).description, try ReplicaFiles.name(of: 2).description)
        let bytes = try #require(objects[second])
        let path = scratch.path + "/to"
        for place in stride(from: 0, to: bytes.count, by: 5) {
            objects.corrupt(second, at: place, mask: 1 << UInt8(place % 8))
            await #expect(throws: ObjectError.self) { try await files.restore(to: path) }
            objects[second] = bytes
        }
        objects[second] = objects[first]
        await #expect(throws: ReplicaFilesError.misplaced(object: second)) { try await files.restore(to: path) }
        objects[second] = bytes
        let other = ReplicaFiles(objects: objects, key: try RestoreLab.key(5), surroundings: restoreSurroundings())
        await #expect(throws: ObjectError.self) { try await other.restore(to: path) }
        await #expect(throws: ObjectError.self) {
            try await other.store(directory: path, names: [], writer: 1, last: nil)
        }
        #expect(try restored().isEmpty)
        // A damaged newest generation is followed by a whole one.
        objects.corrupt(second, at: -30)
        #expect(try await store(["key"]).generation == 3)
        #expect(try await files.restore(to: path) == ["key"])
    }

    @Test("Only what this writes is read")
    func strictness() throws {
        let files = [ReplicaFile(name: "b", bytes: [1, 2]), ReplicaFile(name: "a", bytes: [])]
        let payload = try FilesPayload(files)
        #expect(payload.files.map(\.name) == ["a", "b"])
        #expect(try FilesPayload(payload.bytes, of: "o") == payload)
        for length in payload.bytes.indices {
            #expect(throws: ReplicaFilesError.malformed(object: "o")) {
                try FilesPayload(Array(payload.bytes[..<length]), of: "o")
            }
        }
        #expect(throws: ReplicaFilesError.malformed(object: "o")) { try FilesPayload(payload.bytes + [0], of: "o") }
        var newer = payload.bytes
        newer[8] = 2
        #expect(throws: ReplicaFilesError.newerFormat(version: 2)) { try FilesPayload(newer, of: "o") }
        // The names, exchanged, doubled, and leading elsewhere.
        for (first, second) in [("b", "a"), ("a", "a"), ("/", "b"), (".", "b")] {
            var changed = payload.bytes
            changed[14] = first.utf8.first ?? 0
            changed[21] = second.utf8.first ?? 0
            #expect(throws: ReplicaFilesError.malformed(object: "o")) { try FilesPayload(changed, of: "o") }
        }
    }
}
