extension ObjectStore {
    /// Reads ranges of an object, at most `atOnce` at a time, and hands each to `take` as soon as it is there.
    ///
    /// `take` is called concurrently and in no order; `atOnce` is brought to 1 to 64. The first failure, of a read or of
    /// `take`, cancels the other reads and is thrown.
    public func read(
        _ key: ObjectKey, ranges: [Range<Int>], atOnce: Int,
        _ take: @escaping @Sendable (Range<Int>, [UInt8]) async throws -> Void
    ) async throws {
        _ = try await BoundedTasks.map(ranges, atOnce: min(max(atOnce, 1), Limits.rangesAtOnce)) { _, range in
            try await take(range, try await get(key, range: range))
        }
    }

    /// The bytes of an object, read in ranges of `partBytes`, at most `atOnce` at a time.
    ///
    /// It throws ``ObjectStoreError/notFound(key:)`` when there is no object, and ``ObjectStoreError`` when it was replaced
    /// by a shorter one meanwhile. An object replaced by another of its length is not noticed: use it for objects that are
    /// never replaced.
    public func get(_ key: ObjectKey, partBytes: Int, atOnce: Int) async throws -> [UInt8] {
        guard let size = try await head(key)?.sizeBytes else { throw ObjectStoreError.notFound(key: key) }
        guard size <= Limits.objectBytes else {
            throw ObjectStoreError.tooLarge(key: key, sizeBytes: size, limitBytes: Limits.objectBytes)
        }
        let parts = try await BoundedTasks.map(
            PartPlan.ranges(of: size, partBytes: partBytes), atOnce: min(max(atOnce, 1), Limits.rangesAtOnce)
        ) { try await get(key, range: $1) }
        return Array(parts.joined())
    }
}
