import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

/// A data directory of its own, with time and randomness that are the same in every run.
struct Scenario: Sendable {
    let directory: String
    let limits: Limits

    var databasePath: String { directory + "/appliance.db" }

    func open(as role: ApplianceDatabase.Role = .command) async throws -> ApplianceDatabase {
        try await ApplianceDatabase.open(in: directory, as: role, limits: limits)
    }

    /// The registry of a database; each gets identities of its own from `seed`.
    func registry(_ database: ApplianceDatabase, seed: UInt64 = 1) -> ModelRegistry {
        let state = SeededBits(seed: seed)
        return ModelRegistry(database: database) { state.next() }
    }

    /// Changes the file behind the appliance's back, as a hand with the SQLite shell would.
    func sabotage(_ statements: String...) throws {
        let queue = try DatabaseQueue(path: databasePath)
        for sql in statements { try queue.writeWithoutTransaction { try $0.execute(sql: sql) } }
        try queue.close()
    }

    /// One value read by a connection of its own.
    func value(_ sql: String) throws -> DatabaseValue? {
        let queue = try DatabaseQueue(path: databasePath)
        defer { try? queue.close() }
        return try queue.read { try DatabaseValue.fetchOne($0, sql: sql) }
    }
}

/// Runs `body` in a fresh data directory that is gone afterwards.
func withScenario(limits: Limits = .standard, _ body: (Scenario) async throws -> Void) async throws {
    let parent = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: parent) }
    try await body(Scenario(directory: parent.path + "/data", limits: limits))
}

/// Runs `body` with the registry of a fresh database.
func withRegistry(
    limits: Limits = .standard, _ body: (ModelRegistry, Scenario) async throws -> Void
) async throws {
    try await withScenario(limits: limits) { scenario in
        let database = try await scenario.open()
        try await body(scenario.registry(database), scenario)
        #expect(try await database.consistencyProblems() == [])
        try await database.close()
    }
}

/// SplitMix64, so that identities differ and repeat from run to run.
final class SeededBits: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        let sum = state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            return state
        }
        var mixed = (sum ^ (sum >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension NewModel {
    /// A model with nothing remarkable about it.
    static func sample(_ name: String = "aqi") -> NewModel {
        NewModel(name: name, modelType: "xgboost", taskType: "regression", featureColumns: ["pm25", "hour"])
    }
}

extension ModelRegistry {
    /// Registers a sample model at minute `minute` of the scenario.
    func add(_ name: String = "aqi", bytes: [UInt8] = [1, 2, 3], minute: Int = 0) async throws -> ModelRecord {
        try await register(.sample(name), bytes: bytes, by: ChangeOrigin(actor: "ada", at: .minute(minute)))
    }

    /// Makes a model the production model of its name.
    @discardableResult
    func produce(_ model: ModelRecord, minute: Int = 0) async throws -> PromotionResult {
        try await promote(model.id, to: .production, by: ChangeOrigin(actor: "grace", at: .minute(minute)))
    }
}

extension Timestamp {
    /// So many minutes after the scenario began, at 2025-01-01T00:00:00Z.
    static func minute(_ minute: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_735_689_600_000 + Int64(minute) * 60_000)
    }
}
