import Hummingbird
import LogQL
import NIOCore
import NIOWebSocket
import ServiceLifecycle
import Signals
import Storage

/// What makes a tail do something.
enum TailSignal: Sendable, Equatable {
    /// Lines wait.
    case lines
    /// Some time has passed.
    case beat
    case input(WebSocketEvent)
    /// The client has gone.
    case departed
    /// The daemon stops.
    case shutdown
}

/// Why a tail ends, and what its client is told.
enum TailEnd: Sendable, Equatable {
    case departed
    case closedByClient
    case violation(WebSocketErrorCode)
    case shutdown
    case silence
    case tooLong
    case noLongerWelcome

    /// The closing frame; nil where nobody is there to read it.
    var frame: ByteBuffer? {
        switch self {
        case .departed, .silence: nil
        case .closedByClient: WebSocketOutput.close(.normalClosure, "")
        case .violation(let code): WebSocketOutput.close(code, "The client broke the protocol or sent too much.")
        case .shutdown: WebSocketOutput.close(.goingAway, "The server stops.")
        case .tooLong: WebSocketOutput.close(.normalClosure, "reached tail max duration limit")
        case .noLongerWelcome: WebSocketOutput.close(.policyViolation, "The credential is not valid any more.")
        }
    }
}

/// One tail, from its first line to its end.
///
/// One task writes and decides; everything else only signals. A client that takes its frames too slowly holds up that task, so
/// lines are dropped and counted by ``LogTail``; one that takes none at all is cut off as with any other answer.
struct TailSession: Sendable {
    let query: TailQuery
    let lines: TailLines
    let tail: LogTail
    let signals: AsyncStream<TailSignal>
    let signal: AsyncStream<TailSignal>.Continuation
    let clock: ApplianceClock
    /// Whether whoever asked may still read logs.
    let isWelcome: @Sendable () async -> Bool
    /// Waits.
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Writes frames until the tail ends.
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while true {
                        try await sleep(.seconds(Limits.tailBeatSeconds))
                        signal.yield(.beat)
                    }
                }
                defer { group.cancelAll() }
                let end = try await follow(&writer)
                if let frame = end.frame { try await writer.write(frame) }
            }
        } onGracefulShutdown: {
            signal.yield(.shutdown)
        }
    }

    private func follow(_ writer: inout any ResponseBodyWriter) async throws -> TailEnd {
        let start = clock.monotonicNanoseconds()
        var heard = start
        var history = try await lines.history(query)
        try await write(history.messages, &writer)
        for await signal in signals {
            let now = clock.monotonicNanoseconds()
            switch signal {
            case .departed: return .departed
            case .shutdown: return .shutdown
            case .input(.close): return .closedByClient
            case .input(.violation(let code)): return .violation(code)
            case .input(.ping(let bytes)):
                heard = now
                try await writer.write(WebSocketOutput.pong(bytes))
            case .input(.pong): heard = now
            case .lines:
                // Late ones get their time, and those that come close to each other one message.
                try await sleep(max(query.delay, .milliseconds(Limits.tailGatherMilliseconds)))
                try await write(try await lines.take(tail, query, except: &history.shown), &writer)
            case .beat:
                if now - start >= UInt64(Limits.tailSeconds) * 1_000_000_000 { return .tooLong }
                if now - heard >= UInt64(Limits.tailSilenceSeconds) * 1_000_000_000 { return .silence }
                guard await isWelcome() else { return .noLongerWelcome }
                try await write(try await lines.take(tail, query, except: &history.shown), &writer)
                try await writer.write(WebSocketOutput.ping())
            }
        }
        return .departed
    }

    private func write(_ messages: [[UInt8]], _ writer: inout any ResponseBodyWriter) async throws {
        for message in messages { try await writer.write(WebSocketOutput.text(message)) }
    }
}
