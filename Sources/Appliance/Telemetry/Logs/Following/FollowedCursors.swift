import Storage

/// The names under which the store keeps how far sources were read.
enum FollowedCursors {
    private static let files = "file:"
    private static let journals = "journal:"

    /// What stands before the path of a file of a source.
    static func prefix(ofFiles source: FollowedSource) -> String { "\(files)\(source.name):" }

    /// The name of the place in the journal.
    static func name(ofJournal source: FollowedSource) -> String { "\(journals)\(source.name)" }

    /// Forgets the places of sources that are not followed any more; they would stay for ever.
    static func forgetOthers(than sources: [FollowedSource], in store: LogStore) {
        var prefixes: [String] = []
        var names: Set<String> = []
        for source in sources {
            switch source.kind {
            case .files: prefixes.append(prefix(ofFiles: source))
            case .journal: names.insert(name(ofJournal: source))
            }
        }
        for cursor in store.cursorNames {
            let isOther =
                cursor.hasPrefix(files) && !prefixes.contains { cursor.hasPrefix($0) }
                || cursor.hasPrefix(journals) && !names.contains(cursor)
            if isOther { store.forgetCursor(cursor) }
        }
    }
}
