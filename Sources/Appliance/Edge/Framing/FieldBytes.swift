/// The character classes of RFC 9110 and 9112.
extension UInt8 {
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isLetter: Bool { (0x61...0x7a).contains(self | 0x20) }

    /// A character of a method or a field's name.
    var isToken: Bool {
        if isLetter || isDigit || self == UInt8(ascii: "-") { return true }
        return switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// A character of a field's value: all but controls.
    var isFieldValue: Bool { self >= 0x20 ? self != 0x7f : self == .tab }

    /// A character of a host's name: unreserved, an escape, or a delimiter other than the comma.
    var isHostByte: Bool {
        if isLetter || isDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") { return true }
        return switch self {
        case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "$"),
            UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: ";"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }

    var isHexDigit: Bool { hexValue != nil }

    var hexValue: Int? {
        if isDigit { return Int(self - UInt8(ascii: "0")) }
        let lower = self | 0x20
        return (0x61...0x66).contains(lower) ? Int(lower - 0x61) + 10 : nil
    }

    /// The letter in lower case; everything else as it is.
    var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}
