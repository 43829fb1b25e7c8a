/// Whether telemetry is being stored; everything else goes on whatever it is.
public enum TelemetryState: Sendable, Hashable, CustomStringConvertible {
    /// The last write succeeded, or none was tried yet.
    case working
    /// The disk is full or a quota is used up; each further write tries again.
    case diskFull
    /// Nothing more fits below the cap; each further write tries again.
    case noRoom
    /// The disk is nearly full, and what is left of it is for everything else.
    case shed
    /// SQLite refused the last write for another reason.
    case failing(reason: String)
    /// The database was closed.
    case closed

    /// The sentence for people.
    public var description: String {
        switch self {
        case .working: "Telemetry is stored."
        case .diskFull: "Telemetry is not stored: the disk is full. Free space on it."
        case .noRoom: "Telemetry is not stored: nothing more fits below its cap. Raise the cap or end long queries."
        case .shed:
            "Telemetry is not stored: the disk is nearly full, and the rest is kept for everything else. Free space on it."
        case .failing(let reason): "Telemetry is not stored: \(reason)"
        case .closed: "Telemetry is not stored: its database is closed."
        }
    }
}
