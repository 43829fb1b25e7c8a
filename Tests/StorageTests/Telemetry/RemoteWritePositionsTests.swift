import Testing

@testable import Storage

struct RemoteWritePositionsTests {
    @Test func positionsOutliveAnOpenDatabase() async throws {
        try await withTelemetry { scenario in
            let database = try await scenario.open()
            let positions = RemoteWritePositions(database: database)
            #expect(try positions.position(of: "a") == nil)
            try positions.note(5, of: "a")
            try positions.note(7, of: "a")
            try positions.note(1, of: "b")
            try await database.close()
            let again = try await scenario.open()
            let read = RemoteWritePositions(database: again)
            #expect(try read.position(of: "a") == 7)
            try read.keep(only: ["a", "c"])
            #expect(try read.position(of: "a") == 7 && read.position(of: "b") == nil)
            try await again.close()
        }
    }
}
