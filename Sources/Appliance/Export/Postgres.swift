/// PostgreSQL's names and texts.
enum Postgres {
    /// The schema that everything is loaded into.
    static let schema = "geoclimate"

    /// An identifier, whatever words PostgreSQL keeps for itself.
    static func quoted(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }

    /// A text; backslashes in it are backslashes.
    static func literal(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }

    static func table(_ name: String) -> String { "\(schema).\(quoted(name))" }
}
