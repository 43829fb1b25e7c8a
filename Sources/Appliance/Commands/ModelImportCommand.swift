public import ArgumentParser
import Foundation
import Inference
import Storage

/// `geoclimate model import`: a file into the registry.
struct ModelImportCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Check a model file and store it as the next version of a name.",
        discussion: """
            Example: geoclimate model import model.json --name aqi --stage production

            Reads what XGBoost's save_model writes (.json, .ubj) and what LightGBM's save_model writes (.txt). A file \
            that cannot be read completely is refused and nothing is stored.
            """)

    @Argument(help: "The model file.")
    var file: String

    @Option(help: "The name under which requests ask for the model.")
    var name: String

    @Option(help: "The stage to put it in: dev, staging or production.")
    var stage: ModelStage = .dev

    @Option(help: "What the model is for, in a sentence.")
    var description: String = ""

    @Option(
        name: .customLong("metric"),
        help: ArgumentHelp("A measure of quality, such as rmse=12.3; may be repeated.", valueName: "name=number"))
    var metrics: [NamedNumber] = []

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("Something to remember, such as team=north; may be repeated.", valueName: "name=text"))
    var tags: [NamedText] = []

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bytes = try CommandFile.read(file)
        try await withRegistry(creating: true) { registry in
            var model = try await importFile(bytes, into: registry)
            if stage != .dev {
                model = try await registry.registry.promote(
                    model.id, to: stage, by: registry.origin
                ).promoted
            }
            guard !output.json else { return try Console.json { $0.model(model) } }
            try Console.output("Imported \(model.name) \(model.version) (\(model.stage.rawValue)) as \(model.id).")
        }
    }

    /// Registers the file's model.
    private func importFile(_ bytes: [UInt8], into registry: CommandRegistry) async throws -> ModelRecord {
        do {
            return try await registry.importer.importModel(
                bytes, name: name, description: description,
                metrics: Dictionary(metrics.map { ($0.name, $0.number) }) { $1 },
                tags: Dictionary(tags.map { ($0.name, $0.text) }) { $1 }, by: registry.origin)
        } catch let error as ModelError {
            throw CommandFile.Failure.notAModel(path: file, error: error)
        }
    }
}

extension ModelStage: ExpressibleByArgument {}

/// An argument such as `rmse=12.3`.
struct NamedNumber: ExpressibleByArgument {
    let name: String
    let number: Double

    init?(argument: String) {
        guard let pair = NamedText(argument: argument), let number = Double(pair.text), number.isFinite else {
            return nil
        }
        name = pair.name
        self.number = number
    }
}

/// An argument such as `team=north`.
struct NamedText: ExpressibleByArgument {
    let name: String
    let text: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        text = String(argument[argument.index(after: equals)...])
    }
}
