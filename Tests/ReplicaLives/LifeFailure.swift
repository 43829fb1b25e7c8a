/// What a life found that must not be: a replica that is not what was promised.
package struct LifeFailure: Error, Hashable, CustomStringConvertible {
    /// What was expected and what was found.
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Throws ``LifeFailure`` with a sentence unless something holds.
package func demand(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
    guard holds else { throw LifeFailure(sentence()) }
}
