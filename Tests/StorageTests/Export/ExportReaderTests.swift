import Foundation
import GRDB
import Testing

@testable import Storage

/// What is read for another database.
@Suite struct ExportReaderTests {
    private static func rows(_ table: ExportTable, _ database: ApplianceDatabase) async throws -> [[ExportValue]] {
        try await database.export { reader in
            var rows: [[ExportValue]] = []
            try reader.rows(of: table) { rows.append($0) }
            return rows
        }
    }

    /// Each column of an exported table is exported, but for the bytes of models; other tables are left out on purpose.
    @Test func nothingIsForgotten() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let tables = try await database.read { database in
                try String.fetchAll(
                    database,
                    sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            }
            let leftOut: Set = [
                "grdb_migrations", "model_blobs", "registry_revision", "security_revision", "login_failures",
                "one_time_tokens", "limit_leases", "limit_clock", "refresh_families", "refresh_tokens",
            ]
            #expect(Set(tables) == leftOut.union(ExportTable.allCases.map(\.name)))
            for table in ExportTable.allCases {
                let columns = try await database.read { try $0.columns(in: table.name).map(\.name) }
                let extra = table == .models ? ["size_bytes"] : []
                #expect(Set(table.columns.map(\.name)) == Set(columns + extra), "\(table.name)")
                #expect(Set(table.key).isSubset(of: columns), "\(table.name)")
                _ = try await Self.rows(table, database)
            }
            try await database.close()
        }
    }

    @Test func valuesComeAsTheyAre() async throws {
        try await withAccounts { accounts, scenario in
            try await accounts.add("ada")
            try scenario.sabotage(
                """
                UPDATE users SET full_name = 'a' || char(0) || 'b' || char(9) || 'ü', totp_secret = x'00ff5c',
                    last_login_at = 9223372036854775807 WHERE id = 1
                """)
            let database = try await scenario.open()
            let row = try #require(try await Self.rows(.users, database).first)
            #expect(row[0] == .integer(1) && row[1] == .text("ada") && row[3] == .text("a\0b\tü"))
            #expect(row[6] == .integer(0) && row[7] == .null && row[9] == .bytes([0, 0xFF, 0x5C]))
            #expect(row[14] == .integer(.max))
            try await database.close()
        }
    }

    @Test func textThatIsNoneIsDamage() async throws {
        try await withAccounts { accounts, scenario in
            try await accounts.add("ada")
            try scenario.sabotage("UPDATE users SET full_name = CAST(x'ff' AS TEXT) WHERE id = 1")
            let database = try await scenario.open()
            let error = await #expect(throws: StorageError.self) { try await Self.rows(.users, database) }
            #expect("\(try #require(error))".contains("users.full_name of row 1"))
            try await database.close()
        }
    }

    @Test func numbersOfDeletedRowsAreKnown() async throws {
        try await withAccounts { accounts, scenario in
            try await accounts.add("ada")
            try await accounts.add("bob")
            try scenario.sabotage("DELETE FROM users WHERE id = 2")
            let database = try await scenario.open()
            let numbers = try await database.export { reader in
                try [ExportTable.users, .apiKeys, .roles].map { try reader.lastNumber(of: $0) }
            }
            #expect(numbers == [2, 0, 0])
            try await database.close()
        }
    }

    /// Another connection writes while the export reads.
    @Test func everythingIsOfOneState() async throws {
        try await withAccounts { accounts, scenario in
            try await accounts.add("ada")
            let database = try await scenario.open()
            let counts = try await database.export { reader in
                var counts: [Int] = []
                for _ in 0..<2 {
                    var count = 0
                    try reader.rows(of: .users) { _ in count += 1 }
                    counts.append(count)
                    try scenario.sabotage("DELETE FROM users")
                }
                return counts
            }
            #expect(counts == [1, 1])
            #expect(try await Self.rows(.users, database).isEmpty)
            try await database.close()
        }
    }

    @Test func modelsComeWithTheirBytes() async throws {
        try await withRegistry { registry, scenario in
            let record = try await registry.add()
            let database = try await scenario.open()
            let models = try await database.export { reader in
                var models: [(String, Int)] = []
                try reader.models { models.append(($0.id, $1.count)) }
                return models.map { "\($0.0) \($0.1)" }
            }
            #expect(models == ["\(record.id) \(record.sizeBytes)"])
            try await database.close()
        }
    }
}
