import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// A model that another process promoted a moment ago, before the registry's watcher has looked.
@Suite struct UnknownModelTests {
    /// Promotes a model as `geoclimate model import --stage production` does beside the daemon.
    private func promote(_ name: String, _ value: String, beside appliance: TestAppliance) async throws {
        let commands = try await CommandRegistry(dataDirectory: appliance.directory)
        let model = try await commands.importer.importModel(
            TestModels.constant(value), name: name, by: commands.origin)
        _ = try await commands.registry.promote(model.id, to: .production, by: commands.origin)
        try await commands.database.close()
    }

    @Test(arguments: ["", #","model_name":"aqi""#])
    func isFoundByTheFirstWhoAsks(rest: String) async throws {
        try await TestAppliance.run { appliance in
            try await promote("aqi", "7", beside: appliance)
            #expect(try await appliance.prediction("{}", rest) == 7)
        }
    }

    @Test func isLookedForAFewTimesASecond() async throws {
        try await TestAppliance.run { appliance in
            func status(_ name: String) async throws -> Int {
                try await appliance.post("/predict", #"{"data":{},"model_name":"\#(name)"}"#).status.code
            }
            #expect(try await status("nobody") == 404)
            try await promote("aqi", "7", beside: appliance)
            #expect(try await status("aqi") == 404, "somebody has just looked")
            appliance.clock.advance(milliseconds: UInt64(Limits.unknownModelLookMilliseconds) - 1)
            #expect(try await status("aqi") == 404)
            appliance.clock.advance(milliseconds: 1)
            #expect(try await status("aqi") == 200)
        }
    }
}
