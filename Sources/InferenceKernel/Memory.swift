#if KERNEL_AVX2 || KERNEL_AVX512
    import _Builtin_intrinsics.intel
#endif

// The only file of this target with unsafe code: memory that is aligned for vectors, views of it without bounds checks in
// release builds, and the vector operations that the standard library offers only as reinterpretations.
//
// Views are indexed by numbers that were checked when the tables were built (`ForestPlanner` from a validated ensemble) or
// that are codes of a bounded width. Debug builds check every index all the same.

/// Zeroed memory of one element type, aligned to a cache line, freed with its owner.
///
/// Unchecked because it holds a pointer: it is not copyable, so one owner has the memory, and only who may change that owner
/// may write to it. Plain bits need no other care when they go from thread to thread.
@safe
struct Slab<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Sendable is right because the memory is written before the slab is shared, or by one owner at a time (ScratchPool).
    private let base: UnsafeMutablePointer<Element>
    private let count: Int

    /// Takes memory for `count` elements.
    ///
    /// The bytes are not cleared, so that pages nobody touches cost nothing.
    init(uninitialised count: Int) {
        let bytes = max(count * MemoryLayout<Element>.stride, 1)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        unsafe base = raw.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    /// Takes memory and copies the elements there.
    @inline(__always)
    init(_ elements: [Element]) {
        self.init(uninitialised: elements.count)
        let source = elements.span
        for index in 0..<elements.count { unsafe base[index] = source[index] }
    }

    deinit { unsafe base.deallocate() }

    var byteCount: Int { count * MemoryLayout<Element>.stride }
    @inline(__always) var table: Table<Element> { unsafe Table(base: UnsafePointer(base), count: count) }
    @inline(__always) var mutable: MutableTable<Element> { unsafe MutableTable(base: base, count: count) }
}

/// A view that reads.
@safe
struct Table<Element: BitwiseCopyable> {
    private let base: UnsafePointer<Element>
    private let count: Int

    @inline(__always)
    init(base: UnsafePointer<Element>, count: Int) {
        unsafe self.base = unsafe base
        self.count = count
    }

    @inline(__always)
    subscript(_ index: Int) -> Element {
        assert(index >= 0 && index < count)
        return unsafe base[index]
    }

    /// The view from an element on.
    @inline(__always)
    func from(_ index: Int) -> Table {
        assert(index >= 0 && index <= count)
        return unsafe Table(base: base + index, count: count - index)
    }

    /// A vector whose first element is at an index; the place is aligned to the vector's size.
    @inline(__always)
    func vector<Vector>(_ type: Vector.Type, at index: Int) -> Vector {
        assert(index >= 0 && (count - index) * MemoryLayout<Element>.stride >= MemoryLayout<Vector>.size)
        return unsafe UnsafeRawPointer(base + index).assumingMemoryBound(to: Vector.self).pointee
    }
}

/// A view that reads and writes.
@safe
struct MutableTable<Element: BitwiseCopyable> {
    private let base: UnsafeMutablePointer<Element>
    private let count: Int

    @inline(__always)
    init(base: UnsafeMutablePointer<Element>, count: Int) {
        unsafe self.base = unsafe base
        self.count = count
    }

    @inline(__always)
    subscript(_ index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return unsafe base[index]
        }
        nonmutating set {
            assert(index >= 0 && index < count)
            unsafe base[index] = newValue
        }
    }

    /// The view from an element on.
    @inline(__always)
    func from(_ index: Int) -> MutableTable {
        assert(index >= 0 && index <= count)
        return unsafe MutableTable(base: base + index, count: count - index)
    }

    @inline(__always) var readOnly: Table<Element> { unsafe Table(base: UnsafePointer(base), count: count) }

    @inline(__always)
    func vector<Vector>(_ type: Vector.Type, at index: Int) -> Vector { readOnly.vector(type, at: index) }

    /// Writes a vector whose first element is at an index; the place is aligned to the vector's size.
    @inline(__always)
    func store<Vector>(_ vector: Vector, at index: Int) {
        assert(index >= 0 && (count - index) * MemoryLayout<Element>.stride >= MemoryLayout<Vector>.size)
        unsafe UnsafeMutableRawPointer(base + index).assumingMemoryBound(to: Vector.self).pointee = vector
    }
}

extension MutableTable where Element == UInt8 {
    /// The bytes from an offset on as elements of another type; the offset is a multiple of 64.
    @inline(__always)
    func view<Other: BitwiseCopyable>(_ type: Other.Type, at offset: Int, count: Int) -> MutableTable<Other> {
        assert(offset % 64 == 0 && offset + count * MemoryLayout<Other>.stride <= self.count)
        return unsafe MutableTable<Other>(
            base: UnsafeMutableRawPointer(base + offset).assumingMemoryBound(to: Other.self), count: count)
    }
}

/// Lends a caller's rows and answers as views.
@inline(__always)
func withViews<Answer: BitwiseCopyable>(
    _ rows: Span<Double>, _ answers: inout MutableSpan<Answer>, _ body: (Table<Double>, MutableTable<Answer>) -> Void
) {
    unsafe rows.withUnsafeBufferPointer { rows in
        unsafe answers.withUnsafeMutableBufferPointer { answers in
            // An empty span may have no address; nothing is read from or written to it then.
            guard let input = rows.baseAddress, let output = answers.baseAddress else { return }
            let rowView = unsafe Table(base: input, count: rows.count)
            let answerView = unsafe MutableTable(base: output, count: answers.count)
            body(rowView, answerView)
        }
    }
}

/// 1 for true, 0 for false, without the branch that a conditional expression becomes.
@inline(__always) func bit(_ flag: Bool) -> UInt8 { unsafe unsafeBitCast(flag, to: UInt8.self) }

/// What both vectors have; as masks, because `&` on integer vectors falls to scalar code.
@inline(__always)
func intersection(_ a: LaneVector, _ b: LaneVector) -> LaneVector {
    #if KERNEL_AVX512
        let both = unsafe _mm512_and_si512(unsafeBitCast(a, to: __m512i.self), unsafeBitCast(b, to: __m512i.self))
        return unsafe unsafeBitCast(both, to: LaneVector.self)
    #else
        typealias Mask = SIMDMask<LaneVector>
        let first = unsafe unsafeBitCast(a, to: Mask.self)
        let second = unsafe unsafeBitCast(b, to: Mask.self)
        return unsafe unsafeBitCast(first .& second, to: LaneVector.self)
    #endif
}

/// `condition ? b : a` in every lane; as masks, because `replacing(with:where:)` falls to scalar code.
@inline(__always)
func choose(_ a: ByteVector, _ b: ByteVector, where condition: SIMDMask<ByteVector>) -> ByteVector {
    typealias Mask = SIMDMask<ByteVector>
    let first = unsafe unsafeBitCast(a, to: Mask.self)
    let second = unsafe unsafeBitCast(b, to: Mask.self)
    return unsafe unsafeBitCast(first .^ ((first .^ second) .& condition), to: ByteVector.self)
}

#if KERNEL_AVX512
    /// The lanes that are true, one bit each.
    @inline(__always)
    func bits(_ mask: SIMDMask<SIMD64<Int8>>) -> UInt64 {
        unsafe _mm512_movepi8_mask(unsafeBitCast(mask, to: __m512i.self))
    }

    /// The bytes of `table` that the bytes of `indices` name, by their lowest six bits.
    @inline(__always)
    func lookUp(_ indices: SIMD64<UInt8>, in table: SIMD64<UInt8>) -> SIMD64<UInt8> {
        unsafe unsafeBitCast(
            _mm512_permutexvar_epi8(
                unsafeBitCast(indices, to: __m512i.self), unsafeBitCast(table, to: __m512i.self)),
            to: SIMD64<UInt8>.self)
    }

    /// The bytes of two tables that the bytes of `indices` name, by their lowest seven bits.
    @inline(__always)
    func lookUp(_ indices: SIMD64<UInt8>, in low: SIMD64<UInt8>, _ high: SIMD64<UInt8>) -> SIMD64<UInt8> {
        unsafe unsafeBitCast(
            _mm512_permutex2var_epi8(
                unsafeBitCast(low, to: __m512i.self), unsafeBitCast(indices, to: __m512i.self),
                unsafeBitCast(high, to: __m512i.self)),
            to: SIMD64<UInt8>.self)
    }

    /// Sixteen bytes as 32-bit lanes.
    @inline(__always)
    func widened(_ bytes: SIMD16<UInt8>) -> __m512i {
        unsafe _mm512_cvtepu8_epi32(unsafeBitCast(bytes, to: __m128i.self))
    }
#endif

#if KERNEL_AVX2 || KERNEL_AVX512
    // The standard library's comparisons of these widths fall to scalar code; the compiler's own functions do not.

    /// The lanes that are above a key, one bit each.
    @inline(__always)
    func above(_ lanes: SIMD8<Int32>, _ key: Int32) -> Int {
        let greater = unsafe _mm256_cmpgt_epi32(
            unsafeBitCast(lanes, to: __m256i.self), unsafeBitCast(SIMD8(repeating: key), to: __m256i.self))
        return Int(unsafe _mm256_movemask_ps(unsafeBitCast(greater, to: __m256.self)))
    }

    /// The lanes that are above a key, one bit each.
    @inline(__always)
    func above(_ lanes: SIMD4<Int64>, _ key: Int64) -> Int {
        let greater = _mm256_cmpgt_epi64(lanes, SIMD4(repeating: key))
        return Int(unsafe _mm256_movemask_pd(unsafeBitCast(greater, to: __m256d.self)))
    }
#endif
