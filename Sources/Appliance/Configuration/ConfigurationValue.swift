/// A setting as somebody wrote it, before its key gives it a type.
enum ConfigurationValue: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    case list([String])

    var description: String {
        switch self {
        case .text(let text): text
        case .list(let items): "[" + items.joined(separator: ", ") + "]"
        }
    }
}
