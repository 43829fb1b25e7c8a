/// The panes of one series, gathered in the order of time and then asked for one window after another.
///
/// The window slides as a queue of two stacks: what leaves costs nothing that was not paid once when it came, so that a
/// query costs as much as it has panes, however long its windows are.
final class PaneSeries {
    private var panes: [(index: Int, content: Accumulator)] = []
    /// The values themselves, for quantiles; beside the panes.
    private var values: [[Double]] = []
    private let keepsValues: Bool

    /// First pane of the window.
    private var head = 0
    /// Behind the last pane of the window.
    private var tail = 0
    /// The panes from here on to `tail` are in `back`; those before in `front`, each with all that follow it there.
    private var boundary = 0
    private var front: [Accumulator] = []
    private var back: Accumulator?

    init(keepsValues: Bool) {
        self.keepsValues = keepsValues
    }

    /// Adds a value; answers whether that made a new pane.
    func add(_ value: Double, at time: Int64, in pane: Int) -> Bool {
        let last = panes.count - 1
        if last >= 0, panes[last].index == pane {
            panes[last].content.add(value, at: time)
            if keepsValues { values[last].append(value) }
            return false
        }
        // A source that keeps to its order never adds before the last pane.
        let place = last < 0 || panes[last].index < pane ? panes.count : panes.firstIndex { $0.index >= pane } ?? 0
        if place < panes.count, panes[place].index == pane {
            panes[place].content.add(value, at: time)
            if keepsValues { values[place].append(value) }
            return false
        }
        panes.insert((pane, Accumulator(value, at: time)), at: place)
        if keepsValues { values.insert([value], at: place) }
        return true
    }

    /// All of a window, nil where it is empty; windows must be asked for from the first on.
    func content(of window: Range<Int>) -> Accumulator? {
        while tail < panes.count, panes[tail].index < window.upperBound {
            if back == nil { back = panes[tail].content } else { back?.append(panes[tail].content) }
            tail += 1
        }
        while head < tail, panes[head].index < window.lowerBound {
            if head == boundary { turn() }
            front.removeLast()
            head += 1
        }
        guard var content = front.last else { return back }
        if let back { content.append(back) }
        return content
    }

    /// Moves all of `back` to `front`.
    private func turn() {
        for index in (head..<tail).reversed() {
            var content = panes[index].content
            if let next = front.last { content.append(next) }
            front.append(content)
        }
        boundary = tail
        back = nil
    }

    /// The values of the window that was asked for last, in no order.
    func currentValues() -> [Double] { values[head..<tail].flatMap { $0 } }
}
