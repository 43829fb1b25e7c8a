internal import CRE2

/// A regular expression in RE2's syntax, which is also Go's.
///
/// The syntax: https://github.com/google/re2/wiki/Syntax
///
/// Its time is linear in the text whatever the expression, and its memory is bounded by ``Limits/patternBytes``. Text is
/// UTF-8; what is not is matched by no expression that needs a character there.
///
/// Unchecked because it holds a pointer: RE2 states that its constant methods may be called from several threads at
/// once, and nothing else is called between `init` and `deinit`.
@safe public final class Pattern: @unchecked Sendable {
    /// The expression as it was given.
    public let source: String
    /// How many groups it has besides the whole match.
    public let groupCount: Int
    /// The names of the groups, from group 1; nil for a group without a name.
    public let groupNames: [String?]

    private let expression: OpaquePointer

    /// Compiles an expression.
    ///
    /// - Throws: ``PatternError`` with RE2's reason where it is no expression, or where it is too large.
    public init(_ source: String, dotMatchesNewline: Bool = false) throws(PatternError) {
        guard source.utf8.count <= Limits.sourceBytes else { throw .tooLong(bytes: source.utf8.count) }
        var text = source
        let made = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe geoclimate_re2_new(
                    characters.baseAddress, characters.count, dotMatchesNewline, Int64(Limits.patternBytes))
            }
        }
        guard let made = unsafe made else { throw .noMemory(source) }
        if let reason = unsafe geoclimate_re2_error(made) {
            let message = unsafe String(cString: reason)
            unsafe geoclimate_re2_free(made)
            throw .invalid(source, reason: message)
        }
        self.source = source
        unsafe expression = made
        groupCount = Int(unsafe geoclimate_re2_groups(made))
        groupNames =
            groupCount == 0
            ? []
            : (1...groupCount).map { group in
                unsafe geoclimate_re2_group_name(made, Int32(group)).map { name in unsafe String(cString: name) }
            }
    }

    deinit {
        unsafe geoclimate_re2_free(expression)
    }

    /// Whether the whole text matches.
    public func matchesWhole(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in unsafe matches(bytes, from: 0, whole: true, groups: nil) }
    }

    /// Whether the text matches somewhere.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in unsafe matches(bytes, from: 0, whole: false, groups: nil) }
    }

    /// Whether bytes, read as UTF-8, match somewhere.
    public func matches(_ bytes: some Collection<UInt8>) -> Bool {
        let found = bytes.withContiguousStorageIfAvailable { unsafe matches($0, from: 0, whole: false, groups: nil) }
        return found ?? matches(Array(bytes))
    }

    /// The byte ranges of the first match from an offset: the whole match first, then each group; nil for a group that
    /// took no part.
    ///
    /// Nil where nothing matches. With `whole`, the text from the offset must match as a whole.
    public func firstMatch(in text: [UInt8], from offset: Int = 0, whole: Bool = false) -> [Range<Int>?]? {
        guard (0...text.count).contains(offset) else { return nil }
        var groups = [geoclimate_re2_group](repeating: geoclimate_re2_group(begin: -1, end: -1), count: groupCount + 1)
        let found = unsafe text.withUnsafeBufferPointer { bytes in
            unsafe groups.withUnsafeMutableBufferPointer { groups in
                unsafe matches(bytes, from: offset, whole: whole, groups: groups)
            }
        }
        guard found else { return nil }
        return groups.map { $0.begin < 0 ? nil : $0.begin..<$0.end }
    }

    private func matches(
        _ text: UnsafeBufferPointer<UInt8>, from offset: Int, whole: Bool,
        groups: UnsafeMutableBufferPointer<geoclimate_re2_group>?
    ) -> Bool {
        unsafe text.withMemoryRebound(to: CChar.self) { characters in
            unsafe geoclimate_re2_match(
                expression, characters.baseAddress, characters.count, offset, whole, groups?.baseAddress,
                Int32(groups?.count ?? 0))
        }
    }
}
