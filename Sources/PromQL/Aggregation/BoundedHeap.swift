/// The best few of many values, in a heap whose root is the worst of them.
///
/// The same steps as Go's `container/heap`, so that of equal values the same ones stay as in Prometheus.
struct BoundedHeap {
    struct Entry {
        let value: Double
        let index: Int
    }

    private(set) var entries: [Entry] = []
    private let keepsLargest: Bool

    init(keepsLargest: Bool) {
        self.keepsLargest = keepsLargest
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    /// Offers a value to the best `count`.
    mutating func offer(_ value: Double, index: Int, count: Int) {
        if entries.count < count {
            entries.append(Entry(value: value, index: index))
            siftUp(entries.count - 1)
            return
        }
        let root = entries[0].value
        let isBetter = keepsLargest ? root < value : root > value
        guard isBetter || (root.isNaN && !value.isNaN) else { return }
        entries[0] = Entry(value: value, index: index)
        siftDown(0)
    }

    /// Best first; NaN last.
    var ordered: [Entry] {
        entries.enumerated().sorted { left, right in
            let (one, other) = (left.element.value, right.element.value)
            if one.isNaN || other.isNaN {
                return one.isNaN == other.isNaN ? left.offset < right.offset : other.isNaN
            }
            if one == other { return left.element.index < right.element.index }
            return keepsLargest ? one > other : one < other
        }.map(\.element)
    }

    private func isWorse(_ left: Int, _ right: Int) -> Bool {
        let (one, other) = (entries[left].value, entries[right].value)
        return one.isNaN || (keepsLargest ? one < other : one > other)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard isWorse(child, parent) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return }
            if child + 1 < entries.count, isWorse(child + 1, child) { child += 1 }
            guard isWorse(child, parent) else { return }
            entries.swapAt(parent, child)
            parent = child
        }
    }
}
