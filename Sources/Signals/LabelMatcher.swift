public import Patterns

/// A condition on one label of a series or a stream; a label that is absent counts as empty.
public struct LabelMatcher: Sendable {
    /// How a value is compared.
    public enum Operation: Sendable {
        case equal(String)
        case notEqual(String)
        /// The whole value matches the expression.
        case matches(Pattern)
        case matchesNot(Pattern)
    }

    /// The label that is looked at.
    public let name: String
    /// How its value is compared.
    public let operation: Operation

    /// A condition on the label of a name.
    public init(_ name: String, _ operation: Operation) {
        self.name = name
        self.operation = operation
    }

    /// Whether a value of the label fulfils the condition.
    public func accepts(_ value: String) -> Bool {
        switch operation {
        case .equal(let wanted): value.hasSameBytes(as: wanted)
        case .notEqual(let unwanted): !value.hasSameBytes(as: unwanted)
        case .matches(let pattern): pattern.matchesWhole(value)
        case .matchesNot(let pattern): !pattern.matchesWhole(value)
        }
    }

    /// Whether a label set fulfils the condition.
    public func accepts(_ labels: LabelSet) -> Bool {
        accepts(labels[name] ?? "")
    }
}
