/// A strict pull reader of one JSON document (RFC 8259) in memory.
///
/// The caller asks for what it expects next and gets it or a ``JSONError``. Nothing is built but what is asked for, and
/// nothing is trusted: UTF-8, escapes, surrogate pairs, the grammar of numbers, the depth and the uniqueness of keys are
/// checked everywhere, also inside values that are skipped.
///
/// ```swift
/// var reader = JSONReader(bytes)
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///     if key == "pm25" { pm25 = try reader.readDouble() } else { try reader.skipValue() }
/// }
/// try reader.finish()
/// ```
public struct JSONReader: Sendable {
    /// One array or object that has been opened and not closed.
    struct Level {
        var isObject: Bool
        var isEmpty = true
        /// Where this object's keys begin in `openKeys`.
        var firstKey: Int
        /// The object's keys, unescaped, once there are too many to compare in turn.
        var keySet: Set<[UInt8]>?
    }

    /// The whole document.
    public let bytes: [UInt8]
    /// Byte at which the next token is looked for.
    public internal(set) var offset = 0
    /// Whether `NaN`, `Infinity` and `-Infinity` are read as numbers.
    ///
    /// JSON has no such numbers, XGBoost writes them.
    public let allowsNonFinite: Bool
    let maxDepth: Int
    var levels: [Level] = []
    /// The keys met so far of every open object, outermost first.
    var openKeys: [JSONKey] = []

    /// Starts at the first byte; nothing is read yet.
    public init(_ bytes: [UInt8], maxDepth: Int = JSONLimits.maxDepth, allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.maxDepth = maxDepth
        self.allowsNonFinite = allowsNonFinite
    }

    /// Arrays and objects that are open at this point.
    public var depth: Int { levels.count }

    /// Says what the next value is without reading it.
    public mutating func peek() throws(JSONError) -> JSONKind {
        guard let byte = nextByte() else { throw malformed("the text ends where a value was expected") }
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "N"), UInt8(ascii: "I"):
            if allowsNonFinite { return .number }
            throw malformed("NaN and Infinity are not JSON")
        default: throw malformed("a value was expected")
        }
    }

    /// Checks that the document is complete: everything is closed and only white space follows.
    public mutating func finish() throws(JSONError) {
        guard levels.isEmpty else { throw malformed("the document goes on inside an array or object") }
        if nextByte() != nil { throw malformed("something follows the end of the document") }
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        try expect(.bool)
        if bytes[offset] == UInt8(ascii: "t") {
            try readWord("true")
            return true
        }
        try readWord("false")
        return false
    }

    /// Reads `null`.
    public mutating func readNull() throws(JSONError) {
        try expect(.null)
        try readWord("null")
    }

    /// Reads `null` if it comes next, and says whether it did.
    public mutating func readNullIfPresent() throws(JSONError) -> Bool {
        guard nextByte() == UInt8(ascii: "n") else { return false }
        try readWord("null")
        return true
    }

    // MARK: What the other parts share

    /// Moves over white space and answers the byte there, `nil` at the end.
    @inline(__always)
    mutating func nextByte() -> UInt8? {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            offset += 1
        }
        return nil
    }

    mutating func expect(_ kind: JSONKind) throws(JSONError) {
        let found = try peek()
        if found != kind { throw .wrongType(expected: kind, found: found, offset: offset) }
    }

    mutating func readWord(_ word: StaticString) throws(JSONError) {
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[offset..<end].elementsEqual(word.description.utf8) else {
            throw malformed("only true, false and null may be written without quotation marks")
        }
        offset = end
    }

    func malformed(_ reason: String) -> JSONError { .malformed(reason: reason, offset: offset) }

    func malformed(_ reason: String, at offset: Int) -> JSONError { .malformed(reason: reason, offset: offset) }
}
