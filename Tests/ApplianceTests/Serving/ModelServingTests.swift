import Foundation
import HTTPTypes
import ServiceLifecycle
import Storage
import Synchronization
import Testing

@testable import Appliance

/// Which model answers, while the registry changes.
@Suite struct ModelServingTests {
    @Test func aPromotionIsSeenWholeOrNotAtAll() async throws {
        try await TestAppliance.run { appliance in
            let models = [
                try await appliance.add(TestModels.constant("1")),
                try await appliance.add(TestModels.constant("2"), stage: .dev),
            ]
            let seen = Seen()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        var count = 0
                        while count < 40 || !seen.isDone.load(ordering: .relaxed) {
                            let answer = try await appliance.post("/predict", #"{"data":{}}"#)
                            let body = try answer.object()
                            let version = try #require(body["model_version"] as? String)
                            #expect(answer.status == .ok)
                            #expect("v\(Int((body["predictions"] as? [Double])?.first ?? 0))" == version)
                            #expect(body["model_id"] as? String == models[version == "v1" ? 0 : 1].id)
                            seen.versions.withLock { _ = $0.insert(version) }
                            count += 1
                        }
                    }
                }
                group.addTask {
                    defer { seen.isDone.store(true, ordering: .relaxed) }
                    for round in 1...30 {
                        let id = models[round % 2].id
                        let answer = try await appliance.send(.post, "/models/\(id)/promote?new_stage=production")
                        #expect(answer.status == .ok, "\(answer.text)")
                        // Whoever promoted sees the change at once.
                        #expect(try await appliance.prediction("{}") == Double(round % 2 + 1))
                    }
                }
                try await group.waitForAll()
            }
            #expect(seen.versions.withLock { $0 } == ["v1", "v2"])
        }
    }

    @Test func aDamagedModelIsNotPromotedAndTheOneBeforeGoesOn() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"))
            let damaged = try await appliance.add(TestModels.constant("2"), stage: .dev)
            try appliance.damageBytes(ofModel: damaged)
            let answer = try await appliance.send(.post, "/models/\(damaged.id)/promote?new_stage=production")
            try expectProblem(answer, .internalServerError)
            #expect(try await appliance.get("/models/\(damaged.id)").object()["stage"] as? String == "dev")
            #expect(try await appliance.prediction("{}") == 1)
            #expect(try await appliance.get("/health/ready").status == .ok)
        }
    }

    @Test func aModelThatCannotBeLoadedFailsReadinessAndTheOneBeforeGoesOn() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"))
            let damaged = try await appliance.add(TestModels.constant("2"), stage: .dev)
            try appliance.damageBytes(ofModel: damaged)
            _ = try await appliance.parts.registry.promote(
                damaged.id, to: .production, by: ChangeOrigin(actor: "other", at: appliance.clock.clock.now()))
            try await appliance.parts.serving.refresh()
            #expect(try await appliance.prediction("{}") == 1)

            let ready = try await appliance.get("/health/ready")
            #expect(ready.status == .serviceUnavailable)
            #expect(
                ready.text
                    == #"{"status":"not ready","models_available":1,"failing":[{"part":"models","#
                    + #""detail":"aqi v2 is promoted, but not loaded."}]}"#)
            appliance.logSystem.flush()
            #expect(appliance.log.text.contains("A production model cannot be loaded"))

            let back = try await appliance.send(.post, "/models/aqi/rollback")
            #expect(back.status == .ok)
            #expect(try await appliance.get("/health/ready").status == .ok)
        }
    }

    @Test func aRollbackToAModelThatCannotBeLoadedChangesNothing() async throws {
        try await TestAppliance.run { appliance in
            let first = try await appliance.add(TestModels.constant("1"))
            try await appliance.add(TestModels.constant("2"))
            await appliance.parts.serving.forget(id: first.id)
            try appliance.damageBytes(ofModel: first)
            let answer = try await appliance.send(.post, "/models/aqi/rollback")
            #expect(answer.status == .internalServerError)
            #expect(try await appliance.prediction("{}") == 2)
            #expect(try await appliance.parts.registry.production(named: "aqi")?.version == "v2")
            #expect(try await appliance.get("/health/ready").status == .ok)
        }
    }

    @Test func aModelThatCouldNotBeLoadedIsTriedAgainAfterAWhile() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"))
            let model = try await appliance.add(TestModels.constant("2"), stage: .dev)
            let bytes = try appliance.damageBytes(ofModel: model)
            _ = try await appliance.parts.registry.promote(
                model.id, to: .production, by: ChangeOrigin(actor: "other", at: appliance.clock.clock.now()))
            try await appliance.parts.serving.refresh()
            try appliance.replaceBytes(ofModel: model, with: bytes)

            appliance.clock.advance(milliseconds: UInt64(Limits.loadRetrySeconds) * 1000 - 1)
            try await appliance.parts.serving.refresh()
            #expect(try await appliance.prediction("{}") == 1)
            appliance.clock.advance(milliseconds: 1)
            try await appliance.parts.serving.refresh()
            #expect(try await appliance.prediction("{}") == 2)
        }
    }

    @Test func aRegistryThatCannotBeReadFailsReadiness() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("1"))
            #expect(try await appliance.prediction("{}") == 1)
            try await appliance.parts.database.close()
            let ready = try await appliance.get("/health/ready")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text.contains(#""part":"database""#))
            // The model in memory still answers a caller who is known.
            #expect(try await appliance.prediction("{}") == 1)
        }
    }

    @Test func aChangeByAnotherProcessIsFollowed() async throws {
        try await TestAppliance.run { appliance in
            let commands = try await CommandRegistry(dataDirectory: appliance.directory)
            let model = try await commands.importer.importModel(
                TestModels.constant("5"), name: "aqi", by: ChangeOrigin(actor: "cli", at: commands.now()))
            try await appliance.parts.serving.refresh()
            #expect(appliance.parts.serving.snapshot.newest == nil)
            _ = try await commands.registry.promote(
                model.id, to: .production, by: ChangeOrigin(actor: "cli", at: commands.now()))
            try await appliance.parts.serving.refresh()
            #expect(try await appliance.prediction("{}") == 5)
            #expect(appliance.parts.serving.snapshot.newest?.record.id == model.id)

            _ = try await commands.registry.promote(
                model.id, to: .staging, by: ChangeOrigin(actor: "cli", at: commands.now()))
            try await appliance.parts.serving.refresh()
            #expect(try await appliance.post("/predict", #"{"data":{}}"#).status == .notFound)
            try await commands.database.close()
        }
    }

    @Test func theWatcherFollowsUntilShutdown() async throws {
        try await TestAppliance.run { appliance in
            let commands = try await CommandRegistry(dataDirectory: appliance.directory)
            let model = try await commands.importer.importModel(
                TestModels.constant("5"), name: "aqi", by: ChangeOrigin(actor: "cli", at: commands.now()))
            let logger = appliance.logSystem.logger("watcher")
            let watcher = RegistryWatcher(
                serving: appliance.parts.serving, logger: logger, interval: .milliseconds(1))
            let services = ServiceGroup(configuration: .init(services: [.init(service: watcher)], logger: logger))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                _ = try await commands.registry.promote(
                    model.id, to: .production, by: ChangeOrigin(actor: "cli", at: commands.now()))
                while appliance.parts.serving.snapshot.newest?.record.id != model.id { await Task.yield() }
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
            #expect(try await appliance.prediction("{}") == 5)
            try await commands.database.close()
        }
    }

    @Test func aModelDeletedByAnotherProcessIsForgotten() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.constant("5"), stage: .dev)
            #expect(try await appliance.parts.serving.model(id: model.id).record.id == model.id)
            let commands = try await CommandRegistry(dataDirectory: appliance.directory)
            try await commands.registry.delete(model.id, by: ChangeOrigin(actor: "cli", at: commands.now()))
            try await commands.database.close()
            try await appliance.parts.serving.refresh()
            await #expect(throws: RegistryError.notFound(id: model.id)) {
                try await appliance.parts.serving.model(id: model.id)
            }
        }
    }

    @Test func modelsAskedForByIDAreKeptUpToTheirNumber() async throws {
        try await TestAppliance.run(maxLoaded: 2) { appliance in
            var ids: [String] = []
            for value in 1...3 {
                ids.append(try await appliance.add(TestModels.constant("\(value)"), name: "m", stage: .dev).id)
            }
            // The third pushes the first out; the second is still there.
            for id in [ids[0], ids[1], ids[2], ids[1], ids[0]] {
                _ = try await appliance.parts.serving.model(id: id)
            }
            let text = try await appliance.metrics()
            #expect(text.contains(#"model_cache_misses{model_name="m"} 4"#), "\(text)")
            #expect(text.contains(#"model_cache_hits{model_name="m"} 1"#))
            #expect(text.split(separator: "\n").count { $0.hasPrefix("model_loaded{") } == 2)
        }
    }
}

/// What the requests of one test met.
private final class Seen: Sendable {
    let versions = Mutex<Set<String>>([])
    let isDone = Atomic(false)
}
