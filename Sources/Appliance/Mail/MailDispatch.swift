import Logging
import NIOCore
import NIOPosix
import Resilience
import Storage

/// Builds what sends mail from its settings.
enum MailDispatch {
    /// An outbox that hands its mail to the configured server.
    ///
    /// - Throws: ``MailSettingsError``.
    static func outbox(
        _ settings: MailSettings, tracer: ApplianceTracer, clock: ApplianceClock,
        random: @escaping @Sendable () -> UInt64, logger: Logger
    ) throws(MailSettingsError) -> Outbox {
        let client = SMTPClient(
            host: settings.host, port: settings.port, terms: settings.terms, tls: try settings.tlsContext(),
            group: MultiThreadedEventLoopGroup.singleton)
        let from = settings.from
        let time = CallTime(clock: clock, random: random)
        return Outbox(time: time, logger: logger) { message async throws(CallFailure) in
            let id = String(random(), radix: 36) + String(random(), radix: 36)
            let mail = MailText.encode(message, from: from, id: id, at: clock.now())
            try await tracer.withCall("send mail") { () async throws(CallFailure) in
                try await client.deliver(SMTPEnvelope(from: from, to: message.to, mail: mail))
            }
        }
    }
}
