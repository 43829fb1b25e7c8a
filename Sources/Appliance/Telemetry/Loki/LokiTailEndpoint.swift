import Access
import HTTPTypes
import Hummingbird
import LogQL
import NIOCore
import Storage

/// `GET /loki/api/v1/tail`: lines as they come, over a WebSocket.
struct LokiTailEndpoint: Sendable {
    let logs: LogParts
    let clock: ApplianceClock
    let authenticator: Authenticator

    func tail(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let departure = await context.departure()
        let handshake = try WebSocketHandshake(request.head, isHTTP1: await context.isHTTP1())
        let query = try self.query(request)
        let store = try logs.store()
        // Without a bound, so that no end is lost: lines signal once, beats come slowly, and input is bounded.
        let (signals, signal) = AsyncStream.makeStream(of: TailSignal.self)
        guard let tail = store.tail(matching: query.expression.matchers, wake: { signal.yield(.lines) }) else {
            throw APIError(
                .tooManyRequests, "max concurrent tail requests limit exceeded (\(store.limits.logTails))",
                headers: [.retryAfter: "5"])
        }
        let ending = TailEnding(store: store, tail: tail, signal: signal)
        try await WebSocketInput.install(in: context.channel) { signal.yield(.input($0)) }
        departure?.watch { signal.yield(.departed) }
        let session = TailSession(
            query: query, lines: TailLines(logs: logs, store: store), tail: tail, signals: signals, signal: signal,
            clock: clock, isWelcome: welcome(request.headers))
        return Response(
            status: .switchingProtocols, headers: handshake.fields,
            body: ResponseBody { writer in
                defer {
                    departure?.watch(nil)
                    ending.end()
                }
                try await session.run(&writer)
                try await writer.finish(nil)
            })
    }

    private func query(_ request: Request) throws -> TailQuery {
        let asked = LokiRequest(try LokiParameters(request.uri.query ?? ""), now: clock.now())
        guard case .log(let expression) = try Query(try asked.query()) else {
            throw APIError(.badRequest, "only log queries can be tailed")
        }
        let delay = try asked.parameters.number("delay_for", default: 0, in: 0...Limits.tailDelaySeconds)
        return TailQuery(
            expression: expression, start: try asked.range().start, limit: try asked.tailLimit(),
            delay: .seconds(delay), categorises: request.asksForCategories)
    }

    /// Whether the credential of a request still opens the logs; where nobody can be asked, it is asked again later.
    private func welcome(_ headers: HTTPFields) -> @Sendable () async -> Bool {
        { [authenticator] in
            do {
                guard let credential = try PresentedCredential(headers) else { return false }
                return try await authenticator.principal(of: credential).permissions.contains(.logsRead)
            } catch is AuthenticationFailure {
                return false
            } catch {
                return true
            }
        }
    }
}

/// Ends a tail once nobody holds it any more, also where its answer was never begun.
private final class TailEnding: Sendable {
    private let store: LogStore
    private let tail: LogTail
    private let signal: AsyncStream<TailSignal>.Continuation

    init(store: LogStore, tail: LogTail, signal: AsyncStream<TailSignal>.Continuation) {
        self.store = store
        self.tail = tail
        self.signal = signal
    }

    deinit { end() }

    func end() {
        store.endTail(tail)
        signal.finish()
    }
}

extension LokiRequest {
    /// Lines of before that a tail begins with.
    fileprivate func tailLimit() throws(APIError) -> Int {
        try parameters.number("limit", default: 100, in: 0...LogQL.Limits.entries)
    }
}
