import Logging
import Storage
import Synchronization

/// Takes refused attempts from wherever they are refused, and writes them into the audit log soon after.
///
/// Noting one is quick and waits for nothing, so that an attack costs its refusal and no more. What it may cost in
/// memory and on the disk is bounded: see ``RefusalBuffer``.
final class RefusalRecorder: Sendable {
    private let audit: AuditLog
    private let clock: ApplianceClock
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var buffer: RefusalBuffer
        /// Lines that the log did not take the last time.
        var unwritten: [AuditEvent] = []
        var isFailing = false
    }

    init(audit: AuditLog, clock: ApplianceClock, logger: Logger, buffer: RefusalBuffer = RefusalBuffer()) {
        self.audit = audit
        self.clock = clock
        self.logger = logger
        state = Mutex(State(buffer: buffer))
    }

    /// Takes a refused attempt in.
    ///
    /// `detail["reason"]` tells kinds of refusals of one caller apart, so it is one of a few words and never what the
    /// caller sent.
    func note(_ event: AuditEvent) {
        state.withLock { $0.buffer.note(event) }
    }

    /// Writes what is due in one transaction; with `all`, everything.
    ///
    /// Lines that cannot be written are kept for the next time, as far as they are no more than
    /// ``Limits/refusalKinds``; the others are counted. Callers must not overlap.
    func flush(all: Bool = false) async {
        let (now, time) = (clock.monotonicNanoseconds(), clock.now())
        let lines = state.withLock { state in
            let lines = state.unwritten + state.buffer.drain(now: now, time: time, all: all)
            state.unwritten = []
            return lines
        }
        guard !lines.isEmpty else { return }
        do {
            try await audit.append(lines)
            if setFailing(false) { logger.notice("Refused attempts are written to the audit log again.") }
        } catch {
            state.withLock { state in
                state.unwritten = Array(lines.prefix(Limits.refusalKinds))
                state.buffer.giveUp(lines.dropFirst(Limits.refusalKinds))
            }
            if !setFailing(true) {
                logger.error(
                    "Refused attempts cannot be written to the audit log; they are kept and counted.",
                    metadata: ["error": "\(error)"])
            }
        }
    }

    /// Notes whether the last write failed, and answers whether the one before had.
    private func setFailing(_ value: Bool) -> Bool {
        state.withLock { state in
            defer { state.isFailing = value }
            return state.isFailing
        }
    }
}
