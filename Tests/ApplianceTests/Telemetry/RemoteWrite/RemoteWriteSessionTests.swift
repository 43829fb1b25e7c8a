import Foundation
import Logging
import Resilience
import Signals
import Storage
import Synchronization
import Telemetry
import Testing
import WireFormats

@testable import Appliance

/// Samples of the store on their way to a server that a script plays, under a clock that the test moves.
@Suite struct RemoteWriteSessionTests {
    private static let now: Int64 = 1_735_689_600_000

    @Test func whatIsNewIsSentOnceAndInOrder() async throws {
        try await World.run { world in
            var session = world.session()
            try world.store(at: [-60_000])
            #expect(await session.turn() == 5_000, "A server begins with what is stored from now on.")
            for seconds in [0, 1, 2] as [Int64] { try world.store(at: [seconds * 1_000]) }
            try world.store(at: [2_500], job: "stranger")
            world.advance(3_000)
            #expect(await session.turn() == 5_000)
            #expect(world.received == [0, 1_000], "What may still come is waited for.")
            world.advance(5_000)
            #expect(await session.turn() == 5_000)
            #expect(await session.turn() == 5_000)
            #expect(world.received == [0, 1_000, 2_000], "Only own and scraped series are sent.")
            #expect(world.receiver.tally.counts.sent == 3)
        }
    }

    @Test func aServerThatIsAwayGetsTheRestLater() async throws {
        try await World.run { world in
            var session = world.session()
            _ = await session.turn()
            try world.store(at: [1_000])
            world.advance(10_000)
            world.script([CallFailure](repeating: .transient("It is down."), count: 6))
            #expect(await session.turn() == 5_000)
            #expect(world.attempts == 6 && world.received.isEmpty)
            world.script([CallFailure(.transient(retryAfterMilliseconds: 600_000), "Later.")])
            #expect(await session.turn() == 600_000, "It says when to come back.")
            try world.store(at: [11_000])
            world.advance(600_000)
            while await session.turn() == 0 {}
            #expect(world.received == [1_000, 11_000])
            #expect(world.receiver.tally.counts.refused == 0)
            #expect(world.log.contains("does not take samples") && world.log.contains("takes samples again"))
        }
    }

    @Test func whatIsRefusedForGoodIsNotSentAgain() async throws {
        try await World.run { world in
            var session = world.session()
            _ = await session.turn()
            try world.store(at: [1_000])
            world.advance(10_000)
            world.script([.permanent("The server answered 400.")])
            #expect(await session.turn() == 5_000)
            #expect(await session.turn() == 5_000)
            #expect(world.attempts == 1 && world.receiver.tally.counts.refused == 1)
        }
    }

    @Test func whatIsOlderThanTheBacklogIsLeftOut() async throws {
        try await World.run(backlog: "1m") { world in
            var session = world.session()
            _ = await session.turn()
            try world.store(at: [1_000])
            world.advance(120_000)
            try world.store(at: [100_000])
            while await session.turn() == 0 {}
            #expect(world.received == [100_000])
            #expect(world.receiver.tally.counts.skipped == 60_000)
            let families = RemoteWriteMetrics(receivers: [world.receiver], clock: world.clock.clock).collect()
            let values = families.flatMap { family in
                family.samples.map { "\(family.descriptor.name) \($0.labelValues) \($0.value)" }
            }
            #expect(
                values == [
                    #"remote_write_samples_total ["m", "late"] integer(0)"#,
                    #"remote_write_samples_total ["m", "refused"] integer(0)"#,
                    #"remote_write_samples_total ["m", "sent"] integer(1)"#,
                    #"remote_write_skipped_seconds_total ["m"] number(60.0)"#,
                    #"remote_write_lag_seconds ["m"] number(2.0)"#,
                ])
        }
    }

    @Test func aRestartGoesOnWhereItWas() async throws {
        try await World.run { world in
            var first = world.session()
            _ = await first.turn()
            try world.store(at: [1_000])
            world.advance(5_000)
            _ = await first.turn()
            try world.store(at: [4_000])
            world.advance(5_000)
            var second = world.session()
            _ = await second.turn()
            #expect(world.received == [1_000, 4_000])
        }
    }

    @Test func requestsAreBounded() async throws {
        try await World.run { world in
            let count = Limits.remoteWriteBatchSamples + 1
            try world.store(at: [0], series: count)
            let range = Self.now...Self.now
            let batches = try RemoteWriteBatch.read(jobs: ["geoclimate-api"], in: range, from: world.metrics)
            #expect(batches.map(\.samples) == [count - 1, 1])
            let all = try batches.flatMap { try RemoteWriteBody(snappy: $0.body).series.map(\.labels) }
            #expect(Set(all).count == count)
        }
    }
}

/// A store, and a server that answers as it is told.
private final class World: Sendable {
    private static let now: Int64 = 1_735_689_600_000

    private struct State {
        var script: [CallFailure] = []
        var attempts = 0
        var received: [Int64] = []
    }

    let metrics: MetricStore
    let receiver: RemoteWriteReceiver
    let clock = TestClock()
    private let positions: RemoteWritePositions
    private let lines = BytesBox()
    private let system: LogSystem
    private let state = Mutex(State())

    static func run(backlog: String = "1h", _ body: (World) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let storage = await TelemetryStorage.open(
            in: folder.path + "/data", as: .daemon, metrics: .small, logs: LogStorageSettings(),
            at: TestClock().clock.now(), logger: Logger(label: "test"))
        try await body(World(storage, backlog: backlog))
        try await storage.close()
    }

    private init(_ storage: TelemetryStorage, backlog: String) throws {
        metrics = try #require(storage.metrics)
        positions = try #require(storage.remoteWritePositions)
        system = LogSystem(level: .info, format: .json, clock: clock.clock) { [lines] in lines.append($0) }
        let target = try #require(RemoteWriteTarget("name=m url=http://127.0.0.1/w backlog=\(backlog)"))
        receiver = RemoteWriteReceiver(
            target, settings: MetricSettings(),
            time: CallTime(
                now: clock.clock.monotonicNanoseconds,
                // The timer of an attempt never ends by itself here, and the delays between attempts end at once.
                sleep: { milliseconds in
                    while milliseconds >= Limits.remoteWriteRequestMilliseconds {
                        try await Task.sleep(for: .seconds(3_600))
                    }
                }, random: { .max }))
    }

    func session() -> RemoteWriteSession {
        RemoteWriteSession(
            receiver, store: metrics, positions: positions, queue: WorkQueue("test", width: 1, line: 1),
            clock: clock.clock, logger: system.logger("test")
        ) { [self] body async throws(CallFailure) in try take(body) }
    }

    private func take(_ body: [UInt8]) throws(CallFailure) {
        let failure: CallFailure? = state.withLock { state in
            state.attempts += 1
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        if let failure { throw failure }
        guard let message = try? RemoteWriteBody(snappy: body) else { throw .permanent("It is no message.") }
        let times = message.series.flatMap { $0.samples.map { $0.milliseconds - Self.now } }
        state.withLock { $0.received += times }
    }

    /// Failures of the next attempts.
    func script(_ failures: [CallFailure]) { state.withLock { $0.script = failures } }

    /// Stores samples at times in milliseconds since the start.
    func store(at times: [Int64], job: String = "geoclimate-api", series: Int = 1) throws {
        for time in times {
            let labels = try (0..<series).map { number in
                try LabelSet([Label("__name__", "m"), Label("job", job), Label("n", "\(number)")])
            }
            let references = try metrics.references(to: labels, at: Self.now + time)
            let values = [Double](repeating: 1, count: series)
            metrics.append(
                references, values, time: Self.now + time, now: clock.clock.now().millisecondsSince1970 + 10_000)
        }
    }

    func advance(_ milliseconds: UInt64) { clock.advance(milliseconds: milliseconds) }

    var received: [Int64] { state.withLock { $0.received } }
    var attempts: Int { state.withLock { $0.attempts } }

    var log: String {
        system.flush()
        return lines.text
    }
}
