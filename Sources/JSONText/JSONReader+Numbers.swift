extension JSONReader {
    /// Reads a number as the nearest `Double`; a magnitude beyond the greatest `Double` is refused.
    public mutating func readDouble() throws(JSONError) -> Double {
        let start = try beginNumber()
        guard let number = try scanNumber() else { return try readNonFinite() }
        let value = number.doubleValue(in: bytes)
        if value.isInfinite { throw .numberOutOfRange(type: "a 64-bit floating-point number", offset: start) }
        return value
    }

    /// Reads a number as the nearest `Float`, rounded once; a magnitude beyond the greatest `Float` is refused.
    public mutating func readFloat() throws(JSONError) -> Float {
        let start = try beginNumber()
        guard let number = try scanNumber() else { return Float(try readNonFinite()) }
        let value = number.floatValue(in: bytes)
        if value.isInfinite { throw .numberOutOfRange(type: "a 32-bit floating-point number", offset: start) }
        return value
    }

    /// Reads a whole number; `12`, `12.0` and `1.2e1` are the same, `12.5` is refused.
    public mutating func readInt() throws(JSONError) -> Int {
        let start = try beginNumber()
        if let number = try scanNumber() {
            if let value = number.intValue(in: bytes) { return value }
        } else {
            _ = try readNonFinite()
        }
        throw .numberOutOfRange(type: "a whole number of 64 bits", offset: start)
    }

    /// Reads an array of numbers onto the end of `values`, each as ``readFloat()``; refuses more than `limit` in all.
    public mutating func readFloats(into values: inout [Float], limit: Int) throws(JSONError) {
        try beginArray()
        let bytes = bytes
        readRun(room: limit - values.count) { number in
            let value = number.floatValue(in: bytes)
            if value.isInfinite { return false }
            values.append(value)
            return true
        }
        while try nextElement() {
            if values.count >= limit { throw tooMany(limit) }
            values.append(try readFloat())
        }
    }

    /// Reads an array of whole numbers onto the end of `values`, each as ``readInt()``; refuses more than `limit` in all.
    public mutating func readInts(into values: inout [Int32], limit: Int) throws(JSONError) {
        try beginArray()
        let bytes = bytes
        readRun(room: limit - values.count) { number in
            guard let value = number.intValue(in: bytes).flatMap({ Int32(exactly: $0) }) else { return false }
            values.append(value)
            return true
        }
        while try nextElement() {
            if values.count >= limit { throw tooMany(limit) }
            let start = offset
            guard let value = Int32(exactly: try readInt()) else {
                throw .numberOutOfRange(type: "a whole number of 32 bits", offset: start)
            }
            values.append(value)
        }
    }

    /// Moves over the numbers at the beginning of the array that has just been opened.
    mutating func skipRun() {
        readRun(room: .max) { _ in true }
    }

    /// Takes numbers and the commas between them from the beginning of an array in one tight loop.
    ///
    /// It stops before whatever is not plainly that, which the caller then meets in the general way: at the end of the array,
    /// at an error, or where `take` answers `false` for a number. Files of 100 MB are almost entirely such arrays, and the
    /// general way costs several times as much for each element.
    @inline(__always)
    private mutating func readRun(room: Int, _ take: (DecimalNumber) -> Bool) {
        let bytes = bytes
        let text = bytes.span
        var position = offset
        var taken = 0
        while taken < room {
            guard let number = DecimalNumber(scanning: text, from: &position, grammar: .json), take(number) else {
                break
            }
            taken += 1
            offset = position
            guard position < text.count, text[position] == UInt8(ascii: ",") else { break }
            position += 1
            if position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
        }
        if taken > 0 { levels[levels.count - 1].isEmpty = false }
    }

    private func tooMany(_ limit: Int) -> JSONError { malformed("an array has more than \(limit) elements") }

    /// Checks a number without working out its value.
    mutating func skipNumber() throws(JSONError) {
        _ = try beginNumber()
        if try scanNumber() == nil { _ = try readNonFinite() }
    }

    @inline(__always)
    private mutating func beginNumber() throws(JSONError) -> Int {
        if let byte = nextByte(), byte &- UInt8(ascii: "0") < 10 { return offset }
        try expect(.number)
        return offset
    }

    /// Reads the digits; `nil`, moving nowhere, where a word for a non-finite number stands and may stand.
    @inline(__always)
    private mutating func scanNumber() throws(JSONError) -> DecimalNumber? {
        var end = offset
        guard let number = DecimalNumber(scanning: bytes, from: &end, grammar: .json) else {
            if allowsNonFinite { return nil }
            throw malformed("this is not a number as JSON writes it")
        }
        offset = end
        return number
    }

    private mutating func readNonFinite() throws(JSONError) -> Double {
        for (word, value) in [("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity)]
        where bytes[offset...].starts(with: word.utf8) {
            offset += word.utf8.count
            return value
        }
        throw malformed("this is not a number")
    }
}
