/// The times at which an expression is evaluated.
struct StepGrid {
    /// Milliseconds since 1970.
    let start: Int64
    let step: Int64
    let count: Int

    func time(_ index: Int) -> Int64 {
        start + Int64(index) * step
    }

    var end: Int64 { time(count - 1) }
}
