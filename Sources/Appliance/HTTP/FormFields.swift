/// The fields of an `application/x-www-form-urlencoded` body, strictly decoded.
///
/// A field without a value is as good as none, and unknown ones are passed over, both as RFC 6749, section 3.2, wants it.
struct FormFields: Sendable {
    /// Why a body is no form.
    enum Malformed: Error, Equatable, CustomStringConvertible {
        case tooManyFields
        case escape
        case text
        case repeated

        var description: String {
            switch self {
            case .tooManyFields: "The form has more than \(Limits.formFields) fields."
            case .escape: "A percent sign in the form is not followed by two hexadecimal digits."
            case .text: "The form is not UTF-8, or has control characters or blanks that are not escaped."
            case .repeated: "A field of the form stands more than once."
            }
        }
    }

    private var values: [String: String] = [:]

    init(_ body: [UInt8]) throws(Malformed) {
        let pairs = body.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        guard pairs.count <= Limits.formFields else { throw .tooManyFields }
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try Self.decoded(pair[..<end])
            let value = try Self.decoded(pair[end...].dropFirst())
            guard values.updateValue(value, forKey: name) == nil else { throw .repeated }
        }
    }

    /// The value of a field; nil where there is none or it is empty.
    subscript(name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// A name or value with its escapes resolved.
    static func decoded(_ text: some Collection<UInt8>) throws(Malformed) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexadecimal), let low = rest.next().flatMap(hexadecimal) else {
                    throw .escape
                }
                bytes.append(high << 4 | low)
            case 0x21...0x7E: bytes.append(byte)
            default: throw .text
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else { throw .text }
        return text
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
