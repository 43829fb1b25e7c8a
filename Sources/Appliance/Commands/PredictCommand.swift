import ArgumentParser
import Dispatch
import Foundation
import Inference
import JSONText
import Storage

/// `geoclimate predict`: a file of rows through a model, without a daemon.
struct PredictCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict every row of a CSV or NDJSON file.",
        discussion: """
            Example: geoclimate predict --model aqi --input hours.csv --output out.csv

            The output has the format of the input: its columns, then 'prediction' (or 'prediction_0', … where the \
            model answers several values). CSV needs a header; a field that is empty, or a feature without a column, \
            is missing, not zero. Memory does not depend on the size of the file. The output appears under its name \
            when it is complete. With --json, which needs --output, standard output says what was done.
            """)

    @Option(help: "The model: a name with a version in production, a name and a version such as aqi@v3, or an id.")
    var model: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to read; - is standard input.", valueName: "file"))
    var input: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"))
    var output: String?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard !printing.json || (output ?? "-") != "-" else {
            throw ValidationError("--json needs --output: without it the predictions go to standard output.")
        }
    }

    func run() async throws {
        try await withRegistry { registry in
            let record = try await registry.servingModel(model)
            let model = try await registry.importer.loader.model(of: record)
            let summary = try await predict(model)
            guard !printing.json else { return try Console.json { report(summary, record, to: &$0) } }
            if !summary.missingFeatures.isEmpty {
                Console.message(
                    "Missing in every row, for there is no such column: \(summary.missingFeatures.joined(separator: ", "))."
                )
            }
            for column in summary.otherColumns {
                guard let name = NearestName.suggestion(for: column, among: summary.missingFeatures) else { continue }
                Console.message("The column '\(column)' is no feature. Did you mean '\(name)'?")
            }
            Console.message("Predicted \(Counted.text(summary.rows, "row")) with \(record.name) \(record.version).")
        }
    }

    private func report(_ summary: BatchFilePrediction.Summary, _ record: ModelRecord, to json: inout JSONWriter) {
        json.beginObject()
        json.field("model_id", record.id)
        json.field("model_name", record.name)
        json.field("version", record.version)
        json.field("rows", summary.rows)
        json.key("output")
        if let output { json.string(output) } else { json.null() }
        json.strings("missing_features", summary.missingFeatures)
        json.strings("other_columns", summary.otherColumns)
        json.endObject()
    }

    /// Reads and writes on a thread that may block.
    private func predict(_ model: Model) async throws -> BatchFilePrediction.Summary {
        let input = input
        let output = output
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "geoclimate.predict").async {
                continuation.resume(with: Result { try Self.predict(model, from: input, to: output) })
            }
        }
    }

    private static func predict(
        _ model: Model, from input: String, to output: String?
    ) throws -> BatchFilePrediction.Summary {
        let source = try CommandFile.open(input)
        let sink = try BatchFileOutput(path: output)
        let job = BatchFilePrediction(
            model: model, features: FeatureIndex(names: model.summary.featureNames),
            workers: WorkerPool(threadCount: ProcessInfo.processInfo.activeProcessorCount))
        do {
            let summary = try job.run(source, named: input, to: sink)
            try sink.finish()
            return summary
        } catch {
            sink.abandon()
            throw error
        }
    }
}

extension CommandRegistry {
    /// The model that a reference means: an id, a name and a version, or the production model of a name.
    func servingModel(_ reference: String) async throws -> ModelRecord {
        if let model = try await registry.production(named: reference) { return model }
        do {
            return try await model(reference)
        } catch RegistryError.notFound {
            guard let latest = try await registry.latest(named: reference) else {
                throw RegistryError.nameNotFound(name: reference)
            }
            throw ValidationError(
                "No version of '\(reference)' is in production. Say which one, as in \(reference)@\(latest.version), "
                    + "or promote it: geoclimate model promote \(reference)@\(latest.version) production")
        }
    }
}
