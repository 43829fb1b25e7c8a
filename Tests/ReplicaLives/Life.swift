/// How much one life does: little for the fast tests, more for soaks.
package enum LifeSize: Sendable, Hashable {
    case short
    case long
}

/// One kind of proof: a replicated database that a seed leads through what may happen to it.
///
/// The same seed makes the same decisions; what threads and processes make of them may differ from run to run.
package protocol Life: Sendable {
    /// What it is called by `scripts/soak`.
    static var name: String { get }

    /// What it counts, in words.
    static var unit: String { get }

    /// How many of them a whole soak has.
    static var whole: Int { get }

    /// Lives once and answers how many of what it counts it did; it throws ``LifeFailure``, or what failed.
    static func live(seed: UInt64, size: LifeSize) async throws -> Int
}

/// The proofs that there are.
package enum Lives {
    /// Those that run within one process, in the order of a whole soak.
    package static var all: [any Life.Type] {
        [
            CrashLife.self, RestoreLife.self, FlipLife.self, GapLife.self, RaceLife.self, StoreLife.self,
            ShapeLife.self, LargeLife.self,
        ]
    }
}
