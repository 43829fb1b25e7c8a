/// How a column of values is written; the numbers are part of the format.
enum ValueCoding: UInt8 {
    /// All values have the same bits.
    case constant = 0
    /// Decimal mantissas with one difference throughout.
    case linear = 1
    /// The differences of decimal mantissas.
    case differences = 2
    /// The differences of the differences of decimal mantissas.
    case secondDifferences = 3
    /// The bits that each value does not share with the one before, as planes of bytes.
    case exclusiveOr = 4
    /// The same values as an earlier column of the same series.
    case copy = 5
    /// How an earlier column of the same series grows, but for the first value.
    case growth = 6
    /// How far decimal mantissas are above the least of them: for values that do not follow from the one before.
    case offsets = 7
    /// How a column of a roll-up differs from what other columns suggest for it.
    case suggested = 8
}

/// Writes and reads the values of one series, bit for bit: every NaN keeps its payload, and zero its sign.
enum ValueColumn {
    static func append(_ values: [Double], to writer: inout ByteWriter) -> ValueCoding {
        guard let first = values.first else { return .constant }
        if values.allSatisfy({ $0.bitPattern == first.bitPattern }) {
            writer.append(fixed64: first.bitPattern)
            return .constant
        }
        guard let decimal = DecimalColumn(values) else {
            appendExclusiveOr(values, to: &writer)
            return .exclusiveOr
        }
        return append(decimal, values, to: &writer)
    }

    private static func append(
        _ decimal: DecimalColumn, _ values: [Double], to writer: inout ByteWriter
    ) -> ValueCoding {
        let differences = DecimalDifferences(decimal.mantissas)
        writer.append(decimal.scale.byte)
        if decimal.exceptions.isEmpty, let slope = differences.first.first,
            differences.first.allSatisfy({ $0 == slope })
        {
            writer.append(signed: decimal.mantissas[0])
            writer.append(variable: slope)
            return .linear
        }
        writer.append(signed: differences.coding == .offsets ? differences.least : decimal.mantissas[0])
        writer.append(variable: decimal.exceptions.count)
        var index = 0
        for exception in decimal.exceptions {
            writer.append(variable: exception - index)
            writer.append(fixed64: values[exception].bitPattern)
            index = exception
        }
        switch differences.coding {
        case .offsets: IntegerColumn.append(differences.offsets, to: &writer)
        case .secondDifferences: IntegerColumn.append(differences.second, to: &writer)
        default: IntegerColumn.append(differences.first, to: &writer)
        }
        return differences.coding
    }

    private static func appendExclusiveOr(_ values: [Double], to writer: inout ByteWriter) {
        var before: UInt64 = 0
        var changes: [UInt64] = []
        changes.reserveCapacity(values.count)
        for value in values {
            changes.append(value.bitPattern ^ before)
            before = value.bitPattern
        }
        for plane in 0..<8 {
            for change in changes { writer.append(UInt8(truncatingIfNeeded: change >> UInt64(8 * plane))) }
        }
    }

    /// Reads `count` values, which the caller has checked against ``Limits/columnSamples``.
    static func read(
        _ coding: ValueCoding, _ count: Int, from reader: inout ByteReader
    ) throws(BlockError) -> [Double] {
        switch coding {
        case .constant:
            let value = Double(bitPattern: try reader.fixed64())
            return [Double](repeating: value, count: count)
        case .exclusiveOr: return try readExclusiveOr(count, from: &reader)
        case .linear, .differences, .secondDifferences, .offsets: return try readDecimal(coding, count, from: &reader)
        case .copy, .growth, .suggested: throw .malformed("a derived column has no bytes of its own")
        }
    }

    private static func readDecimal(
        _ coding: ValueCoding, _ count: Int, from reader: inout ByteReader
    ) throws(BlockError) -> [Double] {
        guard let scale = DecimalScale(byte: try reader.byte()) else { throw .malformed("a column has no scale") }
        var mantissa = try reader.signed()
        var values = [Double](repeating: 0, count: count)
        guard count > 0 else { return values }
        values[0] = scale.value(mantissa)
        if coding == .linear {
            let slope = ZigZag.decode(try reader.variable())
            for index in 1..<max(1, count) {
                mantissa &+= slope
                values[index] = scale.value(mantissa)
            }
            return values
        }
        let exceptions = try readExceptions(count, from: &reader)
        let changes = try IntegerColumn.read(coding == .offsets ? count : count - 1, from: &reader)
        if coding == .offsets {
            for index in values.indices { values[index] = scale.value(mantissa &+ Int64(bitPattern: changes[index])) }
        } else if coding == .differences {
            for index in 1..<max(1, count) {
                mantissa &+= ZigZag.decode(changes[index - 1])
                values[index] = scale.value(mantissa)
            }
        } else {
            var slope: Int64 = 0
            for index in 1..<max(1, count) {
                slope &+= ZigZag.decode(changes[index - 1])
                mantissa &+= slope
                values[index] = scale.value(mantissa)
            }
        }
        for exception in exceptions { values[exception.index] = Double(bitPattern: exception.bits) }
        return values
    }

    private static func readExceptions(
        _ count: Int, from reader: inout ByteReader
    ) throws(BlockError) -> [(index: Int, bits: UInt64)] {
        var exceptions: [(index: Int, bits: UInt64)] = []
        var index = 0
        for _ in 0..<(try reader.count("exceptions of a column", atMost: count)) {
            index += try reader.count("samples between two exceptions", atMost: count)
            guard index < count else { throw .malformed("an exception is behind the end of its column") }
            exceptions.append((index, try reader.fixed64()))
        }
        return exceptions
    }

    private static func readExclusiveOr(_ count: Int, from reader: inout ByteReader) throws(BlockError) -> [Double] {
        let planes = try reader.skip(8 * count)
        var values: [Double] = []
        values.reserveCapacity(count)
        var bits: UInt64 = 0
        for index in 0..<count {
            for plane in 0..<8 {
                bits ^= UInt64(reader.bytes[planes.lowerBound + plane * count + index]) << UInt64(8 * plane)
            }
            values.append(Double(bitPattern: bits))
        }
        return values
    }

    /// The differences of decimal values, each put back on their grid; nil where they are not all decimal.
    ///
    /// The first is 0. A counter's increases over the roll-ups are the differences of its last values.
    static func growth(of values: [Double]) -> [Double]? {
        guard let decimal = DecimalColumn(values), decimal.exceptions.isEmpty else { return nil }
        var differences = [0.0]
        differences.reserveCapacity(values.count)
        for index in 1..<max(1, values.count) {
            differences.append(decimal.scale.value(decimal.mantissas[index] &- decimal.mantissas[index - 1]))
        }
        return differences
    }
}
