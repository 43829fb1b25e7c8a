import Foundation
import JSONText
import Resilience
import Storage
import Synchronization
import Testing

@testable import Appliance

/// Sums, scripts, directories and requests of an export.
@Suite struct ExportPartTests {
    private static let columns = [
        ExportColumn(name: "id", kind: .integer), ExportColumn(name: "name", kind: .text),
        ExportColumn(name: "digest", kind: .bytes),
    ]

    private static func measures(_ rows: [[ExportValue]]) -> [String: String] {
        var tally = TableTally(columns)
        for row in rows { tally.add(row) }
        return Dictionary(uniqueKeysWithValues: tally.measures.map { ($0.name, $0.value) })
    }

    @Test func sumsHaveRoomForAnything() {
        let rows = Array(repeating: [ExportValue.integer(.max), .text("ü"), .bytes([1, 2, 3])], count: 3)
        let measures = Self.measures(rows)
        #expect(measures["rows"] == "3" && measures["sum of id"] == "27670116110564327421")
        #expect(measures["bytes of name"] == "6" && measures["bytes of digest"] == "9")
    }

    /// The number that PostgreSQL makes of the same row: `echo -n ROW | sha256sum`, its first 15 digits.
    @Test func contentsAreWhatTheScriptMakesOfThem() {
        // "\N" + 0x1F + "\N" + 0x1F + "\N"
        let row = Array(#"\N"#.utf8) + [0x1F] + Array(#"\N"#.utf8) + [0x1F] + Array(#"\N"#.utf8)
        #expect(row.count == 8)
        let measures = Self.measures([[.null, .null, .null]])
        #expect(measures["contents"] == "24430494486961190")
    }

    @Test func anyChangeShows() {
        let rows: [[ExportValue]] = [
            [.integer(1), .text("a"), .bytes([1])], [.integer(2), .text("b"), .bytes([2])],
        ]
        let swapped: [[ExportValue]] = [
            [.integer(1), .text("b"), .bytes([1])], [.integer(2), .text("a"), .bytes([2])],
        ]
        #expect(Self.measures(rows)["contents"] != Self.measures(swapped)["contents"])
        #expect(Self.measures(rows) == Self.measures(rows.reversed()))
        let missing: [[ExportValue]] = [[.null, .text("a"), .bytes([1])]]
        #expect(
            Self.measures(missing)["contents"] != Self.measures([[.integer(0), .text("a"), .bytes([1])]])["contents"])
    }

    @Test(arguments: [("users", "\"users\""), ("a\"b", "\"a\"\"b\"")])
    func namesAreQuoted(name: String, quoted: String) {
        #expect(Postgres.quoted(name) == quoted)
        #expect(Postgres.literal("it's \\") == "'it''s \\'")
    }

    /// Each column that is loaded is one that the schema has, and every table is loaded after those that it refers to.
    @Test func theSchemaHasEveryColumn() throws {
        var known: Set<String> = []
        let tables = [(TierRows.table, TierRows.columns)] + ExportTable.allCases.map { ($0.name, $0.columns) }
        for (name, columns) in tables {
            let start = try #require(PostgresSchema.sql.range(of: "CREATE TABLE geoclimate.\(name) ("), "\(name)")
            let rest = PostgresSchema.sql[start.upperBound...]
            let end = try #require(rest.range(of: "\n);"))
            let body = rest[..<end.lowerBound]
            let lines = body.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            let declared = lines.compactMap { line -> String? in
                let word = line.prefix { $0 != " " && $0 != "(" }.replacing("\"", with: "")
                return ["PRIMARY", "UNIQUE", "CHECK", "AND"].contains(word) ? nil : String(word)
            }
            #expect(Set(declared) == Set(columns.map(\.name)), "\(name)")
            for line in lines {
                guard let reference = line.range(of: "REFERENCES geoclimate.") else { continue }
                let other = String(line[reference.upperBound...].prefix { $0 != " " })
                #expect(other == name || known.contains(other), "\(name): \(line)")
            }
            known.insert(name)
        }
    }

    @Test func scriptsNameEachTable() {
        let table = ExportedTable(
            name: "users", columns: ["id", "at"], file: "data/users.copy", rows: 2,
            measures: [Measure(name: "rows", sql: "count(*)", value: "2")], counter: ("id", 7))
        let load = PostgresScripts.load([table])
        #expect(load.contains(#"\copy geoclimate."users" ("id", "at") FROM 'data/users.copy'"#))
        #expect(load.contains("setval(pg_get_serial_sequence('geoclimate.users', 'id'), 7, true)"))
        #expect(load.firstRange(of: "BEGIN;") != nil && load.contains("COMMIT;\n"))
        #expect(PostgresScripts.check([table]).contains("('rows', 2::numeric, found.m0::numeric)"))
    }

    @Test(arguments: [
        ("http://127.0.0.1:9090/api/v1/write", true), ("https://metrics.example/api/v1/write?tenant=a", true),
        ("http://u:p@host/", false), ("ftp://host/", false), ("host:9090", false), ("", false), ("http://", false),
        ("http://host/ x", false),
    ])
    func addressesHaveNoCredentials(url: String, isAddress: Bool) {
        #expect(ExportPost.isAddress(url) == isAddress)
    }

    @Test func aDirectoryIsNeverReplaced() throws {
        let parent = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let directory = try ExportDirectory(destination: parent + "/out/", word: 1)
        try directory.makeDirectory("data/deep")
        try directory.write(Array("abc".utf8), to: "data/deep/file")
        #expect(!FileManager.default.fileExists(atPath: parent + "/out"))
        try directory.finish()
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(directory.files == [ExportDirectory.File(path: "data/deep/file", bytes: 3, sha256: sha256)])
        for (name, mode) in [("out", 0o700), ("out/data", 0o700), ("out/data/deep/file", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(parent)/\(name)")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(name)")
        }
        #expect(throws: ExportError.exists(path: parent + "/out")) {
            try ExportDirectory(destination: parent + "/out", word: 2)
        }
        let abandoned = try ExportDirectory(destination: parent + "/other", word: 3)
        abandoned.abandon()
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == ["out"])
    }

    @Test func onlyWhatMayHelpIsTriedAgain() async throws {
        let attempts = Mutex(0)
        let time = CallTime(
            now: { 0 }, sleep: { if $0 > 40_000 { try await Task.sleep(for: .seconds(600)) } }, random: { 1 })
        let post = ExportPost(time: time) { request throws(CallFailure) in
            let number = attempts.withLock { attempts in
                attempts += 1
                return attempts
            }
            if request.what == "logs" { throw .permanent("The server answered 400.") }
            if number < 3 { throw .transient("The server answered 503.") }
        }
        #expect(try await post.send(.metrics([], to: "http://m")) == nil)
        #expect(attempts.withLock { $0 } == 3)
        #expect(try await post.send(.logs([], to: "http://l")) == "The server answered 400.")
        #expect(attempts.withLock { $0 } == 4)
    }
}
