import Foundation
import Signals
import Storage
import Testing

@testable import Appliance

/// A directory with a file that is followed into a store of its own.
private final class FollowScenario {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("follow-\(UUID().uuidString)").path
    let now = TestClock().clock.now()
    private(set) var database: TelemetryDatabase
    private(set) var store: LogStore
    private(set) var follower: FileFollower
    private let limits: Storage.Limits
    private let pattern: String

    var path: String { directory + "/app.log" }

    init(
        pattern: String = "app.log", lineBytes: Int = 100, cursors: Int = Storage.Limits.standard.logCursors
    ) async throws {
        var limits = Storage.Limits.standard
        limits.logCursors = cursors
        limits.logLineBytes = lineBytes
        self.limits = limits
        self.pattern = pattern
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        database = try await TelemetryDatabase.open(
            in: directory + "/data", as: .daemon, maximumBytes: 64 << 20, limits: limits)
        store = try LogStore(database: database, at: now)
        let source = try #require(FollowedSource("name=app paths=\(directory)/\(pattern)"))
        follower = FileFollower(source, into: store, clock: TestClock().clock)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func write(_ text: String, to name: String = "app.log") throws {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String = "app.log") throws {
        let path = directory + "/" + name
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    func rename(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: directory + "/" + name, toPath: directory + "/" + other)
    }

    @discardableResult
    func look(_ times: Int = 1) -> [FileFollower.Notice] { (0..<times).flatMap { _ in follower.look().notices } }

    /// What a process finds that starts after this one was killed.
    func restart(flushing: Bool = true) async throws {
        if flushing { try store.flush(at: now) }
        try await database.close()
        database = try await TelemetryDatabase.open(
            in: directory + "/data", as: .daemon, maximumBytes: 64 << 20, limits: limits)
        store = try LogStore(database: database, at: now)
        let source = try #require(FollowedSource("name=app paths=\(directory)/\(pattern)"))
        follower = FileFollower(source, into: store, clock: TestClock().clock)
    }

    /// All stored lines, in no order.
    func lines() throws -> [String] {
        let range = Int64.min..<Int64.max
        let streams = Set(try store.streams(matching: [], in: range).map(\.id))
        var lines: [String] = []
        try store.readEntries(LogStoreQuery(streams: streams, range: range, isForward: true)) { entry in
            lines.append(String(decoding: entry.line, as: UTF8.self))
            return true
        }
        return lines.sorted()
    }
}

@Suite struct FollowedFileTests {
    @Test func wholeLinesAreTakenAndTheBeginningOfOneWaits() async throws {
        let scenario = try await FollowScenario()
        scenario.look()
        #expect(try scenario.lines().isEmpty, "a file that is not there yet")
        try scenario.write("a\r\nb\nc")
        scenario.look(2)
        #expect(try scenario.lines() == ["a", "b"])
        try scenario.write("c\nd\n")
        scenario.look()
        #expect(try scenario.lines() == ["a", "b", "cc", "d"])
    }

    @Test(arguments: [true, false])
    func aRestartNeitherLosesNorDoubles(isFlushed: Bool) async throws {
        let scenario = try await FollowScenario()
        try scenario.write("a\nb\n")
        scenario.look()
        try await scenario.restart(flushing: isFlushed)
        try scenario.write("c\n")
        scenario.look()
        #expect(try scenario.lines() == ["a", "b", "c"])
    }

    @Test func aRotatedFileIsReadToItsEnd() async throws {
        let scenario = try await FollowScenario()
        try scenario.write("a\n")
        scenario.look()
        try scenario.write("b\n")
        try scenario.rename("app.log", to: "app.log.1")
        try scenario.write("c\nlast", to: "app.log.1")
        try scenario.write("new\n")
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == ["a", "b", "c", "last", "new"])
    }

    @Test func aRotationWhileNobodyLookedIsFound() async throws {
        let scenario = try await FollowScenario()
        try scenario.write("a\n")
        scenario.look()
        try scenario.store.flush(at: scenario.now)
        try scenario.write("b\n")
        try scenario.rename("app.log", to: "app.log.1")
        try scenario.write("new\n")
        try await scenario.restart()
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == ["a", "b", "new"])
    }

    /// Neither an empty file nor a beginning of a line is read; the successor is to be found all the same.
    @Test(arguments: [("", ["new"]), ("part", ["new", "part"])])
    func aFileWithoutALineIsFollowedThroughARotation(text: String, lines: [String]) async throws {
        let scenario = try await FollowScenario()
        try scenario.write(text)
        scenario.look()
        try scenario.rename("app.log", to: "app.log.1")
        try scenario.write("new\n")
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == lines)
        try await scenario.restart()
        try scenario.write("more\n")
        scenario.look(2)
        #expect(try scenario.lines() == (lines + ["more"]).sorted())
    }

    @Test func anEmptyFileThatIsDeletedIsForgotten() async throws {
        let scenario = try await FollowScenario()
        try scenario.write("")
        scenario.look()
        try FileManager.default.removeItem(atPath: scenario.path)
        scenario.look(Limits.followedRotationLooks + 1)
        try scenario.write("new\n")
        scenario.look()
        #expect(try scenario.lines() == ["new"])
    }

    /// Each rotation gives all files before it other names, which fit the pattern and come before or after the first.
    @Test(arguments: [("app.log*", "app.log.1", "app.log.2"), ("app*", "app-1.log", "app-2.log")])
    func aCascadeOfRotationsStoresEachLineOnce(pattern: String, second: String, third: String) async throws {
        let scenario = try await FollowScenario(pattern: pattern)
        try scenario.write("one\ntwo\n")
        scenario.look()
        try scenario.rename("app.log", to: second)
        try scenario.write("three\n")
        scenario.look(Limits.followedRotationLooks + 3)
        try scenario.rename(second, to: third)
        try scenario.rename("app.log", to: second)
        try scenario.write("four\n")
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == ["four", "one", "three", "two"])
        try await scenario.restart()
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == ["four", "one", "three", "two"])
    }

    @Test func filesThatAreSwappedDoNotWaitForEachOther() async throws {
        let scenario = try await FollowScenario(pattern: "app*")
        try scenario.write("a\n", to: "app-a.log")
        try scenario.write("b\n", to: "app-b.log")
        scenario.look()
        try scenario.rename("app-a.log", to: "other")
        try scenario.rename("app-b.log", to: "app-a.log")
        try scenario.rename("other", to: "app-b.log")
        scenario.look(Limits.followedRotationLooks + 3)
        try scenario.write("c\n", to: "app-a.log")
        try scenario.write("d\n", to: "app-b.log")
        scenario.look()
        #expect(try scenario.lines() == ["a", "b", "c", "d"])
    }

    @Test func placesOfFilesThatWentWhileNobodyLookedAreForgotten() async throws {
        let scenario = try await FollowScenario(pattern: "app*")
        try scenario.write("a\n")
        try scenario.write("gone\n", to: "app-gone.log")
        scenario.look()
        try scenario.write("b\n")
        try scenario.rename("app.log", to: "app.log.1")
        try FileManager.default.removeItem(atPath: scenario.directory + "/app-gone.log")
        try await scenario.restart()
        scenario.look(2)
        #expect(try scenario.lines() == ["a", "b", "gone"])
        #expect(scenario.store.cursorNames == ["file:app:\(scenario.path).1"])
    }

    @Test func placesOfSourcesThatAreNotFollowedAreForgotten() async throws {
        let scenario = try await FollowScenario()
        for name in ["file:app:/x/a", "file:old:/x/b", "journal:app", "journal:host", "file:host:/x/c", "other"] {
            _ = scenario.store.append([], advancing: LogCursor(name: name, position: [1]), at: scenario.now)
        }
        let sources = ["name=app paths=/x/*", "name=host journald=true"].compactMap { FollowedSource($0) }
        FollowedCursors.forgetOthers(than: sources, in: scenario.store)
        #expect(scenario.store.cursorNames == ["file:app:/x/a", "journal:host", "other"])
        FollowedCursors.forgetOthers(than: [], in: scenario.store)
        #expect(scenario.store.cursorNames == ["other"])
    }

    @Test func aPlaceThatCannotBeKeptIsToldOfOnce() async throws {
        let scenario = try await FollowScenario(pattern: "app*", cursors: 1)
        try scenario.write("a\n", to: "app-a.log")
        try scenario.write("b\n", to: "app-b.log")
        let reason = LogRefusal.tooManyCursors(limit: 1).description
        #expect(scenario.look(3) == [.refused(source: "app", reason: reason)])
        #expect(try scenario.lines() == ["a"])
    }

    @Test func thereIsAPlaceForAllThatMayBeFollowed() {
        #expect(Storage.Limits.standard.logCursors > Limits.followedSources * Limits.followedFiles)
    }

    @Test func aFileThatWasCutBeginsAnew() async throws {
        let scenario = try await FollowScenario()
        try scenario.write("a long first line\nb\n")
        scenario.look()
        for text in ["c\n", "d is another line that makes the file longer than before it was cut\n"] {
            let handle = try FileHandle(forWritingTo: URL(filePath: scenario.path))
            try handle.truncate(atOffset: 0)
            try handle.close()
            try scenario.write(text)
            scenario.look()
        }
        #expect(
            try scenario.lines() == [
                "a long first line", "b", "c", "d is another line that makes the file longer than before it was cut",
            ])
    }

    @Test func newFilesOfAPatternAreTakenAndRotatedOnesNotTwice() async throws {
        let scenario = try await FollowScenario(pattern: "app*")
        try scenario.write("a\n")
        scenario.look()
        try scenario.write("other\n", to: "app-2.log")
        try scenario.write("packed\n", to: "app.log.2.gz")
        scenario.look()
        try scenario.rename("app.log", to: "app.log.1")
        try scenario.write("b\n")
        scenario.look(Limits.followedRotationLooks + 3)
        #expect(try scenario.lines() == ["a", "b", "other"])
        try scenario.store.flush(at: scenario.now)
        try await scenario.restart()
        scenario.look(2)
        #expect(try scenario.lines() == ["a", "b", "other"])
    }

    @Test func longLinesAreCutAndToldOfWithoutTheirText() async throws {
        let scenario = try await FollowScenario(lineBytes: 20)
        try scenario.write("canary-" + String(repeating: "x", count: 5_000) + "\nnext\n")
        let notices = scenario.look(3)
        #expect(try scenario.lines() == ["canary-x [truncated]", "next"])
        #expect(notices == [.linesCut(path: scenario.path, lines: 1, limit: 20)])
        #expect(!"\(notices)".contains("canary"))
    }

    @Test func brokenTextIsReplaced() async throws {
        let scenario = try await FollowScenario()
        try scenario.write([0x61, 0xFF, 0x62, 0x0A])
        scenario.look()
        #expect(try scenario.lines() == ["a\u{FFFD}b"])
    }

    @Test func whatIsNoFileIsToldOfOnce() async throws {
        let scenario = try await FollowScenario()
        try FileManager.default.createDirectory(atPath: scenario.path, withIntermediateDirectories: false)
        #expect(scenario.look(3) == [.unreadable(path: scenario.path, reason: "It is no ordinary file.")])
        try FileManager.default.removeItem(atPath: scenario.path)
        #expect(scenario.look() == [.readable(path: scenario.path)])
    }
}

@Suite struct LineCutterTests {
    @Test(
        arguments: [
            ("a\nb", false, false, ["a"], 2, false),
            ("a\nb", false, true, ["a", "b"], 3, false),
            ("", false, true, [], 0, false),
            ("\n\r\n", false, false, [], 3, false),
            ("1234567890123456", false, false, [], 0, false),
            ("12345678901234567", false, false, ["1234 [truncated]"], 17, true),
            ("rest\nb\n", true, false, ["b"], 7, false),
            ("rest", true, false, [], 4, true),
            ("rest", true, true, [], 4, false),
        ] as [(String, Bool, Bool, [String], Int, Bool)])
    func cuts(text: String, isInside: Bool, isEnd: Bool, lines: [String], consumed: Int, stillInside: Bool) {
        let cut = LineCutter(limit: 16).cut(Array(text.utf8), isInsideLongLine: isInside, isEnd: isEnd)
        #expect(cut.lines.map { String(decoding: $0, as: UTF8.self) } == lines)
        #expect(cut.consumed == consumed && cut.isInsideLongLine == stillInside)
    }
}

@Suite struct FollowedSourceTests {
    @Test func readsFilesAndJournals() throws {
        let files = try #require(FollowedSource("name=nginx paths=/var/log/nginx/*.log labels=env=prod labels=a=b=c"))
        #expect(files.labels == [Label("env", "prod"), Label("a", "b=c")])
        #expect(files.stream["job"] == "nginx" && files.stream["env"] == "prod")
        let journal = try #require(FollowedSource("name=host journald=true units=ssh.service units=cron.service"))
        #expect(journal.kind == .journal(units: ["ssh.service", "cron.service"]))
    }

    @Test(
        arguments: [
            "", "paths=/a", "name= paths=/a", "name=x", "name=x paths=a", "name=x paths=/a/../b", "name=x paths=/a/",
            "name=x journald=true paths=/a", "name=x journald=maybe", "name=x units=a paths=/a",
            "name=x journald=true units=--output=x", "name=x paths=/a labels=job=y", "name=x paths=/a labels=1=y",
            "name=x paths=/a labels=a=1 labels=a=2", "name=x paths=/a other=1", "name=x name=y paths=/a", "x",
        ])
    func refuses(line: String) {
        #expect(FollowedSource(line) == nil)
    }

    @Test(
        arguments: [
            ("*", "a", true), ("*", ".a", false), (".*", ".a", true), ("a*", "b", false), ("*.log", "x.log", true),
            ("*.log", "x.log.1", false), ("a?c", "abc", true), ("a?c", "ac", false), ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false), ("a", "a", true), ("a", "aa", false), ("", "", true),
        ])
    func patternsFit(pattern: String, name: String, fits: Bool) {
        #expect(FilePattern.matches(Array(name), Array(pattern)) == fits)
    }

    @Test func positionsComeBackAsTheyWereWritten() {
        var position = FilePosition(device: 3, inode: .max)
        (position.offset, position.headBytes, position.headSum, position.isInsideLongLine) = (7, 8, .max, true)
        #expect(FilePosition(position.bytes) == position)
        for text in ["", "1 2 3 4 5", "1 2 3 4 5 2", "a b c d e f", "1 2 3 4 5 0 7", "-1 2 3 4 5 0"] {
            #expect(FilePosition(Array(text.utf8)) == nil)
        }
    }
}
