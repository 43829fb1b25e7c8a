/// The windows of a range aggregation, cut into panes so that a line is counted once however many windows it is in.
///
/// Window `k` holds the times in `(end - interval, end]` with `end = first + k * step`. Where the interval is a multiple
/// of the step, every pane is one step wide; elsewhere each step has two panes, split where windows begin and end.
struct Windows {
    /// End of the first window, in nanoseconds since 1970.
    let first: Int64
    let step: Int64
    let count: Int
    let interval: Int64

    /// Times of interest: after `range.lowerBound`'s predecessor, up to the end of the last window.
    var range: Range<Int64> {
        let start = first - interval + 1
        return start..<max(start, first + Int64(count - 1) * step + 1)
    }

    /// The pane of a time in ``range``; nil where it lies between two windows.
    func pane(of time: Int64) -> Int? {
        let distance = time - (first - interval) - 1
        guard distance >= 0 else { return nil }
        let (cell, rest) = distance.quotientAndRemainder(dividingBy: step)
        let split = interval % step
        guard split > 0 else { return Int(cell) }
        if rest < split { return Int(cell) * 2 }
        return interval < step ? nil : Int(cell) * 2 + 1
    }

    /// The panes of a window.
    func panes(of window: Int) -> Range<Int> {
        let whole = Int(interval / step)
        guard interval % step > 0 else { return window..<window + whole }
        return 2 * window..<2 * (window + whole) + 1
    }

    func end(of window: Int) -> Int64 { first + Int64(window) * step }
}
