import Foundation
import Testing

@testable import Appliance

@Suite struct ConfigurationFileTests {
    @Test(arguments: ["", "# only a comment\n", "server:\n  # port: 1\n", "---\n", "~"])
    func mayBeEmpty(text: String) throws {
        #expect(try ConfigurationFile(path: "f", text: text).entries == [:])
    }

    @Test func nestedAndDottedKeysAreTheSame() throws {
        let nested = try ConfigurationFile(path: "f", text: "server:\n  port: 1\n")
        let dotted = try ConfigurationFile(path: "f", text: "\nserver.port: 1\n")
        #expect(nested.entries == ["server.port": .init(value: .text("1"), line: 2)])
        #expect(dotted.entries == nested.entries)
    }

    @Test(arguments: [
        ("- a", 1, "must start with a key"),
        ("a: [1\n", 2, "parser says"),
        ("a: 1\n\tb: 2\n", 2, "parser says"),
        ("a: 1\nb: 2\na: 3\n", 1, "there twice"),
        ("a.b: 1\na:\n  b: 2\n", 3, "there twice"),
        ("a: &x 1\nb: *x\n", 1, "aliases"),
        ("a: [1, [2]]\n", 1, "small mappings only"),
        ("? [a]\n: 1\n", 1, "key must be a text"),
        ("a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}\n", 1, "nested more than 8"),
    ])
    func isRefusedWithLineAndReason(text: String, line: Int, reason: String) {
        #expect {
            try ConfigurationFile(path: "f.yaml", text: text)
        } throws: { error in
            "\(error)".hasPrefix("f.yaml:\(line): ") && "\(error)".contains(reason)
        }
    }

    @Test(arguments: ["[", "- ", "{a: ", "? "])
    func deepNestingIsRefused(part: String) {
        let text = String(repeating: part, count: Limits.configurationFileBytes / part.utf8.count)
        #expect(throws: ConfigurationError.self) { try ConfigurationFile(path: "f", text: text) }
    }

    @Test func isReadUpToItsBound() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let comment = "#" + String(repeating: "x", count: Limits.configurationFileBytes - 1)
        try Data(comment.utf8).write(to: file)
        #expect(try ConfigurationFile(path: file.path).entries == [:])
        try Data((comment + "x").utf8).write(to: file)
        #expect(throws: ConfigurationError.tooLargeFile(path: file.path)) { try ConfigurationFile(path: file.path) }
        try Data([0x61, 0x3A, 0xFF]).write(to: file)
        #expect { try ConfigurationFile(path: file.path) } throws: { "\($0)".contains("not UTF-8") }
        #expect { try ConfigurationFile(path: "/nowhere.yaml") } throws: { error in
            "\(error)".hasPrefix("The configuration file /nowhere.yaml cannot be read: ")
        }
    }
}

/// The files under `config/` say what the program does.
@Suite struct ConfigurationDocumentationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config")

    @Test func shippedFileSetsNothing() throws {
        let path = Self.folder.appending(path: "geoclimate.yaml").path
        #expect(try ConfigurationFile(path: path).entries == [:])
    }

    @Test func shippedFileShowsEveryKeyWithItsDefaultAndMeaning() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "geoclimate.yaml"), encoding: .utf8)
        let active = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // A commented-out key is "  # name: value"; a comment in words has a space or nothing before its colon.
            line.wholeMatch(of: #/  # ([a-z0-9_.]+: ?\S*)/#).map { "  " + $0.1 } ?? String(line)
        }
        let shown = try ConfigurationFile(path: "geoclimate.yaml", text: active.joined(separator: "\n"))
        let defaults = Dictionary(uniqueKeysWithValues: ConfigurationKeys.all.map { ($0.name, $0.defaultValue) })
        #expect(shown.entries.mapValues(\.value) == defaults)
        for key in ConfigurationKeys.all { #expect(text.contains("# \(key.meaning)"), "\(key.name)") }
    }

    @Test(arguments: ConfigurationProfile.allCases)
    func profilesAreThoseOfTheProgram(profile: ConfigurationProfile) throws {
        let path = Self.folder.appending(path: "profiles/\(profile.rawValue).yaml").path
        #expect(try ConfigurationFile(path: path).entries.mapValues(\.value) == profile.values)
        #expect(Set(profile.values.keys).isSubset(of: ConfigurationKeys.all.map(\.name)))
    }
}
