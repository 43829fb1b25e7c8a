import HTTPTypes
import Hummingbird
import JSONText
import Signals
import Storage
import WireFormats

/// `POST /loki/api/v1/push`: takes lines as JSON or as snappy protobuf, and answers 204 when all were taken.
///
/// Lines are on the disk within a second. Where some are refused for what they are, the others are kept and the answer
/// is 400 with the first reason, as Loki's is; where lines are dropped for want of room it is 429, to be sent again.
struct LokiPushEndpoint: Sendable {
    let logs: LogParts
    let clock: ApplianceClock

    func push(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let type = request.headers.value(of: .contentType).map { MediaType.essence(of: $0) }
        guard type == MediaType.json.rawValue || type == MediaType.protobuf.rawValue else {
            throw APIError.unsupportedMediaType(type, accepted: [MediaType.json.rawValue, MediaType.protobuf.rawValue])
        }
        let body = try await request.collectUnpackedBody(limit: Limits.logPushBytes)
        let store = try logs.store()
        let clock = clock
        let outcome = try await logs.intake.run {
            let push = type == MediaType.json.rawValue ? try LogPush(json: body) : try LogPush(snappy: body)
            return LogIntake.append(push, to: store, at: clock.now())
        }
        try outcome.check()
        return Response(status: .noContent)
    }
}

/// Takes lines that others send into the store.
enum LogIntake {
    /// Stores the lines of a push; what is refused does not keep the rest from being stored.
    static func append(_ push: LogPush, to store: LogStore, at now: Timestamp) -> LogIntakeOutcome {
        push.streams.reduce(into: LogIntakeOutcome()) { sum, stream in
            sum.add(store.append(stream.entries.lazy.map(entry), to: stream.labels, at: now))
        }
    }

    private static func entry(_ entry: WireFormats.LogEntry) -> NewLogEntry {
        // The metadata of a push is in order and without doubles, which its reader sees to.
        let metadata = entry.metadata.isEmpty ? LabelSet.empty : (try? LabelSet(entry.metadata)) ?? .empty
        return NewLogEntry(timestamp: entry.nanoseconds, line: Array(entry.line.utf8), metadata: metadata)
    }
}

/// What became of the lines of a push, all streams together.
struct LogIntakeOutcome: Sendable {
    var accepted = 0
    /// Lines for which there was no room.
    var dropped = 0
    /// Lines that were refused for what they are.
    var refused = 0
    /// Why the first of the others was not taken.
    var reason: String?

    mutating func add(_ outcome: LogAppendOutcome) {
        accepted += outcome.accepted
        dropped += outcome.dropped
        refused += outcome.refused
        reason = reason ?? outcome.firstRefusal?.description
    }

    /// - Throws: ``APIError`` 429 where lines were dropped for want of room, 400 where some were refused for what they are.
    func check() throws(APIError) {
        guard dropped + refused > 0 else { return }
        let reason = reason ?? "The lines were not taken."
        if dropped > 0 { throw APIError(.tooManyRequests, reason, headers: [.retryAfter: "1"]) }
        throw APIError(.badRequest, "\(refused) of \(refused + accepted) lines were refused. \(reason)")
    }
}
