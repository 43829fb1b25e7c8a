/// A name and a value that say something about a span, an event, a link or a service.
public struct SpanAttribute: Hashable, Sendable {
    /// A value of the kinds that Jaeger tells apart; lists and maps are JSON text.
    public enum Value: Hashable, Sendable {
        /// Text.
        case string(String)
        /// True or false.
        case bool(Bool)
        /// A whole number.
        case int(Int64)
        /// A floating-point number, perhaps not finite.
        case double(Double)

        /// The value as text, as a search for tags compares it.
        public var text: String {
            switch self {
            case .string(let value): value
            case .bool(let value): value ? "true" : "false"
            case .int(let value): String(value)
            case .double(let value): value.description
            }
        }
    }

    /// What it says something of, usually a name of OpenTelemetry's conventions.
    public let name: String
    /// What it says.
    public let value: Value

    /// Makes the attribute of its parts.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// Makes an attribute with text.
    public init(_ name: String, _ value: String) {
        self.init(name, .string(value))
    }
}

/// Something that happened at one moment of a span.
public struct SpanEvent: Hashable, Sendable {
    /// Nanoseconds since 1970.
    public let time: Int64
    /// What happened.
    public let name: String
    /// What is said about it.
    public let attributes: [SpanAttribute]

    /// Makes the event of its parts.
    public init(time: Int64, name: String, attributes: [SpanAttribute] = []) {
        self.time = time
        self.name = name
        self.attributes = attributes
    }
}

/// Another span that a span has to do with.
public struct SpanLink: Hashable, Sendable {
    /// The other's trace.
    public let trace: TraceID
    /// The other.
    public let span: SpanID
    /// What is said about the relation.
    public let attributes: [SpanAttribute]

    /// Makes the link of its parts.
    public init(trace: TraceID, span: SpanID, attributes: [SpanAttribute] = []) {
        self.trace = trace
        self.span = span
        self.attributes = attributes
    }
}
