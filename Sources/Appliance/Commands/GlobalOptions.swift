import ArgumentParser

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: ArgumentHelp("Read settings from this YAML file.", valueName: "file"))
    var configurationFile: String?

    @Option(help: ArgumentHelp("Keep everything in this directory (default: ./data).", valueName: "dir"))
    var dataDir: String?

    @Option(help: "Take the defaults of this kind of deployment: dev, staging or prod.")
    var profile: ConfigurationProfile?

    /// The flags as configuration keys and values.
    var settings: [String: String] {
        dataDir.map { ["data.dir": $0] } ?? [:]
    }
}

/// The option of commands that print data.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON value instead of text.")
    var json = false
}

extension ConfigurationProfile: ExpressibleByArgument {}
