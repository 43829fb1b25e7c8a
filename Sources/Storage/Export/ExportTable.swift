/// A table that means something outside of this machine, in an order in which what is referred to comes first.
///
/// Not among them: sessions and links that work once, failed logins, leases of allowance, and the numbers by which a daemon
/// notices changes. They belong to the process that keeps them.
public enum ExportTable: String, Sendable, CaseIterable {
    case roles, users
    case userRoles = "user_roles"
    case recoveryCodes = "recovery_codes"
    case apiKeys = "api_keys"
    case modelNames = "model_names"
    case models
    case modelHistory = "model_history"
    case usageMinutes = "usage_minutes"
    case usageDays = "usage_days"
    case usageNames = "usage_names"
    case auditLog = "audit_log"
    case auditTree = "audit_tree"
    case auditCheckpoints = "audit_checkpoints"

    /// The table's name in both databases.
    public var name: String { rawValue }

    /// Its columns, in the order in which rows have their values.
    public var columns: [ExportColumn] {
        switch self {
        case .roles: [.text("name"), .json("permissions"), .boolean("is_shipped")]
        case .users:
            [
                .integer("id"), .text("username"), .text("email"), .text("full_name"), .text("password_hash"),
                .text("tier"), .boolean("is_disabled"), .moment("email_verified_at"), .integer("session_epoch"),
                .bytes("totp_secret"), .moment("totp_enabled_at"), .integer("totp_last_step"),
                .moment("created_at"), .moment("updated_at"), .moment("last_login_at"),
            ]
        case .userRoles: [.integer("user_id"), .text("role_name")]
        case .recoveryCodes: [.integer("user_id"), .bytes("code_sha256")]
        case .apiKeys:
            [
                .integer("id"), .integer("user_id"), .text("name"), .bytes("digest"), .text("last_four"),
                .json("scopes"), .moment("expires_at"), .integer("rate_limit_per_minute"), .integer("burst"),
                .integer("daily_quota"), .moment("created_at"), .moment("revoked_at"), .integer("replaced_by"),
                .moment("grace_until"), .moment("last_used_at"),
            ]
        case .modelNames: [.text("model_name"), .integer("last_version")]
        case .models:
            [
                .integer("sequence"), .text("model_id"), .text("model_name"), .integer("version"),
                .text("model_type"), .text("task_type"), .text("stage"), .json("metrics"), .moment("created_at"),
                .text("created_by"), .json("feature_columns"), .json("hyperparameters"), .json("tags"),
                .text("description"), .text("sha256"), .integer("size_bytes"),
            ]
        case .modelHistory:
            [
                .integer("id"), .text("model_id"), .text("model_name"), .integer("version"), .text("from_stage"),
                .text("to_stage"), .text("cause"), .text("changed_by"), .moment("changed_at"),
            ]
        case .usageMinutes: [.moment("minute")] + Self.usage
        case .usageDays: [.day("day")] + Self.usage
        case .usageNames: [.text("kind"), .integer("id"), .text("name")]
        case .auditLog:
            [
                .integer("seq"), .moment("at"), .text("actor"), .text("action"), .text("subject"), .text("outcome"),
                .json("detail"), .text("address"), .text("request_id"),
            ]
        case .auditTree: [.integer("level"), .integer("position"), .bytes("hash")]
        case .auditCheckpoints: [.integer("size"), .moment("at"), .text("note")]
        }
    }

    /// The columns by which rows are in order, which tell them apart.
    public var key: [String] {
        switch self {
        case .roles: ["name"]
        case .users, .apiKeys, .modelHistory: ["id"]
        case .userRoles: ["user_id", "role_name"]
        case .recoveryCodes: ["user_id", "code_sha256"]
        case .modelNames: ["model_name"]
        case .models: ["sequence"]
        case .usageMinutes: ["minute"] + Self.usageKey
        case .usageDays: ["day"] + Self.usageKey
        case .usageNames: ["kind", "id"]
        case .auditLog: ["seq"]
        case .auditTree: ["level", "position"]
        case .auditCheckpoints: ["size"]
        }
    }

    /// The column that counts up, whose numbers are never given out again; nil where there is none.
    public var counter: String? {
        switch self {
        case .users, .apiKeys, .modelHistory: "id"
        case .models: "sequence"
        case .auditLog: "seq"
        default: nil
        }
    }

    private static let usageKey = ["user_id", "key_id", "endpoint", "method", "status", "model_id"]

    private static let usage: [ExportColumn] = [
        .integer("user_id"), .integer("key_id"), .text("method"), .text("endpoint"), .integer("status"),
        .text("model_id"), .integer("requests"), .integer("predicted_rows"), .integer("bytes_in"),
        .integer("bytes_out"), .integer("microseconds"),
    ]
}

extension ExportColumn {
    fileprivate static func integer(_ name: String) -> Self { Self(name: name, kind: .integer) }
    fileprivate static func boolean(_ name: String) -> Self { Self(name: name, kind: .boolean) }
    fileprivate static func moment(_ name: String) -> Self { Self(name: name, kind: .moment) }
    fileprivate static func day(_ name: String) -> Self { Self(name: name, kind: .day) }
    fileprivate static func text(_ name: String) -> Self { Self(name: name, kind: .text) }
    fileprivate static func json(_ name: String) -> Self { Self(name: name, kind: .json) }
    fileprivate static func bytes(_ name: String) -> Self { Self(name: name, kind: .bytes) }
}
