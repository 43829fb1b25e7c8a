import Foundation
import JSONText
import Storage
import Testing

@testable import Appliance

/// What a drill finds and says.
@Suite struct ReplicaCommandDrillTests {
    private static let acknowledged = DrillAcknowledged(
        users: ["a", "b"], keys: [1, 2], promotions: ["x", "y", "x"], predictions: [100, 200, 300, 400])

    @Test func nothingIsMissingWhereThereIsMore() {
        let found = DrillFindings(
            users: ["drill", "a", "b", "c"], keys: [1, 2, 3], promotions: ["y", "x", "y", "x", "y"], predictions: 4)
        #expect(found.missing(of: Self.acknowledged).isEmpty)
        let loss = found.loss(of: Self.acknowledged, lostAt: 450)
        #expect(loss.predictions == 0 && loss.milliseconds == 0)
    }

    @Test(arguments: [
        (Set(["a"]), Set<Int64>([1, 2]), ["x", "y", "x"], "1 acknowledged user missing, such as b."),
        (Set(["a", "b"]), Set<Int64>([]), ["x", "y", "x"], "2 acknowledged keys missing, such as 1."),
        (Set(["a", "b"]), Set<Int64>([1, 2]), ["x", "x"], "1 acknowledged promotion missing."),
        (Set(["a", "b"]), Set<Int64>([1, 2]), ["x"], "2 acknowledged promotions missing."),
    ])
    func whatIsMissingIsNamed(users: Set<String>, keys: Set<Int64>, promotions: [String], sentence: String) {
        let found = DrillFindings(users: users, keys: keys, promotions: promotions, predictions: 4)
        #expect(found.missing(of: Self.acknowledged).contains(sentence))
    }

    @Test func lossIsCountedFromTheFirstPredictionThatIsGone() {
        let found = DrillFindings(users: [], keys: [], promotions: [], predictions: 1)
        let loss = found.loss(of: Self.acknowledged, lostAt: 450)
        #expect(loss.predictions == 3 && loss.milliseconds == 250)
    }

    @Test(arguments: [
        (Limits.drillRecoveryMilliseconds, Limits.drillLossMilliseconds, Int64(1_500), 0),
        (Limits.drillRecoveryMilliseconds + 1, 0, 0, 1), (0, Limits.drillLossMilliseconds + 1, 0, 1), (0, 0, 1_501, 1),
        (60_000, 60_000, 60_000, 3),
    ])
    func promisesAreJudgedByTheirFigures(recovery: Int64, loss: Int64, usage: Int64, broken: Int) {
        var report = Self.report
        report.recoveryMilliseconds = recovery
        report.lossMilliseconds = loss
        report.usageLossMilliseconds = usage
        report.judge(usageFlushMilliseconds: 500)
        #expect(report.broken.count == broken)
    }

    private static var report: DrillReport {
        DrillReport(startedAt: Timestamp(millisecondsSince1970: 0), store: "file:///s")
    }

    @Test func aReportIsOneJSONValueAndTables() throws {
        var report = Self.report
        report.steps = [.init(name: "loss", sentence: "One | two.", milliseconds: 3)]
        report.recoveryMilliseconds = 1_234
        report.broken = ["Nothing was kept."]
        let bytes = JSONWriter.bytes { report.encode(to: &$0) }
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["rto_milliseconds"] as? Int == 1_234 && object["kept"] as? Bool == false)
        #expect((object["steps"] as? [[String: Any]])?.first?["detail"] as? String == "One | two.")
        #expect(
            report.markdown.contains("| loss | One \\| two. | 3 |") && report.markdown.contains("- Nothing was kept."))
        #expect(report.summary.contains("1234 ms") && report.summary.contains("Broken promises:"))
    }

    @Test(arguments: [
        ("s3://bucket/prefix?region=eu", "s3://bucket/prefix/d?region=eu"), ("file:///a/b", "file:///a/b/d"),
        ("gs://bucket", "gs://bucket/d"), ("file:///a/", "file:///a/d"),
    ])
    func aDrillHasAPrefixOfItsOwn(address: String, own: String) {
        #expect(DrillSite.below(address, "d") == own)
    }

    @Test func daemonsGetTheStoresVariablesAndNothingElse() async throws {
        let key = String(repeating: "ab", count: 32)
        let environment = [
            "AWS_ACCESS_KEY_ID": "id", "GEOCLIMATE_REPLICA_URL": "s3://bucket/real?region=eu",
            "GEOCLIMATE_REPLICA_SYNC_MS": "50", "GEOCLIMATE_REPLICA_ENCRYPTION_KEY": String(repeating: "cd", count: 32),
            "GEOCLIMATE_DATA_DIR": "/real", "CREDENTIALS_DIRECTORY": "", "SECRET": "x",
        ]
        let settings = try await ConfigurationReport(ConfigurationInput(environment: environment))
        let site = DrillSite(settings, environment: environment, scratch: "/s", local: false, name: "drill-1", key: key)
        #expect(!site.isLocal && site.location.hasPrefix("s3://bucket/real/drill-1?"))
        #expect(site.environment["AWS_ACCESS_KEY_ID"] == "id" && site.environment["SECRET"] == nil)
        #expect(site.environment["GEOCLIMATE_DATA_DIR"] == nil)
        #expect(site.environment["GEOCLIMATE_REPLICA_SYNC_MS"] == "50")
        #expect(site.environment["GEOCLIMATE_REPLICA_ENCRYPTION_KEY"] == key)
        #expect(site.environment["GEOCLIMATE_REPLICA_URL"] == site.location)
        let local = DrillSite(settings, environment: environment, scratch: "/s", local: true, name: "drill-1", key: key)
        #expect(local.isLocal && local.location == "file:///s/store")
    }

    @Test func variablesCannotBreakOutOfTheirQuotes() {
        let script = DrillSite.script(["A_B": "it's $(x)", "bad name": "x", "1A": "x", "": "x"])
        #expect(script == "export A_B='it'\\''s $(x)'\n")
    }
}
