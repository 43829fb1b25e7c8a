/// A key as it stands in the document.
public struct JSONKey: Sendable, Equatable {
    /// The bytes between the quotation marks.
    public var range: Range<Int>
    /// Whether the range holds backslash escapes, so that the bytes are not the key itself.
    public var hasEscapes: Bool
}

extension JSONReader {
    /// Opens the object that comes next.
    public mutating func beginObject() throws(JSONError) {
        try open(.object)
    }

    /// Opens the array that comes next.
    public mutating func beginArray() throws(JSONError) {
        try open(.array)
    }

    /// Moves to the next element of the innermost array; `false` once the array is closed.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try nextMember(close: UInt8(ascii: "]"), of: .array)
    }

    /// Moves to the next member of the innermost object and answers its key; `nil` once the object is closed.
    ///
    /// The value must be read or skipped before the next call.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard let key = try nextRawKey() else { return nil }
        return string(of: key)
    }

    /// As ``nextKey()`` without building a `String`: compare ``bytes`` in the key's range, or ask ``string(of:)``.
    public mutating func nextRawKey() throws(JSONError) -> JSONKey? {
        guard try nextMember(close: UInt8(ascii: "}"), of: .object) else { return nil }
        guard nextByte() == UInt8(ascii: "\"") else { throw malformed("a key in quotation marks was expected") }
        let key = try scanString()
        try note(key)
        guard nextByte() == UInt8(ascii: ":") else { throw malformed("a colon was expected after the key") }
        offset += 1
        return key
    }

    /// The key as text, escapes resolved.
    public func string(of key: JSONKey) -> String {
        key.hasEscapes
            ? String(decoding: unescaped(key), as: UTF8.self) : String(decoding: bytes[key.range], as: UTF8.self)
    }

    /// Whether the key is `name`, without building a `String`.
    public func matches(_ key: JSONKey, _ name: StaticString) -> Bool {
        guard !key.hasEscapes else { return string(of: key) == name.description }
        return key.range.count == name.utf8CodeUnitCount && bytes[key.range].elementsEqual(name.description.utf8)
    }

    // MARK: Levels

    private mutating func open(_ kind: JSONKind) throws(JSONError) {
        try expect(kind)
        if levels.count >= maxDepth { throw .tooDeep(limit: maxDepth, offset: offset) }
        levels.append(Level(isObject: kind == .object, firstKey: openKeys.count))
        offset += 1
    }

    /// Reads the comma or the closing bracket; `false` after the bracket.
    @inline(__always)
    private mutating func nextMember(close: UInt8, of kind: JSONKind) throws(JSONError) -> Bool {
        let last = levels.count - 1
        guard last >= 0, levels[last].isObject == (kind == .object) else {
            throw malformed("the innermost open value is not \(kind.phrase)")
        }
        guard let byte = nextByte() else { throw malformed("the text ends inside \(kind.phrase)") }
        if byte == close {
            offset += 1
            let firstKey = levels.removeLast().firstKey
            openKeys.removeSubrange(firstKey...)
            return false
        }
        if levels[last].isEmpty {
            levels[last].isEmpty = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw malformed("a comma or the end of \(kind.phrase) was expected") }
        offset += 1
        return true
    }

    // MARK: Duplicate keys

    /// Adds the key to the innermost object's; throws if it is there already.
    private mutating func note(_ key: JSONKey) throws(JSONError) {
        let last = levels.count - 1
        let first = levels[last].firstKey
        if levels[last].keySet == nil {
            if hasKey(like: key, from: first) { throw duplicate(key) }
            openKeys.append(key)
            guard openKeys.count - first > JSONLimits.maxKeysComparedInTurn else { return }
            levels[last].keySet = Set(openKeys[first...].map { unescaped($0) })
            openKeys.removeSubrange(first...)
        } else {
            let name = unescaped(key)
            if levels[last].keySet?.insert(name).inserted == false { throw duplicate(key) }
        }
    }

    /// Whether the innermost object has the key already; its keys begin at `first`.
    private func hasKey(like key: JSONKey, from first: Int) -> Bool {
        let keys = openKeys.span
        let count = key.range.count
        for index in first..<keys.count {
            // Without escapes, keys of different lengths differ: this ends almost every comparison.
            if keys[index].range.count != count, !keys[index].hasEscapes, !key.hasEscapes { continue }
            if isSame(keys[index], key) { return true }
        }
        return false
    }

    private func isSame(_ one: JSONKey, _ other: JSONKey) -> Bool {
        if one.hasEscapes || other.hasEscapes { return unescaped(one) == unescaped(other) }
        guard one.range.count == other.range.count else { return false }
        let text = bytes.span
        let distance = other.range.lowerBound - one.range.lowerBound
        for index in one.range where text[index] != text[index + distance] { return false }
        return true
    }

    private func duplicate(_ key: JSONKey) -> JSONError {
        .duplicateKey(string(of: key), offset: key.range.lowerBound - 1)
    }
}
