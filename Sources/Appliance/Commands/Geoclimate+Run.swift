import ArgumentParser
import Foundation

extension Geoclimate {
    /// Runs the command that the process was started with, and ends the process when it fails.
    ///
    /// What a command finds wrong with its arguments only while it runs is answered with its own usage and exit code 64, like
    /// what it finds before: the library would show the usage of `geoclimate` as a whole.
    public static func run() async {
        do {
            var command = try parseAsRoot()
            do {
                if var waiting = command as? any AsyncParsableCommand {
                    try await waiting.run()
                } else {
                    try command.run()
                }
            } catch let error as ValidationError {
                Console.message(wrongUsage(error, of: type(of: command)))
                throw ExitCode.validationFailure
            }
        } catch {
            exit(withError: error)
        }
    }

    /// The text for arguments that a command refused while it ran.
    static func wrongUsage(_ error: ValidationError, of command: any ParsableCommand.Type) -> String {
        let usage = usageString(for: command)
        let words = usage.split(separator: " ").prefix { !"-<[".contains($0.first ?? "-") }
        let help = "\(words.joined(separator: " ")) --help"
        return "Error: \(error.message)\nUsage: \(usage)\n  See '\(help)' for more information."
    }
}
