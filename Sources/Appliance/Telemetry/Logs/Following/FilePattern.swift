/// An absolute path in whose parts `*` stands for any bytes and `?` for one character, but for a leading dot.
struct FilePattern: Sendable, Equatable {
    /// Its parts, the first below the root.
    let parts: [String]

    /// Endings of files that hold no lines: rotated files that were packed.
    private static let packed = [".gz", ".xz", ".zst", ".bz2", ".lz4"]

    /// Nil for a path that is not absolute, names nothing, or climbs.
    init?(_ text: String) {
        guard text.hasPrefix("/"), !text.hasSuffix("/") else { return nil }
        let parts = text.split(separator: "/").map(String.init)
        guard !parts.isEmpty, !parts.contains(".."), !parts.contains(".") else { return nil }
        self.parts = parts
    }

    /// Paths that fit, in order, `limit` at most; `list` gives the names in a directory, none where it cannot be read.
    ///
    /// A path without `*` and `?` is answered whether or not it is there.
    func paths(limit: Int, list: (String) -> [String]) -> [String] {
        var found = [""]
        for part in parts {
            guard Self.isPattern(part) else {
                found = found.map { $0 + "/" + part }
                continue
            }
            var next: [String] = []
            for directory in found {
                let names = list(directory.isEmpty ? "/" : directory).filter {
                    Self.matches(Array($0), Array(part)) && !Self.isPacked($0)
                }
                next += names.sorted().map { directory + "/" + $0 }
                if next.count >= limit { break }
            }
            found = Array(next.prefix(limit))
        }
        return found
    }

    private static func isPattern(_ part: String) -> Bool { part.contains("*") || part.contains("?") }

    private static func isPacked(_ name: String) -> Bool { packed.contains { name.hasSuffix($0) } }

    /// Whether a name fits a part; in time that grows with the product of their lengths.
    static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
        if name.first == ".", pattern.first != "." { return false }
        var (index, place) = (0, 0)
        // Where the last star stands, and how much it has taken so far.
        var star: (place: Int, index: Int)?
        while index < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[index] {
                index += 1
                place += 1
            } else if let last = star {
                star = (last.place, last.index + 1)
                place = last.place + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
