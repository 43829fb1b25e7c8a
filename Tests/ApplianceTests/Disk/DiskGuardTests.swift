import Foundation
import Logging
import Storage
import Synchronization
import Telemetry
import Testing

@testable import Appliance

@Suite struct DiskGuardTests {
    private static let bytes = 1 << 20

    /// A guard of a directory of its own, on a disk that says what the test wants.
    private struct Scene: Sendable {
        let folder: URL
        let clock = TestClock()
        let free = Shared(1 << 30)
        let log = BytesBox()
        let disk: DiskGuard

        final class Shared: Sendable {
            private let value: Mutex<Int>
            init(_ value: Int) { self.value = Mutex(value) }
            var bytes: Int {
                get { value.withLock { $0 } }
                set { value.withLock { $0 = newValue } }
            }
        }

        init(ballastBytes: Int = DiskGuardTests.bytes) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            let system = LogSystem(level: .info, format: .json, clock: clock.clock) { [log] in log.append($0) }
            disk = DiskGuard(
                directory: folder.path, ballastBytes: ballastBytes, clock: clock.clock,
                logger: system.logger("geoclimate"),
                space: { [free] in DiskSpace(totalBytes: 4 << 30, freeBytes: free.bytes) })
        }

        var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }
        func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    private func withTelemetry(_ body: (Scene, TelemetryDatabase) async throws -> Void) async throws {
        let scene = try Scene()
        defer { scene.remove() }
        let database = try await TelemetryDatabase.open(
            in: scene.folder.path + "/data", as: .daemon, maximumBytes: Limits.leastTelemetryBytes)
        try await body(scene, database)
        try await database.close()
    }

    @Test func telemetryGoesFirstThenTheBallastAndAllComesBack() async throws {
        try await withTelemetry { scene, telemetry in
            await scene.disk.look(telemetry)
            #expect(scene.disk.state == .ample && scene.disk.ballast.isHeld && scene.disk.heldBytes == Self.bytes)
            scene.free.bytes = 100 << 20
            await scene.disk.look(telemetry)
            #expect(scene.disk.state == .low && telemetry.state == .shed && scene.disk.ballast.isHeld)
            scene.free.bytes = 10 << 20
            await scene.disk.look(telemetry)
            #expect(scene.disk.state == .critical && !scene.disk.ballast.isThere && scene.disk.heldBytes == 0)
            scene.free.bytes = 1 << 30
            await scene.disk.look(telemetry)
            #expect(scene.disk.state == .ample && telemetry.state == .working && !scene.disk.ballast.isThere)
            scene.clock.advance(milliseconds: 60_000)
            await scene.disk.look(telemetry)
            #expect(scene.disk.ballast.isHeld && scene.disk.heldBytes == Self.bytes)
        }
    }

    @Test func aWriteThatFoundNoRoomLetsTheBallastGoAtOnce() async throws {
        let scene = try Scene()
        defer { scene.remove() }
        await scene.disk.look(nil)
        scene.disk.noteFull()
        try await scene.disk.wakeUp.wait(atMost: .seconds(600))
        await scene.disk.look(nil)
        #expect(scene.disk.state == .critical && !scene.disk.ballast.isThere)
    }

    @Test func beforeTheDatabasesAreOpenedItOnlyGivesRoom() async throws {
        let scene = try Scene()
        defer { scene.remove() }
        await scene.disk.relieve()
        #expect(scene.files == [], "it made something in a directory that may be another's")
        try scene.disk.ballast.make()
        await scene.disk.relieve()
        #expect(scene.disk.ballast.isHeld)
        scene.free.bytes = 0
        await scene.disk.relieve()
        #expect(scene.files == [])
    }

    @Test(arguments: [0, 2 << 20]) func aBallastThatIsNotConfiguredAnyMoreGoes(bytes: Int) async throws {
        let scene = try Scene(ballastBytes: bytes)
        defer { scene.remove() }
        try Ballast(directory: scene.folder.path, bytes: Self.bytes).make()
        await scene.disk.look(nil)
        #expect(scene.disk.heldBytes == bytes && scene.disk.ballast.isThere == (bytes > 0))
    }

    @Test func aDiskThatIsTooSmallHasNone() async throws {
        let scene = try Scene(ballastBytes: 2 << 30)
        defer { scene.remove() }
        for _ in 0..<2 { await scene.disk.look(nil) }
        #expect(scene.files == [] && scene.disk.state == .ample)
    }

    @Test func theMetricsSayWhatIsGivenUp() async throws {
        let scene = try Scene()
        defer { scene.remove() }
        func values() -> [String] { DiskMetrics(disk: scene.disk).collect().map { "\($0.samples.map(\.value))" } }
        await scene.disk.look(nil)
        let before = values()
        scene.free.bytes = 0
        await scene.disk.look(nil)
        #expect(before.count == 2 && zip(before, values()).allSatisfy { $0 != $1 })
    }
}
