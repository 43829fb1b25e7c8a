/// Cuts chunks of bytes into lines, in memory for one line.
struct LineSplitter {
    private var rest: [UInt8] = []
    private(set) var line = 0
    private let limit: Int

    /// - Parameter limit: bytes of the longest line.
    init(limit: Int = Limits.fileLineBytes) {
        self.limit = limit
    }

    /// Hands over the lines that `chunk` completes, without their ends (LF or CR LF).
    ///
    /// - Throws: ``BatchFileError/lineTooLong(line:limit:)``, or what `body` throws.
    mutating func read(_ chunk: [UInt8], _ body: (Int, [UInt8]) throws -> Void) throws {
        var start = 0
        while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
            rest.append(contentsOf: chunk[start..<end])
            try deliver(body)
            start = end + 1
        }
        rest.append(contentsOf: chunk[start...])
        guard rest.count <= limit else { throw BatchFileError.lineTooLong(line: line + 1, limit: limit) }
    }

    /// Hands over the last line if no line end followed it.
    mutating func finish(_ body: (Int, [UInt8]) throws -> Void) throws {
        if !rest.isEmpty { try deliver(body) }
    }

    private mutating func deliver(_ body: (Int, [UInt8]) throws -> Void) throws {
        line += 1
        guard rest.count <= limit else { throw BatchFileError.lineTooLong(line: line, limit: limit) }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        try body(line, rest)
        rest.removeAll(keepingCapacity: true)
    }
}
