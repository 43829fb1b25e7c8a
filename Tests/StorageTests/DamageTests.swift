import Foundation
import GRDB
import Testing

@testable import Storage

/// Damage from outside is found and named, and never answered as if it were a model.
@Suite struct DamageTests {
    static let sabotages: [(sql: [String], problem: String)] = [
        (
            ["UPDATE model_blobs SET zstd = CAST(substr(zstd, 1, length(zstd) - 1) || x'00' AS BLOB)"],
            "The bytes of model"
        ),
        (["UPDATE model_blobs SET zstd = x'28b52ffd'"], "The bytes of model"),
        (["UPDATE model_blobs SET size_bytes = size_bytes + 1"], "bytes instead of"),
        (["UPDATE model_blobs SET size_bytes = size_bytes - 1"], "at most"),
        (["UPDATE model_blobs SET size_bytes = \(1 << 40)"], "is not between"),
        (["DELETE FROM model_blobs"], "they are not in the database"),
    ]

    @Test(arguments: sabotages.indices)
    func damagedBytesAreAnErrorAndAProblem(_ index: Int) async throws {
        let sabotage = Self.sabotages[index]
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            let model = try await registry.add(bytes: Array("the bytes of a model".utf8))
            try scenario.sabotage(
                "PRAGMA foreign_keys = OFF; " + sabotage.sql.joined(separator: ";"))

            await #expect {
                try await registry.bytes(ofModel: model.id)
            } throws: { error in
                guard case RegistryError.bytesDamaged(model.id, model.sha256, _) = error else { return false }
                return !"\(error)".contains("..")
            }
            let problems = try await database.consistencyProblems()
            #expect(problems.contains { $0.contains(sabotage.problem) && !$0.contains("..") }, "\(problems)")
            try await database.close()
        }
    }

    @Test(arguments: sabotages.indices)
    func importingTheFileAgainRepairsDamagedBytes(_ index: Int) async throws {
        try await withRegistry { registry, scenario in
            let original = Array("the bytes of a model".utf8)
            let model = try await registry.add(bytes: original)
            try scenario.sabotage("PRAGMA foreign_keys = OFF; " + Self.sabotages[index].sql.joined(separator: ";"))
            await #expect(throws: RegistryError.self) { try await registry.bytes(ofModel: model.id) }

            let again = try await registry.add(bytes: original)
            #expect(try await registry.bytes(ofModel: model.id) == original)
            #expect(try await registry.bytes(ofModel: again.id) == original)
        }
    }

    @Test func everyFlippedByteOfTheStoredFrameIsFound() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            let original = Array("the bytes of a model, of a model".utf8)
            let model = try await registry.add(bytes: original)
            let frame = try Zstandard.compress(original)
            for index in frame.indices {
                var damaged = frame
                damaged[index] ^= 0x10
                let stored = StoredBytes(sha256: model.sha256, sizeBytes: original.count, compressed: damaged)
                // A few bits of a frame mean nothing; a flip there leaves the bytes as they were.
                if stored.damage(limits: .standard) == nil {
                    #expect(try stored.verified(limits: .standard) == original)
                }
            }
            try await database.close()
        }
    }

    @Test(arguments: [
        ("UPDATE models SET stage = 'staging'", "is in another stage than its history says"),
        (
            "DROP INDEX models_one_production; UPDATE models SET stage = 'production'",
            "has more than one production model"
        ),
        ("DROP TRIGGER models_fixed; UPDATE models SET version = version + 9", "that its name never gave out"),
        ("DROP TRIGGER models_production_stays; DELETE FROM models", "is gone, and its history does not say"),
        ("DROP TRIGGER model_history_stays; DELETE FROM model_history", "is in another stage than its history says"),
        (
            "DROP TRIGGER model_history_stays; DELETE FROM model_history WHERE cause = 'registered'",
            "does not start where the line before it ended"
        ),
        ("DROP TRIGGER models_fixed; UPDATE models SET tags = '{x}'", "has metadata that is not JSON"),
        ("DROP TRIGGER models_take_bytes_along; DELETE FROM models", "belong to no model"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM model_blobs", "points to a row of model_blobs that is not there"),
    ])
    func namesWhatDoesNotFit(_ sql: String, _ problem: String) async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            for byte in UInt8(1)...2 {
                let model = try await registry.add(bytes: [byte])
                _ = try await registry.promote(model.id, to: .staging, by: ChangeOrigin(actor: "ada", at: .minute(1)))
                _ = try await registry.promote(model.id, to: .dev, by: ChangeOrigin(actor: "ada", at: .minute(2)))
            }
            #expect(try await database.consistencyProblems() == [])
            try scenario.sabotage(sql)
            let problems = try await database.consistencyProblems()
            #expect(problems.contains { $0.contains(problem) }, "\(problems)")
            try await database.close()
        }
    }

    @Test(arguments: [
        "DROP TRIGGER models_fixed; PRAGMA ignore_check_constraints = ON; UPDATE models SET metrics = '{x}'",
        "DROP TRIGGER models_fixed; PRAGMA ignore_check_constraints = ON; UPDATE models SET tags = '[1]'",
        "DROP TRIGGER models_fixed; PRAGMA ignore_check_constraints = ON; UPDATE models SET stage = 'lost'",
    ])
    func anUnreadableRowIsAnErrorAndNoCrash(_ sql: String) async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            _ = try await registry.add()
            try scenario.sabotage(sql)
            await #expect {
                try await registry.models()
            } throws: { error in
                guard case StorageError.damaged(scenario.databasePath, _) = error else { return false }
                return true
            }
            try await database.close()
        }
    }

    @Test func aFileWithABrokenPageIsAProblemAndNoCrash() async throws {
        try await withScenario { scenario in
            let first = try await scenario.open()
            let bits = SeededBits(seed: 4)
            let noise = (0..<200_000).map { _ in UInt8(truncatingIfNeeded: bits.next()) }
            _ = try await scenario.registry(first).add(bytes: noise)
            try await first.close()

            let url = URL(filePath: scenario.databasePath)
            var file = try Data(contentsOf: url)
            // Noise does not get smaller, so it stands in the file as it is, on pages of its own.
            let middle = try #require(file.range(of: Data(noise[100_000..<100_016]))).lowerBound
            for index in middle..<(middle + 8) { file[index] ^= 0xFF }
            try file.write(to: url)

            let second = try await scenario.open()
            let problems = try await second.consistencyProblems()
            #expect(!problems.isEmpty)
            try await second.close()
        }
    }
}
