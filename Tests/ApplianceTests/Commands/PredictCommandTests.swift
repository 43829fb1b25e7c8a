import ArgumentParser
import Foundation
import Storage
import Testing

@testable import Appliance

/// Commands on a data directory, run as the program runs them.
@Suite struct PredictCommandTests {
    private static func run(_ arguments: String...) async throws {
        var command = try #require(try Geoclimate.parseAsRoot(arguments) as? any AsyncParsableCommand)
        try await command.run()
    }

    @Test func aFileIsPredictedBesideTheDaemon() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("7"))
            try await appliance.add(TestModels.constant("8"), stage: .staging)
            let input = appliance.directory + "/in.csv"
            let output = appliance.directory + "/out.csv"
            try Data("pm25\n1\n".utf8).write(to: URL(filePath: input))
            for (model, value) in [("aqi", "7.0"), ("aqi@v2", "8.0")] {
                try await Self.run(
                    "predict", "--model", model, "--input", input, "--output", output, "--data-dir", appliance.directory
                )
                #expect(try String(contentsOfFile: output, encoding: .utf8) == "pm25,prediction\n1,\(value)\n")
            }
            try Data("pm25\nx\n".utf8).write(to: URL(filePath: input))
            await #expect(throws: BatchFileError.notANumber(line: 2, column: "pm25", text: "x")) {
                try await Self.run(
                    "predict", "--model", "aqi", "--input", input, "--output", output + "2", "--data-dir",
                    appliance.directory)
            }
            #expect(!FileManager.default.fileExists(atPath: output + "2"))
            #expect(!FileManager.default.fileExists(atPath: output + "2.partial"))
        }
    }

    @Test(arguments: ["none", "none@v1", "aqi@v9", "aqi@", "@v1", ""])
    func aModelThatIsNotThereIsNamed(reference: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("7"))
            let commands = try await CommandRegistry(dataDirectory: appliance.directory)
            await #expect(throws: RegistryError.self) { try await commands.servingModel(reference) }
            try await commands.database.close()
        }
    }

    @Test func aNameWithoutProductionSaysWhatToDo() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.constant("7"), stage: .dev)
            let commands = try await CommandRegistry(dataDirectory: appliance.directory)
            await #expect {
                try await commands.servingModel("aqi")
            } throws: { error in
                "\(error)".contains("aqi@v1")
            }
            try await commands.database.close()
        }
    }

    @Test func dataChecksPassOnAHealthyDirectoryAndNameWhatIsWrong() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.constant("7"))
            let healthy = CheckReport(results: await DataChecks(dataDirectory: appliance.directory).run())
            #expect(!healthy.hasFailures, "\(healthy.text)")
            #expect(healthy.count(.pass) >= 6)
            #expect(healthy.results.contains { $0.name == "models.aqi_loads" && $0.status == .pass })

            try appliance.damageBytes(ofModel: model)
            let damaged = CheckReport(results: await DataChecks(dataDirectory: appliance.directory).run())
            let failed = damaged.results.filter { $0.status == .fail }.map(\.name)
            #expect(failed == ["data.consistency", "models.aqi_loads"], "\(damaged.text)")
        }
        let missing = CheckReport(results: await DataChecks(dataDirectory: "/nonexistent").run())
        #expect(missing.hasFailures && missing.results.count == 1)
    }
}
