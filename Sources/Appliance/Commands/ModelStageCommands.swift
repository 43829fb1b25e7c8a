import ArgumentParser
import JSONText
import Storage

/// `geoclimate model promote`.
struct ModelPromoteCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Move a model to staging or production.",
        discussion: """
            Example: geoclimate model promote aqi@v3 production

            The model is loaded and checked first. The one that was in production before goes to staging.
            """)

    @Argument(help: "The model: its id, or a name and a version such as aqi@v3.")
    var model: String

    @Argument(help: "The stage: staging or production.")
    var stage: ModelStage

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard stage != .dev else { throw ValidationError("A model is promoted to staging or production, not to dev.") }
    }

    func run() async throws {
        try await withRegistry { registry in
            let model = try await registry.model(model)
            _ = try await registry.importer.loader.model(of: model)
            let result = try await registry.registry.promote(
                model.id, to: stage, by: registry.origin)
            try StageChangeReport.print(result, json: output.json)
        }
    }
}

/// `geoclimate model rollback`.
struct ModelRollbackCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Bring back the production model before the current one.",
        discussion: "Example: geoclimate model rollback aqi")

    @Argument(help: "The name of the models.")
    var name: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withRegistry { registry in
            _ = try await registry.importer.loader.model(of: try await registry.registry.rollbackTarget(name: name))
            let result = try await registry.registry.rollback(name: name, by: registry.origin)
            try StageChangeReport.print(result, json: output.json)
        }
    }
}

/// What promote and rollback print.
enum StageChangeReport {
    static func print(_ result: PromotionResult, json: Bool) throws {
        let model = result.promoted
        guard !json else {
            return try Console.json { json in
                json.beginObject()
                json.field("model_id", model.id)
                json.field("model_name", model.name)
                json.field("version", model.version)
                json.field("new_stage", model.stage.rawValue)
                json.key("demoted")
                if let demoted = result.demoted { json.string(demoted.id) } else { json.null() }
                json.endObject()
            }
        }
        try Console.output("\(model.name) \(model.version) is now in \(model.stage.rawValue).")
        if let demoted = result.demoted {
            try Console.output("\(demoted.name) \(demoted.version) went to \(demoted.stage.rawValue).")
        }
    }
}

/// `geoclimate model delete`.
struct ModelDeleteCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a model that is not in production.",
        discussion: "Example: geoclimate model delete aqi@v1")

    @Argument(help: "The model: its id, or a name and a version such as aqi@v3.")
    var model: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withRegistry { registry in
            let model = try await registry.model(model)
            try await registry.registry.delete(model.id, by: registry.origin)
            guard !output.json else { return try Console.json { $0.model(model) } }
            try Console.output("Deleted \(model.name) \(model.version) (\(model.id)).")
        }
    }
}

/// `geoclimate model export`.
struct ModelExportCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a model's file, as it was imported.",
        discussion: "Example: geoclimate model export aqi@v3 --output aqi.ubj")

    @Argument(help: "The model: its id, or a name and a version such as aqi@v3.")
    var model: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var printing: OutputOptions

    func run() async throws {
        try await withRegistry { registry in
            let model = try await registry.model(model)
            let bytes = try await registry.registry.bytes(ofModel: model.id)
            try CommandFile.write(bytes, to: output, force: force)
            guard !printing.json else {
                return try Console.json { json in
                    json.beginObject()
                    json.field("model_id", model.id)
                    json.field("model_name", model.name)
                    json.field("version", model.version)
                    json.field("output", output)
                    json.field("size_bytes", bytes.count)
                    json.field("sha256", model.sha256)
                    json.endObject()
                }
            }
            Console.message("Wrote \(bytes.count) bytes of \(model.name) \(model.version) to \(output).")
        }
    }
}
