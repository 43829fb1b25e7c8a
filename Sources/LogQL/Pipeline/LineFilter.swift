internal import Patterns

/// What a line must contain, or must not.
final class LineFilter: Sendable {
    enum Operation: String, Sendable {
        case contains = "|="
        case containsNot = "!="
        case matches = "|~"
        case matchesNot = "!~"
        case isLike = "|>"
        case isNotLike = "!>"

        var isNegative: Bool { self == .containsNot || self == .matchesNot || self == .isNotLike }
    }

    /// One of the texts that an `or` chains.
    enum Test: Sendable {
        case text(ByteSearch.Needle)
        /// With a text that every match contains, where there is one.
        case pattern(Pattern, required: ByteSearch.Needle?)
        case shape(LinePattern)
        case address(AddressRange)
        case anything

        func accepts(_ line: ArraySlice<UInt8>) -> Bool {
            switch self {
            case .anything: return true
            case .text(let needle): return ByteSearch.contains(needle, in: line)
            case .pattern(let pattern, let required):
                if let required, !ByteSearch.contains(required, in: line) { return false }
                return pattern.matches(line)
            case .shape(let shape): return shape.matches(line)
            case .address(let range): return range.matches(anywhereIn: line)
            }
        }
    }

    let operation: Operation
    let tests: [Test]
    /// The texts as they were written, for the formatter; true where the text stands in `ip(…)`.
    let sources: [(text: String, isAddress: Bool)]

    init(_ operation: Operation, _ sources: [(text: String, isAddress: Bool)]) throws(LogQLError) {
        self.operation = operation
        self.sources = sources
        var tests: [Test] = []
        for source in sources {
            tests.append(try Self.test(operation, source.text, isAddress: source.isAddress))
        }
        self.tests = tests
    }

    private static func test(_ operation: Operation, _ text: String, isAddress: Bool) throws(LogQLError) -> Test {
        if isAddress {
            guard operation == .contains || operation == .containsNot else {
                throw .invalid("ip: invalid operation, only |= and != take ip()")
            }
            guard let range = AddressRange(text) else { throw .invalid("ip: invalid pattern: '\(text)'") }
            return .address(range)
        }
        switch operation {
        case .contains, .containsNot: return text.isEmpty ? .anything : .text(ByteSearch.Needle(text.utf8))
        case .isLike, .isNotLike: return .shape(try LinePattern(filtering: text))
        case .matches, .matchesNot:
            let literals = PatternLiterals(text)
            if text.isEmpty || text == ".*" { return .anything }
            if literals.isWhole, let needle = literals.longest { return .text(needle) }
            do { return .pattern(try Pattern(text), required: literals.longest) } catch {
                throw .invalid("error parsing regexp: \(error)")
            }
        }
    }

    /// Whether a line goes on.
    func accepts(_ line: ArraySlice<UInt8>) -> Bool {
        for test in tests where test.accepts(line) { return !operation.isNegative }
        return operation.isNegative
    }

    /// A text that every line that goes on contains; nil where none is certain.
    var required: ByteSearch.Needle? {
        guard !operation.isNegative, tests.count == 1 else { return nil }
        switch tests[0] {
        case .text(let needle): return needle
        case .pattern(_, let required): return required
        case .shape(let shape):
            let literals = shape.parts.compactMap { part -> ByteSearch.Needle? in
                if case .literal(let text) = part { text } else { nil }
            }
            return literals.max { $0.bytes.count < $1.bytes.count }
        case .address, .anything: return nil
        }
    }
}
