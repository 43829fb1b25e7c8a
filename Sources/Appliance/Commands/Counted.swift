/// A number with the word for what it counts, as sentences for people need it.
enum Counted {
    /// `1 row`, `2 rows`; only for words whose plural has an s more.
    static func text(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
