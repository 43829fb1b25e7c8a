/// A value behind a reference.
///
/// ``EffectiveConfiguration`` is large, and Swift 6.3 loses its way in asynchronous code with values of some layouts: debug
/// builds read its fields at wrong places once the settings of the replica lay in it.
final class Reference<Value: Sendable & Equatable>: Sendable, Equatable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: Reference, right: Reference) -> Bool { left.value == right.value }
}
