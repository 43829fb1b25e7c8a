internal import ObjectStore
internal import Replication
internal import Support

/// Objects that are missing, doubled or in another order are refused, and never lead to another state.
package enum GapLife: Life {
    package static let name = "gaps"
    package static let unit = "missing, doubled and reordered objects"
    package static let whole = 3_000

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            // Without runs every segment behind the snapshot is needed.
            let bench = try await DamageBench.make(
                seed: seed, steps: size == .short ? 10 : 25, compacts: false, clock: clock)
            let listed = try await bench.place.listed()
            let segments = listed.filter { if case .segment = $0.key { true } else { false } }.map(\.object.description)
            let parts = listed.filter { if case .snapshot = $0.key { true } else { false } }.map(\.object.description)
            try demand(segments.count > 4, "there are only \(segments.count) segments")
            try demand(!parts.isEmpty, "there is no snapshot")
            try demand(try await bench.refusal("nothing") == nil, "the replica cannot be restored undamaged")
            let count = size == .short ? 30 : 300
            for _ in 0..<count {
                try await disturb(bench, segments, parts, &generator)
            }
            return count
        }
    }

    private static func disturb(
        _ bench: DamageBench, _ segments: [String], _ parts: [String], _ generator: inout SplitMix64
    ) async throws {
        // The last one has nothing behind it that would tell that it is missing.
        let first = Int.random(in: 0..<(segments.count - 1), using: &generator)
        let second = Int.random(in: (first + 1)..<segments.count, using: &generator)
        let (one, other) = (segments[first], segments[second])
        let kind = Int.random(in: 0..<6, using: &generator)
        let part = Int.random(in: 0..<parts.count, using: &generator)
        try await bench.damaged { store in
            let damage: String
            switch kind {
            case 0:
                store[one] = nil
                damage = "the loss of \(one)"
            case 1:
                store[other] = store[one]
                damage = "\(one) doubled as \(other)"
            case 2:
                store[one] = store[other]
                damage = "\(other) doubled as \(one)"
            case 3:
                (store[one], store[other]) = (store[other], store[one])
                damage = "\(one) and \(other) exchanged"
            case 4:
                store[parts[part]] = nil
                damage = "the loss of \(parts[part])"
            default:
                store[parts[part]] = store[one]
                damage = "\(one) in the place of \(parts[part])"
            }
            try demand(try await bench.refusal(damage) != nil, "\(damage) was not refused")
        }
    }
}
