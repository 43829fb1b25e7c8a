public import ArgumentParser
import AuditTree
import Foundation
import JSONText
public import Storage

/// `geoclimate audit log`: the entries, a proof of one, or a check of them all.
struct AuditLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Print the audit log, prove an entry, or check that nobody changed it.",
        discussion: """
            Example: geoclimate audit log --verify --public-key audit-public-key.txt

            --verify hashes every entry anew and compares the tree with every checkpoint of the database, of \
            audit-checkpoints.log beside it, and of --checkpoint. Exit code 2 when something is wrong.
            """)

    @Option(help: ArgumentHelp("Only entries from this time on.", valueName: "time"))
    var since: Timestamp?

    @Option(help: ArgumentHelp("Only entries before this time.", valueName: "time"))
    var until: Timestamp?

    @Option(help: "Only what this actor did or tried, such as user:12 or cli:root.")
    var actor: String?

    @Option(help: "Only this action, such as user.created.")
    var action: String?

    @Option(help: "How many of the newest entries to print.")
    var limit = Limits.auditPageEntries

    @Flag(help: "Check the whole log.")
    var verify = false

    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp("With --verify: checkpoints that were kept elsewhere; may be repeated.", valueName: "file"))
    var checkpointFiles: [String] = []

    @Option(
        name: .customLong("public-key"),
        help: ArgumentHelp("With --verify: believe only this key, as 'audit key' prints it.", valueName: "file"))
    var publicKeyFile: String?

    @Option(help: ArgumentHelp("Print the proof that the entry of this number is in the log.", valueName: "seq"))
    var proof: Int64?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard verify || (checkpointFiles.isEmpty && publicKeyFile == nil) else {
            throw ValidationError("--checkpoint and --public-key belong to --verify.")
        }
        guard !verify || proof == nil else { throw ValidationError("Give --verify or --proof, not both.") }
        guard limit >= 0 else { throw ValidationError("--limit takes a number from 0 on.") }
    }

    func run() async throws {
        let audit = try await CommandAudit(global)
        if verify { return try await check(audit) }
        if let proof { return try await prove(proof, audit) }
        var query = AuditQuery(limit: limit)
        (query.since, query.until, query.actor, query.action) = (since, until, actor, action)
        let state = try await audit.log.state(query)
        if output.json { return try await printJSON(state, audit) }
        var table = TextTable(header: ["SEQ", "AT", "ACTOR", "ACTION", "SUBJECT", "OUTCOME", "DETAIL", "ADDRESS"])
        // The newest last, as in every log.
        for entry in state.page.entries.reversed() { table.add(Self.cells(entry)) }
        try Console.output(table.text)
        if state.page.next != nil {
            Console.message("There are older entries: \(state.size) in all. Give --limit or --until.")
        }
    }

    private func printJSON(_ state: AuditTreeState, _ audit: CommandAudit) async throws {
        let key = try await audit.checkpoints.publicKey()
        try Console.json { $0.auditState(state, publicKey: key) }
    }

    private func prove(_ number: Int64, _ audit: CommandAudit) async throws {
        let state = try await audit.log.state(proving: [.inclusion(entry: number, size: nil)])
        guard case .inclusion(let entry, let proof)?? = state.proofs.first else {
            throw CheckFailure("There is no entry \(number): the log has \(state.size).")
        }
        if output.json { return try await printJSON(state, audit) }
        let lines =
            [
                "entry \(entry.number) of \(proof.size)", "leaf  \(Base64.text(of: entry.leaf.hash))",
                "root  \(Base64.text(of: state.root))",
            ] + proof.path.map { "path  \(Base64.text(of: $0))" }
        try Console.output(lines.joined(separator: "\n"))
    }

    private func check(_ audit: CommandAudit) async throws {
        let kept = try checkpointFiles.map { path in
            let kept = KeptCheckpoints(name: path, text: try Self.text(path))
            guard kept.count > 0 else { throw CheckFailure("There is no checkpoint in '\(path)'.") }
            return kept
        }
        let pinned = try publicKeyFile.map { path in
            try NoteVerifier(Self.text(path).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let found = try await audit.log.verify(kept: kept, pinned: pinned)
        if output.json {
            try Console.json { found.encode(to: &$0) }
        } else {
            try Console.output(found.text)
        }
        guard found.problems.isEmpty else { throw ExitCode(2) }
    }

    private static func text(_ path: String) throws -> String {
        let bytes = try CommandFile.read(path)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func cells(_ entry: AuditEntry) -> [String] {
        let detail = entry.detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return [
            String(entry.number), entry.at.rfc3339, entry.actor, entry.action, entry.subject, entry.outcome,
            PrintableText.line(detail), entry.address ?? "",
        ].map(PrintableText.line)
    }
}

extension Timestamp: ExpressibleByArgument {
    /// A time of RFC 3339, as `2025-01-31T00:00:00Z`.
    public init?(argument: String) {
        self.init(rfc3339: argument)
    }
}
