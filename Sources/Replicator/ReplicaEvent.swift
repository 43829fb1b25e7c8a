/// Something that happened to a replica and that whoever runs the appliance should hear of.
public struct ReplicaEvent: Sendable, Hashable {
    /// How much it matters.
    public enum Level: Sendable, Hashable, CaseIterable {
        /// Good to know.
        case notice
        /// Something does not go as it should and mends itself.
        case warning
        /// Data may be lost if nobody acts.
        case alarm
    }

    /// How much it matters.
    public let level: Level
    /// The file name of the database, such as `appliance.db`.
    public let database: String
    /// Whole sentences: what happened, to what, what to do.
    public let text: String

    /// An event.
    public init(_ level: Level, database: String, _ text: String) {
        self.level = level
        self.database = database
        self.text = text
    }
}

/// Hears of events; called from any thread, and must not block.
public typealias ReplicaListener = @Sendable (ReplicaEvent) -> Void
