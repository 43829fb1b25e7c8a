import Foundation
import Inference

@testable import Appliance

/// Files of rows in a directory of their own.
struct BatchFileScenario {
    let directory: String

    /// Runs `body` in a fresh directory that is gone afterwards.
    static func run(_ body: (BatchFileScenario) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(BatchFileScenario(directory: url.path))
    }

    var outputPath: String { directory + "/output" }
    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }

    /// Predicts `input` as the command does: what the output has then, and what was done.
    func predict(
        _ input: [UInt8], _ model: [UInt8] = TestModels.split()
    ) throws -> (text: String, summary: BatchFilePrediction.Summary) {
        let path = directory + "/input"
        try Data(input).write(to: URL(filePath: path))
        let model = try Model(model)
        let job = BatchFilePrediction(
            model: model, features: FeatureIndex(names: model.summary.featureNames), workers: WorkerPool(threadCount: 1)
        )
        let output = try BatchFileOutput(path: outputPath)
        do {
            let summary = try job.run(try CommandFile.open(path), named: path, to: output)
            try output.finish()
            return (String(decoding: try Data(contentsOf: URL(filePath: outputPath)), as: UTF8.self), summary)
        } catch {
            output.abandon()
            throw error
        }
    }

    func predict(
        _ input: String, _ model: [UInt8] = TestModels.split()
    ) throws -> (text: String, summary: BatchFilePrediction.Summary) {
        try predict(Array(input.utf8), model)
    }
}
