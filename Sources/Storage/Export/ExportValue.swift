/// A value as the database has it, for another database.
public enum ExportValue: Sendable, Hashable {
    /// There is none.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with decimals, infinities and NaN too.
    case real(Double)
    /// Text, of which UTF-8 was made sure.
    case text(String)
    /// Bytes that are no text.
    case bytes([UInt8])
}

/// A column of a table that is exported.
public struct ExportColumn: Sendable, Hashable {
    /// What its values mean.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// A whole number of 64 bits.
        case integer
        /// 0 or 1.
        case boolean
        /// A moment in whole milliseconds since 1970 in UTC.
        case moment
        /// A UTC day, as its first millisecond since 1970.
        case day
        /// Text.
        case text
        /// A JSON value, as text.
        case json
        /// Bytes.
        case bytes
    }

    /// The column's name, the same on both sides.
    public let name: String
    /// What its values mean.
    public let kind: Kind

    /// A column of a name and kind.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
