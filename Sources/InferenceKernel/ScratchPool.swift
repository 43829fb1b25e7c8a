import Synchronization

/// Working memory for calls that must not allocate: a fixed number of places, taken and given back without a lock.
///
/// More callers at once than places are served too, from memory taken for the call.
struct ScratchPool: ~Copyable, Sendable {
    /// Calls that are served without allocating at the same time: the bits of the word that says which places are taken.
    static var places: Int { UInt64.bitWidth }

    private let stride: Int
    private let memory: Slab<UInt8>
    private let taken = Atomic<UInt64>(0)

    /// Reserves places of `byteCount` bytes.
    ///
    /// Memory that no call touches is never made resident.
    init(byteCount: Int) {
        stride = aligned(byteCount)
        memory = Slab(uninitialised: stride * Self.places)
    }

    /// Bytes of one place: what a model costs as long as one thread uses it.
    var byteCount: Int { stride }

    /// Lends a place.
    @inline(__always)
    func withScratch(_ body: (MutableTable<UInt8>) -> Void) {
        var state = taken.load(ordering: .relaxed)
        while ~state != 0 {
            let place = (~state).trailingZeroBitCount
            let claim = UInt64(1) << UInt64(place)
            let (exchanged, original) = taken.weakCompareExchange(
                expected: state, desired: state | claim, ordering: .acquiring)
            if exchanged {
                body(memory.mutable.from(place * stride))
                taken.bitwiseAnd(~claim, ordering: .releasing)
                return
            }
            state = original
        }
        let own = Slab<UInt8>(uninitialised: stride)
        body(own.mutable)
    }
}

/// The least multiple of a cache line that holds `byteCount` bytes.
func aligned(_ byteCount: Int) -> Int { (byteCount + 63) & ~63 }
