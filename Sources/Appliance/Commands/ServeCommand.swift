import ArgumentParser
import JSONText

/// The options of commands that listen.
struct ListenOptions: ParsableArguments {
    @Option(help: "Listen on this address (default: 127.0.0.1).")
    var host: String?

    @Option(help: "Listen on this port; 0 picks a free one (default: 8000).")
    var port: UInt16?

    /// The flags as configuration keys and values.
    var settings: [String: String] {
        var settings: [String: String] = [:]
        settings["server.host"] = host
        settings["server.port"] = port.map(String.init)
        return settings
    }
}

/// `geoclimate serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon.",
        discussion: """
            Example: geoclimate serve --data-dir /var/lib/geoclimate --port 8000

            Answers predictions over HTTP until SIGTERM or SIGINT, and then finishes what is in flight. One daemon \
            serves a directory at a time; the other commands work beside it. While there is no administrator, a link \
            to make the first one is printed on standard error. With --json, one line {"url": "…"} on standard output \
            says that it answers.
            """)

    @OptionGroup var listen: ListenOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await CommandSettings.load(global, flags: listen.settings)
        let composition = try await DaemonComposition(settings: settings)
        let json = output.json
        try await composition.serve { address in
            if let invitation = try await SetupInvitation.text(for: composition, at: address) {
                Console.message(invitation)
            }
            if json {
                try Console.json { writer in
                    writer.beginObject()
                    writer.field("url", address.url)
                    writer.endObject()
                }
            } else {
                Console.message(
                    "GeoClimate \(ProductVersion.text) answers on \(address.url), documentation at \(address.url)/docs."
                )
            }
        }
    }
}
