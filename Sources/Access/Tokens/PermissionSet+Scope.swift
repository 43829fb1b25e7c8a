extension PermissionSet {
    /// The permissions as the `scope` of OAuth writes them: with a space between each two (RFC 6749, section 3.3).
    public var scopeText: String { list.map(\.rawValue).joined(separator: " ") }

    /// Reads a scope of OAuth: names of permissions, `resource:*` or `*`, with one space between each two.
    ///
    /// Nil for a name that is no permission. An empty text is the empty set.
    public init?(scopeText: String) {
        let names = scopeText.isEmpty ? [] : scopeText.split(separator: " ", omittingEmptySubsequences: false)
        guard let set = try? PermissionSet(parsing: names.map(String.init)) else { return nil }
        self = set
    }
}
