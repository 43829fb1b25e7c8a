import GRDB
import Testing

@testable import Storage

@Suite struct RegistryTests {
    @Test func registersWhatItWasTold() async throws {
        try await withRegistry { registry, _ in
            let new = NewModel(
                name: "aqi.v-1_X", modelType: "lightgbm", taskType: "regression",
                featureColumns: ["b", "a", "ü \"x\""],
                metrics: ["rmse": 3.306, "tiny": .leastNonzeroMagnitude, "sum": 0.1 + 0.2],
                hyperparameters: ["depth": "6"],
                tags: ["region": "Beijing/北京"], description: "Two\nlines")
            let model = try await registry.register(
                new, bytes: [9, 8, 7], by: ChangeOrigin(actor: "ada", at: .minute(5)))

            #expect(model.name == new.name)
            #expect(model.version == "v1")
            #expect(model.modelType == new.modelType)
            #expect(model.taskType == new.taskType)
            #expect(model.stage == .dev)
            #expect(model.featureColumns == new.featureColumns)
            #expect(model.metrics == new.metrics)
            #expect(model.hyperparameters == new.hyperparameters)
            #expect(model.tags == new.tags)
            #expect(model.description == new.description)
            #expect(model.createdAt == .minute(5))
            #expect(model.createdBy == "ada")
            #expect(model.sizeBytes == 3)
            #expect(try await registry.model(id: model.id) == model)
            #expect(try await registry.bytes(ofModel: model.id) == [9, 8, 7])
        }
    }

    @Test func knowsSHA256() {
        // FIPS 180-4, the example of one block.
        #expect(
            Digest.sha256(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func identitiesAreUUIDsOfVersion7() {
        let id = ModelIdentifier.make(at: .minute(0)) { .max }
        #expect(id == "01941f29-7c00-7fff-bfff-ffffffffffff")
        #expect(ModelIdentifier.make(at: .minute(0)) { 0 } == "01941f29-7c00-7000-8000-000000000000")
        #expect(ModelIdentifier.make(at: .minute(0)) { .max } < ModelIdentifier.make(at: .minute(1)) { 0 })
    }

    @Test func keepsEqualBytesOnce() async throws {
        try await withRegistry { registry, scenario in
            let first = try await registry.add(bytes: [1, 2, 3])
            let second = try await registry.add(bytes: [1, 2, 3])
            let third = try await registry.add(bytes: [1, 2, 4])
            #expect(first.sha256 == second.sha256 && first.sha256 != third.sha256)
            #expect(try scenario.value("SELECT count(*) FROM model_blobs") == 2.databaseValue)

            try await registry.delete(first.id, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            #expect(try await registry.bytes(ofModel: second.id) == [1, 2, 3])
            try await registry.delete(second.id, by: ChangeOrigin(actor: "ada", at: .minute(2)))
            #expect(try scenario.value("SELECT count(*) FROM model_blobs") == 1.databaseValue)
        }
    }

    @Test func deletingGivesTheRoomBack() async throws {
        try await withRegistry { registry, scenario in
            let bits = SeededBits(seed: 3)
            let noise = (0..<1_000_000).map { _ in UInt8(truncatingIfNeeded: bits.next()) }
            let model = try await registry.add(bytes: noise)
            #expect(try await registry.bytes(ofModel: model.id) == noise)
            try await registry.delete(model.id, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            try await registry.database.checkpoint()
            #expect(try scenario.value("PRAGMA freelist_count") == 0.databaseValue)
            let pages = try await registry.database.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            #expect(pages < 60)
        }
    }

    @Test func listsNewestFirstAndByNameAndStage() async throws {
        try await withRegistry { registry, _ in
            // The clock runs backwards; the order of registration counts.
            let a1 = try await registry.add("a", minute: 9)
            let b1 = try await registry.add("b", minute: 8)
            let a2 = try await registry.add("a", minute: 7)
            try await registry.produce(a1)
            try await registry.produce(b1)

            func ids(_ name: String? = nil, _ stage: ModelStage? = nil, limit: Int = .max) async throws -> [String] {
                try await registry.models(named: name, stage: stage, limit: limit).map(\.id)
            }
            #expect(try await ids() == [a2.id, b1.id, a1.id])
            #expect(try await ids("a") == [a2.id, a1.id])
            #expect(try await ids(nil, .production) == [b1.id, a1.id])
            #expect(try await ids("a", .production) == [a1.id])
            #expect(try await ids("c") == [])
            #expect(try await ids(limit: 1) == [a2.id])
            #expect(try await ids(limit: 0) == [])
            #expect(try await ids(limit: -1) == [])
            #expect(try await registry.production()?.id == b1.id)
            #expect(try await registry.production(named: "a")?.id == a1.id)
            #expect(try await registry.production(named: "c") == nil)
            #expect(try await registry.latest(named: "a")?.id == a2.id)
            #expect(try await registry.counts() == [.dev: 1, .staging: 0, .production: 2])
            #expect(try await registry.compare(ids: [a2.id, a1.id, a2.id]).map(\.id) == [a2.id, a1.id])
            await #expect(throws: RegistryError.notFound(id: "nobody")) { try await registry.compare(ids: ["nobody"]) }
        }
    }

    @Test func aVersionIsNeverGivenOutTwice() async throws {
        try await withRegistry { registry, _ in
            _ = try await registry.add()
            let second = try await registry.add()
            try await registry.delete(second.id, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            #expect(try await registry.add().version == "v3")
            #expect(try await registry.add("other").version == "v1")
        }
    }

    @Test func concurrentRegistrationsGetVersionsOfTheirOwn() async throws {
        try await withScenario { scenario in
            let first = try await scenario.open(as: .daemon)
            let second = try await scenario.open()
            let registries = [scenario.registry(first, seed: 1), scenario.registry(second, seed: 2)]
            let versions = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<24 {
                    group.addTask {
                        try await registries[index % 2].add(bytes: [UInt8(index % 5) + 1]).versionNumber
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(versions.sorted() == Array(1...24))
            #expect(try await first.consistencyProblems() == [])
            try await second.close()
            try await first.close()
        }
    }

    @Test func theRevisionGrowsWithEveryChangeAndOnlyThen() async throws {
        try await withScenario { scenario in
            let daemon = try await scenario.open(as: .daemon)
            let command = try await scenario.open()
            let watched = scenario.registry(daemon)
            let other = scenario.registry(command, seed: 2)
            var last = try await watched.revision()
            func grew() async throws -> Bool {
                let now = try await watched.revision()
                defer { last = now }
                return now > last
            }
            let model = try await other.add()
            #expect(try await grew())
            try await other.produce(model)
            #expect(try await grew())
            try await other.produce(model)
            _ = try await other.models()
            #expect(try await !grew())
            _ = try await other.promote(model.id, to: .dev, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            #expect(try await grew())
            try await other.delete(model.id, by: ChangeOrigin(actor: "ada", at: .minute(2)))
            #expect(try await grew())
            try await command.close()
            try await daemon.close()
        }
    }

    @Test func saysWhichModelIsMissing() async throws {
        try await withRegistry { registry, _ in
            let missing = RegistryError.notFound(id: "nobody")
            await #expect(throws: missing) { try await registry.model(id: "nobody") }
            await #expect(throws: missing) { try await registry.bytes(ofModel: "nobody") }
            await #expect(throws: missing) {
                try await registry.delete("nobody", by: ChangeOrigin(actor: "ada", at: .minute(0)))
            }
            await #expect(throws: missing) {
                try await registry.promote("nobody", to: .staging, by: ChangeOrigin(actor: "ada", at: .minute(0)))
            }
            await #expect(throws: RegistryError.nameNotFound(name: "x")) { try await registry.history(named: "x") }
            await #expect(throws: RegistryError.nameNotFound(name: "x")) {
                try await registry.rollback(name: "x", by: ChangeOrigin(actor: "ada", at: .minute(0)))
            }
        }
    }
}
