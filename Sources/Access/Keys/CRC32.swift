/// The cyclic redundancy check of Ethernet, gzip and PNG (CRC-32/ISO-HDLC, polynomial 0x04C11DB7 reflected).
///
/// It finds mistakes, not forgeries: anybody can work it out.
enum CRC32 {
    /// The check of the bytes; of the nine bytes `123456789` it is 0xCBF43926.
    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { remainder, byte in
            table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] ^ (remainder >> 8)
        }
    }

    /// The remainder of every byte.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? (remainder >> 1) ^ 0xEDB8_8320 : remainder >> 1
        }
    }
}
