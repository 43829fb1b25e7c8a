/// One thing that is wrong with a setting.
enum ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
    case unknownKey(name: String, source: ConfigurationSource, nearest: String?)
    case badValue(key: String, written: String, source: ConfigurationSource, expects: String)
    case unknownVariable(name: String, nearest: String?)

    var description: String {
        switch self {
        case .unknownKey(let name, let source, let nearest):
            "\(source): the key \(name) does not exist\(Self.suggestion(nearest)) "
                + "Run 'geoclimate config show' for all keys."
        case .badValue(let key, let written, let source, let expects):
            "\(source): \(key) is \"\(written)\" but must be \(expects)."
        case .unknownVariable(let name, let nearest):
            "The environment variable \(name) sets nothing\(Self.suggestion(nearest))"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? "."
    }
}

/// Why there is no effective configuration.
enum ConfigurationError: Error, Equatable, CustomStringConvertible {
    case unreadableFile(path: String, reason: String)
    case tooLargeFile(path: String)
    case malformedFile(path: String, line: Int?, reason: String)
    case unreadableCredentials(path: String, reason: String)
    case unknownProfile(String)
    case problems([ConfigurationProblem])

    var description: String {
        switch self {
        case .unreadableFile(let path, let reason):
            "The configuration file \(path) cannot be read: \(reason)"
        case .tooLargeFile(let path):
            "The configuration file \(path) has more than \(Limits.configurationFileBytes) bytes: "
                + "check that it is the file you meant."
        case .malformedFile(let path, let line, let reason):
            "\(path)\(line.map { ":\($0)" } ?? ""): this is not a valid configuration file: \(reason)"
        case .unreadableCredentials(let path, let reason):
            "The directory \(path) of CREDENTIALS_DIRECTORY cannot be read: \(reason)"
        case .unknownProfile(let name):
            "There is no profile \"\(name)\": choose one of "
                + ConfigurationProfile.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .problems(let problems):
            problems.map(\.description).joined(separator: "\n")
        }
    }
}
