import ArgumentParser
import AuditTree
import JSONText
import Storage

/// `geoclimate audit checkpoint`: signs the log as it is.
struct AuditCheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign the audit log as it is, and print the checkpoint to be kept elsewhere.",
        discussion: """
            Example: geoclimate audit checkpoint > /mnt/elsewhere/checkpoint.txt

            'geoclimate audit log --verify --checkpoint FILE' compares the log with what was kept.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let audit = try await CommandAudit(global)
        let made = try await audit.checkpoints.make(by: audit.origin)
        guard output.json else { return try Console.output("\(made.note)") }
        try Console.json { json in
            json.beginObject()
            json.field("size", made.size)
            json.field("checkpoint", "\(made.note)")
            json.key("new")
            json.bool(made.isNew)
            json.endObject()
        }
    }
}

/// `geoclimate audit key`: the public key of the checkpoints.
struct AuditKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print the public key that checks the checkpoints of the audit log.",
        discussion: """
            Example: geoclimate audit key > audit-public-key.txt

            Keep it elsewhere: 'geoclimate audit log --verify --public-key FILE' takes no other key's word.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let key = try await CommandAudit(global).checkpoints.publicKey() else {
            throw CheckFailure("There is no key yet: the first checkpoint makes it. Run geoclimate audit checkpoint.")
        }
        guard output.json else { return try Console.output("\(key)") }
        try Console.json { json in
            json.beginObject()
            json.field("public_key", "\(key)")
            json.endObject()
        }
    }
}
