/// What does not validate in one request: counted completely, listed up to a bound.
struct FieldProblems: Sendable {
    private(set) var listed: [APIError.FieldError] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds a problem; its message is only made where it will be listed, because finding the nearest name takes time.
    mutating func add(_ location: @autoclosure () -> [String], _ message: () -> String) {
        count += 1
        if listed.count < Limits.listedFieldErrors { listed.append(.init(location(), message())) }
    }
}
