#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A hash table of a fixed number of slots: open addressing with linear probing.
///
/// The only file of this target with unsafe code: an array would touch all its memory at the start, while pages of `calloc`
/// are there once somebody uses them. Every index is checked against the capacity.
@safe struct SlotTable: ~Copyable {
    let capacity: Int
    private(set) var count = 0
    private let seed: UInt64
    private let slots: UnsafeMutablePointer<LimiterSlot>

    /// A table of so many empty slots, at least two.
    init(capacity: Int, seed: UInt64) {
        self.capacity = max(capacity, 2)
        self.seed = seed
        let size = MemoryLayout<LimiterSlot>.stride
        // The zero bytes of calloc are an empty slot: `SlotTableTests` compares them.
        guard let memory = unsafe calloc(self.capacity, size) else {
            preconditionFailure("There is no memory for \(self.capacity) entries of \(size) bytes.")
        }
        unsafe slots = memory.bindMemory(to: LimiterSlot.self, capacity: self.capacity)
    }

    deinit { unsafe free(slots) }

    subscript(index: Int) -> LimiterSlot {
        get {
            precondition(index >= 0 && index < capacity)
            return unsafe slots[index]
        }
        set {
            precondition(index >= 0 && index < capacity)
            unsafe slots[index] = newValue
        }
    }

    /// The slot of a subject; nil when there is none.
    func find(_ subject: UInt64) -> Int? {
        var index = home(subject)
        while true {
            let found = unsafe slots[index].subject
            if found == subject { return index }
            if found == 0 { return nil }
            index = next(index)
        }
    }

    /// The slot of a subject, a new one where there is none; nil when the table would have more than `bound` entries.
    ///
    /// Other entries stay where they are. At least one slot stays empty, which is what ends every search.
    mutating func findOrInsert(_ subject: UInt64, bound: Int) -> Int? {
        var index = home(subject)
        while true {
            let found = unsafe slots[index].subject
            if found == subject { return index }
            if found == 0 { break }
            index = next(index)
        }
        guard count < min(bound, capacity - 1) else { return nil }
        unsafe slots[index] = LimiterSlot(subject: subject)
        count += 1
        return index
    }

    /// Forgets all entries of which `isGone` is true, and answers how many they were.
    mutating func removeAll(where isGone: (LimiterSlot) -> Bool) -> Int {
        let before = count
        var index = 0
        while index < capacity {
            // Removing may put another entry into the slot: it is looked at next.
            if unsafe slots[index].subject != 0, isGone(unsafe slots[index]) {
                remove(at: index)
            } else {
                index += 1
            }
        }
        return before - count
    }

    /// Closes the gap as Knuth's algorithm R does (The Art of Computer Programming 3, 6.4), so that no tombstones pile up.
    private mutating func remove(at index: Int) {
        var gap = index
        var probe = next(gap)
        while unsafe slots[probe].subject != 0 {
            let start = home(unsafe slots[probe].subject)
            // An entry may move back to the gap unless its home lies between the gap and where it is.
            let stays = gap <= probe ? (gap < start && start <= probe) : (gap < start || start <= probe)
            if !stays {
                unsafe slots[gap] = slots[probe]
                gap = probe
            }
            probe = next(probe)
        }
        unsafe slots[gap] = LimiterSlot()
        count -= 1
    }

    private func next(_ index: Int) -> Int {
        index + 1 == capacity ? 0 : index + 1
    }

    /// Where the search for a subject begins.
    func home(_ subject: UInt64) -> Int {
        Self.place(Hash.mix(subject ^ seed), in: capacity)
    }

    /// A place below `capacity` for a hash, by multiplication (Lemire, "Fast random integer generation in an interval").
    private static func place(_ hash: UInt64, in capacity: Int) -> Int {
        Int(truncatingIfNeeded: ((hash & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: capacity)) >> 32)
    }
}
