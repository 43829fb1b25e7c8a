/// A dictionary that forgets: it holds at least the last `capacity` values that were stored or asked for, and at most
/// twice as many.
///
/// When the young half is full it becomes the old half, and the old one is dropped whole. So each operation is one or two
/// look-ups, nothing is kept in order, and whoever sends ever new keys cannot make it grow.
struct TwoGenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    /// An empty cache; the capacity is at least one.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Values held.
    var count: Int { young.count + old.count }

    /// The value of a key, which is then as young as a new one.
    mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        store(value, for: key)
        return value
    }

    /// Stores a value.
    mutating func store(_ value: Value, for key: Key) {
        if young.count >= capacity, young[key] == nil {
            old = young
            young = [:]
        }
        old[key] = nil
        young[key] = value
    }

    /// Forgets everything.
    mutating func removeAll() {
        young.removeAll()
        old.removeAll()
    }
}
