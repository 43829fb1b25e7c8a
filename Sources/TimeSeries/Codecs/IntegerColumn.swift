/// A column of unsigned numbers: as groups of seven bits, or as planes of bytes when that is not longer.
///
/// Planes hold all lowest bytes, then all second ones, and so on: zstd finds the repetitions in the upper planes, and
/// numbers below 256 take one byte where groups of seven bits would take two from 128.
enum IntegerColumn {
    static func append(_ values: [UInt64], to writer: inout ByteWriter) {
        var highest: UInt64 = 0
        var grouped = 0
        for value in values {
            highest |= value
            grouped += ZigZag.length(value)
        }
        let width = max(1, (64 - highest.leadingZeroBitCount + 7) / 8)
        // An outlier would widen every number, so groups win when they are clearly shorter.
        guard width * values.count <= grouped + grouped / 4 else {
            writer.append(UInt8(0))
            for value in values { writer.append(variable: value) }
            return
        }
        writer.append(UInt8(width))
        for plane in 0..<width {
            let shift = UInt64(8 * plane)
            for value in values { writer.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
    }

    static func read(_ count: Int, from reader: inout ByteReader) throws(BlockError) -> [UInt64] {
        let width = Int(try reader.byte())
        guard width <= 8 else { throw .malformed("a column has numbers of \(width) bytes") }
        if width == 0 {
            guard count <= reader.remaining else { throw .truncated }
            var values: [UInt64] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try reader.variable()) }
            return values
        }
        let planes = try reader.skip(width * count)
        var values = [UInt64](repeating: 0, count: count)
        for plane in 0..<width {
            let (start, shift) = (planes.lowerBound + plane * count, UInt64(8 * plane))
            for index in 0..<count { values[index] |= UInt64(reader.bytes[start + index]) << shift }
        }
        return values
    }
}
