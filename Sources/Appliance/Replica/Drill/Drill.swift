import Access
import AsyncHTTPClient
import Foundation
import NIOCore
import Replication
import Replicator
import Storage

/// The exercise: a daemon is lost with its directory and restored elsewhere, goes back, and a past moment is restored.
struct Drill: Sendable {
    let site: DrillSite
    let access: ReplicaAccess
    /// Of load on either side of the moment that is restored later.
    let seconds: Int
    /// Is told each step when it is done.
    let tell: @Sendable (String) -> Void

    /// What one step hands to the next.
    private struct Course {
        var report: DrillReport
        let ledger = DrillLedger()
        var client: DrillClient
        var models: [String]
        /// The moment in between, in milliseconds since 1970, and what had been acknowledged.
        var moment: (time: Int64, acknowledged: DrillAcknowledged) = (0, DrillAcknowledged())
    }

    /// Runs it.
    ///
    /// - Throws: ``DrillError``, and whatever the store and the restores throw; that is no broken promise.
    func run() async throws -> DrillReport {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(Limits.drillConnectSeconds)))
        // A daemon that was killed refuses connections, and that is an answer.
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let report = try await run(http)
            try await http.shutdown()
            return report
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private func run(_ http: HTTPClient) async throws -> DrillReport {
        let prepared = try await DrillDirectory(settings: site.settings(site.directory("first"))).prepare()
        var course = Course(
            report: DrillReport(startedAt: ApplianceClock.system.now(), store: site.location),
            client: DrillClient(client: http, key: prepared.key), models: prepared.models)
        let first = try await start(&course)
        let second = try await failOver(from: first, &course)
        let third = try await failBack(from: second, &course)
        try await restoreMoment(&course)
        await third.stop()
        let settings = try await site.settings(site.directory("first"))
        course.report.judge(usageFlushMilliseconds: settings.usage.flushMilliseconds)
        return course.report
    }

    // MARK: - Steps

    private func start(_ course: inout Course) async throws -> DrillDaemon {
        let begin = elapsed()
        let daemon = try await DrillDaemon.start(in: site.directory("first"), site: site)
        course.client = course.client.at(daemon.url)
        try await course.client.waitUntilReady()
        note("start", "A daemon serves a new directory, and its replica begins.", since: begin, &course)
        let loadBegin = elapsed()
        try await load(course).run(until: elapsed() + Int64(seconds) * 1_000)
        try await Task.sleep(for: .milliseconds(Limits.drillPauseMilliseconds))
        course.moment = (access.surroundings.now(), course.ledger.acknowledged)
        try await Task.sleep(for: .milliseconds(Limits.drillPauseMilliseconds))
        let acknowledged = course.moment.acknowledged
        note(
            "load",
            "\(acknowledged.users.count) users, \(acknowledged.keys.count) keys and \(acknowledged.promotions.count) "
                + "promotions were acknowledged by \(Timestamp(millisecondsSince1970: course.moment.time)).",
            since: loadBegin, &course)
        return daemon
    }

    private func failOver(from first: DrillDaemon, _ course: inout Course) async throws -> DrillDaemon {
        let begin = elapsed()
        let load = load(course)
        let end = begin + Int64(Limits.drillLoadSecondsAtMost) * 1_000
        // It ends with the daemon: the error is what is wanted.
        let loading = Task { try? await load.run(until: end) }
        try await Task.sleep(for: .seconds(seconds))
        let lostAt = elapsed()
        let lostTime = access.surroundings.now()
        do { try await first.kill() } catch {
            loading.cancel()
            throw error
        }
        await loading.value
        try FileManager.default.removeItem(atPath: first.directory)
        note("loss", "The daemon was killed under load, and its directory deleted.", since: lostAt, &course)
        let restoreBegin = elapsed()
        let restored = try await DirectoryRestore(access: access) { _, _ in }.run(.newest, to: site.directory("second"))
        note("restore", "The newest state was restored: \(restored.report.point).", since: restoreBegin, &course)
        let startBegin = elapsed()
        let second = try await DrillDaemon.start(in: site.directory("second"), site: site)
        course.client = course.client.at(second.url)
        try await course.client.waitUntilReady()
        course.report.recoveryMilliseconds = elapsed() - lostAt
        note("recovery", "A daemon is ready on the restored directory.", since: startBegin, &course)
        try await judgeLoss(lostAt: lostAt, lostTime: lostTime, stateTime: restored.report.timestamp, &course)
        return second
    }

    private func judgeLoss(lostAt: Int64, lostTime: Int64, stateTime: Int64, _ course: inout Course) async throws {
        let begin = elapsed()
        let acknowledged = course.ledger.acknowledged
        guard !acknowledged.users.isEmpty, !acknowledged.keys.isEmpty, !acknowledged.promotions.isEmpty else {
            throw DrillError.tooFewWrites
        }
        let found = try await findings("second")
        let missing = found.missing(of: acknowledged)
        let loss = found.loss(of: acknowledged, lostAt: lostAt)
        course.report.broken += missing
        course.report.users = acknowledged.users.count
        course.report.keys = acknowledged.keys.count
        course.report.promotions = acknowledged.promotions.count
        course.report.predictions = acknowledged.predictions.count
        course.report.unanswered = acknowledged.unanswered
        course.report.lossMilliseconds = max(lostTime - stateTime, 0)
        course.report.lostPredictions = loss.predictions
        course.report.usageLossMilliseconds = loss.milliseconds
        note(
            "check",
            missing.isEmpty ? "All that was acknowledged is there." : missing.joined(separator: " "), since: begin,
            &course)
    }

    private func failBack(from second: DrillDaemon, _ course: inout Course) async throws -> DrillDaemon {
        let begin = elapsed()
        await second.stop()
        let ended = try await timeline()
        _ = try await DirectoryRestore(access: access) { _, _ in }.run(.newest, to: site.directory("third"))
        let third = try await DrillDaemon.start(in: site.directory("third"), site: site)
        course.client = course.client.at(third.url)
        try await course.client.waitUntilReady()
        course.report.failbackMilliseconds = elapsed() - begin
        let missing = try await findings("third").missing(of: course.ledger.acknowledged)
        course.report.broken += missing.map { "After the failback: \($0)" }
        note("failback", "The second daemon was stopped, a third one serves a restore of it.", since: begin, &course)
        let fenceBegin = elapsed()
        let before = try await timeline(after: ended)
        let refusal = try await DrillDaemon.refusal(in: second.directory, site: site, client: course.client)
        let after = try await timeline()
        if refusal == nil { course.report.broken.append("The old daemon was started again and was not refused.") }
        if before != after {
            course.report.broken.append("The old daemon began a timeline in the replica of the new one.")
        }
        note(
            "fence",
            refusal == nil ? "The old daemon was not refused." : "The old daemon was started again and refused.",
            since: fenceBegin, &course)
        return third
    }

    private func restoreMoment(_ course: inout Course) async throws {
        let begin = elapsed()
        let (time, acknowledged) = course.moment
        let restored = try await DirectoryRestore(access: access) { _, _ in }
            .run(.time(time), to: site.directory("moment"))
        let found = try await findings("moment")
        let missing = found.missing(of: acknowledged)
        course.report.broken += missing.map { "At the moment in between: \($0)" }
        // The administrator and the key and promotion of the beginning are there as well.
        let counts = [
            ("users", found.users.count - 1, acknowledged.users.count),
            ("keys", found.keys.count - 1, acknowledged.keys.count),
            ("promotions", found.promotions.count - 1, acknowledged.promotions.count),
        ]
        for (what, count, expected) in counts where count > expected {
            course.report.broken.append("At the moment in between there are \(count) \(what), not \(expected).")
        }
        let isRight = missing.isEmpty && counts.allSatisfy { $0.1 == $0.2 }
        note(
            "moment",
            "The state of \(Timestamp(millisecondsSince1970: time)) was restored (\(restored.report.point)); it "
                + (isRight ? "is exactly what was acknowledged then." : "is not what was acknowledged then."),
            since: begin, &course)
    }

    // MARK: - Parts

    private func elapsed() -> Int64 { access.surroundings.elapsed() }

    private func load(_ course: Course) -> DrillLoad {
        DrillLoad(
            client: course.client, ledger: course.ledger, models: course.models, elapsed: access.surroundings.elapsed)
    }

    private func findings(_ name: String) async throws -> DrillFindings {
        try await DrillDirectory(settings: site.settings(site.directory(name))).findings()
    }

    private func timeline() async throws -> UInt32? {
        try await access.store(named: ReplicatedDatabase.appliance).contents(.needed).inventory.end?.timeline
    }

    /// The timeline of the daemon that serves: it is made known a moment after the daemon is ready.
    private func timeline(after ended: UInt32?) async throws -> UInt32? {
        let deadline = elapsed() + Int64(Limits.drillFenceMilliseconds)
        while elapsed() < deadline {
            let newest = try await timeline()
            if newest != ended { return newest }
            try await Task.sleep(for: .milliseconds(Limits.drillPollMilliseconds))
        }
        throw DrillError.noTimeline
    }

    private func note(_ name: String, _ sentence: String, since begin: Int64, _ course: inout Course) {
        let step = DrillReport.Step(name: name, sentence: sentence, milliseconds: elapsed() - begin)
        course.report.steps.append(step)
        tell("\(step.sentence) (\(step.milliseconds) ms)")
    }
}
