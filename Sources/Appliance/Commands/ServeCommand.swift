import ArgumentParser
import JSONText
import Logging

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

            A directory without a database whose replica is in the store is restored first, after asking; --restore \
            does it without asking.

            With --follow it is a standby of the daemon that keeps a replica there: it restores the newest state, applies \
            what comes, and answers reads and predictions, but changes nothing. 'geoclimate replica promote' makes it the \
            primary; it goes on with that replica then, also when it is started like this again.
            """)

    @Flag(help: "Restore from the replica where the directory has no database.")
    var restore = false

    @Option(help: ArgumentHelp("Follow the replica at this address, as replica.url names it.", valueName: "url"))
    var follow: String?

    @OptionGroup var listen: ListenOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let follow else { return }
        if restore { throw ValidationError("Choose one of --follow and --restore: a standby always restores.") }
        if follow.isEmpty { throw ValidationError("--follow names the address of a replica.") }
    }

    /// The flags as configuration keys and values.
    var flags: [String: String] {
        var flags = listen.settings
        flags["replica.url"] = follow
        return flags
    }

    func run() async throws {
        let settings = try await CommandSettings.load(global, flags: flags)
        let role = try await FollowOption.role(of: settings.dataDirectory, follows: follow != nil)
        if role != .standby { try await RestoreOffer.settle(settings, restores: restore) }
        let composition = try await DaemonComposition(settings: settings, follows: role == .standby)
        if role == .promoted {
            composition.parts.logger.notice(
                "This directory was a standby's that was promoted: it is served as the primary, which keeps the replica."
            )
        }
        let json = output.json
        try await composition.serve { address in
            let invitation: String? =
                role == .standby ? nil : try await SetupInvitation.text(for: composition, at: address)
            try Self.greet(address, invitation: invitation, json: json)
        }
        try await composition.restartIfPromoted()
    }
    /// Says that the daemon answers, and how the first administrator is made where there is none.
    ///
    /// A function of its own and never inlined: the compiler crashes over this text inside the asynchronous closure.
    @inline(never)
    private static func greet(_ address: DaemonAddress, invitation: String?, json: Bool) throws {
        if let invitation { Console.message(invitation) }
        guard json else {
            return Console.message(
                "GeoClimate \(ProductVersion.text) answers on \(address.url), documentation at \(address.url)/docs.")
        }
        try Console.json { writer in
            writer.beginObject()
            writer.field("url", address.url)
            writer.endObject()
        }
    }
}
