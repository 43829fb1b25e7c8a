/// How log lines look.
enum LogFormat: String, CaseIterable, Sendable {
    /// One JSON object a line.
    case json
    /// One readable line.
    case text
}
