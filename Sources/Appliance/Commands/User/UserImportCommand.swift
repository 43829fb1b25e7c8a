import ArgumentParser
import Foundation
import JSONText
import Storage

/// `geoclimate user import`.
struct UserImportCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring users of another system with the bcrypt hashes of their passwords.",
        discussion: """
            Example: geoclimate user import users.csv --dry-run

            The columns are username, email, bcrypt_hash, tier and roles, in this order or named by a header, and \
            perhaps full_name. Several roles stand in one field with blanks or semicolons between them; without any it \
            is user. Users log in with the passwords they have, which are hashed anew then. All are imported or, when \
            anything is wrong, none; every problem is listed with its line.
            """)

    @Argument(help: "The CSV file.")
    var file: String

    @Flag(help: "Look for problems only.")
    var dryRun = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts(creating: true) { accounts in
            let read = AccountImport(try CommandFile.read(file, limit: Limits.importFileBytes))
            let stored = try await accounts.store.importAll(
                read.accounts, isTrial: dryRun || !read.problems.isEmpty, origin: accounts.origin)
            let problems = (read.problems + read.problems(from: stored)).sorted { $0.line < $1.line }
            for problem in problems.prefix(Limits.listedImportProblems) { Console.message(problem.description) }
            if problems.count > Limits.listedImportProblems {
                Console.message("… and \(problems.count - Limits.listedImportProblems) more.")
            }
            if output.json {
                try Console.json { json in
                    json.beginObject()
                    json.field("imported", problems.isEmpty && !dryRun ? read.accounts.count : 0)
                    json.field("users", read.accounts.count)
                    json.field("problems", problems.count)
                    json.endObject()
                }
            }
            guard problems.isEmpty else {
                Console.message("Nothing was imported: \(problems.count) problem(s) in \(read.accounts.count) user(s).")
                throw ExitCode.failure
            }
            Console.message(
                dryRun
                    ? "\(read.accounts.count) user(s) can be imported." : "Imported \(read.accounts.count) user(s).")
        }
    }
}
