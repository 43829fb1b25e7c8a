// The only file of this target with unsafe code: memory that is aligned for vectors, views of it without bounds checks in
// release builds, and the vector operations that the standard library offers only as reinterpretations.
//
// Views are indexed by numbers that were checked when the tables were built (`ForestPlanner` from a validated ensemble) or
// that are codes of a bounded width. Debug builds check every index all the same.

/// Zeroed memory of one element type, aligned to a cache line, freed with its owner.
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

    /// Takes memory and copies the elements there, each converted.
    @inline(__always)
    init<Source>(_ elements: [Source], _ convert: (Source) -> Element) {
        self.init(uninitialised: elements.count)
        for index in 0..<elements.count { unsafe base[index] = convert(elements[index]) }
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
    typealias Mask = SIMDMask<LaneVector>
    let first = unsafe unsafeBitCast(a, to: Mask.self)
    let second = unsafe unsafeBitCast(b, to: Mask.self)
    return unsafe unsafeBitCast(first .& second, to: LaneVector.self)
}

/// `condition ? b : a` in every lane; as masks, because `replacing(with:where:)` falls to scalar code.
@inline(__always)
func choose(_ a: ByteVector, _ b: ByteVector, where condition: SIMDMask<ByteVector>) -> ByteVector {
    typealias Mask = SIMDMask<ByteVector>
    let first = unsafe unsafeBitCast(a, to: Mask.self)
    let second = unsafe unsafeBitCast(b, to: Mask.self)
    return unsafe unsafeBitCast(first .^ ((first .^ second) .& condition), to: ByteVector.self)
}
