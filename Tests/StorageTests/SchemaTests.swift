import GRDB
import Testing

@testable import Storage

/// The invariants that the schema itself holds, against statements that this program never sends.
@Suite struct SchemaTests {
    @Test(arguments: [
        "UPDATE models SET stage = 'production'",
        "UPDATE models SET stage = 'retired'",
        "UPDATE models SET version = 7",
        "UPDATE models SET model_id = 'x'",
        "UPDATE models SET metrics = '{}'",
        "UPDATE models SET sha256 = (SELECT min(sha256) FROM model_blobs)",
        "DELETE FROM models",
        "DELETE FROM models WHERE stage = 'production'",
        "DELETE FROM model_blobs",
        "UPDATE model_blobs SET sha256 = '\(String(repeating: "0", count: 64))'",
        "UPDATE model_names SET last_version = 1",
        "UPDATE model_names SET model_name = 'x'",
        "DELETE FROM model_names",
        "UPDATE model_history SET changed_by = 'nobody'",
        "DELETE FROM model_history",
        "INSERT INTO registry_revision VALUES (2, 0)",
        "INSERT INTO model_names VALUES ('.hidden', 1)",
        "INSERT INTO model_names VALUES ('a/b', 1)",
        "INSERT INTO model_names VALUES ('x', 0)",
        "INSERT INTO model_blobs VALUES ('short', 1, x'00')",
        insert(version: 2),
        insert(version: 4),
        insert(name: "'unknown'", version: 1),
        insert(metrics: "'[]'"),
        insert(metrics: "'{} '"),
        insert(features: "'{}'"),
        insert(tags: "'null'"),
        insert(stage: "'production'"),
        insert(sha256: "'\(String(repeating: "0", count: 64))'"),
        insert(createdAt: "'today'"),
    ])
    func refuses(_ sql: String) async throws {
        try await withThreeModels { database in
            await #expect(throws: StorageError.self) { try await database.write { try $0.execute(sql: sql) } }
            let problems = try await database.consistencyProblems()
            #expect(problems == [])
        }
    }

    @Test func takesTheSameStatementWithoutAMistake() async throws {
        try await withThreeModels { database in
            try await database.write { database in
                try database.execute(sql: "UPDATE model_names SET last_version = 4")
                try database.execute(sql: Self.insert(version: 4))
            }
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM models") } == 3)
        }
    }

    @Test func migratingTwiceChangesNothing() async throws {
        try await withThreeModels { database in
            let schema = "SELECT group_concat(sql, char(10)) FROM sqlite_master"
            let before = try await database.read { try String.fetchOne($0, sql: schema) }
            try Migrations.all.migrate(database.pool)
            #expect(try await database.read { try String.fetchOne($0, sql: schema) } == before)
        }
    }

    /// A statement that adds a model; its defaults are right once `last_version` is 4.
    private static func insert(
        name: String = "'aqi'", version: Int = 3, stage: String = "'dev'", metrics: String = "'{}'",
        features: String = "'[]'", tags: String = "'{}'", sha256: String = "(SELECT min(sha256) FROM model_blobs)",
        createdAt: String = "0"
    ) -> String {
        """
        INSERT INTO models (model_id, model_name, version, model_type, task_type, stage, metrics, created_at,
            created_by, feature_columns, hyperparameters, tags, description, sha256)
        VALUES ('00000000-0000-7000-8000-000000000000', \(name), \(version), 'x', 'y', \(stage), \(metrics),
            \(createdAt), 'ada', \(features), '{}', \(tags), '', \(sha256))
        """
    }

    /// Versions 1 to 3 of one name, of which the last is deleted again; the first is in production.
    private func withThreeModels(_ body: (ApplianceDatabase) async throws -> Void) async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            try await registry.produce(registry.add(bytes: [1]))
            _ = try await registry.add(bytes: [2])
            let third = try await registry.add(bytes: [3])
            try await registry.delete(third.id, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            try await body(database)
            try await database.close()
        }
    }
}
