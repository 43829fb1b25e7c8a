internal import JSONText

/// Reads the lists of numbers that fill a LightGBM model: separated by one or more spaces, exactly as many as announced.
struct NumberList {
    let bytes: [UInt8]

    /// What is wrong with a list, in the words of an error.
    enum Failure: Error {
        case notANumber(index: Int)
        case count(found: Int, expected: Int)
        case outOfRange(index: Int, value: Int)
    }

    /// Reads `count` integers, each within `bounds`.
    func integers(
        _ range: Range<Int>, count: Int, in bounds: ClosedRange<Int>, into list: inout [Int]
    ) throws(Failure) {
        list.removeAll(keepingCapacity: true)
        let bytes = bytes.span
        var position = range.lowerBound
        while Self.skipSpaces(bytes, &position, range.upperBound) {
            guard list.count < count else { throw .count(found: count + 1, expected: count) }
            guard let value = Self.integer(bytes, &position, range.upperBound) else {
                throw .notANumber(index: list.count)
            }
            guard bounds.contains(value) else { throw .outOfRange(index: list.count, value: value) }
            list.append(value)
        }
        guard list.count == count else { throw .count(found: list.count, expected: count) }
    }

    /// Reads `count` numbers, rounded correctly to `Double`.
    ///
    /// Every one is finite, but where `allowsInfinity` says so `inf` and `-inf` are read too, as C++ writes them.
    func doubles(
        _ range: Range<Int>, count: Int, allowsInfinity: Bool = false, into list: inout [Double]
    ) throws(Failure) {
        list.removeAll(keepingCapacity: true)
        var position = range.lowerBound
        while Self.skipSpaces(bytes.span, &position, range.upperBound) {
            guard list.count < count else { throw .count(found: count + 1, expected: count) }
            guard let value = finite(&position) ?? (allowsInfinity ? infinity(&position) : nil),
                Self.endsHere(bytes.span, position, range.upperBound)
            else { throw .notANumber(index: list.count) }
            list.append(value)
        }
        guard list.count == count else { throw .count(found: list.count, expected: count) }
    }

    @inline(__always)
    private func finite(_ position: inout Int) -> Double? {
        var end = position
        guard let number = DecimalNumber(scanning: bytes, from: &end) else { return nil }
        let value = number.doubleValue(in: bytes)
        // A number beyond Double's range is none, and whoever tries something else must start where it began.
        guard value.isFinite else { return nil }
        position = end
        return value
    }

    private func infinity(_ position: inout Int) -> Double? {
        guard position < bytes.count else { return nil }
        let isNegative = bytes[position] == UInt8(ascii: "-")
        let first = position + (isNegative ? 1 : 0)
        guard bytes[first...].starts(with: "inf".utf8) else { return nil }
        position = first + 3
        return isNegative ? -.infinity : .infinity
    }

    /// Moves over spaces; false at the end of the list.
    private static func skipSpaces(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Bool {
        while position < end, bytes[position] == UInt8(ascii: " ") { position += 1 }
        return position < end
    }

    private static func endsHere(_ bytes: Span<UInt8>, _ position: Int, _ end: Int) -> Bool {
        position == end || (position < end && bytes[position] == UInt8(ascii: " "))
    }

    /// An optional minus and at most 18 digits, which always fit.
    private static func integer(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Int? {
        guard position < bytes.count else { return nil }
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = position
        var value = 0
        while position < end, position - first < 18 {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            position += 1
        }
        guard position > first, endsHere(bytes, position, end) else { return nil }
        return isNegative ? -value : value
    }
}

extension NumberList.Failure: CustomStringConvertible {
    var description: String {
        switch self {
        case .notANumber(let index): "entry \(index) is not a number that fits there"
        case .count(let found, let expected) where found > expected: "it has more than \(expected) entries"
        case .count(let found, let expected): "it has \(found) entries instead of \(expected)"
        case .outOfRange(let index, let value): "entry \(index) is \(value), which is out of range"
        }
    }
}
