/// The state machine under `CSVReader`: moves the bytes of one record from chunks into a `CSVRecord`.
struct CSVScanner: Sendable {
    private enum State: Sendable {
        case byteOrderMark(matched: Int)
        case startOfRecord
        /// At the start of a field or inside one without quotes.
        case field
        case quoted
        case quoteInQuotes
    }

    private(set) var record = CSVRecord()
    /// The first line since the last record that has nothing in it.
    private(set) var emptyLine: Int?
    private var state = State.byteOrderMark(matched: 0)
    private var line = 1
    /// A CR was the last byte, so that a LF now belongs to it.
    private var followsCarriageReturn = false
    /// Bytes of the record so far.
    private var length = 0
    /// Where in the record's bytes the field starts that is being read.
    private var startOfField = 0
    private let options: CSVReader.Options
    /// Bytes above mean nothing outside quotes: one comparison tells for nearly all.
    private let highestSpecial: UInt8

    init(_ options: CSVReader.Options) {
        self.options = options
        highestSpecial = max(options.delimiter, Self.quote)
    }

    /// Forgets the record that is complete.
    mutating func startRecord() {
        record.count = 0
        length = 0
        startOfField = 0
        emptyLine = nil
    }

    /// Moves on to the end of a record (true) or of the chunk (false).
    mutating func scan(_ chunk: Span<UInt8>, from position: inout Int) throws(CSVError) -> Bool {
        while position < chunk.count {
            // A byte in is at most a byte out, so a stretch of this length needs no check of room at each byte.
            let stretch = min(chunk.count - position, max(options.recordBytes - length, 1))
            if record.bytes.count < length + stretch {
                record.bytes.append(contentsOf: repeatElement(0, count: length + stretch - record.bytes.count))
            }
            if try scan(chunk, from: &position, to: position + stretch) { return true }
            if length > options.recordBytes {
                throw .recordTooLong(line: record.line, limit: options.recordBytes)
            }
            try checkField()
        }
        return false
    }

    /// Ends the file; true when that completes a record.
    mutating func finish() throws(CSVError) -> Bool {
        switch state {
        case .byteOrderMark(matched: 1...), .field, .quoteInQuotes: break
        case .byteOrderMark, .startOfRecord: return false
        case .quoted: throw .unterminatedQuote(line: record.line)
        }
        try endField()
        state = .startOfRecord
        return true
    }

    private mutating func scan(
        _ chunk: Span<UInt8>, from position: inout Int, to end: Int
    ) throws(CSVError) -> Bool {
        while position < end {
            switch state {
            case .byteOrderMark(let matched):
                matchByteOrderMark(chunk[position], matched, &position)
            case .startOfRecord:
                let byte = chunk[position]
                if Self.isLineEnd(byte) {
                    position += 1
                    if !(byte == Self.lineFeed && followsCarriageReturn), emptyLine == nil { emptyLine = line }
                    countLine(byte)
                } else {
                    followsCarriageReturn = false
                    record.line = line
                    state = .field
                }
            case .field:
                try copyFields(of: chunk, &position, end)
                guard position < end else { return false }
                if chunk[position] != Self.quote { return try endField(at: chunk[position], &position) }
                guard length == startOfField else { throw .strayQuote(line: line) }
                position += 1
                state = .quoted
            case .quoted:
                let start = position
                Self.copy(chunk, &position, end, upTo: Self.quote, to: &record.bytes, &length)
                if position > start { followsCarriageReturn = false }
                guard position < end else { return false }
                let byte = chunk[position]
                position += 1
                if byte == Self.quote {
                    followsCarriageReturn = false
                    state = .quoteInQuotes
                } else {
                    if Self.isLineEnd(byte) { countLine(byte) } else { followsCarriageReturn = false }
                    record.bytes[length] = byte
                    length += 1
                }
            case .quoteInQuotes:
                let byte = chunk[position]
                if byte == Self.quote {
                    record.bytes[length] = byte
                    length += 1
                    position += 1
                    state = .quoted
                } else if byte == options.delimiter || Self.isLineEnd(byte) {
                    if try endField(at: byte, &position) { return true }
                } else {
                    throw .textAfterQuote(line: line)
                }
            }
        }
        return false
    }

    /// Copies fields without quotes, up to a line's end, a quote or the end.
    private mutating func copyFields(
        of chunk: Span<UInt8>, _ position: inout Int, _ end: Int
    ) throws(CSVError) {
        while position < end {
            Self.copy(chunk, &position, end, upTo: highestSpecial, to: &record.bytes, &length)
            guard position < end else { return }
            let byte = chunk[position]
            if byte == options.delimiter {
                position += 1
                try endField()
            } else if byte == Self.quote || Self.isLineEnd(byte) {
                return
            } else {
                record.bytes[length] = byte
                length += 1
                position += 1
            }
        }
    }

    /// Copies bytes above a certain one.
    private static func copy(
        _ chunk: Span<UInt8>, _ position: inout Int, _ end: Int, upTo special: UInt8, to bytes: inout [UInt8],
        _ length: inout Int
    ) {
        var out = bytes.mutableSpan
        var source = position
        var target = length
        while source < end, chunk[source] > special {
            out[target] = chunk[source]
            source += 1
            target += 1
        }
        position = source
        length = target
    }

    /// Ends a field at a delimiter or a line's end; true at the latter.
    private mutating func endField(at byte: UInt8, _ position: inout Int) throws(CSVError) -> Bool {
        position += 1
        try endField()
        if byte == options.delimiter {
            state = .field
            return false
        }
        countLine(byte)
        state = .startOfRecord
        return true
    }

    private mutating func endField() throws(CSVError) {
        try checkField()
        if record.count == record.ends.count {
            if record.count >= options.fields { throw .tooManyFields(line: record.line, limit: options.fields) }
            record.ends.append(
                contentsOf: repeatElement(0, count: min(max(record.count, 16), options.fields - record.count)))
        }
        record.ends[record.count] = length
        record.count += 1
        startOfField = length
    }

    private func checkField() throws(CSVError) {
        if length - startOfField > options.fieldBytes {
            throw .fieldTooLong(line: record.line, limit: options.fieldBytes)
        }
    }

    private mutating func matchByteOrderMark(_ byte: UInt8, _ matched: Int, _ position: inout Int) {
        guard byte == Self.byteOrderMark[matched] else {
            // What looked like a mark was the start of the first field.
            state = matched == 0 ? .startOfRecord : .field
            return
        }
        record.bytes[length] = byte
        length += 1
        position += 1
        state = .byteOrderMark(matched: matched + 1)
        if matched + 1 == Self.byteOrderMark.count {
            length = 0
            state = .startOfRecord
        }
    }

    private mutating func countLine(_ byte: UInt8) {
        if !(byte == Self.lineFeed && followsCarriageReturn) { line += 1 }
        followsCarriageReturn = byte == Self.carriageReturn
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let quote = UInt8(ascii: "\"")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
