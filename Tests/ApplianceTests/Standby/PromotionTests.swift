import Foundation
import Logging
import Replication
import Storage
import Synchronization
import Testing

@testable import Appliance
@testable import Replicator

@Suite struct PromotionTests {
    private static let id = String(0xABCD, radix: 16)

    @Test func theFileSaysWhatWasWrittenAndNothingElse() async throws {
        try await withStandbyDirectory { directory in
            let file = PromotionFile(directory: directory)
            #expect(try file.read() == nil)
            try file.remove()
            let promotion = Promotion(id: "1", state: .failed, detail: "no \"store\"\n")
            try file.write(promotion)
            #expect(try file.read() == promotion)
            let path = directory + "/standby-promote"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            for text in ["", "{}", "[1]", #"{"id":"1","state":"asleep"}"#] {
                try Data(text.utf8).write(to: URL(filePath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                #expect(try file.read() == nil, "\(text)")
            }
            try file.remove()
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test(arguments: [true, false])
    func theCommandWaitsForTheAnswer(succeeds: Bool) async throws {
        try await withStandbyDirectory { directory in
            let file = PromotionFile(directory: directory)
            // What the daemon would do, one step at each wait of the command.
            let steps = Mutex<[Promotion.State]>([.finishing, .stopping, succeeds ? .done : .failed])
            let said = Mutex<[String]>([])
            let call = PromotionCall(
                directory: directory,
                surroundings: PretendStandby.surroundings {
                    guard let state = steps.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
                    try file.write(Promotion(id: Self.id, state: state, detail: "at the end"))
                },
                isServed: { true }, say: { text in said.withLock { $0.append(text) } })
            if succeeds {
                let detail = try await call.run()
                #expect(detail == "at the end")
            } else {
                await #expect(throws: PromotionCall.Failure.failed(reason: "at the end")) { try await call.run() }
            }
            #expect(said.withLock { $0.count } == 3)
            let left = try file.read()
            #expect(left == nil)
        }
    }

    @Test func theCommandAsksAgainAStandbyThatClearedTheTable() async throws {
        try await withStandbyDirectory { directory in
            let file = PromotionFile(directory: directory)
            let waits = Mutex(0)
            let call = PromotionCall(
                directory: directory,
                surroundings: PretendStandby.surroundings {
                    let count = waits.withLock { count in
                        count += 1
                        return count
                    }
                    if count == 1 { try file.remove() }
                    if count > 1, try file.read()?.state == .requested {
                        try file.write(Promotion(id: Self.id, state: .done))
                    }
                },
                isServed: { true }, say: { _ in })
            let detail = try await call.run()
            #expect(detail == nil)
        }
    }

    @Test func theCommandEndsWithTheDaemon() async throws {
        try await withStandbyDirectory { directory in
            let call = PromotionCall(
                directory: directory, surroundings: PretendStandby.surroundings(), isServed: { false }, say: { _ in })
            await #expect(throws: PromotionCall.Failure.ended(directory: directory)) { try await call.run() }
            let left = try PromotionFile(directory: directory).read()
            #expect(left == nil)
        }
    }

    @Test func aStandbyThatIsAskedAppliesTheRestAndStops() async throws {
        try await withStandbyDirectory { directory in
            let standby = PretendStandby()
            let parts = standby.parts(in: directory)
            let file = PromotionFile(directory: directory)
            try file.write(Promotion(id: "1", state: .requested))
            try await StandbyService(
                parts: parts, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ).run()
            #expect(parts.requests.accepted?.id == "1")
            #expect(try file.read() == Promotion(id: "1", state: .stopping))
            #expect(standby.state.withLock { $0.finishes } == 1)
        }
    }

    /// The first attempt fails, and the standby goes on; somebody asks again.
    @Test func aStandbyThatCannotFinishGoesOn() async throws {
        try await withStandbyDirectory { directory in
            let standby = PretendStandby()
            standby.state.withLock { $0.finishFailure = "The store is away." }
            var parts = standby.parts(in: directory)
            let file = PromotionFile(directory: directory)
            let failures = Mutex<[String]>([])
            parts.follow = {
                // As a command would: sees that it failed, and asks once more.
                if let found = try file.read(), found.state == .failed {
                    failures.withLock { $0.append(found.detail ?? "") }
                    try file.write(Promotion(id: "2", state: .requested))
                }
                try? await Task.sleep(for: .seconds(600))
            }
            try file.write(Promotion(id: "1", state: .requested))
            try await StandbyService(
                parts: parts, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ).run()
            #expect(parts.requests.accepted?.id == "2")
            #expect(standby.state.withLock { $0.finishes } == 2)
            #expect(failures.withLock { $0.count } == 1)
            #expect(failures.withLock { $0.first }?.contains("The store is away.") == true)
        }
    }

    @Test func whatEndsTheFollowerEndsTheDaemon() async throws {
        try await withStandbyDirectory { directory in
            var parts = PretendStandby().parts(in: directory)
            parts.follow = { throw StandbyServingError(reason: "no room") }
            let service = StandbyService(
                parts: parts, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            await #expect(throws: StandbyServingError.self) { try await service.run() }
            #expect(parts.requests.accepted == nil)
        }
    }

    @Test(arguments: [nil, "The store is away."])
    func aStoppedStandbyIsPromotedOrSaysWhyNot(failure: String?) async throws {
        try await withStandbyDirectory { directory in
            let standby = PretendStandby()
            standby.state.withLock { $0.finishFailure = failure }
            let database = try await ApplianceDatabase.open(in: directory + "/data", as: .daemon)
            let promotion = Promotion(id: "1", state: .stopping)
            await StandbyPromotion(
                promotion: promotion, standby: standby.parts(in: directory), database: database,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ).carryOut()
            let answer = try #require(try PromotionFile(directory: directory).read())
            #expect(answer.id == "1")
            #expect(answer.state == (failure == nil ? .done : .failed))
            #expect(answer.detail?.contains(failure ?? "\(PretendStandby.finished.point)") == true)
            #expect(standby.state.withLock { $0.promotions } == (failure == nil ? [PretendStandby.finished] : []))
            try await database.close()
        }
    }
}
