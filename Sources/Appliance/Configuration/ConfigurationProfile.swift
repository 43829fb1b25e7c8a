/// A named layer of defaults, chosen with `--profile`.
enum ConfigurationProfile: String, CaseIterable, Sendable {
    /// Somebody's own machine: everything is logged, for eyes.
    case dev
    /// The last stop before production: production's format with more detail.
    case staging
    /// What the built-in defaults are meant for.
    case prod

    /// What this profile says, by key; the files in `config/profiles` say the same.
    var values: [String: ConfigurationValue] {
        switch self {
        case .dev: ["logs.level": .text("debug"), "logs.format": .text("text")]
        case .staging: ["logs.level": .text("debug"), "logs.format": .text("json")]
        case .prod: ["logs.level": .text("info"), "logs.format": .text("json")]
        }
    }
}
