import Foundation
import ObjectStore
import Programs
import Synchronization

/// A daemon of a drill: this same program, as a process of its own that can be killed.
final class DrillDaemon: Sendable {
    let directory: String
    let url: String
    private let process: DrillProcess

    private init(directory: String, url: String, process: DrillProcess) {
        self.directory = directory
        self.url = url
        self.process = process
    }

    /// Starts a daemon on a directory, and answers when it listens.
    ///
    /// - Throws: ``DrillError``, `ProgramError`.
    static func start(in directory: String, site: DrillSite) async throws -> DrillDaemon {
        let process = try DrillProcess(directory: directory, site: site)
        guard let url = await process.url(withinMilliseconds: Limits.drillStartMilliseconds) else {
            throw DrillError.notStarted(directory: directory, said: process.complaints)
        }
        return DrillDaemon(directory: directory, url: url, process: process)
    }

    /// Starts a daemon that ought to refuse, and answers its reason; nil when it serves all the same.
    static func refusal(in directory: String, site: DrillSite, client: DrillClient) async throws -> String? {
        let process = try DrillProcess(directory: directory, site: site)
        async let url = process.url(withinMilliseconds: Limits.drillFenceMilliseconds)
        let status = await process.status(withinMilliseconds: Limits.drillFenceMilliseconds)
        let address = await url
        if let status { return status == 0 ? nil : process.complaints }
        var isReady = false
        // A daemon that listens and does not take part says so here.
        if let address, let answer = try? await client.at(address).send("GET", "/health/ready") {
            isReady = answer.status == 200
        }
        await process.stop()
        return isReady ? nil : process.complaints
    }

    /// Ends the process at once, as a power failure would: SIGKILL.
    func kill() async throws {
        // The daemon notes its process in its lock, and the shell that started it became the daemon.
        let text = try? String(contentsOfFile: directory + "/daemon.lock", encoding: .utf8)
        guard let id = text.flatMap({ Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }), id > 1 else {
            throw DrillError.noProcess(directory: directory)
        }
        _ = Foundation.kill(id, SIGKILL)
        await process.waitForEnd()
    }

    /// Ends the process in good order.
    func stop() async { await process.stop() }
}

/// The process of a daemon.
private final class DrillProcess: Sendable {
    private let program: ChildProgram
    private let log: String
    private let reading = BlockingQueue(label: "geoclimate.drill.output")
    private let waiting = BlockingQueue(label: "geoclimate.drill.end")

    /// A child has a plain environment; the variables come from a file that only the owner may read.
    private static let script = #". "$1"; log="$2"; shift 2; exec "$@" 2>>"$log""#

    init(directory: String, site: DrillSite) throws {
        guard let path = Bundle.main.executablePath else { throw DrillError.noProgram }
        let variables = site.scratch + "/variables"
        if !FileManager.default.fileExists(atPath: variables) {
            try ReplicaKeyCommand.store(DrillSite.script(site.environment), in: variables)
        }
        log = directory + ".log"
        program = try ChildProgram(
            "/bin/sh",
            [
                "-c", Self.script, "sh", variables, log, path, "serve", "--data-dir", directory, "--host", "127.0.0.1",
                "--port", "0", "--json",
            ], complaints: .dropped)
    }

    /// Where it answers, from the line that it prints; nil when it ended or takes too long, and then it is ended.
    func url(withinMilliseconds limit: Int) async -> String? {
        let timer = Task { [program] in
            try await Task.sleep(for: .milliseconds(limit))
            program.terminate()
        }
        defer { timer.cancel() }
        return await reading.result { [program] in
            var bytes: [UInt8] = []
            while !bytes.contains(UInt8(ascii: "\n")) {
                let some = program.read()
                guard !some.isEmpty else { return nil }
                bytes += some
            }
            let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            return object?["url"] as? String
        }
    }

    /// How it ended by itself; nil when it did not in that time.
    func status(withinMilliseconds limit: Int) async -> Int32? {
        let ended = Mutex<Int32?>(nil)
        let end = Task { [program, waiting] in
            let status = await waiting.result { program.wait() }
            ended.withLock { $0 = status }
        }
        let deadline = ContinuousClock.now + .milliseconds(limit)
        while ended.withLock(\.self) == nil, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(Limits.drillPollMilliseconds))) != nil else { break }
        }
        end.cancel()
        return ended.withLock(\.self)
    }

    func stop() async {
        program.terminate()
        await waitForEnd()
    }

    func waitForEnd() async { _ = await waiting.result { [program] in program.wait() } }

    /// The end of what it said on standard error.
    var complaints: String {
        guard let data = FileManager.default.contents(atPath: log) else { return "" }
        return String(decoding: data.suffix(Limits.drillComplaintBytes), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
