import AuditTree
import Logging
import Storage

/// Makes checkpoints of the audit log for the daemon and writes each into its log, so that it leaves the machine.
struct CheckpointMaker: Sendable {
    let checkpoints: AuditCheckpoints
    let clock: ApplianceClock
    let logger: Logger
    /// How much a new checkpoint matters: where the log is kept, it must leave the machine with it.
    var level = Logger.Level.notice

    /// Signs the log if it has grown; what goes wrong is logged, for the daemon serves on.
    func make() async {
        do {
            let made = try await checkpoints.make(by: ChangeOrigin(actor: "system", at: clock.now()))
            guard made.isNew else { return }
            logger.log(
                level: level, "The audit log was signed.",
                metadata: ["entries": "\(made.size)", "checkpoint": "\(made.note)"])
        } catch {
            logger.error("The audit log cannot be signed.", metadata: ["error": "\(error)"])
        }
    }

    /// The file of the key among systemd's credentials, whether or not it is there; nil without credentials.
    static func credential(_ environment: [String: String]) -> String? {
        environment["CREDENTIALS_DIRECTORY"].map { $0 + "/audit.key" }
    }

    /// 32 random bytes of a generator of 64 bits a call.
    static func seed(_ random: () -> UInt64) -> [UInt8] {
        (0..<4).flatMap { _ in
            let bits = random()
            return (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
        }
    }
}
