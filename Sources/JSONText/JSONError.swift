/// Why a JSON document was refused, and at which byte.
public enum JSONError: Error, Equatable, Sendable {
    /// The bytes break the grammar of RFC 8259 or are not UTF-8.
    case malformed(reason: String, offset: Int)
    /// More arrays and objects inside each other than `limit`.
    case tooDeep(limit: Int, offset: Int)
    /// An object has the same key twice, however each is spelled.
    case duplicateKey(String, offset: Int)
    /// A well-formed value of another kind than the reader asked for.
    case wrongType(expected: JSONKind, found: JSONKind, offset: Int)
    /// A number that the asked type cannot hold.
    case numberOutOfRange(type: String, offset: Int)

    /// The byte at which reading stopped, counted from 0.
    public var offset: Int {
        switch self {
        case .malformed(_, let offset), .tooDeep(_, let offset), .duplicateKey(_, let offset),
            .wrongType(_, _, let offset), .numberOutOfRange(_, let offset):
            offset
        }
    }

    /// What is wrong, without the place.
    public var reason: String {
        switch self {
        case .malformed(let reason, _): reason
        case .tooDeep(let limit, _): "arrays and objects are nested more than \(limit) deep"
        case .duplicateKey(let key, _): "the key \"\(key)\" stands twice in one object"
        case .wrongType(let expected, let found, _): "\(expected.phrase) was expected, not \(found.phrase)"
        case .numberOutOfRange(let type, _): "the number does not fit \(type)"
        }
    }

    /// Line and column of the byte, for messages about text that people edit.
    public func position(in bytes: [UInt8]) -> JSONPosition {
        JSONPosition(of: offset, in: bytes)
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence that says where and why.
    public var description: String { "The JSON text is refused at byte \(offset): \(reason)." }
}

/// A place in a text as people count it.
public struct JSONPosition: Equatable, Sendable, CustomStringConvertible {
    /// Counted from 1; a line ends with a line feed.
    public var line: Int
    /// Bytes into the line, counted from 1.
    public var column: Int

    /// Finds the line and column of a byte; an offset past the end is the end.
    public init(of offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(max(0, offset))
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    }

    /// The place in words.
    public var description: String { "line \(line), column \(column)" }
}
