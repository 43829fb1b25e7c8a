import Support

/// Write-ahead logs as SQLite's documentation describes them, written without any of the code under test.
struct LogFixture {
    let pageBytes: Int
    let isBigEndian: Bool
    var salts: (UInt32, UInt32)
    private(set) var bytes: [UInt8] = []
    private var sum: (UInt32, UInt32) = (0, 0)

    init(pageBytes: Int = 512, isBigEndian: Bool = false, salts: (UInt32, UInt32) = (17, 4_711)) {
        self.pageBytes = pageBytes
        self.isBigEndian = isBigEndian
        self.salts = salts
        var header = Self.big([0x377F_0682 | (isBigEndian ? 1 : 0), 3_007_000, UInt32(pageBytes), 3])
        header += Self.big([salts.0, salts.1])
        add(header)
        bytes = header + Self.big([sum.0, sum.1])
    }

    /// Adds a frame whose page has `fill` in every byte; `databasePages` above 0 ends the transaction.
    mutating func frame(page: UInt32, fill: UInt8, databasePages: UInt32 = 0) {
        let start = Self.big([page, databasePages])
        let image = [UInt8](repeating: fill, count: pageBytes)
        add(start)
        add(image)
        bytes += start + Self.big([salts.0, salts.1, sum.0, sum.1]) + image
    }

    var header: [UInt8] { Array(bytes.prefix(32)) }

    var frames: [UInt8] { Array(bytes.dropFirst(32)) }

    private mutating func add(_ bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 8) {
            sum.0 = sum.0 &+ word(bytes, start) &+ sum.1
            sum.1 = sum.1 &+ word(bytes, start + 4) &+ sum.0
        }
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        let four = bytes[offset..<offset + 4]
        return (isBigEndian ? Array(four) : four.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func big(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}
