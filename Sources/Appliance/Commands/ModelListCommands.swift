import ArgumentParser
import JSONText
import Storage

/// `geoclimate model list`.
struct ModelListCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List models, newest first.",
        discussion: """
            Example: geoclimate model list --name aqi --stage production

            Where there are more than --limit, standard error says how to see the next ones.
            """)

    @Option(help: "Only models of this name.")
    var name: String?

    @Option(help: "Only models in this stage: dev, staging or production.")
    var stage: ModelStage?

    @Option(help: "Show at most so many.")
    var limit = Limits.listedModels

    @Option(help: ArgumentHelp("Begin behind this model.", valueName: "id"))
    var after: String?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...Limits.listedModels).contains(limit) else {
            throw ValidationError("--limit takes a whole number from 1 to \(Limits.listedModels).")
        }
    }

    func run() async throws {
        try await withRegistry { registry in
            let (models, hasMore) = try await registry.registry.page(
                named: name, stage: stage, after: after, limit: limit)
            if hasMore, let last = models.last { Console.message("There are more. The next ones: --after \(last.id)") }
            guard !output.json else {
                return try Console.json { json in
                    json.beginArray()
                    for model in models { json.model(model) }
                    json.endArray()
                }
            }
            guard !models.isEmpty else {
                return Console.message("There are no models. Import one: geoclimate model import FILE --name NAME")
            }
            var table = TextTable(header: ["NAME", "VERSION", "STAGE", "TYPE", "TASK", "BYTES", "CREATED", "ID"])
            for model in models {
                table.add([
                    model.name, model.version, model.stage.rawValue, model.modelType, model.taskType,
                    String(model.sizeBytes),
                    model.createdAt.description, model.id,
                ])
            }
            try Console.output(table.text)
        }
    }
}

/// `geoclimate model show`.
struct ModelShowCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one model and its history.",
        discussion: "Example: geoclimate model show aqi@v3")

    @Argument(help: "The model: its id, or a name and a version such as aqi@v3.")
    var model: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withRegistry { registry in
            let model = try await registry.model(model)
            let history = try await registry.registry.history(named: model.name).filter { $0.modelID == model.id }
            guard !output.json else { return try Console.json { $0.model(model) } }
            var table = TextTable(header: ["model_id", model.id])
            table.add(["name", model.name])
            table.add(["version", model.version])
            table.add(["stage", model.stage.rawValue])
            table.add(["type", "\(model.modelType), \(model.taskType)"])
            table.add(["created", "\(model.createdAt) by \(model.createdBy)"])
            table.add(["size", "\(model.sizeBytes) bytes"])
            table.add(["sha256", model.sha256])
            table.add(["features", model.featureColumns.joined(separator: ", ")])
            for (name, value) in model.metrics.sorted(by: { $0.key < $1.key }) { table.add([name, value.description]) }
            for (name, value) in model.tags.sorted(by: { $0.key < $1.key }) { table.add([name, value]) }
            if !model.description.isEmpty { table.add(["description", model.description]) }
            for change in history {
                let stages = [change.from?.rawValue, change.to?.rawValue].compactMap(\.self).joined(separator: " -> ")
                table.add(["history", "\(change.changedAt) \(change.cause.rawValue) \(stages) by \(change.changedBy)"])
            }
            try Console.output(table.text)
        }
    }
}

/// `geoclimate model compare`.
struct ModelCompareCommand: RegistryCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show the metrics of several models side by side.",
        discussion: "Example: geoclimate model compare aqi@v2 aqi@v3")

    @Argument(help: "The models: ids, or names and versions such as aqi@v3.")
    var models: [String]

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withRegistry { registry in
            var found: [ModelRecord] = []
            for reference in models { found.append(try await registry.model(reference)) }
            let comparison = ModelComparison(try await registry.registry.compare(ids: found.map(\.id)))
            guard !output.json else { return try Console.json { comparison.encode(to: &$0) } }
            var table = TextTable(header: ["METRIC"] + comparison.models.map { "\($0.name)@\($0.version)" })
            table.add(["stage"] + comparison.models.map(\.stage.rawValue))
            for metric in comparison.metricNames {
                table.add([metric] + comparison.models.map { $0.metrics[metric]?.description ?? "-" })
            }
            try Console.output(table.text)
        }
    }
}
