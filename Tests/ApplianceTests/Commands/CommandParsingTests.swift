import ArgumentParser
import Foundation
import Storage
import Testing

@testable import Appliance

/// What the command line takes and what it says.
@Suite struct CommandParsingTests {
    /// Every command of the tree, with the words that name it.
    private static func commands(
        _ type: any ParsableCommand.Type = Geoclimate.self, _ words: [String] = ["geoclimate"]
    ) -> [(words: [String], type: any ParsableCommand.Type)] {
        [(words, type)]
            + type.configuration.subcommands.flatMap { subcommand in
                commands(subcommand, words + [subcommand.configuration.commandName ?? ""])
            }
    }

    @Test func theContractsCommandsExist() {
        let names = Set(Self.commands().map { $0.words.dropFirst().joined(separator: " ") })
        let wanted: Set = [
            "", "demo", "serve", "predict", "verify", "completion", "config", "config show", "config check", "model",
            "model import", "model list", "model show", "model promote", "model rollback", "model compare",
            "model export", "model delete",
            "audit", "audit scan", "audit log", "audit checkpoint", "audit key",
            "user", "user create", "user list", "user show", "user update", "user disable", "user enable",
            "user delete", "user reset-password", "user verify-email", "user key", "user key create", "user key list",
            "user key revoke", "user key rotate", "usage", "usage report",
            "user password", "user import", "user unlock", "user totp", "user totp disable", "user role",
            "user role list", "user role create", "user role update", "user role delete",
            "auth", "auth rotate-keys", "metrics", "metrics query", "metrics test", "logs", "logs query", "logs tail",
            "export", "export postgres",
            "replica", "replica key", "replica status", "replica snapshot", "replica verify", "replica restore",
            "replica promote", "replica drill", "drill",
        ]
        #expect(names == wanted)
    }

    @Test func helpOfEveryCommandHasAnExampleThatParses() throws {
        for (words, type) in Self.commands().dropFirst() {
            let help = Geoclimate.helpMessage(for: type, includeHidden: true)
            let name = words.joined(separator: " ")
            #expect(!type.configuration.abstract.isEmpty, "\(name)")
            let example = try #require(help.split(separator: "\n").first { $0.contains("Example: ") }, "\(name)")
            #expect(example.contains(name), "\(example)")
            let discussion = type.configuration.discussion
            let line = try #require(discussion.split(separator: "\n").first { $0.contains("Example: ") }, "\(name)")
            let command = try #require(line.firstRange(of: "geoclimate "), "\(name)").upperBound
            let arguments = line[command...].split(separator: " ").map(String.init).prefix { $0 != ">" }
            #expect(throws: Never.self, "\(line)") { try Geoclimate.parseAsRoot(Array(arguments)) }
        }
    }

    /// A paragraph of several lines would be wrapped line by line, which leaves stray short ones; an example that is
    /// wrapped cannot be copied.
    @Test func helpFitsATerminalOf80Columns() {
        for (words, type) in Self.commands() {
            let configuration = type.configuration
            #expect(!configuration.abstract.contains("\n"), "\(words)")
            let shown = Geoclimate.helpMessage(for: type, columns: 80).split(separator: "\n")
            for paragraph in configuration.discussion.components(separatedBy: "\n\n") {
                let lines = paragraph.split(separator: "\n")
                let commands = lines.filter { $0.contains(": ") && $0.contains(" geoclimate ") }
                #expect(lines.count == 1 || commands == lines, "\(words): \(paragraph)")
                for line in lines where lines.count > 1 || line.hasPrefix("Example: ") {
                    #expect(shown.contains(line), "\(words): \(line)")
                }
            }
        }
    }

    /// Whoever prints data prints it as JSON as well.
    @Test(arguments: [
        "predict", "model export", "model list", "usage report", "user list", "audit log", "metrics query",
        "metrics test", "logs query", "logs tail", "export postgres", "replica key", "replica status",
        "replica snapshot",
        "replica verify", "replica restore", "replica promote", "replica drill", "drill",
    ])
    func dataCanBePrintedAsJSON(name: String) throws {
        let command = try #require(Self.commands().first { $0.words.dropFirst().joined(separator: " ") == name })
        #expect(Geoclimate.helpMessage(for: command.type).contains("--json"))
    }

    @Test(arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
    func whatIsOneIsNotMany(count: Int, text: String) {
        #expect(Counted.text(count, "row") == text)
    }

    @Test func noCommandTakesAPasswordAsAnArgument() {
        for (words, type) in Self.commands() {
            let help = Geoclimate.helpMessage(for: type, includeHidden: true).lowercased()
            for secret in ["--password", "--secret", "--token", "--key"] {
                #expect(!help.replacing("--password-stdin", with: "").contains(secret), "\(words)")
            }
        }
    }

    @Test(arguments: [
        ["fly"], ["serve", "extra"], ["serve", "--unknown"], ["serve", "--port"], ["predict"],
        ["serve", "--follow"], ["serve", "--follow", ""], ["serve", "--follow", "file:///r", "--restore"],
        ["predict", "--model", "aqi"], ["model", "import"], ["model", "import", "file"], ["model", "promote", "id"],
        ["model", "promote", "id", "live"], ["model", "promote", "id", "dev"], ["model", "show"],
        ["model", "rollback"],
        ["model", "import", "file", "--name", "n", "--stage", "live"], ["model", "delete"],
        ["model", "import", "file", "--name", "n", "--metric", "rmse"],
        ["model", "import", "file", "--name", "n", "--metric", "rmse=low"],
        ["model", "import", "file", "--name", "n", "--metric", "rmse=nan"], ["model", "export", "id"],
        ["model", "import", "file", "--name", "n", "--tag", "team"], ["completion", "tcsh"], ["completion"],
        ["config", "show", "--password", "x"], ["predict", "--model", "aqi", "-i", "in", "--json"],
        ["model", "list", "--limit", "0"], ["model", "list", "--limit", "1001"], ["model", "list", "--stage", "live"],
        ["replica", "restore"], ["replica", "restore", "--to", "d", "--at", "noon"],
        ["replica", "restore", "--to", "d", "--at", "-15"], ["replica", "restore", "--to", "d", "--seq", "-1"],
        ["replica", "restore", "--to", "d", "--at", "-1h", "--seq", "3"], ["replica", "key", "--form", "paper"],
        ["drill", "--seconds", "0"],
        ["export", "postgres"], ["export", "postgres", "--to", "d", "--metrics-url", "http://u:p@host/"],
        ["export", "postgres", "--to", "d", "--no-telemetry", "--logs-url", "http://host/push"],
    ])
    func wrongUsageIs64(arguments: [String]) throws {
        do {
            let command = try Geoclimate.parseAsRoot(arguments)
            Issue.record("\(arguments) parsed as \(command)")
        } catch {
            #expect(Geoclimate.exitCode(for: error).rawValue == 64)
            #expect(!Geoclimate.message(for: error).isEmpty)
        }
    }

    /// The usage is that of the command, also where it is refused while it runs.
    @Test(arguments: [
        (["user", "create", "ada", "--email", "ada@example.org", "--tier", "gold"], "geoclimate user create", "tier"),
        (["user", "update", "ada", "--tier", "gold"], "geoclimate user update", "tier"),
    ])
    func aTierThatIsNoneIsWrongUsage(arguments: [String], command: String, field: String) throws {
        let error = try #require(throws: (any Error).self) { try Geoclimate.parseAsRoot(arguments) }
        #expect(Geoclimate.exitCode(for: error).rawValue == 64)
        let message = Geoclimate.fullMessage(for: error)
        #expect(message.contains("Usage: \(command) ") && message.contains("'\(field)'"), "\(message)")
    }

    @Test func whatIsRefusedLateShowsTheSameUsage() async throws {
        try await TestAppliance.run { appliance in
            for (arguments, words) in [
                (["usage", "report", "--from", "never"], "geoclimate usage report"),
                (["user", "create", "bob", "--email", "b@example.org", "--role", "ops"], "geoclimate user create"),
                (["predict", "--model", "dev", "-i", "in.csv"], "geoclimate predict"),
            ] {
                _ = try await appliance.add(TestModels.constant("1"), name: "dev", stage: .dev)
                let parsed = try Geoclimate.parseAsRoot(arguments + ["--data-dir", appliance.directory])
                var command = try #require(parsed as? any AsyncParsableCommand)
                do {
                    try await command.run()
                    Issue.record("\(words) ran")
                } catch let error as ValidationError {
                    let text = Geoclimate.wrongUsage(error, of: type(of: parsed))
                    #expect(text.hasPrefix("Error: \(error.message)\nUsage: \(words) "), "\(text)")
                    #expect(text.hasSuffix("See '\(words) --help' for more information."), "\(text)")
                }
            }
        }
    }

    @Test func noDefaultIsShownTwice() {
        for (words, type) in Self.commands() {
            // What is indented that far goes on from the line before.
            let margin = "\n" + String(repeating: " ", count: 26)
            let text = Geoclimate.helpMessage(for: type, includeHidden: true).replacing(margin, with: " ")
            for line in text.split(separator: "\n") {
                #expect(line.split(separator: "(default:").count <= 2, "\(words): \(line)")
            }
        }
    }

    @Test(arguments: [["--version"], ["--help"], ["help", "model"], ["serve", "--help"]])
    func askingForHelpIsNoFailure(arguments: [String]) throws {
        do {
            // `help` parses as a command that prints when it runs.
            var command = try Geoclimate.parseAsRoot(arguments)
            try command.run()
            Issue.record("\(arguments) printed nothing")
        } catch {
            #expect(Geoclimate.exitCode(for: error).rawValue == 0)
            if arguments == ["--version"] {
                #expect(Geoclimate.message(for: error) == "geoclimate \(ProductVersion.text)")
            }
        }
    }

    @Test func optionsReachTheirCommand() throws {
        let serve = try #require(
            try Geoclimate.parseAsRoot([
                "serve", "--host", "::1", "--port", "0", "--data-dir", "/srv", "--profile", "prod", "--json",
                "--config", "c.yaml",
            ]) as? ServeCommand)
        #expect(serve.listen.settings == ["server.host": "::1", "server.port": "0"])
        #expect(serve.flags == serve.listen.settings)
        let standby = try #require(
            try Geoclimate.parseAsRoot(["serve", "--follow", "file:///replica"]) as? ServeCommand)
        #expect(standby.flags == ["replica.url": "file:///replica"])
        #expect(serve.global.settings == ["data.dir": "/srv"])
        #expect(
            serve.global.profile?.rawValue == "prod" && serve.global.configurationFile == "c.yaml" && serve.output.json)
        let predict = try #require(
            try Geoclimate.parseAsRoot(["predict", "--model", "aqi", "-i", "in", "-o", "out"]) as? PredictCommand)
        #expect(predict.model == "aqi" && predict.input == "in" && predict.output == "out")
    }

    @Test(arguments: [
        ([["A", "LONG"], ["wide cell", "x"]], "A          LONG\nwide cell  x"), ([["A"]], "A"),
        ([["A", "B"], ["x", ""]], "A  B\nx"), ([["A", "B"], ["x"]], "A  B\nx"),
        ([["", "B"], ["ü", "y"]], "   B\nü  y"),
        ([["A", "B", "C"], ["", "", "z"]], "A  B  C\n      z"),
    ])
    func tablesAreAlignedWithoutTrailingSpaces(rows: [[String]], text: String) throws {
        var table = TextTable(header: try #require(rows.first))
        for row in rows.dropFirst() { table.add(row) }
        #expect(table.text == text)
    }
}
