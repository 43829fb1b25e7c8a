/// The name of an object: parts joined by `/`, for example `db/0f3a/seg/0000000000000001`.
///
/// A part has 1 to 128 of `A-Z a-z 0-9 . _ = -` and does not start with a dot. Such keys mean the same in every store
/// and need no escaping in an address, and none leads out of a directory.
public struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The key as text.
    public let description: String

    /// A key, or ``ObjectStoreError/keyInvalid(key:reason:)`` thrown.
    public init(_ text: String) throws(ObjectStoreError) {
        if let reason = Self.objection(to: text) { throw .keyInvalid(key: text, reason: reason) }
        description = text
    }

    /// The order of the keys' bytes, which is also the order of lists.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    private static func objection(to text: String) -> String? {
        guard text.utf8.count <= Limits.keyBytes else { return "it is longer than \(Limits.keyBytes) bytes" }
        for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let first = part.first else { return "a part between slashes is empty" }
            guard first != UInt8(ascii: ".") else { return "a part starts with a dot" }
            guard part.count <= Limits.keyPartBytes else { return "a part is longer than \(Limits.keyPartBytes) bytes" }
            guard part.allSatisfy(isAllowed) else {
                return "only ASCII letters, digits, dots, underscores, equals signs and hyphens are allowed"
            }
        }
        return nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "="),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
