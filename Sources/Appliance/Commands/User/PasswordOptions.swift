import Access
import ArgumentParser
import Foundation

/// How a command is given a password: asked for on the terminal, or read from standard input; never as an argument, which
/// every process of the machine could read.
struct PasswordOptions: ParsableArguments {
    @Flag(help: "Read the password from standard input, up to the first line end.")
    var passwordStdin = false

    /// The password that somebody chooses for an account.
    func read(for username: String) throws -> String {
        if passwordStdin { return try PasswordInput.fromStandardInput() }
        return try PasswordInput.asked(for: username)
    }
}

/// Reads passwords.
enum PasswordInput {
    /// Why no password was read.
    enum Failure: Error, CustomStringConvertible {
        case noTerminal
        case tooLong
        case notText
        case ended
        case different

        var description: String {
            switch self {
            case .noTerminal: "There is no terminal to ask for the password on. Give it with --password-stdin."
            case .tooLong: "The password is longer than \(PasswordLimits.passwordBytes) bytes. Choose a shorter one."
            case .notText: "The password is not UTF-8 text."
            case .ended: "No password was given."
            case .different: "The two passwords differ. Nothing was changed."
            }
        }
    }

    /// The first line of standard input.
    static func fromStandardInput() throws -> String {
        var bytes: [UInt8] = []
        while bytes.count <= PasswordLimits.passwordBytes + 1, !bytes.contains(UInt8(ascii: "\n")) {
            guard let chunk = try FileHandle.standardInput.read(upToCount: 1), !chunk.isEmpty else { break }
            bytes += chunk
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return try text(bytes)
    }

    /// What is typed twice on the terminal, which shows none of it.
    static func asked(for username: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { throw Failure.noTerminal }
        let first = try SystemCalls.withoutEcho {
            Console.prompt("Password for \(username): ")
            return try fromStandardInput()
        }
        let second = try SystemCalls.withoutEcho {
            Console.prompt("The same again: ")
            return try fromStandardInput()
        }
        guard first == second else { throw Failure.different }
        return first
    }

    private static func text(_ bytes: [UInt8]) throws -> String {
        guard !bytes.isEmpty else { throw Failure.ended }
        guard bytes.count <= PasswordLimits.passwordBytes else { throw Failure.tooLong }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure.notText }
        return text
    }
}
