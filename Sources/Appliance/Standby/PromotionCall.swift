import Replicator

/// The command's part of a promotion: asks the daemon that serves a standby, and waits for what becomes of it.
struct PromotionCall: Sendable {
    /// Why it did not come to an end.
    enum Failure: Error, Equatable, CustomStringConvertible {
        /// The standby goes on as it was.
        case failed(reason: String)
        /// Nobody serves the directory any more.
        case ended(directory: String)

        var description: String {
            switch self {
            case .failed(let reason): "The standby was not promoted: \(reason)"
            case .ended(let directory):
                "The standby of '\(directory)' ended before it was promoted; its log says why. Run the command again: without "
                    + "a daemon it promotes the newest state of the replica."
            }
        }
    }

    let directory: String
    /// Whether a daemon serves the directory.
    let isServed: @Sendable () async throws -> Bool
    let surroundings: ReplicatorSurroundings
    /// Hears how far it is.
    let say: @Sendable (String) -> Void

    private let queue = WorkQueue("geoclimate.standby.promotion", width: 1, line: 4)

    init(
        directory: String, surroundings: ReplicatorSurroundings,
        isServed: @escaping @Sendable () async throws -> Bool, say: @escaping @Sendable (String) -> Void
    ) {
        self.directory = directory
        self.isServed = isServed
        self.surroundings = surroundings
        self.say = say
    }

    /// Asks, and returns what was reached once it is done.
    ///
    /// - Throws: ``Failure``, `StorageError`.
    func run() async throws -> String? {
        let file = PromotionFile(directory: directory)
        let wanted = Promotion(id: String(surroundings.random(), radix: 16), state: .requested)
        try await queue.run { try file.write(wanted) }
        var (shown, probed) = (Promotion.State?.none, surroundings.elapsed())
        while true {
            var found = try await queue.run { try file.read() }
            // A standby that starts clears the table, and another command may have asked, too.
            if found?.id != wanted.id { found = nil }
            if let found {
                if shown != found.state, let text = Self.text(found.state) { say(text) }
                shown = found.state
                switch found.state {
                case .done:
                    try await queue.run { try file.remove() }
                    return found.detail
                case .failed:
                    try await queue.run { try file.remove() }
                    throw Failure.failed(reason: found.detail ?? "the log says why.")
                case .requested, .finishing, .stopping: break
                }
            }
            if surroundings.elapsed() - probed >= Limits.promotionProbeMilliseconds {
                probed = surroundings.elapsed()
                if try await !isServed() {
                    // It may have come to its end between the two looks.
                    if let last = try await queue.run({ try file.read() }), last.id == wanted.id, last.state == .done {
                        continue
                    }
                    try await queue.run { try file.remove() }
                    throw Failure.ended(directory: directory)
                }
                if found == nil { try await queue.run { try file.write(wanted) } }
            }
            try await surroundings.sleep(Limits.promotionPollMilliseconds)
        }
    }

    private static func text(_ state: Promotion.State) -> String? {
        switch state {
        case .requested: "The standby was asked; it answers once it serves."
        case .finishing: "It applies what is in the replica."
        case .stopping: "It answers what is in flight, and stops."
        case .done, .failed: nil
        }
    }
}
