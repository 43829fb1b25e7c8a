internal import Traces

/// Spans in memory, and about how many bytes they take there.
struct WeighedSpans: Sendable {
    private(set) var spans: [Span]
    /// About how many bytes all of them take.
    private(set) var bytes = 0
    private var sizes: [Int] = []

    init(_ new: [Span] = []) {
        spans = new
        sizes.reserveCapacity(new.count)
        for place in new.indices {
            let sharesResource = place > 0 && new[place].resource == new[place - 1].resource
            // What is equal becomes one in memory, so that it is right to count it once.
            if sharesResource { spans[place].resource = spans[place - 1].resource }
            let size = Self.size(of: new[place]) + (sharesResource ? 0 : Self.size(of: new[place].resource))
            sizes.append(size)
            bytes += size
        }
    }

    /// How many of the first ones are at most so many, and at most so many bytes.
    func count(within most: Int, bytes room: Int) -> Int {
        var taken = 0
        var free = room
        while taken < min(most, spans.count), sizes[taken] <= free {
            free -= sizes[taken]
            taken += 1
        }
        return taken
    }

    /// Adds the first ones of others.
    mutating func append(_ count: Int, of others: WeighedSpans) {
        spans += others.spans.prefix(count)
        sizes += others.sizes.prefix(count)
        bytes += others.sizes.prefix(count).reduce(0, +)
    }

    /// Takes the first ones away.
    mutating func removeFirst(_ count: Int) {
        bytes -= sizes.prefix(count).reduce(0, +)
        spans.removeFirst(count)
        sizes.removeFirst(count)
    }

    /// What a span takes without its texts and parts.
    private static let spanBytes = 256
    /// What an attribute, an event or a link takes without its texts.
    private static let partBytes = 64

    /// A span without what is said about its service.
    private static func size(of span: Span) -> Int {
        var bytes = spanBytes + span.service.utf8.count + span.operation.utf8.count + size(of: span.attributes)
        if case .error(let message) = span.status { bytes += message.utf8.count }
        for event in span.events { bytes += partBytes + event.name.utf8.count + size(of: event.attributes) }
        for link in span.links { bytes += partBytes + size(of: link.attributes) }
        return bytes
    }

    private static func size(of attributes: [SpanAttribute]) -> Int {
        var bytes = 0
        for attribute in attributes {
            bytes += partBytes + attribute.name.utf8.count
            if case .string(let text) = attribute.value { bytes += text.utf8.count }
        }
        return bytes
    }
}
