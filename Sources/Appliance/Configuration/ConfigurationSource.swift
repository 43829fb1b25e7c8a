/// Where an effective value came from.
enum ConfigurationSource: Equatable, Sendable, CustomStringConvertible {
    case flag
    case environment(variable: String)
    case file(path: String, line: Int)
    case credential(path: String)
    case profile(ConfigurationProfile)
    case builtIn

    var description: String {
        switch self {
        case .flag: "flag"
        case .environment(let variable): "environment variable \(variable)"
        case .file(let path, let line): "\(path):\(line)"
        case .credential(let path): "credential \(path)"
        case .profile(let profile): "profile \(profile.rawValue)"
        case .builtIn: "default"
        }
    }
}
