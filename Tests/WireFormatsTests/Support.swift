import Signals
import Support
import Testing

@testable import WireFormats

/// Labels from pairs, for expectations.
func labels(_ pairs: KeyValuePairs<String, String>) throws -> LabelSet {
    try LabelSet(pairs.map { Label($0.key, $0.value) })
}

/// Bytes near a valid input: cut, flipped, doubled, or with pieces of it elsewhere.
func mutations(of seed: [UInt8], count: Int, from start: UInt64) -> [[UInt8]] {
    var generator = SplitMix64(seed: start)
    return (0..<count).map { _ in
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: seed.suffix(from: place % seed.count).prefix(16), at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }
}
