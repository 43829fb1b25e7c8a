#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A text that equals another only where both have the same bytes; the only file of this target that calls unsafe code.
///
/// Swift takes texts for equal that look the same: "é" as one scalar and as two. Prometheus, Loki and OpenTelemetry
/// compare bytes, and so must whoever tells their series and streams apart.
public struct ExactText: Hashable, Sendable {
    /// The text itself.
    public let text: String

    /// A text that is compared by its bytes.
    public init(_ text: String) { self.text = text }

    /// Whether both have the same bytes.
    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Feeds the bytes and an end that no UTF-8 has.
    ///
    /// Texts that only look the same must not meet in a table either: there are as many of them as someone likes.
    public func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}

extension ExactText: ExpressibleByStringLiteral {
    /// A text of the source code.
    public init(stringLiteral value: String) { text = value }
}

extension Set<ExactText> {
    /// Texts that are compared by their bytes.
    public init(exact texts: some Sequence<String>) { self.init(texts.lazy.map { ExactText($0) }) }
}

extension String {
    /// Whether another text has the same bytes in UTF-8, which says more than `==`.
    public func hasSameBytes(as other: String) -> Bool {
        let (one, two) = (utf8.span, other.utf8.span)
        guard one.count == two.count else { return false }
        return unsafe one.withUnsafeBufferPointer { left in
            unsafe two.withUnsafeBufferPointer { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return unsafe memcmp(first, second, left.count) == 0
            }
        }
    }

    func hashBytes(into hasher: inout Hasher) {
        unsafe utf8.span.withUnsafeBufferPointer { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        hasher.combine(0xff as UInt8)
    }
}
