/// A named set of permissions that users are given.
public struct Role: Sendable, Hashable {
    /// The name, unique among shipped and custom roles.
    public let name: String

    /// What the role allows.
    public let permissions: PermissionSet

    /// A role of a name and permissions.
    public init(name: String, permissions: PermissionSet) {
        self.name = name
        self.permissions = permissions
    }

    /// Everything.
    public static let admin = Role(name: "admin", permissions: .all)

    /// Every read, write and promotion, but nothing on users, logs, metric writes or the system.
    public static let user = Role(
        name: "user",
        permissions: PermissionSet([
            .predictionRead, .predictionWrite, .modelRead, .modelWrite, .modelPromote, .measurementRead,
            .measurementWrite, .metricsRead, .tracesRead,
        ]))

    /// Predictions, and looking at models.
    public static let apiUser = Role(
        name: "api_user", permissions: PermissionSet([.predictionRead, .predictionWrite, .modelRead]))

    /// Looking at models, predictions and metrics.
    public static let viewer = Role(
        name: "viewer", permissions: PermissionSet([.modelRead, .predictionRead, .metricsRead]))

    /// The roles that every installation has and nobody can change.
    public static let shipped = [admin, user, apiUser, viewer]
}
