internal import ObjectStore
internal import Replication
internal import Support

/// Bit flips and truncations of objects: each is found by whoever reads the object, and none makes a restore wrong.
package enum FlipLife: Life {
    package static let name = "flips"
    package static let unit = "bit flips and truncations"
    package static let whole = 20_000

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            let bench = try await DamageBench.make(
                seed: seed, steps: size == .short ? 12 : 30, compacts: true, clock: clock)
            let names = try await bench.place.listed().map(\.object.description)
            try demand(try await bench.refusal("nothing") == nil, "the replica cannot be restored undamaged")
            let count = size == .short ? 120 : 2_000
            var refused = 0
            for _ in 0..<count {
                guard let name = names.randomElement(using: &generator), let whole = bench.store[name] else {
                    throw LifeFailure("there is nothing to damage")
                }
                let (bytes, damage) = damage(whole, &generator)
                let text = "\(damage) of \(name)"
                let isRefused = try await bench.damaged { store in
                    store[name] = bytes
                    try verify(bytes, bench.place, text)
                    return try await bench.refusal(text) != nil
                }
                if isRefused { refused += 1 }
            }
            try demand(refused > count / 10, "only \(refused) of \(count) damages were in the way of a restore")
            return count
        }
    }

    private static func damage(_ whole: [UInt8], _ generator: inout SplitMix64) -> (bytes: [UInt8], what: String) {
        var bytes = whole
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1:
            let count = Int.random(in: 0..<whole.count, using: &generator)
            return (Array(whole[..<count]), "a truncation to \(count) bytes")
        case 2:
            bytes.append(UInt8.random(in: 0...255, using: &generator))
            return (bytes, "a byte more at the end")
        default:
            let (place, bit) = (
                Int.random(in: 0..<whole.count, using: &generator), Int.random(in: 0..<8, using: &generator)
            )
            bytes[place] ^= 1 << UInt8(bit)
            return (bytes, "a flip of bit \(bit) of byte \(place)")
        }
    }

    /// Every byte of an object counts, so whoever reads it as a whole finds out.
    private static func verify(_ bytes: [UInt8], _ place: ReplicaPlace, _ damage: String) throws {
        do { _ = try OpenedObject(bytes, key: place.key, limits: place.limits) } catch { return }
        throw LifeFailure("\(damage) was not found by reading the object")
    }
}
