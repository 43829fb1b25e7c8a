/// One thing that a caller may be allowed to do: an action on a kind of resource, written `resource:action`.
///
/// The list is closed. Whatever a role, a custom role or the scope of a key may name is one of these.
public enum Permission: String, CaseIterable, Sendable {
    case predictionRead = "prediction:read"
    case predictionWrite = "prediction:write"
    case modelRead = "model:read"
    case modelWrite = "model:write"
    case modelPromote = "model:promote"
    case modelDelete = "model:delete"
    case measurementRead = "measurement:read"
    case measurementWrite = "measurement:write"
    case metricsRead = "metrics:read"
    case metricsWrite = "metrics:write"
    case logsRead = "logs:read"
    case logsWrite = "logs:write"
    case tracesRead = "traces:read"
    case tracesWrite = "traces:write"
    case userRead = "user:read"
    case userWrite = "user:write"
    case usageRead = "usage:read"
    case auditRead = "audit:read"
    case systemRead = "system:read"
    case systemWrite = "system:write"

    /// What is acted upon, as in `model`.
    public var resource: Substring { rawValue.prefix { $0 != ":" } }

    /// What is done to it, as in `read`.
    public var action: Substring { rawValue.drop { $0 != ":" }.dropFirst() }
}
