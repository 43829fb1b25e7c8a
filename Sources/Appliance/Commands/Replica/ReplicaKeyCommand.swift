import ArgumentParser
import Foundation
import JSONText
import Replication
import SystemPackage

/// `geoclimate replica key`: makes the key that a replica is encrypted with.
struct ReplicaKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make the key that the replica is encrypted with.",
        discussion: """
            Example: geoclimate replica key --to /etc/geoclimate/replica-key

            The key is printed: write it down somewhere else than on this machine. Nobody restores anything without \
            it, whoever they are. At a terminal its last 8 digits are asked for before it is stored; elsewhere \
            --written-down says that it will be kept.

            The file is for systemd: LoadCredential=replica-encryption_key:FILE, or with --form environment for \
            EnvironmentFile=FILE.
            """)

    /// How the file spells the key.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case credential
        case environment

        func text(_ digits: String) -> String {
            switch self {
            case .credential: digits + "\n"
            case .environment: "\(ReplicaKeyCommand.variable)=\(digits)\n"
            }
        }
    }

    /// The variable that the daemon reads a key from.
    static let variable = "GEOCLIMATE_REPLICA_ENCRYPTION_KEY"
    private static let askedDigits = 8

    @Option(help: ArgumentHelp("Store it in this new file, which only the owner may read.", valueName: "file"))
    var to: String?

    @Option(help: "What the file is for: credential or environment.")
    var form = Form.credential

    @Flag(help: "Say that the key will be written down elsewhere, instead of typing it.")
    var writtenDown = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let isTerminal =
            isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && SystemCalls.isErrorATerminal && !output.json
        guard isTerminal || writtenDown else {
            throw ValidationError(
                "There is no terminal to ask on. Give --written-down, and keep the key that is printed elsewhere too.")
        }
        if let to, FileManager.default.fileExists(atPath: to) {
            throw CommandFile.Failure.unwritable(path: to, reason: "it is there already, and a key is never replaced")
        }
        let digits = Self.digits()
        guard !output.json else {
            if let to { try Self.store(form.text(digits), in: to) }
            return try Console.json { json in
                json.beginObject()
                json.field("key", digits)
                json.key("file")
                if let to { json.string(to) } else { json.null() }
                json.endObject()
            }
        }
        try Console.output(digits)
        Console.message(
            "Write this key down somewhere else than on this machine. Without it nothing can be restored, by anyone.")
        if isTerminal, !writtenDown { try Self.askBack(digits) { readLine() } }
        if let to {
            try Self.store(form.text(digits), in: to)
            Console.message("Stored in '\(to)', which only its owner may read.")
        }
    }

    /// 64 hexadecimal digits from the system's generator.
    static func digits() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<MasterKey.byteCount).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// Asks for the end of the key, as proof that somebody copied it; three times at most.
    ///
    /// - Throws: ``ReplicaCommandError/declined(what:)``.
    static func askBack(_ digits: String, answer: () -> String?) throws(ReplicaCommandError) {
        for _ in 0..<Limits.keyQuestions {
            Console.prompt("Type its last \(askedDigits) digits: ")
            guard let typed = answer() else { break }
            if typed.trimmingCharacters(in: .whitespaces).lowercased() == digits.suffix(askedDigits) { return }
            Console.message("They are different.")
        }
        throw .declined(what: "The key was not typed as it is, so it was not stored.")
    }

    /// Writes a file that is not there yet, durably, for its owner alone.
    static func store(_ text: String, in path: String) throws(CommandFile.Failure) {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
            let handle = FileHandle(fileDescriptor: file.rawValue, closeOnDealloc: true)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .unwritable(path: path, reason: "\(error)")
        }
    }
}
