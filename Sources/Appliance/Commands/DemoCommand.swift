import Access
import ArgumentParser
import Foundation
import JSONText
import Logging
import Storage

/// `geoclimate demo`: a daemon with a trained model, in a directory of its own.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Serve a trained air quality model from a temporary directory.",
        discussion: """
            Example: geoclimate demo --port 8080

            The model 'aqi' predicts the US AQI of the next 24 hours from the last hour's measurements. The directory \
            goes when the demo ends, unless --data-dir names one to keep. An administrator and an API key are made and \
            printed; they work for this demo alone.
            """)

    @OptionGroup var listen: ListenOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let directory = try DemoDirectory(keeping: global.dataDir)
        defer { directory.remove() }
        var flags = listen.settings
        flags["data.dir"] = directory.path
        let settings = try await CommandSettings.load(global, flags: flags)
        let composition = try await DaemonComposition(settings: settings)
        let model = try await DemoModel.install(in: composition.parts)
        let administrator = try await DemoAdministrator.make(in: composition.parts)
        let json = output.json
        // Who tries it out at a terminal reads what the greeting says, not what an archive is for.
        let level = SystemCalls.isErrorATerminal ? Logger.Level.debug : .notice
        try await composition.serve(checkpointLevel: level) { address in
            if json {
                try Console.json { writer in
                    writer.beginObject()
                    writer.field("url", address.url)
                    writer.field("model", model.name)
                    writer.field("api_key", administrator.key.revealed)
                    writer.key("admin")
                    writer.beginObject()
                    writer.field("username", administrator.username)
                    if let password = administrator.password { writer.field("password", password.revealed) }
                    writer.endObject()
                    writer.endObject()
                }
            } else {
                try Console.output(
                    DemoGreeting.text(
                        url: address.url, model: model, directory: directory, administrator: administrator))
            }
        }
    }
}
