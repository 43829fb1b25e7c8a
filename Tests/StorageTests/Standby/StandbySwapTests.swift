import Dispatch
import Foundation
import GRDB
import Replication
import Synchronization
import Testing

@testable import Storage

@Suite("A standby's database changes from one copy to the other", .serialized, .timeLimit(.minutes(10)))
struct StandbySwapTests {
    /// Two copies: the first has one model, the second has a second one, which is in production.
    private struct Bench {
        let scratch: Scratch
        let directory: StandbyDirectory

        init() async throws {
            scratch = try Scratch()
            directory = try StandbyDirectory(path: scratch.path + "/standby")
            let source = Scenario(directory: scratch.path + "/source", limits: .standard)
            for file in StandbyFile.allCases {
                let database = try await source.open()
                let model = try await source.registry(database, seed: file == .first ? 1 : 2).add(file.rawValue)
                if file == .second { try await source.registry(database, seed: 3).produce(model) }
                try await database.close()
                try FileManager.default.copyItem(atPath: source.databasePath, toPath: directory.path(of: file))
            }
        }

        func bytes(_ file: StandbyFile) throws -> Data {
            try Data(contentsOf: URL(filePath: directory.path(of: file)))
        }
    }

    private static func models(_ database: ApplianceDatabase) async throws -> [String] {
        try await database.read { try String.fetchAll($0, sql: "SELECT model_name FROM models ORDER BY model_name") }
    }

    private static func registry(_ database: ApplianceDatabase, seed: UInt64) -> ModelRegistry {
        let bits = SeededBits(seed: seed)
        return ModelRegistry(database: database) { bits.next() }
    }

    @Test(
        "What was written locally never comes into a copy and is gone after the change, and readers see the other copy")
    func swaps() async throws {
        let bench = try await Bench()
        let pristine = [try bench.bytes(.first), try bench.bytes(.second)]
        let database = try await ApplianceDatabase.openStandby(in: bench.directory, file: .first)
        #expect(database.path == bench.directory.path(of: .first))
        let revision = try await Self.registry(database, seed: 4).productionState().revision
        _ = try await Self.registry(database, seed: 5).add("local")
        #expect(try await Self.models(database) == ["local", "standby-a.db"])
        // Neither of these moves it into the file.
        try await database.checkpoint()
        #expect(bench.directory.logBytes(of: .first) > 0)

        try await database.serve(.second)
        #expect(database.path == bench.directory.path(of: .second))
        #expect(try await Self.models(database) == ["standby-a.db", "standby-b.db"])
        let state = try await Self.registry(database, seed: 6).productionState()
        #expect(state.models.map(\.name) == ["standby-b.db"])
        #expect(state.revision > revision)
        #expect(bench.directory.logBytes(of: .first) == 0)
        #expect(try bench.bytes(.first) == pristine[0])

        _ = try await Self.registry(database, seed: 7).add("local")
        try await database.serve(.first)
        #expect(try await Self.models(database) == ["standby-a.db"])
        #expect(try bench.bytes(.second) == pristine[1])
        try await database.close()
        #expect(try bench.bytes(.first) == pristine[0])
    }

    @Test("Who remembers accounts and keys hears of each change of copies, and of what is written afterwards")
    func notifies() async throws {
        let bench = try await Bench()
        let database = try await ApplianceDatabase.openStandby(in: bench.directory, file: .first)
        let notes = Notes()
        database.onSecurityChange { notes.add() }
        try await database.serve(.second)
        #expect(notes.count == 1)
        try await database.serve(.first)
        #expect(notes.count == 2)
        // The connections are others, and their commits are watched as well.
        try await database.write { try $0.execute(sql: "UPDATE security_revision SET revision = revision + 1") }
        #expect(notes.count == 3)
        try await database.close()
    }

    @Test("A read that has begun ends on the copy it began on; the change waits for it, and others need not")
    func readersInFlight() async throws {
        let bench = try await Bench()
        let database = try await ApplianceDatabase.openStandby(in: bench.directory, file: .first)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let go = DispatchSemaphore(value: 0)
        let reading = Task {
            try await database.read { connection in
                let before = try Int.fetchOne(connection, sql: "SELECT count(*) FROM models")
                beginning.finish()
                go.wait()
                return (before, try Int.fetchOne(connection, sql: "SELECT count(*) FROM models"))
            }
        }
        for await _ in begun {}
        let notes = Notes()
        let serving = Task {
            try await database.serve(.second)
            notes.add()
        }
        while database.path != bench.directory.path(of: .second) { await Task.yield() }
        #expect(try await Self.models(database).count == 2)
        #expect(notes.count == 0)
        go.signal()
        let counts = try await reading.value
        #expect(counts.0 == 1 && counts.1 == 1)
        try await serving.value
        try await database.close()
    }

    @Test("Readers and writers that never stop meet one copy or the other, whole, and no error")
    func concurrent() async throws {
        let bench = try await Bench()
        let pristine = [try bench.bytes(.first), try bench.bytes(.second)]
        let database = try await ApplianceDatabase.openStandby(in: bench.directory, file: .first)
        let isOver = Notes()
        let reads = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var reads = 0
                    while isOver.count == 0 {
                        let found = try await database.read { connection in
                            (
                                try Int.fetchOne(connection, sql: "SELECT count(*) FROM models") ?? -1,
                                try Int.fetchOne(
                                    connection, sql: "SELECT count(*) FROM models WHERE stage = 'production'") ?? -1
                            )
                        }
                        #expect(found == (1, 0) || found == (2, 1), "\(found)")
                        reads += 1
                    }
                    return reads
                }
            }
            group.addTask {
                while isOver.count == 0 {
                    try await database.write {
                        try $0.execute(sql: "UPDATE registry_revision SET revision = revision + 1")
                    }
                }
                return 0
            }
            for turn in 0..<20 { try await database.serve(turn.isMultiple(of: 2) ? .second : .first) }
            isOver.add()
            return try await group.reduce(0, +)
        }
        #expect(reads > 0)
        #expect(database.connections.open <= database.connections.most)
        try await database.close()
        #expect([try bench.bytes(.first), try bench.bytes(.second)] == pristine)
    }

    @Test("A copy that cannot be opened is not served, and the one before goes on")
    func missing() async throws {
        let bench = try await Bench()
        let database = try await ApplianceDatabase.openStandby(in: bench.directory, file: .first)
        try Data("this is no database, whatever its name says".utf8)
            .write(to: URL(filePath: bench.directory.path(of: .second)))
        await #expect(throws: StorageError.self) { try await database.serve(.second) }
        #expect(database.path == bench.directory.path(of: .first))
        #expect(try await Self.models(database) == ["standby-a.db"])
        try await database.close()
    }
}

/// How often something happened.
private final class Notes: Sendable {
    private let number = Mutex(0)
    var count: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}
