/// Appends spans to the bytes of a block, and collects their texts.
struct SpanEncoder {
    private var body: [UInt8] = []
    private var texts: [String] = []
    private var places: [String: Int] = [:]
    private var lastStart: Int64 = 0

    mutating func append(_ span: Span) {
        fixed(span.trace.high)
        fixed(span.trace.low)
        fixed(span.id.value)
        fixed(span.parent?.value ?? 0)
        text(span.service)
        text(span.operation)
        unsigned(UInt64(span.kind.rawValue))
        signed(span.start &- lastStart)
        lastStart = span.start
        signed(span.duration)
        switch span.status {
        case .unset: unsigned(0)
        case .ok: unsigned(1)
        case .error(let message):
            unsigned(2)
            text(message)
        }
        attributes(span.attributes)
        attributes(span.resource)
        unsigned(UInt64(span.events.count))
        for event in span.events {
            signed(event.time &- span.start)
            text(event.name)
            attributes(event.attributes)
        }
        unsigned(UInt64(span.links.count))
        for link in span.links {
            fixed(link.trace.high)
            fixed(link.trace.low)
            fixed(link.span.value)
            attributes(link.attributes)
        }
    }

    /// The whole block.
    func finish(count: Int) -> [UInt8] {
        var head = SpanEncoder()
        head.unsigned(SpanBlock.version)
        head.unsigned(UInt64(texts.count))
        for text in texts {
            head.unsigned(UInt64(text.utf8.count))
            head.body.append(contentsOf: text.utf8)
        }
        head.unsigned(UInt64(count))
        let bytes = head.body + body
        return bytes + Hex.bytes(SpanBlock.checksum(bytes[...])).reversed()
    }

    private mutating func attributes(_ attributes: [SpanAttribute]) {
        unsigned(UInt64(attributes.count))
        for attribute in attributes {
            text(attribute.name)
            switch attribute.value {
            case .string(let value):
                unsigned(0)
                text(value)
            case .bool(let value): unsigned(value ? 2 : 1)
            case .int(let value):
                unsigned(3)
                signed(value)
            case .double(let value):
                unsigned(4)
                fixed(value.bitPattern)
            }
        }
    }

    private mutating func text(_ text: String) {
        let place = places[text] ?? texts.count
        if place == texts.count {
            texts.append(text)
            places[text] = place
        }
        unsigned(UInt64(place))
    }

    private mutating func fixed(_ value: UInt64) { body.append(contentsOf: Hex.bytes(value)) }

    private mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    private mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            body.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        body.append(UInt8(rest))
    }
}
