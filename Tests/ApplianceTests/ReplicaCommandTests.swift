import ArgumentParser
import Foundation
import JSONText
import Replication
import Replicator
import Storage
import Testing

@testable import Appliance

/// The commands on the replica, as far as they need no store.
@Suite struct ReplicaCommandTests {
    // MARK: - Moments

    private static let now: Int64 = 1_772_366_400_000

    @Test(arguments: [
        ("-15m", now - 900_000), ("-30s", now - 30_000), ("-2h", now - 7_200_000), ("-1d", now - 86_400_000),
        ("-0s", now), ("2026-03-01T12:00:00Z", 1_772_366_400_000), ("2026-03-01T13:00:00+01:00", 1_772_366_400_000),
    ])
    func momentsAreTimesOrAges(text: String, time: Int64) {
        #expect(RestoreMoment.milliseconds(text, now: Self.now) == time)
    }

    @Test(arguments: ["", "-", "-m", "15m", "-15", "--15m", "-1.5h", "-15 m", "noon", "-99999999999999999999d", "-١m"])
    func anythingElseIsNoMoment(text: String) {
        #expect(RestoreMoment.milliseconds(text, now: Self.now) == nil)
    }

    @Test(arguments: [
        (Int64(0), "0.0 s"), (950, "1.0 s"), (9_940, "9.9 s"), (10_000, "10 s"), (119_999, "119 s"),
        (120_000, "2 min"), (7_200_000, "2 h"), (172_800_000, "2 days"), (-5, "0.0 s"),
    ])
    func agesHaveTheUnitThatFits(milliseconds: Int64, text: String) {
        #expect(RestoreMoment.age(milliseconds) == text)
    }

    @Test(arguments: [(1.25, 1, "1.3"), (0.04, 1, "0.0"), (12.0, 0, "12"), (3.07, 2, "3.07")])
    func decimalsKeepTheirZeros(value: Double, digits: Int, text: String) {
        #expect(RestoreMoment.decimal(value, digits) == text)
    }

    @Test func optionsOfARestoreReachTheirTarget() throws {
        func target(_ options: [String]) throws -> RestoreTarget {
            let parsed = try Geoclimate.parseAsRoot(["replica", "restore", "--to", "d"] + options)
            return try #require(parsed as? ReplicaRestoreCommand).target(now: Self.now)
        }
        #expect(try target([]) == .newest)
        #expect(try target(["--seq", "42"]) == .sequence(42))
        #expect(try target(["--at", "-15m"]) == .time(Self.now - 900_000))
    }

    // MARK: - The key

    @Test func aKeyIsOneThatTheSettingTakes() throws {
        let digits = ReplicaKeyCommand.digits()
        #expect(ReplicaSettings.keyBytes(digits)?.count == MasterKey.byteCount)
        #expect(digits != ReplicaKeyCommand.digits())
    }

    @Test(arguments: [
        (["89abcdef"], true), ([" 89ABCDEF "], true), (["no", "89abcdef"], true), (["a", "b", "c", "89abcdef"], false),
        ([], false), (["abcdef"], false),
    ])
    func theEndOfAKeyIsAskedBackThreeTimes(answers: [String], isAccepted: Bool) {
        let digits = String(repeating: "0", count: 56) + "89abcdef"
        var left = answers[...]
        var accepted = true
        do { try ReplicaKeyCommand.askBack(digits) { left.popFirst() } } catch { accepted = false }
        #expect(accepted == isAccepted)
    }

    @Test func aKeyIsStoredForItsOwnerAndNeverReplaced() throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        let path = directory.path + "/key"
        try ReplicaKeyCommand.store(ReplicaKeyCommand.Form.environment.text("ab"), in: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "GEOCLIMATE_REPLICA_ENCRYPTION_KEY=ab\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(throws: CommandFile.Failure.self) { try ReplicaKeyCommand.store("cd\n", in: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "GEOCLIMATE_REPLICA_ENCRYPTION_KEY=ab\n")
        #expect(ReplicaKeyCommand.Form.credential.text("ab") == "ab\n")
    }

    // MARK: - Directories

    @Test(arguments: ["appliance.db", "telemetry.db", "appliance.db-wal", "appliance.db-replica", ".restoring"])
    func nothingIsRestoredOverADatabase(name: String) throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        try Data().write(to: URL(fileURLWithPath: directory.path + "/" + name))
        #expect(throws: ReplicaCommandError.self) {
            try DirectoryRestore.prepare(directory.path, directory.path + "/.restoring")
        }
    }

    @Test func whatIsRestoredAppearsTogether() throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        let target = directory.path + "/new"
        let work = target + "/" + DirectoryRestore.workFolder
        #expect(try DirectoryRestore.prepare(target, work))
        for name in ["appliance.db", "appliance.db-replica", "audit.key"] {
            try Data(name.utf8).write(to: URL(fileURLWithPath: work + "/" + name))
        }
        try DirectoryRestore.publish(from: work, to: target)
        let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
        #expect(names == ["appliance.db", "appliance.db-replica", "audit.key"])
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o700)
    }

    @Test func aFileInTheWayUndoesAll() throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        let work = directory.path + "/" + DirectoryRestore.workFolder
        try Data("mine".utf8).write(to: URL(fileURLWithPath: directory.path + "/signing.key"))
        #expect(try !DirectoryRestore.prepare(directory.path, work))
        for name in ["appliance.db", "audit.key", "signing.key"] {
            try Data(name.utf8).write(to: URL(fileURLWithPath: work + "/" + name))
        }
        #expect(throws: ReplicaCommandError.self) { try DirectoryRestore.publish(from: work, to: directory.path) }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(names == [DirectoryRestore.workFolder, "signing.key"])
        #expect(try String(contentsOfFile: directory.path + "/signing.key", encoding: .utf8) == "mine")
    }

    @Test func aPromotedDirectoryBeginsATimelineAndKeepsItsPoint() throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        let path = directory.path + "/appliance.db"
        #expect(try ReplicaPromoteCommand.promote(directory.path).isEmpty)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try ReplicaPromoteCommand.promote(directory.path).isEmpty)
        let note = ReplicaNote(
            database: DatabaseID(named: "appliance.db"), lastPoint: ReplicaPoint(timeline: 2, sequence: 7),
            beginsTimeline: false)
        try note.store(for: path, forgetsWriters: true)
        #expect(try ReplicaPromoteCommand.promote(directory.path) == ["appliance.db"])
        let promoted = try #require(try ReplicaNote.load(for: path))
        #expect(promoted.beginsTimeline && promoted.lastPoint == note.lastPoint && promoted.database == note.database)
    }

    @Test func aProofThatIsNoJSONIsRefused() throws {
        let directory = try DemoDirectory(keeping: nil)
        defer { directory.remove() }
        #expect(try ReplicaProofFile.text(in: directory.path) == nil)
        let file = URL(fileURLWithPath: directory.path + "/" + ReplicaProofFile.name)
        try Data("{\"at\":1}\n".utf8).write(to: file)
        #expect(try ReplicaProofFile.text(in: directory.path) == "{\"at\":1}")
        try Data("{\"at\":".utf8).write(to: file)
        #expect(throws: CommandFile.Failure.self) { try ReplicaProofFile.text(in: directory.path) }
    }

    // MARK: - Output

    @Test(arguments: [
        (0, 100, 0, Int64(1_000), "a reading ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 % 0.0 MB/s"),
        (50, 100, 5_000_000, 2_000, "a reading ███████████████░░░░░░░░░░░░░░░ 50 % 2.5 MB/s"),
        (0, 0, 0, 0, "a reading ██████████████████████████████ 100 % 0.0 MB/s"),
    ])
    func aBarSaysHowFarItIs(pages: Int, pagesInAll: Int, bytes: Int, milliseconds: Int64, line: String) {
        #expect(
            RestoreProgressBar.line(
                name: "a", word: "reading", pages: pages, pagesInAll: pagesInAll, bytes: bytes,
                milliseconds: milliseconds) == line)
    }

    @Test func aStatusIsOneJSONValue() throws {
        let status = ReplicaStatusText(
            location: "file:///r",
            databases: [
                ReplicaOverview(
                    name: "appliance.db", end: (ReplicaPoint(timeline: 1, sequence: 9), Self.now - 3_000), timelines: 1,
                    snapshots: 2, runs: 3, segments: 4, bytes: 5_000_000, note: nil)
            ], proof: "{\"at\":1}", now: Self.now)
        let bytes = JSONWriter.bytes { status.encode(to: &$0) }
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let database = try #require((object["databases"] as? [[String: Any]])?.first)
        let newest = try #require(database["newest"] as? [String: Any])
        #expect(newest["sequence"] as? Int == 9 && newest["age_milliseconds"] as? Int == 3_000)
        #expect((object["last_proof"] as? [String: Any])?["at"] as? Int == 1)
        #expect(status.text.contains("3.0 s") && status.text.contains("1/9") && status.text.contains("5.0"))
    }
}
