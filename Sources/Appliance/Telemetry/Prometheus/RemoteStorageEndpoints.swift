import HTTPTypes
import Hummingbird
import Signals
import Storage
import TimeSeries
import WireFormats

/// `POST /api/v1/write` and `/api/v1/read`: remote write 1.0 and remote read.
///
/// Sources: https://prometheus.io/docs/specs/prw/remote_write_spec/ and
/// https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/.
struct RemoteStorageEndpoints: Sendable {
    let telemetry: TelemetryParts
    let clock: ApplianceClock

    /// Takes samples in; they are visible when the answer is sent, and last with the next flush.
    func write(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        try Self.checkForm(of: request)
        let store = try telemetry.store(.text)
        let body = Array(try await request.collectBody(limit: Limits.remoteWriteBytes).readableBytesView)
        let now = clock.now().millisecondsSince1970
        let problem: Problem?
        do {
            problem = try await telemetry.writes.run {
                let message = try RemoteWriteBody(snappy: body)
                return Self.store(message, in: store, now: now)
            }
        } catch {
            throw Self.failure(error)
        }
        if let problem { throw APIError.text(problem.isPassing ? .serviceUnavailable : .badRequest, problem.reason) }
        return Response(status: .noContent)
    }

    /// Answers samples as they are stored.
    func read(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        try Self.checkForm(of: request)
        let store = try telemetry.store(.text)
        let body = Array(try await request.collectBody(limit: Limits.remoteReadBytes).readableBytesView)
        let ticket = QueryTicket(milliseconds: Limits.queryMilliseconds, clock: clock)
        let departure = await context.departure()
        departure?.watch { ticket.cancel() }
        defer { departure?.watch(nil) }
        do {
            let bytes = try await telemetry.queries.run {
                var remaining = telemetry.queryMemory.remoteReadSamples
                return try RemoteReadRequest.snappyAnswer(
                    RemoteReadRequest(snappy: body).queries.map { query in
                        let selection = MetricSelection(
                            query.matchers, from: query.range.lowerBound, through: query.range.upperBound,
                            maximumSamples: remaining)
                        let found = try store.select(selection) { ticket.interruption != nil }
                        remaining -= found.reduce(0) { $0 + $1.values.count }
                        return found.map(WrittenSeries.init)
                    })
            }
            var headers: HTTPFields = [:]
            headers[.contentEncoding] = "snappy"
            return Response(type: Self.protobuf, bytes: bytes, headers: headers)
        } catch {
            throw Self.failure(error)
        }
    }

    private static let protobuf = "application/x-protobuf"

    /// The version and the encoding may go unsaid, as in Prometheus.
    private static func checkForm(of request: Request) throws(APIError) {
        let type = request.headers.value(of: .contentType)
        let parts = (type ?? protobuf).split(separator: ";").map { $0.trimmingSpaces().lowercased() }
        let isOne = parts.dropFirst().allSatisfy { !$0.hasPrefix("proto=") || $0 == "proto=prometheus.writerequest" }
        guard parts.first == protobuf, isOne else {
            throw .text(
                .unsupportedMediaType,
                "expected application/x-protobuf as the first (media) part, with the message prometheus.WriteRequest; got '\(type ?? "")'"
            )
        }
        let coding = request.headers.value(of: .contentEncoding)?.lowercased() ?? "snappy"
        guard coding == "snappy" else {
            throw .text(
                .unsupportedMediaType, "\(coding) encoding (compression) is not accepted; only snappy is acceptable")
        }
    }

    /// Why some samples were not stored.
    private struct Problem: Sendable {
        let reason: String
        /// Whether they may be stored later, so that the sender should keep them.
        var isPassing = false
    }

    /// Stores what can be stored; the answer says why the rest was not, nil where all was.
    private static func store(_ message: RemoteWriteBody, in store: MetricStore, now: Int64) -> Problem? {
        let outcome = MetricIntake.append(message.series, message.metadata, to: store, now: now)
        let samples = message.series.reduce(message.rejectedSamples) { $0 + $1.samples.count }
        let refused = outcome.samples.refused + message.rejectedSamples
        let counted = "(\(refused) of \(samples) samples were not stored)"
        if outcome.samples.noRoom == 0, let rejection = message.firstRejection {
            return Problem(reason: "\(rejection) \(counted)")
        }
        return outcome.reason.map {
            Problem(reason: "\($0) \(counted)", isPassing: outcome.samples.noRoom > 0)
        }
    }

    private static func failure(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case is CompressionError, is WireError: .text(.badRequest, "\(error)")
        case TelemetryError.labels, TelemetryError.tooManySeries, TelemetryError.tooManySamples:
            .text(.badRequest, "\(error)")
        case is WorkQueue.Overloaded: .text(.serviceUnavailable, "\(error)")
        default:
            .text(
                .internalServerError, "The request failed inside the server. The log has the cause.",
                cause: String(reflecting: error))
        }
    }
}

extension WrittenSeries {
    init(_ series: SelectedSeries) {
        self.init(
            labels: series.labels,
            samples: zip(series.timestamps, series.values).map {
                WireFormats.MetricSample(milliseconds: $0, value: $1)
            })
    }
}
