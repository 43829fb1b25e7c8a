/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), eight bytes a step with tables of their own.
struct Checksum {
    private let tables: [UInt32]

    init() {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
            tables[byte] = value
        }
        for table in 1..<8 {
            for byte in 0..<256 {
                let before = tables[(table - 1) * 256 + byte]
                tables[table * 256 + byte] = (before >> 8) ^ tables[Int(before & 0xff)]
            }
        }
        self.tables = tables
    }

    func of(_ bytes: [UInt8], _ range: Range<Int>, after start: UInt32 = 0) -> UInt32 {
        var value = ~start
        var offset = range.lowerBound
        while offset + 8 <= range.upperBound {
            let low =
                value
                ^ (UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
                    | UInt32(bytes[offset + 3]) << 24)
            value =
                tables[0x700 + Int(low & 0xff)] ^ tables[0x600 + Int(low >> 8 & 0xff)]
                ^ tables[0x500 + Int(low >> 16 & 0xff)] ^ tables[0x400 + Int(low >> 24)]
                ^ tables[0x300 + Int(bytes[offset + 4])] ^ tables[0x200 + Int(bytes[offset + 5])]
                ^ tables[0x100 + Int(bytes[offset + 6])] ^ tables[Int(bytes[offset + 7])]
            offset += 8
        }
        while offset < range.upperBound {
            value = (value >> 8) ^ tables[Int((value ^ UInt32(bytes[offset])) & 0xff)]
            offset += 1
        }
        return ~value
    }

    static let castagnoli = Checksum()
}
