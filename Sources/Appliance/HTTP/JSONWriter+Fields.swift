import JSONText

extension JSONWriter {
    /// Writes a member whose value is text.
    mutating func field(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member whose value is a whole number.
    mutating func field(_ name: String, _ value: Int) {
        key(name)
        number(value)
    }

    /// Writes a member whose value is true or false.
    mutating func field(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a measured number, or `null` where it is not finite and so was not measured.
    mutating func measure(_ value: Double) {
        if (try? number(value)) == nil { null() }
    }

    /// One document.
    static func bytes(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }
}
