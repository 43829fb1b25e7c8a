import GRDB
import Testing

@testable import Storage

@Suite struct TelemetrySheddingTests {
    @Test func nothingIsWrittenAndQueriesGoOnUntilThereIsRoom() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let store = try MetricStore(database: database)
            let references = try store.references(to: MetricStoreTests.names(10), at: TelemetryScenario.start)
            try MetricStoreTests.scrape(store, references, count: 3)
            try store.flush(at: TelemetryScenario.start + 45_000)
            database.shed(true)
            #expect(database.state == .shed)
            let bytes = database.bytes
            let time = TelemetryScenario.start + 60_000
            store.append(references, references.map { _ in 7 }, time: time, now: time)
            #expect(throws: TelemetryError.shed(path: scenario.path)) { try store.flush(at: time) }
            #expect(database.bytes == bytes)
            #expect(try store.all("m").first?.values.last == 7, "what is in memory is found")
            database.shed(false)
            #expect(database.state == .working)
            try store.flush(at: time)
            try await database.close()
            let reader = try await scenario.open(.reader)
            #expect(try MetricStore(database: reader).all("m").first?.values.last == 7, "nothing was lost")
            try await reader.close()
        }
    }

    @Test func aFailureBeforeIsForgottenWithTheRoom() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            try await database.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
            let write = TelemetryWrite(pages: 1, newPages: 1)
            #expect(throws: StorageError.diskFull(path: scenario.path)) {
                try database.write(write) { try $0.execute(sql: "CREATE TABLE more (one)") }
            }
            #expect(database.state == .diskFull)
            database.shed(true)
            #expect(database.state == .shed)
            database.shed(false)
            #expect(database.state == .working)
            database.shed(true)
            try await database.close()
            #expect(database.state == .closed)
        }
    }
}
