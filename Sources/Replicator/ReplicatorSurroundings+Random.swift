public import Replication

extension ReplicatorSurroundings {
    /// The random number of a writer, or of anything else that has to be told from all others.
    public func word() -> Word128 {
        Word128(UInt128(random()) << 64 | UInt128(random()))
    }

    /// The salt of an object.
    public func salt() -> Replication.Digest {
        // The digest of 256 random bits is as random as they are.
        Replication.Digest(
            of: (0..<4).flatMap { _ in
                let bits = random()
                return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
            })
    }
}
