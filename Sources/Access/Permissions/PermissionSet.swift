/// A set of permissions in one machine word, so that asking "may they?" is one operation.
public struct PermissionSet: Sendable, Hashable {
    private var bits: UInt64

    /// The permissions listed; none twice.
    public init(_ permissions: some Sequence<Permission> = []) {
        bits = permissions.reduce(0) { $0 | Self.bit($1) }
    }

    /// No permission at all.
    public static let none = PermissionSet()

    /// Every permission there is, and every one that a later version adds.
    public static let all = PermissionSet(Permission.allCases)

    /// Whether the permission is in the set.
    public func contains(_ permission: Permission) -> Bool { bits & Self.bit(permission) != 0 }

    /// The permissions that are in both sets: what a scope leaves of its owner's permissions.
    public func intersection(_ other: PermissionSet) -> PermissionSet {
        var result = self
        result.bits &= other.bits
        return result
    }

    /// The permissions that are in either set: what several roles allow together.
    public func union(_ other: PermissionSet) -> PermissionSet {
        var result = self
        result.bits |= other.bits
        return result
    }

    /// Whether every permission of this set is in the other.
    public func isSubset(of other: PermissionSet) -> Bool { bits & ~other.bits == 0 }

    /// The permissions in the order of ``Permission``.
    public var list: [Permission] { Permission.allCases.filter(contains) }

    private static func bit(_ permission: Permission) -> UInt64 {
        // The position in the closed list; there are far fewer than 64, which `PermissionTests` asserts.
        1 << UInt64(permission.position)
    }
}

extension Permission {
    /// The place in ``Permission/allCases``.
    var position: Int {
        switch self {
        case .predictionRead: 0
        case .predictionWrite: 1
        case .modelRead: 2
        case .modelWrite: 3
        case .modelPromote: 4
        case .modelDelete: 5
        case .measurementRead: 6
        case .measurementWrite: 7
        case .metricsRead: 8
        case .metricsWrite: 9
        case .logsRead: 10
        case .logsWrite: 11
        case .tracesRead: 12
        case .tracesWrite: 13
        case .userRead: 14
        case .userWrite: 15
        case .usageRead: 16
        case .auditRead: 17
        case .systemRead: 18
        case .systemWrite: 19
        }
    }
}
