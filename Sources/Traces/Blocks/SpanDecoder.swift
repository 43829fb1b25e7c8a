/// Reads the bytes of a block, which may be anything.
struct SpanDecoder {
    private let bytes: [UInt8]
    private let end: Int
    private var position = 0
    private var texts: [String] = []
    private var lastStart: Int64 = 0

    init(_ bytes: [UInt8], end: Int) {
        self.bytes = bytes
        self.end = end
    }

    mutating func spans() throws(SpanBlockError) -> [Span] {
        let version = try unsigned()
        guard version == SpanBlock.version else { throw .unknownVersion(version) }
        for _ in 0..<(try count()) {
            let length = try count()
            guard let text = string(position..<position + length) else { throw .damaged }
            texts.append(text)
            position += length
        }
        var spans: [Span] = []
        for _ in 0..<(try count()) { spans.append(try span()) }
        guard position == end else { throw .damaged }
        return spans
    }

    private func string(_ range: Range<Int>) -> String? {
        guard let checked = try? UTF8Span(validating: bytes.span.extracting(range)) else { return nil }
        return String(copying: checked)
    }

    private mutating func span() throws(SpanBlockError) -> Span {
        let trace = try trace()
        let id = try spanID()
        let parent = SpanID(try fixed())
        let service = try text()
        let operation = try text()
        guard let kind = SpanKind(rawValue: try count(limit: 5)) else { throw .damaged }
        let start = lastStart &+ (try signed())
        lastStart = start
        let duration = try signed()
        let status = try status()
        let attributes = try attributes()
        let resource = try self.attributes()
        var events: [SpanEvent] = []
        for _ in 0..<(try count()) {
            events.append(
                SpanEvent(time: start &+ (try signed()), name: try text(), attributes: try self.attributes()))
        }
        var links: [SpanLink] = []
        for _ in 0..<(try count()) {
            links.append(SpanLink(trace: try self.trace(), span: try spanID(), attributes: try self.attributes()))
        }
        return Span(
            trace: trace, id: id, parent: parent, service: service, operation: operation, kind: kind, start: start,
            duration: duration, status: status, attributes: attributes, events: events, links: links,
            resource: resource)
    }

    private mutating func status() throws(SpanBlockError) -> SpanStatus {
        switch try unsigned() {
        case 0: return .unset
        case 1: return .ok
        case 2: return .error(message: try text())
        default: throw .damaged
        }
    }

    private mutating func attributes() throws(SpanBlockError) -> [SpanAttribute] {
        var attributes: [SpanAttribute] = []
        for _ in 0..<(try count()) {
            let name = try text()
            switch try unsigned() {
            case 0: attributes.append(SpanAttribute(name, .string(try text())))
            case 1: attributes.append(SpanAttribute(name, .bool(false)))
            case 2: attributes.append(SpanAttribute(name, .bool(true)))
            case 3: attributes.append(SpanAttribute(name, .int(try signed())))
            case 4: attributes.append(SpanAttribute(name, .double(Double(bitPattern: try fixed()))))
            default: throw .damaged
            }
        }
        return attributes
    }

    private mutating func trace() throws(SpanBlockError) -> TraceID {
        guard let trace = TraceID(high: try fixed(), low: try fixed()) else { throw .damaged }
        return trace
    }

    private mutating func spanID() throws(SpanBlockError) -> SpanID {
        guard let id = SpanID(try fixed()) else { throw .damaged }
        return id
    }

    private mutating func text() throws(SpanBlockError) -> String {
        let place = try unsigned()
        guard place < UInt64(texts.count) else { throw .damaged }
        return texts[Int(place)]
    }

    /// How much of something follows; each takes a byte at least, so that no number can claim more than there is.
    private mutating func count(limit: Int = .max) throws(SpanBlockError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(end - position) || limit < .max, value <= UInt64(limit) else { throw .damaged }
        return Int(value)
    }

    private mutating func fixed() throws(SpanBlockError) -> UInt64 {
        guard end - position >= 8 else { throw .damaged }
        defer { position += 8 }
        return Hex.number(bytes[position..<position + 8])
    }

    private mutating func signed() throws(SpanBlockError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func unsigned() throws(SpanBlockError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw .damaged }
        }
        throw .damaged
    }
}
