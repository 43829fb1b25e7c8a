/// Why bytes are not the object of a replica that they should be, or could not become one.
public enum ObjectError: Error, Sendable, Hashable, CustomStringConvertible {
    /// They do not begin like an object.
    case notAnObject
    /// They were written by a newer version.
    case newerFormat(version: UInt16)
    /// A field of the header cannot be.
    case header(field: String)
    /// They were encrypted with another master key.
    case otherKey(expected: UInt64, found: UInt64)
    /// They are not what was written, or not whole.
    case damaged(part: String)
    /// Something is larger than the bound.
    case tooLarge(what: String, count: Int, limit: Int)
    /// Pages that do not belong in a chunk were given.
    case pages(reason: String)
    /// libzstd could not compress, for want of memory.
    case compressionFailed

    /// The sentence for people: what is wrong, with what, and what to do.
    public var description: String {
        switch self {
        case .notAnObject: "The bytes are no object of a replica. Check that nothing else writes under its prefix."
        case .newerFormat(let version):
            "The object has the format \(version), which this version does not know. Install a newer one."
        case .header(let field): "The header of the object is damaged: \(field) cannot be. Restore from other objects."
        case .otherKey(let expected, let found):
            "The object was encrypted with the master key \(Hexadecimal.text(found)), not with "
                + "\(Hexadecimal.text(expected)). Give the key that was written down when the replica was set up."
        case .damaged(let part):
            "The object is damaged or was tampered with: \(part) is not what was written. Restore from other objects."
        case .tooLarge(let what, let count, let limit):
            "The object would have \(count) \(what); at most \(limit) are taken."
        case .pages(let reason): "The pages cannot go into the object: \(reason)."
        case .compressionFailed: "The object could not be compressed: there is not enough memory."
        }
    }
}
