import ArgumentParser

/// `geoclimate model …`: the registry on the data directory, also while a daemon runs on it.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Import, promote, compare and export models.",
        discussion: """
            Example: geoclimate model import model.ubj --name aqi --stage production

            A daemon that runs on the same directory follows within a second.
            """,
        subcommands: [
            ModelImportCommand.self, ModelListCommand.self, ModelShowCommand.self, ModelPromoteCommand.self,
            ModelRollbackCommand.self, ModelCompareCommand.self, ModelExportCommand.self, ModelDeleteCommand.self,
        ])
}
