import Support

/// What the library answered to every row of a table: margins and, unless the link is the identity, predictions.
///
/// `scripts/fixtures/fixture.py` describes the file: distinct answers once, and for each row the index of its answer.
struct GoldenExpectation {
    /// Values an answer has: the margins, then the predictions.
    let width: Int
    private let answerOfRow: [Int]
    private let answers: [Double]

    /// Reads the expected file of `model`.
    init(_ model: GoldenModel) throws {
        let content = try decompressGolden(try GoldenFixtures.bytes(model.expected))
        let size = model.library == .xgboost ? 4 : 8
        width = model.margins + model.predictions
        let distinct = content.count < 4 ? 0 : Int(Self.integer(content, at: 0, stride: 1, bytes: 4))
        let numbers = 4 + 2 * GoldenRows.rowCount
        guard distinct > 0, content.count == numbers + distinct * width * size else {
            throw GoldenDecompressionError("\(model.expected) has a wrong length.")
        }
        answerOfRow = (0..<GoldenRows.rowCount).map { row in
            Int(Self.integer(content, at: 4 + row, stride: GoldenRows.rowCount, bytes: 2))
        }
        let count = distinct * width
        // Column after column in the file, answer after answer here.
        var answers = [Double](repeating: 0, count: count)
        for position in 0..<count {
            let bits = Self.integer(content, at: numbers + position, stride: count, bytes: size)
            let value = size == 4 ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits)
            answers[position % distinct * width + position / distinct] = value
        }
        self.answers = answers
    }

    /// The value in `column` of the answer to `row`.
    func value(row: Int, column: Int) -> Double { answers[answerOfRow[row] * width + column] }

    /// A little-endian integer whose bytes are `stride` apart.
    private static func integer(_ content: [UInt8], at start: Int, stride: Int, bytes: Int) -> UInt64 {
        var result: UInt64 = 0
        for byte in 0..<bytes {
            result |= UInt64(content[start + byte * stride]) << UInt64(8 * byte)
        }
        return result
    }
}
