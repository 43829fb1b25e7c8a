import Storage
import Telemetry
import Testing

@testable import Appliance

@Suite struct RecentModelsTests {
    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (3, 3)])
    func atMostTheCapacityIsKept(capacity: Int, kept: Int) async throws {
        try await TestAppliance.run { appliance in
            let models = try await Self.models(4, appliance)
            var recent = RecentModels(capacity: capacity)
            for model in models { recent.insert(model) }
            #expect(recent.all.map(\.record.id) == models.suffix(kept).map(\.record.id))
        }
    }

    @Test func theOneUsedLeastRecentlyGoesFirst() async throws {
        try await TestAppliance.run { appliance in
            let models = try await Self.models(4, appliance)
            let ids = models.map(\.record.id)
            var recent = RecentModels(capacity: 3)
            for model in models.prefix(3) { recent.insert(model) }
            #expect(recent.model(id: ids[0]) != nil)
            recent.insert(models[3])
            #expect(recent.all.map(\.record.id) == [ids[2], ids[0], ids[3]])
            // The same model again takes no second place.
            recent.insert(models[2])
            #expect(recent.all.map(\.record.id) == [ids[0], ids[3], ids[2]])
            recent.remove(id: ids[3])
            recent.remove(id: "none")
            #expect(recent.all.map(\.record.id) == [ids[0], ids[2]])
            #expect(recent.model(id: ids[3]) == nil)
        }
    }

    private static func models(_ count: Int, _ appliance: TestAppliance) async throws -> [LoadedModel] {
        let metrics = try ModelMetrics(MetricRegistry())
        var models: [LoadedModel] = []
        for value in 0..<count {
            let record = try await appliance.add(TestModels.constant("\(value)"), stage: .dev)
            models.append(try await appliance.parts.importer.loader.load(record, metrics: metrics))
        }
        return models
    }
}
