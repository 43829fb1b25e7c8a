import ArgumentParser
import Foundation
import Storage

/// The options of a drill.
struct DrillOptions: ParsableArguments {
    @Flag(help: "Use a store in a scratch directory, also where one is configured.")
    var local = false

    @Option(help: ArgumentHelp("Write the report as Markdown to this new file.", valueName: "file"))
    var report: String?

    @Option(help: "Seconds of load before and behind the moment that is restored later.")
    var seconds = Limits.drillLoadSeconds

    func validate() throws {
        guard (1...Limits.drillLoadSecondsAtMost).contains(seconds) else {
            throw ValidationError("--seconds takes 1 to \(Limits.drillLoadSecondsAtMost).")
        }
    }
}

/// `geoclimate drill`: a disaster, exercised.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: DrillRun.abstract, discussion: DrillRun.discussion("geoclimate drill"))

    @OptionGroup var options: DrillOptions
    @OptionGroup var scratch: ScratchOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await DrillRun(options: options, scratch: scratch, global: global, json: output.json).run()
    }
}

/// `geoclimate replica drill`: the same beside the other commands of the replica.
struct ReplicaDrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: DrillRun.abstract, discussion: DrillRun.discussion("geoclimate replica drill"))

    @OptionGroup var options: DrillOptions
    @OptionGroup var scratch: ScratchOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await DrillRun(options: options, scratch: scratch, global: global, json: output.json).run()
    }
}

/// Runs a drill from its command line to its report.
struct DrillRun {
    let options: DrillOptions
    let scratch: ScratchOptions
    let global: GlobalOptions
    let json: Bool

    static let abstract = "Exercise failover, failback and restore, and measure them."

    static func discussion(_ command: String) -> String {
        """
        Example: \(command) --report drill.md

        Starts daemons of its own on scratch directories, writes to them, kills one, deletes its directory, restores \
        it elsewhere, goes back, and restores a moment in between. The store is the configured one, with a prefix \
        drill-… below the configured one that is deleted afterwards, or a scratch directory. Your data and your replica are \
        not touched. Exit code 2 when a promise was broken.
        """
    }

    func run() async throws {
        if let path = options.report, FileManager.default.fileExists(atPath: path) {
            throw CommandFile.Failure.unwritable(path: path, reason: "it is there already")
        }
        let input = CommandSettings.input(global)
        let settings = try await ConfigurationReport(input)
        guard settings.problems.isEmpty else { throw ConfigurationError.problems(settings.problems) }
        let directory = try ReplicaScratch(in: scratch.scratch)
        defer { directory.remove() }
        let site = DrillSite(
            settings, environment: input.environment, scratch: directory.path, local: options.local,
            name: "drill-" + String(ReplicaKeyCommand.digits().prefix(16)), key: ReplicaKeyCommand.digits())
        Console.message(
            site.isLocal
                ? "The drill uses a store in a scratch directory."
                : "The drill uses \(site.location), and deletes it at the end.")
        let access = try await site.access()
        let report: DrillReport
        do {
            report = try await Drill(site: site, access: access, seconds: options.seconds) { Console.message($0) }.run()
        } catch {
            await clear(site, access)
            throw error
        }
        await clear(site, access)
        if let path = options.report { try CommandFile.write(Array(report.markdown.utf8), to: path, force: false) }
        if json { try Console.json { report.encode(to: &$0) } } else { try Console.output(report.summary) }
        guard report.broken.isEmpty else { throw ExitCode(2) }
    }

    private func clear(_ site: DrillSite, _ access: ReplicaAccess) async {
        do { try await site.clear(access) } catch {
            Console.message("What the drill stored could not be deleted: \(error) Delete \(site.location) by hand.")
        }
    }
}
